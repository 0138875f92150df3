/* Adds the prints of a graph, aligns them and marks the nodes that they need.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/print.h"

#include "graph/chain_tap.h"
#include "graph/device.h"
#include "graph/hardware_loop.h"
#include "graph/label.h"
#include "graph/listener.h"
#include "graph/mix.h"
#include "graph/need.h"
#include "graph/print_file.h"
#include "graph/reduction.h"

/* Returns the path of a print in the directory. */
static const char *file_of(struct builder *builder, enum print_role role, const char *set, const char *name,
			   const struct print_format *format)
{
	const char *file = print_file_name(role, set, name, format, builder->arena);
	builder->diagnostics->failed |= !file;
	return file;
}

static struct graph_print *add_print(struct builder *builder, enum print_role role, const char *set, const char *name,
				     size_t node, const struct print_format *format)
{
	struct graph_print *print = &builder->graph->prints[builder->graph->print_count++];
	*print = (struct graph_print){
		.role = role,
		.name = name,
		.file = file_of(builder, role, set, name, format),
		.node = node,
		.stem = RECIPE_NONE,
		.proof = RECIPE_NONE,
		.mix = RECIPE_NONE,
		.before = NODE_NONE,
		.format = format,
	};
	return print;
}

static enum status print_mixes(struct builder *builder)
{
	const struct recipe_print *recipe = &builder->recipe->print;
	size_t anew = builder->request->re_rendered;
	for (size_t i = 0; i < recipe->mix_count; i++) {
		const struct recipe_mix *mix = &recipe->mixes[i];
		if (anew == RECIPE_NONE ? mix_is_re_rendered(mix) : i != anew)
			continue;
		size_t node = builder->actual[builder->mix_nodes[i]];
		add_print(builder, PRINT_MIX, NULL, mix->name, node, &mix->format)->mix = i;
		enum status status = STATUS_OK;
		if (mix->selective)
			status = builder_check_coverage(builder, builder_tap(builder, mix->of), "a mix of some stems");
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* Returns the lane of a stem that the recipe names; STEM_UNLABELLED where the stem does not come near the output. */
static size_t lane_of(const struct builder *builder, const struct recipe_stems *set, size_t stem)
{
	if (set->by == STEMS_BY_LABEL)
		return stem;
	return stem < builder->recipe->strip_count ? builder->track_labels[stem] : builder->graph->lanes.residue;
}

/* Reports a name that the set cannot have. A track that only listens to others reaches the output, but brings
   nothing of its own there. */
static void refuse_stem(struct builder *builder, const struct recipe_stems *set, size_t stem)
{
	const struct recipe *recipe = builder->recipe;
	const char *name = recipe_stem_name(recipe, set, stem), *output = recipe->strips[set->of.strip].name;
	const bool track = set->by == STEMS_BY_TRACK && stem < recipe->strip_count;
	if (track && recipe->strips[stem].source_count == 0)
		diagnostics_error(builder->diagnostics, "stem-unheard", set->at,
				  "track \"%s\" has no source of its own, so no stem; leave it out of `names`", name);
	else
		diagnostics_error(builder->diagnostics, "stem-unheard", set->at,
				  "%s \"%s\" does not reach \"%s\"; leave it out of `names`", track ? "track" : "stem",
				  name, output);
}

static void check_stem_names(struct builder *builder, const struct recipe_stems *stems, const struct node *node)
{
	const char *output = builder->recipe->strips[stems->of.strip].name;
	const struct lane_list *lanes = &builder->graph->lanes;
	struct stem_set named = { { 0 } };
	for (size_t i = 0; i < stems->count; i++) {
		const size_t lane = lane_of(builder, stems, stems->stems[i]);
		struct stem_set one = stem_set_of(lane);
		stem_set_add(&named, &one);
		if (lane == STEM_UNLABELLED || !stem_set_has(&node->stems, lane))
			refuse_stem(builder, stems, stems->stems[i]);
	}
	for (size_t lane = stem_set_next(&node->stems, 0); lane < STEM_UNLABELLED;
	     lane = stem_set_next(&node->stems, lane + 1))
		if (!stem_set_has(&named, lane) && lane != lanes->missing)
			diagnostics_error(builder->diagnostics, "stem-missing", stems->at,
					  "%s \"%s\" reaches \"%s\" but is not in `names`, so the stems would not "
					  "add up to the mix; add it",
					  lanes->tracks && lane != lanes->residue ? "track" : "stem",
					  lanes->names[lane], output);
}

/* Sound that is in no stem is missing in their sum. */
static void check_missing(struct builder *builder, struct graph_proof *proof)
{
	const struct recipe *recipe = builder->recipe;
	const struct node *node = &builder->graph->nodes[proof->node];
	const size_t missing = builder->graph->lanes.missing;
	proof->incomplete = missing != RECIPE_NONE && stem_set_has(&node->stems, missing);
	if (proof->incomplete && recipe->print.sum == SUM_EXACT)
		diagnostics_error(builder->diagnostics, "sum-exact", recipe->print.sum_at,
				  "inserts with `stems: per-lane` leave a part of \"%s\" out of all stems; give them "
				  "`stems: residue`, or leave `sum` out",
				  recipe->strips[node->strip].name);
}

/* Adds a file for each stem of the set that is not left out on purpose. */
static void print_set(struct builder *builder, const struct recipe_stems *stems, size_t proof)
{
	const size_t index = builder->graph->proofs[proof].node;
	const struct lane_list *lanes = &builder->graph->lanes;
	const struct stem_set *heard = &builder->graph->nodes[index].stems;
	size_t count = stems->all ? stem_set_count(heard) : stems->count;
	for (size_t i = 0, lane = stem_set_next(heard, 0); i < count; i++) {
		size_t which = stems->all ? lane : lane_of(builder, stems, stems->stems[i]);
		if (which >= STEM_UNLABELLED) /* An error above has reported it. */
			break;
		if (which != lanes->missing) {
			struct graph_print *print =
				add_print(builder, PRINT_STEM, stems->name, lanes->names[which], index, &stems->format);
			print->stem = which;
			print->proof = proof;
		}
		if (stems->all)
			lane = stem_set_next(heard, lane + 1);
	}
}

static enum status print_stems(struct builder *builder, size_t set)
{
	struct graph *graph = builder->graph;
	const struct recipe_print *recipe = &builder->recipe->print;
	const struct recipe_stems *stems = &recipe->stem_sets[set];
	const struct recipe_mix *mix = &recipe->mixes[stems->proof];
	const size_t index = builder_tap(builder, stems->of);
	enum status status = STATUS_OK;
	if (stems->by == STEMS_BY_LABEL)
		status = builder_check_coverage(builder, index, "the stems");
	if (status != STATUS_OK)
		return status;
	if (!stems->all)
		check_stem_names(builder, stems, &graph->nodes[index]);
	struct graph_proof *proof = &graph->proofs[graph->proof_count++];
	*proof = (struct graph_proof){ .set = set,
				       .node = index,
				       .mix_file = file_of(builder, PRINT_MIX, NULL, mix->name, &mix->format) };
	check_missing(builder, proof);
	print_set(builder, stems, graph->proof_count - 1);
	return STATUS_OK;
}

static enum status print_stem_sets(struct builder *builder)
{
	const struct recipe_print *recipe = &builder->recipe->print;
	enum status status = STATUS_OK;
	if (!builder->request->stems || builder->request->re_rendered != RECIPE_NONE)
		return STATUS_OK;
	builder->graph->exact = recipe->sum == SUM_EXACT && !recipe_holds_prints(builder->recipe);
	for (size_t i = 0; status == STATUS_OK && i < recipe->stem_set_count; i++)
		if ((recipe->stem_sets[i].by == STEMS_BY_TRACK) == builder->request->tracks)
			status = print_stems(builder, i);
	return status;
}

static void print_taps(struct builder *builder)
{
	const struct recipe_print *recipe = &builder->recipe->print;
	for (size_t i = 0; i < recipe->tap_count; i++) {
		const struct recipe_tap_print *tap = &recipe->taps[i];
		add_print(builder, PRINT_TAP, NULL, tap->name, builder_tap(builder, tap->of), &tap->format)->mix = i;
	}
}

static void print_devices(struct builder *builder)
{
	const struct recipe *recipe = builder->recipe;
	for (size_t i = 0; i < recipe->print.device_count && builder->request->re_rendered == RECIPE_NONE; i++) {
		const struct recipe_device_print *print = &recipe->print.devices[i];
		add_print(builder, PRINT_DEVICE, NULL, recipe->devices[print->device].name,
			  builder_gather(builder, print->device), &print->format)
			->mix = i;
	}
}

/* Prints what each track that is told apart brings to each stem, at the point where the first set by label is taken. */
static void print_source_lanes(struct builder *builder)
{
	struct graph *graph = builder->graph;
	const size_t node = builder_tap(builder, recipe_labelled_stems(builder->recipe)->of);
	const struct stem_set *lanes = &graph->nodes[node].stems;
	graph->proofs[graph->proof_count++] = (struct graph_proof){ .node = node };
	for (size_t lane = stem_set_next(lanes, 0); lane < STEM_UNLABELLED; lane = stem_set_next(lanes, lane + 1)) {
		const size_t strip = graph->source_lanes.items[lane].strip;
		if (strip == RECIPE_NONE)
			continue;
		graph->prints[graph->print_count++] = (struct graph_print){
			.role = PRINT_STEM,
			.name = builder->recipe->strips[strip].name,
			.node = node,
			.stem = lane,
			.proof = 0,
			.mix = RECIPE_NONE,
			.before = NODE_NONE,
		};
	}
}

/* All files of a render start at the same frame of the session: every print waits for the latest. A meter does not
   delay them. */
static void align_prints(struct builder *builder)
{
	struct graph *graph = builder->graph;
	for (size_t i = 0; i < graph->print_count; i++) {
		const struct node *node = &graph->nodes[graph->prints[i].node];
		if (node->latency > graph->latency)
			graph->latency = node->latency;
		if (!print_role_prolongs(graph->prints[i].role))
			continue;
		if (node->tail_seconds > graph->tail_seconds)
			graph->tail_seconds = node->tail_seconds;
		if (node->gap_seconds > graph->gap_seconds)
			graph->gap_seconds = node->gap_seconds;
	}
	for (size_t i = 0; i < graph->print_count; i++) {
		struct graph_print *print = &graph->prints[i];
		print->node = builder_align(builder, print->node, graph->latency);
		if (print->before != NODE_NONE)
			print->before = builder_align(builder, print->before, graph->latency);
	}
	for (size_t i = 0; i < graph->proof_count; i++)
		graph->proofs[i].node = builder_align(builder, graph->proofs[i].node, graph->latency);
}

static enum status print_files(struct builder *builder)
{
	if (builder->request->tracks)
		return print_stem_sets(builder);
	enum status status = print_mixes(builder);
	if (status == STATUS_OK)
		status = print_stem_sets(builder);
	if (status != STATUS_OK || builder->request->re_rendered != RECIPE_NONE)
		return status;
	print_taps(builder);
	print_devices(builder);
	builder_print_tails(builder);
	return STATUS_OK;
}

enum status builder_print(struct builder *builder)
{
	const struct recipe_print *recipe = &builder->recipe->print;
	size_t capacity = recipe->mix_count + recipe->tap_count + recipe->device_count +
			  builder_count_listeners(builder) + builder_count_reductions(builder) +
			  builder_count_tails(builder) + builder->recipe->loop_count +
			  recipe->stem_set_count * builder->graph->lanes.count + builder->graph->source_lanes.count;
	builder->graph->prints = ARENA_ARRAY(builder->arena, struct graph_print, capacity);
	builder->graph->proofs = ARENA_ARRAY(builder->arena, struct graph_proof, recipe->stem_set_count);
	if (!builder->graph->prints || !builder->graph->proofs)
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	if (builder->request->apart)
		print_source_lanes(builder);
	else if (builder->request->sends != SENDS_PRINTED && !builder->request->measuring)
		status = print_files(builder);
	if (status != STATUS_OK)
		return status;
	builder_print_sends(builder);
	if (!builder->request->apart && !builder->request->tracks &&
	    (builder->request->measuring || builder->request->sends != SENDS_PRINTED))
		builder_print_listeners(builder);
	status = builder_print_reductions(builder);
	if (status != STATUS_OK)
		return status;
	align_prints(builder);
	return builder_mark_needed(builder);
}
