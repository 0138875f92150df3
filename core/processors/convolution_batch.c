/* Convolves the columns of many instances.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/convolution_batch.h"

#include "dsp/kernel/column.h"

/* A strand is what is convolved in one go: one channel of a group of an instance, or all its channels where they meet.
 */
struct strand {
	struct partitioned_convolution *convolution; /* NULL: the group is what the others leave of the whole */
	const double *const *in; /* [channels_in] */
	double *const *out; /* [channels_out] */
	size_t channels_in, channels_out;
};

struct batch {
	const struct kernel *kernel;
	const struct processor_instance *instances;
	size_t count;
	struct strand **strands; /* of each instance: [group][strand] */
};

/* Returns how many strands a group has. */
static size_t strand_count(const struct processor_instance *instance)
{
	return instance->shape.channels_apart ? instance->shape.channels : 1;
}

/* Makes the convolution of the channels of a group from `first` on. */
static struct partitioned_convolution *convolution_of(struct arena *arena, const struct convolution_setup *setup,
						      const struct strand *strand, size_t first)
{
	struct convolution_path *paths = ARENA_ARRAY(arena, struct convolution_path, setup->path_count);
	size_t count = 0;
	if (!paths)
		return NULL;
	for (size_t i = 0; i < setup->path_count; i++) {
		const struct convolution_path *path = &setup->paths[i];
		if (path->out >= first && path->out < first + strand->channels_out)
			paths[count++] =
				(struct convolution_path){ path->in - first, path->out - first, path->response };
	}
	return partitioned_convolution_new(arena, setup->scheme, strand->channels_in, strand->channels_out, paths,
					   count);
}

static struct strand *strands_new(struct arena *arena, const struct processor_instance *instance,
				  const struct convolution_setup *setup)
{
	const size_t abreast = strand_count(instance), count = instance->groups * abreast;
	const size_t in = instance->context.channels / abreast, out = instance->shape.channels / abreast;
	struct strand *strands = ARENA_ARRAY(arena, struct strand, count);
	for (size_t i = 0; strands && i < count; i++) {
		strands[i] = (struct strand){ NULL, instance->in + i * in, instance->out + i * out, in, out };
		/* The lanes add up to the whole and convolution is linear, so with two lanes or more the last lane
		   needs no transform of its own. */
		if (processor_group_is_left_over(i / abreast, instance->groups))
			continue;
		strands[i].convolution = convolution_of(arena, setup, &strands[i], i % abreast * out);
		if (!strands[i].convolution)
			return NULL;
	}
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

/* A column of the last lane is that of the whole minus those of the other lanes. */
static void derive(const struct kernel *kernel, const struct processor_instance *instance, size_t channel, size_t start,
		   size_t frames)
{
	const size_t channels = instance->shape.channels, last = instance->groups - 1;
	double *const *columns = instance->out + channel, *out = columns[last * channels] + start;
	const double *terms[] = { columns[0] + start, columns[channels] + start };
	const double signs[] = { 1.0, -1.0 };
	kernel->column->mix(out, terms, signs, 2, frames);
	for (size_t group = 2; group < last; group++) {
		const double *further[] = { out, columns[group * channels] + start };
		kernel->column->mix(out, further, signs, 2, frames);
	}
}

/* Processes a strand of a group. */
static void process_strand(const struct batch *batch, size_t index, size_t group, size_t strand, size_t start,
			   size_t frames)
{
	const struct processor_instance *instance = &batch->instances[index];
	const size_t abreast = strand_count(instance), out = instance->shape.channels / abreast;
	const struct strand *one = &batch->strands[index][group * abreast + strand];
	if (one->convolution)
		partitioned_convolution_process(one->convolution, one->in, one->out, start, frames);
	for (size_t i = 0; !one->convolution && i < out; i++)
		derive(batch->kernel, instance, strand * out + i, start, frames);
}

/* The groups of a strand come one after the other, as long as its response is cached. Where a mono signal becomes
   stereo, a group writes over the inputs of later ones: the last one comes first. What is left over comes at the end.
 */
static void process_groups(const struct batch *batch, size_t index, size_t strand, size_t start, size_t frames)
{
	const struct processor_instance *instance = &batch->instances[index];
	const size_t last = instance->groups - 1;
	for (size_t group = instance->groups; group-- > 0;)
		if (!processor_group_is_left_over(group, instance->groups))
			process_strand(batch, index, group, strand, start, frames);
	if (processor_group_is_left_over(last, instance->groups))
		process_strand(batch, index, last, strand, start, frames);
}

void convolution_batch_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t strand = 0; strand < strand_count(&batch->instances[i]); strand++)
			process_groups(batch, i, strand, start, frames);
}

void convolution_batch_process_column(void *state, size_t group, size_t channel, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		if (group < batch->instances[i].groups)
			process_strand(batch, i, group, channel, start, frames);
}

void convolution_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t k = 0; k < batch->instances[i].groups * strand_count(&batch->instances[i]); k++)
			if (batch->strands[i][k].convolution)
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
