/* Makes several voices of one by delays that move: chorus.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/column.h"
#include "dsp/scale.h"
#include "processors/cascade_batch.h"
#include "processors/modulation.h"
#include "processors/moving_delay.h"

#include <math.h>
#include <stddef.h>

enum {
	RATE,
	PERIOD,
	VOICES,
	DELAY,
	DEPTH,
	SPREAD,
	FEEDBACK,
	SHAPE,
	PHASE,
	START,
	WIDTH,
	LOW_CUT,
	HIGH_CUT,
	MIX,
};

/** The pitch of a voice is bent by at most this share of itself. */
#define PITCH_CHANGE_MAXIMUM 0.5

static const struct parameter parameters[] = {
	[RATE] = MODULATION_RATE_ROW(0.8),
	[PERIOD] = MODULATION_PERIOD_ROW,
	[VOICES] = { .name = "voices",
		     .help = "how many sing along: a whole number, spread evenly over a turn",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_PLAIN,
		     .minimum = 1.0,
		     .maximum = MOVING_DELAY_VOICES,
		     .fallback = 3.0 },
	[DELAY] = { .name = "delay",
		    .help = "shortest delay of a voice",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_TIME,
		    .minimum = 0.001,
		    .maximum = 0.1,
		    .fallback = 0.008 },
	[DEPTH] = { .name = "depth",
		    .help = "by how much the delay gets longer on its way",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_TIME,
		    .minimum = 0.0,
		    .maximum = 0.03,
		    .fallback = 0.003 },
	[SPREAD] = { .name = "spread",
		     .help = "by how much the rates of the voices differ at most, by the session's seed; 0 %: all "
			     "alike",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_PERCENT,
		     .minimum = 0.0,
		     .maximum = 0.5,
		     .fallback = 0.1 },
	[FEEDBACK] = { .name = "feedback",
		       .help = "how much of the voices goes in again; below zero it goes in inverted",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_PERCENT,
		       .minimum = -0.5,
		       .maximum = 0.5,
		       .fallback = 0.0 },
	[SHAPE] = MODULATION_SHAPE_ROW(modulation_smooth_shapes),
	[PHASE] = MODULATION_PHASE_ROW(90.0),
	[START] = MODULATION_START_ROW,
	[WIDTH] = { .name = "width",
		    .help = "of the voices of a stereo signal: 0 % mono, 100 % as they are, 200 % the sides doubled",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_PERCENT,
		    .minimum = 0.0,
		    .maximum = 2.0,
		    .fallback = 1.0 },
	[LOW_CUT] = { .name = "low_cut",
		      .help = "high-pass of the voices, 12 dB/oct; 0 Hz leaves it out",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_FREQUENCY,
		      .minimum = 0.0,
		      .maximum = 48000.0,
		      .fallback = 0.0 },
	[HIGH_CUT] = { .name = "high_cut",
		       .help = "low-pass of the voices, 12 dB/oct; 0 Hz leaves it out",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_FREQUENCY,
		       .minimum = 0.0,
		       .maximum = 48000.0,
		       .fallback = 0.0 },
	[MIX] = { .name = "mix",
		  .help = "share of the voices; the rest is the sound as it came in",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 0.5 },
};

static struct moving_delay_design read_design(const struct parameter_value *values, double sample_rate)
{
	return (struct moving_delay_design){
		.voices = (size_t)floor(values[VOICES].number + 0.5),
		.delay = values[DELAY].number * sample_rate,
		.depth = values[DEPTH].number * sample_rate,
		.feedback = values[FEEDBACK].number,
		.shape = modulation_shape(&values[SHAPE]),
		.rate = modulation_rate(&values[RATE], &values[PERIOD]),
		.spread = values[SPREAD].number,
		.start = values[START].number / 360.0,
		.phase = values[PHASE].number / 360.0,
		.name = "chorus",
	};
}

/* Designs the high-pass and the low-pass, both Butterworth filters. Returns the number of sections. */
static size_t design_cuts(const struct processor_instance *instance, struct biquad *sections)
{
	const double frequencies[2] = { instance->values[LOW_CUT].number, instance->values[HIGH_CUT].number };
	size_t count = 0;
	for (size_t i = 0; i < 2; i++) {
		const struct filter_band band = { .kind = i == 0 ? FILTER_HIGH_PASS : FILTER_LOW_PASS,
						  .frequency = frequencies[i],
						  .q = 0x1.6a09e667f3bcdp-1,
						  .order = 2 };
		if (frequencies[i] > 0.0)
			count += biquad_design(&band, instance->context.sample_rate, sections + count, NULL);
	}
	return count;
}

/* The filters ring after the last voice. A sound over full scale takes longer, in proportion to its decibels over -120
   dBFS. */
