/* Tests that latency and tail are what a processor declares.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"
#include "processors/registry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	IMPULSE_AT = 100,
	FRAMES = 6000,
	SOUNDING = 3000,
	LATE_FRAMES = 2000,
	BLOCK = 1000,
	QUIET_FRAMES = 4000,
	LATE = 100
};

#define TAIL_FLOOR 1e-6
#define ROUNDING 1e-15
#define SYMMETRY 1e-12
#define LONG_TAIL_SECONDS 0.5
#define LONGEST_TAIL_SECONDS 10.0
#define TAIL_SAMPLES 1e7

/** The gains that visit_rest() does not hold for, and the reason. */
static const struct {
	const char *processor, *reason;
} restless[] = {
	{ "gate", "closed, and never at rest, in noise this soft: test_gate has its latency" },
	{ "de-noise", "lowers noise, and this is noise: test_de_noise has its transparency" },
	{ "saturation",
	  "filters to a multiple of the rate and back: not one number up to half the rate; test_saturation has its "
	  "transparency" },
};

/** The processors that take an impulse in silence for a fault and remove it, and the tests of their latency. */
static const struct {
	const char *processor, *reason;
} removing[] = {
	{ "de-click", "visit_rest() has its latency: noise at -200 dBFS passes bit for bit, just as late" },
};

static bool removes_impulses(const struct processor *processor)
{
	for (size_t i = 0; i < sizeof removing / sizeof removing[0]; i++)
		if (strcmp(removing[i].processor, processor->name) == 0)
			return true;
	return false;
}

/** The processors that sound early although they have no linear phase, and the reason. */
static const struct {
	const char *processor, *reason;
} running_ahead[] = {
	{ "flanger", "through zero: the delayed sound is now early, now late against the dry one" },
	{ "wow-flutter", "the tape is now ahead of its place, now behind it: test_wow_flutter has its latency" },
};

static bool runs_ahead(const struct processor *processor)
{
	for (size_t i = 0; i < sizeof running_ahead / sizeof running_ahead[0]; i++)
		if (strcmp(running_ahead[i].processor, processor->name) == 0)
			return true;
	return false;
}

static bool is_restless(const struct processor *processor)
{
	for (size_t i = 0; i < sizeof restless / sizeof restless[0]; i++)
		if (strcmp(restless[i].processor, processor->name) == 0)
			return true;
	return false;
}

/* With `listen` other than off, a processor plays a part of the signal for the engineer who sets it. That part need not
 * hold the first frame of an impulse, and is not the signal at rest. */
static bool is_listening(const struct contract_case *at, size_t seat)
{
	const int row = processor_parameter(at->processor, "listen");
	return row >= 0 && at->variations.items[seat].values[row].number > 0.0;
}

/* Fills the input of one instance, `channels` columns and its key, by `sample`. */
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

static double loudest(double *const *columns, size_t count, size_t frames)
{
	double peak = 0.0;
	for (size_t i = 0; i < count; i++)
		peak = harness_worse(peak, harness_peak(columns[i], frames));
	return peak;
}

/* Returns the first frame at which anything is louder than `floor`. */
static size_t first_sound(double *const *columns, size_t count, size_t frames, double floor)
{
	for (size_t frame = 0; frame < frames; frame++)
		for (size_t i = 0; i < count; i++)
			if (!(fabs(columns[i][frame]) <= floor))
				return frame;
	return frames;
}

/* Only the rounding of a transform may come before the first sound. */
static size_t onset(double *const *columns, size_t count, size_t frames, size_t earliest)
{
	const size_t first = first_sound(columns, count, frames, 0.0);
	if (first >= earliest)
		return first;
	return first_sound(columns, count, frames, ROUNDING * fmax(1.0, loudest(columns, count, frames)));
}

/* A response of linear phase is symmetric around the frame of its latency. */
static void check_symmetry(const struct contract_case *at, size_t seat, double *const *out, size_t frames)
{
	const struct processor_shape *shape = &at->variations.shapes[seat];
	const size_t centre = IMPULSE_AT + shape->latency;
	double worst = 0.0;
	for (size_t i = 0; i < shape->channels; i++)
		for (size_t away = 1; away <= centre && centre + away < frames; away++)
			worst = harness_worse(worst, fabs(out[i][centre - away] - out[i][centre + away]));
	cr_expect_leq(worst, SYMMETRY * fmax(1.0, loudest(out, shape->channels, frames)),
		      "%s, %s: not symmetric around the latency by %g", contract_case_name(at),
		      at->variations.items[seat].name, worst);
}

