/* stemprint: what each track brings to each stem, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_BLEED_TEXT_H
#define STEMPRINT_REPORT_BLEED_TEXT_H

#include "base/text.h"
#include "verify/bleed.h"

/** Appends the label "bleed", a table of tracks and stems, and the ways by which tracks bleed. Lines begin at column
   `indent`. */
void bleed_text(const struct bleed *bleed, size_t indent, struct text *text);

#endif
