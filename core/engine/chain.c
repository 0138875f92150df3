/* Binds operations into chains that one worker runs in one go.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/chain.h"

#include "engine/need_set.h"

#define NO_HEAD SIZE_MAX

struct binder {
	const struct operations *operations;
	const struct pipeline_task *needs; /* those of the operations */
	/* For each operation the one whose position in the list its chain takes; NO_HEAD: not known yet. */
	size_t *head;
	size_t *chain_of; /* the chain of each operation */
	bool *is_free; /* marks a source that waits for no operation of its block, and that only parts read */
	size_t *list; /* all operations, chain by chain */
};

static bool is_part(const struct binder *binder, size_t operation)
{
	return binder->operations->items[operation].is_part;
}

static void find_free_sources(struct binder *binder)
{
	const size_t count = binder->operations->count;
	for (size_t i = 0; i < count; i++)
		binder->is_free[i] = binder->operations->items[i].kind == STEP_SOURCE;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < binder->needs[i].need_count; k++) {
			const struct pipeline_need *need = &binder->needs[i].needs[k];
			if (need->distance > 0)
				continue;
			binder->is_free[i] = false;
			if (!is_part(binder, i))
				binder->is_free[need->task] = false;
		}
}

/* Says whether an operation is a free source that no part has taken along yet. */
static bool is_left(const struct binder *binder, size_t operation)
{
	return binder->is_free[operation] && binder->head[operation] == NO_HEAD;
}

/* Finds the head whose chain the part continues: the part itself, where it waits for free sources alone; NO_HEAD
   where it waits for others, too. */
static size_t find_head(const struct binder *binder, size_t part)
{
	size_t head = part;
	for (size_t k = 0; k < binder->needs[part].need_count; k++) {
		const struct pipeline_need *need = &binder->needs[part].needs[k];
		if (need->distance > 0 || is_left(binder, need->task))
			continue;
		if (!is_part(binder, need->task) || (head != part && head != binder->head[need->task]))
			return NO_HEAD;
		head = binder->head[need->task];
	}
	return head;
}

static void take_along(struct binder *binder, size_t part)
{
	for (size_t k = 0; k < binder->needs[part].need_count; k++) {
		const struct pipeline_need *need = &binder->needs[part].needs[k];
		if (need->distance == 0 && is_left(binder, need->task))
			binder->head[need->task] = binder->head[part];
	}
}

static void find_heads(struct binder *binder)
{
	const size_t count = binder->operations->count;
	for (size_t i = 0; i < count; i++)
		binder->head[i] = NO_HEAD;
	for (size_t i = 0; i < count; i++) {
		const size_t head = is_part(binder, i) ? find_head(binder, i) : NO_HEAD;
		if (head != NO_HEAD) {
			binder->head[i] = head;
			take_along(binder, i);
		} else if (!binder->is_free[i]) {
			binder->head[i] = i;
		}
	}
	for (size_t i = 0; i < count; i++)
		if (binder->head[i] == NO_HEAD)
			binder->head[i] = i;
}

/* Chains stand in the order of their heads, their operations in that of the list. */
static void list_chains(struct binder *binder, struct chains *chains)
{
	const size_t count = binder->operations->count;
	for (size_t i = 0; i < count; i++)
		if (binder->head[i] == i)
			binder->chain_of[i] = chains->count++;
	for (size_t i = 0; i < count; i++) {
		binder->chain_of[i] = binder->chain_of[binder->head[i]];
		chains->items[binder->chain_of[i]].count++;
	}
	size_t *next = binder->list;
	for (size_t i = 0; i < chains->count; i++) {
		chains->items[i].operations = next;
		next += chains->items[i].count;
		chains->items[i].count = 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct chain *chain = &chains->items[binder->chain_of[i]];
		chain->operations[chain->count++] = i;
	}
}

/* Joins what the operations of a chain need of other chains. */
static void join_needs(const struct binder *binder, const struct chains *chains, size_t index, struct need_set *set)
{
	const struct chain *chain = &chains->items[index];
	for (size_t i = 0; i < chain->count; i++) {
		const struct pipeline_task *from = &binder->needs[chain->operations[i]];
		for (size_t k = 0; k < from->need_count; k++) {
			const size_t needed = binder->chain_of[from->needs[k].task];
			if (needed != index)
				need_set_add(set, (struct pipeline_need){ needed, from->needs[k].distance });
		}
	}
}

enum status chains_find(const struct operations *operations, const struct pipeline_task *needs, struct arena *arena,
			struct chains *chains, struct pipeline_task *tasks)
{
	const size_t count = operations->count;
	struct binder binder = {
		.operations = operations,
		.needs = needs,
		.head = ARENA_ARRAY(arena, size_t, count),
		.chain_of = ARENA_ARRAY(arena, size_t, count),
		.is_free = ARENA_ARRAY(arena, bool, count),
		.list = ARENA_ARRAY(arena, size_t, count),
	};
	struct need_set set;
	*chains = (struct chains){ .items = ARENA_ARRAY(arena, struct chain, count) };
	if (!binder.head || !binder.chain_of || !binder.is_free || !binder.list || !chains->items ||
	    !need_set_init(&set, arena, count))
		return STATUS_NO_MEMORY;
	find_free_sources(&binder);
	find_heads(&binder);
	list_chains(&binder, chains);
	for (size_t i = 0; i < chains->count; i++) {
		join_needs(&binder, chains, i, &set);
		if (!need_set_give(&set, arena, &tasks[i]))
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}
