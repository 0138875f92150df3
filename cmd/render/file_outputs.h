/* Makes the outputs of a file and of its ranges, and opens what prints them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_FILE_OUTPUTS_H
#define STEMPRINT_CMD_RENDER_FILE_OUTPUTS_H

#include "cmd/render/render_job.h"

/** Adds the outputs of file number `index` of the job and of its ranges. Failures are reported. */
enum status file_outputs_add(struct render_job *job, size_t index) MUST_CHECK;

/** Opens the printer of file number `index`, whose outputs exist and whose headroom is known, with what prints its
    ranges. Its `input` then takes the samples. Failures are reported. */
enum status file_outputs_open(struct render_job *job, size_t index) MUST_CHECK;

#endif
