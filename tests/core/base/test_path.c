/* Tests the last part of a path, and the way from a folder to a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"

#include <criterion/criterion.h>
#include <stdio.h>

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

Test(path, parts_are_cut_from_the_end_on)
{
	static const char *const cases[][2] = {
		{ "drums/room/kick.wav", "drums/room" },
		{ "drums/", "drums" },
		{ "drums", "." },
		{ "/drums", "/" },
		{ "../drums", ".." },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char path[32];
		snprintf(path, sizeof path, "%s", cases[i][0]);
		cr_expect(path_cut(path), "of \"%s\"", cases[i][0]);
		cr_expect_str_eq(path, cases[i][1], "of \"%s\"", cases[i][0]);
	}
	char here[] = ".", root[] = "/";
	cr_expect_not(path_cut(here));
	cr_expect_not(path_cut(root));
}

Test(path, way_between_a_folder_and_a_file)
{
	static const char *const cases[][3] = {
		{ "/mix/out", "/mix/song.yaml", "../song.yaml" },
		{ "/mix", "/mix/song.yaml", "song.yaml" },
		{ "/", "/song.yaml", "song.yaml" },
		{ "/mix/out", "/mix/out2/a", "../out2/a" },
		{ "/mix/out2", "/mix/out/a", "../out/a" },
		{ "/mix/out/deep", "/song.yaml", "../../../song.yaml" },
		{ "/a/b", "/c/d/e", "../../c/d/e" },
		{ "/mix/out", "/mix/out/stems/a.wav", "stems/a.wav" },
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_expect_str_eq(path_between(cases[i][0], cases[i][1], arena), cases[i][2], "from \"%s\" to \"%s\"",
				 cases[i][0], cases[i][1]);
	arena_free(arena);
}
