/* Declares the interface through which sound comes in.
   SPDX-License-Identifier: GPL-3.0-or-later

   io implements it over audio files, tests over memory. */
#ifndef STEMPRINT_ENGINE_SOURCE_H
#define STEMPRINT_ENGINE_SOURCE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A source of sound. One thread at a time uses it. */
struct source {
	double sample_rate; /**< Hz */
	size_t channels; /**< 1 or more */
	uint64_t frames; /**< from here to the end */
	bool outlasts; /**< it sounds after the session's end, too; all others are silent then */

	/** Reads the next `frames` frames into columns[0..channels-1]. Frames past the end are zeros. A source that
	    ends before its promised length, or holds a sample that is not finite, fails with BAD_SOURCE or
	    NOT_FINITE and says why in `problem`. */
	enum status (*read)(struct source *source, double *const *columns, size_t frames);

	/** Goes past the next frames, as if they had been read; NULL: the caller has to read them. */
	enum status (*skip)(struct source *source, uint64_t frames);

	/** Goes back to the first frame. */
	enum status (*rewind)(struct source *source);

	/** Confirms after a pass that what was read since the first frame belongs together. Returns BAD_SOURCE, with
	    `problem`, when a file was changed or replaced meanwhile; NULL: nothing can change it. */
	enum status (*confirm)(struct source *source);

	void (*free)(struct source *source); /**< frees the source and closes its file */

	const char *name; /**< the file's name, for messages */
	const char *problem; /**< set after a failure: lower case, without the name; the source owns it */
};

/** Confirms a source that can change; any other needs no check. */
static inline enum status source_confirm(struct source *source)
{
	return source->confirm ? source->confirm(source) : STATUS_OK;
}

#endif
