/* Tests that the line of progress says what is true, and fits.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/layout.h"
#include "report/progress_text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* A quarter of two hours took 45 s: 40 times as fast as the sound, and 135 s are left. */
static const struct progress_state quarter = {
	.title = "album/first-song.yaml",
	.pass = "mixes and stems",
	.number = 2,
	.count = 3,
	.share = 0.25,
	.seconds = 1800.0,
	.all_seconds = 7200.0,
	.elapsed_seconds = 45.0,
};

static void expect_line(const struct progress_state *state, size_t columns, const char *line)
{
	struct text text = { 0 };
	progress_text(state, columns, &text);
	cr_expect_str_eq(text.bytes, line, "%zu columns: \"%s\"", columns, text.bytes);
	text_release(&text);
}

Test(progress_text, loses_parts_where_there_is_less_room)
{
	expect_line(&quarter, 130,
		    "album/first-song.yaml: mixes and stems (2/3) [==========>                             ]  25 %"
		    "  30:00 of 2:00:00  40x  2:15 left");
	expect_line(&quarter, 106,
		    "album/first-song.yaml: mixes and stems (2/3) [====>              ]  25 %  30:00 of 2:00:00"
		    "  40x  2:15 left");
	expect_line(&quarter, 79, "album/first-song.yaml: mixes and stems (2/3) [===>           ]  25 %  2:15 left");
	expect_line(&quarter, 52, "...song.yaml: mixes and stems (2/3)  25 %  2:15 left");
	expect_line(&quarter, 34, "...rst-song.yaml:  25 %  2:15 left");
	expect_line(&quarter, 20, "...-song.yaml:  25 %");
	expect_line(&quarter, 10, "  25 %");
}

/* The line is never wider than the terminal, and has the share where six columns are. */
Test(progress_text, fits_every_width)
{
	for (size_t columns = 6; columns < 200; columns++) {
		struct text text = { 0 };
		progress_text(&quarter, columns, &text);
		cr_expect_leq(layout_columns(text.bytes), columns, "%zu: \"%s\"", columns, text.bytes);
		cr_expect(strstr(text.bytes, " 25 %"), "%zu: \"%s\"", columns, text.bytes);
		text_release(&text);
	}
	struct text text = { 0 };
	progress_text(&quarter, 5, &text);
	cr_expect_eq(text.length, 0);
	text_release(&text);
}

Test(progress_text, says_nothing_of_speed_at_first)
{
	struct progress_state state = quarter;
	state.elapsed_seconds = 0.1;
	state.pass = NULL;
	state.title = "null";
	expect_line(&state, 60, "null: [=======>                    ]  25 %  30:00 of 2:00:00");
	state.elapsed_seconds = 600.0;
	state.share = 1.0;
	state.seconds = 3660.0;
	state.all_seconds = 3660.0;
	expect_line(&state, 70, "null: [===================] 100 %  1:01:00 of 1:01:00  6.1x  0:00 left");
}
