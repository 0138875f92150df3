/* stemprint: sounds that a confined process decodes.
   SPDX-License-Identifier: GPL-3.0-or-later

   While the fence is raised, no library of this process sees a byte of an untrusted sound. One helper, which was
   started before any file was opened, reads the headers of all of them, and decodes those that need a decoder
   (confinement.h). Any thread may call the functions below; one request runs at a time. */
#ifndef STEMPRINT_IO_SOUND_HELPER_H
#define STEMPRINT_IO_SOUND_HELPER_H

#include "base/status.h"
#include "io/audio_properties.h"
#include "io/problem.h"

#include <stddef.h>

struct helped_sound;

/** Starts the helper, which ends with this process. No other thread may run yet. Returns LIMIT with the problem. */
enum status sound_helper_start(struct problem *problem) MUST_CHECK;

/** Lets the helper open a file, which was found to be `expected` before. The descriptor stays the caller's. Returns
    BAD_SOURCE with the problem when the helper does not find the same, and LIMIT when too many sounds are open. */
enum status helped_sound_open(int descriptor, const struct audio_properties *expected, struct helped_sound **sound,
			      struct problem *problem) MUST_CHECK;

/** Returns whether samples are bytes of the file, as with DECODING_BYTES, and where the first of them stands. All
   frames lie within the file then. Otherwise the samples are integers. */
bool helped_sound_is_raw(const struct helped_sound *sound, uint64_t *start);

/** Returns where decoded samples stand: integers, interleaved. The helper may change them at any time. */
const void *helped_sound_samples(const struct helped_sound *sound);

/** Decodes the next frames, at most SOUND_SAMPLES samples, and returns how many there were. Returns 0 with a problem
   that is not empty when the helper ended, hung, or gave an answer that cannot be. *error becomes the errno of the disk
   when it fails. */
size_t helped_sound_decode(struct helped_sound *sound, size_t frames, int *error, struct problem *problem);

/** Goes to a frame. Returns false when the sound cannot be read from there; *error as above. */
bool helped_sound_seek(struct helped_sound *sound, uint64_t frame, int *error);

void helped_sound_close(struct helped_sound *sound);

#endif
