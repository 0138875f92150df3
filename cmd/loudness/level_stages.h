/* Copies audio files at a target loudness.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_LOUDNESS_LEVEL_STAGES_H
#define STEMPRINT_CMD_LOUDNESS_LEVEL_STAGES_H

#include "cmd/loudness/level_job.h"

/** Copies the measured files. Failures are reported in the diagnostics. A file that cannot reach the target gets a
    verdict, and then nothing is written. Release the result before `measured`, whatever the status. */
enum status level_stages_run(struct level_job *job, struct measurement_job *measured,
			     const struct level_settings *settings) MUST_CHECK;

/** Adds the copies, their gains and all verdicts to a report of the files before they are levelled. */
enum status level_stages_report(struct level_job *job, struct report *report) MUST_CHECK;

void level_stages_release(struct level_job *job);

#endif
