/* Hashes the files that a render has printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_PRINT_HASHES_H
#define STEMPRINT_CMD_RENDER_PRINT_HASHES_H

#include "cmd/render/render_job.h"

/** Finds the hash of each printed file, several files in parallel; output_digits() returns it afterwards. Failures
    are reported in the project's diagnostics. */
enum status print_hashes_find(struct render_job *job) MUST_CHECK;

#endif
