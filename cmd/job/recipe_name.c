/* Tells paths of recipes from those of what renders leave.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/recipe_name.h"

#include "base/path.h"
#include "io/fence.h"
#include "io/print_record.h"

#include <string.h>
#include <sys/stat.h>

bool recipe_name_is_one(const char *path)
{
	const char *ending = strrchr(path, '.');
	struct stat facts;
	if (!ending || (strcmp(ending, ".yaml") != 0 && strcmp(ending, ".yml") != 0 && strcmp(ending, ".json") != 0))
		return false;
	return strcmp(path_last_part(path), PRINT_RECORD_MANIFEST) != 0 &&
	       !(fence_look(path, &facts) == 0 && S_ISDIR(facts.st_mode));
}
