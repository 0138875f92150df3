/* Runs chains of inserts side by side, and sums them: parallel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/fork_chain.h"
#include "processors/processor.h"

#include <string.h>

enum { RACK, CHAINS };
enum { NAME, LEVEL, MUTE, INSERTS };
enum { CHAINS_MAXIMUM = 16 };

static const struct parameter chain_fields[] = {
	[NAME] = { .name = "name", .help = "what the chain is called", .type = PARAMETER_NAME, .required = true },
	[LEVEL] = FORK_CHAIN_LEVEL_ROW,
	[MUTE] = FORK_CHAIN_MUTE_ROW,
	[INSERTS] = FORK_CHAIN_INSERTS_ROW,
};

static const struct parameter parameters[] = {
	[RACK] = FORK_NAME_ROW,
	[CHAINS] = { .name = "chains",
		     .help = "each hears what comes in; their sum goes out",
		     .type = PARAMETER_LIST,
		     .required = true,
		     .fields = chain_fields,
		     .field_count = sizeof chain_fields / sizeof chain_fields[0],
		     .item_maximum = CHAINS_MAXIMUM },
};

static bool names_differ(const struct parameter_value *list, size_t index)
{
	const char *name = list->items[index][NAME].name;
	for (size_t i = 0; name && i < index; i++)
		if (list->items[i][NAME].name && strcmp(list->items[i][NAME].name, name) == 0)
			return false;
	return true;
}

static bool fork_into_chains(const struct parameter_value *values, struct arena *arena, struct fork *fork,
			     const char **problem, struct location *at)
{
	const struct parameter_value *list = &values[CHAINS];
	if (list->item_count == 0) {
		*at = list->at.line > 0 ? list->at : *at;
		*problem = "'chains' is empty, so nothing would come out; name one at least";
		return false;
	}
	fork->name = values[RACK].name;
	fork->chains = ARENA_ARRAY(arena, struct fork_chain, list->item_count);
	for (size_t i = 0; fork->chains && i < list->item_count; i++) {
		const struct parameter_value *chain = list->items[i];
		if (!names_differ(list, i)) {
			*at = chain[NAME].at;
			*problem = "two chains have the same name; rename one";
			return false;
		}
		fork->chains[fork->count++] = (struct fork_chain){
			.name = chain[NAME].name,
			.inserts = chain[INSERTS].inserts,
			.gain = fork_chain_gain(&chain[LEVEL], &chain[MUTE]),
		};
	}
	*problem = NULL;
	return fork->chains;
}

const struct processor parallel_processor = {
	.name = "parallel",
	.summary = "chains of inserts side by side, summed",
	.description =
		"The signal runs through all chains at once, and what comes out of them is added up, each with its "
		"level. A chain without inserts is the dry signal. Chains of different latency are aligned, so that "
		"nothing combs: a dry chain beside a compressor with lookahead waits for it. The chains may hold "
		"further forks. Where one chain makes stereo of a mono signal, the mono ones join it in the centre, "
		"by the strip's pan law. New York compression is a dry chain beside one that is crushed.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.fork = fork_into_chains,
};
