/* Finds the gains that a recipe leaves open, in passes before the render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/gain_search.h"

#include "cmd/render/graph_run.h"

#include <math.h>
#include <string.h>

static const double gain_most_db = 60.0;

/* Silence has no level that a gain could change, so it stays as it is. */
static double bounded_gain(struct project *project, const struct print_meter *meter)
{
	const struct recipe_insert *insert = meter->print.insert;
	const struct measurement measured = { .integrated_lufs = meter->loudness.integrated_lufs,
					      .true_peak_dbtp = meter->loudness.true_peak_dbtp,
					      .sample_peak_dbfs = meter->loudness.sample_peak_dbfs };
	const double gain_db = insert->processor->trim(insert->values, &measured);
	const char *name = insert->processor->name;
	const char *owner = meter->mix_name ? meter->mix_name : meter->strip_name;
	if (!isfinite(gain_db)) {
		diagnostics_warning(&project->diagnostics, "not-measurable", insert->at,
				    "%s on \"%s\" finds no gain: its input is silent, or too short or too quiet to "
				    "have a loudness; it changes nothing",
				    name, owner);
		return 0.0;
	}
	if (fabs(gain_db) > gain_most_db)
		diagnostics_warning(&project->diagnostics, "gain-limit", insert->at,
				    "%s on \"%s\" needs %+.1f dB, but gives %.0f at most; look at its input", name,
				    owner, gain_db, gain_most_db);
	return fmax(-gain_most_db, fmin(gain_most_db, gain_db));
}

/* Makes room for `count` more gains. */
static bool make_room(struct render_job *job, size_t count)
{
	struct project *project = job->project;
	struct graph_trim *trims = ARENA_ARRAY(project->arena, struct graph_trim, project->trim_count + count);
	struct found_gain *found = ARENA_ARRAY(project->arena, struct found_gain, job->found_gain_count + count);
	if (!trims || !found)
		return false;
	for (size_t i = 0; i < project->trim_count; i++)
		trims[i] = project->trims[i];
	for (size_t i = 0; i < job->found_gain_count; i++)
		found[i] = job->found_gains[i];
	project->trims = trims;
	job->found_gains = found;
	return true;
}

static void settle(struct render_job *job, const struct print_meter *meter)
{
	struct project *project = job->project;
	const double gain_db = bounded_gain(project, meter);
	const struct recipe_insert *insert = meter->print.insert;
	project->trims[project->trim_count++] = (struct graph_trim){ insert, gain_db };
	job->found_gains[job->found_gain_count++] =
		(struct found_gain){ meter->strip_name, meter->mix_name, insert, gain_db, meter->loudness };
}

static enum status measure(struct render_job *job, const struct graph *graph, struct print_meter *meters,
			   struct arena *arena)
{
	struct printer **printers = ARENA_ARRAY(arena, struct printer *, graph->print_count);
	struct engine_result result;
	if (!printers)
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++) {
		status = print_meter_init(&meters[i], graph, &graph->prints[i]);
		printers[i] = &meters[i].printer;
	}
	job->pass_name = "levels";
	if (status == STATUS_OK)
		status = graph_run(job, graph, printers, 0, &result);
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++)
		settle(job, &meters[i]);
	return status;
}

/* Runs a pass for the gains whose inputs are known. *found says how many there are; 0 means that none is left open. */
static enum status find_next_gains(struct render_job *job, size_t re_rendered, struct arena *arena, size_t *found)
{
	struct graph *graph;
	enum status status = project_measuring_graph(job->project, re_rendered, arena, &graph);
	*found = status == STATUS_OK ? graph->print_count : 0;
	if (*found == 0)
		return status;
	struct print_meter *meters = ARENA_ARRAY(arena, struct print_meter, graph->print_count);
	if (!meters || !make_room(job, graph->print_count))
		return STATUS_NO_MEMORY;
	status = measure(job, graph, meters, arena);
	for (size_t i = 0; i < graph->print_count; i++)
		print_meter_release(&meters[i]);
	return status;
}

/* Runs passes until no gain of this render is left open. What a pass needed goes with it. */
static enum status find_gains(struct render_job *job, size_t re_rendered)
{
	enum status status = STATUS_OK;
	for (size_t found = 1; found > 0 && status == STATUS_OK;) {
		struct arena *arena = arena_new();
		status = arena ? find_next_gains(job, re_rendered, arena, &found) : STATUS_NO_MEMORY;
		arena_free(arena);
	}
	return status;
}

/* Finds the gains of strips first, because the inserts of a mix that is rendered anew hear strips with known gains. */
enum status gain_search_run(struct render_job *job)
{
	const struct recipe_print *print = &job->project->recipe->print;
	enum status status = find_gains(job, RECIPE_NONE);
	for (size_t i = 0; status == STATUS_OK && i < print->mix_count; i++)
		if (mix_is_re_rendered(&print->mixes[i]) && print->mixes[i].inserts.count > 0)
			status = find_gains(job, i);
	return status;
}
