/* Gathers what a task needs, each other task once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/need_set.h"

bool need_set_init(struct need_set *set, struct arena *arena, size_t tasks)
{
	*set = (struct need_set){ .needs = ARENA_ARRAY(arena, struct pipeline_need, tasks),
				  .index = ARENA_ARRAY(arena, size_t, tasks) };
	return set->needs && set->index;
}

void need_set_add(struct need_set *set, struct pipeline_need need)
{
	size_t *index = &set->index[need.task];
	if (*index == 0) {
		set->needs[set->count++] = need;
		*index = set->count;
	} else if (need.distance < set->needs[*index - 1].distance) {
		set->needs[*index - 1].distance = need.distance;
	}
}

bool need_set_give(struct need_set *set, struct arena *arena, struct pipeline_task *task)
{
	struct pipeline_need *needs = ARENA_ARRAY(arena, struct pipeline_need, set->count);
	if (!needs)
		return false;
	for (size_t i = 0; i < set->count; i++) {
		needs[i] = set->needs[i];
		set->index[needs[i].task] = 0;
	}
	task->needs = needs;
	task->need_count = set->count;
	set->count = 0;
	return true;
}
