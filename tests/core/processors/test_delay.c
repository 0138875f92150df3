/* Tests the delay against its formula, sample by sample.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { BLOCK = 480, CHANNELS_MAXIMUM = 6 };

#define RATE 48000.0
#define RESIDUAL_LIMIT 1e-12 /* -240 dB */
#define PI 3.14159265358979323846264338327950288L

/** The parameters of the processor; delays in frames. */
struct echo {
	size_t channels;
	double frames, frames_right; /**< 0: as the left */
	double feedback;
	double damping, low_cut; /**< Hz; 0: none */
	bool ping_pong;
	double mix;
};

static struct parameter_value *echo_values(struct arena *arena, const struct echo *echo)
{
	const struct processor *processor = registry_find("delay");
	cr_assert_not_null(processor);
	struct parameter_value *values = harness_values(arena, processor);
	cr_assert_not_null(values);
	harness_set(processor, values, "time", echo->frames / RATE);
	harness_set(processor, values, "time_right", echo->frames_right / RATE);
	harness_set(processor, values, "feedback", echo->feedback);
	harness_set(processor, values, "damping", echo->damping);
	harness_set(processor, values, "low_cut", echo->low_cut);
	harness_choose(processor, values, "mode", echo->ping_pong ? "ping-pong" : "straight");
	harness_set(processor, values, "mix", echo->mix);
	return values;
}

/* Runs the processor over `in` and returns its output and its shape. */
static double **render(const struct echo *echo, double *const *in, size_t frames, struct processor_shape *shape)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	const struct harness_seat seat = { echo_values(arena, echo),
					   { .sample_rate = RATE, .channels = echo->channels, .key_channels = 0 },
					   1 };
	const struct harness_setup setup = { registry_find("delay"), NULL, BLOCK, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert(harness && !harness->problem);
	*shape = harness->instances[0].shape;
	double **out = harness_columns(echo->channels, frames);
	cr_assert_not_null(out);
	harness_run(harness, (const double *const *)in, NULL, out, frames, 0);
	harness_free(harness);
	arena_free(arena);
	return out;
}

/** A first-order filter, direct form I. */
struct filter {
	bool on;
	long double b0, b1, a1, x1, y1;
};

static struct filter filter_new(bool high, double hertz)
{
	const long double g = tanl(PI * hertz / RATE);
	return (struct filter){ .on = hertz > 0.0,
				.b0 = (high ? 1.0L : g) / (1.0L + g),
				.b1 = (high ? -1.0L : g) / (1.0L + g),
				.a1 = (g - 1.0L) / (1.0L + g) };
}

static long double filter_next(struct filter *filter, long double x)
{
	if (!filter->on)
		return x;
	const long double y = filter->b0 * x + filter->b1 * filter->x1 - filter->a1 * filter->y1;
	filter->x1 = x;
	filter->y1 = y;
	return y;
}

/** The whole past of a line, and its filters. */
struct line {
	long double *past;
	size_t frames;
	struct filter low, high;
};

/* Computes one frame of all channels, as the reference describes it. */
static void reference_frame(const struct echo *echo, struct line *lines, double *const *in, double *const *out,
			    size_t now)
{
	long double fresh[CHANNELS_MAXIMUM], heard[CHANNELS_MAXIMUM], back[CHANNELS_MAXIMUM];
	for (size_t i = 0; i < echo->channels; i++) {
		const long double mono = ((long double)in[0][now] + in[echo->channels > 1 ? 1 : 0][now]) / 2.0L;
		fresh[i] = !echo->ping_pong ? in[i][now] : i == 0 ? mono : 0.0L;
		heard[i] = now >= lines[i].frames ? lines[i].past[now - lines[i].frames] : 0.0L;
		if (lines[i].frames == 0)
			heard[i] = fresh[i];
		back[i] = echo->feedback * filter_next(&lines[i].high, filter_next(&lines[i].low, heard[i]));
	}
	for (size_t i = 0; i < echo->channels; i++)
		lines[i].past[now] = fresh[i] + back[echo->ping_pong ? 1 - i : i];
	for (size_t i = 0; i < echo->channels; i++)
		out[i][now] = (double)((1.0L - echo->mix) * in[i][now] + echo->mix * heard[i]);
}

