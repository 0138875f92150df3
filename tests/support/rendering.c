/* Renders a recipe in memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/rendering.h"

#include "dsp/kernel/select.h"
#include "graph/graph_build.h"
#include "graph/lint.h"
#include "io/recipe_file.h"
#include "plan/plan_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t channels_of(const struct recipe_source *source)
{
	if (source->channel_count > 0)
		return source->channel_count;
	if (strstr(source->file, "-stereo"))
		return 2;
	const char *mark = strstr(source->file, "ch.");
	if (mark && mark - source->file > 2 && mark[-3] == '-')
		return (size_t)strtoul(mark - 2, NULL, 10);
	return 1;
}

struct material {
	size_t count;
	size_t *channels;
	struct source **sources;
	double ***columns;
};

static enum status make_material(const struct rendering_options *options, struct rendering *rendering,
				 struct material *material)
{
	const struct recipe *recipe = rendering->recipe;
	for (size_t i = 0; i < recipe->strip_count; i++)
		material->count += recipe->strips[i].source_count;
	material->channels = ARENA_ARRAY(rendering->arena, size_t, material->count);
	material->sources = ARENA_ARRAY(rendering->arena, struct source *, material->count);
	if (!material->channels || !material->sources)
		return STATUS_NO_MEMORY;
	size_t index = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		for (size_t j = 0; j < recipe->strips[i].source_count; j++, index++) {
			const struct recipe_source *source = &recipe->strips[i].sources[j];
			size_t channels = material->channels[index] = channels_of(source);
			double **columns = ARENA_ARRAY(rendering->arena, double *, channels);
			for (size_t k = 0; columns && k < channels; k++) {
				columns[k] = ARENA_ARRAY(rendering->arena, double, options->source_frames);
				if (!columns[k])
					return STATUS_NO_MEMORY;
			}
			if (!columns)
				return STATUS_NO_MEMORY;
			options->fill(source->file, columns, channels, options->source_frames);
			material->sources[index] =
				memory_source_new((const double *const *)columns, channels, options->source_frames,
						  recipe->session.sample_rate);
			if (!material->sources[index])
				return STATUS_NO_MEMORY;
		}
	return STATUS_OK;
}

/* Adds a print of the whole in the slot of a mix, because this graph prints no mix. */
static void print_whole(struct graph *graph)
{
	graph->prints[graph->print_count++] = (struct graph_print){ .role = PRINT_MIX,
								    .name = "whole",
								    .node = graph->proofs[0].node,
								    .stem = RECIPE_NONE,
								    .proof = RECIPE_NONE,
								    .before = NODE_NONE };
}

static enum status render(const struct rendering_options *options, struct rendering *rendering,
			  const struct material *material)
{
	bool *apart = ARENA_ARRAY(rendering->arena, bool, rendering->recipe->strip_count);
	for (size_t i = 0; options->apart > 0 && apart && i < rendering->recipe->strip_count; i += options->apart)
		apart[i] = true;
	const struct graph_request request = { .stems = !options->without_stems,
					       .apart = options->apart > 0 ? apart : NULL,
					       .tracks = options->tracks,
					       .re_rendered = options->re_rendered > 0 ? options->re_rendered - 1
										       : RECIPE_NONE,
					       .source_channels = material->channels };
	enum status status =
		graph_build(rendering->recipe, &request, rendering->arena, &rendering->diagnostics, &rendering->graph);
	if (status == STATUS_OK && options->apart == 0 && !options->tracks)
		status = graph_lint(rendering->graph, rendering->arena, &rendering->diagnostics);
	if (status == STATUS_OK && options->tracks)
		print_whole(rendering->graph);
	if (status == STATUS_OK)
		status = plan_build(rendering->graph, options->workers > 0 ? options->workers : 1, rendering->arena,
				    &rendering->plan);
	if (status != STATUS_OK)
		return status;
	const struct graph *graph = rendering->graph;
	rendering->prints = ARENA_ARRAY(rendering->arena, struct memory_printer *, graph->print_count);
	struct printer **printers = ARENA_ARRAY(rendering->arena, struct printer *, graph->print_count);
	if (!rendering->prints || !printers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < graph->print_count; i++) {
		rendering->prints[i] = memory_printer_new(graph->nodes[graph->prints[i].node].channels);
		printers[i] = &rendering->prints[i]->printer;
	}
	const struct engine_options engine_options = { .kernel = kernel_select(options->kernel),
						       .block_frames = options->block_frames,
						       .frames = options->frames,
						       .clock = options->clock,
						       .workers = options->workers ? workers_new(options->workers)
										   : NULL };
	struct engine *engine;
	status = engine_new(rendering->plan, material->sources, printers, &engine_options, rendering->arena, &engine);
	if (status == STATUS_OK)
		status = engine_run(engine, &rendering->result);
	workers_free(engine_options.workers);
	return status;
}

enum status rendering_run(const char *yaml, const struct rendering_options *options, struct rendering *rendering)
{
	*rendering = (struct rendering){ .arena = arena_new() };
	if (!rendering->arena)
		return STATUS_NO_MEMORY;
	diagnostics_init(&rendering->diagnostics, rendering->arena, "test.yaml");
	enum status status = recipe_bytes_read(yaml, strlen(yaml), "test.yaml", rendering->arena,
					       &rendering->diagnostics, &rendering->recipe);
	struct material material = { 0 };
	if (status == STATUS_OK)
		status = make_material(options, rendering, &material);
	if (status == STATUS_OK)
		status = render(options, rendering, &material);
	for (size_t i = 0; i < material.count; i++)
		if (material.sources[i])
			material.sources[i]->free(material.sources[i]);
	return status;
}

const struct memory_printer *rendering_print(const struct rendering *rendering, enum print_role role, const char *name)
{
	for (size_t i = 0; i < rendering->graph->print_count; i++)
		if (rendering->graph->prints[i].role == role && strcmp(rendering->graph->prints[i].name, name) == 0)
			return rendering->prints[i];
	return NULL;
}

bool rendering_is_alike(const struct rendering *rendering, size_t index, const struct rendering *other)
{
	const struct graph_print *print = &rendering->graph->prints[index];
	const struct memory_printer *one = rendering->prints[index],
				    *same = rendering_print(other, print->role, print->name);
	if (!same || same->frames != one->frames || same->printer.channels != one->printer.channels)
		return false;
	for (size_t channel = 0; channel < one->printer.channels; channel++)
		if (memcmp(one->columns[channel], same->columns[channel], one->frames * sizeof(double)) != 0)
			return false;
	return true;
}

void rendering_release(struct rendering *rendering)
{
	for (size_t i = 0; rendering->prints && i < rendering->graph->print_count; i++)
		if (rendering->prints[i])
			rendering->prints[i]->printer.free(&rendering->prints[i]->printer);
	arena_free(rendering->arena);
	*rendering = (struct rendering){ 0 };
}
