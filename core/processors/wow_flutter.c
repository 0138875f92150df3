/* Lets the speed of the sound vary as that of a tape: wow-flutter.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/fractional_delay.h"
#include "dsp/stream_key.h"
#include "dsp/tape_machine.h"
#include "dsp/tape_speed.h"
#include "processors/modulation.h"

#include <math.h>
#include <string.h>

enum { WOW, FLUTTER, SPEED };

#define FIGURE_MOST 0.03

static const struct parameter parameters[] = {
	[WOW] = { .name = "wow",
		  .help = "the slow part of the variation, as a flutter meter reads it (weighted, AES6-2008)",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = FIGURE_MOST,
		  .fallback = 0.0006 },
	[FLUTTER] = { .name = "flutter",
		      .help = "the fast part of the variation, as a flutter meter reads it (weighted, AES6-2008)",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_PERCENT,
		      .minimum = 0.0,
		      .maximum = FIGURE_MOST,
		      .fallback = 0.0006 },
	[SPEED] = { .name = "speed",
		    .help = "how fast the tape runs, in inches a second: the parts turn as fast as it says",
		    .type = PARAMETER_CHOICE,
		    .choices = tape_machine_names,
		    .fallback = TAPE_MACHINE_USUAL },
};

static void read_speed(struct tape_speed *speed, const struct parameter_value *values,
		       const struct processor_context *context)
{
	const struct tape_speed_design design = {
		.metres = tape_machine_speed((size_t)values[SPEED].number),
		.wow = values[WOW].number,
		.flutter = values[FLUTTER].number,
		.sample_rate = context->sample_rate,
		.seed = stream_key(context->seed, "wow-flutter", 0),
	};
	tape_speed_init(speed, &design);
}

/* The reading is never nearer than the reach of its filter, and as far from there to either side as the tape goes. */
static size_t latency_of(const struct tape_speed *speed)
{
	return speed->count > 0 ? (size_t)ceil(speed->most) + FRACTIONAL_DELAY_REACH : 0;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	struct tape_speed speed;
	(void)arena;
	(void)problem;
	(void)at;
	read_speed(&speed, values, context);
	shape->latency = shape->early = latency_of(&speed);
	shape->tail_seconds = (double)shape->latency / context->sample_rate;
	shape->gap_seconds = speed.most / context->sample_rate;
	return true;
}

struct voice {
	const struct processor_instance *instance;
	struct tape_speed speed;
	double latency; /* frames */
	uint64_t frame; /* the next frame of the session */
	/* [groups x channels]: the lines, which are read together, and where the next frames of each go. */
	struct fractional_delay *lines;
	const struct fractional_delay **read;
	double **out;
};

struct batch {
	const struct kernel *kernel;
	const struct fractional_delay_table *table;
	struct voice *voices;
	size_t count;
};

static size_t columns_of(const struct voice *voice)
{
	return voice->instance->groups * voice->instance->context.channels;
}

static bool voice_init(struct voice *voice, struct arena *arena, const struct processor_instance *instance)
{
	*voice = (struct voice){ .instance = instance, .frame = modulation_first_frame(&instance->context) };
	read_speed(&voice->speed, instance->values, &instance->context);
	voice->latency = (double)latency_of(&voice->speed);
	voice->lines = ARENA_ARRAY(arena, struct fractional_delay, columns_of(voice));
	voice->read = ARENA_ARRAY(arena, const struct fractional_delay *, columns_of(voice));
	voice->out = ARENA_ARRAY(arena, double *, columns_of(voice));
	if (!voice->lines || !voice->read || !voice->out)
		return false;
	for (size_t i = 0; i < columns_of(voice); i++) {
		voice->read[i] = &voice->lines[i];
		if (!fractional_delay_init(&voice->lines[i], arena, 2.0 * voice->latency))
			return false;
	}
	return true;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	*batch = (struct batch){ kernel, fractional_delay_table_new(arena), ARENA_ARRAY(arena, struct voice, count),
				 count };
	if (!batch->table || !batch->voices)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&batch->voices[i], arena, &instances[i]))
			return NULL;
	return batch;
}

static void pass(const struct processor_instance *instance, size_t column, size_t start, size_t frames)
{
	if (instance->out[column] != instance->in[column])
		memcpy(instance->out[column] + start, instance->in[column] + start, frames * sizeof(double));
}

static void run(const struct batch *batch, struct voice *voice, size_t start, size_t frames)
{
	double delays[TAPE_SPEED_RUN];
	tape_speed_fill(&voice->speed, batch->kernel, voice->frame, delays, frames);
	for (size_t i = 0; i < frames; i++)
		delays[i] += voice->latency;
	const double *const voices[1] = { delays };
	const struct fractional_delay_reading reading = { batch->table, batch->kernel, voices, 1, 1.0 };
	for (size_t i = 0; i < columns_of(voice); i++) {
		fractional_delay_push(&voice->lines[i], batch->table, batch->kernel, voice->instance->in[i] + start,
				      frames);
		voice->out[i] = voice->instance->out[i] + start;
	}
	fractional_delay_read(voice->read, voice->out, columns_of(voice), &reading, frames);
	voice->frame += frames;
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct voice *voice = &batch->voices[i];
		for (size_t column = 0; voice->speed.count == 0 && column < columns_of(voice); column++)
			pass(voice->instance, column, start, frames);
		for (size_t done = 0; voice->speed.count > 0 && done < frames; done += TAPE_SPEED_RUN)
			run(batch, voice, start + done,
			    frames - done < TAPE_SPEED_RUN ? frames - done : TAPE_SPEED_RUN);
	}
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct voice *voice = &batch->voices[i];
		voice->frame = modulation_first_frame(&voice->instance->context);
		for (size_t column = 0; column < columns_of(voice); column++)
			fractional_delay_reset(&voice->lines[column]);
	}
}

const struct processor wow_flutter_processor = {
	.name = "wow-flutter",
	.summary = "the speed of a tape machine, which is never quite even",
	.description =
		"Reads the sound at a speed that varies as that of a tape machine. `wow` and `flutter` are what a "
		"flutter meter reads of a 3150 Hz tone: the deviation of the frequency, weighted by the curve of "
		"AES6-2008, IEC 60386 and DIN 45507, that is exceeded for 5 % of the time (two-sigma, AES6-2008). Both "
		"together read as the root of the sum of their squares. IEC 60094-1 allows professional machines 0.1 % "
		"at 15 ips.\n"
		"Wow is 0.5 to 6 Hz: the turns of a full NAB hub (57 mm) and of a pinch roller (22.5 mm), and noise. "
		"Flutter is 6 to 200 Hz: the turns of a capstan (5 mm radius) and their second harmonic, and noise "
		"whose power falls by 3 dB an octave. The parts that turn have 30 % of the weighted power, and turn as "
		"fast as `speed` says: a capstan 12 times a second at 15 ips. The noise is 12 and 24 sines at places "
		"and phases by the session's seed, the strip and the insert. The sizes and shares are those of this "
		"model, not of one machine.\n"
		"All channels and all stems move alike, so that stems add up, and the modulation is tied to the "
		"session's time. The latency is constant, and the graph makes up for it: the sound is on time on "
		"average. What lies between samples is read with 40 taps of windowed sinc, 104 dB and more under the "
		"sound up to 18 kHz. With both at 0 % every bit passes.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
