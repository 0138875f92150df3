/* stemprint: the few kinds of audio files that untrusted recipes may use.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_PCM_ONLY_H
#define STEMPRINT_IO_PCM_ONLY_H

#include "base/status.h"
#include "io/audio_file.h"
#include "io/problem.h"

/** Returns OK for a file that begins like a WAV, an AIFF or a FLAC, so that the library starts the reader of no other
    kind, and otherwise BAD_SOURCE with the problem. */
enum status pcm_only_check_start(struct file_window *window, struct problem *problem) MUST_CHECK;

/** Returns OK when the format is one of those three with integers as its samples. */
enum status pcm_only_check_format(const struct audio_format *format, struct problem *problem) MUST_CHECK;

/** Opens a file with both checks, like audio_file_take(): the descriptor is taken over, whatever the status. */
enum status pcm_only_open(int descriptor, const struct audio_identity *identity, bool suspicious,
			  struct audio_file *file, struct audio_properties *properties,
			  struct problem *problem) MUST_CHECK;

#endif
