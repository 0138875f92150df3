/* stemprint: how high a signal stands on average, and how alike its two sides are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_MEASURE_LEVEL_H
#define STEMPRINT_MEASURE_LEVEL_H

#include <stddef.h>
#include <stdint.h>

/** NAN means that there is no figure: the signal is silent, or has no two sides. A figure is never infinite. */
struct level {
	double rms_dbfs; /**< root of the mean square of all channels together, plus 3.01 dB, so that a full-scale sine
			    has 0 dBFS (AES17-2020) */
	double correlation; /**< of left and right, -1 to 1: sum of L R / sqrt(sum of L^2 * sum of R^2); only of two
			       channels */
};

/** The sums of a signal. All zero: nothing was heard. */
struct level_meter {
	double squares[2]; /**< sums of the first channel, and of all others together */
	double products; /**< sum of left times right, of two channels */
	uint64_t samples; /**< frames times channels */
	size_t channels;
};

/** Takes the next frames, planar and linear, with the same channel count every time. Cuts change only the last digits
    of the reading. */
void level_add(struct level_meter *meter, const double *const *columns, size_t channels, size_t frames);

/** Returns the reading of all frames so far. */
struct level level_read(const struct level_meter *meter);

#endif
