/* Gives out memory from chunks and frees all of it at once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The first chunk is small. A larger need takes chunks of whole huge pages, which the kernel clears at once and not
   4 KiB by 4 KiB. */
enum { CHUNK_BYTES_FIRST = 64 * 1024, CHUNK_GROWTH = 8, CHUNK_BYTES_MOST = 4 * 1024 * 1024 };
enum { HUGE_PAGE_BYTES = 2 * 1024 * 1024, SMALL_ALIGNMENT = 16 };

/* The address sanitizer sees where an array ends: a chunk opens only the requested bytes, and closed bytes stay
   between any two arrays. */
#ifdef STEMPRINT_SANITIZED
enum { GAP_BYTES = 64 };
#else
enum { GAP_BYTES = 0 };
#endif

/* They count over all arenas, which several threads may use, each its own. */
static atomic_size_t given_by_all;
static atomic_bool limit_was_hit;
static size_t most_of_all = SIZE_MAX;

struct chunk {
	struct chunk *next;
	size_t capacity;
	size_t used;
	unsigned char *bytes; /* the bytes are aligned to ARENA_ALIGNMENT at least, inside the same allocation */
};

struct deferred {
	struct deferred *next;
	void (*release)(void *object);
	void *object;
};

struct arena {
	struct chunk *chunks; /* the newest chunk is first */
	struct deferred *deferred; /* the newest deferred call is first */
	size_t chunk_bytes; /* the size of the next chunk that many arrays share */
	size_t given, most; /* bytes; `most` is SIZE_MAX without a limit */
	bool over; /* the limit has refused an array */
};

struct arena *arena_new(void)
{
	struct arena *arena = calloc(1, sizeof *arena);
	if (!arena)
		return NULL;
	arena->chunk_bytes = CHUNK_BYTES_FIRST;
	arena->most = SIZE_MAX;
	return arena;
}

void arena_limit(struct arena *arena, size_t bytes)
{
	arena->most = bytes == 0 ? SIZE_MAX : bytes;
}

void arena_limit_all(size_t bytes)
{
	most_of_all = bytes == 0 ? SIZE_MAX : bytes;
}

bool arena_limit_was_hit(void)
{
	return atomic_load(&limit_was_hit);
}

size_t arena_bytes(const struct arena *arena)
{
	return arena->given;
}

size_t arena_footprint(const struct arena *arena)
{
	size_t bytes = 0;
	for (const struct chunk *chunk = arena->chunks; chunk; chunk = chunk->next)
		bytes += chunk->capacity == CHUNK_BYTES_MOST
				 ? (chunk->used + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES
				 : chunk->used;
	return bytes;
}

/* Small pages are the shortest steps in which the kernel gives memory. The sanitizer lets it touch closed bytes. */
__attribute__((no_sanitize("address"))) void arena_touch(struct arena *arena)
{
	enum { PAGE_BYTES = 4096 };
	for (const struct chunk *chunk = arena->chunks; chunk; chunk = chunk->next)
		for (size_t i = 0; i < chunk->used; i += PAGE_BYTES) {
			volatile unsigned char *byte = chunk->bytes + i;
			*byte = *byte;
		}
}

bool arena_is_over(const struct arena *arena)
{
	return arena && arena->over;
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
	atomic_fetch_sub(&given_by_all, arena->given);
	free(arena);
}

static struct chunk *chunk_new(size_t capacity, size_t alignment)
{
	/* calloc() gives large columns as zero pages of the kernel, which stay untouched until their use. */
	struct chunk *chunk = calloc(1, sizeof *chunk + alignment + capacity);
	if (!chunk)
		return NULL;
	uintptr_t start = (uintptr_t)(chunk + 1);
	start = (start + alignment - 1) & ~(uintptr_t)(alignment - 1);
	chunk->bytes = (unsigned char *)start;
	chunk->capacity = capacity;
	ASAN_POISON_MEMORY_REGION(chunk->bytes,
				  (size_t)((unsigned char *)(chunk + 1) + alignment + capacity - chunk->bytes));
	return chunk;
}

/* Adds a chunk that many arrays share. */
static struct chunk *chunk_next(struct arena *arena)
{
	const bool huge = arena->chunk_bytes == CHUNK_BYTES_MOST;
	struct chunk *chunk = chunk_new(arena->chunk_bytes, huge ? HUGE_PAGE_BYTES : ARENA_ALIGNMENT);
	if (chunk && huge)
		(void)madvise(chunk->bytes, chunk->capacity, MADV_HUGEPAGE); /* normal pages work, too */
	if (!huge)
		arena->chunk_bytes *= CHUNK_GROWTH;
	return chunk;
}

/* Two threads at once may pass the limit of all together, by one array each. */
static bool is_allowed(struct arena *arena, size_t bytes)
{
	const size_t all = atomic_load_explicit(&given_by_all, memory_order_relaxed);
	if (arena->given > arena->most || bytes > arena->most - arena->given)
		arena->over = true;
	else if (all > most_of_all || bytes > most_of_all - all)
		atomic_store(&limit_was_hit, true);
	else
		return true;
	return false;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > (SIZE_MAX / 4) / size)
		return NULL;
	size_t bytes = count * size;
	if (!is_allowed(arena, bytes))
		return NULL;
	size_t alignment = bytes >= ARENA_ALIGNMENT ? ARENA_ALIGNMENT : SMALL_ALIGNMENT;
	struct chunk *chunk = arena->chunks;
	size_t start = chunk ? (chunk->used + alignment - 1) & ~(alignment - 1) : 0;
	if (!chunk || start > chunk->capacity || chunk->capacity - start < bytes) {
		const bool alone = bytes > arena->chunk_bytes;
		struct chunk *fresh = alone ? chunk_new(bytes, ARENA_ALIGNMENT) : chunk_next(arena);
		if (!fresh)
			return NULL;
		if (chunk && alone) { /* the current chunk is filled further */
			fresh->next = chunk->next;
			chunk->next = fresh;
		} else {
			fresh->next = chunk;
			arena->chunks = fresh;
		}
		chunk = fresh;
		start = 0;
	}
	chunk->used = start + bytes + GAP_BYTES;
	arena->given += bytes;
	atomic_fetch_add(&given_by_all, bytes);
	ASAN_UNPOISON_MEMORY_REGION(chunk->bytes + start, bytes);
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
