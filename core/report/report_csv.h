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

    The subject is a file's path, "meter NAME", "trim STRIP" or "engine"; quantities are named as in report_json.h. A
   value that is not there (silence, not measurable) is empty; levels have two decimals. The verdict stands behind the
   measurement that it judges, else it is empty; verdicts on no single measurement follow, with value and unit empty. */
enum status report_csv(const struct report *report, struct text *text) MUST_CHECK;

#endif
