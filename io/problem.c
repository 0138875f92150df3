/* Writes the text of a problem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/problem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void problem_set(struct problem *problem, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(problem->text, sizeof problem->text, format, arguments);
	va_end(arguments);
}

void problem_set_errno(struct problem *problem, const char *what, int error)
{
	char buffer[128];
	const char *reason = strerror_r(error, buffer, sizeof buffer);
	problem_set(problem, "%s: %c%s", what, tolower((unsigned char)reason[0]), reason[0] ? reason + 1 : "");
}
