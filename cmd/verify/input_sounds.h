/* Tells inputs that sound as they did from those that sound otherwise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERIFY_INPUT_SOUNDS_H
#define STEMPRINT_CMD_VERIFY_INPUT_SOUNDS_H

#include "cmd/job/resource_limits.h"
#include "cmd/verify/manifest_check.h"

/** Decodes the inputs that were found FILE_CHANGED, where the manifest knows their sound. Those that have it still
    become FILE_SAME_SOUND: somebody has written other tags into them, or packed them in another way. Returns OK,
    NO_MEMORY, INTERRUPTED, or LIMIT with a diagnostic of an input that is too long. */
enum status input_sounds_compare(struct manifest_check *check, const struct resource_limits *limits,
				 struct diagnostics *diagnostics) MUST_CHECK;

#endif
