/* Watches the calls of jansson for memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_memory.h"

#include <jansson.h>

static json_malloc_t allocate;
static _Thread_local bool ran_out;

static void *watched_malloc(size_t size)
{
	void *memory = allocate(size);
	ran_out |= !memory;
	return memory;
}

void json_memory_begin(void)
{
	json_malloc_t now;
	json_free_t free_now;
	json_get_alloc_funcs(&now, &free_now);
	if (now != watched_malloc) {
		allocate = now;
		json_set_alloc_funcs(watched_malloc, free_now);
	}
	ran_out = false;
}

bool json_memory_ran_out(void)
{
	return ran_out;
}
