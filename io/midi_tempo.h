/* stemprint: tempo, metre and markers of a Standard MIDI File.
   SPDX-License-Identifier: GPL-3.0-or-later

   Standard MIDI Files 1.0 (MIDI Manufacturers Association, RP-001). Events of all tracks count, because programs write
   tempos into any of them. A file from outside may be broken on purpose, and libsmf 1.3 reads and writes beyond its
   buffers on some broken files (its pull request 7). So this reader takes the few events that it needs, checks each
   length against the bytes that are there, and refuses a file that does not keep to the format. */
#ifndef STEMPRINT_IO_MIDI_TEMPO_H
#define STEMPRINT_IO_MIDI_TEMPO_H

#include "base/arena.h"
#include "base/status.h"
#include "recipe/tempo_file.h"

#include <stdbool.h>

/** Returns whether the bytes begin like a Standard MIDI File. */
bool midi_tempo_is(const char *bytes, size_t length);

/** Reads the events into file->events, in the order of their positions. The arena owns them. Returns NO_MEMORY, or
    BAD_SOURCE, and then *problem says what is wrong, in static text, and *byte where. */
enum status midi_tempo_read(const char *bytes, size_t length, struct arena *arena, struct tempo_file *file,
			    const char **problem, size_t *byte) MUST_CHECK;

#endif
