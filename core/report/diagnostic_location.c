/* Finds the location of a diagnostic in a file that the user has.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/diagnostic_location.h"

struct diagnostic_location diagnostic_location(const struct diagnostics *list, struct location at)
{
	struct origin origin = diagnostics_origin(list, at.origin);
	while (at.origin != 0 && !origin.path) {
		at = origin.used_at;
		origin = diagnostics_origin(list, at.origin);
	}
	return (struct diagnostic_location){ .file = origin.file,
					     .line = at.line,
					     .column = at.column == 0 ? 1 : at.column,
					     .end_column = (at.column == 0 ? 1 : at.column) +
							   (at.length == 0 ? 1 : at.length) };
}
