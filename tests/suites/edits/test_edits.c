/* Tests that an edited region is exactly what the recipe says of the full files, at every rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "edit_take.h"
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(edits, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

static const char *const files[] = { "mix", "stems/one", "stems/two" };
enum { FILES = sizeof files / sizeof *files };

/** A part of a region, in seconds of the session. */
struct part {
	double from, seconds, crossfade;
	bool linear; /**< the crossfade; else it has equal power */
};

/** A region, written down once more. */
struct region {
	const char *name;
	struct part parts[3];
	size_t part_count;
	double fade_in, fade_out; /**< by x^2, and by an s-curve or a straight line */
	bool curved; /**< the fade-out is an s-curve */
};

/* The full files end where the tail does; so the last part of "open" has no length here. */
static const struct region regions[] = {
	{ .name = "cut",
	  .parts = { { .from = 0.0, .seconds = 0.4 },
		     { .from = 0.9, .seconds = 0.5, .crossfade = 0.05 },
		     { .from = 0.2, .seconds = 0.6, .crossfade = 0.01, .linear = true } },
	  .part_count = 3,
	  .fade_in = 0.03,
	  .fade_out = 0.2,
	  .curved = true },
	{ .name = "ring", .parts = { { .from = 1.0, .seconds = 3.0 } }, .part_count = 1 },
	{ .name = "open",
	  .parts = { { .from = 0.0, .seconds = 0.5 }, { .from = 1.5, .crossfade = 0.01 } },
	  .part_count = 2 },
	{ .name = "faded", .parts = { { .from = -333.0, .seconds = 0.5 } }, .part_count = 1, .fade_out = 0.01 },
};

/** A region of a file, being put together. */
struct put {
	const struct sound *whole;
	const struct region *region;
	double session_rate;
};

/* Frame n of the session is frame round(n R / F) of the file, with halves up. Less than 0 are frames. */
static size_t frame_of(const struct put *put, double seconds)
{
	const double session = seconds < 0.0 ? -seconds : floor(seconds * put->session_rate + 0.5);
	return (size_t)floor(session * (double)put->whole->rate / put->session_rate + 0.5);
}

static double sample_of(const struct sound *whole, size_t frame, size_t channel)
{
	return frame < whole->frames ? whole->samples[frame * whole->channels + channel] : 0.0;
}

/* Returns where part `index` begins in the region, in seconds of the session. */
static double begin_of(const struct region *region, size_t index)
{
	double seconds = 0.0;
	for (size_t i = 0; i < index; i++)
		seconds += region->parts[i].seconds;
	return seconds;
}

/* All times of the table are whole frames of the session at every rate, so sums of them are, too. */
static size_t frames_of(const struct put *put)
{
	const struct region *region = put->region;
	const struct part *last = &region->parts[region->part_count - 1];
	if (last->seconds > 0.0)
		return frame_of(put, begin_of(region, region->part_count));
	return frame_of(put, begin_of(region, region->part_count - 1)) + put->whole->frames - frame_of(put, last->from);
}

static double equal_power(double x)
{
	return sin(acos(-1.0) / 2.0 * x);
}

static double joined_sample(const struct put *put, size_t frame, size_t channel)
{
	const struct region *region = put->region;
	size_t index = region->part_count - 1;
	while (frame < frame_of(put, begin_of(region, index)))
		index--;
	const struct part *next = index + 1 < region->part_count ? &region->parts[index + 1] : NULL;
	const size_t at = frame_of(put, begin_of(region, index));
	const double own = sample_of(put->whole, frame_of(put, region->parts[index].from) + frame - at, channel);
	if (!next)
		return own;
	const size_t end = frame_of(put, begin_of(region, index + 1)), length = frame_of(put, next->crossfade);
	if (frame + length < end)
		return own;
	const double left = (double)(end - frame) / (double)length;
	const double other = sample_of(put->whole, frame_of(put, next->from) + frame - end, channel);
	if (next->linear)
		return own * left + other * (1.0 - left);
	return own * equal_power(left) + other * equal_power(1.0 - left);
}

static double expected_sample(const struct put *put, size_t frames, size_t frame, size_t channel)
{
	double sample = joined_sample(put, frame, channel);
	const double in = (double)frame_of(put, put->region->fade_in);
	const double out = (double)frame_of(put, put->region->fade_out), left = (double)(frames - frame);
	if ((double)frame < in)
		sample *= (double)frame / in * ((double)frame / in);
	if (left < out)
		sample *= put->region->curved ? left / out * (left / out) * (3.0 - 2.0 * left / out) : left / out;
	return sample;
}

