/* Prints what a run depends on beside its recipe and its sources.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/run_facts.h"

#include "cmd/terminal.h"
#include "io/fence.h"
#include "report/printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LABEL_COLUMNS = 10 }; /* it fits "verdicts  ", as in the report */

/* A path that does not exist yet has no links to follow, so it is printed from the working folder on. */
static void append_resolved(struct text *text, const char *path)
{
	char *resolved = fence_resolve(path);
	char *folder = resolved || path[0] == '/' ? NULL : getcwd(NULL, 0);
	if (folder) {
		printable_append(text, folder);
		text_append(text, "/");
	}
	printable_append(text, resolved ? resolved : path);
	free(folder);
	free(resolved);
}

/* Writes a line like "source    audio/kick.wav: /music/audio/kick.wav". `written` may be NULL. */
static void append_path(struct text *text, const char *label, const char *written, const char *path)
{
	text_append(text, "%-*s", LABEL_COLUMNS, label);
	if (written) {
		printable_append(text, written);
		text_append(text, ": ");
	}
	append_resolved(text, path);
	text_append(text, "\n");
}

void run_facts_append(const struct project *project, const struct render_settings *settings, struct text *text)
{
	const size_t threads = workers_count(settings->workers);
	text_append(text, "%-*s%s kernels, %zu %s, recipe ", LABEL_COLUMNS, "run", settings->kernel->name, threads,
		    threads == 1 ? "thread" : "threads");
	printable_append(text, project->diagnostics.file);
	text_append(text, "\n");
}

enum status run_facts_print(const struct project *project, const struct render_settings *settings)
{
	const struct recipe *recipe = project->recipe;
	struct text text = { 0 };
	run_facts_append(project, settings, &text);
	append_path(&text, "recipe", NULL, project->diagnostics.file);
	append_path(&text, "prints", NULL, settings->directory ? settings->directory : recipe->print.directory);
	for (size_t i = 0; i < project->source_count; i++) {
		const struct recipe_source *source = project->recipe_sources[i];
		if (source->path)
			append_path(&text, "source", source->file, source->path);
		if (source->right_path)
			append_path(&text, "source", source->right_file, source->right_path);
	}
	for (size_t i = 0; i < recipe->clip_file_count; i++)
		append_path(&text, "source", recipe->clip_files[i].file, recipe->clip_files[i].path);
	for (size_t i = 0; i < recipe->loop_count; i++)
		append_path(&text, "return", recipe->loops[i].answer_file, recipe->loops[i].answer_path);
	for (size_t i = 0; i < recipe->recording_count; i++)
		append_path(&text, recipe->recordings[i].is_played ? "sample" : "response", recipe->recordings[i].file,
			    recipe->recordings[i].path);
	return terminal_tell_lines(&text);
}
