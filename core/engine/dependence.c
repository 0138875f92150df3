/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dependence.h"

/* One reading of a slot since it was last written. */
struct reading {
	size_t turn;
	struct reading *next;
};

/* Operations take turns: those of one block, then again those of the next. */
struct history {
	size_t writer; /* the turn that wrote last; NO_TURN before */
	struct reading *readings;
};

#define NO_TURN SIZE_MAX

struct finder {
	const struct operations *operations;
	struct arena *arena;
	struct history *slots;
	struct pipeline_need *needs; /* of the operation at hand */
	size_t *place; /* for each operation: its place in needs, from 1; 0 without */
	size_t need_count;
	bool failed;
};

/* `turn` is of this block or the one before; the operation at hand has turn `now`. */
static void add_need(struct finder *finder, size_t turn, size_t now)
{
	const size_t count = finder->operations->count;
	if (turn == NO_TURN || turn == now || turn % count == now % count)
		return;
	const struct pipeline_need need = { .task = turn % count, .distance = now / count - turn / count };
	size_t *place = &finder->place[need.task];
	if (*place == 0) {
		finder->needs[finder->need_count++] = need;
		*place = finder->need_count;
	} else if (need.distance < finder->needs[*place - 1].distance) {
		finder->needs[*place - 1].distance = need.distance;
	}
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
	finder->need_count = 0;
	for (size_t i = 0; i < operation->read_count; i++)
		read_slot(finder, operation->reads[i], now);
	for (size_t i = 0; i < operation->write_count; i++)
		write_slot(finder, operation->writes[i], now);
	for (size_t i = 0; i < finder->need_count; i++)
		finder->place[finder->needs[i].task] = 0;
}

static void keep_needs(struct finder *finder, struct pipeline_task *task)
{
	struct pipeline_need *needs = ARENA_ARRAY(finder->arena, struct pipeline_need, finder->need_count);
	if (!needs) {
		finder->failed = true;
		return;
	}
	for (size_t i = 0; i < finder->need_count; i++)
		needs[i] = finder->needs[i];
	task->needs = needs;
	task->need_count = finder->need_count;
}

enum status dependence_find(const struct operations *operations, size_t slot_count, struct arena *arena,
			    struct pipeline_task *tasks)
{
	struct finder finder = { .operations = operations, .arena = arena };
	finder.slots = ARENA_ARRAY(arena, struct history, slot_count);
	finder.needs = ARENA_ARRAY(arena, struct pipeline_need, operations->count);
	finder.place = ARENA_ARRAY(arena, size_t, operations->count);
	if (!finder.slots || !finder.needs || !finder.place)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < slot_count; i++)
		finder.slots[i].writer = NO_TURN;
	/* The second block knows what it owes to the first; all later ones owe the same. */
	for (size_t now = 0; now < 2 * operations->count && !finder.failed; now++) {
		take_turn(&finder, now);
		if (now >= operations->count)
			keep_needs(&finder, &tasks[now - operations->count]);
	}
	return finder.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
