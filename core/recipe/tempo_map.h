/* stemprint: tempo and metre over the session, and the way from bars and beats to seconds.
   SPDX-License-Identifier: GPL-3.0-or-later

   A tempo counts quarter notes a minute, as MIDI files and DAWs do. The position of anything musical is a number of
   quarter notes from the start of the session, which is bar 1, beat 1. The beat of a position is the note that the
   metre's lower number names: 6/8 has six beats of an eighth. Seconds are rounded to frames in one place
   (base/frames.h). */
#ifndef STEMPRINT_RECIPE_TEMPO_MAP_H
#define STEMPRINT_RECIPE_TEMPO_MAP_H

#include "base/quantity.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	TEMPO_CHANGES_MAXIMUM = 65536, /**< the tempos of a map, or its metres */
	METRE_BEATS_MAXIMUM = 64, /**< the beats of a bar */
	METRE_UNIT_MAXIMUM = 64, /**< the lower number of a metre; it is a power of two */
};

/** The range of a tempo, bpm. */
#define TEMPO_MINIMUM 10.0
#define TEMPO_MAXIMUM 1000.0

/** The ramp says how a tempo moves to the next one. The linear transitions of REAPER are linear over time (SWS
   extension, BR_TempoTools.cpp: TempoAtPosition). */
enum tempo_ramp {
	TEMPO_HOLD, /**< it stays until the next change */
	TEMPO_RAMP_OVER_BEATS, /**< it changes by equal amounts in equal numbers of beats */
	TEMPO_RAMP_OVER_TIME, /**< it changes by equal amounts in equal times */
};

/** A tempo that holds, or begins a ramp, from a position on. */
struct tempo_change {
	double quarter; /**< its position in quarter notes; the first has 0 */
	double bpm; /**< quarter notes a minute */
	enum tempo_ramp ramp; /**< the last change of a map always holds */
	double seconds; /**< its time; tempo_map_add() sets it */
};

/** A metre begins a bar. */
struct metre_change {
	double quarter; /**< its position in quarter notes; the first has 0 */
	unsigned beats; /**< the upper number: beats in a bar */
	unsigned unit; /**< the lower number: a beat is this part of a whole note */
	double bar; /**< the number of its first bar, counted from 1; tempo_map_add_metre() sets it */
	double beat; /**< the beats before it; tempo_map_add_metre() sets it */
};

/** A map has at least one tempo and one metre, both at 0. The arrays are the caller's, with room for all changes that
    are added. */
struct tempo_map {
	struct tempo_change *tempos;
	size_t tempo_count;
	struct metre_change *metres;
	size_t metre_count;
};

/** A position in bars. */
struct bar_position {
	double bar; /**< whole, counted from 1 */
	double beat; /**< from 1; 3.5 is half a beat after the third */
};

/** Adds a tempo after all others. `quarter` must be higher than that of the last change; the first one has 0. */
void tempo_map_add(struct tempo_map *map, double quarter, double bpm, enum tempo_ramp ramp);

/** Adds a metre after all others. If its position lies within a bar, that bar ends early. */
void tempo_map_add_metre(struct tempo_map *map, double quarter, unsigned beats, unsigned unit);

/** Returns the position in quarter notes at which a change to `bpm` must be added, so that it comes at that time. The
    time must not lie before the last change. */
double tempo_map_next_quarter(const struct tempo_map *map, double seconds, double bpm);

/** Convert between quarter notes and seconds. The first and the last tempo go on outside the map. The results err by a
    few roundings (2^-50 of the value); tempo_map_quarter() is the inverse of tempo_map_seconds(). */
double tempo_map_seconds(const struct tempo_map *map, double quarter);
double tempo_map_quarter(const struct tempo_map *map, double seconds);

/** Returns the tempo at a position, bpm. */
double tempo_map_bpm(const struct tempo_map *map, double quarter);

/** Returns whether more than one tempo is there. */
bool tempo_map_changes(const struct tempo_map *map);

/** Returns the metre that holds at a position. */
const struct metre_change *tempo_map_metre(const struct tempo_map *map, double quarter);

/** Convert between quarter notes and bars. A beat beyond the end of its bar lies in the bars after it. */
struct bar_position tempo_map_bar(const struct tempo_map *map, double quarter);
double tempo_map_at_bar(const struct tempo_map *map, struct bar_position position);

/** Returns the position that lies an amount of quarter notes, beats or bars after `quarter`; the amount may be
    negative. Beats and bars are those of the metres on the way: in 4/4 two bars are eight beats, and half a bar of 3/4
    is one and a half. `unit` is not TIME_SECONDS. */
double tempo_map_move(const struct tempo_map *map, double quarter, double amount, enum time_unit unit);

#endif
