/* stemprint: numbers as machines read them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_FIGURE_H
#define STEMPRINT_REPORT_FIGURE_H

#include "base/text.h"

enum { FIGURE_DECIMALS_MAXIMUM = 6 };

/** Appends the value with that many decimals, a point before them in every locale, never "-0.00". Nothing at all for
   NAN and infinities. What has no place in 18 digits is cut to the largest that has. */
void figure_append(struct text *text, double value, unsigned decimals);

/** The same, without the zeros at the end: "12.5", "3". */
void figure_append_short(struct text *text, double value, unsigned decimals);

#endif
