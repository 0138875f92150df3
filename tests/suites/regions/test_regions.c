/* Tests that a part of the session has the samples which the full files have there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "region_take.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(regions, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

#define EXACT "  sum: exact\n"
#define AUTO "  headroom: auto\n"
#define BOTH "  sum: exact\n  headroom: { gain: auto, mix: yes }\n"

static const struct region_take takes[] = {
	{ "wav", "pcm16", "none", "", "1", "4096", "plain" },
	{ "wav", "pcm16", "tpdf", "", "2", "77", "sse2" },
	{ "wav", "pcm16", "lipshitz-5", "", "1", "1000", "sse2" },
	{ "flac", "pcm16", "wannamaker-9", AUTO, "2", "512", "plain" },
	{ "wav", "pcm16", "wannamaker-3", BOTH, "2", "333", "sse2" },
	{ "wav", "pcm24", "tpdf", "", "2", "65536", "sse2" },
	{ "flac", "pcm24", "tpdf", EXACT, "1", "129", "plain" },
	{ "wav", "pcm24", "tpdf", AUTO, "2", "4096", "plain" },
	{ "wav", "pcm32", "tpdf", "", "2", "2048", "sse2" },
	{ "wav", "float32", "none", "", "1", "65", "plain" },
	{ "wav", "float64", "none", "", "2", "777", "sse2" },
};

enum { TAKES = sizeof takes / sizeof *takes };

static const char *const no_options[7] = { NULL };

/* Where the session's regions are, in frames; 0 frames stand for all up to the end. */
static const struct {
	const char *name;
	size_t from, frames;
} regions[] = { { "intro", 0, 9600 }, { "verse", 5923, 16589 }, { "last", 21600, 0 } };

static void expect_region(const struct region_take *take, const char *folder, const char *whole, size_t region)
{
	char inner[64];
	snprintf(inner, sizeof inner, "%s/regions/%s", folder, regions[region].name);
	for (size_t i = 0; i < REGION_FILES; i++) {
		char part[512];
		snprintf(part, sizeof part, "%s", region_file(take, inner, i));
		region_expect_cut(part, region_file(take, whole, i), regions[region].from, regions[region].frames);
	}
}

/* The range is rendered without the rest, with other threads, blocks and kernels. */
static void expect_range(const struct region_take *take, const char *whole, size_t range)
{
	static const char *const ranges[][7] = {
		{ "--from", "0.25 s", "--to", "30001 samples" },
		{ "--from", "700 ms" },
		{ "--to", "100 ms" },
	};
	static const size_t spans[][2] = { { 12000, 18001 }, { 33600, 0 }, { 0, 4800 } };
	struct region_take other = *take;
	other.jobs = strcmp(other.jobs, "1") == 0 ? "3" : "1";
	other.block = strcmp(other.block, "512") == 0 ? "1023" : "511";
	region_render(&other, "range", ranges[range]);
	for (size_t i = 0; i < REGION_FILES; i++) {
		char part[512];
		snprintf(part, sizeof part, "%s", region_file(&other, "range", i));
		region_expect_cut(part, region_file(take, whole, i), spans[range][0], spans[range][1]);
	}
	cr_expect_eq(scratch_count(scratch_path("range/regions")), -1, "a range prints no regions");
}

static void expect_cuts(size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		region_render(&takes[i], "full", no_options);
		for (size_t k = 0; k < 3; k++)
			expect_region(&takes[i], "full", "full", k);
		expect_range(&takes[i], "full", i % 3);
		scratch_remove();
		scratch_make();
	}
}

Test(regions, integers_of_16_bits_are_cut_from_the_full_files)
{
	expect_cuts(0, 5);
}

Test(regions, all_other_samples_are_cut_from_the_full_files)
{
	expect_cuts(5, TAKES);
}

Test(regions, a_chosen_region_comes_alone)
{
	static const char *const options[7] = { "--region", "verse", "--region", "intro" };
	region_render(&takes[2], "full", no_options);
	region_render(&takes[2], "chosen", options);
	expect_region(&takes[2], "chosen", "full", 0);
	expect_region(&takes[2], "chosen", "full", 1);
	cr_expect_eq(scratch_count(scratch_path("chosen")), 3, "the regions, the report and the manifest");
	cr_expect_eq(scratch_count(scratch_path("chosen/regions")), 2);
}

