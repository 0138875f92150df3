/* Proves once more, from the printed files, that the stems of a manifest add up to their mixes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERIFY_MANIFEST_PROOF_H
#define STEMPRINT_CMD_VERIFY_MANIFEST_PROOF_H

#include "cmd/job/resource_limits.h"
#include "cmd/verify/manifest_check.h"

/** Holds each proof of the manifest as the render did, with its limits, and adds its verdict "null MIX". A proof whose
    files are not as written fails without being read. The prints must be checked. A proof whose readers would take more
    memory than the limits allow is not begun. Returns OK, INTERRUPTED, NO_MEMORY, or LIMIT with a diagnostic. */
enum status manifest_proof_run(const struct manifest_check *check, struct workers *workers,
			       const struct resource_limits *limits, struct verdicts *verdicts,
			       struct diagnostics *diagnostics) MUST_CHECK;

#endif
