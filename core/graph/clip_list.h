/* Settles the clips of a track in frames, in the order in which they sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_CLIP_LIST_H
#define STEMPRINT_GRAPH_CLIP_LIST_H

#include "recipe/recipe.h"

/** What the clips need to know of a file. */
struct clip_file {
	uint64_t frames; /**< 1 or more */
	unsigned sample_rate; /**< Hz */
	unsigned channels; /**< 1 or more */
};

/** The frames of a file that a clip hears one after the other. They are counted from `origin`, and may lie before it.
    The clip's frame n is at the position first + n step, or first - n step if it plays backwards. Where the rate is 1,
    positions are whole numbers of parts: they and the steps are exact. */
struct clip_part {
	uint64_t origin; /**< the frame of the file that is counted as 0 */
	uint64_t period; /**< frames after which the file repeats; 0 means that it is silent outside its ends */
	bool backwards; /**< positions fall */
	uint64_t step_parts, parts; /**< rate 1: the step is step_parts / parts frames, in lowest terms; otherwise
				       `parts` is 0 */
	double step; /**< frames of the file for each frame of the session, over 0 */
	int64_t first_parts; /**< rate 1: the first position, in parts of a frame */
	int64_t first_whole; /**< other rates: the whole frames of the first position */
	double first_rest; /**< other rates: the rest of it, 0 to under 1 */
};

/** A clip in frames. */
struct clip {
	uint64_t start, frames; /**< of the session; 1 or more frames */
	size_t file; /**< an index into recipe.clip_files */
	const unsigned *channels; /**< the channels of the file that it reads, counted from 1 */
	size_t channel_count; /**< the number of these; 0 means all channels of the file */
	size_t width; /**< how many channels of the file it reads */
	bool mono; /**< the mean of the two channels that it reads is its only channel */
	double gain; /**< linear; under 0 inverts the polarity */
	uint64_t fade_in, fade_out; /**< frames; together at most `frames` */
	enum fade_shape fade_in_shape, fade_out_shape;
	struct clip_part part;
};

struct clip_list {
	struct clip *items; /**< the clips that are not muted, by start; of equal starts in the order of the recipe */
	size_t count;
	uint64_t frames; /**< where the last clip of all ends, muted or not */
	size_t channels; /**< of the widest clip */
	double side_gains[2]; /**< by which a mono clip enters the first two channels, by the strip's pan law */
};

/** Settles the clips of a strip. `files` follow recipe.clip_files. Adds an error for each clip that does not fit its
    file or its neighbours. Returns NULL when out of memory. The list belongs to the arena. */
struct clip_list *clip_list_new(const struct recipe *recipe, const struct recipe_strip *strip,
				const struct clip_file *files, struct diagnostics *diagnostics, struct arena *arena);

/** Settles what a clip reads of a file, from frame `from` to `to`; both are frames of the session in the file when its
    rate is converted. `to_end` says that `to` is the end of the file. Returns how many frames the clip lasts when it
    plays once. */
uint64_t clip_part_settle(struct clip_part *part, const struct recipe_clip *clip, const struct clip_file *file,
			  double session_rate, uint64_t from, uint64_t to, bool to_end);

/** Returns how many frames of the session a file lasts: frames x session rate / file rate, halves up. */
uint64_t clip_file_session_frames(const struct clip_file *file, double session_rate);

#endif
