/* stemprint: a recipe's text as a tree, in which each key and value has its location.
   SPDX-License-Identifier: GPL-3.0-or-later

   All scalars are text, and their form gives them no type. `yes`, `48000` and `-6 dB` become a switch, a rate, a
   gain where the recipe asks for one, and nowhere else. */
#ifndef STEMPRINT_RECIPE_DOCUMENT_H
#define STEMPRINT_RECIPE_DOCUMENT_H

#include "base/arena.h"
#include "base/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A scalar is a single value; a sequence is a list; a mapping has keys and values. */
enum document_kind { DOCUMENT_SCALAR, DOCUMENT_SEQUENCE, DOCUMENT_MAPPING };

struct document_node;

/** This is a key of a mapping with its value. */
struct document_pair {
	const struct document_node *key; /**< the key is always a scalar */
	const struct document_node *value; /**< never NULL; an empty value is an empty scalar */
};

/** A node may stand in the tree several times (an alias); it then has the location of its anchor. The tree has
    no loops. */
struct document_node {
	enum document_kind kind;
	bool plain; /**< the node is a scalar without quotes */
	uint32_t weight; /**< the number of nodes from here down, with shared ones counted each time; it saturates */
	struct location at; /**< the location of a scalar's text, or of the beginning of a sequence or mapping */
	union {
		const char *text; /**< the text of a scalar: UTF-8 with a terminating zero and no zero inside */
		const struct document_node *const *items; /**< the items of a sequence */
		const struct document_pair *pairs; /**< the pairs of a mapping, whose keys are all different */
	};
	size_t count; /**< the number of bytes of text, items, or pairs */
};

/** Returns the value of that key, or NULL. The node must be a mapping. */
const struct document_node *document_find(const struct document_node *mapping, const char *key);

/** Returns whether nothing was written: an empty plain scalar, `~` or `null`. */
bool document_is_empty(const struct document_node *node);

/** Names the kind as a recipe's author does: "a single value", "a list", "a mapping". */
const char *document_kind_name(enum document_kind kind);

/** Adds a "duplicate-key" error for each key that stands twice in a mapping, at the later one. Returns false when
    out of memory. */
bool document_check_keys(const struct document_pair *pairs, size_t count, struct arena *arena,
			 struct diagnostics *diagnostics);

/** Returns `length` bytes of text as a message may quote it: at most 60 characters, and "..." for the rest. Returns
    NULL when out of memory. */
const char *document_quote(struct arena *arena, const char *text, size_t length);

#endif
