/* Convolves the columns of many instances.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/convolution_batch.h"

#include "dsp/kernel/column.h"

/* A strand is what is convolved in one go: all groups of one channel of an instance, or of all its channels where they
   meet. */
struct strand {
	struct partitioned_convolution *convolution; /* of the groups that are convolved */
	const double *const *in; /* in[group * channels_in + channel] */
	double *const *out; /* out[group * channels_out + channel] */
	size_t groups;
	size_t channels_in, channels_out;
};

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	size_t count;
	struct strand **strands; /* the strands of each instance */
};

/* Returns how many groups are convolved. The lanes add up to the whole and convolution is linear, so with two lanes or
   more the last lane needs no transform of its own. */
static size_t convolved_groups(size_t groups)
{
	return groups > 2 ? groups - 1 : groups;
}

static size_t strand_count(const struct processor_instance *instance)
{
	return instance->shape.channels_apart ? instance->shape.channels : 1;
}

/* Puts the groups side by side, so that the products with one part of the response come one after another. */
static struct partitioned_convolution *convolution_of(struct arena *arena, const struct convolution_setup *setup,
						      const struct strand *strand, size_t first)
{
	const size_t groups = convolved_groups(strand->groups), in = strand->channels_in, out = strand->channels_out;
	struct convolution_path *paths = ARENA_ARRAY(arena, struct convolution_path, setup->path_count * groups);
	size_t count = 0;
	if (!paths)
		return NULL;
	for (size_t i = 0; i < setup->path_count; i++) {
		const struct convolution_path *path = &setup->paths[i];
		const bool is_here = path->out >= first && path->out < first + out;
		for (size_t group = 0; is_here && group < groups; group++)
			paths[count++] = (struct convolution_path){ group * in + path->in - first,
								    group * out + path->out - first, path->response };
	}
	return partitioned_convolution_new(arena, setup->scheme, in * groups, out * groups, paths, count);
}

/* Makes a strand of the channels from `first` on. */
static bool strand_init(struct strand *strand, struct arena *arena, const struct processor_instance *instance,
			const struct convolution_setup *setup, size_t first)
{
	const size_t groups = instance->groups, strands = strand_count(instance);
	const size_t in = instance->context.channels / strands, out = instance->shape.channels / strands;
	const size_t ins = groups * in, outs = groups * out;
	const double **columns_in = ARENA_ARRAY(arena, const double *, ins);
	double **columns_out = ARENA_ARRAY(arena, double *, outs);
	if (!columns_in || !columns_out)
		return false;
	for (size_t i = 0; i < ins; i++)
		columns_in[i] = instance->in[i / in * instance->context.channels + first + i % in];
	for (size_t i = 0; i < outs; i++)
		columns_out[i] = instance->out[i / out * instance->shape.channels + first + i % out];
	*strand = (struct strand){ NULL, columns_in, columns_out, groups, in, out };
	strand->convolution = convolution_of(arena, setup, strand, first);
	return strand->convolution;
}

static struct strand *strands_new(struct arena *arena, const struct processor_instance *instance,
				  const struct convolution_setup *setup)
{
	const size_t count = strand_count(instance);
	struct strand *strands = ARENA_ARRAY(arena, struct strand, count);
	for (size_t i = 0; strands && i < count; i++)
		if (!strand_init(&strands[i], arena, instance, setup, i))
			return NULL;
	return strands;
}

void *convolution_batch_new(struct arena *arena, const struct kernel *kernel,
			    const struct processor_instance *instances, size_t count, convolution_prepare *prepare)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct strand **strands = ARENA_ARRAY(arena, struct strand *, count);
	if (!batch || !strands)
		return NULL;
	*batch = (struct batch){ kernel, instances, count, strands };
	struct fft_tables tables = { 0 };
	for (size_t i = 0; i < count; i++) {
		struct convolution_setup setup;
		if (!prepare(&setup, arena, kernel, &tables, &instances[i]))
			return NULL;
		strands[i] = strands_new(arena, &instances[i], &setup);
		if (!strands[i])
			return NULL;
	}
	return batch;
}

/* The last lane is the whole minus the other lanes. */
static void derive_last_lane(const struct kernel *kernel, const struct strand *strand, size_t frames)
{
	const size_t channels = strand->channels_out, last = strand->groups - 1;
	for (size_t channel = 0; channel < channels; channel++) {
		double *out = strand->out[last * channels + channel];
		const double *terms[] = { strand->out[channel], strand->out[channels + channel] };
		const double signs[] = { 1.0, -1.0 };
		kernel->column->mix(out, terms, signs, 2, frames);
		for (size_t group = 2; group < last; group++) {
			const double *further[] = { out, strand->out[group * channels + channel] };
			kernel->column->mix(out, further, signs, 2, frames);
		}
	}
}

static void strand_process(const struct strand *strand, const struct kernel *kernel, size_t frames)
{
	partitioned_convolution_process(strand->convolution, strand->in, strand->out, frames);
	if (convolved_groups(strand->groups) < strand->groups)
		derive_last_lane(kernel, strand, frames);
}

void convolution_batch_process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t k = 0; k < strand_count(&batch->instances[i]); k++)
			strand_process(&batch->strands[i][k], batch->kernel, frames);
}

void convolution_batch_process_channel(void *state, size_t channel, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		strand_process(&batch->strands[i][channel], batch->kernel, frames);
}

void convolution_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t k = 0; k < strand_count(&batch->instances[i]); k++)
			partitioned_convolution_reset(batch->strands[i][k].convolution);
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
	shape->channels_apart = true;
}

bool convolution_setup_linear_phase(struct convolution_setup *setup, struct arena *arena, const struct kernel *table,
				    struct fft_tables *tables, const struct linear_phase_kernel *kernel,
				    size_t channels)
{
	const size_t count = tap_count(kernel->reach), padding = partition_padding(count);
	double *taps = ARENA_ARRAY(arena, double, padding + count);
	struct convolution_path *paths = ARENA_ARRAY(arena, struct convolution_path, channels);
	const struct partition_scheme *scheme = partition_scheme_new(arena, table, tables, padding, padding + count);
	if (!taps || !paths || !scheme)
		return false;
	double *centre = taps + padding + kernel->reach;
	for (size_t tap = 0; tap <= kernel->reach; tap++)
		centre[tap] = *(centre - tap) = kernel->taps[tap];
	const struct partitioned_response *response = partitioned_response_new(arena, scheme, taps, padding + count);
	for (size_t i = 0; i < channels; i++)
		paths[i] = (struct convolution_path){ i, i, response };
	*setup = (struct convolution_setup){ scheme, paths, channels };
	return response;
}
