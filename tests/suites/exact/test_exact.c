/* Tests stems that add up to their mix bit for bit, over formats, stems, threads and block sizes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "exact_take.h"
#include "io/scratch.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(exact, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 120);

#define NOISE "{ generate: white-noise, level: -24 dBFS, length: 0.3 s }"
#define MASTER "[ compressor: { threshold: -30 dB, ratio: 3 }, gain: -8 dB ]"

/* The rows have each value once, and then awkward pairs. */
static const struct exact_take takes[] = {
	{ 2, "pcm16", "wav", "tpdf", "exact", NOISE, MASTER, "1", "512", "plain", 0 },
	{ 3, "pcm16", "flac", "none", "exact", NOISE, MASTER, "2", "77", "sse2", 0 },
	{ 5, "pcm24", "wav", "tpdf", "exact", NOISE, MASTER, "3", "1", "sse2", 0 },
	{ 8, "pcm24", "flac", "tpdf", "exact", NOISE, MASTER, "4", "1000", "sse2", 0 },
	{ 1, "pcm24", "wav", "none", "exact", NOISE, MASTER, "2", "4096", "sse2", 0 },
	{ 4, "pcm32", "wav", "tpdf", "exact", NOISE, MASTER, "2", "65", "sse2", 0 },
	{ 7, "pcm32", "wav", "none", "exact", NOISE, MASTER, "1", "13", "plain", 0 },
	{ 32, "pcm16", "wav", "tpdf", "exact", NOISE, MASTER, "4", "333", "sse2", 0 },
	{ 32, "pcm24", "flac", "none", "exact", NOISE, MASTER, "3", "4096", "plain", 0 },
	{ 6, "pcm16", "wav", "wannamaker-9", "exact", NOISE, MASTER, "2", "129", "plain", 0 },
	{ 3, "pcm16", "flac", "lipshitz-5", "exact", NOISE, MASTER, "3", "7", "sse2", 0 },
};

Test(exact, stems_add_up_bit_for_bit)
{
	for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
		char folder[32];
		snprintf(folder, sizeof folder, "take%zu", i);
		exact_render(&takes[i], folder);
		cr_expect_eq(exact_difference(&takes[i], folder), 0, "take %zu", i);
	}
}

/* Rounds the same stems one by one, which shows that the test above would find a difference. */
Test(exact, rounded_stems_do_not)
{
	for (size_t i = 0; i < 4; i++) {
		struct exact_take take = takes[i];
		take.sum = "rounded";
		exact_render(&take, "rounded");
		cr_expect_gt(exact_difference(&take, "rounded"), 0, "take %zu", i);
	}
}

Test(exact, the_mix_does_not_know_of_it)
{
	for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
		struct exact_take rounded = takes[i];
		rounded.sum = "rounded";
		exact_render(&takes[i], "exact");
		exact_render(&rounded, "rounded");
		cr_expect_eq(exact_mix_hash(&takes[i], "exact"), exact_mix_hash(&rounded, "rounded"), "take %zu", i);
	}
}

Test(exact, bytes_depend_on_no_thread_block_or_cpu)
{
	static const char *const ways[][3] = {
		{ "1", "4096", "plain" }, { "2", "77", "sse2" }, { "4", "1", "sse2" }, { "3", "65536", "plain" }
	};
	static const size_t rows[] = { 3, 9 };
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct exact_take take = takes[rows[r]];
		uint64_t hash = 0;
		for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
			take.jobs = ways[i][0];
			take.block = ways[i][1];
			take.cpu = ways[i][2];
			exact_render(&take, "way");
			cr_assert(i == 0 || exact_stem_hash(&take, "way") == hash, "-j %s --block %s --cpu %s",
				  take.jobs, take.block, take.cpu);
			hash = exact_stem_hash(&take, "way");
		}
	}
}

/* The floor of stems that are rounded one by one counts what the weights add: 12.19 dB over TPDF. */
Test(exact, shaped_noise_meets_its_floor)
{
	struct exact_take take = takes[10];
	take.sum = "rounded";
	exact_render(&take, "out");
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	const double floor_dbfs = json_number_value(json_object_get(null, "floor_dbfs"));
	const double rms_dbfs = json_number_value(json_object_get(null, "residual_rms_dbfs"));
	const double theory = -96.33 + 12.19 + 10.0 * log10((double)take.stems + 1.0);
	cr_expect_leq(fabs(floor_dbfs - theory), 0.05, "%g, not %g dBFS", floor_dbfs, theory);
	cr_expect_leq(fabs(rms_dbfs - floor_dbfs), 0.4, "%g over a floor of %g dBFS", rms_dbfs, floor_dbfs);
	cr_expect_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
	json_decref(report);
}

/* SoX mixes the stems and subtracts the mix, which leaves silence. */
Test(exact, stems_add_up_in_sox)
{
	if (system("command -v sox >/dev/null 2>&1") != 0)
		cr_skip_test("'sox' is not installed: nothing to compare with");
	static const size_t rows[] = { 0, 2, 5 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char command[2048], path[512];
		const struct exact_take *take = &takes[rows[i]];
		exact_render(take, "out");
		snprintf(path, sizeof path, "%s", scratch_path("out"));
		int length = snprintf(command, sizeof command, "sox -D -m -v -1 '%s/mix.wav'", path);
		for (size_t stem = 1; stem <= take->stems; stem++)
			length += snprintf(command + length, sizeof command - (size_t)length,
					   " -v 1 '%s/stems/s%zu.wav'", path, stem);
		snprintf(command + length, sizeof command - (size_t)length, " -b 32 -e signed '%s/rest.wav'", path);
		cr_assert_eq(system(command), 0);
		struct sound rest = sound_read(scratch_path("out/rest.wav"));
		cr_expect_gt(rest.frames, 14000u);
		cr_expect_eq(sound_peak(&rest), 0.0, "take %zu", rows[i]);
		sound_release(&rest);
	}
}

Test(exact, report_says_so)
{
	exact_render(&takes[0], "out");
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	cr_expect_str_eq(json_string_value(json_object_get(null, "sum")), "exact");
	cr_expect(json_is_true(json_object_get(null, "exact")));
	cr_expect(json_is_null(json_object_get(null, "floor_dbfs")));
	cr_expect_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
	const json_t *verdict = json_array_get(json_object_get(report, "verdicts"), 0);
	cr_expect_str_eq(json_string_value(json_object_get(verdict, "detail")),
			 "exact: the stems add up to the mix bit for bit");
	json_decref(report);
}
