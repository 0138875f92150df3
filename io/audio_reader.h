/* stemprint: the samples of an audio file, as planar float64, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_READER_H
#define STEMPRINT_IO_AUDIO_READER_H

#include "base/status.h"
#include "io/audio_properties.h"
#include "io/byte_hash.h"
#include "io/problem.h"
#include "io/sound_hash.h"

#include <stddef.h>

struct audio_reader;

/** Opens a file. `selection` names `count` channels, counted from 1, in the wanted order; a count of 0 takes all.
    `expected`, if it is not NULL, is what a probe found: the function refuses a file that has changed since then.
    The path must live as long as the reader. On failure *reader is NULL and the problem says why. The caller frees
    the reader; its memory does not depend on the file's length. */
enum status audio_reader_open(const char *path, const unsigned *selection, size_t count,
			      const struct audio_properties *expected, struct audio_reader **reader,
			      struct problem *problem) MUST_CHECK;

const struct audio_properties *audio_reader_properties(const struct audio_reader *reader);

/** From now on hashes the frames that are read, each of them once. When all frames of the file have been read, *hash is
    set; it stays as it is where some are skipped, or where the reader leaves out channels. It must live as long as
    the reader. Returns OK or NO_MEMORY, with the problem. */
enum status audio_reader_hash(struct audio_reader *reader, struct sound_hash *hash, struct problem *problem) MUST_CHECK;

/** Does so for the bytes of the file, while its frames are read. When the last frame has been read, *hash is set, if
   the frames before it were read, too; it stays as it is otherwise. Returns OK or NO_MEMORY, with the problem. */
enum status audio_reader_hash_file(struct audio_reader *reader, enum hash_kind kind, struct file_hash *hash,
				   struct problem *problem) MUST_CHECK;

/** Reads the next `frames` frames of the selected channels at the file's own rate, and zeros past its end. Integers
    are scaled exactly to -1..1. Returns BAD_SOURCE if the file ends before its promised length, or if it was
    changed or replaced before its last frame was read; NOT_FINITE with the frame if it holds a NaN or an infinity. */
enum status audio_reader_read(struct audio_reader *reader, double *const *columns, size_t frames,
			      struct problem *problem) MUST_CHECK;

/** Skips the next frames without a check of their samples. Returns BAD_SOURCE if the file cannot be read from
    there. */
enum status audio_reader_skip(struct audio_reader *reader, uint64_t frames, struct problem *problem) MUST_CHECK;

/** Goes to a frame of the file, at most its end. Returns BAD_SOURCE if the file cannot be read from there. */
enum status audio_reader_seek(struct audio_reader *reader, uint64_t frame, struct problem *problem) MUST_CHECK;

enum status audio_reader_rewind(struct audio_reader *reader, struct problem *problem) MUST_CHECK;

/** Returns whether the disk has failed to give bytes of the file. */
bool audio_reader_disk_failed(const struct audio_reader *reader);

/** Calls audio_file_confirm() for the file. The caller may do this at any time. */
enum status audio_reader_confirm(const struct audio_reader *reader, struct problem *problem) MUST_CHECK;

void audio_reader_free(struct audio_reader *reader);

#endif
