/* Builds a graph from the text of a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/graph/graph_text.h"
#include "graph/graph_build.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status graph_text_build(const char *yaml, bool stems, struct graph_text *graph)
{
	*graph = (struct graph_text){ 0 };
	enum status status = recipe_text_read(yaml, strlen(yaml), &graph->text);
	if (status != STATUS_OK)
		return status;
	const struct recipe *recipe = graph->text.recipe;
	size_t channels[64], count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		for (size_t j = 0; j < recipe->strips[i].source_count; j++) {
			cr_assert_lt(count, sizeof channels / sizeof *channels);
			channels[count++] = strstr(recipe->strips[i].sources[j].file, "-stereo") ? 2 : 1;
		}
	const struct graph_request request = { .stems = stems,
					       .re_rendered = RECIPE_NONE,
					       .source_channels = channels };
	return graph_build(recipe, &request, graph->text.arena, &graph->text.diagnostics, &graph->graph);
}

void graph_text_build_right(const char *yaml, bool stems, struct graph_text *graph)
{
	const enum status status = graph_text_build(yaml, stems, graph);
	const struct diagnostics *diagnostics = &graph->text.diagnostics;
	cr_assert_eq(status, STATUS_OK, "%s\n%s", diagnostics->count ? diagnostics->items[0].message : "", yaml);
}

void graph_text_release(struct graph_text *graph)
{
	recipe_text_release(&graph->text);
	*graph = (struct graph_text){ 0 };
}

size_t graph_text_node(const struct graph_text *text, enum node_kind kind, const char *strip, size_t number)
{
	const struct graph *graph = text->graph;
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		if (node->kind == kind && strcmp(graph->recipe->strips[node->strip].name, strip) == 0 && number-- == 0)
			return graph->order[i];
	}
	cr_assert_fail("\"%s\" has no such node of kind %d", strip, (int)kind);
	return NODE_NONE;
}

size_t graph_text_count(const struct graph_text *text, enum node_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < text->graph->order_count; i++)
		count += text->graph->nodes[text->graph->order[i]].kind == kind;
	return count;
}

size_t graph_text_need(const struct graph *graph, size_t index, size_t number)
{
	const struct node *node = &graph->nodes[index];
	if (number < node->input_count)
		return node->inputs[number].node;
	return number == node->input_count ? node->key : NODE_NONE;
}

static unsigned draw(unsigned *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 16) % below;
}

static void append(char *yaml, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void append(char *yaml, size_t size, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const size_t length = strlen(yaml);
	vsnprintf(yaml + length, size - length, format, arguments);
	va_end(arguments);
}

const char *graph_text_random(unsigned seed)
{
	static const char *const inserts[] = { "", "gain: 1 dB", "eq: { bands: [ { type: highpass, freq: 80 Hz } ] }",
					       "compressor: {}", "compressor: { lookahead: 3 ms }" };
	static char yaml[8192];
	unsigned state = seed;
	snprintf(yaml, sizeof yaml, "version: 1\ntracks:\n");
	for (unsigned i = 0; i < 8; i++) {
		const bool stereo = draw(&state, 2), keyed = draw(&state, 2), faded = draw(&state, 2),
			   sent = draw(&state, 2);
		const unsigned label = draw(&state, 3), bus = draw(&state, 2);
		append(yaml, sizeof yaml, "  t%u: { source: s%u%s.wav, stem: l%u, output: b%u, inserts: [ ", i, i,
		       stereo ? "-stereo" : "", label, bus);
		for (unsigned j = 0; j < 3; j++) {
			const char *insert = inserts[draw(&state, 5)];
			append(yaml, sizeof yaml, "%s%s", insert, *insert ? ", " : "");
		}
		if (i < 7 && keyed)
			append(yaml, sizeof yaml, "compressor: { key: t%u.pre-fader }, ", i + 1 + draw(&state, 7 - i));
		append(yaml, sizeof yaml, "gain: 2 dB ]%s%s }\n", faded ? ", fader: -3 dB" : "",
		       sent ? ", sends: [ { to: x, level: -6 dB } ]" : "");
	}
	append(yaml, sizeof yaml, "buses:\n  b0: { inserts: [ compressor: { lookahead: 2 ms } ] }\n  b1: {}\nauxes:\n");
	append(yaml, sizeof yaml, "  x: { inserts: [ %s ] }\n", draw(&state, 2) ? "gain: 1 dB" : "compressor: {}");
	append(yaml, sizeof yaml,
	       "outputs:\n  master: { inserts: [ compressor: { key: t0, lookahead: 1 ms } ] }\nprint:\n  mixes:\n");
	append(yaml, sizeof yaml, "    mix: { of: master }\n    raw: { of: master.input }\n  stems: { of: master }\n");
	return yaml;
}
