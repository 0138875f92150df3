/* Tells which files belong to the whole of a recipe, of which a render prints some regions alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_WHOLE_RENDER_H
#define STEMPRINT_CMD_RENDER_WHOLE_RENDER_H

#include <stdbool.h>

/** Returns whether a render of the whole recipe makes the file at this path, as its full file or for a region. The
    context is a struct render_job whose files are known, with regions chosen by `--region`; it makes the same files
    elsewhere (output_policy.h). */
bool whole_render_has(const void *context, const char *path);

#endif
