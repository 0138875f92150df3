/* Moves notches through the spectrum by a chain of allpasses: the phaser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "dsp/ramp.h"
#include "dsp/stream_key.h"
#include "processors/modulation.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { RATE, PERIOD, LOW, HIGH, STAGES, FEEDBACK, SHAPE, PHASE, START, MIX };

enum {
	RUN_MAXIMUM = ALLPASS_FRAMES, /**< frames that are tuned at a time */
	CURVE = 1024, /**< pieces of the tuning curve */
};

/** A tail ends at 120 dB under full scale. */
#define TAIL_FLOOR 1e-6

/** The highest frequency, as a share of the sample rate. */
#define HIGHEST 0.48

static const char *const stage_choices[] = { "2", "4", "6", "8", "10", "12", NULL };

static const struct parameter parameters[] = {
	[RATE] = MODULATION_RATE_ROW(0.5),
	[PERIOD] = MODULATION_PERIOD_ROW,
	[LOW] = { .name = "low",
		  .help = "lowest frequency of the sweep, where a stage turns by 90 degrees",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_FREQUENCY,
		  .minimum = 20.0,
		  .maximum = 20000.0,
		  .fallback = 300.0 },
	[HIGH] = { .name = "high",
		   .help = "highest frequency of the sweep; the same as 'low': it stands still",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_FREQUENCY,
		   .minimum = 20.0,
		   .maximum = 20000.0,
		   .fallback = 3000.0 },
	[STAGES] = { .name = "stages",
		     .help = "allpasses in the chain; each two of them make a notch",
		     .type = PARAMETER_CHOICE,
		     .choices = stage_choices,
		     .fallback = 1 },
	[FEEDBACK] = { .name = "feedback",
		       .help = "how much of the turned sound goes in again; below zero it goes in inverted",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_PERCENT,
		       .minimum = -0.95,
		       .maximum = 0.95,
		       .fallback = 0.2 },
	[SHAPE] = MODULATION_SHAPE_ROW(modulation_smooth_shapes),
	[PHASE] = MODULATION_PHASE_ROW(0.0),
	[START] = MODULATION_START_ROW,
	[MIX] = { .name = "mix",
		  .help = "share of the turned sound; the notches are deepest at 50 %",
		  .type = PARAMETER_NUMBER,
		  .automatable = true,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 0.5 },
};

static size_t stages_of(const struct parameter_value *values)
{
	return 2 * ((size_t)values[STAGES].number + 1);
}

/* Returns the coefficient of a stage at `position` of the sweep, from 0 (low) to 1 (high), linear in octaves. */
static double tuning(const struct parameter_value *values, double sample_rate, double position)
{
	const double ratio = values[HIGH].number / values[LOW].number;
	const double frequency = values[LOW].number * elementary_pow(ratio, position);
	const double g = elementary_tan(ELEMENTARY_PI * fmin(frequency / sample_rate, 0.49));
	return (g - 1.0) / (g + 1.0);
}

/* Returns the frames until the impulse response is under the floor, by the poles. With the coefficient a, the feedback
   k and N stages A(z), the whole is A^N / (1 - k A^N). Its N poles are simple, one for each root r of r^N = 1/k, at z =
   (1 - r a) / (r - a), with the residues r (1 - a^2) / (k N (r - a)^2). */
static double tail_by_poles(double a, double feedback, double stages, double level)
{
	const double gain = fabs(feedback);
	const double radius = elementary_pow(gain, -1.0 / stages);
	double frames = 0.0;
	for (double mode = 0.0; mode < stages; mode += 1.0) {
		const double angle = 2.0 * ELEMENTARY_PI * (mode + (feedback < 0.0 ? 0.5 : 0.0)) / stages;
		const double cross = 2.0 * a * radius * elementary_cos(angle);
		const double distance = radius * radius - cross + a * a;
		const double pole = sqrt(fmax(1.0 - cross + a * a * radius * radius, 1e-18) / distance);
		const double weight = level * radius * (1.0 - a * a) / (gain * distance * (1.0 - pole));
		if (weight > TAIL_FLOOR)
			frames = fmax(frames, 1.0 + elementary_log(weight / TAIL_FLOOR) / -elementary_log(pole));
	}
	return frames;
}

