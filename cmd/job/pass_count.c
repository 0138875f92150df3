/* Counts passes by the graphs that they would measure.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/pass_count.h"

#include "cmd/job/memory_parts.h"

/* Takes all gains of a graph as found. Which gain it is does not matter to what comes after it. */
static enum status take_gains(struct project *project, const struct graph *graph, struct arena *arena)
{
	struct graph_trim *trims = ARENA_ARRAY(arena, struct graph_trim, project->trim_count + graph->print_count);
	if (!trims)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < project->trim_count; i++)
		trims[i] = project->trims[i];
	for (size_t i = 0; i < graph->print_count; i++)
		trims[project->trim_count + i] = (struct graph_trim){ .insert = graph->prints[i].insert };
	project->trims = trims;
	project->trim_count += graph->print_count;
	return STATUS_OK;
}

static void note_memory(const struct project *project, const struct graph *graph, const struct arena *arena,
			struct pass_count *count)
{
	uint64_t bytes = arena_footprint(arena);
	for (size_t i = 0; i < graph->print_count; i++)
		bytes += memory_of_loudness(graph->nodes[graph->prints[i].node].channels,
					    project->recipe->session.sample_rate);
	count->memory_bytes = bytes > count->memory_bytes ? bytes : count->memory_bytes;
}

/* Counts a pass if any gain is left to find. */
static enum status count_pass(struct project *project, size_t re_rendered, struct arena *arena,
			      struct pass_count *count)
{
	struct graph *graph;
	struct arena *own = arena_new();
	enum status status = own ? project_measuring_graph(project, re_rendered, own, &graph) : STATUS_NO_MEMORY;
	if (status == STATUS_OK && graph->print_count > 0) {
		count->passes++;
		note_memory(project, graph, own, count);
		status = take_gains(project, graph, arena);
	}
	arena_free(own);
	return status;
}

static enum status count_passes(struct project *project, size_t re_rendered, size_t most, struct arena *arena,
				struct pass_count *count)
{
	enum status status = STATUS_OK;
	for (size_t before = SIZE_MAX; before != count->passes && count->passes <= most && status == STATUS_OK;) {
		before = count->passes;
		status = count_pass(project, re_rendered, arena, count);
	}
	return status;
}

enum status pass_count_gains(struct project *project, size_t most, struct pass_count *count)
{
	const struct recipe_print *print = &project->recipe->print;
	struct graph_trim *const trims = project->trims;
	const size_t trim_count = project->trim_count;
	struct arena *arena = arena_new();
	*count = (struct pass_count){ 0 };
	enum status status = arena ? count_passes(project, RECIPE_NONE, most, arena, count) : STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < print->mix_count; i++)
		if (mix_is_re_rendered(&print->mixes[i]) && print->mixes[i].inserts.count > 0)
			status = count_passes(project, i, most, arena, count);
	project->trims = trims;
	project->trim_count = trim_count;
	arena_free(arena);
	return status;
}