static double **reference(const struct echo *echo, double *const *in, size_t frames)
{
	struct line lines[CHANNELS_MAXIMUM];
	double **out = harness_columns(echo->channels, frames);
	cr_assert_not_null(out);
	for (size_t i = 0; i < echo->channels; i++) {
		const bool right = echo->channels == 2 && i == 1 && echo->frames_right > 0.0;
		lines[i] = (struct line){ .past = calloc(frames, sizeof(long double)),
					  .frames = (size_t)lround(right ? echo->frames_right : echo->frames),
					  .low = filter_new(false, echo->damping),
					  .high = filter_new(true, echo->low_cut) };
		cr_assert_not_null(lines[i].past);
	}
	for (size_t now = 0; now < frames; now++)
		reference_frame(echo, lines, in, out, now);
	for (size_t i = 0; i < echo->channels; i++)
		free(lines[i].past);
	return out;
}

Test(delay, follows_its_formula)
{
	enum { FRAMES = 6000 };
	static const struct echo rows[] = {
		/* The columns are channels, frames, right, feedback, damping, low cut, ping-pong, mix. */
		{ 1, 1, 0, 0.5, 0, 0, false, 1.0 },          { 1, 1, 0, -0.95, 3000, 200, false, 0.5 },
		{ 1, 2, 0, 0.7, 8000, 0, false, 1.0 },       { 2, 7, 5, 0.9, 5000, 50, false, 0.3 },
		{ 6, 63, 0, 0.9, 0, 300, false, 1.0 },       { 2, 255, 256, 0.8, 4000, 120, false, 1.0 },
		{ 2, 257, 300, 0.8, 4000, 120, false, 0.7 }, { 3, 480, 0, -0.6, 2000, 0, false, 1.0 },
		{ 1, 481, 0, 0.95, 20000, 20, false, 1.0 },  { 1, 1999.6, 0, 0.5, 0, 0, false, 0.25 },
		{ 2, 40, 0, 0.9, 0, 0, true, 1.0 },          { 2, 30, 470, 0.9, 6000, 100, true, 0.5 },
		{ 2, 700, 300, -0.8, 3000, 0, true, 1.0 },   { 2, 1000, 0, 0.0, 0, 0, true, 0.6 },
		{ 2, 1000, 400, 0.0, 500, 500, false, 1.0 }, { 1, 0, 0, 0.0, 0, 0, false, 0.5 },
		{ 2, 0, 100, 0.0, 0, 0, false, 0.5 },        { 2, 0, 0, 0.0, 0, 0, true, 1.0 },
		{ 1, 100, 0, 0.5, 0, 0, false, 0.0 },        { 1, 9000, 0, 0.5, 0, 0, false, 0.5 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		double **in = harness_columns(rows[row].channels, FRAMES);
		for (size_t channel = 0; channel < rows[row].channels; channel++) {
			uint64_t seed = 10 * row + channel;
			for (size_t i = 0; i < FRAMES; i++)
				in[channel][i] = harness_noise(&seed);
		}
		struct processor_shape shape;
		double **out = render(&rows[row], in, FRAMES, &shape);
		double **expected = reference(&rows[row], in, FRAMES);
		double worst = 0.0;
		for (size_t channel = 0; channel < rows[row].channels; channel++)
			for (size_t i = 0; i < FRAMES; i++)
				worst = harness_worse(worst, fabs(out[channel][i] - expected[channel][i]));
		cr_expect_leq(worst, RESIDUAL_LIMIT, "row %zu: off by %g", row, worst);
		cr_expect_eq(shape.latency, 0);
		free(in);
		free(out);
		free(expected);
	}
}

/* Halves are exact: echo k is 2^(1-k) at k delays, and all else is silence. */
Test(delay, echoes_stand_where_they_should)
{
	enum { FRAMES = 4000, DELAY = 300 };
	for (int ping_pong = 0; ping_pong <= 1; ping_pong++) {
		const struct echo echo = {
			.channels = 2, .frames = DELAY, .feedback = 0.5, .ping_pong = ping_pong, .mix = 1.0
		};
		double **in = harness_columns(2, FRAMES);
		in[0][0] = in[1][0] = 1.0;
		struct processor_shape shape;
		double **out = render(&echo, in, FRAMES, &shape);
		for (size_t channel = 0; channel < 2; channel++) {
			for (size_t i = 0; i < FRAMES; i++) {
				const size_t k = i / DELAY;
				const bool sounds = i % DELAY == 0 && k > 0 && (!ping_pong || k % 2 != channel);
				cr_expect_eq(out[channel][i], sounds ? ldexp(1.0, 1 - (int)k) : 0.0,
					     "channel %zu, frame %zu: %g", channel, i, out[channel][i]);
			}
		}
		free(in);
		free(out);
	}
}

/* Returns the magnitude of some frames at a frequency, by the definition of the Fourier transform. */
static double magnitude(const double *column, size_t frames, double hertz)
{
	double real = 0.0, imaginary = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double angle = 2.0 * (double)PI * hertz / RATE * (double)i;
		real += column[i] * cos(angle);
		imaginary += column[i] * sin(angle);
	}
	return hypot(real, imaginary);
}

