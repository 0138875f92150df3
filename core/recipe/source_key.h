/* stemprint: the keys that every kind of source has.
   SPDX-License-Identifier: GPL-3.0-or-later

   These are rows for the tables of recipe_source.c and recipe_generator.c, whose target is a struct recipe_source. */
#ifndef STEMPRINT_RECIPE_SOURCE_KEY_H
#define STEMPRINT_RECIPE_SOURCE_KEY_H

#include "recipe/recipe.h"
#include "recipe/recipe_key.h"

#include <math.h>

/** No source lasts longer than a day, and none begins later, s. */
#define SOURCE_SECONDS_MAXIMUM 86400.0

/* clang-format off */

/** `start`: the session is silent before. */
#define SOURCE_START_KEY \
	{ .name = "start", \
	  .help = "where in the session the source begins", \
	  .kind = KEY_NUMBER, \
	  .quantity = QUANTITY_POSITION, \
	  .maximum = SOURCE_SECONDS_MAXIMUM, \
	  .offset = offsetof(struct recipe_source, start_seconds) }

/** `gain`: it scales the source before the strip adds its sources up. */
#define SOURCE_GAIN_KEY \
	{ .name = "gain", \
	  .help = "gain of the source", \
	  .kind = KEY_NUMBER, \
	  .quantity = QUANTITY_GAIN, \
	  .minimum = -INFINITY, \
	  .maximum = 60.0, \
	  .offset = offsetof(struct recipe_source, gain_db) }
/* clang-format on */

#endif
