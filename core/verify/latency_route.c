/* Measures when each source is heard in each print.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/latency_route.h"

#include "plan/plan_build.h"
#include "verify/latency_ear.h"
#include "verify/latency_reach.h"

#include <math.h>

/* The samples that ears keep at once take 256 MiB. */
enum { REACH_FRAMES = 4096, ROOM_SAMPLES = 32 << 20 };

#define GAP_SECONDS_MOST 10.0
#define QUIET_LEVEL 1e-10
#define LOUD_LEVEL 0.5

/** All that the runs share. */
struct listening {
	struct plan *plan; /**< of the graph below */
	struct graph graph; /**< the graph without loop, tail and rounding to integers */
	struct recipe recipe; /**< the recipe of that graph */
	size_t *channels; /**< [source_count] those that a step reads; 1 where none does */
	const struct kernel *kernel;
	size_t source_count;
	size_t start; /**< the frame at which the noise begins */
	size_t frames; /**< how long a run is */
	size_t first_print, end_print; /**< the prints that are heard now */
};

static size_t source_count_of(const struct recipe *recipe)
{
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += recipe->strips[i].source_count;
	return count;
}

/* What came back from hardware follows the sources of the strips. */
static enum status count_channels(struct listening *listening, const struct graph *graph, struct arena *arena)
{
	listening->source_count = source_count_of(graph->recipe) + graph->recipe->loop_count;
	listening->channels = ARENA_ARRAY(arena, size_t, listening->source_count);
	if (!listening->channels)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < listening->source_count; i++)
		listening->channels[i] = 1;
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		if (node->kind != NODE_SOURCE)
			continue;
		const struct source_share *share = latency_share_of(graph, node->source);
		listening->channels[node->source] = share ? share->channels : node->channels;
	}
	return STATUS_OK;
}

/* The ways through the graph are those of the session; how often it plays, how it ends, and how its stems are rounded
   are not. */
static enum status listening_init(struct listening *listening, const struct graph *graph, const struct kernel *kernel,
				  struct arena *arena)
{
	const double rate = graph->recipe->session.sample_rate;
	const double gap = fmin(graph->gap_seconds, GAP_SECONDS_MOST) * rate;
	*listening = (struct listening){ .kernel = kernel };
	listening->recipe = *graph->recipe;
	listening->recipe.session.length_seconds = 0.0;
	listening->recipe.session.tail_mode = TAIL_FIXED;
	listening->recipe.session.tail_seconds = 0.0;
	listening->graph = *graph;
	listening->graph.recipe = &listening->recipe;
	listening->graph.exact = false;
	listening->start = REACH_FRAMES + graph->latency;
	listening->frames = listening->start + (size_t)ceil(gap) + REACH_FRAMES;
	const enum status status = count_channels(listening, graph, arena);
	return status == STATUS_OK ? plan_build(&listening->graph, 1, arena, &listening->plan) : status;
}

/* Runs the plan with noise in the sources of one reading, and lets the ears hear it. */
static enum status run(struct listening *listening, size_t reading, double level, struct latency_ear **ears,
		       struct arena *arena)
{
	const struct graph *graph = &listening->graph;
	struct source **sources = ARENA_ARRAY(arena, struct source *, listening->source_count);
	struct printer **printers = ARENA_ARRAY(arena, struct printer *, graph->print_count);
	if (!sources || !printers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < listening->source_count; i++) {
		const bool sounds = latency_reading_of(graph, i) == reading;
		const struct latency_mouth mouth = { .sample_rate = listening->recipe.session.sample_rate,
						     .channels = listening->channels[i],
						     .frames = listening->frames,
						     .start = sounds ? listening->start : SIZE_MAX,
						     .level = level };
		sources[i] = latency_mouth_new(&mouth, arena);
		if (!sources[i])
			return STATUS_NO_MEMORY;
	}
	for (size_t i = 0; i < graph->print_count; i++)
		printers[i] = latency_ear_printer(ears[i]);
	const struct engine_options options = { .kernel = listening->kernel, .frames = listening->frames };
	struct engine *engine;
	struct engine_result result;
	enum status status = engine_new(listening->plan, sources, printers, &options, arena, &engine);
	return status == STATUS_OK ? engine_run(engine, &result) : status;
}

/* A run has its own memory, which goes when it ends. */
static enum status run_apart(struct listening *listening, size_t reading, double level, struct latency_ear **ears)
{
	struct arena *arena = arena_new();
	enum status status = arena ? run(listening, reading, level, ears, arena) : STATUS_NO_MEMORY;
	arena_free(arena);
	return status;
}

