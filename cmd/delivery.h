/* Delivers the results of a command to the user.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_DELIVERY_H
#define STEMPRINT_CMD_DELIVERY_H

#include "cmd/exit_code.h"
#include "cmd/report_options.h"

/** Writes the report for people, or with `quiet` only the verdicts that failed, and the reports for machines that were
    asked for. If the run failed (`status` is its result), these hold only the diagnostics. An output that cannot be
    written is reported in the diagnostics. Returns the status, or that of the delivery. */
enum status delivery_write(const struct report_options *options, bool quiet, enum status status,
			   const struct report *report, struct diagnostics *diagnostics) MUST_CHECK;

/** Ends a run: prints the diagnostics to stderr, and ends the process by the signal if one came. Returns the exit code
    of the whole run. */
enum exit_code delivery_end(enum status status, const struct report *report, struct diagnostics *diagnostics);

#endif