/* Returns the same by the largest magnitude on a circle |z| = r outside of all poles (Cauchy's estimate): the impulse
   response is under max |F| r^n. A stage is largest at the real point next to its pole. The function takes the best of
   some circles. It holds without feedback too, where all poles lie in one point. */
static double tail_by_circle(double a, double feedback, size_t stages, double level)
{
	enum { CIRCLES = 20 };
	const double pole = fmax(fabs(a), 1e-3);
	double frames = INFINITY;
	for (int i = 1; i < CIRCLES; i++) {
		const double radius = 1.0 - (1.0 - pole) * (double)i / CIRCLES;
		const double stage = (1.0 - pole * radius) / (radius - pole);
		double chain = 1.0;
		for (size_t k = 0; k < stages; k++)
			chain *= stage;
		if (fabs(feedback) * chain >= 1.0)
			break;
		const double weight = level * chain / (1.0 - fabs(feedback) * chain) / (1.0 - radius);
		frames = fmin(frames, fmax(elementary_log(weight / TAIL_FLOOR), 0.0) / -elementary_log(radius));
	}
	return frames;
}

/* Takes the slowest point that the sweep goes through. */
static double tail_frames(const struct parameter_value *values, double sample_rate)
{
	enum { PLACES = 8 };
	const double margin = 1.15;
	const double feedback = values[FEEDBACK].number;
	const size_t stages = stages_of(values);
	const double level = values[MIX].number;
	double frames = 0.0;
	for (size_t i = 0; i <= PLACES; i++) {
		const double a = tuning(values, sample_rate, (double)i / PLACES);
		double here = tail_by_circle(a, feedback, stages, level);
		if (feedback != 0.0)
			here = fmin(here, tail_by_poles(a, feedback, (double)stages, level));
		frames = fmax(frames, here);
	}
	return level > 0.0 ? margin * frames + (double)stages : 0.0;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	if (!modulation_accepts(&values[RATE], &values[PERIOD], problem, at))
		return false;
	if (values[LOW].number > values[HIGH].number)
		return modulation_blames(&values[LOW], "'low' is over 'high'; change the two, or turn 'start' by 180",
					 problem, at);
	if (values[HIGH].number > HIGHEST * context->sample_rate)
		return modulation_blames(&values[HIGH],
					 "'high' is too close to half the sample rate; give a lower frequency", problem,
					 at);
	result->tail_seconds = tail_frames(values, context->sample_rate) / context->sample_rate;
	return true;
}

/** The tuning of one channel, or of all channels alike, in a run. */
struct course {
	struct oscillator oscillator;
	double *wave; /**< RUN_MAXIMUM frames */
	allpass_weights *weights;
};

/** Columns that run side by side. */
struct vector {
	size_t first, count; /**< columns of the instance */
	double *state;
};

struct seat {
	const struct processor_instance *instance;
	const struct kernel *kernel; /**< a kernel that is no wider than the columns need */
	struct course *courses;
	size_t course_count; /**< 1 when all channels move alike */
	struct vector *vectors;
	size_t vector_count;
	size_t stages;
	struct ramp dry, wet; /**< linear gains */
	allpass_piece *curve; /**< CURVE pieces */
	uint64_t frame; /**< the next frame of the session */
};

struct batch {
	const struct kernel *kernel;
	struct seat *seats;
	size_t count;
	double *idle; /**< silence, for empty slots of a vector */
	double *turned[KERNEL_WIDTH_MAXIMUM]; /**< RUN_MAXIMUM frames: what comes out of the chains */
};

