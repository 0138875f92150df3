/* Declares tables of parameters: what a processor can be set to.
   SPDX-License-Identifier: GPL-3.0-or-later

   The table of a processor drives all that speaks of it: reading and checking recipes, `stemprint processors NAME`, the
   reference, and tests that walk the registry. */
#ifndef STEMPRINT_PROCESSORS_PARAMETER_H
#define STEMPRINT_PROCESSORS_PARAMETER_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/quantity.h"
#include "dsp/breakpoint_curve.h"

#include <stdbool.h>
#include <stddef.h>

/** The type says how a recipe writes a value, and which members of struct parameter and parameter_value are used. */
enum parameter_type {
	PARAMETER_NUMBER, /**< a quantity within a range */
	PARAMETER_CHOICE, /**< one word of a list */
	PARAMETER_SWITCH, /**< yes / no / on / off / true / false */
	PARAMETER_KEY, /**< the name of a strip, with an optional tap: the key signal. A processor has one at most */
	PARAMETER_LIST, /**< a sequence of mappings, each with `fields`, like the bands of an equaliser */
	PARAMETER_GROUP, /**< one mapping with `fields`, like the filter of a key */
	PARAMETER_NAME, /**< a name that the user chooses: letters, digits, `_` and `-` */
	PARAMETER_INSERTS, /**< a list of processors like that of a strip; only within a fork (processor.h) */
	PARAMETER_FILE, /**< an audio file (processor_context.recording). A processor has one at most */
	PARAMETER_SENT_FILE, /**< an audio file that stemprint writes */
	PARAMETER_PLAYED_FILE, /**< an audio file that is read while the session runs, like a source */
};

struct recipe_inserts; /* recipe/recipe.h; processors only pass it on */

/** A row of a table. All text is static. */
struct parameter {
	const char *name; /**< the key in recipes */
	const char *help; /**< one line, lower case, without a full stop */
	enum parameter_type type;
	bool required; /**< a recipe must give it; default false */
	bool automatable; /**< NUMBER: automation may move it while the processor runs (processor.h, retune) */
	bool varies; /**< NUMBER: when the recipe gives none, the value follows from others instead of `fallback` */
	/* Only NUMBER has these. */
	enum quantity quantity;
	double minimum, maximum; /**< inclusive, in the unit that the quantity keeps; -INFINITY allows "-inf dB" */
	double fallback; /**< the value when the recipe gives none; NAN: there is none. CHOICE: the index; SWITCH: 0 or
			    1 */
	const char *word; /**< NUMBER: may stand instead of a number, and makes the value NAN; NULL: none may */
	/* CHOICE alone: the words, and NULL at the end. */
	const char *const *choices;
	/* Only LIST and GROUP have these. */
	const struct parameter *fields;
	size_t field_count;
	size_t item_maximum; /**< LIST: the most items */
};

/** One value for each row of the table, in the order of the table. */
struct parameter_value {
	bool given; /**< the recipe gives it, so it is no default */
	struct location at; /**< its location in the recipe; line 0 when it is not given */
	double number; /**< NUMBER: the value; CHOICE: the index; SWITCH: 0 or 1 */
	/** NUMBER: the curves that move it. `number` is the value at the start of the session, except where the
	    parameter says that it stands beside the curves. */
	const struct breakpoint_curve *const *curves;
	size_t curve_count; /**< 0: it stays at `number` */
	size_t item_count; /**< LIST: the number of items; GROUP: 1 when given, else 0 */
	/** LIST, GROUP: items[i][field]; the items[0] of a GROUP holds defaults when it is not given. */
	struct parameter_value **items;
	size_t strip; /**< KEY: index of the strip in the recipe */
	int tap; /**< KEY: an enum tap (recipe.h) */
	const char *chain; /**< KEY: the chain of a struct strip_tap (recipe.h); NULL without one */
	const char *name; /**< NAME: the name; SENT_FILE, PLAYED_FILE: the file as written; NULL when not given */
	const char *path; /**< SENT_FILE, PLAYED_FILE: the path, resolved against the recipe's folder */
	const struct recipe_inserts *inserts; /**< INSERTS: the list; NULL when not given */
	size_t recording; /**< FILE: index into recipe.recordings; SIZE_MAX when not given */
};

/** Returns the values that a table has when the recipe gives none, from the arena; NULL when out of memory. The
    fallback of choices and switches is in `number`, too. */
struct parameter_value *parameter_defaults(struct arena *arena, const struct parameter *parameters, size_t count);

/** Returns a copy of values, with lists and groups of its own, from the arena; NULL when out of memory. */
struct parameter_value *parameter_copy(struct arena *arena, const struct parameter *parameters, size_t count,
				       const struct parameter_value *values);

/** Tells whether two sets of values of a table are alike in all that a processor sees, and none of them moves. Where in
    the recipe they stand does not matter. */
bool parameter_alike(const struct parameter *parameters, size_t count, const struct parameter_value *one,
		     const struct parameter_value *other);

/** Writes the numbers of values that have gone `share`, 0 to 1, of a straight way from one to the other, each in its
   own unit; with a share of 0 or 1 they are those of the end. All else stays as it is in `values`. Returns false, and
    writes nothing, where a number goes to or from infinity (-inf dB): there is no straight way. */
bool parameter_between(const double *from, const double *to, size_t count, double share,
		       struct parameter_value *values);

#endif
