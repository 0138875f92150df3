/* stemprint: what all parts of reading a recipe share.
   SPDX-License-Identifier: GPL-3.0-or-later

   Readers go on after an error, so that all errors are reported in one go; a wrong value keeps its default. When
   memory runs out, diagnostics->failed is set and the function that finds it set returns. */
#ifndef STEMPRINT_RECIPE_READER_H
#define STEMPRINT_RECIPE_READER_H

#include "recipe/document.h"
#include "recipe/file_readers.h"
#include "recipe/position.h"
#include "recipe/recipe.h"
#include "recipe/recipe_key.h"

/** This is an entry of the list that strips are searched in. */
struct strip_name {
	const char *name;
	size_t strip; /**< an index into recipe.strips */
	size_t collector; /**< the same; where a track and another strip have the name, which is an error, that strip */
};

/** A reader is the state of reading one recipe. Fragments and profiles are read with a reader that has no recipe. */
struct reader {
	struct arena *arena; /**< everything that is read belongs to it */
	struct diagnostics *diagnostics; /**< all errors and warnings */
	const char *recipe_path; /**< as the user gave it; relative paths start from its folder */
	struct time_base base; /**< rate, and the tempo at the session's start, once the session is read */
	struct timeline timeline; /**< what positions are measured by, once the session is read */
	double from_seconds; /**< where the durations begin that are read now; 0 unless a source, a clip or a region is
		     read */
	const struct file_readers *files; /**< NULL: no files of tempo maps and curves are read */
	size_t table_bytes_left; /**< so long may the further files of curves be */
	struct recipe *recipe; /**< the recipe so far */
	const struct recipe_keys
		*sections; /**< the table of the recipe's own keys; NULL for a reader without a recipe */
	const struct document_node **strip_nodes; /**< the mapping of each strip */
	const char **strip_names; /**< the names in the order of the recipe */
	struct strip_name *sorted; /**< the names sorted for the search; of equal names only the first is there */
	size_t sorted_count; /**< the number of different names */
	const char **stem_names; /**< recipe->stems while the list grows */
	size_t only_output; /**< the output strip if there is exactly one, else RECIPE_NONE */
	const char *mix_name; /**< the name of the mix whose inserts are read; otherwise NULL */
	size_t *clip_buckets; /**< a hash table over recipe->clip_files: indices from 1; 0 means free */
	size_t clip_bucket_count; /**< a power of two, more than twice the files; 0 without any */
	size_t curve_points; /**< the points of all curves so far */
	size_t suggestion_work; /**< the work spent on the search for the nearest words; it is bounded, because
		     recipes may be hostile */
};

/** An entry is a key and its value, with the name of the mapping that holds them ("session", "track \"kick\""). */
struct entry {
	const char *where; /**< what messages call the mapping */
	const char *name; /**< the key */
	struct location at; /**< the location of the key */
	const struct document_node *value; /**< never NULL; document_is_empty() if nothing is written */
	const struct recipe_key *key; /**< the row of the table that has it; NULL for what is no key of a table */
};

/** Makes an entry that is no key of a table: a mapping as a whole, an item of a list, a key that is looked up. */
static inline struct entry entry_of(const char *where, const char *name, struct location at,
				    const struct document_node *value)
{
	return (struct entry){ .where = where, .name = name, .at = at, .value = value };
}

/** Makes an entry of an item of the list that `entry` holds. The item has the name and the row of the list. */
static inline struct entry entry_item(const struct entry *entry, const struct document_node *item)
{
	struct entry inner = *entry;
	inner.value = item;
	return inner;
}

/** Words are the choices that a message about an unknown word names. */
struct words {
	const char *const *words; /**< in the order in which a message lists them */
	size_t count;
	const char *hint; /**< where the words are listed, when there are too many for a message; it may be NULL */
	bool open; /**< the list grows with stemprint, so messages never name all of it */
};

/** These items are those of a list, or a single value. */
struct items {
	const struct document_node *const *nodes; /**< they belong to the document */
	size_t count; /**< 0 for an empty list */
};

/** Returns zeroed room for `count` items of `size` bytes in the arena. Returns NULL when out of memory, with
 * diagnostics->failed set. */
void *reader_array(struct reader *reader, size_t count, size_t size);

/** Formats text into the arena, like printf; at most 511 bytes. Returns "" when out of memory, with diagnostics->failed
 * set. */
