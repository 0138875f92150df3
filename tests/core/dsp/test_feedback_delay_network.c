/* Tests that the loop of the reverb decays as designed, and not faster.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/feedback_delay_network.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#define RATE 48000.0
#define PI 3.14159265358979323846

static double noise(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(int64_t)*state * 0x1p-63;
}

/** A network that runs by itself. */
struct loop {
	struct arena *arena;
	struct network_design design;
	struct network network;
	int64_t frame;
	double *in[NETWORK_LINES], *out[NETWORK_LINES];
};

static struct loop *loop_new(const struct network_settings *settings)
{
	struct arena *arena = arena_new();
	struct loop *loop = ARENA_NEW(arena, struct loop);
	cr_assert_not_null(loop);
	loop->arena = arena;
	cr_assert(network_design_init(&loop->design, settings, kernel_select(NULL), arena));
	cr_assert(network_init(&loop->network, &loop->design, arena, NULL));
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		loop->in[i] = ARENA_ARRAY(arena, double, NETWORK_RUN);
		loop->out[i] = ARENA_ARRAY(arena, double, NETWORK_RUN);
		cr_assert(loop->in[i] && loop->out[i]);
	}
	return loop;
}

/* Runs `frames` frames with noise or silence as the input, and adds the output of the first delay to `heard`, unless
   NULL. */
static void loop_run(struct loop *loop, size_t frames, uint64_t *state, double *heard)
{
	struct network_motion motion = { 0 };
	for (size_t done = 0; done < frames;) {
		const size_t run = frames - done < loop->design.run ? frames - done : loop->design.run;
		for (size_t frame = 0; frame < run; frame++)
			for (size_t i = 0; i < NETWORK_LINES; i++)
				loop->in[i][frame] = state ? noise(state) : 0.0;
		network_motion_move(&motion, &loop->design, loop->frame, run);
		network_process(&loop->network, &loop->design, &motion, 0, (const double *const *)loop->in, loop->out,
				run);
		for (size_t frame = 0; heard && frame < run; frame++)
			for (size_t i = 0; i < NETWORK_LINES; i += 3)
				heard[done + frame] += loop->out[i][frame];
		loop->frame += (int64_t)run;
		done += run;
	}
}

/* Returns the energy in the delays. */
static double stored(const struct loop *loop)
{
	long double sum = 0.0L;
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		for (size_t delay = 1; delay <= loop->design.lengths[i]; delay++) {
			const double sample = *tapped_line_read(&loop->network.lines[i], delay);
			sum += (long double)sample * sample;
		}
	}
	return (double)sum;
}

/* The energy changes by less than 1e-9 dB a second. */
Test(feedback_delay_network, is_lossless_without_absorption)
{
	enum { SECONDS = 10 };
	const struct network_settings settings = {
		.shortest = 0.029 * RATE, .longest = 0.127 * RATE, .sample_rate = RATE, .key = 7
	};
	struct loop *loop = loop_new(&settings);
	uint64_t state = 1;
	loop_run(loop, 20000, &state, NULL);
	const double before = stored(loop);
	cr_assert_gt(before, 1.0);
	loop_run(loop, (size_t)(SECONDS * RATE), NULL, NULL);
	const double drift = 10.0 * log10(stored(loop) / before) / SECONDS;
	cr_expect_leq(fabs(drift), 1e-9, "%g dB/s", drift);
	arena_free(loop->arena);
}

static double level_at(const double *heard, size_t frames, double hertz)
{
	/* Filters by a resonator of a sixth of an octave. */
	const double w = 2.0 * PI * hertz / RATE, alpha = sin(w) / (2.0 * 8.0);
	const double b = alpha / (1.0 + alpha), a1 = -2.0 * cos(w) / (1.0 + alpha), a2 = (1.0 - alpha) / (1.0 + alpha);
	double s1 = 0.0, s2 = 0.0, sum = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double y = b * heard[i] + s1;
		s1 = s2 - a1 * y;
		s2 = -b * heard[i] - a2 * y;
		sum += y * y;
	}
	return 10.0 * log10(sum);
}

enum { SPAN = 2 * 48000, APART = 20 * 48000, MOTIONS = 3, FREQUENCIES = 6 };

static const double frequencies[FREQUENCIES] = { 60.0, 250.0, 1000.0, 4000.0, 8000.0, 12000.0 };

/* Adds the decay of a second, in dB, at each frequency. */
static void add_drifts(const struct network_settings *settings, double drifts[FREQUENCIES])
{
	struct loop *loop = loop_new(settings);
	double *first = calloc(SPAN, sizeof *first), *last = calloc(SPAN, sizeof *last);
	uint64_t state = 1;
	cr_assert(first && last);
	loop_run(loop, 48000, &state, NULL);
	loop_run(loop, 12000, NULL, NULL);
	loop_run(loop, SPAN, NULL, first);
	loop_run(loop, APART - SPAN, NULL, NULL);
	loop_run(loop, SPAN, NULL, last);
	for (size_t i = 0; i < FREQUENCIES; i++)
		drifts[i] +=
			(level_at(last, SPAN, frequencies[i]) - level_at(first, SPAN, frequencies[i])) / (APART / RATE);
	free(first);
	free(last);
	arena_free(loop->arena);
}

