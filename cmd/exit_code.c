/* Maps statuses to exit codes and finds the gravest of two codes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/exit_code.h"

#include <stddef.h>

enum exit_code exit_code_of(enum status status)
{
	switch (status) {
	case STATUS_OK:
		return EXIT_WELL;
	case STATUS_BAD_RECIPE:
		return EXIT_RECIPE;
	case STATUS_BAD_SOURCE:
	case STATUS_NOT_FINITE:
		return EXIT_SOURCE;
	case STATUS_BAD_OUTPUT:
		return EXIT_OUTPUT;
	case STATUS_NO_MEMORY:
	case STATUS_LIMIT:
		return EXIT_LIMIT;
	case STATUS_INTERRUPTED:
	case STATUS_DEFECT:
		break;
	}
	return EXIT_DEFECT;
}

enum exit_code exit_code_worst(enum exit_code a, enum exit_code b)
{
	static const enum exit_code order[] = { EXIT_DEFECT, EXIT_USAGE, EXIT_RECIPE, EXIT_SOURCE,
						EXIT_OUTPUT, EXIT_LIMIT, EXIT_VERDICT };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_WELL;
}
