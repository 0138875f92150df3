/* stemprint: whether a lossy coder was in the way of the sound, and which.
   SPDX-License-Identifier: GPL-3.0-or-later

   The scan keeps up to 16 excerpts of a third of a second, evenly from the whole file. In some of their frames it tries
   every place at which frames of a coder could begin (coder_frame.h), and takes the few places that look sparse. It
   compares these in all the other frames with places at which no frame begins, frame by frame. A coder is found when
   the mean difference is CODER_CERTAINTY standard errors, and no other place comes near it: music that repeats itself
   has several such places. R. Yang, Z. Qu and J. Huang, 2008, look for frames of MP3 in a like manner.

   At high bit rates, no frame is sparse. So the scan looks for the steps of the quantisers first (quantiser_scan.h).

   Left and right are coded each, or their sum and their difference. The scan looks at the left, and then at half of the
   difference. A change of the sample rate or of the speed after the coder hides its frames. A gain does not hide sparse
   frames or Opus; it hides the steps of MP3 and AAC, unless it is a power of the fourth root of 2. */
#ifndef STEMPRINT_MEASURE_CODER_SCAN_H
#define STEMPRINT_MEASURE_CODER_SCAN_H

#include "base/status.h"
#include "measure/coder_frame.h"
#include "measure/quality_limits.h"

#include <stdint.h>

struct coder_findings {
	enum coder coder; /**< CODER_NONE: none was found */
	double certainty; /**< standard errors; 0: nothing was looked at */
	uint64_t first_frame; /**< of the first frame of the coder in the file: under `hop` */
	size_t hop; /**< frames of sound from one frame of the coder to the next; 0 without a coder */
};

struct coder_scan;

/** Makes a scan that has heard nothing. All memory comes from the arena. `sample_rate` is in Hz. Returns NULL when out
    of memory. */
struct coder_scan *coder_scan_new(struct arena *arena, size_t channels, double sample_rate);

/** Takes the next frames, planar: columns[channel][frame], linear. Cuts make no difference. */
void coder_scan_add(struct coder_scan *scan, const double *const *columns, size_t frames);

/** Sets the findings of all whole excerpts. Fails with STATUS_NO_MEMORY only. Call it once, at the end. */
enum status coder_scan_read(struct coder_scan *scan, struct coder_findings *findings) MUST_CHECK;

#endif
