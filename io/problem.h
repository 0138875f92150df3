/* stemprint: what went wrong with a file, in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_PROBLEM_H
#define STEMPRINT_IO_PROBLEM_H

#include "base/status.h"

#include <stdbool.h>

enum { PROBLEM_LENGTH = 240 };

/** The text is in lower case, without the file's name. It is cut where it is too long. */
struct problem {
	char text[PROBLEM_LENGTH];
	bool is_limit; /**< the process or the system ran out of memory, open files or processes */
};

void problem_set(struct problem *problem, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Adds to the text. */
void problem_add(struct problem *problem, const char *more);

/** Sets the text "WHAT: no space left on device", for the given errno, or the reason alone if `what` is NULL. */
void problem_set_errno(struct problem *problem, const char *what, int error);

/** Returns LIMIT for a problem with a limit, else `otherwise`. */
enum status problem_status(const struct problem *problem, enum status otherwise) MUST_CHECK;

/** Sets the text "out of memory", and returns NO_MEMORY. */
enum status problem_out_of_memory(struct problem *problem) MUST_CHECK;

/** Sets the text for the given errno, and returns the status of the problem. */
enum status problem_fail(struct problem *problem, const char *what, int error, enum status otherwise) MUST_CHECK;

#endif
