/* stemprint: what has changed between two versions of a sound.
   SPDX-License-Identifier: GPL-3.0-or-later

   Both sounds are measured by the meters of any report. Sounds of one rate and one channel count are subtracted, sample
   by sample from their first frames on; the shorter one ends in silence. */
#ifndef STEMPRINT_VERIFY_COMPARISON_H
#define STEMPRINT_VERIFY_COMPARISON_H

#include "engine/source.h"
#include "measure/loudness.h"
#include "measure/third_octave.h"

#include <signal.h>

/** The two versions, and their number. */
enum { COMPARISON_OLD, COMPARISON_NEW, COMPARISON_SIDES };

/** The frame of a difference that is nowhere. */
#define COMPARISON_NOWHERE UINT64_MAX

/** One version. */
struct compared_sound {
	double sample_rate; /**< Hz */
	size_t channels;
	uint64_t frames;
	struct loudness loudness;
	double rms_dbfs; /**< by AES17 (level.h); NAN: silence */
	struct third_octaves octaves;
};

struct comparison {
	struct compared_sound sounds[COMPARISON_SIDES];
	bool subtracted; /**< rates and channel counts are alike */
	uint64_t first; /**< the first frame in which a sample differs; COMPARISON_NOWHERE: none does */
	double peak_dbfs; /**< of the new version less the old one; -INFINITY: no sample differs; NAN: not subtracted */
	double rms_dbfs; /**< the same, over all channels and the frames of the longer version; no 3.01 dB are added */
};

/** Compares two sources from their first frames on. When `stop` becomes nonzero the work ends with INTERRUPTED. Returns
    NO_MEMORY, LIMIT for rates and channel counts that the meters do not take, or the failure of a source; *failed is
    then its side. */
enum status comparison_run(struct source *const sources[COMPARISON_SIDES], const volatile sig_atomic_t *stop,
			   struct comparison *comparison, size_t *failed) MUST_CHECK;

/** Returns by how many dB the new version is louder in a band of third_octave_band.h, -60 to 60. A band that is under
    -90 dBFS in both versions counts as equally loud: 0. */
double comparison_band(const struct comparison *comparison, size_t band);

#endif
