/* stemprint: where the spectrum of a file ends, and whether its two sides are one sound.
   SPDX-License-Identifier: GPL-3.0-or-later

   The scan takes Hann windows of a third of a second, two a second. It sums their power spectra, and the cross-spectra
   of left and right.

   Band edge: the spectrum is read in bands of 100 Hz. An edge is a frequency from 10 kHz to 0.925 of half of the sample
   rate, below which the last 800 Hz stand at least BAND_EDGE_DB over every band above it; the next 400 Hz and the
   highest 500 Hz do not count. Microphones, rooms and analogue filters end gently. A lossy coder, or a conversion from
   a lower rate, leaves an end like a wall.

   Copy: the cross-correlation of left and right is taken over all windows together, for lags of up to 40 ms. */
#ifndef STEMPRINT_MEASURE_BAND_SCAN_H
#define STEMPRINT_MEASURE_BAND_SCAN_H

#include "base/arena.h"
#include "measure/quality_limits.h"

#include <stddef.h>
#include <stdint.h>

struct band_findings {
	uint64_t windows; /**< how many windows stood over -70 dBFS rms; 0: nothing else is known */
	double edge_hertz; /**< the band edge, in Hz; NAN: there is none */
	double edge_db; /**< the largest step that was found, in dB, whether it counts as an edge or not */
	double copy; /**< the correlation of largest magnitude, -1 to 1; NAN unless there are two channels */
	int64_t copy_lag; /**< by how many frames the right comes after the left */
	double together; /**< the correlation without a lag, -1 to 1; NAN unless there are two channels */
};

struct band_scan;

/** Makes a scan that has heard nothing. All its memory comes from the arena. `sample_rate` is in Hz. Returns NULL when
    out of memory. */
struct band_scan *band_scan_new(struct arena *arena, size_t channels, double sample_rate);

/** Takes the next frames, planar: columns[channel][frame], linear. Cuts make no difference. */
void band_scan_add(struct band_scan *scan, const double *const *columns, size_t frames);

/** Returns the findings of all whole windows so far. Call it once, at the end. */
struct band_findings band_scan_read(struct band_scan *scan);

#endif
