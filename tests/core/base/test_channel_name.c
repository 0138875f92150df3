/* Tests which file names are left and right of one pair.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/channel_name.h"

#include <criterion/criterion.h>

Test(channel_name, is_found_before_the_ending)
{
	static const struct {
		const char *path;
		enum channel_side side;
		size_t base_length;
	} cases[] = {
		{ "stems/bass.L.wav", CHANNEL_LEFT, 10 },
		{ "bass-R.wav", CHANNEL_RIGHT, 4 },
		{ "bass_l.flac", CHANNEL_LEFT, 4 },
		{ "bass L.wav", CHANNEL_LEFT, 4 },
		{ "bass (R).wav", CHANNEL_RIGHT, 4 },
		{ "bass(left).wav", CHANNEL_LEFT, 4 },
		{ "bass.Left.WAV", CHANNEL_LEFT, 4 },
		{ "bass_RIGHT.aiff", CHANNEL_RIGHT, 4 },
		{ "a.b/bass-L", CHANNEL_LEFT, 8 },
		{ "bass.wav", CHANNEL_NONE, 0 },
		{ "bassL.wav", CHANNEL_NONE, 0 },
		{ "L.wav", CHANNEL_NONE, 0 },
		{ "stems/.L.wav", CHANNEL_NONE, 0 },
		{ "stems/(L).wav", CHANNEL_NONE, 0 },
		{ "copyright.wav", CHANNEL_NONE, 0 },
		{ "bass L).wav", CHANNEL_NONE, 0 },
		{ "bass.A1.wav", CHANNEL_NONE, 0 },
		{ "bass.L/kick.wav", CHANNEL_NONE, 0 },
		{ "", CHANNEL_NONE, 0 },
		{ ".wav", CHANNEL_NONE, 0 },
		{ ")", CHANNEL_NONE, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct channel_name name = channel_name_read(cases[i].path);
		cr_expect_eq(name.side, cases[i].side, "%s", cases[i].path);
		if (name.side != CHANNEL_NONE)
			cr_expect_eq(name.base_length, cases[i].base_length, "%s", cases[i].path);
	}
}

Test(channel_name, matches_the_other_side_of_the_same_name)
{
	static const struct {
		const char *one, *other;
		bool alike, exact;
	} cases[] = {
		{ "a/bass.L.wav", "a/bass.R.wav", true, true },
		{ "bass (left).wav", "bass (right).wav", true, true },
		{ "bass_left.wav", "bass_Right.wav", true, true },
		{ "Bass-l.wav", "bass-R.WAV", true, false },
		{ "a/bass.L.wav", "b/bass.R.wav", false, false },
		{ "A/bass.L.wav", "a/bass.R.wav", false, false },
		{ "bass.L.wav", "bass.L.wav", false, false },
		{ "bass.L.wav", "bass-R.wav", false, false },
		{ "bass.L.wav", "bass.right.wav", false, false },
		{ "bass.L.wav", "bass.R.aiff", false, false },
		{ "bass (L).wav", "bass(R).wav", false, false },
		{ "bass.L.wav", "kick.R.wav", false, false },
		{ "bass.wav", "bass.R.wav", false, false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct channel_name one = channel_name_read(cases[i].one);
		const struct channel_name other = channel_name_read(cases[i].other);
		cr_expect_eq(channel_names_match(&one, &other, false), cases[i].alike, "%s %s", cases[i].one,
			     cases[i].other);
		cr_expect_eq(channel_names_match(&other, &one, true), cases[i].exact, "%s %s", cases[i].one,
			     cases[i].other);
	}
}
