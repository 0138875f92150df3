/* Runs inserts on the middle or on the sides of a stereo signal alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/fork_chain.h"
#include "processors/mono.h"

enum { LEVEL, INSERTS };
enum { MID, SIDE, CHAINS };

static const struct parameter parameters[] = {
	[LEVEL] = FORK_CHAIN_LEVEL_ROW,
	[INSERTS] = FORK_CHAIN_INSERTS_ROW,
};

/* Returns the values of a `mono` that takes the middle or the side; NULL when out of memory. */
static const struct parameter_value *head_of(enum mono_of of, struct arena *arena)
{
	struct parameter_value *values =
		parameter_defaults(arena, mono_processor.parameters, mono_processor.parameter_count);
	if (values)
		values[MONO_OF].number = (double)of;
	return values;
}

/* Makes both chains. The inserts stand in the chosen one; the other one passes as it is, and waits where the chosen one
   is late. */
static bool fork_one(size_t chosen, const struct parameter_value *values, struct arena *arena, struct fork *fork)
{
	static const enum mono_of sides[CHAINS] = { MONO_MID, MONO_SIDE };
	static const enum fork_join joins[CHAINS] = { FORK_JOIN_MID, FORK_JOIN_SIDE };
	fork->chains = ARENA_ARRAY(arena, struct fork_chain, CHAINS);
	for (size_t i = 0; fork->chains && i < CHAINS; i++) {
		fork->chains[i] = (struct fork_chain){
			.head = &mono_processor,
			.values = head_of(sides[i], arena),
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
	.description =
		"The middle, (L + R) / 2, runs through the inserts as a mono signal; the side, (L - R) / 2, passes as "
		"it is and waits where the chain is late. Behind them L = mid + side and R = mid - side again. Needs "
		"a stereo signal; the chain stays mono. `side` does the same for the other; one after the other they "
		"treat both.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = INSERTS,
	.fork = fork_mid,
};

const struct processor side_processor = {
	.name = "side",
	.summary = "a chain of inserts for the sides of a stereo signal alone",
	.description =
		"The side, (L - R) / 2, runs through the inserts as a mono signal; the middle, (L + R) / 2, passes as "
		"it is and waits where the chain is late. Behind them L = mid + side and R = mid - side again. Needs "
		"a stereo signal; the chain stays mono. A high-pass here makes the bass mono; a shelf opens the sides.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = INSERTS,
	.fork = fork_side,
};
