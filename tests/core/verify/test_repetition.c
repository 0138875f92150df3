/* stemprint tests: how far chance moves the rms of rounding errors where samples return, against the formula.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/signal.h"
#include "verify/proof_meter.h"
#include "verify/repetition.h"

#include <criterion/criterion.h>
#include <math.h>

TestSuite(repetition, .timeout = 60);

enum { FRAMES = 96000, STEMS = 2, BLOCK = 1000 };

/* Makes a proof of stems whose samples return after `period` frames (0: they are noise). Its residual is +1 and -1 by
   turns, times the rms that the proof is to have, in dB over the floor. */
static bool is_explained(size_t period, double over_db)
{
	struct arena *arena = arena_new();
	struct noise noise = { 5 };
	double *mix = samples_new(FRAMES), *stems[STEMS];
	const struct format_error error = format_error_of_integers(16, DITHER_NONE);
	const struct format_error errors[STEMS] = { error, error };
	const double floor = sqrt(3.0 / 12.0) * 0x1p-15, rms = floor * pow(10.0, over_db / 20.0);
	for (size_t s = 0; s < STEMS; s++) {
		stems[s] = samples_new(FRAMES);
		for (size_t i = 0; i < FRAMES; i++)
			stems[s][i] = period > 0 && i >= period ? stems[s][i - period] : 0.1 * noise_gauss(&noise);
	}
	for (size_t i = 0; i < FRAMES; i++)
		mix[i] = stems[0][i] + stems[1][i] + (i % 2 == 0 ? rms : -rms);
	struct proof_meter *meter = proof_meter_new(arena, 48000.0, &error, errors, STEMS, 1, BLOCK);
	struct repetition repetition;
	cr_assert(meter && repetition_init(&repetition, arena, STEMS));
	for (size_t done = 0; done < FRAMES; done += BLOCK) {
		const double *columns[STEMS + 1] = { stems[0] + done, stems[1] + done, mix + done };
		const double *const *const files[STEMS] = { &columns[0], &columns[1] };
		proof_meter_add(meter, &columns[2], files, BLOCK);
		repetition_add(&repetition, mix + done, files, 0, 0, BLOCK);
	}
	const double peaks[STEMS + 1] = { 1.0, 1.0, 1.0 };
	const struct proof_limits limits = { .max_residual_dbfs = (double)NAN,
					     .engine_residual_peak = (double)NAN,
					     .engine_residual_rms = (double)NAN };
	struct proof_result result;
	proof_meter_read(meter, peaks, &limits, &result);
	cr_assert_float_eq(result.residual_rms_dbfs - result.floor_dbfs, over_db, 0.01);
	const bool explained = repetition_is_possible(&result) &&
			       result.residual_rms_dbfs <= repetition_limit_dbfs(&repetition, meter, &result);
	for (size_t s = 0; s < STEMS; s++)
		free(stems[s]);
	free(mix);
	arena_free(arena);
	return explained;
}

/* All files return after an even period: the squares and the products of their errors are moved by 5 sqrt(2 / period)
   each. A little less than that passes, and a little more fails. */
Test(repetition, allows_what_chance_may_add)
{
	static const size_t periods[] = { 24, 48, 240, 1000 };
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		const double by_chance = 2.0 * 5.0 * sqrt(2.0 / (double)periods[i]);
		const double most_db = 10.0 * log10(pow(10.0, 0.1) + by_chance);
		cr_expect(is_explained(periods[i], most_db - 0.1), "a period of %zu, %.2f dB", periods[i], most_db);
		cr_expect_not(is_explained(periods[i], most_db + 0.1), "a period of %zu, %.2f dB", periods[i], most_db);
	}
}

/* Of noise hardly more than the 1 dB of every proof is explained. */
Test(repetition, forgives_nothing_in_noise)
{
	cr_expect_not(is_explained(0, 1.2));
	cr_expect_not(is_explained(0, 3.0));
}

/* A peak over the bound, 1.5 steps of three files, is no rounding however often it returns. */
Test(repetition, forgives_no_peak_over_the_bound)
{
	const double bound_db = 20.0 * log10(1.5 / sqrt(3.0 / 12.0));
	cr_expect(is_explained(4, bound_db - 0.5));
	cr_expect_not(is_explained(4, bound_db + 0.05));
}
