/* Refuses every single call of the JSON library for memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "refusing_json.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static size_t calls, refused;
static ptrdiff_t held;

static void *refusing_malloc(size_t size)
{
	void *memory = ++calls == refused ? NULL : malloc(size);
	held += memory ? 1 : 0;
	return memory;
}

static void counting_free(void *memory)
{
	held -= memory ? 1 : 0;
	free(memory);
}

static void walk_once(refusing_json_write *write, const void *what, const struct text *whole)
{
	struct text text = { 0 };
	const enum status status = write(what, &text);
	cr_expect(status == STATUS_OK || status == STATUS_NO_MEMORY, "call %zu", refused);
	if (status == STATUS_OK)
		cr_expect(text.length == whole->length && memcmp(text.bytes, whole->bytes, text.length) == 0,
			  "call %zu of %zu is refused, and other JSON comes out", refused, calls);
	cr_expect_eq(held, 0, "call %zu is refused, and %td pieces of memory are lost", refused, held);
	held = 0;
	text_release(&text);
}

size_t refusing_json_walk(refusing_json_write *write, const void *what, size_t every)
{
	struct text whole = { 0 };
	json_set_alloc_funcs(refusing_malloc, counting_free);
	calls = refused = 0;
	cr_assert_eq(write(what, &whole), STATUS_OK);
	const size_t count = calls;
	for (refused = 1; refused <= count; refused += every) {
		calls = 0;
		walk_once(write, what, &whole);
	}
	json_set_alloc_funcs(malloc, free);
	text_release(&whole);
	return count;
}
