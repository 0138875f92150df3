/* stemprint: memory that lives as long as a stage of the flow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_ARENA_H
#define STEMPRINT_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/** Alignment of every column and of all kernel tables, in bytes: one AVX-512 register. */
#define ARENA_ALIGNMENT ((size_t)64)

/** Grows by chunks, frees nothing until arena_free(). Not for several threads at once. */
struct arena;

/** A new empty arena, or NULL when out of memory. The caller frees it. */
struct arena *arena_new(void);

/** Frees the arena and all that came from it. NULL is fine. */
void arena_free(struct arena *arena);

/** Room for `count` items of `size` bytes, zeroed, aligned to ARENA_ALIGNMENT when 64 bytes or
    more and to 16 otherwise. NULL when out of memory or when the product overflows; never NULL for a count of 0. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/** Has `release(object)` called by arena_free(), before the memory goes; the last deferred first. For what lives elsewhere but as long as the
    arena: plans of a library. False when out of memory: then the caller releases it. */
bool arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/** A copy of `length` bytes of text with a terminating zero, or NULL when out of memory. */
char *arena_text(struct arena *arena, const char *text, size_t length);

/** printf into the arena. NULL when out of memory. */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(arena, type) ((type *)arena_array((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
