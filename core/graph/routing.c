/* Reads the connections between strips from the recipe, and applies solos and mutes of sends.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/routing.h"

#include "dsp/elementary.h"

#include <string.h>

static size_t count_connections(const struct recipe *recipe)
{
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++) {
		const struct recipe_strip *strip = &recipe->strips[i];
		count += strip->output_count + strip->send_count + strip->listen_count;
	}
	return count;
}

static void connect_outward(struct routing *routing, size_t from)
{
	const struct recipe_strip *strip = &routing->recipe->strips[from];
	for (size_t i = 0; i < strip->output_count; i++)
		routing->connections[routing->connection_count++] = (struct connection){
			.kind = CONNECTION_OUTPUT,
			.from = { .strip = from, .tap = TAP_POST_PAN, .at = strip->outputs[i].at },
			.to = strip->outputs[i].strip,
			.gain = 1.0,
			.live = true,
		};
	for (size_t i = 0; i < strip->send_count; i++) {
		const struct recipe_send *send = &strip->sends[i];
		double gain = decibel_to_gain(send->level_db);
		routing->connections[routing->connection_count++] = (struct connection){
			.kind = CONNECTION_SEND,
			.from = { .strip = from, .tap = send->tap, .at = send->at },
			.to = send->to,
			.gain = gain,
			.pan = send->pan,
			.feedback = send->feedback_frames > 0 ? send : NULL,
			.moving = send->level_curves.count > 0 || send->pan_curve ? send : NULL,
			.live = !send->mute && gain > 0.0,
		};
	}
}

static void connect_listens(struct routing *routing, size_t to)
{
	const struct recipe_strip *strip = &routing->recipe->strips[to];
	for (size_t i = 0; i < strip->listen_count; i++)
		routing->connections[routing->connection_count++] = (struct connection){
			.kind = CONNECTION_LISTEN,
			.from = strip->listens[i],
			.to = to,
			.gain = 1.0,
			.live = true,
		};
}

/* Searches depth first over the live connections, with the flow or against it. `stack` has room for every strip. */
static void mark(const struct routing *routing, const struct neighbours *side, bool with_the_flow, bool *reached,
		 size_t *stack, size_t depth)
{
	while (depth > 0) {
		size_t strip = stack[--depth];
		for (size_t i = side->first[strip]; i < side->first[strip + 1]; i++) {
			const struct connection *connection = &routing->connections[side->connections[i]];
			size_t next = with_the_flow ? connection->to : connection->from.strip;
			if (!connection->live || reached[next])
				continue;
			reached[next] = true;
			stack[depth++] = next;
		}
	}
}

void routing_mark_fed(const struct routing *routing, size_t from, bool *reached)
{
	reached[from] = true;
	routing->stack[0] = from;
	mark(routing, &routing->outgoing, true, reached, routing->stack, 1);
}

void routing_mark_feeding(const struct routing *routing, size_t to, bool *reached)
{
	reached[to] = true;
	routing->stack[0] = to;
	mark(routing, &routing->incoming, false, reached, routing->stack, 1);
}

static void mark_soloed(const struct routing *routing, const struct neighbours *side, bool with_the_flow, bool *reached)
{
	size_t depth = 0;
	for (size_t i = 0; i < routing->recipe->strip_count; i++)
		if (reached[i])
			routing->stack[depth++] = i;
	mark(routing, side, with_the_flow, reached, routing->stack, depth);
}

static enum status apply_solo(struct routing *routing, struct arena *arena)
{
	size_t strips = routing->recipe->strip_count;
	bool *feeding = ARENA_ARRAY(arena, bool, strips);
	bool *fed = ARENA_ARRAY(arena, bool, strips);
	if (!feeding || !fed)
		return STATUS_NO_MEMORY;
	bool any = false;
	for (size_t i = 0; i < strips; i++)
		any |= feeding[i] = fed[i] = routing->recipe->strips[i].solo;
	for (size_t i = 0; i < strips; i++)
		fed[i] |= routing->recipe->strips[i].solo_safe;
	if (!any)
		return STATUS_OK;
	mark_soloed(routing, &routing->incoming, false, feeding);
	mark_soloed(routing, &routing->outgoing, true, fed);
	for (size_t i = 0; i < routing->connection_count; i++) {
		struct connection *connection = &routing->connections[i];
		connection->live = connection->live && (feeding[connection->to] || fed[connection->from.strip]);
	}
	return STATUS_OK;
}

/* Sorts the connections by the strip at one end (counting sort); the order of the recipe stays. */
static enum status index_side(const struct routing *routing, struct arena *arena, bool by_target,
			      struct neighbours *side)
{
	size_t strips = routing->recipe->strip_count;
	side->first = ARENA_ARRAY(arena, size_t, strips + 2);
	side->connections = ARENA_ARRAY(arena, size_t, routing->connection_count);
	if (!side->first || !side->connections)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < routing->connection_count; i++) {
		const struct connection *connection = &routing->connections[i];
		side->first[(by_target ? connection->to : connection->from.strip) + 2]++;
	}
	for (size_t i = 2; i < strips + 2; i++)
		side->first[i] += side->first[i - 1];
	for (size_t i = 0; i < routing->connection_count; i++) {
		const struct connection *connection = &routing->connections[i];
		side->connections[side->first[(by_target ? connection->to : connection->from.strip) + 1]++] = i;
	}
	return STATUS_OK;
}

enum status routing_build(const struct recipe *recipe, struct arena *arena, struct routing *routing)
{
	*routing = (struct routing){ .recipe = recipe };
	routing->connections = ARENA_ARRAY(arena, struct connection, count_connections(recipe));
	routing->stack = ARENA_ARRAY(arena, size_t, recipe->strip_count);
	if (!routing->connections || !routing->stack)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < recipe->strip_count; i++)
		connect_outward(routing, i);
	for (size_t i = 0; i < recipe->strip_count; i++)
		connect_listens(routing, i);
	enum status status = index_side(routing, arena, false, &routing->outgoing);
	if (status == STATUS_OK)
		status = index_side(routing, arena, true, &routing->incoming);
	return status == STATUS_OK ? apply_solo(routing, arena) : status;
}
