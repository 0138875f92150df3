/* Times become whole frames: the nearest, and halves go up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"

#include <criterion/criterion.h>

struct row {
	double seconds, sample_rate;
	size_t frames;
};

static const struct row rows[] = {
	{ 0.0, 48000.0, 0 },
	{ 1.0, 44100.0, 44100 },
	{ 0.005, 44100.0, 221 }, /* 220.5 */
	{ 0.00001, 48000.0, 0 },
	{ 0.0000105, 48000.0, 1 }, /* 0.504 */
	{ 3600.0, 192000.0, 691200000 },
};

Test(frames, are_the_nearest_to_a_time)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_eq(frames_of_seconds(rows[i].seconds, rows[i].sample_rate), rows[i].frames, "row %zu", i);
}
