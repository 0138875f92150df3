/* stemprint: all that a command has to tell.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FINDINGS_H
#define STEMPRINT_REPORT_FINDINGS_H

#include "base/diagnostic.h"
#include "graph/graph.h"
#include "report/cost_text.h"
#include "report/report.h"

/** What is not there is NULL. */
struct findings {
	const struct report *report;
	const struct diagnostics *diagnostics; /**< what is wrong with the recipe, or doubtful */
	const struct graph *graph; /**< what was rendered */
	const struct cost_account *costs; /**< what this run took */
};

/** What outlives the recipe that it is about: its verdicts, its files' figures and its diagnostics, copied into the
   arena; the rest is left out. False when out of memory. */
bool findings_keep(const struct findings *findings, struct arena *arena, struct findings *kept);

#endif
