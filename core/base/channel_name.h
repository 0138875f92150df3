/* stemprint: file names that tell the left half of a stereo pair from the right one: "bass.L.wav", "bass (right).wav".
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_CHANNEL_NAME_H
#define STEMPRINT_BASE_CHANNEL_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum channel_side { CHANNEL_NONE, CHANNEL_LEFT, CHANNEL_RIGHT };

/** A path whose name ends in a channel before its ending: "L", "R", "left" or "right", in any letter case, behind a
    point, a hyphen, an underscore or a space, or in parentheses. */
struct channel_name {
	const char *path; /**< the caller's */
	enum channel_side side; /**< NONE: the name tells no channel, and nothing below is set */
	size_t base_length; /**< bytes of the path before the channel and what parts it from the rest: "stems/bass" */
	size_t word_start, word_length; /**< of "L", in bytes */
};

struct channel_name channel_name_read(const char *path);

/** "left", "right"; "" for none. */
const char *channel_side_name(enum channel_side side);

/** Whether the two are left and right of one name: the same folder as it is written, the same spelling of the channel,
    and the same else. Letter case counts in the folder, and with `exact` in the name as well. */
bool channel_names_match(const struct channel_name *one, const struct channel_name *other, bool exact);

#endif
