/* stemprint tests: signals for meters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_SIGNAL_H
#define STEMPRINT_TESTS_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

struct noise {
	uint64_t state; /**< the seed, which may be any number */
};

double noise_uniform(struct noise *noise); /**< returns a value from -1 to 1 */
double noise_gauss(struct noise *noise); /**< returns a value with the mean 0 and the variance 1 */

/** Returns `count` zeros, which the caller frees. It never returns NULL. */
double *samples_new(size_t count);

double samples_peak(const double *samples, size_t count);
double samples_rms(const double *samples, size_t count);
void samples_scale(double *samples, size_t count, double gain);

/** One part of a tone: a number of seconds at a level. -INFINITY is silence. */
struct stretch {
	double dbfs;
	double seconds;
};

/** Continues a tone of 1 kHz by these parts, from sample *position on. */
void samples_stretches(double *samples, size_t *position, const struct stretch *stretches, size_t count,
		       double sample_rate);

/** Returns the length of the parts in samples. */
size_t stretches_frames(const struct stretch *stretches, size_t count, double sample_rate);

#endif
