/* Tests that the step response of a one-pole mean reaches 1 - 1/e after the time constant.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/one_pole.h"

#include <criterion/criterion.h>
#include <math.h>

static double step_response(double weight, size_t frames)
{
	double mean = 0.0;
	for (size_t i = 0; i < frames; i++)
		mean += weight * (1.0 - mean);
	return mean;
}

Test(one_pole, reaches_its_goal_in_its_time)
{
	static const struct {
		double seconds, sample_rate;
	} rows[] = { { 0.001, 8000.0 }, { 0.01, 44100.0 }, { 0.3, 48000.0 }, { 2.0, 192000.0 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const double weight = one_pole_weight(rows[i].seconds, rows[i].sample_rate);
		const size_t frames = (size_t)(rows[i].seconds * rows[i].sample_rate);
		cr_expect_float_eq(step_response(weight, frames), 1.0 - exp(-1.0), 1e-9, "row %zu", i);
	}
}

Test(one_pole, does_not_cancel_at_long_times)
{
	const double x = 1.0 / (3600.0 * 192000.0);
	cr_expect_float_eq(one_pole_weight(3600.0, 192000.0) / -expm1(-x), 1.0, 1e-15);
}

Test(one_pole, no_time_is_no_mean)
{
	cr_expect_eq(one_pole_weight(0.0, 48000.0), 1.0);
}
