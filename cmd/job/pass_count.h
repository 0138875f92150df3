/* Counts the passes that find the gains which a recipe leaves open.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_PASS_COUNT_H
#define STEMPRINT_CMD_JOB_PASS_COUNT_H

#include "cmd/job/project.h"

struct pass_count {
	size_t passes;
	uint64_t memory_bytes; /**< what the graph and the meters of such a pass take at most */
};

/** Counts them without running any: each gain counts as found once its turn has come. The count ends when it is over
    `most`. The project is as it was afterwards. */
enum status pass_count_gains(struct project *project, size_t most, struct pass_count *count) MUST_CHECK;

#endif
