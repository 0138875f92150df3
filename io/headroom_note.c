/* Writes and reads the comment in a printed file that states its headroom.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/headroom_note.h"

#include "recipe/recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char before[] = "stemprint: headroom ", after[] = " dB";

enum { DECIMALS_MOST = 24, DIGITS_MOST = 26 };

const char *headroom_note_write(double headroom_db, char text[static HEADROOM_NOTE_CAPACITY])
{
	char number[HEADROOM_NOTE_CAPACITY / 2];
	int decimals = 1;
	do
		snprintf(number, sizeof number, "%.*f", decimals, headroom_db);
	while (strtod(number, NULL) != headroom_db && ++decimals <= DECIMALS_MOST);
	snprintf(text, HEADROOM_NOTE_CAPACITY, "%s%s%s", before, number, after);
	return text;
}

double headroom_note_read(const char *comment)
{
	static const char digits[] = "0123456789";
	const size_t before_length = sizeof before - 1;
	if (!comment || strncmp(comment, before, before_length) != 0)
		return 0.0;
	const char *number = comment + before_length;
	const size_t whole = strspn(number, digits);
	const size_t decimals = number[whole] == '.' ? strspn(number + whole + 1, digits) : 0;
	if (whole == 0 || decimals == 0 || whole + decimals > DIGITS_MOST ||
	    strcmp(number + whole + 1 + decimals, after) != 0)
		return 0.0;
	const double headroom_db = strtod(number, NULL);
	return headroom_db <= HEADROOM_MOST_DB ? headroom_db : 0.0;
}
