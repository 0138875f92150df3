/* Tests opaque inserts through the whole program: the report about them, and its verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(opaque_report, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

static json_t *render(const char *policy, const char *sum, const char *verify, int code)
{
	char recipe[2048];
	snprintf(recipe, sizeof recipe,
		 "version: 1\nsession: { tail: none }\ntracks:\n"
		 "  a: { stem: a, source: { generate: tone, freq: 100 Hz, level: -9 dBFS, length: 0.5 s } }\n"
		 "  b: { stem: b, source: { generate: white-noise, level: -20 dBFS, length: 0.5 s } }\n"
		 "outputs:\n  master: { inserts: [ tape: { drive: 12 dB, output: -6 dB, stems: %s } ] }\n"
		 "print:\n  directory: out\n  sum: %s\n  mixes: { mix: {}, only-a: { only: a } }\n  stems: {}\n%s",
		 policy, sum, verify);
	scratch_write(scratch_path("r.yaml"), recipe, strlen(recipe));
	struct program_run run =
		program_expect(code, PROGRAM_ARGUMENTS("render", "--anew", scratch_path("r.yaml"), "--no-loudness"));
	program_release(&run);
	return json_load_file(scratch_path("out/report.json"), 0, NULL);
}

static double number(const json_t *object, const char *key)
{
	cr_assert(json_is_number(json_object_get(object, key)), "%s", key);
	return json_number_value(json_object_get(object, key));
}

static void expect_text(const json_t *object, const char *key, const char *text)
{
	cr_expect_str_eq(json_string_value(json_object_get(object, key)), text);
}

Test(opaque_report, residue)
{
	json_t *report = render("residue", "exact", "", 0);
	const json_t *opaque = json_object_get(report, "opaque");
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	cr_assert_eq(json_array_size(opaque), 1u);
	expect_text(json_array_get(opaque, 0), "strip", "master");
	expect_text(json_array_get(opaque, 0), "processor", "tape");
	expect_text(json_array_get(opaque, 0), "stems", "residue");
	cr_expect_lt(number(json_array_get(opaque, 0), "relative_db"), -3.0);
	cr_expect_gt(number(json_array_get(opaque, 0), "relative_db"), -60.0);
	cr_expect_gt(number(json_array_get(opaque, 0), "peak_dbfs"), number(json_array_get(opaque, 0), "rms_dbfs"));
	cr_expect_eq(json_array_size(json_object_get(null, "stems")), 3u);
	expect_text(null, "verdict", "pass");
	cr_expect(json_is_true(json_object_get(null, "exact")));
	json_decref(report);
}

/* The report hides nothing: sound that is in no stem is a residual, and the verdict fails until the recipe says how
 * much may be missing. */
Test(opaque_report, per_lane)
{
	json_t *report = render("per-lane", "rounded", "", 1);
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	const json_t *opaque = json_array_get(json_object_get(report, "opaque"), 0);
	expect_text(opaque, "stems", "per-lane");
	/* The tape is the last insert, so the null test finds exactly what it leaves out. */
	const double missing = number(opaque, "peak_dbfs"), found = number(null, "residual_peak_dbfs");
	cr_expect_float_eq(missing, found, 0.02, "%g and %g", missing, found);
	expect_text(null, "verdict", "fail");
	cr_expect_eq(json_array_size(json_object_get(null, "stems")), 2u);
	json_decref(report);
	report = render("per-lane", "rounded", "verify: { proof: { max_residual: -6 dBFS } }\n", 0);
	null = json_array_get(json_object_get(report, "null"), 0);
	expect_text(null, "verdict", "pass");
	json_decref(report);
}