/* Designs the tuning curve as one of Catmull and Rom, so that the sweep has no corners. */
static void design_curve(const struct seat *seat)
{
	const struct processor_instance *instance = seat->instance;
	double at[4] = { 0.0 };
	for (size_t i = 0; i < CURVE + 3; i++) {
		memmove(at, at + 1, 3 * sizeof *at);
		at[3] = tuning(instance->values, instance->context.sample_rate, ((double)i - 1.0) / CURVE);
		if (i < 3)
			continue;
		double *piece = seat->curve[i - 3];
		piece[0] = at[1];
		piece[1] = 0.5 * (at[2] - at[0]);
		piece[2] = at[0] - 2.5 * at[1] + 2.0 * at[2] - 0.5 * at[3];
		piece[3] = 0.5 * (at[3] - at[0]) + 1.5 * (at[1] - at[2]);
	}
}

static bool courses_init(struct seat *seat, struct arena *arena)
{
	const struct processor_instance *instance = seat->instance;
	const struct parameter_value *values = instance->values;
	for (size_t i = 0; i < seat->course_count; i++) {
		const struct oscillator_design design = {
			.shape = modulation_shape(&values[SHAPE]),
			.rate = modulation_rate(&values[RATE], &values[PERIOD]),
			.sample_rate = instance->context.sample_rate,
			.start = (values[START].number + (double)i * values[PHASE].number) / 360.0,
			.key = stream_key(instance->context.seed, "phaser", 0),
		};
		struct course *course = &seat->courses[i];
		oscillator_init(&course->oscillator, &design);
		course->wave = ARENA_ARRAY(arena, double, RUN_MAXIMUM);
		course->weights = ARENA_NEW(arena, allpass_weights);
		if (!course->wave || !course->weights)
			return false;
	}
	return true;
}

static bool vectors_init(struct seat *seat, struct arena *arena, size_t columns)
{
	const size_t width = seat->kernel->width;
	for (size_t i = 0; i < seat->vector_count; i++) {
		const size_t first = i * width;
		seat->vectors[i] = (struct vector){ .first = first,
						    .count = columns - first < width ? columns - first : width,
						    .state = ARENA_ARRAY(arena, double, ALLPASS_STAGES *width) };
		if (!seat->vectors[i].state)
			return false;
	}
	return true;
}

static void rest(struct seat *seat)
{
	const double mix = seat->instance->values[MIX].number;
	ramp_set(&seat->dry, 1.0 - mix);
	ramp_set(&seat->wet, mix);
}

static bool seat_init(struct seat *seat, struct arena *arena, const struct kernel *kernel,
		      const struct processor_instance *instance)
{
	const size_t columns = instance->groups * instance->context.channels;
	const struct kernel *narrow = kernel_narrow(kernel, columns);
	const size_t courses = instance->values[PHASE].number == 0.0 ? 1 : instance->context.channels;
	const size_t vectors = (columns + narrow->width - 1) / narrow->width;
	*seat = (struct seat){ .instance = instance,
			       .kernel = narrow,
			       .courses = ARENA_ARRAY(arena, struct course, courses),
			       .course_count = courses,
			       .vectors = ARENA_ARRAY(arena, struct vector, vectors),
			       .vector_count = vectors,
			       .stages = stages_of(instance->values),
			       .curve = ARENA_ARRAY(arena, allpass_piece, CURVE),
			       .frame = modulation_first_frame(&instance->context) };
	rest(seat);
	if (!seat->courses || !seat->vectors || !seat->curve)
		return false;
	design_curve(seat);
	return courses_init(seat, arena) && vectors_init(seat, arena, columns);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	*batch = (struct batch){ .kernel = kernel,
				 .seats = ARENA_ARRAY(arena, struct seat, count),
				 .count = count,
				 .idle = ARENA_ARRAY(arena, double, RUN_MAXIMUM) };
	for (size_t i = 0; i < KERNEL_WIDTH_MAXIMUM; i++) {
		batch->turned[i] = ARENA_ARRAY(arena, double, RUN_MAXIMUM);
		if (!batch->turned[i])
			return NULL;
	}
	if (!batch->seats || !batch->idle)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!seat_init(&batch->seats[i], arena, kernel, &instances[i]))
			return NULL;
	return batch;
}

