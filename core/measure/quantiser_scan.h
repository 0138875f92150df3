/* stemprint: where the frames of a coder begin, by the steps of its quantiser.
   SPDX-License-Identifier: GPL-3.0-or-later

   The scan transforms single frames of the loudest excerpts as MP3, AAC or Opus do, at every place at which frames
   could begin, and takes the few places at which the coefficients agree best with a quantiser (quantiser.h, pulses.h).
   It compares these in other frames of all excerpts with places at which no frame begins, frame by frame. Both must
   stand out: the sum of the differences, and the number of frames that win. */
#ifndef STEMPRINT_MEASURE_QUANTISER_SCAN_H
#define STEMPRINT_MEASURE_QUANTISER_SCAN_H

#include "base/status.h"
#include "measure/coder_frame.h"

#include <stdint.h>

/** CODER_SAMPLES samples of a file. */
struct coder_excerpt {
	const double *samples;
	const double *half_difference; /**< of left, which the samples are then, and right; NULL: there is one channel,
					  or another lane */
	uint64_t first_frame; /**< of the file */
};

struct quantiser_findings {
	double certainty; /**< standard errors by which the place differs from others; 0: nothing was looked at */
	size_t window; /**< of AAC: 0 Kaiser's, 1 the sine; 2: that of Vorbis fits best */
	size_t place; /**< of the first frame of the coder in the file: under the hop */
};

struct quantiser_scan;

/** Makes a scan for MP3 (hop 576), AAC (hop 1024) or Opus (hop 960). All memory comes from the arena. Returns NULL when
 * out of memory.
 */
struct quantiser_scan *quantiser_scan_new(struct arena *arena, size_t hop, double sample_rate);

/** Looks at up to 16 excerpts, and returns the best place. */
struct quantiser_findings quantiser_scan_run(struct quantiser_scan *scan, const struct coder_excerpt *excerpts,
					     size_t count);

#endif