/* The full files are the same bytes, whether regions are printed beside them or not. */
Test(regions, regions_change_nothing_of_the_full_files)
{
	const struct region_take *take = &takes[2];
	region_render(take, "full", no_options);
	struct region_take without = *take;
	static const char *const range[7] = { "--from", "0 s" };
	region_render(&without, "all", range);
	for (size_t i = 0; i < REGION_FILES; i++) {
		size_t one_length, two_length;
		unsigned char *one = scratch_read(region_file(take, "full", i), &one_length);
		unsigned char *two = scratch_read(region_file(take, "all", i), &two_length);
		cr_expect(one_length == two_length && memcmp(one, two, one_length) == 0, "file %zu", i);
		free(one);
		free(two);
	}
}

static void expect_refusal(const char *recipe, const char *const options[4], const char *message)
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("wrong.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("render", path, options[0], options[1], options[2], options[3]));
	cr_expect_not_null(strstr(run.err, message), "%s", run.err);
	program_release(&run);
	cr_expect_eq(scratch_count(scratch_path("wrong")), -1, "nothing is printed");
}

#define SECOND                                                                                                         \
	"version: 1\ntracks: { a: { source: { generate: tone, level: -20 dBFS, freq: 1 kHz, length: 1 s } } }\n"       \
	"outputs: { master: {} }\n"

Test(regions, what_is_outside_is_refused)
{
	static const char *const nothing[4] = { NULL };
	expect_refusal(SECOND, (const char *const[4]){ "--from", "1 s" },
		       "error: the range begins after the end; the session is 1 s long (48000 frames)");
	expect_refusal(
		SECOND, (const char *const[4]){ "--to", "48001 samples" },
		"error: the range ends after the end; the session is 1 s long (48000 frames); leave the end out");
	expect_refusal(SECOND, (const char *const[4]){ "--from", "0.5 s", "--to", "0.4 s" },
		       "error: the range is empty: it ends where it begins, or before");
	expect_refusal(SECOND, (const char *const[4]){ "--to", "30" },
		       "error: \"--to\" cannot be \"30\"; write a unit, like 75 s");
	expect_refusal(SECOND, (const char *const[4]){ "--to", "coda" },
		       "error: \"--to\" cannot be \"coda\"; a position is written like");
	expect_refusal(SECOND, (const char *const[4]){ "--from", "-1 s" }, "\"--from\" cannot be \"-1 s\"");
	expect_refusal(SECOND, (const char *const[4]){ "--region", "verse" },
		       "error: unknown region \"verse\"; the recipe has no `regions`");
	expect_refusal(SECOND "print: { regions: { a: { from: 2 s } } }\n", nothing,
		       "wrong.yaml:4:21: error: region \"a\" begins after the end; the session is 1 s long");
	expect_refusal(SECOND "print: { regions: { a: { from: 0.5 s, length: 0.6 s }, b: { to: 9 s } } }\n", nothing,
		       "wrong.yaml:4:56: error: region \"b\" ends after the end");
	expect_refusal(SECOND "print: { regions: { a: { to: 0.01 ms } } }\n", nothing, "error: region \"a\" is empty");
	expect_refusal(SECOND "print: { regions: { a: {} } }\n", (const char *const[4]){ "--region", "A" },
		       "error: unknown region \"A\"; the recipe has a");
}

static void expect_check(int code, const char *recipe, const char *message)
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("checked.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	struct program_run run = program_expect(code, PROGRAM_ARGUMENTS("check", path));
	cr_expect_not_null(strstr(code == 0 ? run.out : run.err, message), "%s%s", run.out, run.err);
	program_release(&run);
}

#define CHECKED(source, session, regions)                                                                              \
	"version: 1\nsession: { " session " }\ntracks: { a: { " source                                                 \
	" } }\noutputs: { master: {} }\nprint: { regions: { " regions " } }\n"
#define TONE "source: { generate: tone, level: -20 dBFS, length: 1 s }"

