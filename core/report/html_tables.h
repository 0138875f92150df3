/* stemprint: the sections of a page that hold the figures of a report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HTML_TABLES_H
#define STEMPRINT_REPORT_HTML_TABLES_H

#include "base/text.h"
#include "report/report.h"

/** Appends the tiles at the top of the page: the verdict, and the figures of the first mix. */
void html_tiles(const struct report *report, struct text *text);

/* Each of these functions appends one section. It appends nothing when the report has nothing for that section. When
   out of memory, it sets text->failed. */

/** Appends the verdicts, the failed ones first, and which limits judge which mix. */
void html_verdicts(const struct report *report, struct text *text);

/** Appends the notes, which are advice and fail nothing. */
void html_notes(const struct report *report, struct text *text);

/** Appends the causes of each failed proof, with their evidence and their remedies. */
void html_causes(const struct report *report, struct text *text);

/** Appends a table with the levels and the loudness of every file. */
void html_files(const struct report *report, struct text *text);

/** Appends a table with the faults of the files: clipping, clicks, drop-outs. */
void html_quality(const struct report *report, struct text *text);

/** Appends the gains that a first pass found. */
void html_trims(const struct report *report, struct text *text);

/** Appends what opaque inserts leave in no stem. */
void html_opaques(const struct report *report, struct text *text);

/** Appends the files and signals that the render was made from, with their hashes. */
void html_sources(const struct report *report, struct text *text);

/** Appends what the meters measured. */
void html_meters(const struct report *report, struct text *text);

/** Appends the levels at the summing points. */
void html_sums(const struct report *report, struct text *text);

#endif