/* The first echo is as bright as the sound, the second is 3.01 dB down at the filter's frequency, the third 6.02. */
Test(delay, filters_act_from_the_second_echo_on)
{
	enum { DELAY = 24000, FRAMES = 4 * DELAY };
	static const struct {
		double damping, low_cut, at;
	} rows[] = { { 1000, 0, 1000 }, { 4000, 0, 4000 }, { 15000, 0, 15000 },
		     { 0, 30, 30 },     { 0, 500, 500 },   { 0, 9000, 9000 } };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		const struct echo echo = { .channels = 1,
					   .frames = DELAY,
					   .feedback = 0.8,
					   .damping = rows[row].damping,
					   .low_cut = rows[row].low_cut,
					   .mix = 1.0 };
		double **in = harness_columns(1, FRAMES);
		in[0][0] = 1.0;
		struct processor_shape shape;
		double **out = render(&echo, in, FRAMES, &shape);
		for (size_t k = 1; k <= 3; k++) {
			const double expected = pow(0.8 * sqrt(0.5), (double)k - 1.0);
			const double found = magnitude(out[0] + k * DELAY, DELAY, rows[row].at);
			cr_expect_float_eq(found, expected, 1e-9, "row %zu, echo %zu: %.12f, not %.12f", row, k, found,
					   expected);
		}
		free(in);
		free(out);
	}
}

/* Returns the last frame over -120 dBFS after a full-scale input that lasted long enough to pile up all its echoes. */
static size_t measured_tail(const struct echo *echo, bool alternating, struct processor_shape *shape)
{
	const size_t sounding = 400 * (size_t)echo->frames;
	const size_t frames = 2 * sounding + 200000;
	double **in = harness_columns(echo->channels, frames);
	cr_assert_not_null(in);
	for (size_t channel = 0; channel < echo->channels; channel++)
		for (size_t i = 0; i < sounding; i++)
			in[channel][i] = alternating && i / (size_t)echo->frames % 2 == 1 ? -1.0 : 1.0;
	double **out = render(echo, in, frames, shape);
	size_t last = 0;
	for (size_t channel = 0; channel < echo->channels; channel++)
		for (size_t i = sounding; i < frames; i++)
			if (fabs(out[channel][i]) > 1e-6 && i - sounding + 1 > last)
				last = i - sounding + 1;
	free(in);
	free(out);
	return last;
}

/* Without filters the tail is exact: a steady input rings for exactly that long, and an alternating one where the
   feedback is inverted. */
