/* Reads the printed files back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_READ_BACK_H
#define STEMPRINT_CMD_RENDER_READ_BACK_H

#include "cmd/render/render_job.h"

/** Reads all printed files back, measures them, and proves the sets of stems. It needs rendered sets, and fills in
    job->proof_pass and the measurements of the files. Failures are reported in the project's diagnostics. */
enum status read_back_run(struct render_job *job) MUST_CHECK;

#endif
