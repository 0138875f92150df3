/* stemprint: fragments that come with the program, and files of the user's own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FRAGMENT_FILE_H
#define STEMPRINT_IO_FRAGMENT_FILE_H

#include "io/preset.h"
#include "recipe/fragment.h"

enum { FRAGMENT_BYTES_MAXIMUM = 256 * 1024 };

/** Makes a library of fragments. With `files` it also reads the user's own; without, naming a file is an error. */
struct fragment_library fragment_files(bool files);

/** Reads a fragment that comes with the program. Returns NO_MEMORY, or DEFECT when it is wrong. */
enum status preset_read(const struct preset *preset, struct arena *arena, struct fragment *fragment) MUST_CHECK;

#endif
