/* stemprint: the samples of an audio file, as planar float64, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_READER_H
#define STEMPRINT_IO_AUDIO_READER_H

#include "io/audio_file.h"

#include <stddef.h>

struct audio_reader;

/** Opens a file. `selection` names `count` channels from 1, in the order wanted; a count of 0 takes all. `expected`,
    if not NULL, is what a probe found: a file that is another one by now is refused. The path must live as long as
    the reader. On failure *reader is NULL and the problem says why. The caller frees the reader; its memory does not
    depend on the file's length. */
enum status audio_reader_open(const char *path, const unsigned *selection, size_t count,
			      const struct audio_properties *expected, struct audio_reader **reader,
			      struct problem *problem) MUST_CHECK;

const struct audio_properties *audio_reader_properties(const struct audio_reader *reader);

/** The next `frames` frames of the selected channels, of the file's own rate; zeros past its end. Integers are scaled
    to -1..1, exactly. BAD_SOURCE if the file ends before its promised length, or if it was changed or replaced before
    its last frame was read; NOT_FINITE with the frame if it holds a NaN or an infinity. */
enum status audio_reader_read(struct audio_reader *reader, double *const *columns, size_t frames,
			      struct problem *problem) MUST_CHECK;

/** Past the next frames, without a look at them. BAD_SOURCE if the file cannot be read from there. */
enum status audio_reader_skip(struct audio_reader *reader, uint64_t frames, struct problem *problem) MUST_CHECK;

enum status audio_reader_rewind(struct audio_reader *reader, struct problem *problem) MUST_CHECK;

/** audio_file_confirm() of the file, at any time. */
enum status audio_reader_confirm(const struct audio_reader *reader, struct problem *problem) MUST_CHECK;

void audio_reader_free(struct audio_reader *reader);

#endif