static void tune(const struct batch *batch, const struct seat *seat, size_t frames)
{
	const struct allpass_curve curve = { (const allpass_piece *)seat->curve, CURVE };
	for (size_t i = 0; i < seat->course_count; i++) {
		const struct course *course = &seat->courses[i];
		oscillator_fill(&course->oscillator, batch->kernel, seat->frame, course->wave, frames);
		batch->kernel->filter->allpass_weigh(*course->weights, course->wave, &curve, frames, seat->stages,
						     seat->instance->values[FEEDBACK].number);
	}
}

static void process_vector(const struct batch *batch, const struct seat *seat, const struct vector *vector,
			   size_t start, size_t frames)
{
	const struct processor_instance *instance = seat->instance;
	const double *in[KERNEL_WIDTH_MAXIMUM];
	const allpass_weights *weights[KERNEL_WIDTH_MAXIMUM];
	for (size_t i = 0; i < seat->kernel->width; i++) {
		const size_t column = vector->first + i;
		in[i] = i < vector->count ? instance->in[column] + start : batch->idle;
		weights[i] = (const allpass_weights *)seat->courses[column % seat->course_count].weights;
	}
	seat->kernel->filter->allpass_chain(in, batch->turned, weights, frames, seat->stages, vector->state);
	for (size_t i = 0; i < vector->count; i++)
		ramp_mix(&seat->dry, &seat->wet, batch->kernel, instance->out[vector->first + i] + start, in[i],
			 batch->turned[i], frames);
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct seat *seat = &batch->seats[i];
		for (size_t done = 0; done < frames; done += RUN_MAXIMUM) {
			const size_t run = frames - done < RUN_MAXIMUM ? frames - done : RUN_MAXIMUM;
			tune(batch, seat, run);
			for (size_t vector = 0; vector < seat->vector_count; vector++)
				process_vector(batch, seat, &seat->vectors[vector], start + done, run);
			seat->frame += run;
			ramp_advance(&seat->dry, run);
			ramp_advance(&seat->wet, run);
		}
	}
}

static void retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct batch *batch = state;
	ramp_aim(&batch->seats[instance].dry, 1.0 - values[MIX].number);
	ramp_aim(&batch->seats[instance].wet, values[MIX].number);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct seat *seat = &batch->seats[i];
		for (size_t vector = 0; vector < seat->vector_count; vector++)
			memset(seat->vectors[vector].state, 0, ALLPASS_STAGES * seat->kernel->width * sizeof(double));
		seat->frame = modulation_first_frame(&seat->instance->context);
		rest(seat);
	}
}

const struct processor phaser_processor = {
	.name = "phaser",
	.summary = "notches that sweep, from a chain of allpasses",
	.description =
		"Adds the signal to itself behind `stages` allpasses of first order, A = (1 - s) / (1 + s) at s = i f "
		"/ fc by the bilinear transform exact at fc, which goes from `low` to `high` and back by `shape`, "
		"straight in octaves. With A to the N-th the chain's response and the feedback k, the turned sound is "
		"A^N / (1 - k A^N), and the output (1 - mix) of the dry and mix of that. Without feedback each two "
		"stages make one notch: with four, at 0.41 and 2.41 times fc.\n"
		"The feedback goes round without a delay: the loop is solved in every frame. The stages are in "
		"normalised form, a rotation of input and state: each passes on just the energy that it gets, however "
		"fast the sweep, so that nothing can build up beyond 1 / (1 - |k|).\n"
		"`phase` sets channels apart; `random` goes from one value to the next, one each turn, by the "
		"session's seed. The modulation is tied to the session's time, as that of `tremolo`. No latency. The "
		"tail is that of the slowest point of the sweep, with 15 % to spare. Automation moves the mix sample "
		"by sample.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_EFFECT,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = RATE,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.retune = retune,
	.reset = reset,
};
