/* Finds out what the files of a command are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_FILE_PROBE_H
#define STEMPRINT_CMD_JOB_FILE_PROBE_H

#include "io/audio_probe.h"

/** Probes files within the default limits, as audio_probe() does, and returns the same. With --verbose, it prints a
   table of what they are to standard error. There may be no file. */
enum status file_probe(const char *const *paths, size_t count, struct audio_probe *probes) MUST_CHECK;

#endif
