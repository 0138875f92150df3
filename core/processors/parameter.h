/* stemprint: what a processor can be told, as a table.
   SPDX-License-Identifier: GPL-3.0-or-later

   The table of a processor drives all that speaks of it: reading and checking recipes, `stemprint processors NAME`, the
   reference, and tests that walk the registry. */
#ifndef STEMPRINT_PROCESSORS_PARAMETER_H
#define STEMPRINT_PROCESSORS_PARAMETER_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/quantity.h"

#include <stdbool.h>
#include <stddef.h>

enum parameter_type {
	PARAMETER_NUMBER, /**< a quantity within a range */
	PARAMETER_CHOICE, /**< one word of a list */
	PARAMETER_SWITCH, /**< yes / no / on / off / true / false */
	PARAMETER_KEY, /**< the name of a strip, with an optional tap: the key signal. At most one a processor */
	PARAMETER_LIST, /**< a sequence of mappings, each with `fields` (the bands of an EQ) */
	PARAMETER_GROUP, /**< one mapping with `fields` (the filter of a key) */
	PARAMETER_NAME, /**< a name of the user's: letters, digits, `_` and `-` */
	PARAMETER_INSERTS, /**< a list of processors, as a strip has one; only within a fork (processor.h) */
	PARAMETER_FILE, /**< an audio file, read whole: processor_context.recording. At most one a processor */
};

struct recipe_inserts; /* recipe/recipe.h; processors only hand it on */

struct parameter {
	const char *name;
	const char *help; /**< one line, lower case, without a full stop */
	enum parameter_type type;
	bool required;
	/* PARAMETER_NUMBER */
	enum quantity quantity;
	double minimum, maximum; /**< inclusive, in the unit that the quantity keeps; -INFINITY allows "-inf dB" */
	double fallback; /**< the value when left out, NAN when there is none; for CHOICE the index, for SWITCH 0 or 1
			  */
	/* PARAMETER_CHOICE: ends with NULL */
	const char *const *choices;
	/* PARAMETER_LIST and PARAMETER_GROUP */
	const struct parameter *fields;
	size_t field_count;
	size_t item_maximum; /**< PARAMETER_LIST: most items */
};

/** One value for each row of the table, in its order. */
struct parameter_value {
	bool given;
	struct location at; /**< where the recipe gives it */
	double number; /**< NUMBER: the value; CHOICE: the index; SWITCH: 0 or 1 */
	size_t item_count; /**< LIST: items; GROUP: 1 when given, else 0 */
	struct parameter_value *
		*items; /**< LIST, GROUP: items[i][field]; a GROUP's items[0] holds defaults when left out */
	size_t strip; /**< KEY: index of the strip */
	int tap; /**< KEY: enum tap (recipe.h) */
	const char *chain; /**< KEY: of struct strip_tap (recipe.h); NULL without */
	const char *name; /**< NAME; NULL when not given */
	const struct recipe_inserts *inserts; /**< INSERTS; NULL when not given */
	size_t recording; /**< FILE: index into recipe.recordings; SIZE_MAX when not given */
};

/** The values of a table when the recipe gives none. NULL when out of memory. Choices and switches too have their
   fallback in `number`. */
struct parameter_value *parameter_defaults(struct arena *arena, const struct parameter *parameters, size_t count);

#endif
