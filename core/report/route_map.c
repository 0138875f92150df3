/* Finds which strip feeds which, and an order of the strips.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/route_map.h"

#include <stdlib.h>

const char *route_kind_name(enum route_kind kind)
{
	switch (kind) {
	case ROUTE_OUTPUT:
		return "output";
	case ROUTE_SEND:
		return "send";
	case ROUTE_INPUT:
		return "input";
	case ROUTE_KEY:
		return "key";
	}
	return "";
}

static void add_connections(struct route_map *map)
{
	static const enum route_kind kinds[] = {
		[CONNECTION_OUTPUT] = ROUTE_OUTPUT, [CONNECTION_SEND] = ROUTE_SEND, [CONNECTION_LISTEN] = ROUTE_INPUT
	};
	const struct routing *routing = &map->graph->routing;
	for (size_t i = 0; i < routing->connection_count; i++) {
		const struct connection *connection = &routing->connections[i];
		if (!connection->live)
			continue;
		map->edges[map->edge_count++] = (struct route_edge){
			.from = connection->from.strip,
			.to = connection->to,
			.kind = kinds[connection->kind],
			.tap = strip_tap_name(&connection->from),
			.feedback = connection->feedback,
			.level = connection->kind == CONNECTION_SEND ? route_level_of(connection)
								     : (struct route_level){ 0 },
		};
	}
}

/* Adds the key of a processor once, although the processor may have several nodes. */
static void add_key(struct route_map *map, const struct node *node)
{
	const struct parameter_value *value = &node->insert->values[node->insert->key];
	const struct strip_tap tap = { .strip = value->strip, .tap = (enum tap)value->tap, .chain = value->chain };
	const struct route_edge key = {
		.from = value->strip,
		.to = node->strip,
		.kind = ROUTE_KEY,
		.tap = strip_tap_name(&tap),
		.earlier_key = map->last_keys[node->strip],
	};
	for (size_t i = key.earlier_key; i != 0; i = map->edges[i - 1].earlier_key)
		if (map->edges[i - 1].from == key.from)
			return;
	map->edges[map->edge_count++] = key;
	map->last_keys[key.to] = map->edge_count;
}

static void read_nodes(struct route_map *map)
{
	for (size_t i = 0; i < map->graph->order_count; i++) {
		const struct node *node = &map->graph->nodes[map->graph->order[i]];
		if (node->kind == NODE_PROCESS && node->key != NODE_NONE &&
		    map->graph->nodes[node->key].strip != node->strip)
			add_key(map, node);
		/* Nodes that only wait for others, or that gather a print, and the inserts of a mix do not count as the
		 * strip's own. */
		if (node->stage == STAGE_PRINT || node->mix != RECIPE_NONE)
			continue;
		if (node->latency > map->latencies[node->strip] && node->kind != NODE_ALIGN)
			map->latencies[node->strip] = node->latency;
		if (stem_set_count(&node->stems) != 0)
			map->stems[node->strip] = node->stems;
	}
}

/* Puts all strips that feed a strip above it, as near as possible, by a walk against the flow. Without feedback the
 * graph has no cycles, so the walk is never deeper than the number of strips. */
static void append_strip(struct route_map *map, size_t strip)
{
	if (map->seen[strip])
		return;
	map->seen[strip] = true;
	for (size_t i = 0; i < map->edge_count; i++)
		if (map->edges[i].to == strip && !map->edges[i].feedback)
			append_strip(map, map->edges[i].from);
	map->order[map->row_count++] = strip;
}

bool route_map_init(struct route_map *map, const struct graph *graph)
{
	const struct recipe *recipe = graph->recipe;
	const size_t edges = graph->routing.connection_count + graph->order_count + 1;
	*map = (struct route_map){ .graph = graph };
	map->edges = calloc(edges, sizeof *map->edges);
	map->order = calloc(recipe->strip_count + 1, sizeof *map->order);
	map->last_keys = calloc(recipe->strip_count + 1, sizeof *map->last_keys);
	map->seen = calloc(recipe->strip_count + 1, sizeof *map->seen);
	map->latencies = calloc(recipe->strip_count + 1, sizeof *map->latencies);
	map->stems = calloc(recipe->strip_count + 1, sizeof *map->stems);
	if (!map->edges || !map->order || !map->last_keys || !map->seen || !map->latencies || !map->stems)
		return false;
	add_connections(map);
	read_nodes(map);
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (recipe->strips[i].kind == STRIP_OUTPUT)
			append_strip(map, i);
	for (size_t i = 0; i < recipe->strip_count; i++)
		append_strip(map, i);
	return true;
}

double route_map_feedback_ms(const struct route_map *map, const struct route_edge *edge)
{
	return 1e3 * (double)edge->feedback->feedback_frames / map->graph->recipe->session.sample_rate;
}

void route_map_release(struct route_map *map)
{
	free(map->edges);
	free(map->order);
	free(map->last_keys);
	free(map->seen);
	free(map->latencies);
	free(map->stems);
}
