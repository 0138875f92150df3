/* Tests stems over full scale: loud mixes with saturation and a limiter, printed with a headroom in every format.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "loud_mix.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(headroom, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

static const char *const formats[][2] = {
	{ "wav", "pcm16" }, { "wav", "pcm24" }, { "flac", "pcm16" }, { "flac", "pcm24" }
};

enum { FORMATS = sizeof formats / sizeof *formats };

/* Without a headroom the files clip, and the null test fails. */
Test(headroom, without_it_loud_mixes_clip)
{
	for (size_t mix = 0; mix < LOUD_MIXES; mix++) {
		const struct loud_print print = { mix, "wav", "pcm24", "rounded", NULL, NULL, NULL, 1, true, NULL };
		struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", loud_recipe(&print, "out")));
		cr_expect_not_null(strstr(run.out, "headroom: auto"), "%s", run.out);
		cr_expect_null(strstr(run.out, "lower the fader"), "no fader helps a stem: %s", run.out);
		program_release(&run);
		json_t *report = loud_report("out");
		cr_expect_float_eq(loud_file_figure(report, 0, "integrated"), -9.0, 0.6);
		cr_expect_leq(loud_file_figure(report, 0, "true_peak"), -0.9);
		cr_expect_gt(loud_null_figure(report, "residual_peak_dbfs"), -40.0);
		json_decref(report);
	}
}

static void expect_proof(const struct loud_print *print, bool exact)
{
	json_t *report = loud_report("out");
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	const double headroom_db = loud_null_figure(report, "headroom_db");
	cr_expect_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
	cr_expect_eq(json_is_true(json_object_get(null, "exact")), exact, "%s %s", print->container, print->encoding);
	cr_expect(headroom_db >= 0.5 && headroom_db <= 6.0, "%.1f dB", headroom_db);
	cr_expect_eq(loud_null_figure(report, "mix_headroom_db"), exact ? headroom_db : 0.0);
	cr_expect_eq(loud_file_figure(report, 0, "headroom_db"), exact ? headroom_db : 0.0);
	cr_expect_float_eq(loud_file_figure(report, 0, "integrated"), -9.0 - (exact ? headroom_db : 0.0), 0.6);
	for (size_t i = 1; i <= loud_stem_count(print->mix); i++) {
		cr_expect_eq(loud_file_figure(report, i, "headroom_db"), headroom_db);
		cr_expect_eq(loud_file_figure(report, i, "clipped"), 0.0);
	}
	json_decref(report);
}

Test(headroom, loud_mixes_null_in_every_format)
{
	for (size_t mix = 0; mix < LOUD_MIXES; mix++)
		for (size_t i = 0; i < FORMATS; i++) {
			const struct loud_print print = { .mix = mix,
							  .container = formats[i][0],
							  .encoding = formats[i][1],
							  .sum = "rounded",
							  .headroom = "auto",
							  .measured = true };
			loud_render(&print, "out");
			expect_proof(&print, false);
		}
}

Test(headroom, loud_mixes_add_up_bit_for_bit_in_every_format)
{
	for (size_t mix = 0; mix < LOUD_MIXES; mix++)
		for (size_t i = 0; i < FORMATS; i++) {
			const struct loud_print print = { .mix = mix,
							  .container = formats[i][0],
							  .encoding = formats[i][1],
							  .sum = "exact",
							  .headroom = "{ gain: auto, mix: yes }",
							  .measured = true };
			loud_render(&print, "out");
			expect_proof(&print, true);
		}
}

