/* stemprint: positions in the session, as a recipe writes them.
   SPDX-License-Identifier: GPL-3.0-or-later

   A position is `1.6 s`, `9|1.5` (bar 9, half a beat after beat 1), `8 bars` (from the start), the name of a marker, or
   one of these with durations before or after it: `verse + 2 bars - 20 ms`. Everything that asks for a time of the
   session is read here; base/frames.h then rounds it to a frame. */
#ifndef STEMPRINT_RECIPE_POSITION_H
#define STEMPRINT_RECIPE_POSITION_H

#include "recipe/tempo_map.h"

enum { MARKERS_MAXIMUM = 4096 };

/** A marker is a name for a position. */
struct marker {
	const char *name; /**< UTF-8 */
	double seconds; /**< from the session's start */
};

/** A timeline is what positions are measured by. */
struct timeline {
	double sample_rate; /**< Hz */
	const struct tempo_map *map; /**< NULL means that the session has no tempo */
	const struct marker *markers; /**< in the order in which they were found; names may repeat in a file */
	size_t marker_count; /**< at most MARKERS_MAXIMUM */
};

/** What came of reading a position. */
enum position_result {
	POSITION_READ, /**< it was read */
	POSITION_BAD, /**< it is not one; *problem is a static phrase with the remedy */
	POSITION_UNKNOWN_MARKER, /**< *problem is static text; the position begins with a name that no marker has */
	POSITION_MARKER_REPEATS, /**< several markers of different positions have that name */
};

/** A word of a position that is no marker, or several ones. */
struct position_word {
	const char *text; /**< a part of the position's text */
	size_t length; /**< bytes */
};

/** Reads a position in seconds from the session's start. It may lie before the start. *word is set for the last two
    results. */
enum position_result position_parse(const char *text, size_t length, const struct timeline *timeline, double *seconds,
				    struct position_word *word, const char **problem);

/** Reads a duration that begins at `from_seconds`, in seconds: note values, beats and bars last as long as tempo and
    metre say from there on. Returns false with the remedy in *problem. */
bool duration_parse(const char *text, size_t length, const struct timeline *timeline, double from_seconds,
		    double *seconds, const char **problem);

#endif
