/* stemprint: the report for a GitHub workflow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_GITHUB_H
#define STEMPRINT_REPORT_REPORT_GITHUB_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends workflow commands, one in a line. The runner shows them beside the lines of the recipe:

	::error file=song.yaml,line=12,col=9,endColumn=17,title=unknown-key::unknown key "treshold" in compressor

    The diagnostics come first, with their severity. Then each failed verdict is an error, and each unknown one a
    warning. Returns NO_MEMORY when out of memory. */
enum status report_github(const struct findings *findings, struct text *text) MUST_CHECK;

/** Appends a part of the job's summary in Markdown: the verdicts and the files as tables. Without a report it appends
    the diagnostics. Returns NO_MEMORY when out of memory. */
enum status report_github_summary(const struct findings *findings, struct text *text) MUST_CHECK;

#endif
