/* Finds the label of each track, and reports sound that reaches a stem print without one.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/label.h"

#include "base/text.h"

/* Finds the label of a strip, or else the first label behind its outputs, output by output. The marks end the walk
   on outputs that form a cycle, which is reported later. */
static size_t find_label(struct builder *builder, size_t index, bool *known)
{
	const struct recipe_strip *strip = &builder->recipe->strips[index];
	size_t *label = &builder->track_labels[index];
	if (known[index])
		return *label;
	known[index] = true;
	*label = strip->stem == RECIPE_NONE ? STEM_UNLABELLED : strip->stem;
	for (size_t i = 0; *label == STEM_UNLABELLED && i < strip->output_count; i++)
		*label = find_label(builder, strip->outputs[i].strip, known);
	return *label;
}

/* Says whether the mix that is rendered anew keeps the label of a strip. Without a label, the labels of the strips
   that it feeds count. */
static bool find_kept(struct builder *builder, size_t index, const bool *keep, bool *known)
{
	const struct recipe_strip *strip = &builder->recipe->strips[index];
	bool *kept = &builder->kept[index];
	if (known[index])
		return *kept;
	known[index] = true;
	*kept = strip->stem != RECIPE_NONE && keep[strip->stem];
	for (size_t i = 0; strip->stem == RECIPE_NONE && i < strip->output_count; i++)
		*kept |= find_kept(builder, strip->outputs[i].strip, keep, known);
	return *kept;
}

enum status builder_label_tracks(struct builder *builder)
{
	const struct recipe *recipe = builder->recipe;
	const size_t anew = builder->request->re_rendered;
	bool *known = ARENA_ARRAY(builder->arena, bool, 2 * recipe->strip_count);
	if (!known)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < recipe->strip_count; i++)
		find_label(builder, i, known);
	for (size_t i = 0; anew != RECIPE_NONE && i < recipe->strip_count; i++)
		find_kept(builder, i, recipe->print.mixes[anew].keep, known + recipe->strip_count);
	return STATUS_OK;
}

/* Appends "sax -> horns -> master": the way from a node down to where the search began. */
static void append_path(const struct builder *builder, size_t node, struct text *path)
{
	const size_t *towards = builder->towards;
	size_t strip = SIZE_MAX;
	for (; node != NODE_NONE; node = towards[node]) {
		size_t next = builder->graph->nodes[node].strip;
		if (next != strip)
			text_append(path, "%s%s", strip == SIZE_MAX ? "" : " -> ", builder->recipe->strips[next].name);
		strip = next;
	}
}

/* Walks up from `end` over nodes whose sound may belong to a stem that `wanted` names. towards[n] becomes the next
   node on the way down; visited[] lists the nodes in the order of finding. Returns how many it found. */
static size_t walk_up(const struct builder *builder, size_t end, size_t wanted)
{
	const struct graph *graph = builder->graph;
	size_t *towards = builder->towards, *visited = builder->visited;
	/* No node has been seen yet. */
	for (size_t i = 0; i < graph->node_count; i++)
		towards[i] = SIZE_MAX - 1;
	size_t count = 0;
	towards[end] = NODE_NONE;
	visited[count++] = end;
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &graph->nodes[visited[i]];
		const bool returns = node->kind == NODE_RETURN;
		for (size_t j = 0; j < (returns ? 1 : node->input_count); j++) {
			size_t input = returns ? node->partner : node->inputs[j].node;
			if (towards[input] != SIZE_MAX - 1 || !stem_set_has(&graph->nodes[input].stems, wanted))
				continue;
			towards[input] = visited[i];
			visited[count++] = input;
		}
	}
	return count;
}

enum status builder_check_coverage(struct builder *builder, size_t end, const char *print)
{
	const struct graph *graph = builder->graph;
	if (!stem_set_has(&graph->nodes[end].stems, STEM_UNLABELLED))
		return STATUS_OK;
	const size_t *visited = builder->visited;
	size_t count = walk_up(builder, end, STEM_UNLABELLED);
	for (size_t strip = 0, i; strip < builder->recipe->strip_count; strip++) {
		for (i = 0; i < count; i++)
			if (graph->nodes[visited[i]].stage == STAGE_SOURCE && graph->nodes[visited[i]].strip == strip)
				break;
		if (i == count)
			continue;
		struct text path = { 0 };
		append_path(builder, visited[i], &path);
		if (path.failed)
			return STATUS_NO_MEMORY;
		diagnostics_error(builder->diagnostics, "unlabelled", builder->recipe->strips[strip].at,
				  "\"%s\" reaches %s without a stem label: %s; give one of these strips a `stem`",
				  builder->recipe->strips[strip].name, print, path.bytes);
		text_release(&path);
	}
	return STATUS_OK;
}

/* Warns of the sources of another stem that come into a labelled bus through one of its inputs. */
static enum status warn_input(struct builder *builder, const struct node *sum, size_t input, size_t stem)
{
	const struct graph *graph = builder->graph;
	const struct recipe_strip *strips = builder->recipe->strips;
	const size_t *visited = builder->visited;
	size_t count = walk_up(builder, sum->inputs[input].node, stem);
	for (size_t i = 0; i < count; i++) {
		const struct node *node = &graph->nodes[visited[i]];
		if (node->stage != STAGE_SOURCE)
			continue;
		struct text path = { 0 };
		append_path(builder, visited[i], &path);
		if (path.failed)
			return STATUS_NO_MEMORY;
		diagnostics_warning(builder->diagnostics, "bleed", sum->inputs[input].at,
				    "\"%s\" of stem \"%s\" bleeds into stem \"%s\": %s -> %s; give \"%s\" a `stem` of "
				    "its own if that is meant",
				    strips[node->strip].name, builder->recipe->stems[stem],
				    builder->recipe->stems[strips[sum->strip].stem], path.bytes,
				    strips[sum->strip].name, strips[graph->nodes[sum->inputs[input].node].strip].name);
		text_release(&path);
	}
	return STATUS_OK;
}

enum status builder_warn_bleed(struct builder *builder)
{
	const struct graph *graph = builder->graph;
	if (builder->request->told || builder->request->apart || builder->request->tracks)
		return STATUS_OK;
	for (size_t i = 0; i < graph->order_count && builder->diagnostics->count < DIAGNOSTICS_MAXIMUM; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		const struct recipe_strip *strip = &builder->recipe->strips[node->strip];
		/* An aux with a label is meant to gather; so is a strip that carries its own label already. */
		if (node->kind != NODE_SUM || node->stage != STAGE_INPUT || strip->stem == RECIPE_NONE ||
		    strip->kind == STRIP_AUX)
			continue;
		for (size_t j = 0; j < node->input_count; j++) {
			const struct node *from = &graph->nodes[node->inputs[j].node];
			if (from->strip == node->strip || builder->recipe->strips[from->strip].stem != RECIPE_NONE)
				continue;
			/* A strip that makes its own sound has only the labels of the strips that it names. */
			if (node->inputs[j].by_output &&
			    recipe_strip_sounds_alone(&builder->recipe->strips[from->strip]))
				continue;
			for (size_t stem = stem_set_next(&from->stems, 0); stem < STEM_UNLABELLED;
			     stem = stem_set_next(&from->stems, stem + 1)) {
				enum status status =
					stem == strip->stem ? STATUS_OK : warn_input(builder, node, j, stem);
				if (status != STATUS_OK)
					return status;
			}
		}
	}
	return STATUS_OK;
}
