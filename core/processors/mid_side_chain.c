/* stemprint: chains of inserts for the middle or the sides of a stereo signal alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/fork_chain.h"
#include "processors/processor.h"
#include "processors/registry.h"

#include <string.h>

enum { LEVEL, INSERTS };
enum { MID, SIDE, CHAINS };

static const struct parameter parameters[] = {
	[LEVEL] = FORK_CHAIN_LEVEL_ROW,
	[INSERTS] = FORK_CHAIN_INSERTS_ROW,
};

/* `mono` with that word for `of`. */
static const struct parameter_value *head_of(const char *word, struct arena *arena)
{
	const struct processor *mono = registry_find("mono");
	const int of = processor_parameter(mono, "of");
	struct parameter_value *values = parameter_defaults(arena, mono->parameters, mono->parameter_count);
	for (size_t i = 0; values && mono->parameters[of].choices[i]; i++)
		if (strcmp(mono->parameters[of].choices[i], word) == 0)
			values[of].number = (double)i;
	return values;
}

/* Both ways, the other one as it is: it waits where the chain is late. */
static bool fork_one(size_t chosen, const struct parameter_value *values, struct arena *arena, struct fork *fork)
{
	static const char *const words[CHAINS] = { "mid", "side" };
	static const enum fork_join joins[CHAINS] = { FORK_JOIN_MID, FORK_JOIN_SIDE };
	fork->chains = ARENA_ARRAY(arena, struct fork_chain, CHAINS);
	for (size_t i = 0; fork->chains && i < CHAINS; i++) {
		fork->chains[i] = (struct fork_chain){
			.head = registry_find("mono"),
			.values = head_of(words[i], arena),
			.inserts = i == chosen ? values[INSERTS].inserts : NULL,
			.join = joins[i],
			.gain = i == chosen ? decibel_to_gain(values[LEVEL].number) : 1.0,
		};
		if (!fork->chains[i].values)
			return false;
		fork->count++;
	}
	return fork->chains;
}

static bool fork_mid(const struct parameter_value *values, struct arena *arena, struct fork *fork, const char **problem,
		     struct location *at)
{
	(void)at;
	*problem = NULL;
	return fork_one(MID, values, arena, fork);
}

static bool fork_side(const struct parameter_value *values, struct arena *arena, struct fork *fork,
		      const char **problem, struct location *at)
{
	(void)at;
	*problem = NULL;
	return fork_one(SIDE, values, arena, fork);
}

const struct processor mid_processor = {
	.name = "mid",
	.summary = "a chain of inserts for the middle of a stereo signal alone",
	.description = "The middle, (L + R) / 2, runs through the inserts as a mono signal; the side, (L - R) / 2, "
		       "passes as it is and "
		       "waits where the chain is late. Behind them L = mid + side and R = mid - side again. Needs a "
		       "stereo signal; the "
		       "chain stays mono. `side` does the same for the other; one after the other they treat both.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = INSERTS,
	.fork = fork_mid,
};

const struct processor side_processor = {
	.name = "side",
	.summary = "a chain of inserts for the sides of a stereo signal alone",
	.description = "The side, (L - R) / 2, runs through the inserts as a mono signal; the middle, (L + R) / 2, "
		       "passes as it is and "
		       "waits where the chain is late. Behind them L = mid + side and R = mid - side again. Needs a "
		       "stereo signal; the "
		       "chain stays mono. A high-pass here makes the bass mono; a shelf opens the sides.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = INSERTS,
	.fork = fork_side,
};
