/* stemprint: what each track brings to each stem, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_BLEED_TEXT_H
#define STEMPRINT_REPORT_BLEED_TEXT_H

#include "base/text.h"
#include "verify/bleed.h"

/** A table of tracks and stems, cut into several where it is wider than a terminal, and the ways by which tracks bleed.
   Lines begin at `indent`, the first one behind a label. */
void bleed_text(const struct bleed *bleed, size_t indent, struct text *text);

#endif
