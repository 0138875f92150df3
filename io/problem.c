/* Writes the text of a problem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/problem.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void problem_set(struct problem *problem, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(problem->text, sizeof problem->text, format, arguments);
	va_end(arguments);
	problem->is_limit = false;
}

void problem_add(struct problem *problem, const char *more)
{
	const size_t length = strlen(problem->text);
	snprintf(problem->text + length, sizeof problem->text - length, "%s", more);
}

void problem_set_errno(struct problem *problem, const char *what, int error)
{
	char buffer[128];
	const char *reason = error == ENOMEM ? "out of memory" : strerror_r(error, buffer, sizeof buffer);
	problem_set(problem, "%s%s%c%s", what ? what : "", what ? ": " : "", tolower((unsigned char)reason[0]),
		    reason[0] ? reason + 1 : "");
	problem->is_limit = error == EMFILE || error == ENFILE || error == ENOMEM || error == EAGAIN;
}

enum status problem_status(const struct problem *problem, enum status otherwise)
{
	return problem->is_limit ? STATUS_LIMIT : otherwise;
}

enum status problem_fail(struct problem *problem, const char *what, int error, enum status otherwise)
{
	problem_set_errno(problem, what, error);
	return problem_status(problem, otherwise);
}

enum status problem_out_of_memory(struct problem *problem)
{
	problem_set(problem, "out of memory");
	problem->is_limit = true;
	return STATUS_NO_MEMORY;
}
