/* Moves the level up and down: tremolo.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/column.h"
#include "dsp/ramp.h"
#include "dsp/stream_key.h"
#include "processors/modulation.h"

#include <stddef.h>

enum { RATE, PERIOD, DEPTH, SHAPE, PHASE, START, SMOOTHING };

/** This many frames of gain are made at a time. */
enum { RUN_MAXIMUM = 256 };

static const struct parameter parameters[] = {
	[RATE] = MODULATION_RATE_ROW(5.0),
	[PERIOD] = MODULATION_PERIOD_ROW,
	[DEPTH] = { .name = "depth",
		    .help = "how much of the level the lowest point takes away; 100 %: all",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_PERCENT,
		    .minimum = 0.0,
		    .maximum = 1.0,
		    .fallback = 0.5 },
	[SHAPE] = MODULATION_SHAPE_ROW(modulation_shapes),
	[PHASE] = MODULATION_PHASE_ROW(0.0),
	[START] = MODULATION_START_ROW,
	[SMOOTHING] = MODULATION_SMOOTHING_ROW,
};

/** The gain of one channel of an instance, or of all channels when they move alike. */
struct voice {
	const struct processor_instance *instance;
	size_t first, step; /**< the columns first, first + step ... of every group */
	struct oscillator oscillator;
	struct ramp depth;
	uint64_t frame; /**< the next frame of the session */
};

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	struct voice *voices;
	size_t count;
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)context;
	(void)arena;
	(void)result;
	return modulation_accepts(&values[RATE], &values[PERIOD], problem, at);
}

static void voice_init(struct voice *voice, const struct processor_instance *instance, size_t channel, size_t voices)
{
	const struct parameter_value *values = instance->values;
	const double rate = modulation_rate(&values[RATE], &values[PERIOD]);
	const struct oscillator_design design = {
		.shape = modulation_shape(&values[SHAPE]),
		.rate = rate,
		.sample_rate = instance->context.sample_rate,
		.start = (values[START].number + (double)channel * values[PHASE].number) / 360.0,
		.edge = values[SMOOTHING].number * rate,
		.key = stream_key(instance->context.seed, "tremolo", 0),
	};
	*voice = (struct voice){ .instance = instance,
				 .first = channel,
				 .step = voices,
				 .frame = modulation_first_frame(&instance->context) };
	ramp_set(&voice->depth, values[DEPTH].number);
	oscillator_init(&voice->oscillator, &design);
}

static size_t voices_of(const struct processor_instance *instance)
{
	return instance->values[PHASE].number == 0.0 ? 1 : instance->context.channels;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	size_t voices = 0;
	for (size_t i = 0; i < count; i++)
		voices += voices_of(&instances[i]);
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct voice *list = ARENA_ARRAY(arena, struct voice, voices);
	if (!batch || !list)
		return NULL;
	*batch = (struct batch){ .kernel = kernel, .instances = instances, .voices = list };
	for (size_t i = 0; i < count; i++)
		for (size_t channel = 0; channel < voices_of(&instances[i]); channel++)
			voice_init(&list[batch->count++], &instances[i], channel, voices_of(&instances[i]));
	return batch;
}

/* The gain is 1 at the top of the shape and 1 - depth at its bottom. */
static void fill_gain(const struct voice *voice, const struct kernel *kernel, double *gain, size_t frames)
{
	const size_t moving = voice->depth.left < frames ? voice->depth.left : frames;
	const double half = 0.5 * voice->depth.to;
	oscillator_fill(&voice->oscillator, kernel, voice->frame, gain, frames);
	for (size_t i = 0; i < moving; i++)
		gain[i] = 1.0 - 0.5 * ramp_value(&voice->depth, i) * (1.0 - gain[i]);
	for (size_t i = moving; i < frames; i++)
		gain[i] = 1.0 - half * (1.0 - gain[i]);
}

static void process_voice(const struct kernel *kernel, struct voice *voice, size_t start, size_t frames)
{
	const struct processor_instance *instance = voice->instance;
	const size_t columns = instance->groups * instance->context.channels;
	double gain[RUN_MAXIMUM];
	for (size_t done = 0; done < frames; done += RUN_MAXIMUM) {
		const size_t run = frames - done < RUN_MAXIMUM ? frames - done : RUN_MAXIMUM, at = start + done;
		fill_gain(voice, kernel, gain, run);
		for (size_t column = voice->first; column < columns; column += voice->step)
			kernel->column->multiply(instance->out[column] + at, instance->in[column] + at, gain, run);
		voice->frame += run;
		ramp_advance(&voice->depth, run);
	}
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		process_voice(batch->kernel, &batch->voices[i], start, frames);
}

static void retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		if (batch->voices[i].instance == &batch->instances[instance])
			ramp_aim(&batch->voices[i].depth, values[DEPTH].number);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct voice *voice = &batch->voices[i];
		voice->frame = modulation_first_frame(&voice->instance->context);
		ramp_set(&voice->depth, voice->instance->values[DEPTH].number);
	}
}

const struct processor tremolo_processor = {
	.name = "tremolo",
	.summary = "moves the level up and down",
	.description =
		"Multiplies the signal with the gain 1 - depth (1 - m) / 2, where m goes from -1 to +1 by `shape`: "
		"the level moves between its own and (1 - depth) of it, and never over its own. At the start of a "
		"turn all shapes but `random` go up through the middle. Edges of `square` and of the ramps are half "
		"cosines that last for `smoothing`, at most half a turn; a square with the longest edges is a sine. "
		"`random` draws a new value each turn, from the session's seed and the insert's number, and goes "
		"through all of them smoothly (Catmull-Rom, times 4/5).\n"
		"The modulation is tied to the session: its phase at a frame is (start / 360 + frame rate / sample "
		"rate) turns, whatever lies before the insert, so that every render has it in the same place, and "
		"`period: 1/8` stays on the beat. With `phase` at 180 a stereo signal goes from side to side; "
		"`auto-pan` does that at constant power. Automation moves the depth sample by sample.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = RATE,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.retune = retune,
	.reset = reset,
};
