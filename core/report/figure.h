/* stemprint: numbers as machines read them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FIGURE_H
#define STEMPRINT_REPORT_FIGURE_H

#include "base/text.h"

/** No function here takes more decimals than this. */
enum { FIGURE_DECIMALS_MAXIMUM = 6 };

/** Appends the value with `decimals` decimals, 0 to FIGURE_DECIMALS_MAXIMUM. The decimal sign is a point in every
    locale, and the function never writes "-0.00". It appends nothing for NAN and infinities. A value that needs more
    than 18 digits becomes the largest value of 18 digits. When out of memory, the function sets text->failed. */
void figure_append(struct text *text, double value, unsigned decimals);

/** Appends the value in the same way, but without the zeros at the end: "12.5", "3". */
void figure_append_short(struct text *text, double value, unsigned decimals);

#endif
