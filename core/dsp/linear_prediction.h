/* Predicts each sample from the samples before it: an autoregressive model of a short piece of sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_LINEAR_PREDICTION_H
#define STEMPRINT_DSP_LINEAR_PREDICTION_H

#include <stdbool.h>
#include <stddef.h>

/** The samples that a prediction looks back. 32 follow some fifteen resonances. */
enum { PREDICTION_ORDER = 32 };

/** The filter that leaves what cannot be predicted: error[n] = sum of filter[i] x[n - i]; filter[0] is 1. */
struct linear_prediction {
	double filter[PREDICTION_ORDER + 1];
	double power; /**< the sum of filter[i]^2 */
};

/** Fits the filter to `count` pieces of `frames` samples each, through a Hann window, by the autocorrelation method
    (Levinson and Durbin); then once more without the samples that deviate by more than 6 times the usual, so that
    clicks do not bend it. A white floor 90 dB under the pieces keeps the equations well posed. Where the pieces are
    silent or no numbers, the filter becomes 1 alone, which predicts nothing, and the function returns false. pieces:
    left undefined; frames: over 2 PREDICTION_ORDER; work, spare: [frames]. */
bool linear_prediction_fit(struct linear_prediction *prediction, double *const *pieces, size_t count, size_t frames,
			   double *work, double *spare);

/** Writes for each of `frames` samples by how much it differs from what the samples on both sides of it say, as the
    model has it: the size of a click of one sample there (S. J. Godsill and P. J. W. Rayner, "Digital Audio
    Restoration", 1998, 5.2). Reads PREDICTION_ORDER samples before samples[0] and after the last. error: [frames +
    PREDICTION_ORDER], left undefined. */
void linear_prediction_deviation(const struct linear_prediction *prediction, const double *samples, size_t frames,
				 double *error, double *deviation);

/** Returns the usual size of deviations: the median of their magnitudes, divided by 0.6745, which is the standard
    deviation where they are distributed normally. frames: 1 and more; work: [frames], left undefined. */
double prediction_usual(const double *deviation, size_t frames, double *work);

/** Returns whether `ratio` prediction_usual() is less than `size`, without the median: more than half of the deviations
    must be so small. ratio: 0 and more. */
bool prediction_usual_is_less(const double *deviation, size_t frames, double ratio, double size);

#endif
