/* Lists the formats of reports for other programs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_FORMAT_H
#define STEMPRINT_CMD_REPORT_FORMAT_H

#include "report/findings.h"

enum report_format { REPORT_JSON, REPORT_CSV, REPORT_JUNIT, REPORT_SARIF, REPORT_HTML };
enum { REPORT_FORMAT_COUNT = REPORT_HTML + 1 };

struct report_format_row {
	const char *name; /**< its option is "--NAME" */
	/** Appends the report of one run; `count` is 1. Returns OK or NO_MEMORY. */
	enum status (*print)(const struct findings *findings, size_t count, struct text *text);
	/** Appends the report of `count` recipes, whose findings were kept. Returns OK or NO_MEMORY. */
	enum status (*print_several)(const struct findings *findings, size_t count, struct text *text);
	bool of_diagnostics; /**< it can be written of one run that has no report */
};

/** There is one row for each enum report_format. */
extern const struct report_format_row report_formats[REPORT_FORMAT_COUNT];

#endif
