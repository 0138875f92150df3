/* Tells paths of recipes from those of what renders leave.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_RECIPE_NAME_H
#define STEMPRINT_CMD_JOB_RECIPE_NAME_H

#include <stdbool.h>

/** Returns whether a path names a recipe: it ends in .yaml, .yml or .json, and is neither a manifest.json nor a folder,
    which may have any name. */
bool recipe_name_is_one(const char *path);

#endif
