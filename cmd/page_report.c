/* Gives a report what only a page needs of it: links to the files, and copies of their sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/page_report.h"

#include "base/path.h"
#include "cmd/page_copies.h"
#include "io/fence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the parts of a path behind the folder that path_cut() left of it. */
static const char *parts_behind(const char *path, const char *left)
{
	const size_t length = strlen(left);
	const bool written = strncmp(path, left, length) == 0 &&
			     (path[length] == '/' || path[length] == '\0' || strcmp(left, "/") == 0);
	return written ? path + length + strspn(path + length, "/") : path;
}

/* Returns the path of a folder from the root, without links; the caller frees it. The folder of a page may not exist
   yet: its last parts are then as they are written. NULL when out of memory, or when no part can be found. */
static char *resolve(const char *folder)
{
	char *there = strdup(folder), *resolved = NULL, *whole = NULL;
	while (there && !(resolved = fence_resolve(there)) && path_cut(there))
		;
	const char *rest = resolved ? parts_behind(folder, there) : "";
	const char *slash = *rest == '\0' || (resolved && resolved[1] == '\0') ? "" : "/";
	if (resolved && asprintf(&whole, "%s%s%s", resolved, slash, rest) < 0)
		whole = NULL;
	free(resolved);
	free(there);
	return whole;
}

/* Returns the resolved folder of a file, in the arena; NULL as resolve(). */
static const char *folder_of(const char *path, struct arena *arena)
{
	char *folder = strdup(path);
	char *resolved = folder && path_cut(folder) ? resolve(folder) : NULL;
	const char *kept = resolved ? arena_text(arena, resolved, strlen(resolved)) : NULL;
	free(resolved);
	free(folder);
	return kept;
}

static const char *link_between(const char *from, const char *location, struct arena *arena)
{
	const char *folder = folder_of(location, arena);
	const char *slash = folder && folder[1] == '\0' ? "" : "/";
	const char *path = folder ? arena_format(arena, "%s%s%s", folder, slash, path_last_part(location)) : NULL;
	return path ? path_between(from, path, arena) : NULL;
}

static struct report *add_links(const struct report *report, const char *page, struct arena *arena)
{
	struct report *copy = ARENA_NEW(arena, struct report);
	struct report_file *files = ARENA_ARRAY(arena, struct report_file, report->file_count);
	const char *from = folder_of(report_options_is_standard_output(page) ? "./-" : page, arena);
	if (!copy || !files)
		return NULL;
	*copy = *report;
	copy->files = files;
	for (size_t i = 0; i < report->file_count; i++) {
		files[i] = report->files[i];
		if (from && files[i].location)
			files[i].link = link_between(from, files[i].location, arena);
	}
	return copy;
}

enum status page_report_make(const struct report *report, const struct report_options *options, const char *page,
			     struct arena *arena, struct problem *problem, const struct report **result)
{
	struct report *linked = add_links(report, page, arena);
	*result = linked;
	if (!linked)
		return STATUS_NO_MEMORY;
	return options->embeds ? page_copies_add(linked, arena, problem) : STATUS_OK;
}
