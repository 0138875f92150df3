/* Slots: a processor works in place where nothing else reads its input. Columns that are still read share no slot.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/graph/graph_text.h"
#include "plan/columns.h"
#include "plan/plan_build.h"

#include <criterion/criterion.h>
#include <stdint.h>

static struct graph_text text;
static struct plan *plan;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(plan_slots, .fini = release);

#define MASTER "outputs:\n  master: { channels: 1 }\nprint:\n  mixes: { mix: {} }\n"

static void build_for(size_t workers, const char *yaml, bool stems)
{
	graph_text_build_right(yaml, stems, &text);
	cr_assert_eq(plan_build(text.graph, workers, text.text.arena, &plan), STATUS_OK);
}

static void build(const char *yaml, bool stems)
{
	build_for(1, yaml, stems);
}

static const struct plan_instance *instance_of(size_t node)
{
	for (size_t i = 0; i < plan->step_count; i++)
		for (size_t j = 0; j < plan->steps[i].instance_count; j++)
			if (plan->steps[i].instances[j].node == node)
				return &plan->steps[i].instances[j];
	cr_assert_fail("node %zu does not run", node);
	return NULL;
}

static bool in_place(const char *strip, size_t number)
{
	const struct plan_instance *instance = instance_of(graph_text_node(&text, NODE_PROCESS, strip, number));
	return instance->in.items[0] == instance->out.items[0];
}

Test(plan_slots, a_chain_of_processors_works_in_place)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, inserts: [ compressor: {}, compressor: {} ] }\n" MASTER,
	      false);
	cr_assert(in_place("a", 0), "the level of the sum is measured before");
	cr_assert(in_place("a", 1));
	cr_assert_eq(plan->slot_count, 1);
}

/* The inserts of two tracks are batches, which workers share. Those of the master are not. */
#define CHAIN                                                                                                          \
	"version: 1\ntracks:\n  a: { source: a.wav, inserts: [ compressor: {} ] }\n"                                   \
	"  b: { source: b.wav, inserts: [ compressor: {} ] }\noutputs:\n"                                              \
	"  master: { channels: 1, inserts: [ gate: {}, gain: 3 dB, limiter: {} ] }\nprint:\n  mixes: { mix: {} }\n"

Test(plan_slots, many_workers_need_not_wait_for_the_end_of_a_chain)
{
	build_for(3, CHAIN, false);
	cr_assert(in_place("a", 0) && in_place("b", 0));
	cr_assert_not(in_place("master", 0));
	cr_assert(in_place("master", 1), "a gain costs less than room for its result");
	cr_assert_not(in_place("master", 2));
	cr_assert_eq(plan->apart_slot_count, 2);
	cr_assert_eq(plan->slot_count, 5, "two sources, the master, its gate and its limiter");
}

Test(plan_slots, two_workers_work_in_place)
{
	build_for(2, CHAIN, false);
	for (size_t i = 0; i < 3; i++)
		cr_assert(in_place("master", i));
	cr_assert_eq(plan->apart_slot_count, 0);
	cr_assert_eq(plan->slot_count, 3);
}

Test(plan_slots, what_another_strip_reads_later_stays)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, inserts: [ compressor: {}, compressor: {} ] }\n"
	      "buses:\n  x: { channels: 1, input: [ a.input ] }\n" MASTER,
	      false);
	cr_assert_not(in_place("a", 0), "the bus reads the input of the track");
	cr_assert(in_place("a", 1));
	cr_assert_eq(plan->slot_count, 3, "source, compressors, master");
}

Test(plan_slots, what_the_same_step_reads_twice_stays)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, inserts: [ compressor: {} ] }\n"
	      "  b: { source: b.wav, inserts: [ compressor: { key: a.input } ] }\n" MASTER,
	      false);
	cr_assert_not(in_place("a", 0), "the compressor of b has it as its key in the same batch");
	cr_assert(in_place("b", 0));
}

