/* Describes the parts of the session that a render prints beside its full files, or instead of them.
   SPDX-License-Identifier: GPL-3.0-or-later

   A part is a region of the recipe, or the range of `--from` and `--to`. The session is always rendered from its start,
   so that dynamics, reverbs, modulation and dither are those of the full render. */
#ifndef STEMPRINT_CMD_RENDER_PRINT_RANGE_H
#define STEMPRINT_CMD_RENDER_PRINT_RANGE_H

#include "base/arena.h"
#include "engine/edited_sound.h"
#include "recipe/recipe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The end of the files, which the tail decides. */
#define PRINT_RANGE_TO_END UINT64_MAX

/** This is a part of the session, in frames. */
struct print_range {
	const char *name; /**< the name of the region; NULL means the range of the options */
	uint64_t from; /**< its first frame */
	uint64_t to; /**< one past its last frame, or PRINT_RANGE_TO_END */
	bool loudness; /**< the loudness limits of the mixes judge it */
	const struct recipe_region *edited; /**< the region, if it is edited; else NULL. Its files have other samples
					       than the full files, and are printed when those are known */
	/** How it is edited, in frames of the session. What goes on to the end of the files ends with the session until
	    held_prints_settle() knows where they end. */
	struct edit edit;
	double cut_peak; /**< edited: the linear peak just before its end, where no fade leads to it; else 0 */
};

/** These are the parts that a render prints. */
struct print_ranges {
	struct print_range *items;
	size_t count; /**< 0 means that only the full files are printed */
	bool without_whole; /**< the full files are not printed */
	uint64_t first; /**< the first frame of the earliest part */
	uint64_t end; /**< one past the last frame of the latest part, or PRINT_RANGE_TO_END */
};

/** Returns how many frames the range has of files with `frames` frames. */
static inline uint64_t print_range_frames(const struct print_range *range, uint64_t frames)
{
	if (range->edited)
		return range->edit.frames;
	return (range->to == PRINT_RANGE_TO_END ? frames : range->to) - range->from;
}

/** Returns the name of a file of the range: "mix.wav" for the range of the options, "regions/verse/mix.wav" for a
    region. NULL when out of memory. */
const char *print_range_file(const struct print_range *range, const char *file, struct arena *arena);

/** This is the part of a block that lies within a range. */
struct frame_span {
	size_t first; /**< an index into the block */
	size_t frames; /**< 0 means that nothing of the block lies within */
};

/** Returns what of `frames` frames from `position` on lies from frame `from` to before frame `to`. */
struct frame_span frame_span_within(uint64_t position, size_t frames, uint64_t from, uint64_t to);

#endif
