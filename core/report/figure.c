/* Writes numbers as machines read them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/figure.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>

/* The digits come from an integer, because printf() writes the decimal sign of the locale. */
static void append(struct text *text, double value, unsigned decimals, bool trim)
{
	static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
	static const double most = 999999999999999999.0;
	uint64_t power = powers[decimals];
	if (!isfinite(value))
		return;
	uint64_t steps = (uint64_t)rint(fmin(fabs(value) * (double)power, most));
	text_append(text, "%s%" PRIu64, value < 0.0 && steps != 0 ? "-" : "", steps / power);
	uint64_t rest = steps % power;
	while (trim && decimals != 0 && rest % 10 == 0) {
		rest /= 10;
		decimals--;
	}
	if (decimals != 0)
		text_append(text, ".%0*" PRIu64, (int)decimals, rest);
}

void figure_append(struct text *text, double value, unsigned decimals)
{
	append(text, value, decimals, false);
}

void figure_append_short(struct text *text, double value, unsigned decimals)
{
	append(text, value, decimals, true);
}
