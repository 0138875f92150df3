/* Lets memory run out at every allocation: nothing crashes, and the status says what happened.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/recipe_text.h"
#include "support/refused_memory.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>

static size_t asked; /* the number of allocations of the last run */

static enum status read_failing(const char *bytes, size_t length, size_t which)
{
	struct recipe_text text;
	memory_refuse(which);
	enum status status = recipe_text_read(bytes, length, &text);
	asked = memory_calls();
	memory_refuse(0);
	recipe_text_release(&text);
	return status;
}

/* Reads a file and the fragments that it uses. */
static enum status read_file_failing(const char *path, size_t length, size_t which)
{
	(void)length;
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct recipe *recipe;
	diagnostics_init(&diagnostics, arena, path);
	memory_refuse(which);
	enum status status = recipe_file_read(path, NULL, arena, &diagnostics, &recipe);
	asked = memory_calls();
	memory_refuse(0);
	arena_free(arena);
	return status;
}

static void fail_each_of(enum status (*read)(const char *, size_t, size_t), const char *bytes, size_t length,
			 enum status otherwise)
{
	cr_assert_eq(read(bytes, length, 0), otherwise);
	const size_t count = asked;
	cr_assert_gt(count, 10);
	size_t reported = 0;
	for (size_t i = 1; i <= count; i++) {
		enum status status = read(bytes, length, i);
		cr_assert(status == STATUS_NO_MEMORY || status == otherwise, "call %zu of %zu: %s", i, count,
			  status_text(status));
		reported += status == STATUS_NO_MEMORY;
	}
	cr_assert_gt(reported, count * 9 / 10, "only %zu of %zu failures were reported", reported, count);
}

static void fail_each(const char *bytes, size_t length, enum status otherwise)
{
	fail_each_of(read_failing, bytes, length, otherwise);
}

Test(recipe_memory, a_right_recipe)
{
	size_t length;
	const char *example = recipe_text_example(&length);
	fail_each(example, length, STATUS_OK);
}

Test(recipe_memory, wrong_recipes)
{
	static const char *const names[] = {
		"many-errors",   "duplicate-key-inside", "print-taps",        "print-claimed-twice",
		"bad-key",       "strip-bad-names",      "insert-unknown",    "unknown-section",
		"tempo-changes", "tempo-ramps",          "automation-inserts"
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[PATH_MAX], bytes[8192];
		snprintf(path, sizeof path, STEMPRINT_ROOT "/tests/suites/wrong/%s.yaml", names[i]);
		FILE *file = fopen(path, "rb");
		cr_assert_not_null(file, "%s", path);
		size_t length = fread(bytes, 1, sizeof bytes, file);
		fclose(file);
		fail_each(bytes, length, STATUS_BAD_RECIPE);
	}
}

Test(recipe_memory, a_right_recipe_with_fragments)
{
	size_t length;
	const char *example = recipe_text_presets(&length);
	fail_each(example, length, STATUS_OK);
}

Test(recipe_memory, wrong_uses_and_tempo_maps)
{
	static const char *const names[] = { "use-parameters", "use-inside",  "use-nested",      "use-loop",
					     "use-misplaced",  "use-shapes",  "use-no-fragment", "use-unknown",
					     "tempo-columns",  "tempo-table", "tempo-cut" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[PATH_MAX];
		snprintf(path, sizeof path, STEMPRINT_ROOT "/tests/suites/wrong/%s.yaml", names[i]);
		fail_each_of(read_file_failing, path, 0, STATUS_BAD_RECIPE);
	}
}

Test(recipe_memory, wrong_parts)
{
	static const char *const names[] = { "include-twice", "include-missing", "include-loop", "include-shapes",
					     "variables",     "variables-list",  "defaults",     "files" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[PATH_MAX];
		snprintf(path, sizeof path, STEMPRINT_ROOT "/tests/suites/wrong/%s.yaml", names[i]);
		fail_each_of(read_file_failing, path, 0, STATUS_BAD_RECIPE);
	}
}

Test(recipe_memory, a_right_recipe_in_parts)
{
	fail_each_of(read_file_failing, STEMPRINT_ROOT "/recipes/parts/song.yaml", 0, STATUS_OK);
}

Test(recipe_memory, a_right_tempo_map)
{
	static const char yaml[] =
		"version: 1\n"
		"session: { tempo: [ { tempo: 90, ramp: time }, { at: 5|1, tempo: 120, marker: a } ], "
		"markers: { b: a + 1 bar }, length: b + 2 bars }\n"
		"tracks: { t: { source: { file: t.wav, start: b } } }\n"
		"outputs: { m: {} }\n";
	fail_each(yaml, strlen(yaml), STATUS_OK);
}
