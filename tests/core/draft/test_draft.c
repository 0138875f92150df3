/* stemprint tests: pairs, takes, duplicates, names and levels of a draft.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_make.h"
#include "draft/draft_text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { FILES_MAXIMUM = 16 };

static struct draft_file files[FILES_MAXIMUM];
static struct draft draft;

static struct draft_file *add(const char *path, unsigned channels, double lufs)
{
	struct draft_file *file = &files[draft.count++];
	*file = (struct draft_file){ .path = path,
				     .sample_rate = 48000,
				     .channels = channels,
				     .frames = 48000,
				     .integrated_lufs = lufs,
				     .peak_dbfs = lufs + 12.0,
				     .hash = { draft.count } };
	return file;
}

static void begin(void)
{
	draft = (struct draft){ .arena = arena_new(), .files = files };
}

static void release(void)
{
	arena_free(draft.arena);
}

TestSuite(draft, .init = begin, .fini = release);

static const struct draft_file *make_and_find(const char *path)
{
	if (!draft.tracks)
		cr_assert_eq(draft_make(&draft), STATUS_OK);
	for (size_t i = 0; i < draft.count; i++)
		if (strcmp(files[i].path, path) == 0)
			return &files[i];
	cr_assert_fail("%s", path);
	return NULL;
}

Test(draft, joins_pairs)
{
	add("Gtr R.wav", 1, -20.0);
	add("Gtr L.wav", 1, -20.0);
	add("OH.L.wav", 1, -20.0);
	add("OH.R.wav", 1, -20.0)->frames = 47999;
	add("Keys Left.wav", 2, -20.0);
	add("Keys Right.wav", 2, -20.0);
	add("a/Vox_L.wav", 1, -20.0);
	add("b/Vox_R.wav", 1, -20.0);
	cr_expect(make_and_find("Gtr L.wav")->paired);
	cr_expect_eq(make_and_find("Gtr R.wav")->fate, FATE_RIGHT);
	cr_expect_str_eq(files[make_and_find("Gtr L.wav")->other].path, "Gtr R.wav");
	cr_expect(make_and_find("OH.L.wav")->hard && !make_and_find("OH.L.wav")->paired);
	cr_expect_eq(make_and_find("OH.R.wav")->fate, FATE_TRACK);
	cr_expect_eq(make_and_find("Keys Right.wav")->fate, FATE_TRACK, "stereo files are no sides");
	cr_expect_not(make_and_find("a/Vox_L.wav")->paired, "another folder");
	/* Two files of -20 LUFS have -17 LUFS together: the pair stands 3 dB lower than one of them would. */
	cr_expect_eq(draft_channels(make_and_find("Gtr L.wav")), 2);
}

Test(draft, keeps_one_take)
{
	add("Vox take 2.wav", 1, -20.0);
	add("Vox take 1.wav", 1, -20.0);
	add("Vox take 10.wav", 1, -20.0);
	add("Gtr 1.wav", 1, -20.0);
	add("Gtr 2.wav", 1, -20.0);
	cr_expect_eq(make_and_find("Vox take 1.wav")->fate, FATE_TRACK);
	cr_expect_eq(make_and_find("Vox take 2.wav")->fate, FATE_TAKE);
	cr_expect_eq(make_and_find("Vox take 10.wav")->fate, FATE_TAKE);
	cr_expect_str_eq(files[make_and_find("Vox take 2.wav")->other].path, "Vox take 1.wav");
	cr_expect_eq(make_and_find("Gtr 2.wav")->fate, FATE_TRACK, "numbers alone are no takes");
	cr_expect_str_eq(make_and_find("Vox take 1.wav")->name, "vox");
}

