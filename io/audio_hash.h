/* stemprint: the SHA-256 of an audio file that is read as a source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_HASH_H
#define STEMPRINT_IO_AUDIO_HASH_H

#include "base/status.h"
#include "io/audio_properties.h"
#include "io/file_hash.h"
#include "io/problem.h"

/** Hashes the file at `path`. The file must have the identity `expected` before and after the function reads it, so
    that the hash belongs to the bytes that were rendered. Returns BAD_SOURCE with the problem when the file has
    changed or cannot be read, and LIMIT when the process has too many files open. */
enum status audio_hash(const char *path, const struct audio_identity *expected, struct file_hash *hash,
		       struct problem *problem) MUST_CHECK;

#endif
