/* Hashes all that was asked of a render, beside the files that it reads.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SETTINGS_HASH_H
#define STEMPRINT_CMD_RENDER_SETTINGS_HASH_H

#include "cmd/render/render_job.h"

/** Hashes the recipe (recipe/canonical.h) with its fragments, and the options that count. *digits belongs to the arena
    of the project; NULL: the recipe is too long to be hashed. Returns OK or NO_MEMORY. */
enum status settings_hash_find(const struct render_job *job, const char **digits) MUST_CHECK;

#endif
