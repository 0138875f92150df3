/* Tests the names of loudspeakers, and the order of WAVE files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/speaker.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

Test(speaker, each_name_is_found)
{
	for (size_t i = 0; i < SPEAKER_COUNT; i++) {
		enum speaker found;
		const char *name = speaker_name((enum speaker)i);
		cr_assert(speaker_find(name, strlen(name), &found), "%s", name);
		cr_expect(found == (enum speaker)i, "%s", name);
	}
	enum speaker found;
	cr_expect(speaker_find("lfe,R", 3, &found) && found == SPEAKER_LFE);
	cr_expect(speaker_find("RTB", 3, &found) && found == SPEAKER_RTR);
	cr_expect(!speaker_find("LF", 2, &found) && !speaker_find("", 0, &found) && !speaker_find("Lsss", 4, &found));
}

Test(speaker, orders)
{
	static const struct {
		size_t channels;
		const char *names;
	} rows[] = {
		{ 1, "M" },
		{ 2, "L R" },
		{ 6, "L R C LFE Ls Rs" },
		{ 8, "L R C LFE Lrs Rrs Lss Rss" },
		{ 10, "L R C LFE Lrs Rrs Lss Rss Lts Rts" },
		{ 12, "L R C LFE Lrs Rrs Lss Rss Ltf Rtf Ltr Rtr" },
		{ 9, "L R C LFE Lrs Rrs Lss Rss Tc" },
	};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		enum speaker speakers[16];
		struct text names = { 0 };
		speakers_wave_order(speakers, rows[r].channels);
		for (size_t i = 0; i < rows[r].channels; i++)
			text_append(&names, "%s%s", i > 0 ? " " : "", speaker_name(speakers[i]));
		cr_expect_str_eq(names.bytes, rows[r].names);
		text_release(&names);
	}
}