Test(delay, tail_is_exact_without_filters)
{
	static const struct echo rows[] = {
		{ 1, 100, 0, 0.0, 0, 0, false, 1.0 },  { 1, 100, 0, 0.3, 0, 0, false, 1.0 },
		{ 1, 100, 0, 0.5, 0, 0, false, 0.1 },  { 1, 100, 0, 0.95, 0, 0, false, 1.0 },
		{ 1, 100, 0, -0.5, 0, 0, false, 1.0 }, { 2, 100, 140, 0.6, 0, 0, false, 1.0 },
		{ 2, 100, 140, 0.6, 0, 0, true, 1.0 }, { 2, 100, 60, 0.75, 0, 0, true, 0.5 },
		{ 2, 100, 0, 0.0, 0, 0, true, 1.0 },   { 1, 1, 0, 0.9, 0, 0, false, 1.0 },
		{ 1, 100, 0, 0.0, 0, 0, false, 1e-7 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct processor_shape shape;
		const size_t found = measured_tail(&rows[row], rows[row].feedback < 0.0, &shape);
		cr_expect_eq((size_t)lround(shape.tail_seconds * RATE), found, "row %zu: %g frames declared, %zu found",
			     row, shape.tail_seconds * RATE, found);
		const double gap = fmax(rows[row].frames, rows[row].frames_right);
		cr_expect_float_eq(shape.gap_seconds * RATE, gap, 1e-6, "row %zu", row);
	}
}

/* With filters the tail is a bound, at most three times what is heard, for filters slower than the loop too. */
Test(delay, tail_is_a_bound_with_filters)
{
	static const struct echo rows[] = {
		{ 1, 100, 0, 0.5, 4000, 0, false, 1.0 },    { 1, 1000, 0, 0.8, 2000, 0, false, 1.0 },
		{ 1, 48, 0, 0.95, 10, 0, false, 1.0 },      { 1, 1, 0, 0.9, 100, 0, false, 1.0 },
		{ 1, 500, 0, 0.6, 6000, 100, false, 1.0 },  { 1, 10, 0, -0.7, 0, 40, false, 1.0 },
		{ 2, 300, 500, 0.7, 3000, 150, true, 1.0 }, { 2, 5, 9, 0.9, 50, 0, true, 1.0 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct processor_shape shape;
		const double steady = (double)measured_tail(&rows[row], false, &shape);
		const double found = fmax(steady, (double)measured_tail(&rows[row], true, &shape));
		const double declared = shape.tail_seconds * RATE;
		cr_expect_leq(found, declared, "row %zu: %g declared, %g found", row, declared, found);
		cr_expect_leq(declared, 3.0 * found, "row %zu: %g declared, %g found", row, declared, found);
	}
}

Test(delay, refusals)
{
	static const struct {
		struct echo echo;
		const char *parameter, *problem;
	} rows[] = {
		{ { 1, 100, 0, 0.0, 0, 0, true, 1.0 },
		  "mode",
		  "a ping-pong delay needs a stereo signal; use 'mode: straight'" },
		{ { 6, 100, 100, 0.0, 0, 0, false, 1.0 },
		  "time_right",
		  "'time_right' needs a stereo signal; remove it" },
		{ { 1, 0.4, 0, 0.1, 0, 0, false, 1.0 },
		  "time",
		  "a delay of 0 samples cannot feed back; give a longer 'time' or remove 'feedback'" },
		{ { 2, 10, 0.1, -0.1, 0, 0, false, 1.0 },
		  "time",
		  "a delay of 0 samples cannot feed back; give a longer 'time' or remove 'feedback'" },
		{ { 2, 10, 0, 0.1, 24000, 0, false, 1.0 },
		  "damping",
		  "'damping' is not under half the sample rate; give a lower frequency or leave it out" },
		{ { 2, 10, 0, 0.1, 0, 30000, false, 1.0 },
		  "low_cut",
		  "'low_cut' is not under half the sample rate; give a lower frequency or leave it out" },
	};
	const struct processor *processor = registry_find("delay");
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct arena *arena = arena_new();
		struct parameter_value *values = echo_values(arena, &rows[row].echo);
		for (size_t i = 0; i < processor->parameter_count; i++)
			values[i].at = (struct location){ .line = 1 + (unsigned)i, .column = 1 };
		const struct processor_context context = { .sample_rate = RATE,
							   .channels = rows[row].echo.channels,
							   .key_channels = 0 };
		struct processor_shape shape = { .channels = context.channels };
		const char *problem = "";
		struct location at = { 0 };
		cr_expect_not(processor->shape(values, &context, arena, &shape, &problem, &at), "row %zu", row);
		cr_expect_str_eq(problem, rows[row].problem, "row %zu", row);
		cr_expect_eq((int)at.line - 1, processor_parameter(processor, rows[row].parameter), "row %zu", row);
		arena_free(arena);
	}
}
