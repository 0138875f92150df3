/* Defines what the exit codes mean.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_EXIT_CODE_H
#define STEMPRINT_CMD_EXIT_CODE_H

#include "base/status.h"

/** A run that ended with 5, 6 or a signal may be retried; one that ended with 3 or 4 may not. */
enum exit_code {
	EXIT_WELL = 0, /**< all is well and all verdicts pass */
	EXIT_VERDICT = 1, /**< the render succeeded, but a verdict failed */
	EXIT_USAGE = 2, /**< the usage is wrong */
	EXIT_RECIPE = 3, /**< the recipe is wrong, or an output would overwrite an input */
	EXIT_SOURCE = 4, /**< a source could not be read */
	EXIT_OUTPUT = 5, /**< an output could not be written */
	EXIT_LIMIT = 6, /**< a limit of time, memory or size was reached */
	EXIT_DEFECT = 70, /**< stemprint has a defect */
};

/** Returns the code for a status. INTERRUPTED has none, because the process dies of the signal. */
enum exit_code exit_code_of(enum status status);

/** Returns the code for several recipes in one run. It is 0 only if all are 0, else the gravest: a defect comes first,
    then recipe, source, output, limit, verdict. */
enum exit_code exit_code_worst(enum exit_code a, enum exit_code b);

#endif
