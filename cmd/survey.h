/* stemprint: audio files from anywhere, read side by side.
   SPDX-License-Identifier: GPL-3.0-or-later

   Headers are looked at first, in a child process; then each thread takes the next file, opens it, reads it to its end and hands what it reads to whoever
   listens. What the listener hears of one file comes in order, on one thread. */
#ifndef STEMPRINT_CMD_SURVEY_H
#define STEMPRINT_CMD_SURVEY_H

#include "base/diagnostic.h"
#include "engine/source.h"
#include "engine/workers.h"
#include "io/audio_probe.h"

#include <stddef.h>

struct survey {
	struct arena *arena;
	struct diagnostics *diagnostics; /**< what is wrong with which file */
	const char *const *paths;
	size_t count;
	struct audio_probe
		*files; /**< by path: properties with OK, else the problem, which may have come while reading */
};

/** Begin and end are called by one thread at a time, end in the order of the files; files that failed are left out. Files by index. */
struct survey_listener {
	enum status (*begin)(void *context, size_t file, const struct audio_properties *properties);
	enum status (*hear)(void *context, size_t file, const double *const *columns, size_t frames);
	enum status (*end)(void *context, size_t file);
	/** What is heard in the place of the file; the source is its own, on failure too. NULL: out of memory. May itself be NULL: the file. */
	struct source *(*open)(void *context, size_t file, struct source *source);
	void *context;
};

/** Looks at the headers. Before the process has threads. NO_MEMORY, or OK, whatever the files are. */
enum status survey_probe(struct survey *survey, struct diagnostics *diagnostics, const char *const *paths,
			 size_t count) MUST_CHECK;

/** Reads all files that are OK so far. INTERRUPTED after a signal; NO_MEMORY or DEFECT from a listener; LIMIT when too many files must be open, with a
    diagnostic; else OK, and each file's own status stands by it. */
enum status survey_read(struct survey *survey, struct workers *workers,
			const struct survey_listener *listener) MUST_CHECK;

/** Adds an error for each file that failed. */
void survey_tell(const struct survey *survey);

#endif