static void expect_file(const struct edit_take *take, const char *folder, const struct region *region, const char *name)
{
	struct sound whole = edit_read(folder, NULL, name), part = edit_read(folder, region->name, name);
	const struct put put = { &whole, region, take->rate };
	const size_t frames = frames_of(&put);
	double worst = 0.0;
	cr_assert_eq(part.frames, frames, "%s of %s at %u Hz has %zu frames instead of %zu", name, region->name,
		     part.rate, part.frames, frames);
	for (size_t frame = 0; frame < frames; frame++)
		for (size_t i = 0; i < part.channels; i++)
			worst = fmax(worst, fabs(part.samples[frame * part.channels + i] -
						 expected_sample(&put, frames, frame, i)));
	cr_expect_leq(worst, 1e-14, "%s of %s at %u Hz is off by %g", name, region->name, part.rate, worst);
	cr_expect_gt(sound_peak(&part), 0.01);
	sound_release(&whole);
	sound_release(&part);
}

Test(edits, are_what_the_recipe_says_at_every_rate)
{
	static const unsigned rates[] = { 44100, 48000, 96000, 192000 };
	for (size_t i = 0; i < 4; i++) {
		const struct edit_take take = { .rate = rates[i], .format = "encoding: float64", .print = "" };
		char folder[32];
		snprintf(folder, sizeof folder, "at-%u", rates[i]);
		edit_render(&take, folder);
		for (size_t k = 0; k < sizeof regions / sizeof *regions; k++)
			for (size_t file = 0; file < FILES; file++)
				expect_file(&take, folder, &regions[k], files[file]);
	}
}

Test(edits, are_cut_at_the_same_places_in_files_of_other_rates)
{
	static const struct edit_take takes[] = {
		{ .rate = 48000, .format = "encoding: float64, sample_rate: 44.1 kHz", .print = "" },
		{ .rate = 44100, .format = "encoding: float64, sample_rate: 96 kHz", .print = "" },
	};
	for (size_t i = 0; i < 2; i++) {
		edit_render(&takes[i], i == 0 ? "down" : "up");
		for (size_t k = 0; k < sizeof regions / sizeof *regions; k++)
			for (size_t file = 0; file < FILES; file++)
				expect_file(&takes[i], i == 0 ? "down" : "up", &regions[k], files[file]);
	}
}

/* The integers of the stems add up to those of the mix, in every region. */
static void expect_exact_sums(const char *folder)
{
	for (size_t k = 0; k < sizeof regions / sizeof *regions; k++) {
		struct sound mix = edit_read(folder, regions[k].name, "mix");
		struct sound one = edit_read(folder, regions[k].name, "stems/one");
		struct sound two = edit_read(folder, regions[k].name, "stems/two");
		cr_assert(mix.frames == one.frames && mix.frames == two.frames);
		for (size_t i = 0; i < mix.frames * mix.channels; i++)
			cr_assert_eq(mix.samples[i], one.samples[i] + two.samples[i], "%s, %s: sample %zu", folder,
				     regions[k].name, i);
		cr_expect_gt(sound_peak(&mix), 0.01);
		sound_release(&mix);
		sound_release(&one);
		sound_release(&two);
	}
}

Test(edits, keep_exact_sums)
{
	static const struct edit_take takes[] = {
		{ .rate = 48000, .format = "encoding: pcm16, dither: wannamaker-3", .print = "  sum: exact\n" },
		{ .rate = 44100, .format = "encoding: pcm24, sample_rate: 48 kHz", .print = "  sum: exact\n" },
		{ .rate = 48000,
		  .format = "encoding: pcm16",
		  .print = "  sum: exact\n  headroom: { gain: auto, mix: yes }\n" },
	};
	static const char *const folders[] = { "shaped", "converted", "lowered" };
	for (size_t i = 0; i < 3; i++) {
		edit_render(&takes[i], folders[i]);
		expect_exact_sums(folders[i]);
	}
}

static void expect_same_bytes(const char *one, const char *two, const char *region, const char *name)
{
	char path[2][256];
	snprintf(path[0], sizeof path[0], "%s/regions/%s/%s.wav", one, region, name);
	snprintf(path[1], sizeof path[1], "%s/regions/%s/%s.wav", two, region, name);
	const uint64_t hash = sound_file_hash(scratch_path(path[0]));
	cr_expect_eq(hash, sound_file_hash(scratch_path(path[1])), "%s is not %s", path[0], path[1]);
}

