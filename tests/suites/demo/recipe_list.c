/* Lists the recipes of the tree.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe_list.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

void recipe_list_walk(void (*each)(const char *path, const char *name))
{
	glob_t found;
	cr_assert_eq(glob(STEMPRINT_ROOT "/recipes/*.yaml", 0, NULL, &found), 0);
	cr_assert_geq(found.gl_pathc, 1);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char name[128];
		snprintf(name, sizeof name, "%s", strrchr(found.gl_pathv[i], '/') + 1);
		*strrchr(name, '.') = '\0';
		/* It renders when hardware has answered: tests/suites/hardware is the hardware. */
		if (strcmp(name, "hardware-insert") != 0)
			each(found.gl_pathv[i], name);
	}
	globfree(&found);
}
