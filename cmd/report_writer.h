/* Writes the reports that the options ask for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_WRITER_H
#define STEMPRINT_CMD_REPORT_WRITER_H

#include "cmd/report_options.h"
#include "io/problem.h"

/** Writes all that was asked for, whole or not at all. There is one of `findings` for each run, and just
    one unless options->several. One without findings->report it writes the formats that can hold diagnostics
    alone: JUnit, SARIF, annotations. When an output cannot be written, the problem says which and why. Returns OK,
    BAD_OUTPUT or NO_MEMORY. */
enum status report_writer_write(const struct report_options *options, const struct findings *findings, size_t count,
				struct problem *problem) MUST_CHECK;

#endif
