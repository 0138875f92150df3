/* Runs processors that only multiply.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/scaling.h"

#include "dsp/kernel/column.h"
#include "dsp/ramp.h"
#include "dsp/scale.h"

#include <string.h>

struct seat {
	double *gains; /* linear, where they rest: one for each channel that goes out */
	double *way; /* for an instance with a range: [channel][AUTOMATION_GRID_FRAMES], the gains on the way there */
	double numbers[SCALING_PARAMETERS]; /* the values where they rest */
	size_t left; /* frames of the way that are still to come; 0: the gains rest */
};

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	processor_scale *scale;
	size_t parameters;
	struct seat *seats;
	size_t count;
};

static bool seat_init(struct seat *seat, struct arena *arena, const struct processor_instance *instance)
{
	const size_t channels = instance->shape.channels;
	seat->gains = ARENA_ARRAY(arena, double, channels);
	seat->way = ARENA_ARRAY(arena, double, instance->least ? channels *AUTOMATION_GRID_FRAMES : 1);
	return seat->gains && seat->way;
}

void *scaling_batch_new(processor_scale *scale, size_t parameters, struct arena *arena, const struct kernel *kernel,
			const struct processor_instance *instances, size_t count)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	if (!batch || !seats)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!seat_init(&seats[i], arena, &instances[i]))
			return NULL;
	*batch = (struct batch){ .kernel = kernel,
				 .instances = instances,
				 .scale = scale,
				 .parameters = parameters,
				 .seats = seats,
				 .count = count };
	scaling_reset(batch);
	return batch;
}

/* Returns the column that output column `column` hears. */
static const double *heard(const struct processor_instance *instance, size_t column)
{
	const size_t in = instance->context.channels, out = instance->shape.channels;
	return instance->in[column / out * in + (in == 1 ? 0 : column % out)];
}

/* The loop goes from the last group and channel to the first: where one channel becomes several, a column that is both
   in and out is read before it is written. On the way the same holds for the frames of each column. */
static void run(const struct batch *batch, size_t index, size_t start, size_t moving, size_t frames)
{
	const struct processor_instance *instance = &batch->instances[index];
	const struct seat *seat = &batch->seats[index];
	const size_t out = instance->shape.channels, passed = AUTOMATION_GRID_FRAMES - seat->left;
	for (size_t column = instance->groups * out; column-- > 0;) {
		const double *in = heard(instance, column) + start;
		double *result = instance->out[column] + start;
		const size_t channel = column % out;
		if (moving > 0)
			batch->kernel->column->multiply(result, in,
							seat->way + channel * AUTOMATION_GRID_FRAMES + passed, moving);
		if (moving < frames)
			column_scale(batch->kernel, result + moving, in + moving, seat->gains[channel],
				     frames - moving);
	}
}

void scaling_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const size_t moving = batch->seats[i].left < frames ? batch->seats[i].left : frames;
		run(batch, i, start, moving, frames);
		batch->seats[i].left -= moving;
	}
}

static void rest(const struct batch *batch, size_t index, const struct parameter_value *values)
{
	struct seat *seat = &batch->seats[index];
	for (size_t i = 0; i < batch->parameters; i++)
		seat->numbers[i] = values[i].number;
	batch->scale(values, &batch->instances[index].context, seat->gains);
	seat->left = 0;
}

/* Writes the gains on the way from the values where the seat rests to these. */
static void plan(const struct batch *batch, size_t index, const struct parameter_value *values)
{
	const struct processor_context *context = &batch->instances[index].context;
	const size_t channels = batch->instances[index].shape.channels;
	struct seat *seat = &batch->seats[index];
	struct parameter_value here[SCALING_PARAMETERS];
	double to[SCALING_PARAMETERS];
	memcpy(here, values, batch->parameters * sizeof *here);
	for (size_t i = 0; i < batch->parameters; i++)
		to[i] = values[i].number;
	for (size_t channel = 0; channel < channels; channel++)
		seat->way[channel * AUTOMATION_GRID_FRAMES] = seat->gains[channel];
	batch->scale(values, context, seat->gains);
	for (size_t frame = 1; frame < AUTOMATION_GRID_FRAMES; frame++) {
		const double share = (double)frame / AUTOMATION_GRID_FRAMES;
		const bool straight = parameter_between(seat->numbers, to, batch->parameters, share, here);
		if (straight)
			batch->scale(here, context, seat->gains);
		for (size_t channel = 0; channel < channels; channel++) {
			double *way = seat->way + channel * AUTOMATION_GRID_FRAMES;
			way[frame] = straight ? seat->gains[channel] : way[0] + (seat->gains[channel] - way[0]) * share;
		}
	}
}

void scaling_retune(void *state, size_t index, const struct parameter_value *values)
{
	const struct batch *batch = state;
	struct seat *seat = &batch->seats[index];
	bool same = true;
	for (size_t i = 0; i < batch->parameters; i++)
		same = same && seat->numbers[i] == values[i].number;
	if (!same)
		plan(batch, index, values);
	rest(batch, index, values);
	seat->left = same ? 0 : AUTOMATION_GRID_FRAMES;
}

void scaling_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		rest(batch, i, batch->instances[i].values);
}
