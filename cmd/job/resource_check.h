/* Refuses a render that would pass a limit, before it runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_RESOURCE_CHECK_H
#define STEMPRINT_CMD_JOB_RESOURCE_CHECK_H

#include "cmd/job/resource_estimate.h"

/** Checks the length of the session, which is known before any graph is built. Reports it, and returns LIMIT, when it
    has more frames than are allowed. */
enum status resource_check_length(struct project *project, const struct resource_limits *limits) MUST_CHECK;

/** Estimates the render, and reports memory and passes over their limits. Returns LIMIT then, and otherwise what
    resource_estimate_make() does. */
enum status resource_check_render(struct project *project, const struct resource_request *request,
				  struct resource_estimate *estimate) MUST_CHECK;

/** Reports a folder whose file system has less room than the files need at least, and returns BAD_OUTPUT then. */
enum status resource_check_space(struct project *project, const struct resource_estimate *estimate,
				 const char *directory) MUST_CHECK;

/** Reports a folder whose file system has less room than `bytes`, which `what` needs, like "the residual needs", and
    returns BAD_OUTPUT then. */
enum status resource_check_room(struct diagnostics *diagnostics, const char *what, uint64_t bytes,
				const char *directory) MUST_CHECK;

/** Reports a null test of that many files whose readers, take `bytes` of memory, where that is more than is allowed,
   and returns LIMIT then. */
enum status resource_check_readers(struct diagnostics *diagnostics, size_t files, uint64_t bytes,
				   const struct resource_limits *limits) MUST_CHECK;

/** Reports a measurement of that many files on so many threads whose meters take `bytes` of memory, where that is more
    than is allowed, and returns LIMIT then. */
enum status resource_check_meters(struct diagnostics *diagnostics, size_t files, size_t threads, uint64_t bytes,
				  const struct resource_limits *limits) MUST_CHECK;

/** Reports more files than are allowed, and returns LIMIT then. */
enum status resource_check_files(struct diagnostics *diagnostics, size_t files,
				 const struct resource_limits *limits) MUST_CHECK;

/** Reports a file with more frames than are allowed, and returns LIMIT then. */
enum status resource_check_frames(struct diagnostics *diagnostics, const char *name, uint64_t frames,
				  const struct resource_limits *limits) MUST_CHECK;

#endif
