/* stemprint tests: lists of names of tracks with the roles that are right for them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_NAMED_TRACKS_H
#define STEMPRINT_TESTS_NAMED_TRACKS_H

#include <stddef.h>

/** How many names of a list were guessed in which way. */
struct named_tracks {
	size_t count; /**< all names */
	size_t right; /**< their role is one of the right ones */
	size_t silent; /**< their role is "not known", and one is */
	size_t right_groups; /**< their bus is the right one */
};

/** Guesses all names of a list beside this file, song by song, as `init` does. Names that are guessed wrongly are
    printed. */
struct named_tracks named_tracks_guess(const char *list);

#endif
