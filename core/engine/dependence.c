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
};

#define NO_TURN SIZE_MAX

struct finder {
	const struct operations *operations;
	struct arena *arena;
	struct history *slots;
	struct need_set needs; /* the needs of the present operation */
	bool failed;
};

/* Adds a need: `turn` is one of this block or of the block before; the present operation has turn `now`. */
static void add_need(struct finder *finder, size_t turn, size_t now)
{
	const size_t count = finder->operations->count;
	if (turn != NO_TURN && turn % count != now % count)
		need_set_add(&finder->needs, (struct pipeline_need){ turn % count, now / count - turn / count });
}

static void read_slot(struct finder *finder, size_t slot, size_t now)
{
	struct history *history = &finder->slots[slot];
	add_need(finder, history->writer, now);
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
	add_need(finder, history->writer, now);
	for (const struct reading *reading = history->readings; reading; reading = reading->next)
		add_need(finder, reading->turn, now);
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

enum status dependence_find(const struct operations *operations, size_t slot_count, struct arena *arena,
			    struct pipeline_task *tasks)
{
	struct finder finder = { .operations = operations, .arena = arena };
	finder.slots = ARENA_ARRAY(arena, struct history, slot_count);
	if (!finder.slots || !need_set_init(&finder.needs, arena, operations->count))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < slot_count; i++)
		finder.slots[i].writer = NO_TURN;
	/* The second block finds the needs towards the block before it, and all later blocks have the same. Its
	   needs overwrite those of the first block. */
	for (size_t now = 0; now < 2 * operations->count && !finder.failed; now++) {
		take_turn(&finder, now);
		if (!need_set_give(&finder.needs, arena, &tasks[now % operations->count]))
			finder.failed = true;
	}
	return finder.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
