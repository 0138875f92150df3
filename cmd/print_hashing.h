/* Hashes the files that a render has printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PRINT_HASHING_H
#define STEMPRINT_CMD_PRINT_HASHING_H

#include "cmd/rendering.h"

/** Finds the SHA-256 of each printed file, several files in parallel; output_sha256() returns it afterwards. Failures
    are reported in the project's diagnostics. */
enum status print_hashing_run(struct rendering *rendering) MUST_CHECK;

#endif