/* Moving delays lose almost nothing in the audible range: a decay of 30 s is 2 dB a second and may be off by a
   twentieth. The level of a band of noise scatters, so it is measured at distant times and over several motions. */
Test(feedback_delay_network, moves_without_loss)
{
	static const struct {
		double depth_seconds, rate;
		double limit; /* dB/s */
	} rows[] = { { 0.00015, 0.8, 0.06 }, { 0.00025, 0.5, 0.06 }, { 0.001, 1.0, 0.3 } };
	for (size_t row = 0; row < 3; row++) {
		double drifts[FREQUENCIES] = { 0.0 };
		struct network_settings settings = { .shortest = 0.029 * RATE,
						     .longest = 0.127 * RATE,
						     .sample_rate = RATE,
						     .depth = rows[row].depth_seconds * RATE,
						     .rate = rows[row].rate,
						     .key = 7 };
		for (settings.motion_key = 0; settings.motion_key < MOTIONS; settings.motion_key++)
			add_drifts(&settings, drifts);
		for (size_t i = 0; i < FREQUENCIES; i++)
			cr_expect_leq(fabs(drifts[i] / MOTIONS), rows[row].limit, "row %zu, %g Hz: %.3f dB/s", row,
				      frequencies[i], drifts[i] / MOTIONS);
	}
}

/* Runs `frames` frames in runs of `run` frames, with one motion for each `stretch` of them, and returns what comes out
   of all delays. */
static double *heard_in_stretches(const struct network_settings *settings, int64_t start, size_t run, size_t stretch,
				  size_t frames)
{
	struct loop *loop = loop_new(settings);
	struct network_motion motion = { 0 };
	double *heard = calloc(frames * NETWORK_LINES, sizeof *heard);
	cr_assert(heard && run <= loop->design.run && stretch % run == 0 && frames % run == 0);
	uint64_t state = 1;
	for (size_t done = 0; done < frames; done += run) {
		const size_t left = frames - done, offset = done % stretch;
		if (offset == 0)
			network_motion_move(&motion, &loop->design, start + (int64_t)done,
					    left < stretch ? left : stretch);
		for (size_t frame = 0; frame < run; frame++)
			for (size_t i = 0; i < NETWORK_LINES; i++)
				loop->in[i][frame] = noise(&state);
		network_process(&loop->network, &loop->design, &motion, offset, (const double *const *)loop->in,
				loop->out, run);
		for (size_t frame = 0; frame < run; frame++)
			for (size_t i = 0; i < NETWORK_LINES; i++)
				heard[(done + frame) * NETWORK_LINES + i] = loop->out[i][frame];
	}
	arena_free(loop->arena);
	return heard;
}

/* A motion of one frame knows only the points beside it; longer ones give the same bits, wherever they start. */
Test(feedback_delay_network, moves_alike_in_stretches_of_any_length)
{
	enum { FRAMES = 4200 };
	static const struct {
		size_t run, stretch;
	} rows[] = { { 12, 12 }, { 4, 1020 }, { 100, 700 }, { 120, 960 }, { 1, 1000 } };
	const struct network_settings settings = { .shortest = 0.01 * RATE,
						   .longest = 0.04 * RATE,
						   .sample_rate = RATE,
						   .depth = 0.001 * RATE,
						   .rate = 3.0,
						   .key = 7,
						   .motion_key = 2 };
	for (int64_t start = -37; start <= 32; start += 23) {
		double *apart = heard_in_stretches(&settings, start, 1, 1, FRAMES);
		for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
			double *heard = heard_in_stretches(&settings, start, rows[row].run, rows[row].stretch, FRAMES);
			cr_expect_arr_eq(heard, apart, FRAMES * NETWORK_LINES * sizeof *heard,
					 "runs of %zu in stretches of %zu", rows[row].run, rows[row].stretch);
			free(heard);
		}
		free(apart);
	}
}

static size_t common_divisor(size_t a, size_t b)
{
	return b == 0 ? a : common_divisor(b, a % b);
}

/* At all rates and sizes no two delays have a common divisor, all are within the range or just above, and equal times
   in seconds stay so. */
Test(feedback_delay_network, lengths_are_coprime)
{
	static const double rates[] = { 8000.0, 44100.0, 48000.0, 96000.0, 192000.0 };
	for (size_t rate = 0; rate < 5; rate++) {
		for (double stretch = 0.2; stretch < 3.0; stretch *= 1.7) {
			const struct network_settings settings = { .shortest = 0.03 * stretch * rates[rate],
								   .longest = 0.13 * stretch * rates[rate],
								   .sample_rate = rates[rate],
								   .key = 3 };
			size_t lengths[NETWORK_LINES];
			network_lengths(lengths, &settings);
			for (size_t i = 0; i < NETWORK_LINES; i++) {
				cr_expect(settings.shortest <= (double)lengths[i] &&
					  (double)lengths[i] <= settings.longest + 60.0);
				for (size_t k = 0; k < i; k++)
					cr_expect_eq(common_divisor(lengths[i], lengths[k]), 1);
			}
		}
	}
}
