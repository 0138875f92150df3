/* Walks through folders for audio files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/file_search.h"

#include "base/path.h"
#include "cmd/interrupt.h"
#include "io/file_call.h"
#include "io/print_record.h"
#include "io/problem.h"
#include "io/report_mark.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct search {
	bool prints; /* of earlier renders count, too */
	struct diagnostics *diagnostics;
	struct found_files *found;
};

static enum status walk(struct search *search, const char *folder, size_t depth);

static bool has_ending(const char *name, const char *const *endings, size_t count)
{
	const char *point = strrchr(name, '.');
	for (size_t i = 0; point && i < count; i++)
		if (strcasecmp(point + 1, endings[i]) == 0)
			return true;
	return false;
}

static bool is_audio(const char *name)
{
	static const char *const endings[] = { "wav",  "wave", "bwf", "rf64", "bw64", "w64", "aif", "aiff",
					       "aifc", "caf",  "au",  "snd",  "flac", "ogg", "oga", "opus" };
	return has_ending(name, endings, sizeof endings / sizeof *endings);
}

static bool is_unread_audio(const char *name)
{
	static const char *const endings[] = { "mp3", "m4a", "aac", "wma", "mp4", "sd2", "wv", "ape" };
	return has_ending(name, endings, sizeof endings / sizeof *endings);
}

static enum status fail(struct search *search, enum status status, const char *path, const char *problem)
{
	diagnostics_failure(search->diagnostics, status, "source", (struct location){ 0 }, "\"%s\": %s", path, problem);
	return status;
}

static enum status fail_errno(struct search *search, const char *path, const char *what)
{
	struct problem problem = { .text = "" };
	const enum status status = problem_fail(&problem, what, errno, STATUS_BAD_SOURCE);
	return fail(search, status, path, problem.text);
}

static enum status add(struct search *search, const char *path)
{
	struct found_files *found = search->found;
	if (found->count == FILE_SEARCH_MAXIMUM) {
		diagnostics_failure(search->diagnostics, STATUS_LIMIT, "source", (struct location){ 0 },
				    "there are more than %d audio files; name the folder of one song",
				    FILE_SEARCH_MAXIMUM);
		return STATUS_LIMIT;
	}
	if (found->count == found->capacity) {
		const size_t capacity = found->capacity > 0 ? 2 * found->capacity : 64;
		const char **paths = ARENA_ARRAY(search->diagnostics->arena, const char *, capacity);
		if (!paths)
			return STATUS_NO_MEMORY;
		for (size_t i = 0; i < found->count; i++)
			paths[i] = found->paths[i];
		found->paths = paths;
		found->capacity = capacity;
	}
	found->paths[found->count++] = path;
	return STATUS_OK;
}

static void add_unread(struct found_files *found, const char *path)
{
	found->unread_count++;
	if (!found->unread || strcmp(path, found->unread) < 0)
		found->unread = path;
}

/* A folder with the manifest of a render holds prints, which are no tracks. */
static bool is_printed(struct search *search, const char *folder)
{
	const char *path = arena_format(search->diagnostics->arena, "%s/%s", folder, PRINT_RECORD_MANIFEST);
	const int descriptor = path ? file_open_to_read(path) : -1;
	const bool printed = descriptor >= 0 && manifest_mark_in(descriptor);
	if (descriptor >= 0)
		file_close(descriptor);
	return printed;
}

static enum status look_at(struct search *search, const char *folder, const char *name, size_t depth)
{
	struct stat facts;
	if (name[0] == '.' || strcmp(name, "__MACOSX") == 0)
		return STATUS_OK;
	const size_t length = strlen(folder);
	const char *path = arena_format(search->diagnostics->arena, "%s%s%s", folder,
					length > 0 && folder[length - 1] == '/' ? "" : "/", name);
	if (!path)
		return STATUS_NO_MEMORY;
	/* A file that is gone meanwhile is none. What is there, and cannot be looked at, is not left out in silence. */
	if (lstat(path, &facts) != 0)
		return errno == ENOENT ? STATUS_OK : fail_errno(search, path, "it cannot be looked at");
	if (S_ISDIR(facts.st_mode))
		return !search->prints && is_printed(search, path) ? STATUS_OK : walk(search, path, depth + 1);
	if (is_unread_audio(name))
		add_unread(search->found, path);
	if (S_ISLNK(facts.st_mode) && (stat(path, &facts) != 0 || !S_ISREG(facts.st_mode)))
		return STATUS_OK;
	return S_ISREG(facts.st_mode) && is_audio(name) ? add(search, path) : STATUS_OK;
}

static enum status walk(struct search *search, const char *folder, size_t depth)
{
	if (depth > FILE_SEARCH_DEPTH)
		return fail(search, STATUS_LIMIT, folder, "its folders are too deep; name the folder of one song");
	DIR *stream = opendir(folder);
	if (!stream)
		return fail_errno(search, folder, "the folder cannot be opened");
	enum status status = STATUS_OK;
	const struct dirent *entry;
	while (status == STATUS_OK && (errno = 0, entry = readdir(stream)))
		status = interrupt_signal ? STATUS_INTERRUPTED : look_at(search, folder, entry->d_name, depth);
	if (status == STATUS_OK && errno)
		status = fail_errno(search, folder, "the folder cannot be read");
	closedir(stream);
	return status;
}

enum status file_search_run(const char *const *arguments, size_t count, bool prints, struct diagnostics *diagnostics,
			    struct found_files *found)
{
	struct search search = { prints, diagnostics, found };
	enum status status = STATUS_OK;
	*found = (struct found_files){ 0 };
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		struct stat facts;
		if (stat(arguments[i], &facts) != 0)
			status = fail_errno(&search, arguments[i], NULL);
		else
			status = S_ISDIR(facts.st_mode) ? walk(&search, arguments[i], 0) : add(&search, arguments[i]);
	}
	return status;
}
