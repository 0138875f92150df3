/* stemprint: where levelled copies go, and how they get there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_LEVEL_OUTPUTS_H
#define STEMPRINT_CMD_LEVEL_OUTPUTS_H

#include "cmd/levelling.h"
#include "io/file_guard.h"

/** Lists the copies of `count` files before any of them is read. NO_MEMORY, or OK. */
enum status level_outputs_guard(struct file_guard *guard, const struct levelling_settings *settings,
				const char *const *paths, size_t count, struct diagnostics *diagnostics) MUST_CHECK;

/** Names the copies and looks at what stands where they go, before the work begins: all files that are in the way are
    told in the diagnostics. */
enum status level_outputs_expect(struct levelling *levelling) MUST_CHECK;

/** After level_outputs_expect(): prints a copy of every file that is not left out, into temporaries. A FLAC file
    stays one; all else becomes WAV, of the depth that it has, 24 bits where it has none. What fails is told in the
    diagnostics. */
enum status level_outputs_print(struct levelling *levelling,
				struct source *(*open)(void *context, size_t file, struct source *source)) MUST_CHECK;

/** Where a copy is, or will be; "" when out of memory. */
const char *level_outputs_path(const struct levelling *levelling, size_t file);

#endif
