/* Tells file names of a left channel from those of a right one: "bass.L.wav", "bass (right).wav".
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_CHANNEL_NAME_H
#define STEMPRINT_BASE_CHANNEL_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum channel_side { CHANNEL_NONE, CHANNEL_LEFT, CHANNEL_RIGHT };

/** A channel_name is a path whose name ends in a channel before its file ending: "L", "R", "left" or "right", in
    any letter case, behind a point, a hyphen, an underscore or a space, or in parentheses. */
struct channel_name {
	const char *path; /**< the caller owns the path */
	enum channel_side side; /**< NONE means that the name states no channel; then nothing below is set */
	size_t base_length; /**< the bytes of the path before the channel and its separator: "stems/bass" */
	size_t word_start, word_length; /**< the position and length of "L", in bytes */
};

struct channel_name channel_name_read(const char *path);

/** Returns "left" or "right", and "" for none. */
const char *channel_side_name(enum channel_side side);

/** Returns whether the two are left and right of one name: the folder as it is written, the spelling of the channel
    and the rest must be the same. Letter case counts in the folder, and with `exact` in the name as well. */
bool channel_names_match(const struct channel_name *one, const struct channel_name *other, bool exact);

#endif
