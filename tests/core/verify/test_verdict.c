/* stemprint tests: verdicts and their words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_verdict.h"

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

static const char fader[] = "lower the fader or print float32";

Test(verdict, engine)
{
	struct verdicts verdicts = { .arena = arena_new() };
	verdicts_add_engine(&verdicts, NULL, 0.0, 0.0, NULL);
	expect_last(&verdicts, "engine", VERDICT_PASS, "exact: the lanes add up to the whole bit for bit");
	verdicts_add_engine(&verdicts, NULL, 1e-14, 1e-15, NULL);
	expect_last(&verdicts, "engine", VERDICT_PASS,
		    "residual -280.0 dBFS peak, -300.0 dBFS rms; at most -200 dBFS peak");
	verdicts_add_engine(&verdicts, NULL, 2e-10, 1e-15, NULL);
	expect_last(&verdicts, "engine", VERDICT_FAIL,
		    "residual -194.0 dBFS peak, -300.0 dBFS rms; at most -200 dBFS peak");
	verdicts_add_engine(&verdicts, NULL, nan_value, nan_value, NULL);
	cr_expect(verdicts.items[3].status == VERDICT_FAIL);
	arena_free(verdicts.arena);
}

Test(verdict, clipping)
{
	struct verdicts verdicts = { .arena = arena_new() };
	verdicts_add_clipping(&verdicts, "drums", 0, UINT64_MAX, -0.5, fader);
	expect_last(&verdicts, "clipping drums", VERDICT_PASS, "no sample clipped");
	verdicts_add_clipping(&verdicts, "drums", 1, 99, 0.004, fader);
	expect_last(&verdicts, "clipping drums", VERDICT_FAIL,
		    "1 sample clipped at frame 99, peak +0.00 dBFS: lower the fader or print float32");
	verdicts_add_clipping(&verdicts, "drums", 12, 4800, 1.5, fader);
	expect_last(&verdicts, "clipping drums", VERDICT_FAIL,
		    "12 samples clipped, the first at frame 4800, peak +1.50 dBFS: lower the fader or print float32");
	arena_free(verdicts.arena);
}

Test(verdict, proof)
{
	struct verdicts verdicts = { .arena = arena_new() };
	struct proof_result result = { .residual_peak_dbfs = -128.93,
				       .residual_rms_dbfs = -139.9,
				       .peak_frame = 4711,
				       .peak_channel = 1,
				       .floor_dbfs = -139.7,
				       .limit_dbfs = -138.7,
				       .bound_dbfs = -125.4,
				       .max_residual_dbfs = nan_value,
				       .status = VERDICT_PASS };
	verdicts_add_null(&verdicts, "mix", &result);
	expect_last(
		&verdicts, "null mix", VERDICT_PASS,
		"residual -128.9 dBFS peak at frame 4711 of channel 2, -139.9 dBFS rms; the formats allow -125.4 dBFS "
		"peak and -138.7 dBFS rms");
	result.status = VERDICT_FAIL;
	result.max_residual_dbfs = -130.0;
	verdicts_add_null(&verdicts, "mix", &result);
	expect_last(&verdicts, "null mix", VERDICT_FAIL,
		    "residual -128.9 dBFS peak at frame 4711 of channel 2, -139.9 dBFS rms; at most -130.0 "
		    "dBFS peak asked for");
	result = (struct proof_result){ .residual_peak_dbfs = -(double)INFINITY, .status = VERDICT_PASS };
	verdicts_add_null(&verdicts, "mix", &result);
	expect_last(&verdicts, "null mix", VERDICT_PASS, "exact: the stems add up to the mix bit for bit");
	arena_free(verdicts.arena);
}

Test(verdict, many_are_kept_in_order)
{
	struct verdicts verdicts = { .arena = arena_new() };
	for (uint64_t i = 1; i <= 100; i++)
		verdicts_add_clipping(&verdicts, "x", i, i, 0.0, fader);
	cr_expect(verdicts.count == 100);
	expect_last(&verdicts, "clipping x", VERDICT_FAIL,
		    "100 samples clipped, the first at frame 100, peak +0.00 dBFS: lower the fader or print float32");
	verdicts_add(&verdicts, NULL, VERDICT_PASS, "");
	cr_expect(verdicts.failed);
	arena_free(verdicts.arena);
}