/* The columns that are in each slot while the plan runs, against those that the graph asks for. */
struct run {
	struct columns columns;
	size_t *held; /* for each slot */
	unsigned seed;
	size_t in_place; /* columns so far */
};

static void check_reads(const struct run *run, const struct slots *slots, const size_t *wanted, size_t step)
{
	for (size_t i = 0; i < slots->count; i++)
		cr_assert_eq(run->held[slots->items[i]], wanted[i], "seed %u: step %zu reads slot %zu too late",
			     run->seed, step, slots->items[i]);
}

/* A slot is written for the first time, or in place by what reads it. */
static void write_slot(struct run *run, size_t slot, size_t column, const struct slots *in, size_t step)
{
	cr_assert_lt(slot, plan->slot_count);
	bool reads_it = false;
	for (size_t i = 0; in && i < in->count; i++)
		reads_it |= in->items[i] == slot;
	cr_assert(run->held[slot] == SIZE_MAX || reads_it, "seed %u: step %zu uses slot %zu again", run->seed, step,
		  slot);
	run->in_place += reads_it;
	run->held[slot] = column;
}

static void write_all(struct run *run, const struct slots *slots, const size_t *written, const struct slots *in,
		      size_t step)
{
	for (size_t i = 0; i < slots->count; i++)
		write_slot(run, slots->items[i], written[i], in, step);
}

/* The instances of a batch run in any order, so none writes what another reads. */
static void run_batch(struct run *run, size_t index)
{
	const struct step *step = &plan->steps[index];
	for (size_t i = 0; i < step->instance_count; i++) {
		const struct plan_instance *instance = &step->instances[i];
		const struct node *node = &text.graph->nodes[instance->node];
		check_reads(run, &instance->in, run->columns.of[node->inputs[0].node], index);
		if (node->key != NODE_NONE)
			check_reads(run, &instance->key, run->columns.of[node->key], index);
		for (size_t j = 0; j < step->instance_count; j++)
			for (size_t k = 0; k < step->instances[j].out.count; k++) {
				const size_t slot = step->instances[j].out.items[k];
				for (size_t m = 0; i != j && m < instance->in.count; m++)
					cr_assert_neq(instance->in.items[m], slot, "seed %u: step %zu", run->seed,
						      index);
				for (size_t m = 0; m < instance->key.count; m++)
					cr_assert_neq(instance->key.items[m], slot, "seed %u: step %zu", run->seed,
						      index);
			}
	}
	for (size_t i = 0; i < step->instance_count; i++) {
		const struct plan_instance *instance = &step->instances[i];
		write_all(run, &instance->out, run->columns.of[instance->node], &instance->in, index);
	}
}

static void run_mix(struct run *run, size_t index)
{
	const struct step *step = &plan->steps[index], *wanted = &run->columns.mixes[step->node];
	cr_assert_eq(step->mix_count, wanted->mix_count);
	for (size_t i = 0; i < step->mix_count; i++)
		for (size_t j = 0; j < step->mixes[i].count; j++) {
			const size_t term = step->mixes[i].first + j;
			const struct slots read = { .items = &step->terms[term].slot, .count = 1 };
			const struct slots moving = { step->terms[term].moving, step->terms[term].moving_count };
			check_reads(run, &read, &wanted->terms[term].slot, index);
			cr_assert_eq(moving.count, wanted->terms[term].moving_count);
			check_reads(run, &moving, wanted->terms[term].moving, index);
		}
	for (size_t i = 0; i < step->mix_count; i++)
		write_slot(run, step->mixes[i].slot, wanted->mixes[i].slot, NULL, index);
}

