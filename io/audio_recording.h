/* stemprint: a short audio file, whole in memory: an impulse response.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_RECORDING_H
#define STEMPRINT_IO_AUDIO_RECORDING_H

#include "base/arena.h"
#include "base/status.h"
#include "io/audio_properties.h"
#include "io/problem.h"
#include "processors/recording.h"

enum { AUDIO_RECORDING_SECONDS_MAXIMUM = 60, AUDIO_RECORDING_BYTES_MAXIMUM = 64 << 20 };

/** Reads a file that a probe found to be as `expected`, of at most 60 s and 64 MiB in memory, at `sample_rate`. An
    impulse response is a sum over samples, so one of another rate is not only converted but also scaled by its rate
    / sample_rate: convolution with it sounds alike at every rate; its level_gain takes that back. The arena owns the
    recording. On failure it is not set and the problem says why. */
enum status audio_recording_read(const char *path, unsigned sample_rate, const struct audio_properties *expected,
				 struct arena *arena, const struct recording **recording,
				 struct problem *problem) MUST_CHECK;

#endif
