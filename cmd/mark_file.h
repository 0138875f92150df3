/* Writes a small file that stands beside the reports and is known by a mark in it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_MARK_FILE_H
#define STEMPRINT_CMD_MARK_FILE_H

#include "base/status.h"
#include "base/text.h"
#include "io/problem.h"

#include <stdbool.h>

/** Checks whether the file may be written: none of that name stands there, or one that stemprint wrote, or `force` is
    set. Returns BAD_OUTPUT or LIMIT with the problem, NO_MEMORY, or OK. */
enum status mark_file_check(const char *path, bool force, struct problem *problem) MUST_CHECK;

/** Writes the text, whole or not at all. Errors are as above. */
enum status mark_file_write(const char *path, bool force, const struct text *text, struct problem *problem) MUST_CHECK;

#endif
