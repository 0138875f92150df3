/* stemprint: the location of a diagnostic, for reports that machines read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DIAGNOSTIC_LOCATION_H
#define STEMPRINT_REPORT_DIAGNOSTIC_LOCATION_H

#include "base/diagnostic.h"

/** A region of one line of a file. Lines and columns count from 1, and columns count characters. */
struct diagnostic_location {
	const char *file; /**< the path as the user typed it, or relative to such a path; NULL: there is no file */
	uint32_t line; /**< 0: the diagnostic is about the whole file */
	uint32_t column; /**< the first character of the region */
	uint32_t end_column; /**< the column after the last character of the region */
};

/** Returns the location of `at` in a file that the user has. A location inside a preset that comes with stemprint
    becomes the location of the `use` that brought the preset in. */
struct diagnostic_location diagnostic_location(const struct diagnostics *list, struct location at);

#endif
