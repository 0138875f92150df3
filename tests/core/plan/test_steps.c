/* Steps: a batch holds all instances of a type that are ready, and the type with most columns goes first.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/graph/graph_text.h"
#include "plan/columns.h"
#include "plan/plan_build.h"

#include <criterion/criterion.h>

static struct graph_text text;
static struct plan *plan;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(plan_steps, .fini = release);

#define MASTER "outputs:\n  master: { channels: 1 }\nprint:\n  mixes: { mix: {} }\n"
#define EQ "eq: { bands: [ { type: highpass, freq: 80 Hz } ] }"

static void build(const char *yaml, bool stems)
{
	graph_text_build_right(yaml, stems, &text);
	cr_assert_eq(plan_build(text.graph, 1, text.text.arena, &plan), STATUS_OK);
}

/* "compressor a b, eq c": the batches as they run. */
static void append_batches(struct text *batches)
{
	const char *comma = "";
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		if (step->kind != STEP_PROCESS)
			continue;
		text_append(batches, "%s%s", comma, step->processor->name);
		comma = ", ";
		for (size_t j = 0; j < step->instance_count; j++)
			text_append(batches, " %s",
				    graph_owner(text.graph, &text.graph->nodes[step->instances[j].node]));
	}
}

static const struct {
	const char *what, *yaml, *batches;
} rows[] = {
	{ "one batch over all tracks",
	  "  a: { source: a.wav, inserts: [ compressor: {} ] }\n  b: { source: b.wav, inserts: [ compressor: {} ] }\n"
	  "  c: { source: c.wav, inserts: [ compressor: {} ] }\n",
	  "compressor a b c" },
	{ "what needs the first batch waits for the second",
	  "  a: { source: a.wav, inserts: [ compressor: {}, compressor: {} ] }\n"
	  "  b: { source: b.wav, inserts: [ compressor: {} ] }\n",
	  "compressor a b, compressor a" },
	{ "the type with most columns goes first",
	  "  a: { source: a.wav, inserts: [ compressor: {} ] }\n"
	  "  b: { source: b.wav, inserts: [ " EQ ", compressor: {} ] }\n  c: { source: c.wav, inserts: [ " EQ " ] }\n",
	  "eq b c, compressor a b" },
	{ "two channels are two columns",
	  "  a: { source: a-stereo.wav, output: none, inserts: [ compressor: {} ] }\n"
	  "  b: { source: b.wav, inserts: [ " EQ ", compressor: { key: a } ] }\n",
	  "compressor a, eq b, compressor b" },
	{ "a compressor waits for its key",
	  "  a: { source: a.wav, inserts: [ compressor: { key: b } ] }\n"
	  "  b: { source: b.wav, inserts: [ compressor: {} ] }\n",
	  "compressor b, compressor a" },
};

Test(plan_steps, batches_are_those_worked_out_by_hand)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text yaml = { 0 }, batches = { 0 };
		text_append(&yaml, "version: 1\ntracks:\n%s" MASTER, rows[i].yaml);
		build(yaml.bytes, false);
		append_batches(&batches);
		cr_expect_str_eq(batches.bytes, rows[i].batches, "%s: %s", rows[i].what, batches.bytes);
		text_release(&yaml);
		text_release(&batches);
		graph_text_release(&text);
	}
}

/* Which nodes have run. A node without a step has run as soon as its needs have. */
struct progress {
	struct columns columns;
	bool *run; /* for each node */
};

static bool needs_have_run(const struct progress *progress, size_t index)
{
	const struct node *node = &text.graph->nodes[index];
	for (size_t i = 0; i < node->input_count; i++)
		if (!progress->run[columns_read(text.graph, node, i)])
			return false;
	return node->key == NODE_NONE || progress->run[node->key];
}

static bool needs_step(const struct progress *progress, size_t index)
{
	switch (text.graph->nodes[index].kind) {
	case NODE_SOURCE:
	case NODE_ALIGN:
	case NODE_FEED:
	case NODE_RETURN:
		return true;
	case NODE_PROCESS:
		return progress->columns.used[index];
	case NODE_SUM:
	case NODE_LANES:
	case NODE_RESIDUE:
	case NODE_PASS:
		break;
	}
	return progress->columns.mixes[index].mix_count > 0;
}

