/* stemprint: the sources whose rate was converted, in words.
   SPDX-License-Identifier: GPL-3.0-or-later

   A conversion is all sources of one kind and one rate that were converted in one way. It is told once, where the first
   of them stands in the list of sources. */
#ifndef STEMPRINT_REPORT_CONVERSION_TEXT_H
#define STEMPRINT_REPORT_CONVERSION_TEXT_H

#include "report/report.h"

#include "base/text.h"

/** Tells whether source number `index` of the report is the first one of a conversion. */
bool conversion_begins(const struct report *report, size_t index);

/** Tells whether source number `index` belongs to the conversion that begins with source number `first`. */
bool conversion_has(const struct report *report, size_t first, size_t index);

/** Appends one sentence, without a full stop: "2 sources of 44100 Hz were converted to 48000 Hz by a sinc
    filter of 256 taps: a.wav, b.wav". It names a few sources, and counts the others. The names are as the recipe has
   them. */
void conversion_text(const struct report *report, size_t first, struct text *text);

#endif
