/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/chain.h"

#define NO_CHAIN SIZE_MAX

struct binder {
	const struct operations *operations;
	const struct pipeline_task *needs; /* of the operations */
	struct arena *arena;
	struct chains *chains;
	size_t *chain_of; /* of each operation; NO_CHAIN: not yet */
	size_t *head; /* of each operation in a chain: the one that stands for it in the list of tasks */
	bool *is_free; /* a source that waits for nobody in its block, and that parts alone read */
	size_t *list; /* all operations, chain by chain */
	size_t *place; /* for each task: its place in the needs at hand, from 1; 0 without */
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

/* The head whose chain the part goes on with: its own, where what it waits for are free sources; NO_CHAIN where it waits for others, too. */
static size_t find_head(const struct binder *binder, size_t part)
{
	size_t head = part;
	for (size_t k = 0; k < binder->needs[part].need_count; k++) {
		const struct pipeline_need *need = &binder->needs[part].needs[k];
		if (need->distance > 0 || (binder->is_free[need->task] && binder->head[need->task] == NO_CHAIN))
			continue;
		if (!is_part(binder, need->task) || (head != part && head != binder->head[need->task]))
			return NO_CHAIN;
		head = binder->head[need->task];
	}
	return head;
}

static void find_heads(struct binder *binder)
{
	const size_t count = binder->operations->count;
	for (size_t i = 0; i < count; i++)
		binder->head[i] = NO_CHAIN;
	for (size_t i = 0; i < count; i++) {
		const size_t head = is_part(binder, i) ? find_head(binder, i) : NO_CHAIN;
		if (head == NO_CHAIN) {
			if (!binder->is_free[i])
				binder->head[i] = i;
			continue;
		}
		binder->head[i] = head;
		for (size_t k = 0; k < binder->needs[i].need_count; k++)
			if (binder->head[binder->needs[i].needs[k].task] == NO_CHAIN &&
			    binder->is_free[binder->needs[i].needs[k].task])
				binder->head[binder->needs[i].needs[k].task] = head;
	}
	for (size_t i = 0; i < count; i++)
		if (binder->head[i] == NO_CHAIN)
			binder->head[i] = i;
}

static void list_chains(struct binder *binder)
{
	const size_t count = binder->operations->count;
	size_t *next = binder->list;
	for (size_t i = 0; i < count; i++) {
		if (binder->head[i] != i)
			continue;
		struct chain *chain = &binder->chains->items[binder->chains->count];
		*chain = (struct chain){ .operations = next };
		for (size_t member = 0; member < count; member++)
			if (binder->head[member] == i) {
				*next++ = member;
				chain->count++;
				binder->chain_of[member] = binder->chains->count;
			}
		binder->chains->count++;
	}
}

static size_t count_needs(const struct binder *binder, const struct chain *chain)
{
	size_t count = 0;
	for (size_t i = 0; i < chain->count; i++)
		count += binder->needs[chain->operations[i]].need_count;
	return count;
}

/* What its operations need, of each other chain once, at the least distance. */
static enum status join_needs(const struct binder *binder, size_t index, struct pipeline_task *task)
{
	const struct chain *chain = &binder->chains->items[index];
	struct pipeline_need *needs = ARENA_ARRAY(binder->arena, struct pipeline_need, count_needs(binder, chain));
	if (!needs)
		return STATUS_NO_MEMORY;
	size_t count = 0;
	for (size_t i = 0; i < chain->count; i++) {
		const struct pipeline_task *from = &binder->needs[chain->operations[i]];
		for (size_t k = 0; k < from->need_count; k++) {
			const struct pipeline_need need = { binder->chain_of[from->needs[k].task],
							    from->needs[k].distance };
			size_t *place = &binder->place[need.task];
			if (need.task == index)
				continue;
			if (*place == 0) {
				needs[count++] = need;
				*place = count;
			} else if (need.distance < needs[*place - 1].distance) {
				needs[*place - 1].distance = need.distance;
			}
		}
	}
	for (size_t i = 0; i < count; i++)
		binder->place[needs[i].task] = 0;
	task->needs = needs;
	task->need_count = count;
	return STATUS_OK;
}

enum status chains_find(const struct operations *operations, const struct pipeline_task *needs, struct arena *arena,
			struct chains *chains, struct pipeline_task *tasks)
{
	const size_t count = operations->count;
	struct binder binder = {
		.operations = operations,
		.needs = needs,
		.arena = arena,
		.chains = chains,
		.chain_of = ARENA_ARRAY(arena, size_t, count),
		.head = ARENA_ARRAY(arena, size_t, count),
		.is_free = ARENA_ARRAY(arena, bool, count),
		.list = ARENA_ARRAY(arena, size_t, count),
		.place = ARENA_ARRAY(arena, size_t, count),
	};
	*chains = (struct chains){ .items = ARENA_ARRAY(arena, struct chain, count) };
	if (!binder.chain_of || !binder.head || !binder.is_free || !binder.list || !binder.place || !chains->items)
		return STATUS_NO_MEMORY;
	find_free_sources(&binder);
	find_heads(&binder);
	list_chains(&binder);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < chains->count && status == STATUS_OK; i++)
		status = join_needs(&binder, i, &tasks[i]);
	return status;
}
