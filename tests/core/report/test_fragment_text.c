/* Tests the list of presets.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fragment_text.h"
#include "report/layout.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct document_node level = { .kind = DOCUMENT_SCALAR, .text = "-6 dB" };

static const struct fragment_row rows[] = {
	{ "plate", { .title = "Plate" } },
	{ "podcast-ducking",
	  { .title = "Music under a voice",
	    .parameter_count = 2,
	    .parameters = { { .name = "key" }, { .name = "range", .fallback = &level } } } },
	{ "bare", { .parameter_count = 1, .parameters = { { .name = "key" } } } },
};

Test(fragment_text, a_line_for_each)
{
	struct text text = { 0 };
	fragment_list_text(rows, sizeof rows / sizeof *rows, &text);
	cr_assert_str_eq(text.bytes, "plate            Plate\n"
				     "podcast-ducking  Music under a voice (key, range: -6 dB)\n"
				     "bare             (key)\n");
	text_release(&text);
}

Test(fragment_text, none)
{
	struct text text = { 0 };
	fragment_list_text(NULL, 0, &text);
	cr_assert_eq(text.length, 0);
	text_release(&text);
}
