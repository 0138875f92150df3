/* Finds out whether two recipes print into one folder.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/print_folders.h"

#include "io/recipe_file.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* The deepest folder of a path that is there, and the names of those below it that will be made. */
struct place {
	char there[PATH_MAX];
	char rest[PATH_MAX];
	struct stat facts;
};

static bool append(char *path, const char *part, size_t length)
{
	const size_t end = strlen(path);
	if (end + length + 2 > PATH_MAX)
		return false;
	const bool slash = end > 0 && path[end - 1] != '/';
	snprintf(path + end, PATH_MAX - end, "%s%.*s", slash ? "/" : "", (int)length, part);
	return true;
}

static void drop_last(char *path)
{
	char *slash = strrchr(path, '/');
	*(slash ? slash : path) = '\0';
}

/* False when the path is too long. */
static bool step(struct place *place, const char *part, size_t length)
{
	if (length == 0 || (length == 1 && part[0] == '.'))
		return true;
	const bool up = length == 2 && part[0] == '.' && part[1] == '.';
	if (place->rest[0] != '\0') {
		if (!up)
			return append(place->rest, part, length);
		drop_last(place->rest);
		return true;
	}
	const size_t end = strlen(place->there);
	struct stat facts;
	if (!append(place->there, part, length))
		return false;
	if (stat(place->there, &facts) == 0) {
		place->facts = facts;
		return true;
	}
	place->there[end] = '\0';
	return append(place->rest, part, length);
}

static bool find_place(struct place *place, const char *path)
{
	*place = (struct place){ .there = "" };
	snprintf(place->there, sizeof place->there, "%s", path[0] == '/' ? "/" : ".");
	if (stat(place->there, &place->facts) != 0)
		return false;
	for (const char *part = path; *part;) {
		const size_t length = strcspn(part, "/");
		if (!step(place, part, length))
			return false;
		part += length + (part[length] == '/');
	}
	return true;
}

bool print_folders_meet(const char *one, const char *other)
{
	struct place a, b;
	return find_place(&a, one) && find_place(&b, other) && a.facts.st_dev == b.facts.st_dev &&
	       a.facts.st_ino == b.facts.st_ino && strcasecmp(a.rest, b.rest) == 0;
}

enum status print_folders_read(const char *const *recipes, size_t count, struct arena *arena, const char **directories)
{
	for (size_t i = 0; i < count; i++) {
		struct diagnostics untold;
		struct recipe *recipe = NULL;
		diagnostics_init(&untold, arena, recipes[i]);
		enum status status = recipe_file_read(recipes[i], arena, &untold, &recipe);
		if (status == STATUS_NO_MEMORY)
			return status;
		directories[i] = status == STATUS_OK ? recipe->print.directory : NULL;
	}
	return STATUS_OK;
}

size_t print_folders_other(const char *const *directories, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++)
		if (i != index && directories[i] && directories[index] &&
		    print_folders_meet(directories[i], directories[index]))
			return i;
	return count;
}
