/* Tests the gains of fades.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/fade.h"

#include <criterion/criterion.h>
#include <math.h>

Test(fade, begins_silent_and_ends_at_full_level)
{
	for (int shape = 0; fade_shape_names[shape]; shape++) {
		double before = 0.0;
		cr_expect_eq(fade_gain((enum fade_shape)shape, 0.0), 0.0);
		cr_expect_eq(fade_gain((enum fade_shape)shape, 1.0), 1.0);
		for (int i = 1; i < 1000; i++) {
			const double gain = fade_gain((enum fade_shape)shape, i / 1000.0);
			cr_assert(gain > before && gain < 1.0, "%s falls at %d", fade_shape_names[shape], i);
			before = gain;
		}
	}
}

/* What fades in and what fades out over the same time add up to 1, or their powers do. */
Test(fade, sums_and_powers_stay_constant)
{
	static const enum fade_shape summing[] = { FADE_LINEAR, FADE_S_CURVE, FADE_S_CURVE_STEEP };
	for (int i = 0; i <= 4800; i++) {
		const double x = i / 4800.0, y = (4800 - i) / 4800.0;
		const double in = fade_gain(FADE_EQUAL_POWER, x), out = fade_gain(FADE_EQUAL_POWER, y);
		cr_assert_float_eq(in * in + out * out, 1.0, 1e-15);
		for (size_t k = 0; k < 3; k++)
			cr_assert_float_eq(fade_gain(summing[k], x) + fade_gain(summing[k], y), 1.0, 1e-15);
	}
}

/* A quarter, a half and three quarters of the way, in dB: the figures are worked out by hand from the formulas. */
Test(fade, shapes_have_their_levels)
{
	static const struct {
		enum fade_shape shape;
		double levels[3];
	} rows[] = {
		{ FADE_LINEAR, { -12.0412, -6.0206, -2.4988 } },
		{ FADE_EQUAL_POWER, { -8.3432, -3.0103, -0.6877 } },
		{ FADE_FAST_START, { -7.1801, -2.4988, -0.5606 } },
		{ FADE_SLOW_START, { -24.0824, -12.0412, -4.9976 } },
		{ FADE_FAST_START_STEEP, { -3.3042, -0.5606, -0.0340 } },
		{ FADE_SLOW_START_STEEP, { -48.1648, -24.0824, -9.9951 } },
		{ FADE_S_CURVE, { -16.1236, -6.0206, -1.4751 } },
		{ FADE_S_CURVE_STEEP, { -30.1030, -6.0206, -0.2758 } },
		{ FADE_EXPONENTIAL, { -46.6921, -30.2704, -15.0403 } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int k = 0; k < 3; k++)
			cr_expect_float_eq(20.0 * log10(fade_gain(rows[i].shape, (k + 1) / 4.0)), rows[i].levels[k],
					   1e-3, "%s: %.4f", fade_shape_names[rows[i].shape],
					   20.0 * log10(fade_gain(rows[i].shape, (k + 1) / 4.0)));
}
