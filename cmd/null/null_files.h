/* Makes the files of a null test fit each other, and opens them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULL_NULL_FILES_H
#define STEMPRINT_CMD_NULL_NULL_FILES_H

#include "cmd/null/null_job.h"

/** Reads the headers of `count` files, pairs left and right halves, finds where each file starts, and decides whether
    the files can be compared (job->shape). The first file is the mix. Failures are reported in the diagnostics. */
enum status null_files_read(struct null_job *job, const char *const *paths, size_t count) MUST_CHECK;

/** Opens files that can be compared, and states the proof. Failures are reported in the diagnostics. */
enum status null_files_open(struct null_job *job) MUST_CHECK;

#endif
