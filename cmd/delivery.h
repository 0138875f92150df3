/* stemprint: what a command has found, on its way to whoever asked.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_DELIVERY_H
#define STEMPRINT_CMD_DELIVERY_H

#include "cmd/exit_code.h"
#include "cmd/report_options.h"

/** A report for people, or with `quiet` only the verdicts that failed, and those for machines that were asked for; of a run that failed (`status` as it ended) these tell the diagnostics alone. An
    output that cannot be written is told in the diagnostics. Returns the status, or that of the delivery. */
enum status delivery_write(const struct report_options *options, bool quiet, enum status status,
			   const struct report *report, struct diagnostics *diagnostics) MUST_CHECK;

/** The last of a run: tells the diagnostics on stderr, and dies of a signal that came. What all of it amounts to. */
enum exit_code delivery_end(enum status status, const struct report *report, struct diagnostics *diagnostics);

#endif
