/* Gathers what a task needs, each other task once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/need_set.h"

bool need_set_init(struct need_set *set, struct arena *arena, size_t tasks)
{
	*set = (struct need_set){ .needs = ARENA_ARRAY(arena, struct pipeline_need, tasks),
				  .place = ARENA_ARRAY(arena, size_t, tasks) };
	return set->needs && set->place;
}

void need_set_add(struct need_set *set, struct pipeline_need need)
{
	size_t *place = &set->place[need.task];
	if (*place == 0) {
		set->needs[set->count++] = need;
		*place = set->count;
	} else if (need.distance < set->needs[*place - 1].distance) {
		set->needs[*place - 1].distance = need.distance;
	}
}

bool need_set_give(struct need_set *set, struct arena *arena, struct pipeline_task *task)
{
	struct pipeline_need *needs = ARENA_ARRAY(arena, struct pipeline_need, set->count);
	if (!needs)
		return false;
	for (size_t i = 0; i < set->count; i++) {
		needs[i] = set->needs[i];
		set->place[needs[i].task] = 0;
	}
	task->needs = needs;
	task->need_count = set->count;
	set->count = 0;
	return true;
}