Test(draft, hears_no_track_twice_in_a_sum)
{
	add("Kick In.wav", 1, -20.0);
	add("Kick Out.wav", 1, -20.0);
	add("Kick SUM.wav", 1, -20.0);
	add("OH L.wav", 1, -20.0);
	add("OH R.wav", 1, -20.0);
	add("Drums Submix L.wav", 1, -20.0);
	add("Drums Submix R.wav", 1, -20.0);
	add("Bass DI.wav", 1, -20.0);
	add("Bass_SUM.wav", 1, -20.0);
	add("Summer Pad.wav", 1, -20.0);
	cr_expect_eq(make_and_find("Kick SUM.wav")->fate, FATE_SUM);
	cr_expect_eq(make_and_find("Drums Submix L.wav")->fate, FATE_SUM);
	cr_expect_eq(make_and_find("Drums Submix R.wav")->fate, FATE_SUM);
	cr_expect_eq(make_and_find("Kick In.wav")->fate, FATE_TRACK);
	cr_expect_eq(make_and_find("Bass_SUM.wav")->fate, FATE_TRACK, "one track alone makes no sum");
	cr_expect_eq(make_and_find("Summer Pad.wav")->fate, FATE_TRACK);
}

Test(draft, leaves_out_what_is_not_mixed)
{
	add("Bass.wav", 1, -20.0)->hash[0] = 7;
	add("Bass copy.wav", 1, -20.0)->hash[0] = 7;
	add("Full Mix.wav", 2, -20.0);
	add("Click.wav", 1, -20.0);
	struct draft_file *silent = add("Tom.wav", 1, (double)NAN);
	silent->peak_dbfs = (double)NAN;
	add("Broken.wav", 1, -20.0)->problem = "it ends early";
	cr_expect_eq(make_and_find("Bass.wav")->fate, FATE_TRACK, "the shortest path stays");
	cr_expect_eq(make_and_find("Bass copy.wav")->fate, FATE_DUPLICATE);
	cr_expect_eq(make_and_find("Full Mix.wav")->fate, FATE_UNMIXED);
	cr_expect_eq(make_and_find("Click.wav")->fate, FATE_UNMIXED);
	cr_expect_eq(make_and_find("Tom.wav")->fate, FATE_SILENT);
	cr_expect_eq(make_and_find("Broken.wav")->fate, FATE_UNUSABLE);
	cr_expect_eq(draft.track_count, 1);
}

/* The title of the song would else make toms of all tracks. */
Test(draft, ignores_what_all_names_share)
{
	add("Bass - Tom Brady.wav", 1, -20.0);
	add("Kick - Tom Brady.wav", 1, -20.0);
	add("Snare - Tom Brady.wav", 1, -20.0);
	add("Yes - Tom Brady.wav", 1, -20.0);
	cr_expect_eq(make_and_find("Bass - Tom Brady.wav")->guess.role, ROLE_BASS);
	cr_expect_eq(make_and_find("Kick - Tom Brady.wav")->guess.role, ROLE_KICK);
	cr_expect_eq(make_and_find("Yes - Tom Brady.wav")->guess.role, ROLE_OTHER);
	cr_expect_str_eq(make_and_find("Snare - Tom Brady.wav")->name, "snare");
}

/* The word that all names share may be the one that counts. */
Test(draft, keeps_shared_words_that_say_the_role)
{
	add("Kim Vox.wav", 1, -20.0);
	add("Ann Vox.wav", 1, -20.0);
	add("Bob Vox.wav", 1, -20.0);
	cr_expect_eq(make_and_find("Kim Vox.wav")->guess.role, ROLE_LEAD);
	cr_expect_eq(make_and_find("Bob Vox.wav")->guess.role, ROLE_LEAD);
}

Test(draft, asks_the_folder_where_the_name_is_silent)
{
	add("Drums/Top 1.wav", 1, -20.0);
	add("Bass.wav", 1, -20.0);
	cr_expect_eq(make_and_find("Drums/Top 1.wav")->guess.role, ROLE_DRUMS);
	cr_expect(make_and_find("Drums/Top 1.wav")->by_folder);
}

