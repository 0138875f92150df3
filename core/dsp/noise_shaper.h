/* Shapes the noise of rounding, so that the ear hears less of it.
   SPDX-License-Identifier: GPL-3.0-or-later

   The error e of each rounding, dither included, is fed back into the samples that follow (error feedback):

       v[n] = x[n] - sum of c[k] e[n-k],   y[n] = round(v[n] + dither[n]),   e[n] = y[n] - v[n]

   So y = x + e filtered by H(z) = 1 - sum of c[k] z^-k. With triangular dither e is white, of 3/12 of a squared step
   and at most 1.5 steps, and the error of the file has the spectrum of |H|^2. H is minimum-phase with a leading 1, so
   the mean of its logarithm over frequency is 0: what is quieter at 3 kHz must be louder elsewhere, and the whole is
   louder (Gerzon and Craven, "Optimal noise shaping and dither of digital signals", AES preprint 2822, 1989). */
#ifndef STEMPRINT_DSP_NOISE_SHAPER_H
#define STEMPRINT_DSP_NOISE_SHAPER_H

#include <stddef.h>
#include <stdint.h>

/** The most weights of a noise shaper. */
enum { NOISE_SHAPER_WEIGHTS = 9 };

/** The published weights c of one noise shaper. All were found for 44.1 kHz. */
struct noise_weights {
	size_t count; /**< 1 to NOISE_SHAPER_WEIGHTS */
	double weights[NOISE_SHAPER_WEIGHTS]; /**< c[1] first */
};

/** R. A. Wannamaker, "Psychoacoustically optimal noise shaping", JAES 40 (7/8), 1992: three weights, and nine after the
    F-weighting of the ear. */
extern const struct noise_weights noise_weights_wannamaker_3, noise_weights_wannamaker_9;

/** S. P. Lipshitz, J. Vanderkooy and R. A. Wannamaker, "Minimally audible noise shaping", JAES 39 (11), 1991: five
    weights, after an improved E-weighting of the ear. */
extern const struct noise_weights noise_weights_lipshitz_5;

/** Returns by how much the shaped noise is stronger in power than the noise before: the sum of the squares of H's
    coefficients. NULL: 1. */
double noise_weights_power(const struct noise_weights *weights);

/** Returns by how much the largest error grows: the sum of the magnitudes of H's coefficients. NULL: 1. */
double noise_weights_peak(const struct noise_weights *weights);

/** One channel that is being rounded. All zero but for the weights at the start. */
struct noise_shaper {
	const struct noise_weights *weights;
	double errors[NOISE_SHAPER_WEIGHTS]; /**< in steps, the last error first */
};

/** Returns what the next sample must lose, in steps: the sum of c[k] e[n-k]. */
double noise_shaper_feedback(const struct noise_shaper *shaper);

/** Takes the error of that sample, in steps. Errors over 2 steps count as 2, since only a sample far over full scale
   has them. */
void noise_shaper_push(struct noise_shaper *shaper, double error);

/** Does what quantise() (quantise.h) does with the dither of dither_tpdf() for `key` and the frames from first_frame
   on, and shapes the noise. A sample that clips feeds back the error that it would have without the limit, so that the
    shaper stays calm. Frames must come in their order, in any cut. Returns how many samples were clipped. */
size_t noise_shaper_quantise(struct noise_shaper *shaper, const double *in, uint64_t key, uint64_t first_frame,
			     int32_t *out, size_t frames, unsigned bits);

#endif
