/* Tests that memory of an arena is zeroed, aligned and not shared, and that deferred objects go with the arena.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include "dsp/split_mix.h"

#include <criterion/criterion.h>
#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

static char released[4];
static size_t released_count;

static void release(void *object)
{
	released[released_count++] = *(const char *)object;
}

Test(arena, releases_what_was_deferred_the_last_first)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	char *first = arena_text(arena, "a", 1), *second = arena_text(arena, "b", 1);
	cr_assert(first && second && arena_defer(arena, release, first) && arena_defer(arena, release, second));
	cr_expect_eq(released_count, 0);
	arena_free(arena); /* the objects lie in the arena: their memory is still there when they are released */
	cr_expect_str_eq(released, "ba");
}

enum { ARRAYS = 2000, LARGEST = 8 * 1024 * 1024 };

struct array {
	unsigned char *bytes;
	size_t size;
};

/* Most are small, some fill a chunk of any size, or more than one. */
static size_t size_of_array(size_t index)
{
	const uint64_t dice = split_mix(SPLIT_MIX_GAMMA * index);
	const size_t limit = dice % 100 < 90 ? 2048 : dice % 100 < 99 ? 256 * 1024 : LARGEST;
	return dice / 100 % limit;
}

static struct array arrays[ARRAYS];

Test(arena, arrays_are_zeroed_aligned_and_apart)
{
	struct arena *arena = arena_new();
	static const unsigned char zeros[LARGEST];
	cr_assert_not_null(arena);
	for (size_t i = 0; i < ARRAYS; i++) {
		struct array *array = &arrays[i];
		array->size = size_of_array(i);
		array->bytes = arena_array(arena, array->size, 1);
		cr_assert_not_null(array->bytes);
		cr_assert_eq((uintptr_t)array->bytes % (array->size < ARENA_ALIGNMENT ? 16 : ARENA_ALIGNMENT), 0);
		cr_assert_eq(memcmp(array->bytes, zeros, array->size), 0, "array %zu is not zeroed", i);
		memset(array->bytes, (int)(i % 255 + 1), array->size);
	}
	for (size_t i = 0; i < ARRAYS; i++)
		for (size_t k = 0; k < arrays[i].size; k++)
			cr_assert_eq(arrays[i].bytes[k], i % 255 + 1, "array %zu was written over", i);
	arena_free(arena);
}

#ifdef STEMPRINT_SANITIZED
Test(arena, the_sanitizer_sees_where_each_array_ends)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	for (size_t i = 0; i < ARRAYS; i++) {
		arrays[i].size = size_of_array(i);
		arrays[i].bytes = arena_array(arena, arrays[i].size, 1);
		cr_assert_not_null(arrays[i].bytes);
	}
	for (size_t i = 0; i < ARRAYS; i++) {
		cr_expect_null(__asan_region_is_poisoned(arrays[i].bytes, arrays[i].size));
		cr_expect(__asan_address_is_poisoned(arrays[i].bytes + arrays[i].size), "array %zu is open behind", i);
	}
	arena_free(arena);
}
#endif

Test(arena, refuses_what_passes_its_limit_and_keeps_the_rest)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	arena_limit(arena, 1000);
	char *kept = arena_array(arena, 900, 1);
	cr_assert_not_null(kept);
	cr_expect(!arena_is_over(arena));
	cr_expect_null(arena_array(arena, 101, 1));
	cr_expect(arena_is_over(arena) && !arena_limit_was_hit());
	cr_expect_not_null(arena_array(arena, 100, 1));
	cr_expect_eq(arena_bytes(arena), 1000);
	cr_expect_geq(arena_footprint(arena), arena_bytes(arena));
	arena_free(arena);
}

Test(arena, all_arenas_share_a_limit_and_give_back_what_they_had)
{
	struct arena *one = arena_new(), *other = arena_new();
	cr_assert(one && other);
	arena_limit_all(1000000);
	cr_expect_not_null(arena_array(one, 600000, 1));
	cr_expect_null(arena_array(other, 600000, 1));
	cr_expect(arena_limit_was_hit() && !arena_is_over(other));
	arena_free(one);
	cr_expect_not_null(arena_array(other, 600000, 1));
	arena_free(other);
	arena_limit_all(0);
}

static long page_faults(void)
{
	struct rusage usage;
	cr_assert_eq(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_minflt;
}

/* One array of its own has small pages, and others share large ones. */
Test(arena, memory_that_was_touched_is_there_and_keeps_its_bytes)
{
	enum { BYTES = 16 << 20, PAGE = 4096, PARTS = 16 };
	struct arena *arena = arena_new();
	char *text = arena_text(arena, "stays", 5);
	unsigned char *touched[1 + PARTS];
	touched[0] = arena_array(arena, BYTES, 1);
	for (size_t i = 0; i < PARTS; i++)
		touched[1 + i] = arena_array(arena, BYTES / PARTS, 1);
	arena_touch(arena);
	const long before = page_faults();
	for (size_t i = 0; i <= PARTS; i++)
		for (size_t k = 0; k < (i == 0 ? BYTES : BYTES / PARTS); k += PAGE) {
			cr_assert_eq(touched[i][k], 0);
			touched[i][k] = 1;
		}
	cr_expect_lt(page_faults() - before, 2 * BYTES / PAGE / 8);
	cr_expect_str_eq(text, "stays");
	arena_free(arena);
}
