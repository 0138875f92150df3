/* Runs processors that multiply a stereo signal by a matrix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/stereo_batch.h"

#include "dsp/ramp.h"

#include <string.h>

struct seat {
	struct stereo_matrix matrix; /* where it rests */
	double numbers[STEREO_BATCH_PARAMETERS]; /* the values there */
	struct stereo_matrix *way; /* for an instance with a range: AUTOMATION_GRID_FRAMES matrices on the way there */
	size_t left; /* frames of the way that are still to come */
};

struct stereo_batch {
	const struct stereo_batch_use *use;
	const struct processor_instance *instances;
	struct seat *seats;
	size_t count;
};

void *stereo_batch_new(const struct stereo_batch_use *use, struct arena *arena,
		       const struct processor_instance *instances, size_t count)
{
	struct stereo_batch *batch = ARENA_NEW(arena, struct stereo_batch);
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	if (!batch || !seats)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		seats[i].way =
			ARENA_ARRAY(arena, struct stereo_matrix, instances[i].least ? AUTOMATION_GRID_FRAMES : 1);
		if (!seats[i].way)
			return NULL;
	}
	*batch = (struct stereo_batch){ .use = use, .instances = instances, .seats = seats, .count = count };
	stereo_batch_reset(batch);
	return batch;
}

static void apply(const struct processor_instance *instance, const struct stereo_matrix *matrix, size_t start,
		  size_t frames)
{
	for (size_t group = 0; group < instance->groups; group++) {
		const double *const in[2] = { instance->in[2 * group] + start, instance->in[2 * group + 1] + start };
		double *const out[2] = { instance->out[2 * group] + start, instance->out[2 * group + 1] + start };
		stereo_matrix_apply(matrix, out, in, frames);
	}
}

void stereo_batch_process(void *state, size_t start, size_t frames)
{
	const struct stereo_batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct seat *seat = &batch->seats[i];
		size_t done = 0;
		for (; seat->left > 0 && done < frames; done++, seat->left--)
			apply(&batch->instances[i], &seat->way[AUTOMATION_GRID_FRAMES - seat->left], start + done, 1);
		if (done < frames)
			apply(&batch->instances[i], &seat->matrix, start + done, frames - done);
	}
}

static struct stereo_matrix between(const struct stereo_matrix *from, const struct stereo_matrix *to, double share)
{
	return (struct stereo_matrix){ .ll = from->ll + (to->ll - from->ll) * share,
				       .lr = from->lr + (to->lr - from->lr) * share,
				       .rl = from->rl + (to->rl - from->rl) * share,
				       .rr = from->rr + (to->rr - from->rr) * share };
}

static void rest(const struct stereo_batch *batch, size_t index, const struct parameter_value *values)
{
	struct seat *seat = &batch->seats[index];
	for (size_t i = 0; i < batch->use->parameters; i++)
		seat->numbers[i] = values[i].number;
	seat->matrix = batch->use->matrix(values);
	seat->left = 0;
}

void stereo_batch_retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct stereo_batch *batch = state;
	struct seat *seat = &batch->seats[instance];
	const struct stereo_matrix target = batch->use->matrix(values);
	struct parameter_value here[STEREO_BATCH_PARAMETERS];
	double to[STEREO_BATCH_PARAMETERS];
	memcpy(here, values, batch->use->parameters * sizeof *here);
	for (size_t i = 0; i < batch->use->parameters; i++)
		to[i] = values[i].number;
	for (size_t frame = 0; frame < AUTOMATION_GRID_FRAMES; frame++) {
		const double share = (double)frame / AUTOMATION_GRID_FRAMES;
		const bool straight = parameter_between(seat->numbers, to, batch->use->parameters, share, here);
		seat->way[frame] = straight ? batch->use->matrix(here) : between(&seat->matrix, &target, share);
	}
	rest(batch, instance, values);
	seat->left = AUTOMATION_GRID_FRAMES;
}

void stereo_batch_reset(void *state)
{
	const struct stereo_batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		rest(batch, i, batch->instances[i].values);
}
