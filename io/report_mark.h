/* stemprint: whether a file is a report, a manifest or a stamp that stemprint wrote.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_REPORT_MARK_H
#define STEMPRINT_IO_REPORT_MARK_H

#include <stdbool.h>

/** Looks at the first 4 KiB of the open file for the mark that each report has near its start: the schema of JSON,
    the driver of SARIF, the name of JUnit's test suites, the generator of HTML, the comment of SVG, the header line
    of CSV, the comment of a stamp, the form of a rule for make. Returns false with errno 0 when there is none, or with
   the errno with which reading fails. */
bool report_mark_in(int descriptor);

/** Looks there for the schema of a manifest, which is no report. */
bool manifest_mark_in(int descriptor);

/** Looks there for the first line of a stamp. */
bool stamp_mark_in(int descriptor);

#endif
