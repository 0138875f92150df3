/* Runs processors that convolve every group with the same responses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_CONVOLUTION_BATCH_H
#define STEMPRINT_PROCESSORS_CONVOLUTION_BATCH_H

#include "dsp/linear_phase.h"
#include "dsp/partitioned_convolution.h"
#include "processors/processor.h"

/** What an instance convolves with: the paths from its input channels to its output channels. One scheme cuts all
    paths into partitions. The arena owns both. */
struct convolution_setup {
	const struct partition_scheme *scheme;
	const struct convolution_path *paths; /**< in the order of summation */
	size_t path_count; /**< 1 or more */
};

/** Fills the setup of an instance, from the arena. `tables` belong to the batch, which shares them among its
    instances. Returns false when out of memory. */
typedef bool convolution_prepare(struct convolution_setup *setup, struct arena *arena, const struct kernel *kernel,
				 struct fft_tables *tables, const struct processor_instance *instance);

/** Makes the batch of such a processor, for its batch_new(); `prepare` is called for each instance. Where the shape
    says that the channels are apart, every path must go from a channel to the same channel. Returns NULL when out of
    memory. */
void *convolution_batch_new(struct arena *arena, const struct kernel *kernel,
			    const struct processor_instance *instances, size_t count, convolution_prepare *prepare);

/** Processes the next frames of all channels, for process(). */
void convolution_batch_process(void *batch, size_t start, size_t frames);

/** Processes the next frames of one channel of one group, for process_column(). */
void convolution_batch_process_column(void *batch, size_t group, size_t channel, size_t start, size_t frames);

/** Clears the past of all convolutions, for reset(). */
void convolution_batch_reset(void *batch);

/** Fills a setup that convolves each of `channels` channels with one symmetric kernel, from the arena. Returns false
    when out of memory. */
bool convolution_setup_linear_phase(struct convolution_setup *setup, struct arena *arena, const struct kernel *table,
				    struct fft_tables *tables, const struct linear_phase_kernel *kernel,
				    size_t channels);

/** Fills the shape of such an instance: its latency, which includes the frames that make it fast; how early it begins
    and how long it rings; and that its channels are apart. `reach` is the number of frames on each side of the centre
    of the kernel. */
void linear_phase_shape(struct processor_shape *shape, size_t reach, double sample_rate);

#endif
