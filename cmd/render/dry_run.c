/* Tells what a render would do to files, for --dry-run.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/dry_run.h"

#include "base/path.h"
#include "report/printable.h"

#include <stdlib.h>
#include <string.h>

enum { FATE_COLUMNS = 12 }; /* they fit "up to date  " */

enum status dry_run_refuse(struct render_job *job, const char *name)
{
	struct refused_output *refused = ARENA_NEW(job->project->arena, struct refused_output);
	struct refused_output **end = &job->refused;
	if (!refused)
		return STATUS_NO_MEMORY;
	while (*end)
		end = &(*end)->next;
	*refused = (struct refused_output){ .name = name };
	*end = refused;
	return STATUS_OK;
}

void dry_run_append(const char *fate, const char *folder, const char *name, struct text *text)
{
	text_append(text, "  %-*s", FATE_COLUMNS, fate);
	if (folder) {
		printable_append(text, folder);
		text_append(text, "/");
	}
	printable_append(text, name);
	text_append(text, "\n");
}

const char *dry_run_fate(const struct output_set *set, size_t index)
{
	switch (output_set_expected_fate(set, index)) {
	case OUTPUT_NEW:
		return "new";
	case OUTPUT_REPLACES:
		return "replaces";
	case OUTPUT_OVERWRITES:
		break;
	}
	return "overwrites";
}

static void tell_left_over(const struct render_job *job, struct text *text)
{
	size_t count;
	output_set_look_around(job->outputs);
	const struct output_left_over *files = output_set_left_over(job->outputs, &count);
	for (size_t i = 0; i < count; i++)
		dry_run_append(files[i].removed ? "removes" : "left over", NULL, files[i].path, text);
}

void dry_run_tell(const struct render_job *job, const char *recipe, struct text *text)
{
	const size_t count = job->outputs ? output_set_expected(job->outputs) : 0;
	if (count == 0 && !job->refused)
		return;
	printable_append(text, recipe);
	text_append(text, ": to \"");
	printable_append(text, job->directory);
	text_append(text, "\":\n");
	for (size_t i = 0; i < count; i++)
		dry_run_append(job->kept ? "up to date" : dry_run_fate(job->outputs, i), NULL,
			       output_set_expected_name(job->outputs, i), text);
	for (const struct refused_output *refused = job->refused; refused; refused = refused->next)
		dry_run_append("refused", NULL, refused->name, text);
	/* Where a file is refused, nothing is printed, so nothing is left over. */
	if (!job->refused)
		tell_left_over(job, text);
}

/* Looks at one file that an option names. */
static enum status tell_file(const char *path, bool force, struct diagnostics *diagnostics, struct text *text)
{
	const char *name = path_last_part(path);
	char *folder = name > path ? strndup(path, (size_t)(name - path)) : strdup(".");
	struct output_set *set = folder ? output_set_new(folder) : NULL;
	free(folder);
	if (!set)
		return STATUS_NO_MEMORY;
	output_set_use(set, &(struct output_policy){ .reports = true, .shared = true, .force = force, .look = true });
	const enum status status = output_set_expect(set, name);
	dry_run_append(status == STATUS_OK ? dry_run_fate(set, 0) : "refused", NULL, path, text);
	if (status_is_of_output(status))
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "%s",
				    output_set_problem(set));
	output_set_free(set);
	return status;
}

/* How many pictures there are, the render finds out. */
static void tell_others(const struct report_options *options, struct text *text)
{
	const char *summary = options->github ? getenv("GITHUB_STEP_SUMMARY") : NULL;
	if (options->plots)
		dry_run_append("pictures", options->plots, "*.svg", text);
	if (summary && *summary)
		dry_run_append("appends to", NULL, summary, text);
}

enum status dry_run_tell_reports(const struct report_options *options, const char *depfile,
				 struct diagnostics *diagnostics, struct text *text)
{
	const char *paths[REPORT_FORMAT_COUNT + 2] = { options->stamp, depfile };
	struct text list = { 0 };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < REPORT_FORMAT_COUNT; i++)
		paths[i + 2] = report_options_is_standard_output(options->paths[i]) ? NULL : options->paths[i];
	for (size_t i = 0; i < REPORT_FORMAT_COUNT + 2 && status != STATUS_NO_MEMORY; i++) {
		const enum status found =
			paths[i] ? tell_file(paths[i], options->force, diagnostics, &list) : STATUS_OK;
		status = found == STATUS_OK ? status : found;
	}
	for (size_t i = 0; i < options->page_count && status != STATUS_NO_MEMORY; i++) {
		const enum status found = tell_file(options->pages[i], options->force, diagnostics, &list);
		status = found == STATUS_OK ? status : found;
	}
	tell_others(options, &list);
	if (list.length > 0)
		text_append(text, "reports:\n%s", list.bytes);
	text->failed |= list.failed;
	text_release(&list);
	return status;
}
