/* Finds the audio files in folders.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_FILE_SEARCH_H
#define STEMPRINT_CMD_JOB_FILE_SEARCH_H

#include "base/diagnostic.h"

/** More files than this, or deeper folders, are an error: nobody means to mix them. */
enum { FILE_SEARCH_MAXIMUM = 20000, FILE_SEARCH_DEPTH = 16 };

struct found_files {
	const char **paths; /**< as the command line begins them */
	size_t count, capacity;
	size_t unread_count; /**< files of audio that stemprint does not read, such as MP3; they are not listed */
	const char *unread; /**< the first of these by its name; NULL if there is none */
};

/** Lists the arguments that are files, and the audio files in those that are folders, and in their folders. Hidden
    files and links to folders are left out, and without `prints` folders that stemprint printed into. Everything comes
   from the arena of the diagnostics. Returns OK, NO_MEMORY, or BAD_SOURCE or LIMIT with a diagnostic. */
enum status file_search_run(const char *const *arguments, size_t count, bool prints, struct diagnostics *diagnostics,
			    struct found_files *found) MUST_CHECK;

#endif
