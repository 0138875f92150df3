/* Tests wow and flutter as a flutter meter reads them of a tone of 3150 Hz, and the constant latency.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "support/flutter_meter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(wow_flutter, .timeout = 240);

enum { SECONDS = 60, SETTLING = 4800 };

#define PI 3.14159265358979323846

static struct processor_take take_of(double wow, double flutter, double speed, double sample_rate, size_t frames)
{
	struct processor_take take = processor_take_new("wow-flutter", 1, frames);
	take.sample_rate = sample_rate;
	processor_take_set(&take, "wow", wow);
	processor_take_set(&take, "flutter", flutter);
	processor_take_set(&take, "speed", speed);
	return take;
}

static void fill_tone(struct processor_take *take, double hertz)
{
	for (size_t i = 0; i < take->frames; i++)
		take->in[0][i] = 0.5 * sin(2.0 * PI * fmod((double)i * hertz / take->sample_rate, 1.0));
}

Test(wow_flutter, is_what_a_flutter_meter_reads)
{
	static const struct {
		double wow, flutter, speed, sample_rate;
	} rows[] = { { 0.001, 0.0, 1.0, 48000.0 },
		     { 0.0, 0.001, 1.0, 44100.0 },
		     { 0.0006, 0.0008, 0.0, 96000.0 },
		     { 0.01, 0.01, 2.0, 44100.0 } };
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		struct processor_take take = take_of(rows[row].wow, rows[row].flutter, rows[row].speed,
						     rows[row].sample_rate, (size_t)(SECONDS * rows[row].sample_rate));
		fill_tone(&take, 3150.0);
		processor_take_render(&take);
		double *deviation = calloc(SECONDS * FLUTTER_METER_RATE, sizeof *deviation);
		cr_assert_not_null(deviation);
		const size_t skipped = 2 * take.latency;
		const size_t count = flutter_meter_demodulate(take.out[0] + skipped, take.frames - skipped,
							      take.sample_rate, 3150.0, deviation);
		const double found = flutter_meter_two_sigma(deviation, count);
		const double wanted = hypot(rows[row].wow, rows[row].flutter);
		cr_log_info("row %zu: %.4f %% of %.4f %%", row, 100.0 * found, 100.0 * wanted);
		cr_expect_float_eq(found / wanted, 1.0, 0.05, "row %zu: %.4f %% of %.4f %%", row, 100.0 * found,
				   100.0 * wanted);
		free(deviation);
		processor_take_release(&take);
	}
}

/* The sound is on time on average: the phase of a tone of 100 Hz, over a minute, is that of the tone `latency` ago. */
Test(wow_flutter, is_late_by_its_latency)
{
	struct processor_take take = take_of(0.002, 0.002, 1.0, 48000.0, SECONDS * 48000);
	fill_tone(&take, 100.0);
	processor_take_render(&take);
	double re = 0.0, im = 0.0;
	for (size_t i = SETTLING; i < take.frames; i++) {
		const double angle = 2.0 * PI * (double)(i - take.latency) * 100.0 / 48000.0;
		re += take.out[0][i] * sin(angle);
		im += take.out[0][i] * cos(angle);
	}
	const double late = -atan2(im, re) / (2.0 * PI * 100.0);
	cr_log_info("late by %.3f ms", 1e3 * late);
	cr_expect_lt(fabs(late), 5e-5, "late by %.3f ms", 1e3 * late);
	processor_take_release(&take);
}

/* Channels and lanes move alike, and lanes add up. */
Test(wow_flutter, moves_all_alike)
{
	struct processor_take take = processor_take_of("wow-flutter", 2, 0, 3, 48000);
	processor_take_set(&take, "wow", 0.02);
	for (size_t i = 0; i < take.frames; i++) {
		take.in[2][i] = sin((double)i * 0.1);
		take.in[4][i] = sin((double)i * 0.37);
		for (size_t channel = 0; channel < 2; channel++) {
			take.in[2 + channel][i] = take.in[2][i];
			take.in[4 + channel][i] = take.in[4][i];
			take.in[channel][i] = take.in[2][i] + take.in[4][i];
		}
	}
	processor_take_render(&take);
	for (size_t lane = 0; lane < 3; lane++)
		cr_expect_arr_eq(take.out[2 * lane], take.out[2 * lane + 1], take.frames * sizeof(double));
	for (size_t i = 0; i < take.frames; i++)
		cr_assert_float_eq(take.out[0][i], take.out[2][i] + take.out[4][i], 1e-14);
	processor_take_release(&take);
}

Test(wow_flutter, even_speed_passes_every_bit)
{
	struct processor_take take = take_of(0.0, 0.0, 1.0, 48000.0, 4800);
	fill_tone(&take, 997.0);
	processor_take_render(&take);
	cr_expect_eq(take.latency, 0);
	cr_expect_arr_eq(take.in[0], take.out[0], take.frames * sizeof(double));
	processor_take_release(&take);
}
