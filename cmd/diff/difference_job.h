/* Compares the files of two versions, several at once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_DIFF_DIFFERENCE_JOB_H
#define STEMPRINT_CMD_DIFF_DIFFERENCE_JOB_H

#include "cmd/diff/paired_names.h"
#include "cmd/job/resource_limits.h"
#include "report/difference.h"

struct workers;

/** Compares all pairs, and judges them where difference->max_dbfs is a number. Sets the files and verdicts of the
    difference, whose other members stay. All comes from the arena of the diagnostics. Returns INTERRUPTED, NO_MEMORY,
    LIMIT, or BAD_SOURCE with a diagnostic for each file that cannot be read. What is over the limits is refused before
    any sound is read. */
enum status difference_job_run(const struct paired_names *names, size_t jobs, const struct resource_limits *limits,
			       struct diagnostics *diagnostics, struct difference *difference) MUST_CHECK;

#endif
