/* Tells of a render that is up to date what the render told when it was made.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/kept_render.h"

#include "cmd/terminal.h"
#include "io/print_record.h"
#include "io/text_file.h"
#include "recipe/canonical_place.h"
#include "report/printable.h"

#include <string.h>

enum { REPORT_BYTES_MAXIMUM = 1 << 30 };

static bool has_warning(const struct diagnostics *diagnostics, const struct manifest_warning *warning)
{
	for (size_t i = 0; i < diagnostics->count; i++)
		if (strcmp(diagnostics->items[i].code, warning->code) == 0 &&
		    strcmp(diagnostics->items[i].message, warning->message) == 0)
			return true;
	return false;
}

/* Returns whether the recipe is the text that was rendered. Nobody knows that of one from standard input, which is not
   among the inputs. */
static bool has_same_text(const struct render_job *job)
{
	const struct text_input *now = job->project->texts.items;
	const struct manifest_input *then = job->kept->inputs;
	return job->project->texts.count > 0 && job->kept->input_count > 0 && strcmp(now->role, "recipe") == 0 &&
	       strcmp(then->role, "recipe") == 0 && strcmp(now->hash.text, then->hash) == 0;
}

void kept_render_repeat_warnings(struct render_job *job)
{
	struct diagnostics *diagnostics = &job->project->diagnostics;
	const bool same_text = has_same_text(job);
	for (size_t i = 0; i < job->kept->warning_count; i++) {
		const struct manifest_warning *warning = &job->kept->warnings[i];
		const struct location at =
			same_text ? warning->at
				  : canonical_place_of(job->project->recipe->document, diagnostics, warning->number);
		if (!has_warning(diagnostics, warning))
			diagnostics_warning(diagnostics, warning->code, at, "%s", warning->message);
	}
}

static enum status compare_report(const struct render_job *job, const struct findings *findings, bool *same)
{
	const struct manifest *manifest = job->kept;
	struct file_hash hash;
	const enum status status =
		file_hash_of_bytes(findings->json, findings->json_length, job->settings->hash, &hash);
	*same = false;
	for (size_t i = 0; i < manifest->file_count && status == STATUS_OK; i++)
		*same |= strcmp(manifest->files[i].path, PRINT_RECORD_REPORT) == 0 &&
			 strcmp(manifest->files[i].hash, hash.text) == 0;
	return status;
}

/* Somebody may have changed the report since it was compared with the manifest. */
static enum status read_json(struct render_job *job, struct findings *findings)
{
	struct arena *arena = job->project->arena;
	const char *path = arena_format(arena, "%s/" PRINT_RECORD_REPORT, job->directory), *problem = NULL;
	enum status status = path ? text_file_read(path, REPORT_BYTES_MAXIMUM, arena, &findings->json,
						   &findings->json_length, &problem)
				  : STATUS_NO_MEMORY;
	bool same = true;
	if (status == STATUS_OK)
		status = compare_report(job, findings, &same);
	if (status == STATUS_NO_MEMORY)
		return status;
	if (!same)
		problem = "it has changed just now; run again";
	if (!problem)
		return STATUS_OK;
	status = status == STATUS_LIMIT ? status : STATUS_BAD_OUTPUT;
	diagnostics_failure(&job->project->diagnostics, status, "output", (struct location){ 0 },
			    "\"" PRINT_RECORD_REPORT "\": %s", problem);
	return status;
}

enum status kept_render_findings(struct render_job *job, bool json, struct report *report, struct findings *findings)
{
	*report = (struct report){ .recipe = diagnostics_own_name(&job->project->diagnostics, 0),
				   .recipe_path = job->project->diagnostics.file,
				   .verdicts = job->kept->verdicts };
	*findings = (struct findings){ .report = report };
	return json ? read_json(job, findings) : STATUS_OK;
}

enum status kept_render_say(const struct render_job *job, const char *recipe, FILE *stream)
{
	struct text text = { 0 };
	const size_t count = job->kept->file_count + 1; /* the manifest does not list itself */
	printable_append(&text, recipe);
	text_append(&text, ": up to date: %zu %s in \"", count, count == 1 ? "file" : "files");
	printable_append(&text, job->directory);
	text_append(&text, "\"; --anew renders again\n");
	return terminal_write_lines(&text, stream);
}
