/* Finds the level that a mix is meant to stay under, as its inserts hold it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/ceiling.h"

#include <math.h>

static const struct ceiling nothing = { .level_db = (double)NAN };

static bool is_meter(const struct recipe_insert *insert)
{
	return insert->processor->listens && !insert->processor->trim;
}

static struct ceiling ceiling_of_inserts(const struct recipe_inserts *inserts, const char *owner)
{
	size_t count = inserts->count;
	while (count > 0 && is_meter(&inserts->items[count - 1]))
		count--;
	const struct recipe_insert *last = count > 0 ? &inserts->items[count - 1] : NULL;
	struct ceiling ceiling = nothing;
	if (!last || !last->processor->ceiling)
		return nothing;
	ceiling.level_db = last->processor->ceiling(last->values, &ceiling.of_samples);
	ceiling.processor = last->processor->name;
	ceiling.owner = owner;
	return isnan(ceiling.level_db) ? nothing : ceiling;
}

struct ceiling ceiling_of_mix(const struct recipe *recipe, const struct recipe_mix *mix)
{
	const struct recipe_strip *output = &recipe->strips[mix->of.strip];
	struct ceiling ceiling = ceiling_of_inserts(&mix->inserts, mix->name);
	if (ceiling.processor || mix->of.tap == TAP_INPUT)
		return ceiling;
	ceiling = ceiling_of_inserts(&output->inserts, output->name);
	const bool faded = mix->of.tap >= TAP_POST_FADER;
	if (!ceiling.processor || (faded && (output->mute || isinf(output->fader_db))) ||
	    (mix->of.tap == TAP_POST_PAN && output->width > 1.0))
		return nothing;
	if (faded)
		ceiling.level_db += output->fader_db;
	return ceiling;
}
