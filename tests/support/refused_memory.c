/* Refuses one call for memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/refused_memory.h"

#include "base/arena.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static size_t calls, refused;

void memory_refuse(size_t call)
{
	calls = 0;
	refused = call;
}

size_t memory_calls(void)
{
	return calls;
}

static bool is_refused(void)
{
	return ++calls == refused;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_arena_array(struct arena *arena, size_t count, size_t size);
char *__real_arena_text(struct arena *arena, const char *text, size_t length);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_arena_array(struct arena *arena, size_t count, size_t size);
char *__wrap_arena_text(struct arena *arena, const char *text, size_t length);
char *__wrap_arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

void *__wrap_malloc(size_t size)
{
	return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return is_refused() ? NULL : __real_realloc(memory, size);
}

void *__wrap_arena_array(struct arena *arena, size_t count, size_t size)
{
	return is_refused() ? NULL : __real_arena_array(arena, count, size);
}

char *__wrap_arena_text(struct arena *arena, const char *text, size_t length)
{
	return is_refused() ? NULL : __real_arena_text(arena, text, length);
}

char *__wrap_arena_format(struct arena *arena, const char *format, ...)
{
	if (is_refused())
		return NULL;
	char text[PATH_MAX];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return __real_arena_text(arena, text, strlen(text));
}
