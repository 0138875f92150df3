/* Reads a recipe, and writes what `check` would say about it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/wrong/wrong_text.h"

#include "graph/graph_build.h"
#include "graph/lint.h"
#include "io/recipe_file.h"
#include "report/diagnostic_text.h"

#include <string.h>

/* Checks a recipe that could be read. What it finds goes into the diagnostics. */
typedef enum status check(const struct recipe *recipe, struct arena *arena, struct diagnostics *diagnostics);

static size_t *source_channels(const struct recipe *recipe, struct arena *arena)
{
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += recipe->strips[i].source_count;
	size_t *channels = ARENA_ARRAY(arena, size_t, count);
	count = 0;
	for (size_t i = 0; channels && i < recipe->strip_count; i++)
		for (size_t j = 0; j < recipe->strips[i].source_count; j++) {
			const struct recipe_source *source = &recipe->strips[i].sources[j];
			size_t all = strstr(source->file, "-stereo") ? 2 : 1;
			channels[count++] = source->channel_count ? source->channel_count : all;
		}
	return channels;
}

enum { RECORDING_FRAMES = 480, RECORDING_CHANNELS_MAXIMUM = 4 };

/* Makes responses with as many channels as the name says, without a file. */
static const struct recording *const *recordings(const struct recipe *recipe, struct arena *arena)
{
	const struct recording **list = ARENA_ARRAY(arena, const struct recording *, recipe->recording_count);
	for (size_t i = 0; list && i < recipe->recording_count; i++) {
		const char *file = recipe->recordings[i].file;
		struct recording *recording = ARENA_NEW(arena, struct recording);
		double *samples = ARENA_ARRAY(arena, double, RECORDING_FRAMES);
		const double **columns = ARENA_ARRAY(arena, const double *, RECORDING_CHANNELS_MAXIMUM);
		if (!recording || !samples || !columns)
			return NULL;
		samples[0] = strstr(file, "silent") ? 0.0 : 1.0;
		for (size_t channel = 0; channel < RECORDING_CHANNELS_MAXIMUM; channel++)
			columns[channel] = samples;
		size_t channels = strstr(file, "-stereo") ? 2 : strstr(file, "-quad") ? 4 : 1;
		*recording = (struct recording){ channels, RECORDING_FRAMES, columns, 1.0 };
		list[i] = recording;
	}
	return (const struct recording *const *)list;
}

static enum status build(const struct recipe *recipe, bool tracks, struct arena *arena, struct diagnostics *diagnostics,
			 struct graph **graph)
{
	const struct graph_request request = { .stems = true,
					       .tracks = tracks,
					       .re_rendered = RECIPE_NONE,
					       .source_channels = source_channels(recipe, arena),
					       .recordings = recordings(recipe, arena) };
	if (!request.source_channels || !request.recordings)
		return STATUS_NO_MEMORY;
	return graph_build(recipe, &request, arena, diagnostics, graph);
}

static enum status check_graph(const struct recipe *recipe, struct arena *arena, struct diagnostics *diagnostics)
{
	struct graph *graph = NULL;
	enum status status = build(recipe, false, arena, diagnostics, &graph);
	return status == STATUS_OK ? graph_lint(graph, arena, diagnostics) : status;
}

static enum status check_track_graph(const struct recipe *recipe, struct arena *arena, struct diagnostics *diagnostics)
{
	struct graph *graph = NULL;
	return build(recipe, true, arena, diagnostics, &graph);
}

static check *const checks[] = { check_graph, check_track_graph };

enum status wrong_text(const char *path, struct text *out)
{
	struct arena *arena = arena_new();
	if (!arena)
		return STATUS_NO_MEMORY;
	const char *slash = strrchr(path, '/');
	struct diagnostics diagnostics;
	diagnostics_init(&diagnostics, arena, slash ? slash + 1 : path);
	struct recipe *recipe = NULL;
	enum status status = recipe_file_read(path, NULL, arena, &diagnostics, &recipe);
	for (size_t i = 0; status == STATUS_OK && i < sizeof checks / sizeof *checks; i++)
		status = checks[i](recipe, arena, &diagnostics);
	diagnostics_sort(&diagnostics);
	for (size_t i = 0; i < diagnostics.count; i++)
		diagnostic_text(&diagnostics, i, false, out);
	arena_free(arena);
	return status;
}
