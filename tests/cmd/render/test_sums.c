/* Tests the levels at summing points against sums of sines in phase, and the warning about those over 0 dBFS.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

TestSuite(sums, .init = song_make, .fini = scratch_remove);

/* Two tones of 1 kHz start at phase zero, so their peaks add up. A period is 48 frames, so every peak is a sample. */
#define TONE(NAME, LEVEL, REST)                                                                                        \
	"  " NAME ": { source: { generate: tone, freq: 1 kHz, level: " LEVEL ", length: 1 s }" REST " }\n"
#define HOT                                                                                                            \
	"version: 1\ntracks:\n" TONE("one", "-3 dB",                                                                   \
				     ", pan_law: 0 dB, output: pair, sends: [ { to: echo, level: -6 dB } ]")           \
		TONE("two", "-3 dB",                                                                                   \
		     ", pan_law: 0 dB, output: pair") "buses:\n  pair: { fader: -20 dB%s }\nauxes:\n  echo: { fader: " \
						      "-20 dB }\noutputs:\n  master: {}\n"

static const double pair_dbfs = -3.0 + 20.0 * 0.30102999566398120; /* twice the amplitude */

static char *recipe_with(const char *inserts)
{
	static char yaml[1024];
	snprintf(yaml, sizeof yaml, HOT, inserts);
	return yaml;
}

static json_t *sums_of(const char *const *arguments)
{
	struct program_run run = program_expect(0, arguments);
	json_t *report = json_loads(run.out, 0, NULL);
	cr_assert_not_null(report);
	json_t *sums = json_incref(json_object_get(report, "sums"));
	json_decref(report);
	program_release(&run);
	return sums;
}

static void expect_sum(const json_t *sums, size_t index, const char *strip, double inputs, double peak_dbfs)
{
	const json_t *sum = json_array_get(sums, index);
	cr_assert_str_eq(json_string_value(json_object_get(sum, "strip")), strip);
	cr_expect_eq(json_number_value(json_object_get(sum, "inputs")), inputs);
	cr_expect_float_eq(json_number_value(json_object_get(sum, "peak_dbfs")), peak_dbfs, 0.0051, "%s: %g", strip,
			   json_number_value(json_object_get(sum, "peak_dbfs")));
}

Test(sums, add_up_as_sines_of_one_phase_do)
{
	const char *recipe = song_recipe("hot.yaml", recipe_with(""));
	json_t *sums = sums_of(PROGRAM_ARGUMENTS("render", "--json", "-", recipe));
	cr_assert_eq(json_array_size(sums), 5);
	expect_sum(sums, 0, "one", 1.0, -3.0);
	expect_sum(sums, 1, "two", 1.0, -3.0);
	expect_sum(sums, 2, "pair", 2.0, pair_dbfs);
	expect_sum(sums, 3, "echo", 1.0, -9.0);
	const double master = pow(10.0, (pair_dbfs - 20.0) / 20.0) + pow(10.0, -29.0 / 20.0);
	expect_sum(sums, 4, "master", 2.0, 20.0 * log10(master));
	json_decref(sums);
}

Test(sums, stand_in_the_table)
{
	const char *recipe = song_recipe("hot.yaml", recipe_with(""));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--csv", "-", recipe));
	cr_expect_not_null(strstr(run.out, "\npair,input_peak_dbfs,3.02,dBFS,\n"), "%s", run.out);
	program_release(&run);
}

Test(sums, do_not_depend_on_threads_and_blocks)
{
	const char *recipe = song_recipe("hot.yaml", recipe_with(""));
	json_t *one = sums_of(PROGRAM_ARGUMENTS("render", "-j", "1", "--block", "7", "--json", "-", recipe));
	json_t *two =
		sums_of(PROGRAM_ARGUMENTS("render", "--anew", "-j", "2", "--block", "4096", "--json", "-", recipe));
	cr_expect(json_equal(one, two));
	json_decref(one);
	json_decref(two);
}

static void expect_warning(const char *inserts, bool expected)
{
	const char *recipe = song_recipe("hot.yaml", recipe_with(inserts));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", recipe));
	const bool found = strstr(run.err, "hot.yaml:6:3: warning: the inputs of \"pair\" add up to a peak of +3.0 "
					   "dBFS; nothing clips here");
	cr_expect_eq(found, expected, "%s", run.err);
	cr_expect_not_null(strstr(run.out, "sums      pair +3.0 dBFS\n"), "%s", run.out);
	program_release(&run);
}

Test(sums, over_full_scale_are_warned_of_unless_a_meter_stands_there)
{
	expect_warning("", true);
	expect_warning(", inserts: [ meter: pair ]", false);
}
