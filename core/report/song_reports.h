/* stemprint: the reports that cover several recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_SONG_REPORTS_H
#define STEMPRINT_REPORT_SONG_REPORTS_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

#define SONG_REPORTS_SCHEMA "stemprint.reports.1"

/* There is one of `findings` for each recipe, in the order of the command line. Those of a recipe that was not rendered
   have diagnostics and no report. All functions return OK or NO_MEMORY. */

/** Appends one JSON object. recipes/reports.schema.json says what it holds: the verdict over all, and for each recipe
    its file, verdict, diagnostics and report, which is the text `findings.json`. */
enum status song_reports_json(const struct findings *findings, size_t count, struct text *text) MUST_CHECK;

/** Appends a table: the header, and the rows `findings.csv` of each recipe (report_csv.h). A recipe that was not
    rendered has a row of its own:

	recipe,subject,quantity,value,unit,verdict
	song.yaml,recipe,rendered,,,error
*/
enum status song_reports_csv(const struct findings *findings, size_t count, struct text *text) MUST_CHECK;

/** Appends the page that lists all recipes, each with its verdict, its main figures and a link to `findings.page`. */
enum status song_reports_html(const struct findings *findings, size_t count, struct text *text) MUST_CHECK;

/** Appends the page of a recipe that was not rendered: its diagnostics. */
enum status song_failure_html(const struct findings *findings, struct text *text) MUST_CHECK;

/** Returns the path of the recipe as the user typed it, or NULL. */
const char *song_path(const struct findings *findings);

/** Returns "pass", "fail", "unknown", or "error" where there is no report or the diagnostics hold an error. */
const char *song_verdict(const struct findings *findings);

/** Returns the gravest of all: error, fail, unknown, pass. */
const char *song_verdict_of_all(const struct findings *findings, size_t count);

/** Appends how many songs have each verdict: "2 pass, 1 error". */
void song_counts(const struct findings *findings, size_t count, struct text *text);

#endif
