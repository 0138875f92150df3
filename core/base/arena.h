/* Gives memory that lives as long as a stage of the flow.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_ARENA_H
#define STEMPRINT_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/** This is the alignment of every column and of all kernel tables, in bytes: one AVX-512 register. */
#define ARENA_ALIGNMENT ((size_t)64)

/** An arena grows by chunks, and frees nothing until arena_free(). Several threads must not use it at once. */
struct arena;

/** Makes a new empty arena. Returns NULL when out of memory. The caller frees it. */
struct arena *arena_new(void);

/** Frees the arena and all that came from it. NULL is fine. */
void arena_free(struct arena *arena);

/** Lets the arena give out at most `bytes`; 0, the default, means no limit. An array that would pass the limit is
   refused as if memory were out. What came from the arena before stays. */
void arena_limit(struct arena *arena, size_t bytes);

/** Lets all arenas of the process together give out at most `bytes`; 0, the default, means no limit. Call it before
   there are threads. */
void arena_limit_all(size_t bytes);

/** Tells whether an arena has refused an array because of that limit. */
bool arena_limit_was_hit(void);

/** Returns how many bytes the arena has given out. What was not written to yet takes no memory of the machine. */
size_t arena_bytes(const struct arena *arena);

/** Returns how much memory of the machine the arena takes when all that it has given out is written to: the kernel
   gives large chunks page by page, and these pages are large. */
size_t arena_footprint(const struct arena *arena);

/** Makes the kernel give all memory that the arena has given out, now and not at the first write. What stands there
   stays. Who measures a short run wants it: a long run waits for the kernel just as often, and that hardly counts. */
void arena_touch(struct arena *arena);

/** Tells whether the arena has refused an array because of its limit. NULL is fine. */
bool arena_is_over(const struct arena *arena);

/** Gives room for `count` items of `size` bytes. The room is zeroed, and aligned to ARENA_ALIGNMENT when it has 64
    bytes or more and to 16 otherwise. Returns NULL when out of memory or when the product overflows, and never NULL
    for a count of 0. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/** Makes arena_free() call `release(object)` before the memory goes; the last deferred call comes first. This is
    for objects that live elsewhere but as long as the arena, such as plans of a library. Returns false when out of
    memory: then the caller releases the object. */
bool arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/** Copies `length` bytes of text and adds a terminating zero. Returns NULL when out of memory. */
char *arena_text(struct arena *arena, const char *text, size_t length);

/** Formats text into the arena, like printf. Returns NULL when out of memory. */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(arena, type) ((type *)arena_array((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))

#endif
