/* stemprint: where a diagnostic points, for machines.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DIAGNOSTIC_LOCATION_H
#define STEMPRINT_REPORT_DIAGNOSTIC_LOCATION_H

#include "base/diagnostic.h"

/** A region of one line in a file. Lines and columns count from 1, columns in characters. */
struct diagnostic_location {
	const char *file; /**< as the user named it, or beside what he named; NULL: none */
	uint32_t line; /**< 0: the file as a whole */
	uint32_t column;
	uint32_t end_column; /**< behind the last character of the region */
};

/** The place in a file that the user has: what lies in a preset that comes with stemprint points to the `use` of it. */
struct diagnostic_location diagnostic_location(const struct diagnostics *list, struct location at);

#endif
