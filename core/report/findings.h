/* stemprint: all that a command has found, for the writers of reports.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FINDINGS_H
#define STEMPRINT_REPORT_FINDINGS_H

#include "base/diagnostic.h"
#include "graph/graph.h"
#include "report/cost_text.h"
#include "report/report.h"
#include "report/report_summary.h"

/** The caller owns all members. A member that does not exist is NULL. */
struct findings {
	const struct report *report; /**< the result; NULL when the command failed before it had one */
	const struct diagnostics *diagnostics; /**< the errors and warnings about the recipe and its files */
	const struct graph *graph; /**< the graph that was rendered */
	const struct cost_account *costs; /**< what this run cost */
	const char *json; /**< [json_length] the report as JSON, if it was written before; otherwise NULL */
	size_t json_length;
	const char *csv; /**< [csv_length] rows for a table of several recipes; otherwise NULL */
	size_t csv_length;
	const char *page; /**< the name of its page beside a page of several recipes; otherwise NULL */
	double seconds; /**< how long this run has worked on it, by the clock; 0: not known. Only JUnit tells it */
	struct report_summary summary; /**< of findings that findings_keep() made from a report */
};

/** Copies into the arena what must outlive the recipe: the verdicts, the figures of the files, and the diagnostics.
    The copy has no graph, no costs and no pictures. Returns false when out of memory; *kept is then not usable. */
bool findings_keep(const struct findings *findings, struct arena *arena, struct findings *kept);

#endif
