/* Numbers the lanes of a graph: labels, or the tracks that reach a set by track.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/track_lane.h"

/* Marks all strips that feed the output of a set by track. Returns the first of these sets; NULL if there is none. */
static const struct recipe_stems *mark_feeding(const struct builder *builder, bool *feeding)
{
	const struct recipe_print *print = &builder->recipe->print;
	const struct recipe_stems *first = NULL;
	for (size_t i = 0; i < print->stem_set_count; i++) {
		const struct recipe_stems *set = &print->stem_sets[i];
		if (set->by != STEMS_BY_TRACK)
			continue;
		first = first ? first : set;
		routing_mark_feeding(&builder->graph->routing, set->of.strip, feeding);
	}
	return first;
}

/* Says whether the strip has a lane of its own: it makes sound, and the sound arrives. */
static bool has_lane(const struct builder *builder, size_t strip, const bool *feeding)
{
	return feeding[strip] && builder->recipe->strips[strip].source_count > 0;
}

static size_t count_lanes(const struct builder *builder, const bool *feeding)
{
	const struct recipe *recipe = builder->recipe;
	size_t count = 0;
	count += recipe->residue != RECIPE_NONE;
	count += recipe->missing != RECIPE_NONE;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += has_lane(builder, i, feeding);
	return count;
}

static size_t add_lane(struct lane_list *lanes, const char **names, const char *name)
{
	names[lanes->count] = name;
	return lanes->count++;
}

/* The tracks come first, in the order of the recipe, then the sound that belongs to none of them. */
static enum status list_tracks(struct builder *builder, size_t count, const bool *feeding)
{
	const struct recipe *recipe = builder->recipe;
	struct lane_list *lanes = &builder->graph->lanes;
	const char **names = ARENA_ARRAY(builder->arena, const char *, count);
	if (!names)
		return STATUS_NO_MEMORY;
	*lanes = (struct lane_list){ .names = names, .residue = RECIPE_NONE, .missing = RECIPE_NONE, .tracks = true };
	for (size_t i = 0; i < recipe->strip_count; i++)
		builder->track_labels[i] = has_lane(builder, i, feeding)
						   ? add_lane(lanes, names, recipe->strips[i].name)
						   : STEM_UNLABELLED;
	if (recipe->residue != RECIPE_NONE)
		lanes->residue = add_lane(lanes, names, recipe->stems[recipe->residue]);
	if (recipe->missing != RECIPE_NONE)
		lanes->missing = add_lane(lanes, names, recipe->stems[recipe->missing]);
	return STATUS_OK;
}

enum status builder_list_lanes(struct builder *builder)
{
	const struct recipe *recipe = builder->recipe;
	if (!builder->request->tracks) {
		builder->graph->lanes = (struct lane_list){ .names = recipe->stems,
							    .count = recipe->stem_count,
							    .residue = recipe->residue,
							    .missing = recipe->missing };
		return STATUS_OK;
	}
	bool *feeding = ARENA_ARRAY(builder->arena, bool, recipe->strip_count);
	if (!feeding)
		return STATUS_NO_MEMORY;
	const struct recipe_stems *set = mark_feeding(builder, feeding);
	const size_t count = count_lanes(builder, feeding);
	if (set && count > RECIPE_STEMS_MAXIMUM) {
		diagnostics_error(builder->diagnostics, "too-many", set->at,
				  "stems by track would be %zu, one for each track that reaches the output, but at "
				  "most %d are allowed; print stems by label, or split the recipe",
				  count, RECIPE_STEMS_MAXIMUM);
		return STATUS_OK; /* The diagnostic ends the build. */
	}
	return list_tracks(builder, count, feeding);
}
