/* stemprint: samples that wait on the disk until it is known how they are printed.
   SPDX-License-Identifier: GPL-3.0-or-later

   The samples wait in a file of doubles without a name. The system removes the file whenever the process ends. The
   file is written once, and then read anywhere. */
#ifndef STEMPRINT_IO_HELD_SOUND_H
#define STEMPRINT_IO_HELD_SOUND_H

#include "engine/printer.h"
#include "engine/stored_sound.h"

struct held_sound;

/** Makes a sound in the file that is open as `descriptor`, for reading and writing. The sound owns the descriptor
    from now on. `name` is for messages and outlives the sound. Returns NULL when out of memory, and closes the
    descriptor then. The caller frees the sound. */
struct held_sound *held_sound_new(int descriptor, size_t channels, double sample_rate, const char *name);

/** Closes the file. NULL is fine. */
void held_sound_free(struct held_sound *held);

/** Returns the printer that takes the samples. It returns BAD_OUTPUT when the disk is full. Its free() does
    nothing. */
struct printer *held_sound_printer(struct held_sound *held);

/** Returns the sound that gives the samples back after the printer has finished. */
struct stored_sound *held_sound_stored(struct held_sound *held);

#endif
