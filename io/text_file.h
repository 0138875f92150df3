/* stemprint: a small file of text, whole.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_TEXT_FILE_H
#define STEMPRINT_IO_TEXT_FILE_H

#include "base/arena.h"
#include "base/status.h"

#include <stddef.h>

/** Reads a regular file into the arena, at most `maximum` bytes and one more, which shows that the file is longer.
    Returns OK or NO_MEMORY, or else BAD_RECIPE or LIMIT (too many open files), and then *problem says why, in text that
    lives as long as the arena. A FIFO does not block the function. */
enum status text_file_read(const char *path, size_t maximum, struct arena *arena, const char **bytes, size_t *length,
			   const char **problem) MUST_CHECK;

/** Does so for standard input, which may be a pipe, to its end. */
enum status text_input_read(size_t maximum, struct arena *arena, const char **bytes, size_t *length,
			    const char **problem) MUST_CHECK;

#endif