static void run_without_steps(const struct progress *progress)
{
	for (size_t i = 0; i < text.graph->order_count; i++) {
		const size_t index = text.graph->order[i];
		if (!needs_step(progress, index) && needs_have_run(progress, index))
			progress->run[index] = true;
	}
}

static bool computes(const struct step *step)
{
	return step->kind == STEP_SOURCE || step->kind == STEP_MIX || step->kind == STEP_ALIGN;
}

static void mark(const struct step *step, bool *nodes)
{
	if (computes(step))
		nodes[step->node] = true;
	for (size_t i = 0; i < step->instance_count; i++)
		nodes[step->instances[i].node] = true;
}

static bool has_instance(const struct step *step, size_t node)
{
	for (size_t i = 0; i < step->instance_count; i++)
		if (step->instances[i].node == node)
			return true;
	return false;
}

static void check_batch(const struct progress *progress, const struct step *step, unsigned seed)
{
	const struct graph *graph = text.graph;
	for (size_t i = 0; i < step->instance_count; i++)
		cr_assert(needs_have_run(progress, step->instances[i].node), "seed %u: too early", seed);
	for (size_t i = 0; i < graph->order_count; i++) {
		const size_t index = graph->order[i];
		if (graph->nodes[index].kind == NODE_PROCESS && graph->nodes[index].processor == step->processor &&
		    progress->columns.used[index] && !progress->run[index] && needs_have_run(progress, index))
			cr_assert(has_instance(step, index), "seed %u: %s of \"%s\" is ready, but not in its batch",
				  seed, step->processor->name, graph_owner(graph, &graph->nodes[index]));
	}
}

Test(plan_steps, a_batch_holds_all_that_are_ready)
{
	for (unsigned seed = 1; seed <= 50; seed++) {
		build(graph_text_random(seed), true);
		struct progress progress = { 0 };
		cr_assert_eq(columns_build(text.graph, text.text.arena, &progress.columns), STATUS_OK);
		progress.run = ARENA_ARRAY(text.text.arena, bool, text.graph->node_count);
		for (size_t i = 0; i < plan->step_count; i++) {
			run_without_steps(&progress);
			if (computes(&plan->steps[i]))
				cr_assert(needs_have_run(&progress, plan->steps[i].node), "seed %u: too early", seed);
			else if (plan->steps[i].kind == STEP_PROCESS)
				check_batch(&progress, &plan->steps[i], seed);
			mark(&plan->steps[i], progress.run);
		}
		run_without_steps(&progress);
		for (size_t i = 0; i < text.graph->order_count; i++) {
			const size_t index = text.graph->order[i];
			cr_assert(progress.run[index] || !progress.columns.used[index],
				  "seed %u: node %zu does not run", seed, index);
		}
		graph_text_release(&text);
	}
}

/* In a graph that does not print what was sent, nothing computes it. What came back is a recording, and does not wait:
   all that hears it runs, and each column that a step reads has been written. */
Test(plan_steps, what_came_back_from_hardware_waits_for_nothing)
{
	build("version: 1\ntracks:\n"
	      "  a: { source: a.wav, inserts: [ " EQ
	      ", hardware: { send: s.wav, return: r.wav }, compressor: {} ] }\n" MASTER,
	      false);
	struct text batches = { 0 };
	append_batches(&batches);
	cr_assert(batches.bytes);
	cr_expect_str_eq(batches.bytes, "compressor a");
	text_release(&batches);
	size_t sources = 0, prints = 0;
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		sources += step->kind == STEP_SOURCE;
		prints += step->kind == STEP_PRINT;
		for (size_t k = 0; k < step->in.count; k++)
			cr_expect_lt(step->in.items[k], plan->slot_count);
	}
	cr_expect_eq(sources, 1);
	cr_expect_eq(prints, 1);
}