/* An impulse comes out at its frame and not before. With linear phase it may come at most `early` frames before. It
 * comes later only if `gap_seconds` says that the processor delays on purpose. The function counts what could be heard
 * and what is heard. */
static void check_impulse(const struct contract_case *at, size_t seat, size_t *audible, size_t *heard)
{
	const struct processor_shape *shape = &at->variations.shapes[seat];
	const bool defaults = at->variations.items[seat].defaults;
	const size_t gap = (size_t)ceil(shape->gap_seconds * at->context.sample_rate - 1e-6);
	const size_t frames = FRAMES + 2 * shape->latency + (defaults ? gap : 0);
	double **in = columns_of(at, frames, impulse);
	double **out = render_one(at, seat, in, frames);
	const size_t declared = IMPULSE_AT + shape->latency;
	const size_t earliest = declared - shape->early, latest = declared + gap;
	const size_t first = onset(out, shape->channels, frames, earliest);
	const bool may_be_silent = !defaults || removes_impulses(at->processor);
	cr_expect(first >= earliest && (first <= latest || (first == frames && may_be_silent)),
		  "%s, %s: an impulse at frame %d comes out at %zu, latency and gap say %zu to %zu",
		  contract_case_name(at), at->variations.items[seat].name, IMPULSE_AT, first, earliest, latest);
	if (shape->early > 0 && at->processor->law == STEM_LAW_LINEAR && !runs_ahead(at->processor))
		check_symmetry(at, seat, out, frames);
	*audible += latest < frames ? 1 : 0;
	*heard += first < frames ? 1 : 0;
	free(out);
	free(in);
}

static void visit_impulse(const struct contract_case *at)
{
	size_t audible = 0, heard = 0;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		cr_expect_leq(at->variations.shapes[seat].early, at->variations.shapes[seat].latency,
			      "%s, %s: sounds before its cause", contract_case_name(at),
			      at->variations.items[seat].name);
		if (!is_listening(at, seat))
			check_impulse(at, seat, &audible, &heard);
	}
	cr_expect(removes_impulses(at->processor) ? heard == 0 : 2 * heard >= audible, "%s: only %zu of %zu are heard",
		  contract_case_name(at), heard, audible);
}

/* The filters of an oversampled gain take away what lies over 0.4535 of the sample rate. So what comes out is not the
 * signal times one number. */
static bool is_oversampled(const struct contract_case *at, size_t seat)
{
	const int row = processor_parameter(at->processor, "oversampling");
	return row >= 0 && at->variations.items[seat].values[row].number > 0.0;
}

/* Noise at -200 dBFS is under every threshold. */
static double quiet(size_t frame)
{
	uint64_t state = frame;
	return 1e-10 * harness_noise(&state);
}

/* A gain at rest is one number for the whole signal, and it is 1 with the defaults. */
static void check_rest(const struct contract_case *at, size_t seat)
{
	const size_t latency = at->variations.shapes[seat].latency, frames = QUIET_FRAMES + latency;
	double **in = columns_of(at, frames, quiet);
	double **out = render_one(at, seat, in, frames);
	const bool defaults = at->variations.items[seat].defaults;
	const double gain = defaults ? 1.0 : out[0][latency] / in[0][0];
	const double declared =
		at->processor->resting_gain ? at->processor->resting_gain(at->variations.items[seat].values) : 1.0;
	cr_expect_float_eq(gain, declared, 1e-12 * declared, "%s, %s: rests at %g and declares %g",
			   contract_case_name(at), at->variations.items[seat].name, gain, declared);
	cr_expect_gt(gain, 0.0, "%s, %s: nothing to see of the latency", contract_case_name(at),
		     at->variations.items[seat].name);
	double worst = 0.0;
	for (size_t channel = 0; channel < at->context.channels; channel++)
		for (size_t frame = latency; frame < frames; frame++)
			worst = harness_worse(worst, fabs(out[channel][frame] - gain * in[channel][frame - latency]));
	cr_expect_leq(worst, defaults ? 0.0 : 1e-25 * gain, "%s, %s: off by %g", contract_case_name(at),
		      at->variations.items[seat].name, worst);
	free(out);
	free(in);
}

