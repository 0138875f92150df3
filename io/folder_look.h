/* stemprint: whether a folder is there, or could be made. Nothing is made.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FOLDER_LOOK_H
#define STEMPRINT_IO_FOLDER_LOOK_H

#include "base/status.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>

/** Tells whether anything stands at the path. Where nothing does, the part of the path that is there must be a folder
    that the process may write to: otherwise the function returns BAD_OUTPUT or LIMIT with the problem, or NO_MEMORY. */
enum status folder_look(const char *path, bool *missing, struct problem *problem) MUST_CHECK;

/** Tells the same of a name of `length` bytes in an open folder. */
enum status folder_look_in(int folder, const char *name, size_t length, bool *missing,
			   struct problem *problem) MUST_CHECK;

/** Checks whether files may be made in an open folder. */
enum status folder_look_is_writable(int folder, struct problem *problem) MUST_CHECK;

#endif
