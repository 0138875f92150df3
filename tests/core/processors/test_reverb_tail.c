/* Tests that the reverb rings as long as it says, and no longer.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_take.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define RATE 44100.0
#define FLOOR 1e-6

enum signal { STEADY, NOISE, SINE, SIGNALS };

static double sample_of(enum signal signal, size_t frame, uint64_t *state)
{
	if (signal == NOISE)
		return harness_noise(state) > 0.0 ? 1.0 : -1.0;
	return signal == STEADY ? 1.0 : sin(2.0 * 3.14159265358979 * 61.0 * (double)frame / RATE);
}

static void check_tail(const struct reverb_take *take, enum signal signal, const char *name)
{
	const size_t sounding = (size_t)(2.0 * RATE);
	struct processor_shape shape;
	const size_t most = (size_t)(30.0 * RATE);
	double **in = harness_columns(2, most);
	uint64_t state = 3;
	for (size_t i = 0; i < sounding; i++)
		in[0][i] = in[1][i] = sample_of(signal, i, &state);
	double **out = reverb_take_render(take, in, most, &shape);
	const size_t tail = (size_t)ceil(shape.tail_seconds * RATE);
	cr_assert_lt(sounding + tail, most);
	const double left = fmax(harness_peak(out[0] + sounding + tail, most - sounding - tail),
				 harness_peak(out[1] + sounding + tail, most - sounding - tail));
	cr_expect_leq(left, FLOOR, "%s: %g is left after %g s", name, left, shape.tail_seconds);
	/* At half of the declared tail there must still be sound: the declared tail is not just a large number. */
	const double middle = harness_peak(out[0] + sounding + tail / 2, most - sounding - tail / 2);
	cr_expect_geq(middle, 3.0 * FLOOR, "%s: at half of %g s there is only %g", name, shape.tail_seconds, middle);
	free(out);
	free(in);
}

Test(reverb_tail, is_as_long_as_it_says)
{
	static const struct {
		const char *name;
		struct reverb_take take;
	} rows[] = {
		{ "plate", { .type = "plate", .sample_rate = RATE } },
		{ "room", { .type = "room", .sample_rate = RATE } },
		{ "loud hall", { .type = "hall", .sample_rate = RATE, .settings = { { "level", 12.0 } } } },
		{ "long bass",
		  { .type = "chamber",
		    .sample_rate = RATE,
		    .settings = { { "decay", 1.0 },
				  { "low_decay", 4.0 },
				  { "low_crossover", 100.0 },
				  { "highpass", 0.0 } } } },
	};
	for (size_t row = 0; row < 4; row++)
		for (int signal = 0; signal < SIGNALS; signal++)
			check_tail(&rows[row].take, (enum signal)signal, rows[row].name);
}

Test(reverb_tail, is_none_without_sound)
{
	const struct reverb_take silent = { .type = "hall", .settings = { { "level", -INFINITY } } };
	const struct reverb_take dry = { .type = "hall", .settings = { { "mix", 0.0 } } };
	const struct reverb_take *const takes[] = { &silent, &dry };
	for (size_t i = 0; i < 2; i++) {
		double **in = harness_columns(2, 100);
		struct processor_shape shape;
		double **out = reverb_take_render(takes[i], in, 100, &shape);
		cr_expect_eq(shape.tail_seconds, 0.0);
		cr_expect_eq(shape.latency, 0);
		free(out);
		free(in);
	}
}
