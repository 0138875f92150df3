/* Finds why stems do not add up to their mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULL_NULL_CAUSES_H
#define STEMPRINT_CMD_NULL_NULL_CAUSES_H

#include "cmd/null/null_job.h"

/** Finds, after the proof, what would make the stems add up, where that is asked for, and which file is the cause when
    they do not. Failures are reported in the diagnostics. */
enum status null_causes_find(struct null_job *job) MUST_CHECK;

#endif
