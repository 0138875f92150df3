/* Computes how much dry sound comes through inserts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/dry_sound.h"

#include "processors/parameter_range.h"
#include "processors/registry.h"

#include <math.h>

/* Bands, the middle and the sides are not the dry sound; a chain without a head is. */
static double through_chain(const struct fork_chain *chain, struct arena *arena)
{
	if (chain->head || chain->gain == 0.0)
		return 0.0;
	return chain->inserts ? dry_sound_through_all(chain->inserts, arena) : 1.0;
}

static double through_fork(const struct recipe_insert *insert, struct arena *arena)
{
	struct fork fork = { 0 };
	struct location at;
	const char *problem;
	double most = 0.0;
	if (!insert->processor->fork(insert->values, arena, &fork, &problem, &at))
		return 0.0;
	for (size_t i = 0; i < fork.count; i++)
		most = fmax(most, through_chain(&fork.chains[i], arena));
	return most;
}

double dry_sound_through(const struct recipe_insert *insert, struct arena *arena)
{
	const struct processor *processor = insert->processor;
	if (processor->fork)
		return through_fork(insert, arena);
	switch (processor->use) {
	case PROCESSOR_USE_LEVEL:
		return 1.0;
	case PROCESSOR_USE_EFFECT:
	case PROCESSOR_USE_REVERB:
		return 1.0 - parameter_value_range(&insert->values[processor_parameter(processor, "mix")]).least;
	case PROCESSOR_USE_CEILING:
	case PROCESSOR_USE_OTHER:
		break;
	}
	return 0.0;
}

double dry_sound_through_all(const struct recipe_inserts *inserts, struct arena *arena)
{
	double least = 1.0;
	for (size_t i = 0; i < inserts->count && least > 0.0; i++)
		least = fmin(least, dry_sound_through(&inserts->items[i], arena));
	return least;
}