static void visit_rest(const struct contract_case *at)
{
	if (at->processor->law != STEM_LAW_GAIN || is_restless(at->processor))
		return;
	for (size_t seat = 0; seat < at->variations.count; seat++)
		if (!is_listening(at, seat) && !is_oversampled(at, seat))
			check_rest(at, seat);
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

/** One kind of sound at full scale, which then ends. */
struct sounding {
	const char *name;
	double (*sample)(size_t frame);
};

static const struct sounding soundings[] = { { "noise", full_scale_noise },
					     { "steady", full_scale_steady },
					     { "square", full_scale_square } };

static size_t tail_frames(const struct contract_case *at, size_t seat)
{
	return (size_t)ceil(at->variations.shapes[seat].tail_seconds * at->context.sample_rate - 1e-6);
}

/* After the declared tail everything is under -120 dBFS, although the input was at full scale. */
static void check_tail(const struct contract_case *at, size_t seat, const struct sounding *sounding)
{
	const struct processor_shape *shape = &at->variations.shapes[seat];
	const size_t end = SOUNDING + shape->latency + tail_frames(at, seat);
	const size_t frames = end + SOUNDING;
	double **in = columns_of(at, frames, sounding->sample);
	double **out = render_one(at, seat, in, frames);
	for (size_t channel = 0; channel < shape->channels; channel++) {
		const double left = harness_peak(out[channel] + end, frames - end);
		cr_expect_leq(left, TAIL_FLOOR, "%s, %s, %s: %g is left after a tail of %g s", contract_case_name(at),
			      at->variations.items[seat].name, sounding->name, left, shape->tail_seconds);
	}
	free(out);
	free(in);
}

/* Tests short tails after all kinds of sound, and long ones after the first kind, as long as the budget of samples
 * lasts. */
static void visit_tail(const struct contract_case *at)
{
	size_t checked = 0, bounded = 0;
	double budget = TAIL_SAMPLES;
	for (size_t seat = 0; seat < at->variations.count; seat++) {
		const struct processor_shape *shape = &at->variations.shapes[seat];
		cr_expect(shape->tail_seconds >= 0.0 && shape->gap_seconds >= 0.0,
			  "%s, %s: a tail of %g s, a gap of %g", contract_case_name(at),
			  at->variations.items[seat].name, shape->tail_seconds, shape->gap_seconds);
		if (!(shape->tail_seconds <= LONGEST_TAIL_SECONDS))
			continue;
		const size_t count =
			shape->tail_seconds <= LONG_TAIL_SECONDS ? sizeof soundings / sizeof soundings[0] : 1;
		const double cost = (double)(count * at->context.channels) * (double)tail_frames(at, seat);
		bounded++;
		if (cost > budget)
			continue;
		budget -= cost;
		checked++;
		for (size_t i = 0; i < count; i++)
			check_tail(at, seat, &soundings[i]);
	}
	cr_expect(checked > 0 || bounded == 0, "%s: no tail is short enough to check", contract_case_name(at));
}

static double noise_after_silence(size_t frame)
{
	uint64_t state = frame;
	return frame < LATE ? 0.0 : harness_noise(&state);
}

static double noise_at_once(size_t frame)
{
	return noise_after_silence(frame + LATE);
}

/* An input that is late, and whose lateness the processor knows, gives the same output just as late: modulation moves
 * with the session. */
static void check_late(const struct contract_case *at, size_t seat)
{
	const size_t frames = LATE_FRAMES + at->variations.shapes[seat].latency;
	struct contract_case late = *at;
	late.context.late = LATE;
	double **in = columns_of(at, frames, noise_at_once);
	double **late_in = columns_of(at, frames + LATE, noise_after_silence);
	double **out = render_one(at, seat, in, frames);
	double **late_out = render_one(&late, seat, late_in, frames + LATE);
	double worst = 0.0;
	for (size_t i = 0; i < at->variations.shapes[seat].channels; i++)
		for (size_t frame = 0; frame < frames; frame++)
			worst = harness_worse(worst, fabs(late_out[i][LATE + frame] - out[i][frame]));
	cr_expect_leq(worst, SYMMETRY * fmax(1.0, loudest(out, at->variations.shapes[seat].channels, frames)),
		      "%s, %s: %d frames late makes a difference of %g", contract_case_name(at),
		      at->variations.items[seat].name, LATE, worst);
	free(in);
	free(late_in);
	free(out);
	free(late_out);
}

static void visit_latency(const struct contract_case *at)
{
	visit_impulse(at);
	visit_rest(at);
	for (size_t seat = 0; seat < at->variations.count; seat++)
		check_late(at, seat);
}

CONTRACT_TEST(time, latency)
{
	contract_walk(&contract_home, processor, visit_latency);
	contract_walk(&contract_light, processor, visit_latency);
}

CONTRACT_TEST(time, tail)
{
	contract_walk(&contract_light, processor, visit_tail);
}

CONTRACT_TEST(all_rates_time, latency)
{
	contract_walk(&contract_slow, processor, visit_latency);
}

CONTRACT_TEST(all_rates_time, tail)
{
	contract_walk(&contract_slow, processor, visit_tail);
}