static void measure(const struct parameter_value *values, const struct processor_context *context,
		    struct processor_shape *result)
{
	const struct moving_delay_design design = read_design(values, context->sample_rate);
	const struct processor_instance instance = { .values = values, .context = *context };
	struct biquad sections[2 * BIQUADS_PER_BAND];
	const size_t count = design_cuts(&instance, sections);
	const double level = values[MIX].number * fmax(values[WIDTH].number, 1.0);
	const double voices = moving_delay_tail(&design, level);
	const double over = 1.0 + 20.0 / 120.0;
	result->tail_seconds = voices > 0.0 ? voices + over * biquad_tail_frames(sections, count) : 0.0;
	result->tail_seconds /= context->sample_rate;
	result->gap_seconds = (design.delay + design.depth) / context->sample_rate;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	const double nyquist = context->sample_rate / 2.0;
	if (!modulation_accepts(&values[RATE], &values[PERIOD], problem, at))
		return false;
	const struct moving_delay_design design = read_design(values, context->sample_rate);
	if (design.delay < FRACTIONAL_DELAY_MINIMUM)
		return modulation_blames(&values[DELAY],
					 "'delay' is under 4 samples at this sample rate; make it longer", problem, at);
	if (moving_delay_pitch_change(&design, context->sample_rate) > PITCH_CHANGE_MAXIMUM)
		return modulation_blames(
			&values[DEPTH],
			"'depth' at this rate bends the pitch by more than half; lower it, or slow it down", problem,
			at);
	if (values[LOW_CUT].number >= nyquist)
		return modulation_blames(
			&values[LOW_CUT],
			"'low_cut' is not under half the sample rate; give a lower frequency or leave it out", problem,
			at);
	if (values[HIGH_CUT].number >= nyquist)
		return modulation_blames(
			&values[HIGH_CUT],
			"'high_cut' is not under half the sample rate; give a lower frequency or leave it out", problem,
			at);
	measure(values, context, result);
	return true;
}

struct batch {
	struct moving_delay_room room;
	struct moving_delay *moving;
	struct processor_instance *wet; /**< runs in place over the voices that came out: the cuts work on it */
	void *cuts;
	size_t count;
};

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	batch->count = count;
	batch->moving = ARENA_ARRAY(arena, struct moving_delay, count);
	batch->wet = ARENA_ARRAY(arena, struct processor_instance, count);
	if (!batch->moving || !batch->wet || !moving_delay_room_init(&batch->room, arena, kernel))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const struct moving_delay_design design =
			read_design(instances[i].values, instances[i].context.sample_rate);
		if (!moving_delay_init(&batch->moving[i], arena, &instances[i], &design))
			return NULL;
		batch->wet[i] = instances[i];
		batch->wet[i].in = (const double *const *)batch->moving[i].wet;
		batch->wet[i].out = batch->moving[i].wet;
	}
	batch->cuts = cascade_batch_new(arena, kernel, batch->wet, count, MOVING_DELAY_RUN, design_cuts,
					2 * BIQUADS_PER_BAND);
	return batch->cuts ? batch : NULL;
}

/* Scales the side signal of the voices by the width; the sum of left and right stays. */
static void widen(const struct processor_instance *wet, size_t frames)
{
	const double width = wet->values[WIDTH].number;
	const double near = (1.0 + width) / 2.0, far = (1.0 - width) / 2.0;
	const struct stereo_matrix matrix = { .ll = near, .lr = far, .rl = far, .rr = near };
	if (wet->context.channels != 2)
		return;
	for (size_t group = 0; group < wet->groups; group++)
		stereo_matrix_apply(&matrix, wet->out + 2 * group, wet->in + 2 * group, frames);
}

static void come_out(const struct batch *batch, const struct moving_delay *moving, size_t start, size_t frames)
{
	const struct processor_instance *instance = moving->instance;
	const double mix = instance->values[MIX].number;
	const double gains[2] = { 1.0 - mix, mix };
	for (size_t i = 0; i < instance->groups * instance->context.channels; i++) {
		const double *const terms[2] = { instance->in[i] + start, moving->wet[i] };
		batch->room.kernel->column->mix(instance->out[i] + start, terms, gains, 2, frames);
	}
}

static void process_run(const struct batch *batch, size_t start, size_t frames)
{
	for (size_t i = 0; i < batch->count; i++)
		moving_delay_run(&batch->moving[i], &batch->room, start, frames);
	cascade_batch_process(batch->cuts, 0, frames);
	for (size_t i = 0; i < batch->count; i++) {
		widen(&batch->wet[i], frames);
		come_out(batch, &batch->moving[i], start, frames);
	}
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t done = 0; done < frames; done += MOVING_DELAY_RUN)
		process_run(batch, start + done, frames - done < MOVING_DELAY_RUN ? frames - done : MOVING_DELAY_RUN);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		moving_delay_reset(&batch->moving[i]);
	cascade_batch_reset(batch->cuts);
}

const struct processor chorus_processor = {
	.name = "chorus",
	.summary = "voices that sing along, a little late and out of tune",
	.description =
		"Adds up to eight voices to the signal, each of them the signal at a delay that goes from `delay` to "
		"`delay` + `depth` and back by `shape`: a moving delay bends the pitch, by pi depth rate of itself "
		"with a sine. The voices start evenly spread over a turn; `spread` sets their rates apart, each by "
		"its own share up to that much, from the session's seed and the insert's number; with `random` every "
		"voice has a curve of its own. Their sum is divided by the root of their number, which keeps its "
		"power; where they move together (no depth, or bass) they add up by that root.\n"
		"`feedback` sends the mean of the voices round again. `low_cut` and `high_cut` are Butterworth "
		"filters of second order over the voices, matched to the analog ones up to 20 kHz. `phase` moves the "
		"voices of each channel ahead of those of the one before; `width` scales the side signal of the "
		"voices, so that their mono sum stays as it is. A mono signal stays mono; put `pan` before it for a "
		"stereo one.\n"
		"What lies between samples is read with 40 taps of windowed sinc, for delays of 20 samples and more: "
		"its error is 104 dB and more under the sound up to 18 kHz, and a delay of whole samples passes every "
		"bit. The modulation is tied to the session's time, as that of `tremolo`. The dry sound is not "
		"delayed: no latency. The tail is an upper bound.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_EFFECT,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = MIX,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
