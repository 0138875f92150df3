/* Tests how tables fit a terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_lines(struct table *table, size_t width, const char *const *cells, const char *expected)
{
	struct text text = { .width = width };
	for (size_t i = 0; cells[i]; i++)
		table_add(table, "%s", cells[i]);
	table_text(table, &text);
	cr_expect_str_eq(text.bytes, expected, "%zu columns:\n%s", width, text.bytes);
	text_release(&text);
}

static const char *const levels[] = {
	"file",  "peak", "LUFS", "LRA", "mix.wav", "-1.03", "-14.2", "4.1", "a mix of all the others.wav",
	"-2.00", "-9.1", "3.0",  NULL
};

Test(table, figures_stand_side_by_side_where_they_fit)
{
	struct table table = { .form = "nr", .columns = 4 };
	expect_lines(&table, 80, levels,
		     "file                          peak   LUFS  LRA\n"
		     "mix.wav                      -1.03  -14.2  4.1\n"
		     "a mix of all the others.wav  -2.00   -9.1  3.0\n");
}

Test(table, a_name_wraps_in_its_column)
{
	struct table table = { .form = "nr", .columns = 4 };
	expect_lines(&table, 31, levels,
		     "file           peak   LUFS  LRA\n"
		     "mix.wav       -1.03  -14.2  4.1\n"
		     "a mix of all  -2.00   -9.1  3.0\n"
		     "the\n"
		     "others.wav\n");
}

Test(table, a_name_with_a_long_word_stands_above_its_figures)
{
	static const char *const cells[] = { "file", "peak", "instrumental-of-a-song.wav", "-1.03", NULL };
	struct table table = { .form = "nr", .columns = 2, .indent = 2 };
	expect_lines(&table, 25, cells,
		     "  file               peak\n"
		     "  instrumental-of-a-song.wav\n"
		     "                    -1.03\n");
}

Test(table, figures_that_do_not_fit_stand_in_another_part)
{
	struct table table = { .form = "nr", .columns = 4 };
	expect_lines(&table, 27, levels,
		     "file           peak   LUFS\n"
		     "mix.wav       -1.03  -14.2\n"
		     "a mix of all  -2.00   -9.1\n"
		     "the\n"
		     "others.wav\n"
		     "\n"
		     "file          LRA\n"
		     "mix.wav       4.1\n"
		     "a mix of all  3.0\n"
		     "the\n"
		     "others.wav\n");
}

/* The name makes room for the widest figure. */
Test(table, a_wide_figure_fits_beside_a_narrow_name)
{
	static const char *const cells[] = { "from \\ to", "a-bus-with-a-really-very-long-name",
					     "master",     "a lead vocal and its double",
					     "output",     "-6.0 dB",
					     NULL };
	struct table table = { .form = "nr", .columns = 3 };
	expect_lines(&table, 48, cells,
		     "from \\ to     a-bus-with-a-really-very-long-name\n"
		     "a lead vocal                              output\n"
		     "and its\n"
		     "double\n"
		     "\n"
		     "from \\ to      master\n"
		     "a lead vocal  -6.0 dB\n"
		     "and its\n"
		     "double\n");
}

static const char *const words[] = { "parameter", "unit", "what it does",
				     "gain",      "dB",   "the level of what comes out, against that of what comes in",
				     NULL };

Test(table, words_wrap_in_the_last_column)
{
	struct table table = { .form = "nlw", .columns = 3 };
	expect_lines(&table, 54, words,
		     "parameter  unit  what it does\n"
		     "gain       dB    the level of what comes out, against\n"
		     "                 that of what comes in\n");
}

Test(table, words_without_room_stand_below)
{
	struct table table = { .form = "nlw", .columns = 3 };
	expect_lines(&table, 44, words,
		     "parameter  unit\n"
		     "    what it does\n"
		     "gain       dB\n"
		     "    the level of what comes out, against\n"
		     "    that of what comes in\n");
}

/* A wide character takes two columns. A name steers no terminal, and makes no lines. */
Test(table, counts_columns_and_not_bytes)
{
	static const char *const cells[] = { "file", "peak", "\u592a\u9f13", "-1.0", "a\nb\x1b", "-2.0", NULL };
	struct table table = { .form = "nr", .columns = 2 };
	expect_lines(&table, 80, cells,
		     "file        peak\n"
		     "\u592a\u9f13        -1.0\n"
		     "a\\x0ab\\x1b  -2.0\n");
}
