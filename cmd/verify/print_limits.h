/* Refuses prints that are longer than is allowed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERIFY_PRINT_LIMITS_H
#define STEMPRINT_CMD_VERIFY_PRINT_LIMITS_H

#include "cmd/job/resource_limits.h"
#include "cmd/verify/manifest_check.h"

/** Compares the length of each print that is as written with the limit of frames. The prints must be checked. Without
    that limit, nothing is opened. Returns OK, NO_MEMORY, or LIMIT with a diagnostic for each print that is too long. */
enum status print_limits_check(const struct manifest_check *check, const struct resource_limits *limits,
			       struct diagnostics *diagnostics) MUST_CHECK;

#endif
