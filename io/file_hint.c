/* Says what is meant by the name of a file that is not there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_hint.h"

#include "base/look_alike.h"
#include "base/path.h"
#include "io/fence.h"
#include "io/near_file.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool has_control_character(const char *file)
{
	for (; *file; file++)
		if (iscntrl((unsigned char)*file))
			return true;
	return false;
}

/* Returns what is wrong with a name as such, or NULL. */
static const char *wrong_name(const char *file)
{
	const size_t length = strlen(file);
	if (strstr(file, "://"))
		return "an address is not loaded; load the file first, and name it by its path";
	if (file[0] == '~')
		return "`~` stands for no folder here; write the path from the recipe's folder";
	if (file[0] == '$' || strstr(file, "${"))
		return "variables are not put in here; write the path from the recipe's folder";
	if (has_control_character(file))
		return "between double quotes `\\` begins a special character; write `/` between folders";
	if (isalpha((unsigned char)file[0]) && file[1] == ':' && (file[2] == '\\' || file[2] == '/'))
		return "there are no drives with letters here; write the path from the recipe's folder, with `/`";
	if (strchr(file, '\\'))
		return "write `/` between folders, not `\\`";
	if (strpbrk(file, "*?"))
		return "this is one file; write a pattern of names in `sources`";
	if (length > 0 && (file[0] == ' ' || file[length - 1] == ' '))
		return "the name begins or ends with a space; remove it";
	return NULL;
}

/* Returns the path from the root as far as folders are there. */
static const char *resolve(const char *path, struct arena *arena)
{
	char *folder = arena_text(arena, path, strlen(path));
	const char *name = path_last_part(path);
	if (!folder || name == path + 1)
		return path;
	folder[name == path ? 0 : name - path - 1] = '\0';
	char *resolved = realpath(*folder ? folder : ".", NULL);
	const char *whole = resolved ? arena_format(arena, "%s/%s", resolved, name) : path;
	free(resolved);
	return whole;
}

/* Returns what to write instead of `file`, whose path is `path`. `found` begins in the folder of that path. */
static const char *rename_file(const char *file, const char *found, struct arena *arena)
{
	const char *name = path_last_part(file);
	return arena_format(arena, "%.*s%s", (int)(name - file), file, found);
}

bool file_hint_is_missing(const char *path)
{
	struct stat facts;
	return lstat(path, &facts) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

const char *file_hint(const char *file, const char *path, struct arena *arena)
{
	char room[LOOK_ALIKE_BYTES], other[LOOK_ALIKE_BYTES];
	const bool fenced = fence_is_raised();
	if (!fenced && !file_hint_is_missing(path))
		return "";
	const char *wrong = wrong_name(file);
	const char *found = fenced || wrong ? NULL : near_file_find(path, arena);
	if (!wrong && !(found && look_alike_tell(found, strlen(found), other)))
		wrong = look_alike_tell(file, strlen(file), room);
	if (fenced && !wrong)
		return "";
	if (wrong)
		return arena_format(arena, "; %s", wrong);
	const char *at = resolve(path, arena);
	found = found ? rename_file(file, found, arena) : NULL;
	if (!at)
		return NULL;
	if (found)
		return arena_format(arena, ", at \"%.1000s\"; did you mean \"%.1000s\"?", at, found);
	return arena_format(arena, ", at \"%.1000s\"; %s", at,
			    file[0] == '/' ? "check the path" : "check the path, which begins in the recipe's folder");
}
