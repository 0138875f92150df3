/* Finds which operations wait for which.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dependence.h"

#include "engine/need_set.h"

/* One reading of a slot since it was last written. */
struct reading {
	size_t turn;
	struct reading *next;
};

/* Operations take turns: first those of one block, then again those of the next. */
struct history {
	size_t writer; /* the turn that wrote last; NO_TURN before any has */
	struct reading *readings;
	size_t copies; /* so many blocks have a copy of their own */
};

#define NO_TURN SIZE_MAX

struct finder {
	const struct operations *operations;
	struct arena *arena;
	struct history *slots;
	struct need_set needs; /* the needs of the present operation */
	bool failed;
};

/* Adds a need of a slot: `turn` is one of this block or of the block before; the present operation has turn `now`. What
   the block before did with the slot was done by the last block with this copy of it, too. */
static void add_need(struct finder *finder, const struct history *slot, size_t turn, size_t now)
{
	const size_t count = finder->operations->count;
	if (turn != NO_TURN && turn % count != now % count)
		need_set_add(&finder->needs,
			     (struct pipeline_need){ turn % count, now / count == turn / count ? 0 : slot->copies });
}

static void read_slot(struct finder *finder, size_t slot, size_t now)
{
	struct history *history = &finder->slots[slot];
	add_need(finder, history, history->writer, now);
	struct reading *reading = ARENA_NEW(finder->arena, struct reading);
	if (!reading) {
		finder->failed = true;
		return;
	}
	*reading = (struct reading){ now, history->readings };
	history->readings = reading;
}

static void write_slot(struct finder *finder, size_t slot, size_t now)
{
	struct history *history = &finder->slots[slot];
	add_need(finder, history, history->writer, now);
	for (const struct reading *reading = history->readings; reading; reading = reading->next)
		add_need(finder, history, reading->turn, now);
	history->writer = now;
	history->readings = NULL;
}

static void take_turn(struct finder *finder, size_t now)
{
	const struct operation *operation = &finder->operations->items[now % finder->operations->count];
	for (size_t i = 0; i < operation->read_count; i++)
		read_slot(finder, operation->reads[i], now);
	for (size_t i = 0; i < operation->write_count; i++)
		write_slot(finder, operation->writes[i], now);
}

/* Beside the gains of automation stand values that have no copy. A loop hands over what it holds in a delay line. */
static bool hands_over_more_than_columns(const struct operation *operation)
{
	return operation->kind == STEP_GAINS || operation->kind == STEP_RETURN || operation->kind == STEP_FEED;
}

static void count_copies(struct finder *finder, size_t slot_count)
{
	for (size_t i = 0; i < slot_count; i++)
		finder->slots[i].copies = finder->operations->shape.copies;
	for (size_t i = 0; i < finder->operations->count; i++) {
		const struct operation *operation = &finder->operations->items[i];
		for (size_t k = 0; hands_over_more_than_columns(operation) && k < operation->write_count; k++)
			finder->slots[operation->writes[k]].copies = 1;
	}
}

enum status dependence_find(const struct operations *operations, size_t slot_count, struct arena *arena,
			    struct pipeline_task *tasks)
{
	struct finder finder = { .operations = operations, .arena = arena };
	finder.slots = ARENA_ARRAY(arena, struct history, slot_count);
	if (!finder.slots || !need_set_init(&finder.needs, arena, operations->count))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < slot_count; i++)
		finder.slots[i].writer = NO_TURN;
	count_copies(&finder, slot_count);
	/* The second block finds the needs towards the block before it, and all later blocks have the same. Its
	   needs overwrite those of the first block. */
	for (size_t now = 0; now < 2 * operations->count && !finder.failed; now++) {
		take_turn(&finder, now);
		if (!need_set_give(&finder.needs, arena, &tasks[now % operations->count]))
			finder.failed = true;
	}
	return finder.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
