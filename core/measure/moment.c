/* stemprint: writes a position in a programme as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/moment.h"

#include <inttypes.h>
#include <stdio.h>

struct moment moment_of_frame(uint64_t frame, double sample_rate)
{
	struct moment moment;
	double seconds = (double)frame / sample_rate;
	uint64_t minutes = (uint64_t)(seconds / 60.0);
	snprintf(moment.text, sizeof moment.text, "%" PRIu64 ":%06.3f", minutes, seconds - 60.0 * (double)minutes);
	return moment;
}