static void judge(struct latency_route *route, const struct listening *listening, const struct latency_ear *ear)
{
	const struct latency_reaction reaction = latency_ear_reaction(ear);
	route->heard = reaction.heard;
	route->reaction = (long long)reaction.first - (long long)listening->start;
	const long long loud = (long long)reaction.first_loud - (long long)listening->start;
	/* A transform rounds into the silence before a response; only what is louder than that is early. */
	if (route->reaction < -route->early && loud >= -route->early)
		route->reaction = loud;
	route->right = !route->heard || (route->reaction >= -route->early && route->reaction <= route->gap);
}

bool latency_route_is_whole(const struct graph *graph, const struct latency_route *route)
{
	const struct graph_print *print = &graph->prints[route->print];
	return print->role != PRINT_STEM && graph->nodes[print->node].kind != NODE_LANES;
}

/* Adds the routes of a reading to the prints that are heard now. */
static void add_routes(const struct listening *listening, const struct latency_reach *reach,
		       struct latency_routes *routes)
{
	for (size_t i = listening->first_print; i < listening->end_print; i++) {
		const size_t node = listening->graph.prints[i].node;
		if (reach->reached[node])
			routes->items[routes->count++] = (struct latency_route){ .source = reach->reading,
										 .node = reach->node,
										 .print = i,
										 .early = reach->early[node],
										 .gap = reach->gap[node] };
	}
}

/* Hears one reading in the prints that it reaches, first softly. */
static enum status measure_reading(struct listening *listening, const struct latency_reach *reach,
				   struct latency_ear **ears, struct latency_routes *routes)
{
	static const double levels[] = { QUIET_LEVEL, LOUD_LEVEL };
	const struct graph *graph = &listening->graph;
	const size_t first = routes->count;
	add_routes(listening, reach, routes);
	bool silent = routes->count > first;
	for (size_t level = 0; level < 2 && silent; level++) {
		enum status status = run_apart(listening, reach->reading, levels[level], ears);
		if (status != STATUS_OK)
			return status;
		silent = false;
		for (size_t i = first; i < routes->count; i++) {
			struct latency_route *route = &routes->items[i];
			if (!route->heard)
				judge(route, listening, ears[route->print]);
			silent = silent || (!route->heard && latency_route_is_whole(graph, route));
		}
	}
	return STATUS_OK;
}

/* Chooses the next prints that are heard together: as many as have room, and one at least. */
static void choose_prints(struct listening *listening)
{
	const struct graph *graph = &listening->graph;
	size_t columns = 0;
	listening->first_print = listening->end_print;
	do
		columns += graph->nodes[graph->prints[listening->end_print++].node].channels + 1;
	while (listening->end_print < graph->print_count && columns * listening->frames < ROOM_SAMPLES);
}

/* Hears the chosen prints; an ear without frames hears nothing. */
static enum status measure_prints(struct listening *listening, struct latency_reach *reach, struct arena *arena,
				  struct latency_routes *routes)
{
	const struct graph *graph = &listening->graph;
	struct latency_ear **ears = ARENA_ARRAY(arena, struct latency_ear *, graph->print_count);
	for (size_t i = 0; ears && i < graph->print_count; i++) {
		const bool chosen = i >= listening->first_print && i < listening->end_print;
		ears[i] = latency_ear_new(graph->nodes[graph->prints[i].node].channels, chosen ? listening->frames : 0,
					  arena);
		if (!ears[i])
			return STATUS_NO_MEMORY;
	}
	/* No source has this number: all are silent. */
	enum status status = ears ? run_apart(listening, listening->source_count, 0.0, ears) : STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < listening->source_count; i++)
		if (latency_reach_from(reach, i))
			status = measure_reading(listening, reach, ears, routes);
	return status;
}

enum status latency_routes_measure(const struct graph *graph, const struct kernel *kernel, struct arena *arena,
				   struct latency_routes *routes)
{
	struct listening listening;
	struct latency_reach reach;
	enum status status = listening_init(&listening, graph, kernel, arena);
	if (status != STATUS_OK)
		return status;
	*routes = (struct latency_routes){ .items = ARENA_ARRAY(arena, struct latency_route,
								listening.source_count * graph->print_count) };
	status = routes->items ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK && !latency_reach_init(&reach, graph, arena))
		status = STATUS_NO_MEMORY;
	while (status == STATUS_OK && listening.end_print < graph->print_count) {
		struct arena *own = arena_new();
		choose_prints(&listening);
		status = own ? measure_prints(&listening, &reach, own, routes) : STATUS_NO_MEMORY;
		arena_free(own);
	}
	return status;
}
