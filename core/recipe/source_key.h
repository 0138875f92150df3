/* stemprint: the keys that every kind of source has.
   SPDX-License-Identifier: GPL-3.0-or-later

   These are rows for the tables of recipe_source.c, recipe_generator.c and recipe_mark.c, whose target is a struct
   recipe_source. */
#ifndef STEMPRINT_RECIPE_SOURCE_KEY_H
#define STEMPRINT_RECIPE_SOURCE_KEY_H

#include "recipe/recipe.h"
#include "recipe/recipe_key.h"

#include <math.h>

/** No source lasts longer than a day, and none begins later, s. */
#define SOURCE_SECONDS_MAXIMUM 86400.0

/** The highest frequency of a source, as a part of the sample rate: a tone of half the rate would be silence. */
#define SOURCE_FREQUENCY_PART 0.499

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

/** `generate`: the kind is read before all other keys, because it decides which of them there may be. */
#define GENERATE_KEY(bit, words) \
	{ .name = "generate", .help = "the kind of signal", .kind = KEY_CHOICE, .required = true, .of = (bit), \
	  .choices = (words), .read = reader_skip }

/** A frequency up to half the sample rate, which goes to generator.`member`. */
#define FREQUENCY_KEY(key, words, bit, member, value) \
	{ .name = (key), .help = (words), .kind = KEY_NUMBER, .of = (bit), .quantity = QUANTITY_FREQUENCY, \
	  .minimum = 0.01, .maximum = INFINITY, .fallback = (value), \
	  .offset = offsetof(struct recipe_source, generator.member), .read = recipe_read_frequency }

/** `channels` of a generated signal. */
#define GENERATOR_CHANNELS_KEY(words) \
	{ .name = "channels", .help = (words), .kind = KEY_WHOLE, .minimum = 1.0, \
	  .maximum = RECIPE_CHANNELS_MAXIMUM, .otherwise = "`1`", .read = recipe_read_channels }
/* clang-format on */

/** Read the values of these rows. */
void recipe_read_frequency(struct reader *reader, const struct entry *entry, void *target);
void recipe_read_channels(struct reader *reader, const struct entry *entry, void *target);

#endif
