/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024, SMALL_ALIGNMENT = 16 };

struct chunk {
	struct chunk *next;
	size_t capacity;
	size_t used;
	unsigned char *bytes; /* aligned to ARENA_ALIGNMENT, inside the same allocation */
};

struct deferred {
	struct deferred *next;
	void (*release)(void *object);
	void *object;
};

struct arena {
	struct chunk *chunks; /* the newest first */
	struct deferred *deferred; /* the newest first */
};

struct arena *arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct deferred *deferred = arena->deferred; deferred; deferred = deferred->next)
		deferred->release(deferred->object);
	for (struct chunk *chunk = arena->chunks; chunk;) {
		struct chunk *next = chunk->next;
		free(chunk);
		chunk = next;
	}
	free(arena);
}

static struct chunk *chunk_new(size_t capacity)
{
	/* calloc: large columns come as zero pages from the kernel, untouched until used. */
	struct chunk *chunk = calloc(1, sizeof *chunk + ARENA_ALIGNMENT + capacity);
	if (!chunk)
		return NULL;
	uintptr_t start = (uintptr_t)(chunk + 1);
	start = (start + ARENA_ALIGNMENT - 1) & ~(uintptr_t)(ARENA_ALIGNMENT - 1);
	chunk->bytes = (unsigned char *)start;
	chunk->capacity = capacity;
	return chunk;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > (SIZE_MAX / 4) / size)
		return NULL;
	size_t bytes = count * size;
	size_t alignment = bytes >= ARENA_ALIGNMENT ? ARENA_ALIGNMENT : SMALL_ALIGNMENT;
	struct chunk *chunk = arena->chunks;
	size_t start = chunk ? (chunk->used + alignment - 1) & ~(alignment - 1) : 0;
	if (!chunk || start > chunk->capacity || chunk->capacity - start < bytes) {
		struct chunk *fresh = chunk_new(bytes > CHUNK_BYTES / 4 ? bytes : CHUNK_BYTES);
		if (!fresh)
			return NULL;
		if (chunk && bytes > CHUNK_BYTES / 4) { /* keep filling the current chunk */
			fresh->next = chunk->next;
			chunk->next = fresh;
		} else {
			fresh->next = chunk;
			arena->chunks = fresh;
		}
		chunk = fresh;
		start = 0;
	}
	chunk->used = start + bytes;
	return chunk->bytes + start;
}

bool arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
	struct deferred *deferred = ARENA_NEW(arena, struct deferred);
	if (!deferred)
		return false;
	*deferred = (struct deferred){ arena->deferred, release, object };
	arena->deferred = deferred;
	return true;
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
	if (length == SIZE_MAX)
		return NULL;
	char *copy = arena_array(arena, length + 1, 1);
	if (copy && length)
		memcpy(copy, text, length);
	return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	va_list again;
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	char *text = length < 0 ? NULL : arena_array(arena, (size_t)length + 1, 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}
