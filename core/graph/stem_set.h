/* Holds a set of stem labels.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_STEM_SET_H
#define STEMPRINT_GRAPH_STEM_SET_H

#include "recipe/recipe.h"

/** It marks sound that passed no labelled strip: it is one past the last possible stem. */
enum { STEM_UNLABELLED = RECIPE_STEMS_MAXIMUM, STEM_SET_WORDS = RECIPE_STEMS_MAXIMUM / 64 + 1 };

struct stem_set {
	uint64_t words[STEM_SET_WORDS];
};

static inline struct stem_set stem_set_of(size_t stem)
{
	struct stem_set set = { { 0 } };
	set.words[stem / 64] = UINT64_C(1) << (stem % 64);
	return set;
}

static inline bool stem_set_has(const struct stem_set *set, size_t stem)
{
	return set->words[stem / 64] >> (stem % 64) & 1;
}

static inline void stem_set_add(struct stem_set *set, const struct stem_set *other)
{
	for (size_t i = 0; i < STEM_SET_WORDS; i++)
		set->words[i] |= other->words[i];
}

static inline size_t stem_set_count(const struct stem_set *set)
{
	size_t count = 0;
	for (size_t i = 0; i < STEM_SET_WORDS; i++)
		count += (size_t)__builtin_popcountll(set->words[i]);
	return count;
}

/** Returns how many stems of the set come before `stem`: its index among the lanes. */
static inline size_t stem_set_rank(const struct stem_set *set, size_t stem)
{
	size_t rank = 0;
	for (size_t i = 0; i < stem / 64; i++)
		rank += (size_t)__builtin_popcountll(set->words[i]);
	uint64_t below = (UINT64_C(1) << (stem % 64)) - 1;
	return rank + (size_t)__builtin_popcountll(set->words[stem / 64] & below);
}

/** Returns the first stem of the set at or after `from`; SIZE_MAX when there is none. */
static inline size_t stem_set_next(const struct stem_set *set, size_t from)
{
	for (size_t stem = from; stem <= STEM_UNLABELLED; stem++)
		if (stem_set_has(set, stem))
			return stem;
	return SIZE_MAX;
}

#endif
