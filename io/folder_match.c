/* Lists the files of a folder that a pattern means.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/folder_match.h"

#include "base/wildcard.h"
#include "io/fence.h"
#include "io/file_call.h"
#include "io/problem.h"
#include "io/yaml_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct listing {
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct location at;
	const char **names;
	size_t count, capacity;
};

static bool out_of_memory(struct listing *listing)
{
	listing->diagnostics->failed = true;
	return false;
}

static bool add(struct listing *listing, const char *name)
{
	if (listing->count == listing->capacity) {
		const size_t capacity = listing->capacity ? listing->capacity * 2 : 64;
		const char **names = ARENA_ARRAY(listing->arena, const char *, capacity);
		if (!names)
			return out_of_memory(listing);
		if (listing->count)
			memcpy(names, listing->names, listing->count * sizeof(*names));
		listing->names = names;
		listing->capacity = capacity;
	}
	const char *copy = arena_text(listing->arena, name, strlen(name));
	if (!copy)
		return out_of_memory(listing);
	listing->names[listing->count++] = copy;
	return true;
}

static bool refuse(struct listing *listing, enum status status, const char *problem)
{
	diagnostics_failure(listing->diagnostics, status, "no-match", listing->at,
			    "the folder of these files cannot be read: %s", problem);
	return false;
}

static bool read_names(struct listing *listing, DIR *folder)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(folder);
		if (!entry && errno != 0) {
			struct problem problem;
			const enum status status = problem_fail(&problem, NULL, errno, STATUS_BAD_RECIPE);
			return refuse(listing, status, problem.text);
		}
		if (!entry)
			return true;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (listing->count == FOLDER_ENTRIES_MAXIMUM)
			return refuse(listing, STATUS_BAD_RECIPE, "it holds more than 20000 files");
		if (!add(listing, entry->d_name))
			return false;
	}
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What cannot be looked at is told where it is opened. No link is followed while nobody is trusted. */
static bool is_folder(int folder, const char *name)
{
	struct stat facts;
	return fstatat(folder, name, &facts, fence_is_raised() ? AT_SYMLINK_NOFOLLOW : 0) == 0 &&
	       S_ISDIR(facts.st_mode);
}

/* A name that no recipe could write would make reports that nothing can read. */
static bool is_text(struct listing *listing, const char *name)
{
	struct diagnostics told;
	diagnostics_init(&told, listing->arena, NULL);
	return !strpbrk(name, "\t\n\r") && yaml_text_check(name, strlen(name), "name", 0, &told);
}

static bool sort_out(struct listing *listing, int folder, const char *pattern, struct folder_files *files)
{
	const char **names = ARENA_ARRAY(listing->arena, const char *, listing->count);
	const char **others = ARENA_ARRAY(listing->arena, const char *, listing->count);
	if (!names || !others)
		return out_of_memory(listing);
	if (listing->count > 1)
		qsort(listing->names, listing->count, sizeof *listing->names, by_bytes);
	*files = (struct folder_files){ .names = names, .others = others };
	for (size_t i = 0; i < listing->count; i++) {
		const char *name = listing->names[i];
		const bool means = wildcard_matches(pattern, name);
		if ((means || name[0] != '.') && is_folder(folder, name))
			continue;
		const bool text = is_text(listing, name);
		if (means && !text)
			return refuse(listing, STATUS_BAD_RECIPE,
				      "the name of one of them is no line of text in UTF-8; rename it");
		if (means)
			names[files->count++] = name;
		else if (text && name[0] != '.')
			others[files->other_count++] = name;
	}
	return true;
}

bool folder_match(const char *folder, const char *pattern, struct location at, struct arena *arena,
		  struct diagnostics *diagnostics, struct folder_files *files)
{
	struct listing listing = { .arena = arena, .diagnostics = diagnostics, .at = at };
	struct problem problem;
	const char *refusal;
	*files = (struct folder_files){ 0 };
	const int file = fence_open_folder(folder, &refusal);
	DIR *opened = file >= 0 ? fdopendir(file) : NULL;
	if (!opened) {
		const enum status status = problem_fail(&problem, NULL, errno, STATUS_BAD_RECIPE);
		if (file >= 0)
			file_close(file);
		return refuse(&listing, refusal ? STATUS_BAD_RECIPE : status, refusal ? refusal : problem.text);
	}
	const bool well = read_names(&listing, opened) && sort_out(&listing, dirfd(opened), pattern, files);
	closedir(opened);
	return well;
}
