/* Tests which operations run in one chain; the answers were worked out by hand.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/chain.h"
#include "engine/dependence.h"

#include <criterion/criterion.h>

enum { OPERATIONS = 12, SLOTS = 8 };

static const size_t slots[SLOTS] = { 0, 1, 2, 3, 4, 5, 6, 7 };

/* Makes an operation that reads slots first to first + reads - 1, and writes as many from `out` on. */
static struct operation operation(enum step_kind kind, bool is_part, size_t first, size_t reads, size_t out,
				  size_t writes)
{
	return (struct operation){ .kind = kind,
				   .is_part = is_part,
				   .reads = slots + first,
				   .read_count = reads,
				   .writes = slots + out,
				   .write_count = writes };
}

struct bound {
	struct arena *arena;
	struct chains chains;
	struct pipeline_task tasks[OPERATIONS];
};

static struct bound bind(struct operation *items, size_t count)
{
	struct bound bound = { .arena = arena_new() };
	struct pipeline_task needs[OPERATIONS] = { { .run = NULL } };
	const struct operations operations = { .items = items, .count = count, .shape = { .copies = 1 } };
	cr_assert_eq(dependence_find(&operations, SLOTS, bound.arena, needs), STATUS_OK);
	cr_assert_eq(chains_find(&operations, needs, bound.arena, &bound.chains, bound.tasks), STATUS_OK);
	return bound;
}

static void expect_chain(const struct bound *bound, size_t index, const size_t *operations, size_t count)
{
	const struct chain *chain = &bound->chains.items[index];
	cr_assert_eq(chain->count, count, "chain %zu has %zu operations", index, chain->count);
	for (size_t i = 0; i < count; i++)
		cr_expect_eq(chain->operations[i], operations[i], "chain %zu, index %zu: %zu", index, i,
			     chain->operations[i]);
}

static bool has_need(const struct bound *bound, size_t task, size_t needed, uint64_t distance)
{
	for (size_t i = 0; i < bound->tasks[task].need_count; i++)
		if (bound->tasks[task].needs[i].task == needed && bound->tasks[task].needs[i].distance == distance)
			return true;
	return false;
}

/* Four tracks have two parts of filters and compressors with two tracks each, then their sum and its print. */
Test(chain, parts_take_their_sources_along)
{
	struct operation items[] = {
		operation(STEP_SOURCE, false, 0, 0, 0, 1), operation(STEP_SOURCE, false, 0, 0, 1, 1),
		operation(STEP_SOURCE, false, 0, 0, 2, 1), operation(STEP_SOURCE, false, 0, 0, 3, 1),
		operation(STEP_PROCESS, true, 0, 2, 0, 2), operation(STEP_PROCESS, true, 2, 2, 2, 2),
		operation(STEP_PROCESS, true, 0, 2, 0, 2), operation(STEP_PROCESS, true, 2, 2, 2, 2),
		operation(STEP_MIX, false, 0, 4, 4, 1),    operation(STEP_PRINT, false, 4, 1, 0, 0),
	};
	struct bound bound = bind(items, sizeof items / sizeof *items);
	cr_assert_eq(bound.chains.count, 4);
	expect_chain(&bound, 0, (const size_t[]){ 0, 1, 4, 6 }, 4);
	expect_chain(&bound, 1, (const size_t[]){ 2, 3, 5, 7 }, 4);
	expect_chain(&bound, 2, (const size_t[]){ 8 }, 1);
	expect_chain(&bound, 3, (const size_t[]){ 9 }, 1);
	cr_expect(has_need(&bound, 2, 0, 0) && has_need(&bound, 2, 1, 0), "the sum waits for both");
	cr_expect(has_need(&bound, 0, 2, 1) && has_need(&bound, 1, 2, 1), "and is read before the next block");
	cr_expect(has_need(&bound, 3, 2, 0) && has_need(&bound, 2, 3, 1));
	cr_expect_eq(bound.tasks[0].need_count, 1);
	arena_free(bound.arena);
}

/* A sum reads the first source before the filter changes it, so the filter waits for the sum: neither goes into a
   chain. */
Test(chain, a_source_with_another_reader_stays_alone)
{
	struct operation items[] = {
		operation(STEP_SOURCE, false, 0, 0, 0, 1), operation(STEP_SOURCE, false, 0, 0, 1, 1),
		operation(STEP_MIX, false, 0, 1, 4, 1),    operation(STEP_PROCESS, true, 0, 1, 0, 1),
		operation(STEP_PROCESS, true, 1, 1, 1, 1), operation(STEP_PROCESS, true, 0, 1, 0, 1),
		operation(STEP_PROCESS, true, 1, 1, 1, 1), operation(STEP_PRINT, false, 4, 1, 0, 0),
	};
	struct bound bound = bind(items, sizeof items / sizeof *items);
	cr_assert_eq(bound.chains.count, 5);
	expect_chain(&bound, 0, (const size_t[]){ 0 }, 1);
	expect_chain(&bound, 1, (const size_t[]){ 2 }, 1);
	expect_chain(&bound, 2, (const size_t[]){ 3, 5 }, 2);
	expect_chain(&bound, 3, (const size_t[]){ 1, 4, 6 }, 3);
	expect_chain(&bound, 4, (const size_t[]){ 7 }, 1);
	cr_expect(has_need(&bound, 2, 1, 0), "the filter writes where the sum still reads");
	arena_free(bound.arena);
}

/* A compressor that listens to the part beside it belongs to neither part. */
Test(chain, a_key_from_elsewhere_starts_anew)
{
	struct operation items[] = {
		operation(STEP_SOURCE, false, 0, 0, 0, 1), operation(STEP_SOURCE, false, 0, 0, 1, 1),
		operation(STEP_PROCESS, true, 0, 1, 0, 1), operation(STEP_PROCESS, true, 1, 1, 1, 1),
		operation(STEP_PROCESS, true, 0, 2, 1, 1), operation(STEP_PRINT, false, 1, 1, 0, 0),
	};
	struct bound bound = bind(items, sizeof items / sizeof *items);
	cr_assert_eq(bound.chains.count, 4);
	expect_chain(&bound, 0, (const size_t[]){ 0, 2 }, 2);
	expect_chain(&bound, 1, (const size_t[]){ 1, 3 }, 2);
	expect_chain(&bound, 2, (const size_t[]){ 4 }, 1);
	cr_expect(has_need(&bound, 2, 0, 0) && has_need(&bound, 2, 1, 0));
	arena_free(bound.arena);
}

/* Without parts each operation is a chain of its own, in the order of the list. */
Test(chain, one_worker_keeps_the_list)
{
	struct operation items[] = {
		operation(STEP_SOURCE, false, 0, 0, 0, 1),
		operation(STEP_PROCESS, false, 0, 1, 0, 1),
		operation(STEP_PRINT, false, 0, 1, 0, 0),
	};
	struct bound bound = bind(items, sizeof items / sizeof *items);
	cr_assert_eq(bound.chains.count, 3);
	for (size_t i = 0; i < 3; i++)
		expect_chain(&bound, i, &i, 1);
	arena_free(bound.arena);
}
