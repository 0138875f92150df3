/* Runs processors that multiply a stereo signal by a matrix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/stereo_batch.h"

struct stereo_batch {
	const struct processor_instance *instances;
	struct stereo_matrix *matrices;
	size_t count;
};

void *stereo_batch_new(struct arena *arena, const struct processor_instance *instances, size_t count,
		       struct stereo_matrix (*matrix)(const struct parameter_value *values))
{
	struct stereo_batch *batch = ARENA_NEW(arena, struct stereo_batch);
	struct stereo_matrix *matrices = ARENA_ARRAY(arena, struct stereo_matrix, count);
	if (!batch || !matrices)
		return NULL;
	for (size_t i = 0; i < count; i++)
		matrices[i] = matrix(instances[i].values);
	*batch = (struct stereo_batch){ .instances = instances, .matrices = matrices, .count = count };
	return batch;
}

void stereo_batch_process(void *state, size_t frames)
{
	const struct stereo_batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		for (size_t group = 0; group < instance->groups; group++)
			stereo_matrix_apply(&batch->matrices[i], instance->out + 2 * group, instance->in + 2 * group,
					    frames);
	}
}

void stereo_batch_reset(void *batch)
{
	(void)batch;
}
