/* Tests loudness profiles: those that come with the program, and files of the user.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/profile_file.h"
#include "io/recipe_file.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct arena *arena;
static struct diagnostics diagnostics;

static void setup(void)
{
	scratch_make();
	arena = arena_new();
	cr_assert_not_null(arena);
}

static void teardown(void)
{
	arena_free(arena);
	scratch_remove();
}

TestSuite(profile_file, .init = setup, .fini = teardown, .timeout = 30);

static const struct loudness_profile *own(const char *name)
{
	const struct loudness_profile *profile;
	cr_assert(profile_find(name) < profile_count, "%s", name);
	cr_assert_eq(profile_read_own(profile_find(name), arena, &profile), STATUS_OK, "%s", name);
	return profile;
}

/* Each profile is read without a message, and states its owner, its publication and its date. */
Test(profile_file, all_that_come_with_it_can_be_read)
{
	cr_assert_geq(profile_count, 12);
	for (size_t i = 0; i < profile_count; i++) {
		const struct loudness_profile *profile = own(profile_names[i]);
		cr_expect_str_eq(profile->name, profile_names[i]);
		cr_expect(profile->title && profile->source && profile->date, "%s", profile->name);
	}
	cr_expect_eq(profile_find("spotifi"), SIZE_MAX);
}

/* The owners published these figures. */
Test(profile_file, ask_for_what_was_published)
{
	static const struct {
		const char *name;
		double integrated, tolerance, true_peak;
	} rows[] = {
		{ "ebu-r128", -23.0, 0.2, -1.0 },       { "ebu-r128-s1", -23.0, 0.2, -1.0 },
		{ "atsc-a85", -24.0, 2.0, -2.0 },       { "spotify", -14.0, 1.0, -1.0 },
		{ "apple-podcasts", -16.0, 1.0, -1.0 }, { "apple-music", -16.0, 1.0, -1.0 },
		{ "youtube", -14.0, 1.0, -1.0 },        { "amazon-music", -14.0, 1.0, -2.0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct loudness_limits *limits = &own(rows[i].name)->limits;
		cr_expect(limits->integrated_lufs == rows[i].integrated && limits->tolerance_lu == rows[i].tolerance &&
				  limits->true_peak_dbtp == rows[i].true_peak,
			  "%s", rows[i].name);
	}
	cr_expect(own("ebu-r128-s1")->limits.short_term_lufs == -18.0);
	cr_expect(own("spotify")->limits.true_peak_loud_dbtp == -2.0 && own("spotify")->limits.loud_lufs == -14.0);
	cr_expect(own("aes-td1008")->album_loudest_lufs == -14.0 && own("aes-td1008")->limits.integrated_lufs == -16.0);
	cr_expect(own("acx")->limits.rms_least_dbfs == -23.0 && own("acx")->limits.peak_dbfs == -3.0);
	cr_expect(isnan(own("netflix")->limits.integrated_lufs) && own("netflix")->unchecked_count == 2);
	static const char *const advisory[] = { "apple-music", "youtube", "amazon-music" };
	for (size_t i = 0; i < 3; i++)
		cr_expect(own(advisory[i])->advisory, "%s", advisory[i]);
	cr_expect(!own("spotify")->advisory && own("spotify")->raises && !own("youtube")->raises);
}

static void write_text(const char *name, const char *text)
{
	scratch_write(scratch_path(name), text, strlen(text));
}

static const struct loudness_profile *read_mine(const char *text)
{
	const struct loudness_profile *profile;
	write_text("mine.yaml", text);
	diagnostics_init(&diagnostics, arena, "mine.yaml");
	enum status status = profile_read_file(scratch_path("mine.yaml"), arena, &diagnostics, &profile);
	cr_assert_eq(status, diagnostics.error_count ? STATUS_BAD_RECIPE : STATUS_OK);
	return profile;
}

Test(profile_file, of_ones_own)
{
	const struct loudness_profile *mine = read_mine("title: ours\nsource: the label\ndate: 2026\n"
							"loudness: { integrated: -11 LUFS, true_peak: -1 dBTP }\n");
	cr_assert_not_null(mine);
	cr_expect(mine->limits.integrated_lufs == -11.0 && mine->limits.tolerance_lu == 1.0 && !mine->plays);
	cr_expect_null(read_mine("title: ours\nsource: the label\nloudness: { integrated: -11 }\n"));
	cr_expect_str_eq(diagnostics.items[0].message, "\"date\" is missing in the profile");
	cr_expect_null(read_mine("title: ours\nsource: x\ndate: y\nloudness: { true_peek: -1 dBTP }\n"));
	cr_expect(strstr(diagnostics.items[0].message, "did you mean \"true_peak\"?"));
	cr_expect_eq(diagnostics.items[0].at.line, 4);
	cr_expect_null(read_mine("title: ours\nsource: x\ndate: y\nloudness: { profile: spotify }\n"));
	cr_expect_null(read_mine(""));
	cr_expect_null(read_mine("- a\n- b\n"));
	cr_expect_null(read_mine("title: ours\nsource: x\ndate: y\nunchecked: [ { a: b } ]\n"));
}

static enum status read_song(const char *loudness, struct recipe **recipe)
{
	char text[512];
	snprintf(text, sizeof text,
		 "version: 1\ntracks:\n  a: { source: a.wav }\noutputs: { master: }\nverify: { loudness: %s }\n",
		 loudness);
	write_text("song.yaml", text);
	diagnostics_init(&diagnostics, arena, "song.yaml");
	return recipe_file_read(scratch_path("song.yaml"), NULL, arena, &diagnostics, recipe);
}

Test(profile_file, that_a_recipe_names)
{
	struct recipe *recipe;
	cr_assert_eq(read_song("{ profile: spotify, integrated: -12 LUFS }", &recipe), STATUS_OK);
	cr_assert_not_null(recipe->verify.loudness.profile);
	cr_expect_str_eq(recipe->verify.loudness.profile->name, "spotify");
	cr_expect(recipe->verify.loudness.limits.integrated_lufs == -12.0);
	write_text("mine.yaml", "title: ours\nsource: x\ndate: y\nloudness: { range: 5 LU }\n");
	cr_assert_eq(read_song("{ profile: ./mine.yaml }", &recipe), STATUS_OK);
	cr_expect(recipe->verify.loudness.profile->limits.range_lu == 5.0);
	write_text("mine.yaml", "title: ours\nsource: x\ndate: y\nloudness: { range: 5 dB }\n");
	cr_assert_eq(read_song("{ profile: mine.yaml }", &recipe), STATUS_BAD_RECIPE);
	cr_expect(diagnostics.items[0].at.origin != 0 && diagnostics.items[0].at.line == 4);
	cr_assert_eq(read_song("{ profile: ./nowhere.yaml }", &recipe), STATUS_BAD_RECIPE);
	cr_expect_str_eq(diagnostics.items[0].code, "no-profile");
	cr_assert_eq(read_song("{ profile: xylophone }", &recipe), STATUS_BAD_RECIPE);
	cr_expect(strstr(diagnostics.items[0].message, "lists them"));
}

/* Writes the limits as a list, so that a test can see which one a key has changed. */
enum { LIMITS = sizeof(struct loudness_limits) / sizeof(double) };

static void list_limits(const struct loudness_limits *limits, double list[LIMITS])
{
	memcpy(list, limits, sizeof *limits);
}

/* Each key beside a profile replaces only its own limit. The target of loud programmes stays that of the profile. */
Test(profile_file, every_key_beside_a_profile_wins)
{
	static const char profile[] =
		"title: ours\nsource: x\ndate: y\nloudness: { integrated: -14 LUFS, tolerance: 1 LU, "
		"true_peak: -1 dBTP, true_peak_loud: -2 dBTP, range: 10 LU, short_term: -8 LUFS, "
		"momentary: -6 LUFS, peak: -0.5 dBFS, rms_least: -20 dBFS, rms_most: -10 dBFS }\n";
	static const struct {
		const char *key, *value;
		size_t place; /* the index among the limits */
		double limit;
	} keys[] = {
		{ "tolerance", "0.2 LU", 1, 0.2 },     { "true_peak_loud", "-3 dBTP", 3, -3.0 },
		{ "range", "5 LU", 5, 5.0 },           { "short_term", "-9 LUFS", 6, -9.0 },
		{ "momentary", "-7 LUFS", 7, -7.0 },   { "peak", "-2 dBFS", 8, -2.0 },
		{ "rms_least", "-22 dBFS", 9, -22.0 }, { "rms_most", "-12 dBFS", 10, -12.0 },
	};
	write_text("mine.yaml", profile);
	struct recipe *recipe;
	double theirs[LIMITS], all[LIMITS];
	cr_assert_eq(read_song("{ profile: ./mine.yaml }", &recipe), STATUS_OK);
	list_limits(&recipe->verify.loudness.profile->limits, theirs);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char loudness[128];
		snprintf(loudness, sizeof loudness, "{ profile: ./mine.yaml, %s: %s }", keys[i].key, keys[i].value);
		cr_assert_eq(read_song(loudness, &recipe), STATUS_OK, "%s", keys[i].key);
		const struct loudness_limits limits = loudness_request_all(&recipe->verify.loudness);
		list_limits(&limits, all);
		for (size_t k = 0; k < LIMITS; k++)
			cr_expect(all[k] == (k == keys[i].place ? keys[i].limit : theirs[k]),
				  "%s changes limit %zu to %g", keys[i].key, k, all[k]);
	}
}

