/* stemprint tests: the list of the recipes of the tree.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_RECIPE_LIST_H
#define STEMPRINT_TESTS_RECIPE_LIST_H

/** Calls `each` for every recipes/NAME.yaml of the tree, in the order of their names. Fails if there are none. */
void recipe_list_walk(void (*each)(const char *path, const char *name));

#endif
