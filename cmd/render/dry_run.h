/* Tells what a render would do to files, for --dry-run.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_DRY_RUN_H
#define STEMPRINT_CMD_RENDER_DRY_RUN_H

#include "base/text.h"
#include "cmd/render/render_job.h"
#include "cmd/report_options.h"

/** This is a file that may not be written. */
struct refused_output {
	const char *name;
	struct refused_output *next;
};

/** Adds a refused file to the job. Returns OK or NO_MEMORY. */
enum status dry_run_refuse(struct render_job *job, const char *name) MUST_CHECK;

/** Appends a line for one file: its fate, the folder if there is one, and its name. */
void dry_run_append(const char *fate, const char *folder, const char *name, struct text *text);

/** Returns the word for what becomes of an announced output. */
const char *dry_run_fate(const struct output_set *set, size_t index);

/** Appends what becomes of each file in the folder of the recipe. Nothing is appended when the render would end before
    it knows its files. */
void dry_run_tell(const struct render_job *job, const char *recipe, struct text *text);

/** Appends what becomes of the reports that the options ask for, of the stamp and of the rule for make. What is in
    their way is reported. Returns BAD_OUTPUT or LIMIT, NO_MEMORY, or OK. */
enum status dry_run_tell_reports(const struct report_options *options, const char *depfile,
				 struct diagnostics *diagnostics, struct text *text) MUST_CHECK;

#endif
