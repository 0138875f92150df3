/* stemprint tests: latency and tail are what a processor says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IMPULSE_AT = 100, FRAMES = 6000, SOUNDING = 3000, BLOCK = 1000, QUIET_FRAMES = 4000, RANDOM = 6 };

#define TAIL_FLOOR 1e-6
#define LONGEST_TAIL_SECONDS 1.0

static bool is_named(const struct contract_case *at, const char *name)
{
	return strcmp(at->processor->name, name) == 0;
}

/* The input of one instance: `channels` columns and its key, each filled by `sample`. */
static double **columns_of(const struct contract_case *at, size_t frames, double (*sample)(size_t frame))
{
	double **columns = harness_columns(at->context.channels + at->context.key_channels, frames);
	cr_assert_not_null(columns);
	for (size_t i = 0; i < at->context.channels + at->context.key_channels; i++)
		for (size_t frame = 0; frame < frames; frame++)
			columns[i][frame] = sample(frame) * (i % 2 == 1 ? 0.5 : 1.0);
	return columns;
}

static double **render_one(const struct contract_case *at, size_t seat, double **in, size_t frames)
{
	struct harness *harness = contract_harness_one(at, seat, 1, BLOCK);
	double **out = harness_columns(harness->out_count, frames);
	cr_assert_not_null(out);
	harness_run(harness, (const double *const *)in, (const double *const *)(in + at->context.channels), out, frames,
		    0);
	harness_free(harness);
	return out;
}

static double impulse(size_t frame)
{
	return frame == IMPULSE_AT ? 1.0 : 0.0;
}

static size_t first_sound(double *const *columns, size_t count, size_t frames)
{
	for (size_t frame = 0; frame < frames; frame++)
		for (size_t i = 0; i < count; i++)
			if (columns[i][frame] != 0.0)
				return frame;
	return frames;
}

/* An impulse comes out at its frame and not before. The delay is late on purpose, so it may come out later. */
static void visit_impulse(const struct contract_case *at)
{
	double **in = columns_of(at, FRAMES, impulse);
	size_t heard = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const struct processor_shape *shape = &at->variations.shapes[seat];
		double **out = render_one(at, seat, in, FRAMES);
		const size_t first = first_sound(out, shape->channels, FRAMES);
		const size_t declared = IMPULSE_AT + shape->latency;
		cr_expect(first == declared || (first > declared && (first == FRAMES || is_named(at, "delay"))),
			  "%s, %s: an impulse at frame %d comes out at %zu, the latency says %zu",
			  contract_case_name(at), at->variations.items[seat].name, IMPULSE_AT, first, declared);
		heard += first == declared ? 1 : 0;
		free(out);
	}
	cr_expect_geq(2 * heard, is_named(at, "delay") ? 2 : at->variations.count, "%s: only %zu of %zu are heard",
		      contract_case_name(at), heard, at->variations.count);
	free(in);
}

/* Noise at -200 dBFS, under every threshold. */
static double quiet(size_t frame)
{
	uint64_t state = frame;
	return 1e-10 * harness_noise(&state);
}

/* A gain that rests is one number for the whole signal, and 1 with default values. That of a gate never rests in noise this soft: what it does
   there is test_gate's. */
static void visit_rest(const struct contract_case *at)
{
	if (at->processor->law != STEM_LAW_GAIN || is_named(at, "gate"))
		return;
	double **in = columns_of(at, QUIET_FRAMES, quiet);
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const size_t latency = at->variations.shapes[seat].latency;
		double **out = render_one(at, seat, in, QUIET_FRAMES);
		double gain = 0.0;
		if (latency < QUIET_FRAMES - 1)
			gain = seat == 0 ? 1.0 : out[0][latency] / in[0][0];
		cr_expect_gt(gain, 0.0, "%s, %s: nothing to see of the latency", contract_case_name(at),
			     at->variations.items[seat].name);
		double worst = 0.0;
		for (size_t channel = 0; channel < at->context.channels; channel++)
			for (size_t frame = latency; frame < QUIET_FRAMES; frame++)
				worst = harness_worse(worst,
						      fabs(out[channel][frame] - gain * in[channel][frame - latency]));
		cr_expect_leq(worst, seat == 0 ? 0.0 : 1e-25 * gain, "%s, %s: off by %g", contract_case_name(at),
			      at->variations.items[seat].name, worst);
		free(out);
	}
	free(in);
}

static double full_scale_steady(size_t frame)
{
	return frame < SOUNDING ? 1.0 : 0.0;
}

static double full_scale_square(size_t frame)
{
	if (frame >= SOUNDING)
		return 0.0;
	return frame / 48 % 2 == 0 ? 1.0 : -1.0;
}

static double full_scale_noise(size_t frame)
{
	uint64_t state = frame;
	return frame < SOUNDING ? (harness_noise(&state) > 0.0 ? 1.0 : -1.0) : 0.0;
}

/* Each way of sounding in turn: what is left when the declared tail has passed is under -120 dBFS, although the signal came in at full scale. */
static void check_tail(const struct contract_case *at, size_t seat, double (*sample)(size_t frame), const char *name)
{
	const struct processor_shape *shape = &at->variations.shapes[seat];
	const size_t tail = (size_t)ceil(shape->tail_seconds * at->context.sample_rate - 1e-6);
	const size_t end = SOUNDING + shape->latency + tail;
	const size_t frames = end + SOUNDING;
	double **in = columns_of(at, frames, sample);
	double **out = render_one(at, seat, in, frames);
	for (size_t channel = 0; channel < shape->channels; channel++) {
		const double left = harness_peak(out[channel] + end, frames - end);
		cr_expect_leq(left, TAIL_FLOOR, "%s, %s, %s: %g is left after a tail of %g s", contract_case_name(at),
			      at->variations.items[seat].name, name, left, shape->tail_seconds);
	}
	free(out);
	free(in);
}

static void visit_tail(const struct contract_case *at)
{
	size_t checked = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const struct processor_shape *shape = &at->variations.shapes[seat];
		cr_expect(shape->tail_seconds >= 0.0 && shape->gap_seconds >= 0.0,
			  "%s, %s: a tail of %g s, a gap of %g", contract_case_name(at),
			  at->variations.items[seat].name, shape->tail_seconds, shape->gap_seconds);
		if (!(shape->tail_seconds <= LONGEST_TAIL_SECONDS))
			continue;
		checked++;
		check_tail(at, seat, full_scale_steady, "steady");
		check_tail(at, seat, full_scale_square, "square");
		check_tail(at, seat, full_scale_noise, "noise");
	}
	cr_expect_geq(4 * checked, 3 * at->variations.count, "%s: most tails are too long to check: %zu of %zu",
		      contract_case_name(at), at->variations.count - checked, at->variations.count);
}

static const struct contract_walk all_rates = { contract_rates, 4, RANDOM };
static const double outer_rates[] = { 44100.0, 192000.0 };
static const struct contract_walk outer = { outer_rates, 2, RANDOM };

static void visit_latency(const struct contract_case *at)
{
	visit_impulse(at);
	visit_rest(at);
}

Test(contract_time, latency)
{
	contract_walk(&all_rates, visit_latency);
}

Test(contract_time, tail)
{
	contract_walk(&outer, visit_tail);
}
