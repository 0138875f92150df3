/* Makes the edit that a region of the recipe asks for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_REGION_EDIT_H
#define STEMPRINT_CMD_RENDER_REGION_EDIT_H

#include "engine/edited_sound.h"
#include "recipe/recipe.h"

/** Returns the frame at which a span ends that begins at frame `from`, which is `from_seconds` rounded. A length that
   is a whole number of frames stays that number, wherever the span begins. Any other length ends at the frame nearest
   to its end, so that spans which follow each other join. */
uint64_t region_span_end(double from_seconds, double length_seconds, uint64_t from, double sample_rate);

/** Returns the frame of the session at which a region without parts ends; `file_frames`, the length of the full files,
    if the region names no end. */
uint64_t region_end_frame(const struct recipe_region *region, uint64_t file_frames, double sample_rate);

/** Makes the edit of a region that recipe_region_is_edited(), in frames of the session. What goes on to the end of the
    files ends at `file_frames`. Parts that would be empty have 0 frames. All memory comes from the arena. */
enum status region_edit_make(const struct recipe_region *region, uint64_t file_frames, double sample_rate,
			     struct arena *arena, struct edit *edit) MUST_CHECK;

/** Makes the same edit in frames of another rate. Every frame of the session becomes the frame `place` says, so that
   all files of a rate are cut alike. */
enum status region_edit_convert(const struct edit *from, uint64_t (*place)(const void *context, uint64_t frame),
				const void *context, struct arena *arena, struct edit *edit) MUST_CHECK;

#endif
