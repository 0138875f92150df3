/* Answers which stems a typed recipe has, and which prints wait.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe.h"

const char *tail_mode_name(enum tail_mode mode)
{
	static const char *const names[] = {
		[TAIL_AUTO] = "auto", [TAIL_FIXED] = "fixed", [TAIL_WRAP] = "wrap", [TAIL_LOOP] = "loop"
	};
	return names[mode];
}

bool recipe_region_is_edited(const struct recipe_region *region)
{
	return region->part_count > 0 || region->tail || region->fade_in.seconds > 0.0 ||
	       region->fade_out.seconds > 0.0;
}

bool recipe_holds_all_prints(const struct recipe *recipe)
{
	bool edited = false;
	for (size_t i = 0; i < recipe->print.region_count; i++)
		edited |= recipe_region_is_edited(&recipe->print.regions[i]);
	return edited || recipe->session.tail_mode == TAIL_WRAP;
}

bool recipe_holds_prints(const struct recipe *recipe)
{
	return recipe->print.headroom.automatic || recipe_holds_all_prints(recipe);
}

const char *recipe_stem_name(const struct recipe *recipe, const struct recipe_stems *set, size_t stem)
{
	if (set->by == STEMS_BY_LABEL)
		return recipe->stems[stem];
	return stem < recipe->strip_count ? recipe->strips[stem].name : recipe->stems[recipe->residue];
}

const struct recipe_stems *recipe_labelled_stems(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->print.stem_set_count; i++)
		if (recipe->print.stem_sets[i].by == STEMS_BY_LABEL)
			return &recipe->print.stem_sets[i];
	return NULL;
}

struct location recipe_stem_location(const struct recipe *recipe, const struct recipe_stems *set, size_t stem)
{
	if (set->by == STEMS_BY_TRACK)
		return stem < recipe->strip_count ? recipe->strips[stem].at : set->at;
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (recipe->strips[i].stem == stem)
			return recipe->strips[i].stem_at;
	return set->at;
}

size_t recipe_most_stems(const struct recipe *recipe)
{
	return recipe->strip_count + 1 + RECIPE_STEMS_MAXIMUM;
}

/* Returns whether a set without `names` may have this stem. */
static bool may_have(const struct recipe *recipe, const struct recipe_stems *set, size_t stem)
{
	if (set->by == STEMS_BY_LABEL)
		return stem != recipe->missing;
	return stem < recipe->strip_count ? recipe->strips[stem].source_count > 0 : recipe->residue != RECIPE_NONE;
}

size_t recipe_list_stems(const struct recipe *recipe, const struct recipe_stems *set, size_t *stems)
{
	const size_t all = set->by == STEMS_BY_TRACK ? recipe->strip_count + 1 : recipe->stem_count;
	size_t count = 0;
	for (size_t i = 0; !set->all && i < set->count; i++)
		stems[count++] = set->stems[i];
	for (size_t i = 0; set->all && i < all; i++)
		if (may_have(recipe, set, i))
			stems[count++] = i;
	return count;
}
