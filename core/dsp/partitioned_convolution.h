/* stemprint: convolution with long responses, without latency.
   SPDX-License-Identifier: GPL-3.0-or-later

   The response is cut into a head, convolved sample by sample, and partitions that grow with their distance from its
   start (W. G. Gardner, "Efficient convolution without input-output delay", JAES 1995), each level convolved by
   overlap-save on a grid of its own that counts from frame 0: a partition of P frames starts at tap P or later, so that
   a cell of the grid is whole when it is due. Nothing depends on how frames are cut into blocks. What comes out is
   within 1e-14 of the peak of what an exact sum gives, and the same bits on every x86-64. Taps and cells of silence
   cost next to nothing, so a response that starts late runs without a head. */
#ifndef STEMPRINT_DSP_PARTITIONED_CONVOLUTION_H
#define STEMPRINT_DSP_PARTITIONED_CONVOLUTION_H

#include "base/arena.h"
#include "dsp/fft.h"
#include "dsp/kernel/kernel.h"

#include <stddef.h>

/** How responses of a length are cut, with the tables for it. */
struct partition_scheme;

/** One response, transformed. */
struct partitioned_response;

/** A number of input columns into a number of output columns over any paths, and what it remembers. */
struct partitioned_convolution;

/** The response that leads from an input to an output. */
struct convolution_path {
	size_t in, out;
	const struct partitioned_response *response;
};

/** How many silent taps before a response of `length` make it cheapest where a latency does not matter: no head, one
   size of partitions. */
size_t partition_padding(size_t length);

/** For responses of up to `length` taps, 1 and more, whose first `silent` taps are zero in all of them. The arena and
   the kernel outlive all that is made with it. NULL when out of memory. */
const struct partition_scheme *partition_scheme_new(struct arena *arena, const struct kernel *kernel,
						    struct fft_tables *tables, size_t silent, size_t length);

/** Makes a response of `count` taps, at most the scheme's length; the taps need not stay. NULL when out of memory. Any
   number of convolutions may share it: nobody changes it. */
const struct partitioned_response *partitioned_response_new(struct arena *arena, const struct partition_scheme *scheme,
							    const double *taps, size_t count);

/** At rest. Each output is the sum over the paths that lead there, in their order; each input is transformed once. All
   responses are of this scheme. NULL when out of memory. */
struct partitioned_convolution *partitioned_convolution_new(struct arena *arena, const struct partition_scheme *scheme,
							    size_t inputs, size_t outputs,
							    const struct convolution_path *paths, size_t path_count);

/** Any number of frames. out[i] may be one of in[], and overlaps none otherwise. */
void partitioned_convolution_process(struct partitioned_convolution *convolution, const double *const *in,
				     double *const *out, size_t frames);

/** Back to rest. */
void partitioned_convolution_reset(struct partitioned_convolution *convolution);

#endif
