/* stemprint: the clips of a track as a source of a session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CLIP_SOURCE_H
#define STEMPRINT_IO_CLIP_SOURCE_H

#include "engine/source.h"
#include "io/clip_filters.h"
#include "io/clip_readers.h"

struct clip_source_options {
	double sample_rate; /**< that of the session, Hz */
	const struct clip_list *clips; /**< it must live as long as the source, as must all else */
	const struct clip_source_file *files; /**< they follow recipe.clip_files */
	size_t open_files; /**< the most files that it may hold open, 1 or more */
	struct clip_filters *filters; /**< it may gain filters */
};

/** The most clips of a track that may sound at once while they are read backwards, at another rate or speed, or from
    more files than may be open: each of them needs a window. */
enum { CLIP_WINDOWS_MAXIMUM = 256 };

/** Makes a source of clips. It opens no file before the first clip sounds. Each frame is the sum of the clips that
   sound there, in the order of the list; its bits depend on the clips and their files alone. Its memory does not depend
   on the lengths. Returns NO_MEMORY or LIMIT, with the problem. The caller frees the source. */
enum status clip_source_new(const struct clip_source_options *options, struct source **source,
			    struct problem *problem) MUST_CHECK;

/** Returns how many files each of `tracks` tracks may hold open: 32 in all, and at least two for each. */
size_t clip_source_open_files(size_t tracks);

#endif
