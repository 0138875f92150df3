/* Pairs the files of two folders by their names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/diff/paired_names.h"

#include "cmd/job/file_search.h"
#include "io/problem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status fail(struct diagnostics *diagnostics, enum status status, const char *path, const char *problem)
{
	diagnostics_failure(diagnostics, status, "source", (struct location){ 0 }, "\"%s\": %s", path, problem);
	return status;
}

static enum status look_at(const char *path, struct diagnostics *diagnostics, bool *is_folder)
{
	struct stat facts;
	struct problem problem = { .text = "" };
	if (stat(path, &facts) != 0) {
		const enum status status = problem_fail(&problem, NULL, errno, STATUS_BAD_SOURCE);
		return fail(diagnostics, status, path, problem.text);
	}
	*is_folder = S_ISDIR(facts.st_mode);
	return STATUS_OK;
}

/* Makes the names relative to the folder, and sorts them. */
static void make_relative(struct found_files *found, const char *folder)
{
	size_t length = strlen(folder);
	for (size_t i = 0; i < found->count; i++) {
		const char *name = found->paths[i] + length;
		found->paths[i] = name + strspn(name, "/");
	}
	if (found->count > 0)
		qsort(found->paths, found->count, sizeof *found->paths, compare_texts);
}

/* Merges both sorted lists. */
static bool merge(const char *const *folders, const struct found_files *found, struct paired_names *names,
		  struct arena *arena)
{
	const struct found_files *old = &found[COMPARISON_OLD], *now = &found[COMPARISON_NEW];
	size_t i = 0, k = 0;
	bool done = true;
	while (done && (i < old->count || k < now->count)) {
		const int order = i == old->count ? 1 : k == now->count ? -1 : strcmp(old->paths[i], now->paths[k]);
		struct paired_name *pair = &names->items[names->count++];
		pair->name = order <= 0 ? old->paths[i] : now->paths[k];
		if (order <= 0) {
			pair->paths[COMPARISON_OLD] =
				arena_format(arena, "%s/%s", folders[COMPARISON_OLD], old->paths[i++]);
			done = pair->paths[COMPARISON_OLD];
		}
		if (order >= 0) {
			pair->paths[COMPARISON_NEW] =
				arena_format(arena, "%s/%s", folders[COMPARISON_NEW], now->paths[k++]);
			done = done && pair->paths[COMPARISON_NEW];
		}
	}
	return done;
}

static enum status read_folders(const char *const *folders, struct diagnostics *diagnostics, struct paired_names *names)
{
	struct found_files found[COMPARISON_SIDES];
	enum status status = STATUS_OK;
	for (size_t i = 0; i < COMPARISON_SIDES && status == STATUS_OK; i++) {
		status = file_search_run(&folders[i], 1, true, diagnostics, &found[i]);
		if (status == STATUS_OK && found[i].count == 0)
			status = fail(diagnostics, STATUS_BAD_SOURCE, folders[i],
				      "no audio file is in it; name a folder with prints");
		if (status == STATUS_OK)
			make_relative(&found[i], folders[i]);
	}
	if (status != STATUS_OK)
		return status;
	names->items = ARENA_ARRAY(diagnostics->arena, struct paired_name, found[0].count + found[1].count);
	return names->items && merge(folders, found, names, diagnostics->arena) ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status paired_names_read(const char *const paths[COMPARISON_SIDES], struct diagnostics *diagnostics,
			      struct paired_names *names)
{
	*names = (struct paired_names){ 0 };
	bool folders[COMPARISON_SIDES] = { false, false };
	for (size_t i = 0; i < COMPARISON_SIDES; i++) {
		const enum status status = look_at(paths[i], diagnostics, &folders[i]);
		if (status != STATUS_OK)
			return status;
	}
	if (folders[COMPARISON_OLD] && folders[COMPARISON_NEW])
		return read_folders(paths, diagnostics, names);
	if (folders[COMPARISON_OLD] != folders[COMPARISON_NEW])
		return fail(diagnostics, STATUS_BAD_SOURCE,
			    paths[folders[COMPARISON_OLD] ? COMPARISON_NEW : COMPARISON_OLD],
			    "it is no folder, and the other one is; name two folders or two files");
	names->items = ARENA_NEW(diagnostics->arena, struct paired_name);
	if (!names->items)
		return STATUS_NO_MEMORY;
	names->count = 1;
	*names->items = (struct paired_name){ paths[COMPARISON_NEW], { paths[COMPARISON_OLD], paths[COMPARISON_NEW] } };
	return STATUS_OK;
}