Test(draft, names_strips_apart)
{
	add("a/Kick.wav", 1, -20.0);
	add("b/Kick.wav", 1, -21.0);
	add("\xd0\xb0\xd0\xb1.wav", 1, -20.0);
	add("03.wav", 1, -20.0);
	add("Plate.wav", 1, -20.0);
	cr_expect_str_eq(make_and_find("a/Kick.wav")->name, "kick");
	cr_expect_str_eq(make_and_find("b/Kick.wav")->name, "kick-2");
	cr_expect_str_eq(make_and_find("\xd0\xb0\xd0\xb1.wav")->name, "other");
	cr_expect_str_eq(make_and_find("03.wav")->name, "other-03");
	cr_expect_str_eq(make_and_find("Plate.wav")->name, "plate-2", "an aux has this name");
}

/* Formulas written anew: each role has its loudness, which its tracks share, and all gains differ from that by one. */
Test(draft, balances_by_role)
{
	add("Kick.wav", 1, -18.0);
	add("Vox.wav", 1, -24.0);
	add("Gtr 1.wav", 1, -20.0);
	add("Gtr 2.wav", 1, -26.0);
	const double kick = make_and_find("Kick.wav")->fader_db - 18.0 - role_facts[ROLE_KICK].loudness_lufs;
	const double vox = make_and_find("Vox.wav")->fader_db - 24.0 - role_facts[ROLE_LEAD].loudness_lufs;
	const double one = make_and_find("Gtr 1.wav")->fader_db - 20.0 - role_facts[ROLE_GUITAR].loudness_lufs;
	const double two = make_and_find("Gtr 2.wav")->fader_db - 26.0 - role_facts[ROLE_GUITAR].loudness_lufs;
	cr_expect_float_eq(kick, vox, 0.51);
	cr_expect_float_eq(one, vox - 3.01, 0.51);
	cr_expect_float_eq(two, one, 0.51);
	double sum = 0.0;
	for (size_t i = 0; i < draft.count; i++)
		sum += pow(10.0, (files[i].integrated_lufs + files[i].fader_db + draft.trim_db) / 10.0);
	cr_expect_float_eq(10.0 * log10(sum), -18.0, 0.06);
}

Test(draft, keeps_faders_in_their_range)
{
	for (int i = 0; i < 9; i++)
		add(arena_format(draft.arena, "Gtr %d.wav", i), 1, -20.0);
	files[0].integrated_lufs = -60.0;
	files[1].integrated_lufs = 0.0;
	cr_assert_eq(draft_make(&draft), STATUS_OK);
	for (size_t i = 0; i < draft.count; i++)
		cr_expect(files[i].fader_db >= -12.0 && files[i].fader_db <= 6.0, "%f", files[i].fader_db);
}

/* The order in which a folder lists its files depends on the disk. */
Test(draft, does_not_depend_on_the_order)
{
	static const char *const paths[] = { "Kick.wav", "OH L.wav",       "OH R.wav",       "Vox take 1.wav",
					     "Bass.wav", "Vox take 2.wav", "Rhodes 44k.wav", "x.wav" };
	struct text texts[2] = { { 0 }, { 0 } };
	const struct draft_heading heading = { .title = "Song", .recipe = "song.yaml" };
	for (size_t turn = 0; turn < 2; turn++) {
		draft = (struct draft){ .arena = draft.arena, .files = files };
		for (size_t i = 0; i < 8; i++) {
			const size_t at = turn == 0 ? i : 7 - i;
			struct draft_file *file = add(paths[at], 1, -20.0 - (double)at);
			file->hash[0] = at;
			file->sample_rate = at == 6 ? 44100 : 48000;
		}
		cr_assert_eq(draft_make(&draft), STATUS_OK);
		cr_expect_eq(draft.sample_rate, 48000);
		draft_text_append(&draft, &heading, &texts[turn]);
	}
	cr_expect_str_eq(texts[0].bytes, texts[1].bytes);
	text_release(&texts[0]);
	text_release(&texts[1]);
}