/* `check` renders nothing, but knows the length of the session: from the recipe, or from what its sources are. */
Test(regions, check_finds_what_is_outside)
{
	static const char whole[] = CHECKED(TONE, "tail: none", "a: { from: 0.5 s, to: 1 s }, b: { from: 0.9 s }");
	expect_check(0, whole, "checked.yaml: well\n");
	expect_check(
		3, CHECKED(TONE, "tail: none", "a: { from: 0.5 s, to: 48001 samples }"),
		"checked.yaml:5:21: error: region \"a\" ends after the end; the session is 1 s long (48000 frames)");
	expect_check(3, CHECKED(TONE, "tail: none", "a: { from: 1 s }, b: { to: 2 s }"),
		     "checked.yaml:5:39: error: region \"b\" ends after the end");
	expect_check(3, CHECKED(TONE, "length: 2 s", "a: { from: 2 s }"),
		     "region \"a\" begins after the end; the session is 2 s long");
	expect_check(0, CHECKED(TONE, "length: 2 s", "a: { from: 1.5 s }"), "well");
	expect_check(0, CHECKED("source: { generate: click, length: 3 s }", "tempo: 120 bpm", "a: { to: 3 s }"),
		     "well");
	expect_check(3, CHECKED("source: { generate: click, length: 3 s }", "tempo: 120 bpm", "a: { to: 4 s }"),
		     "the session is 3 s long");
	/* A file of 48000 frames, which the session hears at another rate, and a clip of it. */
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("file.yaml"));
	scratch_write(path, whole, sizeof whole - 1);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path, "-q"));
	program_release(&run);
	expect_check(0, CHECKED("source: file/master.wav", "sample_rate: 44.1 kHz", "a: { to: 44100 samples }"),
		     "well");
	expect_check(3, CHECKED("source: file/master.wav", "sample_rate: 44.1 kHz", "a: { to: 44101 samples }"),
		     "the session is 1 s long (44100 frames)");
	expect_check(3, CHECKED("clips: [ { file: file/master.wav, at: 1 s } ]", "tail: none", "a: { from: 2 s }"),
		     "the session is 2 s long (96000 frames)");
}

/* Returns what the program says on standard error. */
static struct program_run render_parts(const char *recipe, const char *const options[4])
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("parts.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	return program_expect(0, PROGRAM_ARGUMENTS("render", path, options[0], options[1], options[2], options[3]));
}

static bool stands(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path(name));
	FILE *file = fopen(path, "rb");
	if (file)
		fclose(file);
	return file;
}

/* The full files, and those of other regions, belong to the recipe whose region is printed again: they are not left
   over, and --prune keeps them. Those of a mix that the recipe no longer has are. */
Test(regions, of_a_recipe_leave_its_other_files_alone)
{
	static const char *const all[4] = { NULL }, *const one[4] = { "--region", "a" };
	static const char *const prune[4] = { "--region", "a", "--prune", "--anew" };
	static const char *const files[] = { "parts/mix.wav", "parts/stems/s.wav", "parts/regions/a/mix.wav",
					     "parts/regions/a/stems/s.wav", "parts/regions/b/mix.wav" };
#define PARTS(mixes)                                                                                                   \
	"version: 1\nsession: { tail: none }\ntracks: { s: { " TONE ", stem: s } }\noutputs: { master: {} }\n"         \
	"print: { directory: parts, mixes: { " mixes                                                                   \
	" }, stems: {}, regions: { a: { to: 0.5 s }, b: { from: 0.5 s } } }\n"
	struct program_run run = render_parts(PARTS("mix: {}, other: {}"), all);
	program_release(&run);
	run = render_parts(PARTS("mix: {}, other: {}"), one);
	cr_expect_null(strstr(run.err, "left-over"), "%s", run.err);
	program_release(&run);
	run = render_parts(PARTS("mix: {}"), one);
	cr_expect_not_null(strstr(run.err, "made \"other.wav\""), "%s", run.err);
	cr_expect_not_null(strstr(run.err, "made \"regions/b/other.wav\""), "%s", run.err);
	cr_expect_null(strstr(run.err, "mix.wav\", and this one does not"), "%s", run.err);
	cr_expect_null(strstr(run.err, "s.wav\", and this one does not"), "%s", run.err);
	program_release(&run);
	run = render_parts(PARTS("mix: {}"), prune);
	cr_expect_not_null(strstr(run.err, "removed \"other.wav\""), "%s", run.err);
	program_release(&run);
	cr_expect_not(stands("parts/other.wav") || stands("parts/regions/b/other.wav"));
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		cr_expect(stands(files[i]), "%s", files[i]);
	/* What was spared is still known, so that a full render may replace it. */
	run = render_parts(PARTS("mix: {}"), all);
	cr_expect_null(strstr(run.err, "left-over"), "%s", run.err);
	program_release(&run);
}

