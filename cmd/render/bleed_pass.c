/* Measures what each track brings to each stem, in passes after the one that prints.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/bleed_pass.h"

#include "cmd/render/graph_run.h"

/* This printer takes one lane and adds it to the meter of the lane. */
struct lane_meter {
	struct printer printer;
	struct level_meter *meter;
};

static enum status lane_write(struct printer *printer, const double *const *columns, size_t frames)
{
	const struct lane_meter *lane = (const struct lane_meter *)printer;
	level_add(lane->meter, columns, printer->channels, frames);
	return STATUS_OK;
}

static enum status lane_finish(struct printer *printer)
{
	(void)printer;
	return STATUS_OK;
}

static size_t index_of(const size_t *items, size_t count, size_t item)
{
	size_t index = 0;
	while (index < count && items[index] != item)
		index++;
	return index;
}

/* Returns the meter of the cell that a lane belongs to. */
static struct level_meter *meter_of(const struct reach *reach, const struct graph *graph,
				    const struct graph_print *print, struct level_meter *meters)
{
	const struct source_lane *lane = &graph->source_lanes.items[print->stem];
	const size_t track = index_of(reach->tracks, reach->track_count, lane->strip);
	const size_t stem = index_of(reach->stems, reach->stem_count, lane->stem);
	if (track == reach->track_count)
		return NULL;
	return stem < reach->stem_count ? &meters[track * reach->stem_count + stem]
					: &meters[reach->track_count * reach->stem_count];
}

static enum status measure(struct render_job *job, const struct reach *reach, const bool *apart,
			   struct level_meter *meters, struct arena *arena)
{
	struct graph *graph;
	struct engine_result result;
	enum status status = project_source_graph(job->project, apart, arena, &graph);
	if (status != STATUS_OK)
		return status;
	struct lane_meter *lanes = ARENA_ARRAY(arena, struct lane_meter, graph->print_count);
	struct printer **printers = ARENA_ARRAY(arena, struct printer *, graph->print_count);
	if (!lanes || !printers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < graph->print_count; i++) {
		const struct graph_print *print = &graph->prints[i];
		lanes[i] = (struct lane_meter){ .printer = { .channels = graph->nodes[print->node].channels,
							     .write = lane_write,
							     .finish = lane_finish,
							     .name = print->name },
						.meter = meter_of(reach, graph, print, meters) };
		printers[i] = &lanes[i].printer;
		if (!lanes[i].meter)
			return STATUS_DEFECT;
	}
	job->pass_name = "bleed";
	return graph_run(job, graph, printers, job->result.frames, &result);
}

/* Selects as many tracks as there is room for, with all labels that their sound may carry. One lane serves all other
   tracks. */
static size_t next_tracks(const struct reach *reach, size_t first, bool *apart)
{
	size_t lanes = 1, end = first;
	for (size_t i = 0; i < reach->recipe->strip_count; i++)
		apart[i] = false;
	while (end < reach->track_count &&
	       (end == first || lanes + reach->labels[end] <= (size_t)RECIPE_STEMS_MAXIMUM)) {
		lanes += reach->labels[end];
		apart[reach->tracks[end++]] = true;
	}
	return end;
}

static enum status measure_all(struct render_job *job, struct reach *reach, struct bleed *bleed)
{
	struct arena *arena = job->project->arena;
	struct level_meter *meters = ARENA_ARRAY(arena, struct level_meter, reach->track_count * reach->stem_count + 1);
	bool *apart = ARENA_ARRAY(arena, bool, reach->recipe->strip_count);
	enum status status = meters && apart ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t track = 0; status == STATUS_OK && track < reach->track_count;) {
		struct arena *pass = arena_new();
		track = next_tracks(reach, track, apart);
		status = pass ? measure(job, reach, apart, meters, pass) : STATUS_NO_MEMORY;
		arena_free(pass);
	}
	if (status != STATUS_OK)
		return status;
	bleed->reach = reach;
	bleed->levels = bleed_levels(reach, meters, arena);
	return bleed->levels ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status bleed_pass_run(struct render_job *job, const struct bleed **result)
{
	struct project *project = job->project;
	struct reach *reach;
	*result = NULL;
	if (project->recipe->print.stem_set_count == 0 && !job->settings->without_stems)
		diagnostics_warning(&project->diagnostics, "no-stems", project->recipe->print.at,
				    "without `stems` there is nothing that could bleed; add `stems: {}`");
	if (job->graph->proof_count == 0)
		return STATUS_OK;
	struct bleed *bleed = ARENA_NEW(project->arena, struct bleed);
	enum status status = bleed ? reach_build(job->graph, project->arena, &reach) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = measure_all(job, reach, bleed);
	if (status != STATUS_OK)
		return status;
	bleed->max_db = project->recipe->verify.bleed.max_db;
	*result = bleed;
	return STATUS_OK;
}