const char *reader_format(struct reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Returns the text of a node, shortened for a message, or "a list" and the like for what is no scalar. Returns "" when
    the list of errors is full. */
const char *reader_quote(struct reader *reader, const struct document_node *node);

/** Returns the word that is nearest to the given one, or NULL: none is near, or a hostile recipe has had enough of
   these searches. */
const char *reader_nearest(struct reader *reader, const char *word, struct words known);

/** Reports an error `unknown WHAT "WORD" in WHERE` with the nearest right word, or all of them where they are few.
    `where` may be NULL. */
void reader_unknown(struct reader *reader, const char *code, struct location at, const char *what, const char *word,
		    const char *where, struct words known);

/** Returns whether the mapping has the key, or a DAW's word for it (synonym.h), about which another message speaks. */
bool reader_has_key(const struct document_node *node, const char *name);

/** Names a location for a message that stands elsewhere: "line 5", with the file where that is not the recipe. */
const char *reader_line_of(struct reader *reader, struct location at);

/** Returns what is to be said of a character in a scalar that looks like another one (look_alike.h), or `otherwise`
   where there is none. It begins with "; " when `otherwise` is empty. */
const char *reader_looks(struct reader *reader, const struct document_node *node, const char *otherwise);

/** Reports an error "wrong-type": the entry's value is not `wanted` ("a mapping", "a list of sends"). */
void reader_wrong_type(struct reader *reader, const struct entry *entry, const char *wanted);

/** Reads a mapping key by key into the target of its table. An empty value counts as an empty mapping; any other kind
    is an error. Errors about missing keys stand at `at`. */
void reader_mapping(struct reader *reader, const struct entry *entry, const struct recipe_keys *keys, void *target);

/** Reports an error "unknown-key" about a key that the table lacks, with the nearest of its keys. */
void reader_unknown_key(struct reader *reader, const struct document_node *key, const char *where,
			const struct recipe_keys *keys);

/** Returns the key of the table that an unknown key is meant as: one that is near to it, or that a DAW calls so. NULL
   for a key of the table, and where none is meant. */
const char *reader_meant_key(struct reader *reader, const char *key, const struct recipe_keys *keys);

/** Returns whether an unknown key of the mapping is meant as `name`: a message speaks of it already. */
bool reader_told_key(struct reader *reader, const struct document_node *node, const char *name,
		     const struct recipe_keys *keys);

/** Returns whether that key of a mapping is not in the table, and the key before it holds a mapping but has nothing: it
    was to stand below that key, and is not indented. */
bool reader_stands_beside(const struct document_node *node, size_t index, const struct recipe_keys *keys);

/** Returns whether a decimal comma cuts the value of that pair in two, as in `{ fader: -1,5 dB }`, where the rest
   stands as a key. It reports the error then, and both pairs are to be passed over. */
bool reader_cut_by_comma(struct reader *reader, const struct document_node *node, size_t index);

/** Reads nothing: for a key that the caller reads before or after its neighbours. */
void reader_skip(struct reader *reader, const struct entry *entry, void *target);

/** Returns the items of a list; a value that is no list counts as one item when `single` allows it. Returns false
    after an error. `maximum` bounds the count. */
bool reader_items(struct reader *reader, const struct entry *entry, const char *wanted, bool single, size_t maximum,
		  struct items *items);

/** Returns the text of a scalar, or NULL after an error "wrong-type" or, when nothing is written, "bad-value" with
    the remedy. */
const char *reader_text(struct reader *reader, const struct entry *entry, const char *remedy);

/** Reads a quantity within a range. After an error it returns false, and *value stays as before. reader_setting() also
    warns of a bare number of dB or % that looks like a factor: 0.5 for half. */
bool reader_setting(struct reader *reader, const struct entry *entry, enum quantity quantity, double minimum,
		    double maximum, double *value);
bool reader_number(struct reader *reader, const struct entry *entry, enum quantity quantity, double minimum,
		   double maximum, double *value);

/** Returns the position that a key of a mapping holds, in seconds, wherever the key stands in it; 0 when it is not
   there or wrong. The function reports nothing: that is for the reader of the key. */
double reader_find_position(struct reader *reader, const struct document_node *mapping, const char *key);

/** Reads a whole number within a range. After an error it returns false, and *value stays as before. */
bool reader_whole(struct reader *reader, const struct entry *entry, unsigned minimum, unsigned maximum,
		  unsigned *value);

/** Reads yes / no, on / off, true / false, in any letter case. After an error it returns false, and *value stays as
    before. `remedy` ends the message; NULL: "write yes or no". */
bool reader_switch(struct reader *reader, const struct entry *entry, bool *value, const char *remedy);

/** Returns the index of a word in a list that ends with NULL. Upper and lower case differ. Returns -1 after an error,
    which proposes the nearest word. */
int reader_choice(struct reader *reader, const struct entry *entry, const char *const *choices);

/** Read a value as the row of its key says: a quantity in its range, a whole number in its range, the index of one of
    its words. They return false or -1 after an error. The entry must have a row. */
bool reader_key_number(struct reader *reader, const struct entry *entry, double *value);
bool reader_key_whole(struct reader *reader, const struct entry *entry, unsigned *value);
int reader_key_choice(struct reader *reader, const struct entry *entry);

/** Returns whether text is a name: letters, digits, `_` and `-`, at most 64, not beginning with `-`, not "none". If
    not, it reports an error "bad-name"; `what` says what the name belongs to. */
bool reader_check_name(struct reader *reader, const char *text, struct location at, const char *what);

/** Looks up a strip by name. Returns RECIPE_NONE after an error "unknown-name", which suggests no track when the
    strip must be one that `collects`. */
size_t reader_find_strip(struct reader *reader, const char *name, struct location at, bool collects);

/** Reads `strip`, `strip.tap` or `strip.rack.chain`; the graph looks up the rack and the chain. Returns false after
    an error. *given says whether a tap was named. */
bool reader_strip_tap(struct reader *reader, const struct entry *entry, enum tap fallback, struct strip_tap *tap,
		      bool *given);

/** Reads `input`, `pre-fader`, `post-fader` or `post-pan`. After an error *tap stays as before. */
void reader_tap(struct reader *reader, const struct entry *entry, enum tap *tap);

/** Returns the index of a label in recipe->stems, and adds the label when it is new. Returns RECIPE_NONE after an
    error. */
size_t reader_add_stem(struct reader *reader, const struct entry *entry);

/** Returns the index of a label of that name that no strip gives, and adds it when it is new. Returns RECIPE_NONE
    after an error. */
size_t reader_add_label(struct reader *reader, struct location at, const char *name);

/** Returns how many labels the strips give: the residue and the missing sound of opaque inserts are not among them. */
size_t reader_count_labels(const struct reader *reader);

/** Looks up the label that an item names. Returns RECIPE_NONE after an error. */
size_t reader_find_stem(struct reader *reader, const struct entry *entry, const struct document_node *item);

/** Returns the index of a file in recipe->recordings, and adds the file when its path is new. Returns RECIPE_NONE
    after an error. */
size_t reader_add_recording(struct reader *reader, const struct entry *entry);

/** Returns the index of a file in recipe->clip_files, and adds the file when its path is new. Returns RECIPE_NONE after
    an error. */
size_t reader_add_clip_file(struct reader *reader, const struct entry *entry);

/** Returns the file name that an entry holds, as written, or NULL after an error. */
const char *reader_file(struct reader *reader, const struct entry *entry);

/** Returns the path of a file to be read, resolved against the folder of the recipe or the fragment that names it
    at this location. The function adds the file to recipe->inputs. */
const char *reader_path(struct reader *reader, struct location at, const char *file);

/** Returns the path of a file that the text at the path `from` names: an absolute name as it is, and any other one in
   the folder of that text. */
const char *reader_path_beside(struct reader *reader, const char *from, const char *file);

/** Reports the path of an untrusted recipe that leads out of the recipe's folder, as an error "path-outside". `file` is
   the path as the text writes it. */
void reader_check_inside(struct diagnostics *diagnostics, const char *recipe_path, struct location at, const char *file,
			 const char *path);

/** Returns a file's name as messages show it: beside the recipe, as the user typed the recipe's name. */
const char *reader_shown_name(struct reader *reader, const char *file);

/** Does the same as reader_path() for a folder or a file to be written, which is no input. */
const char *reader_output_path(struct reader *reader, struct location at, const char *file);

/** Returns the directory of the prints when the recipe does not name one: the recipe's own path without its ending, or
   "prints" for a recipe from standard input, whose path is "-". */
const char *reader_default_directory(struct reader *reader);

#endif
