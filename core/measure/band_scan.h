/* stemprint: where the spectrum of a file ends, and whether its two sides are one sound.
   SPDX-License-Identifier: GPL-3.0-or-later

   Hann windows of a third of a second, two a second, from which a power spectrum and the cross-spectrum of left and
   right are summed.

   Band edge: bands of 100 Hz; a frequency from 10 kHz to 19.6 kHz whose last 800 Hz stand at least BAND_EDGE_DB over
   all that is above it. Microphones, rooms and analogue filters end gently; what a lossy coder or a conversion from a
   lower rate leaves ends like a wall.

   Copy: the cross-correlation of left and right, of all windows together, over lags of up to 40 ms. */
#ifndef STEMPRINT_MEASURE_BAND_SCAN_H
#define STEMPRINT_MEASURE_BAND_SCAN_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

#define BAND_EDGE_DB 24.0

struct band_findings {
	uint64_t windows; /**< that stood over -70 dBFS rms; 0: nothing is known */
	double edge_hertz; /**< NAN: none */
	double edge_db; /**< how far what is above lies below */
	double copy; /**< the correlation of largest magnitude, -1 to 1; NAN but of two channels */
	int64_t copy_lag; /**< frames that the right comes after the left */
	double together; /**< the correlation without a lag; NAN but of two channels */
};

struct band_scan;

/** A scan at rest. Makes plans of FFTW: on one thread at a time. NULL when out of memory. */
struct band_scan *band_scan_new(struct arena *arena, size_t channels, double sample_rate);

/** The next frames, planar. */
void band_scan_add(struct band_scan *scan, const double *const *columns, size_t frames);

struct band_findings band_scan_read(struct band_scan *scan);

#endif
