/* Reads a column between its samples: a sinc under a Kaiser window.
   SPDX-License-Identifier: GPL-3.0-or-later

   J. O. Smith, "Digital Audio Resampling" (CCRMA, 2002). A value between two samples is a weighted sum of the samples
   around it, so it depends on nothing else: neither on where reading began, nor on blocks. All arithmetic is plain, so
   that the bits are equal on every CPU. */
#ifndef STEMPRINT_DSP_SINC_FILTER_H
#define STEMPRINT_DSP_SINC_FILTER_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/** How steep a filter is. Its rate is the lower one of the rates before and after it. */
struct sinc_shape {
	size_t half_periods; /**< the periods of its rate that it hears before a position, and after it */
	double cut; /**< the frequency of -6 dB, as a share of half of its rate */
	double beta; /**< of the Kaiser window */
	size_t phases; /**< the rows of a frame, where positions lie between rows */
};

/** Flat up to 0.4535 of the lower rate; what is over 0.5465 of it is under -160 dB. */
extern const struct sinc_shape sinc_shape_of_clips;

/** Flat up to 0.4535 of the lower rate; what is over half of it is under -175 dB. */
extern const struct sinc_shape sinc_shape_of_files;

struct sinc_filter {
	const struct sinc_shape *shape;
	size_t taps; /**< a multiple of 8: half of them stand up to the position, half after it */
	uint64_t parts; /**< rows exist for each of these parts of a frame; 0 means any position */
	size_t phases; /**< the rows of a frame when parts is 0 */
	double *rows; /**< [parts][taps], or [phases + 3][taps] */
};

/** Returns how many taps a filter for steps of that width has. */
size_t sinc_filter_taps(const struct sinc_shape *shape, double step);

/** Makes a filter for steps of step_parts / parts frames, and for positions that are whole parts, 1 and more. It has a
    row for each part. Returns NULL when out of memory. */
struct sinc_filter *sinc_filter_new_exact(struct arena *arena, const struct sinc_shape *shape, uint64_t step_parts,
					  uint64_t parts);

/** Makes a filter for steps of any width up to `step` frames and for any position; between its rows, weights follow a
    cubic, whose error is under what the shape lets pass. Returns NULL when out of memory. */
struct sinc_filter *sinc_filter_new(struct arena *arena, const struct sinc_shape *shape, double step);

/** Returns the weights of the samples from frame w - taps / 2 + 1 on, for the position w + part / parts, or w + rest
    with 0 <= rest < 1. `room` holds `taps` numbers; the result may point into it. */
const double *sinc_filter_exact(const struct sinc_filter *filter, uint64_t part);
const double *sinc_filter_weights(const struct sinc_filter *filter, double rest, double *room);

/** Returns the sum of samples by their weights. Eight sums run side by side, and are added at the end. */
double sinc_filter_sum(const struct sinc_filter *filter, const double *weights, const double *samples);

#endif
