/* stemprint: the figures of a report as HTML.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HTML_TABLES_H
#define STEMPRINT_REPORT_HTML_TABLES_H

#include "base/text.h"
#include "report/report.h"

/** What is looked at first: the verdict, and the first mix's figures. */
void html_tiles(const struct report *report, struct text *text);

/* A section each, or nothing where there is nothing to tell. */

void html_verdicts(const struct report *report, struct text *text);
void html_notes(const struct report *report, struct text *text);
void html_causes(const struct report *report, struct text *text);
void html_files(const struct report *report, struct text *text);
void html_quality(const struct report *report, struct text *text);
void html_trims(const struct report *report, struct text *text);
void html_opaques(const struct report *report, struct text *text);
void html_sources(const struct report *report, struct text *text);
void html_meters(const struct report *report, struct text *text);
void html_sums(const struct report *report, struct text *text);

#endif
