/* stemprint tests: signals for meters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_SIGNAL_H
#define STEMPRINT_TESTS_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

struct noise {
	uint64_t state; /**< the seed; any */
};

double noise_uniform(struct noise *noise); /**< -1 to 1 */
double noise_gauss(struct noise *noise); /**< variance 1 */

/** `count` zeros that the caller frees. Never NULL. */
double *samples_new(size_t count);

double samples_peak(const double *samples, size_t count);
double samples_rms(const double *samples, size_t count);
void samples_scale(double *samples, size_t count, double gain);

/** A stretch of a tone: seconds at a level; silence at -INFINITY. */
struct stretch {
	double dbfs;
	double seconds;
};

/** Continues a tone of 1 kHz by stretches, from sample *position on. */
void samples_stretches(double *samples, size_t *position, const struct stretch *stretches, size_t count,
		       double sample_rate);

/** Length of the stretches in samples. */
size_t stretches_frames(const struct stretch *stretches, size_t count, double sample_rate);

#endif
