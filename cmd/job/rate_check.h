/* Warns of sources that are converted to the rate of the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_RATE_CHECK_H
#define STEMPRINT_CMD_JOB_RATE_CHECK_H

#include "cmd/job/project.h"

/** Adds one warning "rate-conversion" for all sources and clips of a project that was probed, if some have another rate
    than the session, and the recipe does not write which rate that is. It stands at the first of them. */
void rate_check_sources(struct project *project);

#endif
