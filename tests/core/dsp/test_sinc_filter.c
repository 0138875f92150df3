/* Tests the filter that reads between samples against sines.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/sinc_filter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

static struct arena *arena;

static void set_up(void)
{
	arena = arena_new();
}

static void tear_down(void)
{
	arena_free(arena);
}

TestSuite(sinc_filter, .init = set_up, .fini = tear_down);

/* Reads a sine of so many turns a sample at many places. Returns the greatest error, or the greatest value. */
static double read_sine(const struct sinc_filter *filter, double turns, bool error)
{
	double *samples = calloc(filter->taps, sizeof *samples), *room = calloc(filter->taps, sizeof *room);
	const size_t half = filter->taps / 2;
	double worst = 0.0;
	for (size_t start = 0; start < 7; start++) {
		const double phase = (double)start * 0.77;
		for (size_t i = 0; i < filter->taps; i++)
			samples[i] = sin(2.0 * pi * turns * ((double)i + 1.0 - (double)half) + phase);
		for (size_t i = 0; i < 977; i++) {
			const double rest = (double)i / 977.0;
			const double exact = error ? sin(2.0 * pi * turns * rest + phase) : 0.0;
			const double *weights = filter->parts > 0 ? sinc_filter_exact(filter, i % filter->parts)
								  : sinc_filter_weights(filter, rest, room);
			const double expected =
				error && filter->parts > 0
					? sin(2.0 * pi * turns * (double)(i % filter->parts) / (double)filter->parts +
					      phase)
					: exact;
			worst = fmax(worst, fabs(sinc_filter_sum(filter, weights, samples) - expected));
		}
	}
	free(samples);
	free(room);
	return 20.0 * log10(worst);
}

Test(sinc_filter, passes_what_is_under_0_4535_of_the_lower_rate)
{
	static const double turns[] = { 0.001, 0.05, 0.2, 0.35, 0.4535 };
	const struct sinc_filter *exact = sinc_filter_new_exact(arena, &sinc_shape_of_clips, 147, 160),
				 *any = sinc_filter_new(arena, &sinc_shape_of_clips, 0.7);
	const struct sinc_filter *twice = sinc_filter_new(arena, &sinc_shape_of_clips, 2.0),
				 *down = sinc_filter_new_exact(arena, &sinc_shape_of_clips, 160, 147);
	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
		cr_expect_leq(read_sine(exact, turns[i], true), -160.0, "%g", turns[i]);
		cr_expect_leq(read_sine(any, turns[i], true), -160.0, "%g", turns[i]);
		cr_expect_leq(read_sine(twice, turns[i] / 2.0, true), -160.0, "%g", turns[i]);
		cr_expect_leq(read_sine(down, turns[i] * 147.0 / 160.0, true), -160.0, "%g", turns[i]);
		fprintf(stderr, "%.4f of the rate: %.1f dB exact, %.1f dB anywhere, %.1f dB at twice the speed\n",
			turns[i], read_sine(exact, turns[i], true), read_sine(any, turns[i], true),
			read_sine(twice, turns[i] / 2.0, true));
	}
}

Test(sinc_filter, stops_what_is_over_0_5465_of_the_lower_rate)
{
	static const double turns[] = { 0.5465, 0.6, 0.75, 0.9 };
	const struct sinc_filter *twice = sinc_filter_new(arena, &sinc_shape_of_clips, 2.0),
				 *down = sinc_filter_new_exact(arena, &sinc_shape_of_clips, 4, 1);
	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
		cr_expect_leq(read_sine(twice, turns[i] / 2.0, false), -160.0, "%g", turns[i]);
		cr_expect_leq(read_sine(down, turns[i] / 4.0, false), -160.0, "%g", turns[i]);
	}
}

Test(sinc_filter, for_files_is_flat_to_0_4535_and_stops_over_half_of_the_lower_rate)
{
	static const double passed[] = { 0.001, 0.2, 0.4535 }, stopped[] = { 0.5, 0.51, 0.6, 0.9 };
	const struct sinc_filter *up = sinc_filter_new_exact(arena, &sinc_shape_of_files, 147, 160);
	const struct sinc_filter *down = sinc_filter_new_exact(arena, &sinc_shape_of_files, 4, 1);
	const struct sinc_filter *any = sinc_filter_new(arena, &sinc_shape_of_files, 1.0);
	const struct sinc_filter *twice = sinc_filter_new(arena, &sinc_shape_of_files, 2.0);
	for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
		cr_expect_leq(read_sine(up, passed[i], true), -170.0, "%g", passed[i]);
		cr_expect_leq(read_sine(down, passed[i] / 4.0, true), -170.0, "%g", passed[i]);
		cr_expect_leq(read_sine(any, passed[i], true), -170.0, "%g", passed[i]);
		cr_expect_leq(read_sine(twice, passed[i] / 2.0, true), -170.0, "%g", passed[i]);
	}
	for (size_t i = 0; i < sizeof stopped / sizeof *stopped; i++) {
		cr_expect_leq(read_sine(down, stopped[i] / 4.0, false), -175.0, "%g", stopped[i]);
		cr_expect_leq(read_sine(twice, stopped[i] / 2.0, false), -175.0, "%g", stopped[i]);
	}
}

Test(sinc_filter, gives_a_sample_as_it_is)
{
	const struct sinc_filter *filter = sinc_filter_new_exact(arena, &sinc_shape_of_clips, 1, 1);
	const double *weights = sinc_filter_exact(filter, 0);
	for (size_t i = 0; i < filter->taps; i++)
		cr_expect_eq(weights[i], i + 1 == filter->taps / 2 ? 1.0 : 0.0);
}
