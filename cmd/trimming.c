/* Finds the gains that a recipe leaves open, in passes before the render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/trimming.h"

#include <math.h>
#include <string.h>

static const double gain_most_db = 60.0;

/* Silence has no level that a gain could change, so it stays as it is. */
static double bounded_gain(struct project *project, const struct metering *metering)
{
	const struct recipe_insert *insert = metering->print->insert;
	const struct measurement measured = { .integrated_lufs = metering->loudness.integrated_lufs,
					      .true_peak_dbtp = metering->loudness.true_peak_dbtp,
					      .sample_peak_dbfs = metering->loudness.sample_peak_dbfs };
	const double gain_db = insert->processor->trim(insert->values, &measured);
	const char *name = insert->processor->name;
	const char *owner = metering->mix_name ? metering->mix_name : metering->strip_name;
	if (!isfinite(gain_db)) {
		diagnostics_warning(&project->diagnostics, "not-measurable", insert->at,
				    "%s on \"%s\" has nothing to go by: silent, or too short or too quiet to have a "
				    "loudness; it stays as it is",
				    name, owner);
		return 0.0;
	}
	if (fabs(gain_db) > gain_most_db)
		diagnostics_warning(&project->diagnostics, "gain-limit", insert->at,
				    "%s on \"%s\" would take %+.1f dB, but gives %.0f at most; look at what comes in",
				    name, owner, gain_db, gain_most_db);
	return fmax(-gain_most_db, fmin(gain_most_db, gain_db));
}

/* Makes room for `count` more gains. */
static bool make_room(struct rendering *rendering, size_t count)
{
	struct project *project = rendering->project;
	struct graph_trim *trims = ARENA_ARRAY(project->arena, struct graph_trim, project->trim_count + count);
	struct trimmed *trimmed = ARENA_ARRAY(project->arena, struct trimmed, rendering->trimmed_count + count);
	if (!trims || !trimmed)
		return false;
	for (size_t i = 0; i < project->trim_count; i++)
		trims[i] = project->trims[i];
	for (size_t i = 0; i < rendering->trimmed_count; i++)
		trimmed[i] = rendering->trimmed[i];
	project->trims = trims;
	rendering->trimmed = trimmed;
	return true;
}

static void settle(struct rendering *rendering, const struct metering *metering)
{
	struct project *project = rendering->project;
	const double gain_db = bounded_gain(project, metering);
	const struct recipe_insert *insert = metering->print->insert;
	project->trims[project->trim_count++] = (struct graph_trim){ insert, gain_db };
	rendering->trimmed[rendering->trimmed_count++] =
		(struct trimmed){ metering->strip_name, metering->mix_name, insert, gain_db, metering->loudness };
}

static enum status measure(struct rendering *rendering, const struct graph *graph, struct metering *meterings)
{
	struct printer **printers = ARENA_ARRAY(rendering->project->arena, struct printer *, graph->print_count);
	struct engine_result result;
	if (!printers)
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++) {
		status = metering_init(&meterings[i], graph, &graph->prints[i]);
		printers[i] = &meterings[i].printer;
	}
	if (status == STATUS_OK)
		status = rendering_run_graph(rendering, graph, printers, 0, &result);
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++)
		settle(rendering, &meterings[i]);
	return status;
}

/* Runs passes until no gain of this render is left open. */
static enum status find_gains(struct rendering *rendering, size_t re_rendered)
{
	struct project *project = rendering->project;
	for (;;) {
		struct graph *graph;
		enum status status = project_measuring_graph(project, re_rendered, &graph);
		if (status != STATUS_OK || graph->print_count == 0)
			return status;
		struct metering *meterings = ARENA_ARRAY(project->arena, struct metering, graph->print_count);
		if (!meterings || !make_room(rendering, graph->print_count))
			return STATUS_NO_MEMORY;
		status = measure(rendering, graph, meterings);
		for (size_t i = 0; i < graph->print_count; i++)
			metering_release(&meterings[i]);
		if (status != STATUS_OK)
			return status;
	}
}

/* Finds the gains of strips first, because the inserts of a mix that is rendered anew hear strips with known gains. */
enum status trimming_run(struct rendering *rendering)
{
	const struct recipe_print *print = &rendering->project->recipe->print;
	enum status status = find_gains(rendering, RECIPE_NONE);
	for (size_t i = 0; status == STATUS_OK && i < print->mix_count; i++)
		if (mix_is_re_rendered(&print->mixes[i]) && print->mixes[i].inserts.count > 0)
			status = find_gains(rendering, i);
	return status;
}
