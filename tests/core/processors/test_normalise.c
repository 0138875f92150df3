/* Tests by how much the gain makes a measured program miss its target.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>

static const struct measurement measured = { .integrated_lufs = -23.5,
					     .true_peak_dbtp = -4.25,
					     .sample_peak_dbfs = -5.0 };

static double trim_of(const char *target, double number, const struct measurement *measurement)
{
	const struct processor *processor = registry_find("normalise");
	struct arena *arena = arena_new();
	cr_assert(processor && arena);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	harness_set(processor, values, target, number);
	const double gain_db = processor->trim(values, measurement);
	arena_free(arena);
	return gain_db;
}

Test(normalise, is_target_minus_reading)
{
	cr_expect_float_eq(trim_of("loudness", -18.0, &measured), 5.5, 1.6e-6);
	cr_expect_float_eq(trim_of("true_peak", -1.0, &measured), 3.25, 1.6e-6);
	cr_expect_eq(trim_of("peak", -1.0, &measured), 4.0);
}

/* The last bits of a meter, which depend on the CPU, change no gain; and no gain goes over the target. */
Test(normalise, gains_have_steps)
{
	struct measurement moved = measured;
	const double loudness = trim_of("loudness", -18.0, &moved), peak = trim_of("true_peak", -1.0, &moved);
	for (int i = -1; i <= 1; i += 2) {
		moved.integrated_lufs = measured.integrated_lufs + i * 1e-12;
		moved.true_peak_dbtp = measured.true_peak_dbtp + i * 1e-12;
		cr_expect_eq(trim_of("loudness", -18.0, &moved), loudness);
		cr_expect_eq(trim_of("true_peak", -1.0, &moved), peak);
		cr_expect_leq(moved.true_peak_dbtp + peak, -1.0);
	}
}

Test(normalise, silence_has_no_gain)
{
	const struct measurement silence = { (double)NAN, (double)NAN, (double)NAN };
	cr_expect(isnan(trim_of("loudness", -18.0, &silence)));
	cr_expect(isnan(trim_of("true_peak", -1.0, &silence)));
	cr_expect(isnan(trim_of("peak", -1.0, &silence)));
}
