/* stemprint: the report for spreadsheets.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_CSV_H
#define STEMPRINT_REPORT_REPORT_CSV_H

#include "base/status.h"
#include "base/text.h"
#include "report/report.h"

/** Appends a table by RFC 4180 with line feeds: a header, then one row for each measurement,

	subject,quantity,value,unit,verdict
	mix.wav,integrated,-14.23,LUFS,pass

    The subject is a file's path, "meter NAME", "trim STRIP" or "engine". Quantities have the names of report_json.h.
    Levels have two decimals. The value is empty when there is none (silence, not measurable). The verdict stands in the
    row of the measurement that it judges, and is empty in all other rows. Verdicts that judge no single measurement
    follow at the end, with value and unit empty. Returns NO_MEMORY when out of memory. */
enum status report_csv(const struct report *report, struct text *text) MUST_CHECK;

/** Appends the rows alone, each behind the name of the recipe. NULL: they have none. */
enum status report_csv_rows(const struct report *report, const char *recipe, struct text *text) MUST_CHECK;

#endif