/* Returns the floor by the closed form: N stems that are raised by h, and the mix. */
Test(headroom, residual_is_as_loud_as_rounding_leaves_it)
{
	const struct loud_print print = {
		.mix = 1, .container = "wav", .encoding = "pcm16", .sum = "rounded", .headroom = "6 dB"
	};
	loud_render(&print, "out");
	json_t *report = loud_report("out");
	const double errors = (double)loud_stem_count(print.mix) * pow(10.0, 0.6) + 1.0;
	const double floor_dbfs = 10.0 * log10(errors * 3.0 * ldexp(1.0, -30) / 12.0);
	cr_expect_float_eq(loud_null_figure(report, "floor_dbfs"), floor_dbfs, 0.005);
	cr_expect_float_eq(loud_null_figure(report, "residual_rms_dbfs"), floor_dbfs, 0.02);
	json_decref(report);
}

static void expect_same_bytes(const struct loud_print *one, const struct loud_print *other)
{
	loud_render(one, "one");
	loud_render(other, "other");
	cr_expect_eq(loud_stem_hash(one, "one"), loud_stem_hash(other, "other"), "%s, %s", one->headroom,
		     other->headroom);
	cr_expect_eq(loud_mix_hash(one, "one"), loud_mix_hash(other, "other"));
}

/* A print after the render has the bytes of a print during the render. */
Test(headroom, found_or_given_the_bytes_are_the_same)
{
	static const char *const sums[] = { "rounded", "exact" };
	for (size_t i = 0; i < 2; i++) {
		const bool exact = i == 1;
		struct loud_print found = { .mix = i,
					    .container = exact ? "flac" : "wav",
					    .encoding = exact ? "pcm16" : "pcm24",
					    .sum = sums[i],
					    .headroom = "{ gain: auto, mix: yes }" };
		loud_render(&found, "one");
		json_t *report = loud_report("one");
		char headroom[64];
		snprintf(headroom, sizeof headroom, "{ gain: %.1f dB, mix: yes }",
			 loud_null_figure(report, "headroom_db"));
		json_decref(report);
		struct loud_print given = found;
		given.headroom = headroom;
		given.jobs = "1";
		given.block = "4096";
		found.jobs = "3";
		found.block = "77";
		expect_same_bytes(&found, &given);
	}
}

/* With half a decibel less, a sample clips. */
Test(headroom, found_is_the_smallest)
{
	struct loud_print print = {
		.mix = 1, .container = "wav", .encoding = "pcm24", .sum = "rounded", .headroom = "auto"
	};
	loud_render(&print, "out");
	json_t *report = loud_report("out");
	char headroom[32];
	snprintf(headroom, sizeof headroom, "%.1f dB", loud_null_figure(report, "headroom_db") - 0.5);
	json_decref(report);
	print.headroom = headroom;
	print.code = 1;
	loud_render(&print, "out");
}

Test(headroom, the_mix_stays_as_it_is)
{
	struct loud_print print = {
		.mix = 1, .container = "wav", .encoding = "pcm24", .sum = "rounded", .headroom = "auto"
	};
	loud_render(&print, "lower");
	print.headroom = NULL;
	print.code = 1;
	loud_render(&print, "as-it-is");
	cr_expect_eq(loud_mix_hash(&print, "lower"), loud_mix_hash(&print, "as-it-is"));
	cr_expect_neq(loud_stem_hash(&print, "lower"), loud_stem_hash(&print, "as-it-is"));
}

/* Only the mix of the null test is lowered with the stems. */
Test(headroom, a_second_mix_keeps_its_level)
{
	struct loud_print print = { .mix = 1,
				    .container = "wav",
				    .encoding = "pcm24",
				    .sum = "exact",
				    .headroom = "{ gain: auto, mix: yes }",
				    .mixes = "{ whole: { of: master }, mix: { of: master } }" };
	loud_render(&print, "two");
	print.mixes = print.headroom = NULL;
	print.code = 1;
	loud_render(&print, "one");
	cr_expect_eq(loud_mix_hash(&print, "two"), loud_mix_hash(&print, "one"));
}

Test(headroom, no_headroom_is_the_same_as_none)
{
	struct loud_print none = { .mix = 1, .container = "wav", .encoding = "pcm24", .sum = "exact", .code = 1 };
	struct loud_print zero = none;
	zero.headroom = "0 dB";
	expect_same_bytes(&zero, &none);
}

