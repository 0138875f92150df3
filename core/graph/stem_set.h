/* Holds a set of stem labels.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_STEM_SET_H
#define STEMPRINT_GRAPH_STEM_SET_H

#include "recipe/recipe.h"

enum {
	STEM_UNLABELLED = RECIPE_STEMS_MAXIMUM, /**< sound that passed no labelled strip: one past the last stem */
	STEM_SET_WORDS = RECIPE_STEMS_MAXIMUM / 64 + 1, /**< words of 64 bits for all stems and STEM_UNLABELLED */
};

/** A set of stems: bit `stem % 64` of word `stem / 64` is set for each stem of the set. All zero is the empty set. A
    stem is an index up to STEM_UNLABELLED; what it names is the graph's matter (lane_list.h, source_lane.h). */
struct stem_set {
	uint64_t words[STEM_SET_WORDS];
};

/** Returns the set of one stem. */
static inline struct stem_set stem_set_of(size_t stem)
{
	struct stem_set set = { { 0 } };
	set.words[stem / 64] = UINT64_C(1) << (stem % 64);
	return set;
}

/** Says whether the stem is in the set. */
static inline bool stem_set_has(const struct stem_set *set, size_t stem)
{
	return set->words[stem / 64] >> (stem % 64) & 1;
}

/** Adds all stems of the other set. */
static inline void stem_set_add(struct stem_set *set, const struct stem_set *other)
{
	for (size_t i = 0; i < STEM_SET_WORDS; i++)
		set->words[i] |= other->words[i];
}

/** Returns the number of stems in the set; STEM_UNLABELLED counts as one. */
static inline size_t stem_set_count(const struct stem_set *set)
{
	size_t count = 0;
	for (size_t i = 0; i < STEM_SET_WORDS; i++)
		count += (size_t)__builtin_popcountll(set->words[i]);
	return count;
}

/** Returns how many stems of the set come before `stem`, which is its index among the lanes of a node. */
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
