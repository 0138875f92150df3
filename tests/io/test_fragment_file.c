/* Tests fragments in files: their sizes, their kinds, and bytes that are not allowed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/fragment_file.h"
#include "io/recipe_file.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct arena *arena;
static struct diagnostics diagnostics;

static void setup(void)
{
	scratch_make();
	arena = arena_new();
	cr_assert_not_null(arena);
	static const char recipe[] =
		"version: 1\ntracks:\n  a: { source: a.wav, use: ./part.yaml }\noutputs: { master: }\n";
	scratch_write(scratch_path("song.yaml"), recipe, strlen(recipe));
}

static void teardown(void)
{
	arena_free(arena);
	scratch_remove();
}

TestSuite(fragment_file, .init = setup, .fini = teardown, .timeout = 30);

/* Reads song.yaml beside part.yaml. Returns NULL when it is right, or else the first diagnostic. */
static const struct diagnostic *first_wrong(void)
{
	struct recipe *recipe;
	diagnostics_init(&diagnostics, arena, "song.yaml");
	const char *path = scratch_path("song.yaml");
	enum status status = recipe_file_read(path, NULL, arena, &diagnostics, &recipe);
	cr_assert_eq(status, diagnostics.count ? STATUS_BAD_RECIPE : STATUS_OK);
	return diagnostics.count ? &diagnostics.items[0] : NULL;
}

static void write_part(const char *bytes, size_t length)
{
	scratch_write(scratch_path("part.yaml"), bytes, length);
}

/* Writes a fragment of that many bytes, most of them in a comment. */
static void write_sized(size_t length, bool mark)
{
	static const char end[] = "\nfader: -1 dB\n";
	size_t skip = mark ? 3 : 0;
	char *bytes = malloc(length + skip);
	cr_assert_not_null(bytes);
	memcpy(bytes, "\xEF\xBB\xBF", skip);
	memset(bytes + skip, '#', length);
	memcpy(bytes + skip + length - strlen(end), end, strlen(end));
	write_part(bytes, length + skip);
	free(bytes);
}

Test(fragment_file, as_large_as_may_be)
{
	write_sized(FRAGMENT_BYTES_MAXIMUM, false);
	cr_assert_null(first_wrong());
	write_sized(FRAGMENT_BYTES_MAXIMUM, true);
	cr_assert_null(first_wrong(), "a byte order mark does not count");
}

Test(fragment_file, larger)
{
	for (size_t more = 1; more < 100000; more *= 40) {
		write_sized(FRAGMENT_BYTES_MAXIMUM + more, more > 1);
		const struct diagnostic *wrong = first_wrong();
		cr_assert_str_eq(wrong->code, "yaml-limit");
		cr_assert(wrong->at.origin == 0 && wrong->at.line == 3, "told where it is used");
	}
}

Test(fragment_file, that_is_no_file)
{
	static const char *const problems[] = { "no such file or directory", "it is not a regular file",
						"it is a folder" };
	for (size_t i = 0; i < 3; i++) {
		if (i == 1)
			cr_assert_eq(mkfifo(scratch_path("part.yaml"), 0600), 0);
		if (i == 2)
			cr_assert_eq(mkdir(scratch_path("part.yaml"), 0700), 0);
		const struct diagnostic *wrong = first_wrong();
		cr_assert_str_eq(wrong->code, "no-fragment");
		cr_assert_not_null(strstr(wrong->message, problems[i]), "%s", wrong->message);
		cr_assert_eq(wrong->at.line, 3);
		remove(scratch_path("part.yaml"));
	}
}

Test(fragment_file, bytes_that_are_no_text)
{
	static const struct {
		const char *bytes;
		size_t length;
		unsigned line, column;
		const char *code;
	} rows[] = { { "fader: \xff", 8, 1, 8, "unknown-text" },
		     { "# a\nfader: \0", 12, 2, 8, "unknown-text" },
		     { "fader: 1\n\n\x1b", 11, 3, 1, "bad-character" } };
	for (size_t i = 0; i < 3; i++) {
		write_part(rows[i].bytes, rows[i].length);
		const struct diagnostic *wrong = first_wrong();
		cr_assert_str_eq(wrong->code, rows[i].code);
		cr_assert(wrong->at.origin > 0 && wrong->at.line == rows[i].line && wrong->at.column == rows[i].column,
			  "%u:%u", wrong->at.line, wrong->at.column);
		cr_assert_str_eq(diagnostics_origin(&diagnostics, wrong->at.origin).file, "part.yaml");
	}
}

/* A text that is in no folder has no files beside it. */
Test(fragment_file, is_not_read_for_bytes_in_memory)
{
	static const char yaml[] =
		"version: 1\ntracks:\n  a: { source: a.wav, use: ./part.yaml }\noutputs: { master: }\n";
	write_part("fader: 0 dB\n", 12);
	struct recipe *recipe;
	diagnostics_init(&diagnostics, arena, "song.yaml");
	cr_assert_eq(recipe_bytes_read(yaml, strlen(yaml), scratch_path("song.yaml"), arena, &diagnostics, &recipe),
		     STATUS_BAD_RECIPE);
	cr_assert_eq(diagnostics.count, 1);
	cr_assert_str_eq(diagnostics.items[0].code, "no-fragment");
}

Test(fragment_file, those_that_come_along_are_found_by_name_alone)
{
	for (size_t i = 0; i < preset_count; i++)
		cr_assert_eq(preset_find(preset_names[i]), &presets[i]);
	cr_assert_null(preset_find("nothing"));
	cr_assert_null(preset_find(""));
}
