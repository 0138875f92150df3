/* stemprint: whether two files hold the same bytes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_EQUAL_BYTES_H
#define STEMPRINT_IO_EQUAL_BYTES_H

#include "base/status.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>

/** Sets *equal to whether both files hold the same bytes. Returns BAD_SOURCE or LIMIT with the problem, and sets
 *failed to the index of the file that cannot be read, or NO_MEMORY. */
enum status equal_bytes(const char *const paths[2], bool *equal, size_t *failed, struct problem *problem) MUST_CHECK;

#endif
