/* stemprint: the level of a send or a fader, as maps of the routing show it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_LEVEL_H
#define STEMPRINT_REPORT_ROUTE_LEVEL_H

#include "base/text.h"
#include "graph/routing.h"

#include <stdbool.h>

/** The level of a send or a fader. What does not move has the same level twice. */
struct route_level {
	bool moves; /**< automation moves the level, or mutes the send or the strip */
	double least_db, greatest_db; /**< -INFINITY: silence */
};

/** Returns the level of a connection. */
struct route_level route_level_of(const struct connection *connection);

/** Returns the level of a fader with those of its VCAs. A mute that stays is not in it. */
struct route_level route_level_of_fader(const struct recipe_strip *strip);

/** Appends "-12.0 dB" or "automated -inf dB to -6.0 dB". `minus` stands for the sign: "-", or a real minus. */
void route_level_append(const struct route_level *level, const char *minus, struct text *text);

/** Appends "-12.0 dB" or "automated", where there is little room. */
void route_level_append_short(const struct route_level *level, const char *minus, struct text *text);

#endif
