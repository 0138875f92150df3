/* stemprint tests: verdicts and their words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/loudness.h"
#include "verify/null_test.h"
#include "verify/verdict.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const double nan_value = (double)NAN;

static void expect_last(const struct verdicts *verdicts, const char *name, enum verdict_status status,
			const char *detail)
{
	cr_assert(verdicts->count > 0);
	const struct verdict *last = &verdicts->items[verdicts->count - 1];
	cr_expect(strcmp(last->name, name) == 0);
	cr_expect(last->status == status, "%s: %s", name, last->detail);
	cr_expect(strcmp(last->detail, detail) == 0);
}

Test(verdict, loudness)
{
	static const struct recipe_verify none = { (double)NAN, (double)NAN, 1.0, (double)NAN, (double)NAN };
	struct recipe_verify integrated = none, true_peak = none, range = none;
	integrated.integrated_lufs = -14.0;
	true_peak.true_peak_max_dbtp = -1.0;
	range.range_max_lu = 8.0;
	const struct loudness good = { -14.6, 7.0, -10.0, -11.0, -1.0, -1.5, (double)NAN, (double)NAN, (double)NAN };
	const struct loudness bad = { -15.5, 9.0, -10.0, -11.0, 0.25, -0.1, (double)NAN, (double)NAN, (double)NAN };
	const struct loudness silent = { nan_value, nan_value, nan_value, nan_value, nan_value,
					 nan_value, nan_value, nan_value, nan_value };
	struct verdicts verdicts = { .arena = arena_new() };
	verdicts_add_loudness(&verdicts, "mix", &good, &none);
	cr_expect(verdicts.count == 0);
	verdicts_add_loudness(&verdicts, "mix", &good, &integrated);
	expect_last(&verdicts, "integrated mix", VERDICT_PASS, "-14.60 LUFS; -14.00 LUFS within 1.00 LU asked for");
	verdicts_add_loudness(&verdicts, "mix", &bad, &integrated);
	expect_last(&verdicts, "integrated mix", VERDICT_FAIL,
		    "-15.50 LUFS; -14.00 LUFS within 1.00 LU asked for: raise the output by 1.50 dB");
	verdicts_add_loudness(&verdicts, "mix", &silent, &integrated);
	expect_last(&verdicts, "integrated mix", VERDICT_UNKNOWN, "not measurable: silent, or shorter than 400 ms");
	verdicts_add_loudness(&verdicts, "mix", &good, &true_peak);
	expect_last(&verdicts, "true_peak mix", VERDICT_PASS, "-1.00 dBTP; at most -1.00 dBTP asked for");
	verdicts_add_loudness(&verdicts, "mix", &bad, &true_peak);
	expect_last(&verdicts, "true_peak mix", VERDICT_FAIL,
		    "0.25 dBTP; at most -1.00 dBTP asked for: lower the output by 1.25 dB or limit it");
	verdicts_add_loudness(&verdicts, "mix", &silent, &true_peak);
	expect_last(&verdicts, "true_peak mix", VERDICT_PASS, "silent");
	const struct loudness absurd = { nan_value, nan_value, nan_value, nan_value, nan_value,
					 6000.0,    nan_value, nan_value, nan_value };
	verdicts_add_loudness(&verdicts, "mix", &absurd, &true_peak);
	expect_last(&verdicts, "true_peak mix", VERDICT_UNKNOWN, "not measurable: samples beyond +300 dBFS");
	verdicts_add_loudness(&verdicts, "mix", &good, &range);
	expect_last(&verdicts, "range mix", VERDICT_PASS, "7.00 LU; at most 8.00 LU asked for");
	verdicts_add_loudness(&verdicts, "mix", &bad, &range);
	expect_last(&verdicts, "range mix", VERDICT_FAIL,
		    "9.00 LU; at most 8.00 LU asked for: compress the output more");
	verdicts_add_loudness(&verdicts, "mix", &silent, &range);
	expect_last(&verdicts, "range mix", VERDICT_UNKNOWN, "not measurable: silent, or shorter than 3 s");
	cr_expect(verdicts.counts[VERDICT_PASS] == 4);
	cr_expect(verdicts.counts[VERDICT_FAIL] == 3);
	cr_expect(verdicts.counts[VERDICT_UNKNOWN] == 3);
	cr_expect(!(verdicts.failed));
	arena_free(verdicts.arena);
}

Test(verdict, engine)
{
	struct verdicts verdicts = { .arena = arena_new() };
	verdicts_add_engine(&verdicts, 0.0, 0.0);
	expect_last(&verdicts, "engine", VERDICT_PASS, "exact: the lanes add up to the whole bit for bit");
	verdicts_add_engine(&verdicts, 1e-14, 1e-15);
	expect_last(&verdicts, "engine", VERDICT_PASS,
		    "residual -280.0 dBFS peak, -300.0 dBFS rms; at most -200 dBFS peak");
	verdicts_add_engine(&verdicts, 2e-10, 1e-15);
	expect_last(&verdicts, "engine", VERDICT_FAIL,
		    "residual -194.0 dBFS peak, -300.0 dBFS rms; at most -200 dBFS peak");
	verdicts_add_engine(&verdicts, nan_value, nan_value);
	cr_expect(verdicts.items[3].status == VERDICT_FAIL);
	arena_free(verdicts.arena);
}

Test(verdict, clipping)
{
	struct verdicts verdicts = { .arena = arena_new() };
	verdicts_add_clipping(&verdicts, "drums", 0, -0.5);
	expect_last(&verdicts, "clipping drums", VERDICT_PASS, "no sample clipped");
	verdicts_add_clipping(&verdicts, "drums", 1, 0.004);
	expect_last(&verdicts, "clipping drums", VERDICT_FAIL,
		    "1 sample clipped, peak +0.00 dBFS: lower the fader or print float32");
	verdicts_add_clipping(&verdicts, "drums", 12, 1.5);
	expect_last(&verdicts, "clipping drums", VERDICT_FAIL,
		    "12 samples clipped, peak +1.50 dBFS: lower the fader or print float32");
	arena_free(verdicts.arena);
}

Test(verdict, null_test)
{
	struct verdicts verdicts = { .arena = arena_new() };
	struct null_result null = { .residual_peak_dbfs = -128.93,
				    .residual_rms_dbfs = -139.9,
				    .peak_frame = 4711,
				    .peak_channel = 1,
				    .floor_dbfs = -139.7,
				    .bound_dbfs = -125.4,
				    .max_residual_dbfs = nan_value,
				    .status = VERDICT_PASS };
	verdicts_add_null(&verdicts, "mix", &null);
	expect_last(
		&verdicts, "null mix", VERDICT_PASS,
		"residual -128.9 dBFS peak at frame 4711 of channel 2, -139.9 dBFS rms; the formats allow -125.4 dBFS "
		"peak and -138.7 dBFS rms");
	null.status = VERDICT_FAIL;
	null.max_residual_dbfs = -130.0;
	verdicts_add_null(&verdicts, "mix", &null);
	expect_last(&verdicts, "null mix", VERDICT_FAIL,
		    "residual -128.9 dBFS peak at frame 4711 of channel 2, -139.9 dBFS rms; at most -130.0 "
		    "dBFS peak asked for");
	null = (struct null_result){ .residual_peak_dbfs = -(double)INFINITY, .status = VERDICT_PASS };
	verdicts_add_null(&verdicts, "mix", &null);
	expect_last(&verdicts, "null mix", VERDICT_PASS, "exact: the stems add up to the mix bit for bit");
	arena_free(verdicts.arena);
}

Test(verdict, many_are_kept_in_order)
{
	struct verdicts verdicts = { .arena = arena_new() };
	for (uint64_t i = 1; i <= 100; i++)
		verdicts_add_clipping(&verdicts, "x", i, 0.0);
	cr_expect(verdicts.count == 100);
	expect_last(&verdicts, "clipping x", VERDICT_FAIL,
		    "100 samples clipped, peak +0.00 dBFS: lower the fader or print float32");
	verdicts_add(&verdicts, NULL, VERDICT_PASS, "");
	cr_expect(verdicts.failed);
	arena_free(verdicts.arena);
}
