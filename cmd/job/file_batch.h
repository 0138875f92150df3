/* Reads audio files in parallel.
   SPDX-License-Identifier: GPL-3.0-or-later

   A child process probes the headers first. Then each thread takes the next file, opens it, reads it to its end and
   hands its samples to the listener. The listener gets the samples of one file in order, on one thread. */
#ifndef STEMPRINT_CMD_JOB_FILE_BATCH_H
#define STEMPRINT_CMD_JOB_FILE_BATCH_H

#include "base/diagnostic.h"
#include "engine/source.h"
#include "engine/workers.h"
#include "io/audio_probe.h"

#include <stddef.h>

struct file_batch {
	struct arena *arena;
	struct diagnostics *diagnostics; /**< they say what is wrong with which file */
	const char *const *paths;
	size_t count;
	/** There is one for each path: properties if OK, else the problem, which the reading may have found. */
	struct audio_probe *files;
};

/** One thread at a time calls `begin` and `end`; `end` follows the order of the files, so that it may come long after
    the last sample. Files that failed are left out. `file` is an index. */
struct file_batch_listener {
	enum status (*begin)(void *context, size_t file, const struct audio_properties *properties);
	enum status (*hear)(void *context, size_t file, const double *const *columns, size_t frames);
	/** Runs on the thread that has read the file, after the last sample, beside those of other files. It gives back
	    what only hearing takes, and reads what it has found. `whole` is false when the file failed: then it gives
	    back alone. It may be NULL. */
	enum status (*finish)(void *context, size_t file, bool whole);
	enum status (*end)(void *context, size_t file);
	/** Returns the source to hear instead of the file. It takes over `source`, also on failure. It returns NULL
	    when out of memory. `open` itself may be NULL: then the file is heard. */
	struct source *(*open)(void *context, size_t file, struct source *source);
	void *context;
};

/** Probes the headers. It must run before the process has threads. Returns OK or NO_MEMORY; faults of files do not
    change that. */
enum status file_batch_probe(struct file_batch *batch, struct diagnostics *diagnostics, const char *const *paths,
			     size_t count) MUST_CHECK;

/** Reads all files that are OK so far. Returns INTERRUPTED after a signal, NO_MEMORY or DEFECT from a listener, or
    LIMIT, with a diagnostic, when too many files must be open. Else it returns OK, and each file has its own status. */
enum status file_batch_read(struct file_batch *batch, struct workers *workers,
			    const struct file_batch_listener *listener) MUST_CHECK;

/** Adds an error for each file that failed. */
void file_batch_report(const struct file_batch *batch);

#endif
