/* Tests `null --bleed`: the shares follow by formula from how the stems are made.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 1440000, DELAY = 37, FLOAT = SF_FORMAT_WAV | SF_FORMAT_FLOAT };

static const double tone_hz = 1500.0;

/* Stem a is noise. Stem b is noise of its own, and a at -20 dB, 37 frames late. Stems c and d are noises with one tone
 * in both. */
static void make(void)
{
	scratch_make();
	struct sound stems[4];
	for (unsigned i = 0; i < 4; i++)
		stems[i] = sound_noise(i + 1, 1, FRAMES, 0.2);
	for (size_t i = 0; i < FRAMES; i++) {
		const double tone = 0.01 * sin(2.0 * 3.14159265358979323846 * tone_hz * (double)i / 48000.0);
		stems[1].samples[i] += i < DELAY ? 0.0 : 0.1 * stems[0].samples[i - DELAY];
		stems[2].samples[i] += tone;
		stems[3].samples[i] += tone;
	}
	const char *const names[] = { "a.wav", "b.wav", "c.wav", "d.wav" };
	for (size_t i = 0; i < 4; i++)
		sound_write(scratch_path(names[i]), &stems[i], FLOAT);
	for (size_t i = 0; i < FRAMES; i++)
		stems[0].samples[i] += stems[1].samples[i] + stems[2].samples[i] + stems[3].samples[i];
	sound_write(scratch_path("mix.wav"), &stems[0], FLOAT);
	for (size_t i = 0; i < 4; i++)
		sound_release(&stems[i]);
}

TestSuite(coherence, .init = make, .fini = scratch_remove);

/* The paths are copied, because those of scratch_path() do not last. */
static char *path_of(const char *name)
{
	return strdup(scratch_path(name));
}

static struct program_run run_null(const char *output)
{
	char *files[] = { path_of("mix.wav"), path_of("a.wav"), path_of("b.wav"), path_of("c.wav"), path_of("d.wav") };
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("null", "--max", "-100", "--bleed", output, "-",
								     files[0], files[1], files[2], files[3], files[4]));
	for (size_t i = 0; i < 5; i++)
		free(files[i]);
	return run;
}

static const char *last_part(const json_t *value)
{
	return strrchr(json_string_value(value), '/') + 1;
}

static void expect_pair(const json_t *pair)
{
	const char *one = last_part(json_object_get(pair, "one")), *other = last_part(json_object_get(pair, "other"));
	const json_t *share = json_object_get(pair, "one_share_db"), *back = json_object_get(pair, "other_share_db");
	const json_t *largest = json_object_get(pair, "largest");
	if (*one == 'a' && *other == 'b') {
		/* The share of b is 0.01 / 1.01 at every frequency, and so is that of a. The late part of a window is
		 * missing, and so is a little of the share. */
		const double expected = 10.0 * log10(0.01 / 1.01);
		cr_expect_float_eq(json_number_value(share), expected, 0.5, "%g", json_number_value(share));
		cr_expect_float_eq(json_number_value(back), expected, 0.5, "%g", json_number_value(back));
	} else if (*one == 'c' && *other == 'd') {
		/* The tone lies on a bin. In a Hann window of 4096 it has (A / 2 * 4096 / 2)^2 there and a quarter of
		 * that in each neighbour. The noise has 4096 * 3 / 8 times its variance in each bin. */
		const double noise = 4096.0 * 0.375 * 0.2 * 0.2 / 3.0, tone = pow(0.005 * 2048.0, 2.0);
		const double top = pow(tone / (tone + noise), 2.0), side = pow(tone / (tone + 4.0 * noise), 2.0);
		const double common = top * (tone + noise) + 2.0 * side * (0.25 * tone + noise);
		const double expected = 10.0 * log10(common / (2048.0 * noise + 1.5 * tone));
		cr_expect_float_eq(json_number_value(largest), top, 0.06, "%g, not %g", json_number_value(largest),
				   top);
		cr_expect_float_eq(json_number_value(share), expected, 0.5, "%g, not %g", json_number_value(share),
				   expected);
		cr_expect_float_eq(json_number_value(json_object_get(pair, "largest_hz")), tone_hz, 12.0);
	} else {
		cr_expect(json_is_null(share) && json_is_null(back) && json_is_null(largest), "%s, %s", one, other);
	}
}

Test(coherence, is_what_stems_have_in_common)
{
	struct program_run run = run_null("--json");
	json_t *report = json_loads(run.out, 0, NULL), *pair;
	cr_assert_not_null(report);
	const json_t *coherence = json_object_get(json_array_get(json_object_get(report, "null"), 0), "coherence");
	const json_t *pairs = json_object_get(coherence, "pairs");
	size_t index;
	cr_assert_eq(json_array_size(pairs), 6);
	/* There are 702 windows in 30 s, and each counts as 18/19. */
	cr_expect_float_eq(json_number_value(json_object_get(coherence, "floor_db")),
			   -10.0 * log10(702.0 * 18.0 / 19.0), 0.1);
	json_array_foreach(pairs, index, pair)
	{
		expect_pair(pair);
	}
	json_decref(report);
	program_release(&run);
}

Test(coherence, stands_in_the_table_and_the_rows)
{
	struct program_run run = run_null("--csv");
	cr_expect_not_null(strstr(run.out, "a.wav with "), "%s", run.out);
	cr_expect_not_null(strstr(run.out, ",coherence_share_db,-20."), "%s", run.out);
	cr_expect_not_null(strstr(run.err, "c and d: 0.7"), "%s", run.err);
	program_release(&run);
}
