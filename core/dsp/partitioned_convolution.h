/* Convolves with long responses, without latency.
   SPDX-License-Identifier: GPL-3.0-or-later

   The response is cut into a head, convolved sample by sample, and partitions that grow with their distance from its
   start (W. G. Gardner, "Efficient convolution without input-output delay", JAES 1995). Each level of partitions is
   convolved by overlap-save, on a grid of its own that counts from frame 0. A partition of P frames starts at tap P or
   later, so that a cell of the grid is complete when it is due. How frames are cut into blocks changes nothing. The
   output is within 1e-14 of the peak of an exact sum, with the same bits on every x86-64. Silent taps and cells cost
   next to nothing, so a response that starts late runs without a head. */
#ifndef STEMPRINT_DSP_PARTITIONED_CONVOLUTION_H
#define STEMPRINT_DSP_PARTITIONED_CONVOLUTION_H

#include "base/arena.h"
#include "dsp/fft.h"
#include "dsp/kernel/kernel.h"

#include <stddef.h>

/** How responses of one length are cut, with the tables for it. It is constant. */
struct partition_scheme;

/** The transformed partitions of one response. They are constant. */
struct partitioned_response;

/** A convolution of any number of input columns into any number of output columns, and its state. */
struct partitioned_convolution;

/** A response from an input column to an output column, by their indices. */
struct convolution_path {
	size_t in, out;
	const struct partitioned_response *response;
};

/** Returns how many silent taps before a response of `length` taps make it cheapest where latency does not matter:
   there is no head then, and only one size of partitions. */
size_t partition_padding(size_t length);

/** Makes the scheme for responses of up to `length` taps, 1 and more, of which the first `silent` are zero in all of
   them. The arena and the kernel outlive all that is made with it. Returns NULL when out of memory. */
const struct partition_scheme *partition_scheme_new(struct arena *arena, const struct kernel *kernel,
						    struct fft_tables *tables, size_t silent, size_t length);

/** Transforms a response of `count` taps, at most the scheme's length; the taps may go afterwards. Any number of
    convolutions may share it. Returns NULL when out of memory. */
const struct partitioned_response *partitioned_response_new(struct arena *arena, const struct partition_scheme *scheme,
							    const double *taps, size_t count);

/** Makes a convolution at rest. Each output is the sum over the paths that lead to it, in their order; each input is
    transformed once. All responses are of this scheme. Returns NULL when out of memory. */
struct partitioned_convolution *partitioned_convolution_new(struct arena *arena, const struct partition_scheme *scheme,
							    size_t inputs, size_t outputs,
							    const struct convolution_path *paths, size_t path_count);

/** Convolves in[inputs] to out[outputs], the frames that begin at index `start` of both; `frames` is any number. out[i]
    may be one of in[], and overlaps none otherwise. */
void partitioned_convolution_process(struct partitioned_convolution *convolution, const double *const *in,
				     double *const *out, size_t start, size_t frames);

/** Brings the convolution to rest. */
void partitioned_convolution_reset(struct partitioned_convolution *convolution);

#endif
