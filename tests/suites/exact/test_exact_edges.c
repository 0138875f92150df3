/* Tests `sum: exact` where rounding is hardest: halves, stems that cancel, silence, full scale and more.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "exact_take.h"
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(exact_edges, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 120);

enum { STEMS = 4, FRAMES = 5000 };

/* Writes 1.wav to 4.wav, 64-bit float and stereo, from samples in LSB of 16 bits. */
static void write_sources(double (*sample)(size_t stem, size_t index))
{
	for (size_t stem = 1; stem <= STEMS; stem++) {
		char name[16];
		struct sound sound = { calloc(2 * FRAMES, sizeof(double)), FRAMES, 2, 48000 };
		cr_assert_not_null(sound.samples);
		for (size_t i = 0; i < (size_t)2 * FRAMES; i++)
			sound.samples[i] = sample(stem, i) * 0x1p-15;
		snprintf(name, sizeof name, "%zu.wav", stem);
		sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
		sound_release(&sound);
	}
}

/* Renders them as they are, and returns the output. */
static char *render(const char *dither, int code)
{
	char recipe[1024];
	snprintf(recipe, sizeof recipe,
		 "version: 1\nsession: { tail: none }\ntracks:\n"
		 "  a: { source: 1.wav, stem: s1 }\n  b: { source: 2.wav, stem: s2 }\n"
		 "  c: { source: 3.wav, stem: s3 }\n  d: { source: 4.wav, stem: s4 }\n"
		 "outputs: { master: {} }\nprint:\n  directory: out\n  sum: exact\n"
		 "  format: { encoding: pcm16, dither: %s }\n  mixes: { mix: {} }\n  stems: {}\n",
		 dither);
	scratch_write(scratch_path("edge.yaml"), recipe, strlen(recipe));
	struct program_run run = program_expect(code, PROGRAM_ARGUMENTS("render", scratch_path("edge.yaml")));
	char *said = run.out;
	run.out = NULL;
	program_release(&run);
	return said;
}

static int64_t difference(void)
{
	const struct exact_take take = { .stems = STEMS, .container = "wav" };
	return exact_difference(&take, "out");
}

static void expect_exact(double (*sample)(size_t stem, size_t index))
{
	static const char *const dithers[] = { "none", "tpdf" };
	write_sources(sample);
	for (size_t i = 0; i < 2; i++) {
		free(render(dithers[i], 0));
		cr_expect_eq(difference(), 0, "dither %s", dithers[i]);
	}
}

static double half(size_t stem, size_t index)
{
	(void)stem;
	return (double)(index % 7) - 3.0 + 0.5;
}

Test(exact_edges, halves)
{
	expect_exact(half);
}

static double cancelling(size_t stem, size_t index)
{
	const double large = 32700.0 * sin(0.37 * (double)index + (stem > 2 ? 1.0 : 0.0));
	return stem % 2 ? large + 0.3 : -large;
}

Test(exact_edges, large_stems_that_cancel)
{
	expect_exact(cancelling);
}

static double full_scale(size_t stem, size_t index)
{
	static const double levels[STEMS] = { 32765.4, -32765.3, 12000.45, -12000.2 };
	return levels[stem - 1] - (double)(index % 2);
}

Test(exact_edges, stems_that_almost_clip)
{
	expect_exact(full_scale);
}

static double one_silent(size_t stem, size_t index)
{
	return stem == 2 ? 0.0 : 1000.0 * sin(0.1 * (double)(index * stem));
}

/* Silence without dither is digital silence, and the report says so. */
Test(exact_edges, silence_stays_silent)
{
	expect_exact(one_silent);
	free(render("none", 0));
	struct sound stem = sound_read(scratch_path("out/stems/s2.wav"));
	cr_expect_eq(sound_peak(&stem), 0.0);
	sound_release(&stem);
}

/* With dither the file is not silent, but the stem is. */
Test(exact_edges, a_silent_stem_is_told_under_its_dither)
{
	write_sources(one_silent);
	free(render("tpdf", 0));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", scratch_path("edge.yaml")));
	cr_expect_not_null(strstr(run.err, "stem \"s2\" is silent"), "%s", run.err);
	program_release(&run);
}

static double too_loud(size_t stem, size_t index)
{
	if (stem == 1)
		return index == 4001 ? 40000.0 : 100.3;
	return stem == 2 && index == 4001 ? -20000.0 : 10.2;
}

/* One stem clips although the mix does not, so no integers of 16 bits add up. The render ends with a verdict, and its
 * files are there. */
Test(exact_edges, a_stem_that_clips_fails_the_proof)
{
	write_sources(too_loud);
	char *said = render("none", 1);
	cr_expect_not_null(strstr(said, "clipping s1: 1 sample clipped at frame 2000"), "%s", said);
	cr_expect_not_null(strstr(said, "at frame 2000 of channel 2"), "%s", said);
	cr_expect_not_null(strstr(said, "asks for an exact sum"), "%s", said);
	cr_expect_gt(difference(), 0);
	free(said);
}
