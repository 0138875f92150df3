/* stemprint: what the exit codes mean.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_EXIT_CODE_H
#define STEMPRINT_CMD_EXIT_CODE_H

#include "base/status.h"

/** Codes 5, 6 and signals may be retried; 3 and 4 not. */
enum exit_code {
	EXIT_WELL = 0, /**< all well, all verdicts pass */
	EXIT_VERDICT = 1, /**< rendered, but a verdict failed */
	EXIT_USAGE = 2, /**< wrong usage */
	EXIT_RECIPE = 3, /**< the recipe is wrong, or an output would overwrite an input */
	EXIT_SOURCE = 4, /**< a source could not be read */
	EXIT_OUTPUT = 5, /**< an output could not be written */
	EXIT_LIMIT = 6, /**< a limit of time, memory or size was hit */
	EXIT_DEFECT = 70, /**< a defect in stemprint */
};

/** The code for a status. INTERRUPTED has none: the process dies of the signal. */
enum exit_code exit_code_of(enum status status);

/** The code for several recipes in one run: 0 only if all are 0, else the gravest: a defect, then recipe, source, output, limit, verdict. */
enum exit_code exit_code_worst(enum exit_code a, enum exit_code b);

#endif
