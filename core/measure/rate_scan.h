/* stemprint: whether a file was converted from a lower sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later

   The scan takes frames of a tenth of a second under a Hann window, and asks for each usual lower rate whether the
   spectrum is mirrored at half of it (mirror_sum.h), or whether the noise of rounding steps down there (noise_step.h).
   A lower rate of which neither is true is not found. The rates are 44.1, 48, 88.2 and 96 kHz. */
#ifndef STEMPRINT_MEASURE_RATE_SCAN_H
#define STEMPRINT_MEASURE_RATE_SCAN_H

#include "base/arena.h"
#include "measure/mirror_sum.h"
#include "measure/noise_step.h"

#include <stddef.h>

enum { RATE_SOURCES = 4 };

/** What was seen at one lower rate. */
struct rate_trace {
	double source_hertz;
	struct mirror_findings mirror;
	struct noise_findings noise; /**< its level is against that of rounding to the bits of the file, in dB */
};

struct rate_findings {
	size_t count;
	struct rate_trace traces[RATE_SOURCES]; /**< the lowest rate first */
};

struct rate_scan;

/** Makes a scan of the first two of `channels` that has heard nothing. `sample_rate` is in Hz. `bits` are those of the
    integers of the file; 0: float. All memory comes from the arena. Returns NULL when out of memory. */
struct rate_scan *rate_scan_new(struct arena *arena, size_t channels, double sample_rate, unsigned bits);

/** Takes the next frames, planar: columns[channel][frame], linear. Cuts make no difference. */
void rate_scan_add(struct rate_scan *scan, const double *const *columns, size_t frames);

/** Returns the findings of all whole frames so far. */
struct rate_findings rate_scan_read(const struct rate_scan *scan);

#endif
