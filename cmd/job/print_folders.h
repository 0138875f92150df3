/* Compares the folders that the recipes of one command print into.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_PRINT_FOLDERS_H
#define STEMPRINT_CMD_JOB_PRINT_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

/** This message names two recipes, and the caller fills in their names. */
#define PRINT_FOLDERS_MEET "recipes \"%s\" and \"%s\" print into one folder; give one of them another `directory`"

/** Tells whether two paths lead to one folder. Links and other spellings count. Names that differ in letter case alone
    count, too, unless both folders exist already. */
bool print_folders_meet(const char *one, const char *other);

/** Returns the index of the first recipe that prints into the same folder as the recipe `index`, or `count` when none
    does. It may stand before or after `index`. */
size_t print_folders_other(const char *const *directories, size_t count, size_t index);

#endif