static void run_step(struct run *run, size_t index)
{
	const struct step *step = &plan->steps[index];
	const struct graph *graph = text.graph;
	switch (step->kind) {
	case STEP_SOURCE:
		write_all(run, &step->out, run->columns.of[step->node], NULL, index);
		break;
	case STEP_MIX:
		run_mix(run, index);
		break;
	case STEP_ALIGN:
		check_reads(run, &step->in, run->columns.of[graph->nodes[step->node].inputs[0].node], index);
		write_all(run, &step->out, run->columns.of[step->node], NULL, index);
		break;
	case STEP_PROCESS:
		run_batch(run, index);
		break;
	case STEP_GAINS:
		for (size_t i = 0; i < step->instance_count; i++)
			write_all(run, &step->instances[i].out, run->columns.gains[step->instances[i].node], NULL,
				  index);
		break;
	case STEP_PRINT: {
		const struct graph_print *print = &graph->prints[step->node];
		const size_t *wanted = run->columns.of[print->node];
		if (print->role == PRINT_STEM)
			wanted = columns_of_stem(graph, &run->columns, print->node, print->stem);
		check_reads(run, &step->in, wanted, index);
		break;
	}
	case STEP_SUM_LEVEL:
	case STEP_PROOF:
		check_reads(run, &step->in, run->columns.of[step->node], index);
		break;
	case STEP_APPORTION:
	case STEP_RESIDUE:
	case STEP_RETURN:
	case STEP_FEED:
		cr_assert_fail("the recipes have none");
	}
}

static size_t steps_of(enum step_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < plan->step_count; i++)
		count += plan->steps[i].kind == kind ? 1 : 0;
	return count;
}

/* The fader and the pan of `a`, and its send, multiply in the sums. */
Test(plan_slots, sums_take_the_gains_that_automation_moves)
{
	build("version: 1\ntracks:\n  a: { source: a.wav, automation: { fader: [ { at: 0 s, value: 0 dB }, { at: 1 s, "
	      "value: -6 dB, shape: linear } ], pan: [ { at: 0 s, value: 10 L }, { at: 1 s, value: 10 R, shape: linear "
	      "} ] "
	      "},\n    sends: [ { to: x, level: -6 dB, automation: { level: [ { at: 0 s, value: -6 dB }, { at: 1 s, "
	      "value: "
	      "0 dB, shape: linear } ] } } ] }\nauxes:\n  x: { output: master }\noutputs:\n  master: {}\nprint:\n  "
	      "mixes: { "
	      "mix: {} }\n",
	      false);
	struct run run = { .seed = 0 };
	cr_assert_eq(columns_build(text.graph, text.text.arena, &run.columns), STATUS_OK);
	run.held = ARENA_ARRAY(text.text.arena, size_t, plan->slot_count);
	for (size_t i = 0; i < plan->slot_count; i++)
		run.held[i] = SIZE_MAX;
	for (size_t i = 0; i < plan->step_count; i++)
		run_step(&run, i);
	cr_expect_eq(steps_of(STEP_PROCESS), 0);
	cr_expect_eq(plan->gain_slot_count, 4, "fader, two sides of the pan, send; there are %zu",
		     plan->gain_slot_count);
	cr_expect_eq(plan->slot_count, 1 + 4 + 2 + 2, "source, gains, x, master; there are %zu", plan->slot_count);
}

Test(plan_slots, every_step_reads_the_columns_that_the_graph_asks_for)
{
	size_t worked_in_place = 0;
	for (unsigned seed = 1; seed <= 50; seed++) {
		build(graph_text_random(seed), true);
		struct run run = { .seed = seed };
		cr_assert_eq(columns_build(text.graph, text.text.arena, &run.columns), STATUS_OK);
		run.held = ARENA_ARRAY(text.text.arena, size_t, plan->slot_count);
		for (size_t i = 0; i < plan->slot_count; i++)
			run.held[i] = SIZE_MAX;
		for (size_t i = 0; i < plan->step_count; i++)
			run_step(&run, i);
		for (size_t i = 0; i < plan->slot_count; i++)
			cr_assert_neq(run.held[i], SIZE_MAX, "seed %u: nothing uses slot %zu", seed, i);
		worked_in_place += run.in_place;
		graph_text_release(&text);
	}
	cr_assert_gt(worked_in_place, 100, "the recipes hardly have work in place");
}
