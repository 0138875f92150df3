/* Warns of trouble on the ways that dry sound takes to a printed output.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/dry_sound.h"
#include "graph/linter.h"

#include <string.h>

/* Sound that meets itself in an aux of reverb is wet there and no doubled dry sound. */
static bool is_meeting_point(const struct linter *linter, size_t strip, const bool *first_way)
{
	return first_way[strip] && linter->reaches[strip] &&
	       (linter->recipe->strips[strip].kind != STRIP_AUX || linter->dry[strip]);
}

/* Says whether dry sound that enters `from` comes to a strip of the first way. */
static bool meets(const struct linter *linter, size_t from, const bool *first_way)
{
	const struct neighbours *out = &linter->routing->outgoing;
	bool *visited = linter->more_scratch;
	size_t *stack = linter->routing->stack, depth = 0;
	memset(visited, 0, linter->recipe->strip_count * sizeof *visited);
	visited[from] = true;
	stack[depth++] = from;
	while (depth > 0) {
		const size_t strip = stack[--depth];
		if (is_meeting_point(linter, strip, first_way))
			return true;
		for (size_t i = out->first[strip]; linter->dry[strip] && i < out->first[strip + 1]; i++) {
			const struct connection *connection = &linter->routing->connections[out->connections[i]];
			if (!connection->live || connection->feedback || visited[connection->to])
				continue;
			visited[connection->to] = true;
			stack[depth++] = connection->to;
		}
	}
	return false;
}

static bool is_heard(const struct linter *linter, const struct connection *connection)
{
	return connection->live && !connection->feedback && linter->reaches[connection->to] != 0;
}

static const struct connection *outgoing(const struct linter *linter, size_t index)
{
	return &linter->routing->connections[linter->routing->outgoing.connections[index]];
}

/* Finds the first of the connections from `begin` on whose dry sound meets that of `second`. */
static const struct connection *find_first_way(const struct linter *linter, size_t begin,
					       const struct connection *second)
{
	for (size_t i = begin;; i++) {
		const struct connection *first = outgoing(linter, i);
		if (!is_heard(linter, first))
			continue;
		memset(linter->scratch, 0, linter->recipe->strip_count * sizeof *linter->scratch);
		routing_mark_fed(linter->routing, first->to, linter->scratch);
		if (meets(linter, second->to, linter->scratch))
			return first;
	}
}

/* Finds the next connection of a strip whose dry sound meets that of an earlier connection, *first; NULL when there
   is none. */
static const struct connection *find_second_way(const struct linter *linter, size_t strip,
						const struct connection **first)
{
	const struct neighbours *out = &linter->routing->outgoing;
	bool *earlier_ways = linter->scratch;
	size_t earlier = 0;
	memset(earlier_ways, 0, linter->recipe->strip_count * sizeof *earlier_ways);
	for (size_t i = out->first[strip]; i < out->first[strip + 1]; i++) {
		const struct connection *connection = outgoing(linter, i);
		if (!is_heard(linter, connection))
			continue;
		if (earlier > 0 && meets(linter, connection->to, earlier_ways)) {
			*first = find_first_way(linter, out->first[strip], connection);
			return connection;
		}
		routing_mark_fed(linter->routing, connection->to, earlier_ways);
		earlier++;
	}
	return NULL;
}

/* Returns the first insert of a return that makes the sound wet, if it lets dry sound through; otherwise NULL. */
static const struct recipe_insert *find_dry_insert(const struct linter *linter, size_t index)
{
	const struct recipe_strip *aux = &linter->recipe->strips[index];
	if (aux->kind != STRIP_AUX || !linter->dry[index])
		return NULL;
	for (size_t i = 0; i < aux->inserts.count; i++) {
		const struct recipe_insert *insert = &aux->inserts.items[i];
		const enum processor_use use = insert->processor->use;
		if ((use == PROCESSOR_USE_EFFECT || use == PROCESSOR_USE_REVERB) &&
		    dry_sound_through(insert, linter->arena) > 0.0)
			return insert;
	}
	return NULL;
}

/* Says whether check_return() tells of this way. */
static bool is_dry_return(const struct linter *linter, const struct connection *way)
{
	return way->kind == CONNECTION_SEND && find_dry_insert(linter, way->to);
}

static void check_heard_twice(struct linter *linter, size_t strip)
{
	const struct connection *first, *second = find_second_way(linter, strip, &first);
	if (second && !is_dry_return(linter, first) && !is_dry_return(linter, second))
		diagnostics_warning(linter->diagnostics, "heard-twice", second->from.at,
				    "\"%s\" is heard twice in one output: through \"%s\" and through \"%s\"; cut one "
				    "of them",
				    linter_name(linter, strip), linter_name(linter, first->to),
				    linter_name(linter, second->to));
}

/* Finds the strip that sends into the return and whose dry sound is in the mix anyway; RECIPE_NONE when there is
   none. */
static size_t find_doubled_sender(const struct linter *linter, size_t aux)
{
	const struct neighbours *in = &linter->routing->incoming;
	for (size_t i = in->first[aux]; i < in->first[aux + 1]; i++) {
		const struct connection *connection = &linter->routing->connections[in->connections[i]];
		const struct connection *first, *second;
		if (connection->kind != CONNECTION_SEND || !connection->live || connection->feedback)
			continue;
		second = find_second_way(linter, connection->from.strip, &first);
		if (second && (second->to == aux || first->to == aux))
			return connection->from.strip;
	}
	return RECIPE_NONE;
}

static void check_return(struct linter *linter, size_t index)
{
	const struct recipe_insert *insert = find_dry_insert(linter, index);
	const size_t sender = insert ? find_doubled_sender(linter, index) : RECIPE_NONE;
	if (sender != RECIPE_NONE)
		diagnostics_warning(linter->diagnostics, "dry-return", insert->at,
				    "the %s of the return \"%s\" lets %.0f %% of the dry sound through, and \"%s\" is "
				    "heard without it already; give it `mix: 100 %%`",
				    insert->processor->name, linter_name(linter, index),
				    100.0 * dry_sound_through(insert, linter->arena), linter_name(linter, sender));
}

void linter_check_ways(struct linter *linter)
{
	for (size_t i = 0; i < linter->recipe->strip_count; i++) {
		check_heard_twice(linter, i);
		check_return(linter, i);
	}
}
