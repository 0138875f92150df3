/* stemprint: the keys of a recipe's mappings, as tables.
   SPDX-License-Identifier: GPL-3.0-or-later

   A table drives everything that speaks of its keys: the reader (reader.h), the JSON Schema (report/schema_json.h), the
   tables of recipes/REFERENCE.md, and the tests that walk recipe_key_list(). */
#ifndef STEMPRINT_RECIPE_RECIPE_KEY_H
#define STEMPRINT_RECIPE_RECIPE_KEY_H

#include "base/quantity.h"

#include <stdbool.h>
#include <stddef.h>

struct reader;
struct entry;
struct recipe_keys;

enum recipe_key_kind {
	KEY_SHAPE, /**< a value that `shape` describes, a definition of report/recipe.schema.json: "name", "inserts" */
	KEY_NUMBER, /**< a quantity within a range */
	KEY_WHOLE, /**< a whole number within a range */
	KEY_SWITCH, /**< yes or no */
	KEY_CHOICE, /**< one word of a list */
	KEY_MAPPING, /**< a mapping with `keys` */
	KEY_NAMED, /**< a mapping of names, each of which holds a mapping with `keys` */
	KEY_REFUSED, /**< a key that does not go with its neighbours; its reader says so. Schema and reference omit it
		      */
};

/** A key is a row of a table. */
struct recipe_key {
	const char *name;
	const char
		*help; /**< one line of Markdown, without a full stop; it does not repeat range, choices or default */
	enum recipe_key_kind kind;
	bool required; /**< reader_mapping() reports that it is missing */
	bool needed; /**< it is required too, but its own reader reports that it is missing */
	unsigned of; /**< the kinds of the mapping that have it, a bit for each; 0: there is only one kind */
	/* KEY_NUMBER and KEY_WHOLE; KEY_SHAPE where a part of the value is a number */
	enum quantity quantity;
	double minimum, maximum; /**< inclusive, in the unit that the quantity keeps; both 0: no range */
	double fallback; /**< the value when left out: KEY_NUMBER the number, KEY_CHOICE the index, KEY_SWITCH 0 or 1;
			    NAN: see `otherwise` */
	const char *otherwise; /**< Markdown: what holds when the key is left out; NULL: `fallback` says it */
	const char *const *choices; /**< KEY_CHOICE: the words, then NULL */
	const struct recipe_keys *keys; /**< KEY_MAPPING and KEY_NAMED */
	const char *shape; /**< KEY_SHAPE */
	size_t offset; /**< KEY_NUMBER and KEY_SWITCH: where the target of the table has this double, or this bool */
	/** Reads the value into the target of the table. NULL: a number or a switch that goes to `offset` as it is; of
	    any other kind a key that splicing has replaced, so that the reader proposes it but does not know it. */
	void (*read)(struct reader *reader, const struct entry *entry, void *target);
};

/** These are the keys that a mapping may have. */
struct recipe_keys {
	const char *name; /**< the name of its definition in the schema: "send"; NULL: neither schema nor reference has
			     it */
	const char *
		title; /**< the head of its table in the reference: "key of a send"; NULL: another table has its rows */
	const char *where; /**< what messages call the mapping; NULL: what the entry that holds it is called */
	const struct recipe_key *rows;
	size_t count;
	/* Tables for the kinds of one mapping share their rows: those for tracks, buses, auxes and outputs */
	unsigned of; /**< the bit of this kind; 0: the mapping has only one kind */
	const char *kind; /**< what the reference calls it: "tracks" */
	bool knows_others; /**< rows of another kind are read too, because their readers say where they belong */
};

/** Returns whether the mapping may have this row: kinds of a mapping share their rows, but not each has all. */
static inline bool recipe_keys_have(const struct recipe_keys *keys, const struct recipe_key *row)
{
	return keys->of == 0 || row->of == 0 || (row->of & keys->of) != 0;
}

/** Gives the numbers and switches of a target the values that they have when the recipe leaves them out. A row whose
    fallback is NAN changes nothing. */
void recipe_keys_fall_back(const struct recipe_keys *keys, void *target);

/** Returns the tables that schema and reference have, in the order of the reference. */
const struct recipe_keys *const *recipe_key_list(size_t *count);

#define KEY_ROWS(array) .rows = (array), .count = sizeof(array) / sizeof *(array)

/* Each table stands in the file that reads its mapping. */
extern const struct recipe_keys root_keys, session_keys;
extern const struct recipe_keys strip_keys[]; /**< one for each enum strip_kind */
extern const struct recipe_keys source_file_keys, source_pair_keys;
extern const struct recipe_keys tone_keys, sweep_keys, noise_keys, impulse_keys;
extern const struct recipe_keys send_keys, vca_keys;
extern const struct recipe_keys print_keys, format_keys, mix_keys, stem_set_keys, headroom_keys, tap_print_keys;
extern const struct recipe_keys device_print_keys;
extern const struct recipe_keys verify_keys, null_keys, bleed_keys, verify_loudness_keys, loudness_keys, quality_keys;

#endif
