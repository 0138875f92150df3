/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/convolution_batch.h"

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	size_t count;
	struct partitioned_convolution **convolutions; /* of all groups of an instance */
};

/* The lanes add up to the whole, and convolving is linear: with two of them and more the last needs no transform of its own. */
static size_t convolved_groups(const struct processor_instance *instance)
{
	return instance->groups > 2 ? instance->groups - 1 : instance->groups;
}

/* Groups side by side, so that what a response is multiplied with comes one after another. */
static struct partitioned_convolution *convolution_of(struct arena *arena, const struct processor_instance *instance,
						      const struct convolution_setup *setup)
{
	const size_t groups = convolved_groups(instance), in = instance->context.channels,
		     out = instance->shape.channels;
	struct convolution_path *paths = ARENA_ARRAY(arena, struct convolution_path, setup->path_count * groups);
	if (paths == NULL)
		return NULL;
	for (size_t i = 0; i < setup->path_count; i++)
		for (size_t group = 0; group < groups; group++)
			paths[i * groups + group] = (struct convolution_path){ group * in + setup->paths[i].in,
									       group * out + setup->paths[i].out,
									       setup->paths[i].response };
	return partitioned_convolution_new(arena, setup->scheme, in * groups, out * groups, paths,
					   setup->path_count * groups);
}

void *convolution_batch_new(struct arena *arena, const struct kernel *kernel,
			    const struct processor_instance *instances, size_t count, convolution_prepare *prepare)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct partitioned_convolution **convolutions = ARENA_ARRAY(arena, struct partitioned_convolution *, count);
	if (batch == NULL || convolutions == NULL)
		return NULL;
	*batch = (struct batch){ kernel, instances, count, convolutions };
	struct fft_tables tables = { 0 };
	for (size_t i = 0; i < count; i++) {
		struct convolution_setup setup;
		if (!prepare(&setup, arena, kernel, &tables, &instances[i]))
			return NULL;
		convolutions[i] = convolution_of(arena, &instances[i], &setup);
		if (convolutions[i] == NULL)
			return NULL;
	}
	return batch;
}

/* The whole without the other lanes. */
static void derive_last_lane(const struct kernel *kernel, const struct processor_instance *instance, size_t frames)
{
	const size_t channels = instance->shape.channels, last = instance->groups - 1;
	for (size_t channel = 0; channel < channels; channel++) {
		double *out = instance->out[last * channels + channel];
		const double *terms[] = { instance->out[channel], instance->out[channels + channel] };
		const double signs[] = { 1.0, -1.0 };
		kernel->mix(out, terms, signs, 2, frames);
		for (size_t group = 2; group < last; group++) {
			const double *further[] = { out, instance->out[group * channels + channel] };
			kernel->mix(out, further, signs, 2, frames);
		}
	}
}

void convolution_batch_process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct processor_instance *instance = &batch->instances[i];
		partitioned_convolution_process(batch->convolutions[i], instance->in, instance->out, frames);
		if (convolved_groups(instance) < instance->groups)
			derive_last_lane(batch->kernel, instance, frames);
	}
}

void convolution_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		partitioned_convolution_reset(batch->convolutions[i]);
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
