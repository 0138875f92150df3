/* Runs a null test over audio files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULL_NULL_STAGES_H
#define STEMPRINT_CMD_NULL_NULL_STAGES_H

#include "cmd/null/null_job.h"

/** Reads all files and takes the stems from the mix. Failures are reported in the diagnostics. Returns OK without a
    proof where the files cannot be compared; a verdict says so. The residual has its name when this returns OK. Release
    the result, whatever the status. */
enum status null_stages_run(struct null_job *job, struct diagnostics *diagnostics, const char *const *paths,
			    size_t count, const struct null_settings *settings) MUST_CHECK;

/** Closes the files. A residual that was not committed is removed. */
void null_stages_release(struct null_job *job);

#endif
