/* Writes which parts of the session were printed, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/range_text.h"

void range_text(const struct report_range *range, double sample_rate, struct text *text)
{
	text_append(text, "%s%s%.3f s to %.3f s", range->region ? range->region : "", range->region ? ": " : "",
		    (double)range->from / sample_rate, (double)(range->from + range->frames) / sample_rate);
}
