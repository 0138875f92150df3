/* Tells of a render that is up to date what the render told when it was made.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_KEPT_RENDER_H
#define STEMPRINT_CMD_RENDER_KEPT_RENDER_H

#include "cmd/render/render_job.h"
#include "report/findings.h"

#include <stdio.h>

/* In all of these `job->kept` is not NULL. */

/** Gives the warnings again that only the render could give, at the lines where their places are now. What is left
    over is not among them, because it is looked for anew. */
void kept_render_repeat_warnings(struct render_job *job);

/** Makes the findings for reports of verdicts and diagnostics: the report has nothing but its recipe and its verdicts.
    With `json` they also have the text of the report beside the prints. Returns OK; NO_MEMORY; BAD_OUTPUT or LIMIT,
    with a diagnostic, when it cannot be read any more. */
enum status kept_render_findings(struct render_job *job, bool json, struct report *report,
				 struct findings *findings) MUST_CHECK;

/** Says that there was nothing to do. Returns OK, NO_MEMORY or BAD_OUTPUT. */
enum status kept_render_say(const struct render_job *job, const char *recipe, FILE *stream) MUST_CHECK;

#endif
