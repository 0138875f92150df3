/* Tests the last part of a path.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"

#include <criterion/criterion.h>

Test(path, last_part_follows_the_last_slash)
{
	static const char *const cases[][2] = {
		{ "drums/room/kick.wav", "kick.wav" },
		{ "kick.wav", "kick.wav" },
		{ "/kick.wav", "kick.wav" },
		{ "drums/", "" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_expect_str_eq(path_last_part(cases[i][0]), cases[i][1], "of \"%s\"", cases[i][0]);
}
