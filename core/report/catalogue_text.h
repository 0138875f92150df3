/* stemprint: the table of many songs, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_CATALOGUE_TEXT_H
#define STEMPRINT_REPORT_CATALOGUE_TEXT_H

#include "base/text.h"
#include "report/findings.h"

/** Appends a row for each song, with the figures of its main mix and the first digits of its hash, and a line that
    counts verdicts. The findings are those of findings_keep(). */
void catalogue_text(const struct findings *findings, size_t count, struct text *text);

/** Appends a line that counts verdicts, and a line for each song that did not pass. */
void catalogue_tally(const struct findings *findings, size_t count, struct text *text);

#endif
