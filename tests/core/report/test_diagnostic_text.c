/* Tests how diagnostics look: colours, edges, and text that must not reach a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later

   The whole texts are in tests/suites/wrong. */
#include "report/diagnostic_text.h"
#include "report/printable.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct arena *arena;
static struct text out;

static void setup(void)
{
	arena = arena_new();
}

static void teardown(void)
{
	arena_free(arena);
	text_release(&out);
}

TestSuite(diagnostic_text, .init = setup, .fini = teardown);

/* Returns the text of one error at that location of those bytes. */
static const char *told(const char *bytes, struct location at, bool colour)
{
	struct diagnostics list;
	diagnostics_init(&list, arena, "song.yaml");
	list.bytes = bytes;
	list.length = bytes ? strlen(bytes) : 0;
	diagnostics_error(&list, "bad-value", at, "no good");
	text_release(&out);
	diagnostic_text(&list, 0, colour, &out);
	return out.bytes;
}

Test(diagnostic_text, without_a_place_or_without_bytes)
{
	cr_assert_str_eq(told("a: b\n", (struct location){ 0 }, false), "song.yaml: error: no good [bad-value]\n");
	cr_assert_str_eq(told(NULL, (struct location){ 1, 4, 1, 0, false }, false),
			 "song.yaml:1:4: error: no good [bad-value]\n");
	cr_assert_str_eq(told("a: b\n", (struct location){ 9, 1, 1, 0, false }, false),
			 "song.yaml:9:1: error: no good [bad-value]\n");
}

Test(diagnostic_text, the_mark_is_as_long_as_what_is_marked_and_ends_with_the_line)
{
	static const struct {
		struct location at;
		const char *mark;
	} rows[] = {
		{ { 2, 4, 2, 0, false }, "      |    ^~\n" },           { { 2, 4, 0, 0, false }, "      |    ^\n" },
		{ { 2, 4, UINT32_MAX, 0, false }, "      |    ^~~\n" }, { { 2, 7, 1, 0, false }, "      |       ^\n" },
		{ { 2, 900, 4, 0, false }, "      |       ^\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *text = told("x: y\nab: cd\n", rows[i].at, false);
		const char *mark = strstr(text, "ab: cd\n");
		cr_assert_not_null(mark, "%s", text);
		cr_assert_str_eq(mark + 7, rows[i].mark, "row %zu", i);
	}
}

Test(diagnostic_text, in_colour)
{
	cr_assert_str_eq(told("a: b\n", (struct location){ 1, 4, 1, 0, false }, true),
			 "\033[1msong.yaml:1:4:\033[0m \033[1;31merror:\033[0m no good [bad-value]\n"
			 "    1 | a: b\n"
			 "      |    \033[1;32m^\033[0m\n");
}

Test(diagnostic_text, a_warning_says_so)
{
	struct diagnostics list;
	diagnostics_init(&list, arena, "song.yaml");
	diagnostics_warning(&list, "solo", (struct location){ 0 }, "soloed");
	diagnostic_text(&list, 0, false, &out);
	cr_assert_str_eq(out.bytes, "song.yaml: warning: soloed [solo]\n");
}

Test(diagnostic_text, names_and_messages_reach_no_terminal_raw)
{
	struct diagnostics list;
	diagnostics_init(&list, arena, "so\033]0;ng.yaml");
	diagnostics_error(&list, "bad-value", (struct location){ 0 }, "a\nb\x7f\xC2\x9B\xFF\xE2\x80\xAE");
	diagnostic_text(&list, 0, false, &out);
	cr_assert_str_eq(out.bytes, "so\\x1b]0;ng.yaml: error: a\\x0ab\\x7f\\x9b\\xff\\u202e [bad-value]\n");
}

/* Tests lines of every length with the mark at any column: the caret stands under the marked character. */
Test(diagnostic_text, the_caret_stands_under_its_character_however_long_the_line)
{
	char line[400];
	for (size_t length = 1; length < sizeof line - 1; length += 7)
		for (size_t place = 0; place < length; place += 3) {
			memset(line, '.', length);
			line[place] = 'X';
			line[length] = '\0';
			const char *text = told(line, (struct location){ 1, (uint32_t)place + 1, 1, 0, false }, false);
			const char *quote = strchr(text, '\n') + 1;
			const char *mark = strchr(quote, '\n') + 1;
			cr_assert_eq(strchr(quote, 'X') - quote, strchr(mark, '^') - mark, "%zu of %zu\n%s", place,
				     length, text);
			cr_assert_leq(mark - quote, 8 + 100 + 6 + 1);
		}
}

/* Lengthens lines far behind the mark: what is shown stays, with a mark of any length. */
Test(diagnostic_text, what_lies_far_behind_the_mark_changes_nothing)
{
	static char line[4000], text[4000];
	static const uint32_t lengths[] = { 0, 1, 30, 99, 100, 101, 500, UINT32_MAX };
	for (size_t place = 1; place < 300; place += 13)
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
			const struct location at = { 1, (uint32_t)place, lengths[i], 0, false };
			memset(line, 'x', sizeof line - 1);
			line[place + 250] = '\0';
			snprintf(text, sizeof text, "%s", told(line, at, false));
			line[place + 250] = '\t';
			cr_assert_str_eq(told(line, at, false), text, "%zu, %zu", place, i);
		}
}

struct width {
	const char *text;
	size_t bytes;
	unsigned width;
};

Test(diagnostic_text, widths_of_characters)
{
	static const struct width rows[] = {
		{ "a", 1, 1 },
		{ "é", 2, 1 },
		{ "e", 1, 1 },
		{ "\xCC\x81", 2, 0 }, /* a combining acute */
		{ "太", 3, 2 },
		{ "\xF0\x9F\xA5\x81", 4, 2 }, /* a drum */
		{ "\xEF\xBC\xA1", 3, 2 }, /* full-width A */
		{ "\xE2\x80\x8B", 3, 0 }, /* a zero-width space */
		{ "\x07", 1, 4 },
		{ "\xC0\x80", 1, 4 }, /* overlong */
		{ "\xED\xA0\x80", 1, 4 }, /* a surrogate */
		{ "\xE5\xA4", 1, 4 }, /* cut off */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct glyph glyph = glyph_read(rows[i].text, strlen(rows[i].text));
		cr_assert_eq(glyph.bytes, rows[i].bytes, "row %zu", i);
		cr_assert_eq(glyph.width, rows[i].width, "row %zu", i);
	}
}

Test(diagnostic_text, of_a_fragment_ends_with_where_it_is_used)
{
	static const char recipe[] = "version: 1\nuse: glue\n", glue[] = "gain: loud\n";
	struct diagnostics list;
	diagnostics_init(&list, arena, "song.yaml");
	list.bytes = recipe;
	list.length = strlen(recipe);
	const struct origin origin = {
		.file = "gl\033ue.yaml", .bytes = glue, .length = strlen(glue), .used_at = { 2, 6, 4, 0, false }
	};
	const struct location at = { 1, 7, 4, diagnostics_add_origin(&list, &origin), false };
	diagnostics_error(&list, "bad-value", at, "no good");
	diagnostic_text(&list, 0, true, &out);
	cr_assert_str_eq(out.bytes, "\033[1mgl\\x1bue.yaml:1:7:\033[0m \033[1;31merror:\033[0m no good [bad-value]\n"
				    "    1 | gain: loud\n      |       \033[1;32m^~~~\033[0m\n"
				    "\033[1msong.yaml:2:6:\033[0m \033[1;36mnote:\033[0m used here\n"
				    "    2 | use: glue\n      |      \033[1;32m^~~~\033[0m\n");
}
