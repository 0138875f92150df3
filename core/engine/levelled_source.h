/* Plays a source at another level, under a ceiling if need be.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_LEVELLED_SOURCE_H
#define STEMPRINT_ENGINE_LEVELLED_SOURCE_H

#include "engine/source.h"

#include <stdbool.h>

/** The most channels that can be limited. */
enum { LEVELLED_CHANNELS_MAXIMUM = 16 };

struct levelled_source_settings {
	double gain_db;
	/** The processor `limiter` follows, and its latency is removed; the source then has at most
	    LEVELLED_CHANNELS_MAXIMUM channels. */
	bool limited;
	double ceiling_dbtp; /**< -30 to 0 */
};

/** Returns a source that is as long as `from`. `from` belongs to it from now on, on failure too. NULL when out of
    memory, or for more channels than can be limited. */
struct source *levelled_source_new(struct source *from, const struct levelled_source_settings *settings);

#endif
