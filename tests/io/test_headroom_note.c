/* stemprint tests: the comment that states a headroom, as stemprint writes it and as others may write it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/headroom_note.h"

#include "recipe/recipe.h"

#include <criterion/criterion.h>

Test(headroom_note, is_written_plainly)
{
	static const struct {
		double headroom_db;
		const char *text;
	} rows[] = { { 6.0, "stemprint: headroom 6.0 dB" },
		     { 0.5, "stemprint: headroom 0.5 dB" },
		     { 60.0, "stemprint: headroom 60.0 dB" },
		     { 3.25, "stemprint: headroom 3.25 dB" },
		     { 0.1, "stemprint: headroom 0.1 dB" } };
	char text[HEADROOM_NOTE_CAPACITY];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_str_eq(headroom_note_write(rows[i].headroom_db, text), rows[i].text);
}

Test(headroom_note, tells_every_number_to_the_bit)
{
	char text[HEADROOM_NOTE_CAPACITY];
	for (double headroom_db = 1e-3; headroom_db <= HEADROOM_MOST_DB; headroom_db *= 1.0173)
		cr_assert_eq(headroom_note_read(headroom_note_write(headroom_db, text)), headroom_db, "%s", text);
}

Test(headroom_note, nothing_else_is_one)
{
	static const char *const comments[] = {
		NULL,
		"",
		"headroom",
		"stemprint: headroom ",
		"stemprint: headroom  6.0 dB",
		"stemprint: headroom 6 dB",
		"stemprint: headroom 6. dB",
		"stemprint: headroom .5 dB",
		"stemprint: headroom 6.0",
		"stemprint: headroom 6.0dB",
		"stemprint: headroom 6.0 dB ",
		"stemprint: headroom 6.0 dB, and more",
		"Stemprint: headroom 6.0 dB",
		" stemprint: headroom 6.0 dB",
		"stemprint: headroom -6.0 dB",
		"stemprint: headroom +6.0 dB",
		"stemprint: headroom 6,0 dB",
		"stemprint: headroom nan dB",
		"stemprint: headroom inf dB",
		"stemprint: headroom 1e9 dB",
		"stemprint: headroom 1.0e1 dB",
		"stemprint: headroom 0x1.0 dB",
		"stemprint: headroom 60.1 dB",
		"stemprint: headroom 1000000000.0 dB",
		"stemprint: headroom 0.0 dB",
		"stemprint: headroom 0.00000000000000000000000000000000000001 dB",
	};
	for (size_t i = 0; i < sizeof comments / sizeof *comments; i++)
		cr_expect_eq(headroom_note_read(comments[i]), 0.0, "%s", comments[i]);
}
