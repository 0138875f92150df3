/* Prints what is left of a null test.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULL_NULL_RESIDUAL_H
#define STEMPRINT_CMD_NULL_NULL_RESIDUAL_H

#include "cmd/null/null_job.h"

/** Opens the file of the residual, which the proof writes. Failures are reported in the diagnostics. */
enum status null_residual_open(struct null_job *job) MUST_CHECK;

/** Finishes the file and gives it its name. Failures are reported in the diagnostics. */
enum status null_residual_commit(struct null_job *job) MUST_CHECK;

#endif
