/* stemprint: the hashes of an audio file that is read as a source: of its bytes, and of its sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_HASH_H
#define STEMPRINT_IO_AUDIO_HASH_H

#include "base/status.h"
#include "io/audio_properties.h"
#include "io/file_hash.h"
#include "io/problem.h"
#include "io/sound_hash.h"

#include <signal.h>

/** Hashes the file at `path`. The file must have the identity `expected` before and after the function reads it, so
    that the hash belongs to the bytes that were rendered. Returns BAD_SOURCE with the problem when the file has
    changed or cannot be read, LIMIT when the process has too many files open, and NO_MEMORY. */
enum status audio_hash(const char *path, const struct audio_identity *expected, enum hash_kind kind,
		       struct file_hash *hash, struct problem *problem) MUST_CHECK;

/** Decodes a file to hash its sound. `expected` is what the probe found. The hash stays empty, and the status is OK,
    when the file cannot be decoded to its end, which a render need not hear, or when *stop becomes another number than
    0. Returns BAD_SOURCE with the problem when the disk fails or the file has changed before, LIMIT when the process
    has too many files open, or NO_MEMORY. */
enum status audio_hash_of_sound(const char *path, const struct audio_properties *expected,
				const volatile sig_atomic_t *stop, struct sound_hash *hash,
				struct problem *problem) MUST_CHECK;

#endif
