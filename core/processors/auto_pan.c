/* Moves a signal between the sides of the stereo field: auto-pan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/column.h"
#include "dsp/ramp.h"
#include "dsp/stream_key.h"
#include "processors/modulation.h"
#include "processors/stereo_sides.h"

#include <stddef.h>

enum { RATE, PERIOD, DEPTH, CENTRE, SHAPE, START, SMOOTHING };

/** This many frames of gains are made at a time. */
enum { RUN_MAXIMUM = 256 };

static const struct parameter parameters[] = {
	[RATE] = MODULATION_RATE_ROW(1.0),
	[PERIOD] = MODULATION_PERIOD_ROW,
	[DEPTH] = { .name = "depth",
		    .help = "how far it goes from the centre to either side; 100 %: all the way",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_PERCENT,
		    .minimum = 0.0,
		    .maximum = 1.0,
		    .fallback = 1.0 },
	[CENTRE] = { .name = "centre",
		     .help = "position that it moves around; it stops at the sides",
		     .type = PARAMETER_NUMBER,
		     .automatable = true,
		     .quantity = QUANTITY_PAN,
		     .minimum = -1.0,
		     .maximum = 1.0,
		     .fallback = 0.0 },
	[SHAPE] = MODULATION_SHAPE_ROW(modulation_shapes),
	[START] = MODULATION_START_ROW,
	[SMOOTHING] = MODULATION_SMOOTHING_ROW,
};

struct seat {
	const struct processor_instance *instance;
	struct oscillator oscillator;
	struct ramp depth, centre; /**< of the position; both are -1 to 1 */
	double scale; /**< factor of both gains: 1 for a mono signal, sqrt(2) for a stereo one, whose centre passes
			 unchanged */
	uint64_t frame; /**< the next frame of the session */
};

struct batch {
	const struct kernel *kernel;
	struct seat *seats;
	size_t count;
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	if (!stereo_sides_fit(context, result)) {
		*problem = "auto-pan moves a mono or stereo signal; this one has more than 2 channels; remove it";
		return false;
	}
	return modulation_accepts(&values[RATE], &values[PERIOD], problem, at);
}

static void seat_init(struct seat *seat, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double rate = modulation_rate(&values[RATE], &values[PERIOD]);
	const struct oscillator_design design = {
		.shape = modulation_shape(&values[SHAPE]),
		.rate = rate,
		.sample_rate = instance->context.sample_rate,
		.start = values[START].number / 360.0,
		.edge = values[SMOOTHING].number * rate,
		.key = stream_key(instance->context.seed, "auto-pan", 0),
	};
	*seat = (struct seat){ .instance = instance,
			       .scale = instance->context.channels == 2 ? 0x1.6a09e667f3bcdp+0 : 1.0,
			       .frame = modulation_first_frame(&instance->context) };
	ramp_set(&seat->depth, values[DEPTH].number);
	ramp_set(&seat->centre, values[CENTRE].number);
	oscillator_init(&seat->oscillator, &design);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	if (!batch || !seats)
		return NULL;
	*batch = (struct batch){ .kernel = kernel, .seats = seats, .count = count };
	for (size_t i = 0; i < count; i++)
		seat_init(&seats[i], &instances[i]);
	return batch;
}

/* Returns the position of one frame, held to the sides. */
static double place(double centre, double depth, double wave)
{
	const double position = centre + depth * wave, under = position < 1.0 ? position : 1.0;
	return under > -1.0 ? under : -1.0;
}

static void fill_gains(const struct seat *seat, const struct kernel *kernel, double *left, double *right, size_t frames)
{
	const size_t moving = seat->depth.left < frames ? seat->depth.left : frames;
	const double *const sides[2] = { left, right };
	oscillator_fill(&seat->oscillator, kernel, seat->frame, right, frames);
	for (size_t i = 0; i < moving; i++)
		right[i] = place(ramp_value(&seat->centre, i), ramp_value(&seat->depth, i), right[i]);
	for (size_t i = moving; i < frames; i++)
		right[i] = place(seat->centre.to, seat->depth.to, right[i]);
	kernel->column->constant_power(left, right, right, frames);
	kernel->column->mix(left, &sides[0], &seat->scale, 1, frames);
	kernel->column->mix(right, &sides[1], &seat->scale, 1, frames);
}

static void process_run(const struct kernel *kernel, const struct seat *seat, size_t start, size_t frames)
{
	double left[RUN_MAXIMUM], right[RUN_MAXIMUM];
	const struct stereo_sides sides = { .left = left, .right = right };
	fill_gains(seat, kernel, left, right, frames);
	stereo_sides_apply(seat->instance, kernel, &sides, start, frames);
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct seat *seat = &batch->seats[i];
		for (size_t done = 0; done < frames; done += RUN_MAXIMUM) {
			const size_t run = frames - done < RUN_MAXIMUM ? frames - done : RUN_MAXIMUM;
			process_run(batch->kernel, seat, start + done, run);
			seat->frame += run;
			ramp_advance(&seat->depth, run);
			ramp_advance(&seat->centre, run);
		}
	}
}

static void retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct batch *batch = state;
	ramp_aim(&batch->seats[instance].depth, values[DEPTH].number);
	ramp_aim(&batch->seats[instance].centre, values[CENTRE].number);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct seat *seat = &batch->seats[i];
		seat->frame = modulation_first_frame(&seat->instance->context);
		ramp_set(&seat->depth, seat->instance->values[DEPTH].number);
		ramp_set(&seat->centre, seat->instance->values[CENTRE].number);
	}
}

const struct processor auto_pan_processor = {
	.name = "auto-pan",
	.summary = "moves a signal from side to side",
	.description =
		"With the position p = centre + depth m, held to -1 (hard left) to +1 (hard right), and a = (p + 1) "
		"pi / 4, the gains of left and right are cos a and sin a: the power stays the same wherever the "
		"signal goes. A mono signal becomes a stereo one, as by `pan` at -3 dB. A stereo signal keeps its "
		"sides where they are and is leant from one to the other by sqrt(2) cos a and sqrt(2) sin a: as it is "
		"in the centre, the near side up by 3 dB and the far one gone at the ends.\n"
		"m goes from -1 to +1 by `shape`, and at the start of a turn all shapes but `random` go to the right "
		"through the centre. Shapes, `smoothing` and the tie to the session's time are those of `tremolo`. "
		"Automation moves depth and centre "
		"sample by sample.",
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
