/* stemprint: the folders that the recipes of one command print into.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PRINT_FOLDERS_H
#define STEMPRINT_CMD_PRINT_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

/** What is told of two recipes, whose names are to be filled in. */
#define PRINT_FOLDERS_MEET "recipes \"%s\" and \"%s\" print into one folder; give one of them another `directory`"

/** Whether two paths lead to one folder: by links, by other spellings, and unless both are there already by names that differ in letter
    case alone. */
bool print_folders_meet(const char *one, const char *other);

/** The index of the first recipe that prints into the same folder as another one before or after `index`; `count`
    when none does. */
size_t print_folders_other(const char *const *directories, size_t count, size_t index);

#endif
