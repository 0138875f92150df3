/* stemprint: where sound comes from.
   SPDX-License-Identifier: GPL-3.0-or-later

   An interface: io implements it over audio files, tests over memory. */
#ifndef STEMPRINT_ENGINE_SOURCE_H
#define STEMPRINT_ENGINE_SOURCE_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct source {
	double sample_rate;
	size_t channels;
	uint64_t frames; /**< from here to the end */

	/** Reads the next `frames` frames into columns[0..channels-1]. Past the end: zeros. A source that ends before its promised
	    length, or holds a sample that is not finite, fails with BAD_SOURCE or NOT_FINITE and says why in `problem`. */
	enum status (*read)(struct source *source, double *const *columns, size_t frames);

	/** Past the next frames, as if they had been read; NULL: they have to be. */
	enum status (*skip)(struct source *source, uint64_t frames);

	/** Back to the first frame. */
	enum status (*rewind)(struct source *source);

	/** After a pass: what was read since the first frame belongs together. BAD_SOURCE, with `problem`, when a
	    file was changed or replaced meanwhile; NULL: nothing can change it. */
	enum status (*confirm)(struct source *source);

	void (*free)(struct source *source);

	const char *name; /**< the file's name, for messages */
	const char *problem; /**< after a failure: lower case, without the name */
};

/** Confirms a source that can change; any other is as it was. */
static inline enum status source_confirm(struct source *source)
{
	return source->confirm ? source->confirm(source) : STATUS_OK;
}

#endif
