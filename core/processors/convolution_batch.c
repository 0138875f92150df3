/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/convolution_batch.h"

struct batch {
	const struct processor_instance *instances;
	size_t count;
	struct partitioned_convolution ***groups; /* [instance][group] */
};

static struct partitioned_convolution **groups_new(struct arena *arena, const struct processor_instance *instance,
						   const struct convolution_setup *setup)
{
	struct partitioned_convolution **groups =
		ARENA_ARRAY(arena, struct partitioned_convolution *, instance->groups);
	for (size_t group = 0; groups != NULL && group < instance->groups; group++) {
		groups[group] = partitioned_convolution_new(arena, setup->scheme, instance->context.channels,
							    instance->shape.channels, setup->paths, setup->path_count);
		if (groups[group] == NULL)
			return NULL;
	}
	return groups;
}

void *convolution_batch_new(struct arena *arena, const struct kernel *kernel,
			    const struct processor_instance *instances, size_t count, convolution_prepare *prepare)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct partitioned_convolution ***groups = ARENA_ARRAY(arena, struct partitioned_convolution **, count);
	if (batch == NULL || groups == NULL)
		return NULL;
	*batch = (struct batch){ instances, count, groups };
	struct fft_tables tables = { 0 };
	for (size_t i = 0; i < count; i++) {
		struct convolution_setup setup;
		if (!prepare(&setup, arena, kernel, &tables, &instances[i]))
			return NULL;
		groups[i] = groups_new(arena, &instances[i], &setup);
		if (groups[i] == NULL)
			return NULL;
	}
	return batch;
}

void convolution_batch_process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		for (size_t group = 0; group < instance->groups; group++)
			partitioned_convolution_process(batch->groups[i][group],
							instance->in + group * instance->context.channels,
							instance->out + group * instance->shape.channels, frames);
	}
}

void convolution_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t group = 0; group < batch->instances[i].groups; group++)
			partitioned_convolution_reset(batch->groups[i][group]);
}

static size_t tap_count(size_t reach)
{
	return 2 * reach + 1;
}

void linear_phase_shape(struct processor_shape *shape, size_t reach, double sample_rate)
{
	shape->early = reach;
	shape->latency = partition_padding(tap_count(reach)) + reach;
	shape->tail_seconds = (double)(reach + 1) / sample_rate;
}

bool convolution_setup_linear_phase(struct convolution_setup *setup, struct arena *arena, const struct kernel *table,
				    struct fft_tables *tables, const struct linear_phase_kernel *kernel,
				    size_t channels)
{
	const size_t count = tap_count(kernel->reach), padding = partition_padding(count);
	double *taps = ARENA_ARRAY(arena, double, padding + count);
	struct convolution_path *paths = ARENA_ARRAY(arena, struct convolution_path, channels);
	const struct partition_scheme *scheme = partition_scheme_new(arena, table, tables, padding, padding + count);
	if (taps == NULL || paths == NULL || scheme == NULL)
		return false;
	double *centre = taps + padding + kernel->reach;
	for (size_t tap = 0; tap <= kernel->reach; tap++)
		centre[tap] = *(centre - tap) = kernel->taps[tap];
	const struct partitioned_response *response = partitioned_response_new(arena, scheme, taps, padding + count);
	for (size_t i = 0; i < channels; i++)
		paths[i] = (struct convolution_path){ i, i, response };
	*setup = (struct convolution_setup){ scheme, paths, channels };
	return response != NULL;
}
