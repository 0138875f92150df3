/* Tells how much room a file system has.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FREE_SPACE_H
#define STEMPRINT_IO_FREE_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Finds the bytes that the user may still write into a folder. Of a folder that does not exist yet, the nearest one
    above it that exists counts. Returns false where that cannot be known. */
bool free_space_of(const char *folder, uint64_t *bytes);

#endif
