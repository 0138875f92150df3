/* stemprint: processors that convolve every group with the same responses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_CONVOLUTION_BATCH_H
#define STEMPRINT_PROCESSORS_CONVOLUTION_BATCH_H

#include "dsp/linear_phase.h"
#include "dsp/partitioned_convolution.h"
#include "processors/processor.h"

/** What an instance convolves with: the paths from its channels in to its channels out, all cut by one scheme. */
struct convolution_setup {
	const struct partition_scheme *scheme;
	const struct convolution_path *paths;
	size_t path_count;
};

/** Fills the setup of an instance, from the arena; `tables` are those of the batch. False when out of memory. */
typedef bool convolution_prepare(struct convolution_setup *setup, struct arena *arena, const struct kernel *kernel,
				 struct fft_tables *tables, const struct processor_instance *instance);

/** The batch of such a processor, for batch_new(). Where the shape says that channels are apart, every path keeps to
   its channel. */
void *convolution_batch_new(struct arena *arena, const struct kernel *kernel,
			    const struct processor_instance *instances, size_t count, convolution_prepare *prepare);

/** For process(). */
void convolution_batch_process(void *batch, size_t frames);

/** For process_channel(). */
void convolution_batch_process_channel(void *batch, size_t channel, size_t frames);

/** For reset(). */
void convolution_batch_reset(void *batch);

/** A setup that convolves each of `channels` channels with a symmetric kernel. False when out of memory. */
bool convolution_setup_linear_phase(struct convolution_setup *setup, struct arena *arena, const struct kernel *table,
				    struct fft_tables *tables, const struct linear_phase_kernel *kernel,
				    size_t channels);

/** The shape of that: latency, with the frames that make it cheap; how early it begins; how long it rings; channels
   apart. */
void linear_phase_shape(struct processor_shape *shape, size_t reach, double sample_rate);

#endif
