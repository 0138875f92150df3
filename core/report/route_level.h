/* stemprint: the level of a send, as maps of the routing show it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_ROUTE_LEVEL_H
#define STEMPRINT_REPORT_ROUTE_LEVEL_H

#include "base/text.h"
#include "graph/routing.h"

#include <stdbool.h>

/** The level of a send. What does not move has the same level twice. */
struct route_level {
	bool moves; /**< automation moves the level, or mutes the send */
	double least_db, greatest_db; /**< -INFINITY: silence */
};

/** Returns the level of a connection. */
struct route_level route_level_of(const struct connection *connection);

/** Appends "-12.0 dB" or "automated -inf dB to -6.0 dB". `minus` stands for the sign: "-", or a real minus. */
void route_level_append(const struct route_level *level, const char *minus, struct text *text);

/** Appends "-12.0 dB" or "automated", where there is little room. */
void route_level_append_short(const struct route_level *level, struct text *text);

#endif