Test(regions, a_region_does_not_go_over_a_source)
{
	char path[512];
	static const char recipe[] = "version: 1\ntracks: { a: { source: out/regions/a/master.wav } }\n"
				     "outputs: { master: {} }\nprint: { directory: out, regions: { a: {} } }\n";
	snprintf(path, sizeof path, "%s", scratch_path("over.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", path));
	cr_expect_not_null(strstr(run.err, "mix \"master\" of region \"a\""), "%s", run.err);
	cr_expect_not_null(strstr(run.err, "output-over-input"), "%s", run.err);
	program_release(&run);
}

/* A marker, a bar with a beat, and bars of another tempo lead to frames that are counted by hand: at 120 bpm a bar of
   four beats has 96000 frames, at 60 bpm 192000. */
Test(regions, positions_are_those_of_the_tempo_map)
{
	static const char recipe[] =
		"version: 1\n"
		"session: { tail: none, tempo: [ { at: 1|1, tempo: 120 bpm }, { at: 2|1, tempo: 60 bpm } ],\n"
		"  markers: { verse: 1|3 } }\n"
		"tracks: { a: { source: { generate: white-noise, level: -20 dBFS, length: 6 s } } }\n"
		"outputs: { master: {} }\n"
		"print: { directory: bars, regions: { verse: { from: verse, length: 1 bar }, two: { from: 2|1, to: 2|3 "
		"} } }\n";
	char path[512], part[512];
	snprintf(path, sizeof path, "%s", scratch_path("bars.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path, "-q"));
	program_release(&run);
	snprintf(part, sizeof part, "%s", scratch_path("bars/regions/verse/master.wav"));
	/* Two beats of 24000 frames, and two of 48000. */
	region_expect_cut(part, scratch_path("bars/master.wav"), 48000, 144000);
	snprintf(part, sizeof part, "%s", scratch_path("bars/regions/two/master.wav"));
	region_expect_cut(part, scratch_path("bars/master.wav"), 96000, 96000);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", path, "-q", "-d", scratch_path("range"), "--from",
						  "verse + 1/4", "--to", "2|2"));
	program_release(&run);
	snprintf(part, sizeof part, "%s", scratch_path("range/master.wav"));
	region_expect_cut(part, scratch_path("bars/master.wav"), 72000, 72000);
}

/* Regions may overlap, and there may be many: only those that sound at once are open. */
Test(regions, many_overlap)
{
	enum { COUNT = 400, STEP = 100, LENGTH = 400 };
	char path[512], part[512], name[64];
	snprintf(path, sizeof path, "%s", scratch_path("many.yaml"));
	FILE *file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs(SECOND "print:\n  directory: many\n  format: { encoding: pcm16, dither: lipshitz-5 }\n  regions:\n",
	      file);
	for (size_t i = 0; i < COUNT; i++)
		fprintf(file, "    r%zu: { from: %zu samples, length: %d samples }\n", i, i * STEP, LENGTH);
	cr_assert_eq(fclose(file), 0);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path, "-q", "--no-loudness"));
	program_release(&run);
	for (size_t i = 0; i < COUNT; i += 57) {
		snprintf(name, sizeof name, "many/regions/r%zu/master.wav", i);
		snprintf(part, sizeof part, "%s", scratch_path(name));
		region_expect_cut(part, scratch_path("many/master.wav"), i * STEP, LENGTH);
	}
}
