/* Finds the gains of levelled copies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_LOUDNESS_LEVEL_GAINS_H
#define STEMPRINT_CMD_LOUDNESS_LEVEL_GAINS_H

#include "cmd/loudness/level_job.h"

/** Returns the ceiling of the copies in dBTP: that of the settings, or else the lowest that the profiles allow at the
    target. */
double level_gains_ceiling(const struct level_job *job);

/** Finds the gain of each file that is not left out, and whether it is limited. A limiter gives back less loudness than
    it gets gain, so the files are measured again with the gains until they reach the target, or come no nearer. */
enum status level_gains_find(struct level_job *job) MUST_CHECK;

/** Tells whether a gain puts the true peak of a file over the ceiling. */
bool level_gains_pass_ceiling(const struct level_job *job, size_t file, double gain_db);

/** Returns a source that reads `source` with the gain and the limiter of the file. `context` is the struct level_job.
    The result takes over `source`, also on failure. Returns NULL when out of memory. */
struct source *level_gains_open(void *context, size_t file, struct source *source);

#endif
