/* stemprint: the report for a GitHub workflow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_GITHUB_H
#define STEMPRINT_REPORT_REPORT_GITHUB_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends workflow commands, one a line, which the runner shows beside the lines of the recipe:

	::error file=song.yaml,line=12,col=9,endColumn=17,title=unknown-key::unknown key "treshold" in compressor

    All diagnostics by their severity; then a failed verdict is an error, an unknown one a warning. */
enum status report_github(const struct findings *findings, struct text *text) MUST_CHECK;

/** Appends a part of the job's summary, in Markdown: verdicts and files as tables. Without a report, what is wrong. */
enum status report_github_summary(const struct findings *findings, struct text *text) MUST_CHECK;

#endif