/* A target of the recipe has its own tolerance, and a true peak has its own limit for loud programmes. */
Test(profile_file, targets_and_true_peaks_win_as_a_whole)
{
	struct recipe *recipe;
	cr_assert_eq(read_song("{ profile: spotify, integrated: -12 LUFS, true_peak: -3 dBTP }", &recipe), STATUS_OK);
	struct loudness_limits own = loudness_request_own(&recipe->verify.loudness);
	cr_expect(own.integrated_lufs == -12.0 && own.tolerance_lu == 1.0 && own.true_peak_dbtp == -3.0);
	cr_expect(isnan(own.true_peak_loud_dbtp));
	struct loudness_limits rest = loudness_request_rest(&recipe->verify.loudness);
	cr_expect(isnan(rest.integrated_lufs) && isnan(rest.tolerance_lu) && isnan(rest.true_peak_dbtp) &&
		  isnan(rest.true_peak_loud_dbtp));
	cr_assert_eq(read_song("{ profile: spotify, true_peak: -3 dBTP, true_peak_loud: -4 dBTP }", &recipe),
		     STATUS_OK);
	own = loudness_request_own(&recipe->verify.loudness);
	cr_expect(own.true_peak_loud_dbtp == -4.0 && own.loud_lufs == -14.0, "louder than the profile's target");
	cr_assert_eq(read_song("{ profile: netflix, tolerance: 1 LU }", &recipe), STATUS_BAD_RECIPE);
	cr_expect_str_eq(diagnostics.items[0].code, "missing-key");
}
