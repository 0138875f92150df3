/* stemprint: how high a signal stands on average, and how alike its two sides are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_LEVEL_H
#define STEMPRINT_MEASURE_LEVEL_H

#include <stddef.h>
#include <stdint.h>

/** NAN is "not there": silence, or no two sides. Never infinite. */
struct level {
	double rms_dbfs; /**< root of the mean square of all channels together, +3.01 dB: a full-scale sine has 0 dBFS
			    (AES17-2020) */
	double correlation; /**< of left and right, -1 to 1: sum of L R / sqrt(sum of L^2 sum of R^2); of two channels
			       alone */
};

/** The sums of a signal; all zero is none. */
struct level_meter {
	double squares[2]; /**< of the first channel, of all others together */
	double products; /**< of two channels */
	uint64_t samples;
	size_t channels;
};

/** The next frames, planar; the same channels every time. The reading depends on cuts in its last digits alone. */
void level_add(struct level_meter *meter, const double *const *columns, size_t channels, size_t frames);

struct level level_read(const struct level_meter *meter);

#endif
