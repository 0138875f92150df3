/* stemprint: the keys of a recipe's mappings, as tables.
   SPDX-License-Identifier: GPL-3.0-or-later

   A table drives everything that speaks of its keys: the reader (reader.h), the JSON Schema (report/schema_json.h), the
   tables of recipes/reference/, and the tests that walk recipe_key_list(). */
#ifndef STEMPRINT_RECIPE_RECIPE_KEY_H
#define STEMPRINT_RECIPE_RECIPE_KEY_H

#include "base/quantity.h"

#include <stdbool.h>
#include <stddef.h>

struct reader;
struct entry;
struct recipe_keys;

/** The kind says how a value is written, and which members of the row describe it. */
enum recipe_key_kind {
	KEY_SHAPE, /**< a value that `shape` describes, a definition of report/recipe.schema.json: "name", "inserts" */
	KEY_NUMBER, /**< a quantity within a range */
	KEY_WHOLE, /**< a whole number within a range */
	KEY_SWITCH, /**< yes or no */
	KEY_CHOICE, /**< one word of a list */
	KEY_MAPPING, /**< a mapping with `keys` */
	KEY_NAMED, /**< a mapping of names, each of which holds a mapping with `keys` */
	KEY_REFUSED, /**< a key that its reader refuses beside the others, or an old name; schema and reference omit it
		      */
};

/** A key is a row of a table. */
struct recipe_key {
	const char *name; /**< as the recipe writes it: "sample_rate" */
	/** One line of Markdown without a full stop. It does not repeat the range, the choices or the default. */
	const char *help;
	enum recipe_key_kind kind; /**< the default is KEY_SHAPE */
	bool required; /**< reader_mapping() reports that it is missing */
	bool needed; /**< required too, but its own reader reports that it is missing */
	const char *excludes; /**< a key that may not stand beside it; the reader of the mapping reports both */
	/** Keys, then NULL: one of them must stand beside it; the reader of the mapping reports that it is missing. */
	const char *const *needs;
	bool own; /**< it tells one strip from another, so that it cannot be a default */
	unsigned of; /**< the kinds of the mapping that have it, a bit for each; 0: there is only one kind */
	/* KEY_NUMBER and KEY_WHOLE; KEY_SHAPE where a part of the value is a number */
	enum quantity quantity; /**< the units that may be written; QUANTITY_PLAIN for KEY_WHOLE */
	double minimum, maximum; /**< inclusive, in the unit that the quantity keeps; both 0: no range */
	/** The value when the key is left out: of KEY_NUMBER the number, of KEY_CHOICE the index, of KEY_SWITCH 0 or 1.
	    recipe_keys_fall_back() sets numbers and switches to it. NAN: `otherwise` says what holds. */
	double fallback;
	const char *otherwise; /**< Markdown: what holds when the key is left out; NULL: `fallback` says it */
	const char *const *choices; /**< KEY_CHOICE: the words, then NULL */
	const struct recipe_keys *keys; /**< KEY_MAPPING and KEY_NAMED: the keys of the inner mapping */
	const char *shape; /**< KEY_SHAPE: the name of the definition */
	size_t offset; /**< KEY_NUMBER and KEY_SWITCH: where the target of the table has this double, or this bool */
	/** Reads the value into the target of the table. NULL: a number or a switch that goes to `offset` as it is; of
	    any other kind a key that splicing has replaced, so that the reader proposes it but does not know it. */
	void (*read)(struct reader *reader, const struct entry *entry, void *target);
};

/** These are the keys that a mapping may have. */
struct recipe_keys {
	const char *name; /**< its definition in the schema: "send"; NULL: neither schema nor reference has the table */
	const char *title; /**< its head in the reference: "key of a send"; NULL: another table has its rows */
	const char *where; /**< what messages call the mapping; NULL: what the entry that holds it is called */
	const struct recipe_key *rows; /**< in the order in which messages and the reference list them */
	size_t count; /**< tables may share the first rows of a longer one */
	/* Kinds of one mapping have a table each, which share the rows: tracks, buses, auxes and outputs. */
	unsigned of; /**< the bit of this kind; 0: the mapping has only one kind */
	const char *kind; /**< what the reference calls it: "tracks" */
	bool knows_others; /**< rows of another kind are read too, because their readers say where they belong */
	bool are_defaults; /**< what holds for strips that do not say otherwise: rows with `own` are none of it */
};

/** Returns whether the mapping may have this row: kinds of a mapping share their rows, but not each has all. */
static inline bool recipe_keys_have(const struct recipe_keys *keys, const struct recipe_key *row)
{
	return (keys->of == 0 || row->of == 0 || (row->of & keys->of) != 0) && !(keys->are_defaults && row->own);
}

/** Gives the numbers and switches of a target the values that they have when the recipe leaves them out. A row whose
    fallback is NAN changes nothing. */
void recipe_keys_fall_back(const struct recipe_keys *keys, void *target);

/** Returns the tables that schema and reference have, in the order of the reference. */
const struct recipe_keys *const *recipe_key_list(size_t *count);

/** Sets the rows of a table to all of an array. */
#define KEY_ROWS(array) .rows = (array), .count = sizeof(array) / sizeof *(array)

/* Each table stands in the file that reads its mapping. */

/** The sections, and `session` and what is in it: recipe_read.c, recipe_session.c, recipe_tempo.c. */
extern const struct recipe_keys root_keys, session_keys, tempo_change_keys, tempo_file_keys;

/** Strips, a table for each enum strip_kind; the target is a struct recipe_strip: recipe_strip.c. */
extern const struct recipe_keys strip_keys[];

/** `defaults`, and what is in it, a table for each enum strip_kind, which splicing puts beneath the strips:
    recipe_strip.c. */
extern const struct recipe_keys defaults_keys, default_keys[];

/** Sources; the target is a struct recipe_source: recipe_source.c, recipe_generator.c, recipe_mark.c. */
extern const struct recipe_keys source_file_keys, source_pair_keys;
extern const struct recipe_keys tone_keys, sweep_keys, noise_keys, hiss_keys, impulse_keys;
extern const struct recipe_keys click_keys, count_in_keys, pop_keys, time_code_keys;

/** Clips and their fades; the targets are a struct recipe_clip and a struct recipe_fade: recipe_clip.c. */
extern const struct recipe_keys clip_keys, fade_keys;

/** Sends and VCAs; the targets are a struct recipe_send and a struct recipe_vca: recipe_send.c, recipe_vca.c. */
extern const struct recipe_keys send_keys, feedback_keys, vca_keys;

/** Automation of strips, sends and VCAs, whose targets are those of their keys: recipe_automation.c. Curves, their
    points and rides: recipe_curve.c, recipe_ride.c. */
extern const struct recipe_keys strip_automation_keys, send_automation_keys, vca_automation_keys;
extern const struct recipe_keys curve_keys, point_keys, ride_keys;

/** `print` and what is in it: recipe_print.c, recipe_format.c, recipe_print_entry.c, recipe_print_stems.c,
    recipe_headroom.c, recipe_print_device.c, recipe_region.c, recipe_region_part.c. */
extern const struct recipe_keys print_keys, format_keys, mix_keys, stem_set_keys, headroom_keys, tap_print_keys;
extern const struct recipe_keys device_print_keys, region_keys, region_part_keys;

/** `verify` and what is in it: recipe_verify.c, recipe_loudness.c. `loudness_keys` are those of a mix. */
extern const struct recipe_keys verify_keys, proof_keys, bleed_keys, verify_loudness_keys, loudness_keys, quality_keys;

#endif
