/* Finds the file that was meant by a name that no file has.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/near_file.h"

#include "base/path.h"
#include "base/text.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAMES_MAXIMUM = 2048, FOLDERS_MAXIMUM = 64, STEM_LENGTH_LEAST = 3 };

struct names {
	const char **items; /* sorted, because a folder has no order */
	size_t count;
};

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_wanted(const struct dirent *entry, bool folders)
{
	if (entry->d_name[0] == '.')
		return false;
	return entry->d_type == DT_UNKNOWN || entry->d_type == DT_LNK || (entry->d_type == DT_DIR) == folders;
}

/* Lists the files of a folder, or the folders in it. A folder that cannot be read has none. */
static struct names list(const char *folder, bool folders, struct arena *arena)
{
	struct names names = { ARENA_ARRAY(arena, const char *, NAMES_MAXIMUM), 0 };
	DIR *stream = names.items ? opendir(folder) : NULL;
	for (const struct dirent *entry; stream && names.count < NAMES_MAXIMUM && (entry = readdir(stream));)
		if (is_wanted(entry, folders)) {
			names.items[names.count] = arena_text(arena, entry->d_name, strlen(entry->d_name));
			names.count += names.items[names.count] ? 1 : 0;
		}
	if (stream)
		closedir(stream);
	if (names.count > 1)
		qsort(names.items, names.count, sizeof *names.items, compare);
	return names;
}

/* Returns how long the name is without its ending. */
static size_t stem_length(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot && dot > name ? (size_t)(dot - name) : strlen(name);
}

static const char *find_other_case(struct names names, const char *name)
{
	for (size_t i = 0; i < names.count; i++)
		if (strcasecmp(names.items[i], name) == 0)
			return names.items[i];
	return NULL;
}

static const char *find_other_ending(struct names names, const char *name)
{
	const size_t length = stem_length(name);
	for (size_t i = 0; i < names.count; i++)
		if (stem_length(names.items[i]) == length && strncasecmp(names.items[i], name, length) == 0)
			return names.items[i];
	return NULL;
}

/* Endings are alike in all files, so only what stands before them is compared. */
static const char *find_typing_error(struct names names, const char *name, struct arena *arena)
{
	const char **stems = ARENA_ARRAY(arena, const char *, names.count);
	const char *stem = arena_text(arena, name, stem_length(name));
	if (!stems || !stem || strlen(stem) < STEM_LENGTH_LEAST)
		return NULL;
	for (size_t i = 0; i < names.count; i++) {
		const char *own = arena_text(arena, names.items[i], stem_length(names.items[i]));
		stems[i] = own ? own : names.items[i];
	}
	const char *nearest = text_nearest(stem, stems, names.count);
	for (size_t i = 0; nearest && i < names.count; i++)
		if (stems[i] == nearest)
			return names.items[i];
	return NULL;
}

/* Looks for the very name in the folders of the folder. */
static const char *find_deeper(const char *folder, const char *name, struct arena *arena)
{
	const struct names folders = list(folder, true, arena);
	for (size_t i = 0; i < folders.count && i < FOLDERS_MAXIMUM; i++) {
		const char *path = arena_format(arena, "%s/%s", folder, folders.items[i]);
		const char *found = path ? find_other_case(list(path, false, arena), name) : NULL;
		if (found)
			return arena_format(arena, "%s/%s", folders.items[i], found);
	}
	return NULL;
}

static const char *find_near(const char *path, struct arena *arena)
{
	char *folder = arena_text(arena, path, strlen(path));
	const char *name = path_last_part(path);
	if (!folder || !*name)
		return NULL;
	if (name == path)
		folder = arena_text(arena, ".", 1);
	else
		folder[name == path + 1 ? 1 : name - path - 1] = '\0';
	if (!folder)
		return NULL;
	const struct names files = list(folder, false, arena);
	const char *found = find_other_case(files, name);
	found = found ? found : find_other_ending(files, name);
	found = found ? found : find_deeper(folder, name, arena);
	return found ? found : find_typing_error(files, name, arena);
}

const char *near_file_find(const char *path, struct arena *arena)
{
	struct arena *scratch = arena_new(); /* the names of large folders are not kept */
	const char *found = scratch ? find_near(path, scratch) : NULL;
	const char *copy = found ? arena_text(arena, found, strlen(found)) : NULL;
	if (scratch)
		arena_free(scratch);
	return copy;
}