/* Threads, blocks, kernels, and what else is printed, change no byte. */
Test(edits, have_the_same_bytes_however_they_are_rendered)
{
	struct edit_take take = { .rate = 48000,
				  .format = "encoding: pcm16",
				  .print = "  sum: exact\n",
				  .options = { "-j", "1", "--block", "4096", "--cpu", "plain" } };
	edit_render(&take, "first");
	memcpy(take.options, (const char *[6]){ "-j", "3", "--block", "333", "--cpu", "sse2" }, sizeof take.options);
	edit_render(&take, "second");
	memcpy(take.options, (const char *[6]){ "--region", "cut", "--region", "ring" }, sizeof take.options);
	edit_render(&take, "chosen");
	memcpy(take.options, (const char *[6]){ "--no-stems" }, sizeof take.options);
	edit_render(&take, "alone");
	for (size_t k = 0; k < sizeof regions / sizeof *regions; k++) {
		for (size_t file = 0; file < FILES; file++) {
			expect_same_bytes("first", "second", regions[k].name, files[file]);
			if (k < 2)
				expect_same_bytes("first", "chosen", regions[k].name, files[file]);
		}
		expect_same_bytes("first", "alone", regions[k].name, "mix");
	}
	cr_expect_eq(scratch_count(scratch_path("chosen/regions")), 2);
	cr_expect_eq(scratch_count(scratch_path("chosen")), 3, "the regions, the report and the manifest");
}

/* The full files are those of a session without regions. */
Test(edits, change_nothing_of_the_full_files)
{
	struct edit_take take = { .rate = 48000, .format = "encoding: pcm16, dither: tpdf", .print = "" };
	edit_render(&take, "with");
	memcpy(take.options, (const char *[6]){ "--from", "0 s" }, sizeof take.options);
	edit_render(&take, "without");
	for (size_t file = 0; file < FILES; file++) {
		char one[64], two[64];
		snprintf(one, sizeof one, "with/%s.wav", files[file]);
		snprintf(two, sizeof two, "without/%s.wav", files[file]);
		const uint64_t hash = sound_file_hash(scratch_path(one));
		cr_expect_eq(hash, sound_file_hash(scratch_path(two)), "%s", files[file]);
	}
}

/* Crossfades of equal power add what is alike up: they are louder than the render, and the headroom knows it. */
Test(edits, of_one_sound_may_be_louder_and_still_fit)
{
	static const char yaml[] =
		"version: 1\nsession: { length: 2 s, tail: none }\n"
		"tracks: { a: { stem: one, source: { generate: tone, level: -0.1 dBFS, freq: 100 Hz, length: 2 s } } "
		"}\n"
		"outputs: { master: { channels: 1 } }\n"
		"print:\n  directory: loud\n  format: { encoding: pcm24, dither: none }\n"
		"  headroom: { gain: auto, mix: yes }\n  mixes: { mix: {} }\n  stems: {}\n"
		"  regions: { loop: { parts: [ { to: 1 s }, { from: 0.5 s, to: 1 s, crossfade: 0.4 s } ] } }\n";
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("loud.yaml"));
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path, "-q"));
	program_release(&run);
	struct sound whole = edit_read("loud", NULL, "mix"), part = edit_read("loud", "loop", "mix");
	cr_expect_gt(sound_peak(&part), 1.3 * sound_peak(&whole), "%g, %g", sound_peak(&part), sound_peak(&whole));
	cr_expect_lt(sound_peak(&part), 1.0);
	cr_expect_gt(sound_peak(&part), 0.98);
	sound_release(&whole);
	sound_release(&part);
}

static void expect_refusal(const char *regions_text, const char *message)
{
	char path[512], yaml[1024];
	snprintf(path, sizeof path, "%s", scratch_path("wrong.yaml"));
	snprintf(
		yaml, sizeof yaml,
		"version: 1\ntracks: { a: { source: { generate: tone, level: -20 dBFS, freq: 1 kHz, length: 1 s } } }\n"
		"outputs: { master: {} }\nprint:\n  regions:\n    %s\n",
		regions_text);
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", path));
	cr_expect_not_null(strstr(run.err, message), "%s", run.err);
	program_release(&run);
	cr_expect_eq(scratch_count(scratch_path("wrong")), -1, "nothing is printed");
}

Test(edits, outside_of_the_session_are_refused)
{
	expect_refusal("x: { parts: [ { to: 0.5 s }, { from: 2 s, length: 1 s } ] }",
		       "wrong.yaml:6:34: error: part 2 of region \"x\" begins after the end; the session is 1 s long "
		       "(48000 frames) [out-of-range]");
	expect_refusal("x: { parts: [ { to: 1.5 s }, { from: 0 s, length: 1 s } ], tail: yes }",
		       "wrong.yaml:6:19: error: part 1 of region \"x\" ends after the end; the session is 1 s long "
		       "(48000 frames); let it end earlier [out-of-range]");
	expect_refusal(
		"x: { from: 0.5 s, length: 1 s, fade_out: 1 ms }",
		"wrong.yaml:6:5: error: region \"x\" ends after the end; the session is 1 s long (48000 frames); "
		"let it end earlier, or add `tail: yes` to the region [out-of-range]");
	expect_refusal("x: { parts: [ { to: 0.5 s }, { from: 0 s, length: 0.01 ms } ] }",
		       "wrong.yaml:6:34: error: part 2 of region \"x\" is shorter than a frame; let it end later "
		       "[out-of-range]");
}