Test(headroom, floats_need_none)
{
	const struct loud_print print = {
		.mix = 1, .container = "wav", .encoding = "float32", .sum = "rounded", .headroom = "auto"
	};
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", loud_recipe(&print, "out")));
	cr_expect_not_null(strstr(run.out, "auto found 0 dB: float32 holds samples over full scale"), "%s", run.out);
	program_release(&run);
	json_t *report = loud_report("out");
	cr_expect_eq(loud_null_figure(report, "headroom_db"), 0.0);
	json_decref(report);
}

Test(headroom, the_page_and_the_table_tell_it)
{
	const struct loud_print print = {
		.mix = 1, .container = "wav", .encoding = "pcm24", .sum = "rounded", .headroom = "4 dB"
	};
	char page[512], table[512];
	snprintf(page, sizeof page, "%s", scratch_path("page.html"));
	snprintf(table, sizeof table, "%s", scratch_path("table.csv"));
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("render", loud_recipe(&print, "out"), "--html", page, "--csv", table));
	cr_expect_not_null(strstr(run.out, "stems/bed.wav, 4.0 dB lower"), "%s", run.out);
	cr_expect_not_null(strstr(run.out, "the stems are printed 4.0 dB lower"), "%s", run.out);
	program_release(&run);
	size_t length;
	char *bytes = (char *)scratch_read(page, &length);
	cr_expect_not_null(memmem(bytes, length, "stem, 4.0 dB lower", 18));
	cr_expect_not_null(memmem(bytes, length, "the stems are printed 4.0 dB lower", 34));
	free(bytes);
	bytes = (char *)scratch_read(table, &length);
	cr_expect_not_null(memmem(bytes, length, "headroom_db", 11));
	free(bytes);
}

static size_t count_files(const char *folder)
{
	size_t count = 0;
	DIR *listing = opendir(scratch_path(folder));
	for (const struct dirent *entry; listing && (entry = readdir(listing));)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	if (listing)
		closedir(listing);
	return count;
}

/* The stems that wait on the disk have no name. When the disk is full, nothing is left. */
Test(headroom, nothing_is_left_of_what_was_held_back)
{
	const struct loud_print print = {
		.mix = 1, .container = "flac", .encoding = "pcm16", .sum = "rounded", .headroom = "auto"
	};
	loud_render(&print, "out");
	cr_expect_eq(count_files("out"), 4, "mix, stems, report, manifest");
	cr_expect_eq(count_files("out/stems"), 3);
	struct program_run run = program_run(&(struct program_call){
		.arguments = PROGRAM_ARGUMENTS("render", loud_recipe(&print, "full")), .file_bytes = 5000000 });
	cr_expect_eq(run.code, 5, "%s", run.err);
	cr_expect_not_null(strstr(run.err, "its samples cannot be kept on the disk"), "%s", run.err);
	program_release(&run);
	cr_expect_eq(count_files("full"), 0);
}

/* The headroom of the mix depends on stems that are not rendered. */
Test(headroom, of_a_mix_cannot_be_found_without_stems)
{
	const struct loud_print print = { .mix = 1,
					  .container = "wav",
					  .encoding = "pcm24",
					  .sum = "rounded",
					  .headroom = "{ gain: auto, mix: yes }" };
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("render", loud_recipe(&print, "out"), "--no-stems"));
	cr_expect_not_null(strstr(run.err, "write a gain in dB instead of \"auto\""), "%s", run.err);
	program_release(&run);
	struct loud_print given = print;
	given.headroom = "{ gain: 3 dB, mix: yes }";
	loud_render(&given, "whole");
	run = program_expect(0, PROGRAM_ARGUMENTS("render", loud_recipe(&given, "alone"), "--no-stems"));
	program_release(&run);
	cr_expect_eq(loud_mix_hash(&given, "alone"), loud_mix_hash(&given, "whole"));
}
