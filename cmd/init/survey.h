/* Measures the files that a draft is made of.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_INIT_SURVEY_H
#define STEMPRINT_CMD_INIT_SURVEY_H

#include "base/diagnostic.h"
#include "cmd/job/resource_limits.h"
#include "draft/draft.h"

/** Reads all files, each once and to its end, and fills in the measured fields of `files`, or their problem. It leaves
    the paths of `files` as they are. It must run before the process has threads. Returns OK, NO_MEMORY, INTERRUPTED, or
    LIMIT with a diagnostic. */
enum status survey_run(const char *const *paths, size_t count, size_t jobs, struct diagnostics *diagnostics,
		       struct draft_file *files) MUST_CHECK;

#endif
