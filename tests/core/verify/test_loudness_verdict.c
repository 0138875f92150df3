/* stemprint tests: verdicts about loudness, by a recipe and by profiles.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/loudness_verdict.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct loudness_figures figures(double integrated, double true_peak)
{
	struct loudness_figures made = { .loudness = loudness_absent(0.0), .rms_dbfs = -17.0 };
	made.loudness.integrated_lufs = integrated;
	made.loudness.range_lu = 7.0;
	made.loudness.momentary_max_lufs = -10.0;
	made.loudness.short_term_max_lufs = -11.0;
	made.loudness.true_peak_dbtp = made.loudness.bs1770_peak_dbtp = true_peak;
	made.loudness.sample_peak_dbfs = true_peak - 0.5;
	return made;
}

static const struct verdict *last(const struct verdicts *verdicts)
{
	cr_assert(verdicts->count > 0);
	return &verdicts->items[verdicts->count - 1];
}

static void expect_last(const struct verdicts *verdicts, const char *name, enum verdict_status status,
			const char *detail)
{
	const struct verdict *verdict = last(verdicts);
	cr_expect_str_eq(verdict->name, name);
	cr_expect(verdict->status == status, "%s: %s", name, verdict->detail);
	cr_expect_str_eq(verdict->detail, detail);
}

/* One limit, and the words for a figure that keeps it, for one that does not, and for silence. */
Test(loudness_verdict, each_limit)
{
	const struct loudness_figures good = figures(-14.6, -1.0);
	struct loudness_figures bad = figures(-15.5, 0.25), silent = figures(0.0, 0.0);
	bad.loudness.range_lu = 9.0;
	bad.loudness.short_term_max_lufs = -8.0;
	bad.loudness.momentary_max_lufs = -6.0;
	bad.rms_dbfs = -10.0;
	silent.loudness = loudness_absent(0.0);
	silent.rms_dbfs = (double)NAN;
	static const struct {
		const char *name, *good, *bad, *silent;
		size_t offset;
		double limit;
		enum verdict_status of_silence;
	} rows[] = {
		{ "integrated mix", "-14.60 LUFS; -14.00 LUFS within 1.00 LU asked for",
		  "-15.50 LUFS; -14.00 LUFS within 1.00 LU asked for: raise the output by 1.50 dB",
		  "not measurable: silent, or shorter than 400 ms", offsetof(struct loudness_limits, integrated_lufs),
		  -14.0, VERDICT_UNKNOWN },
		{ "true_peak mix", "-1.00 dBTP; at most -1.00 dBTP asked for",
		  "0.25 dBTP; at most -1.00 dBTP asked for: lower the output by 1.25 dB or limit it", "silent",
		  offsetof(struct loudness_limits, true_peak_dbtp), -1.0, VERDICT_PASS },
		{ "range mix", "7.00 LU; at most 8.00 LU asked for",
		  "9.00 LU; at most 8.00 LU asked for: compress the output more",
		  "not measurable: silent, or shorter than 3 s", offsetof(struct loudness_limits, range_lu), 8.0,
		  VERDICT_UNKNOWN },
		{ "short_term mix", "-11.00 LUFS; at most -9.00 LUFS asked for",
		  "-8.00 LUFS; at most -9.00 LUFS asked for: lower or compress what is loudest",
		  "not measurable: silent, or shorter than 3 s", offsetof(struct loudness_limits, short_term_lufs),
		  -9.0, VERDICT_UNKNOWN },
		{ "momentary mix", "-10.00 LUFS; at most -7.00 LUFS asked for",
		  "-6.00 LUFS; at most -7.00 LUFS asked for: lower or compress what is loudest",
		  "not measurable: silent, or shorter than 400 ms", offsetof(struct loudness_limits, momentary_lufs),
		  -7.0, VERDICT_UNKNOWN },
		{ "peak mix", "-1.50 dBFS; at most -1.00 dBFS asked for",
		  "-0.25 dBFS; at most -1.00 dBFS asked for: lower the output or limit it", "silent",
		  offsetof(struct loudness_limits, peak_dbfs), -1.0, VERDICT_PASS },
		/* A sine at 0 dB by AES17 has a plain rms of -3.01 dB. */
		{ "rms mix", "-20.01 dBFS; at most -18.00 dBFS asked for", "-13.01 dBFS; at most -18.00 dBFS asked for",
		  "not measurable: silent", offsetof(struct loudness_limits, rms_most_dbfs), -18.0, VERDICT_UNKNOWN },
	};
	struct verdicts verdicts = { .arena = arena_new() };
	struct loudness_limits none = loudness_limits_none();
	verdicts_add_loudness(&verdicts, "mix", &bad, &none, NULL);
	cr_expect(verdicts.count == 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct loudness_limits limits = none;
		memcpy((char *)&limits + rows[i].offset, &rows[i].limit, sizeof rows[i].limit);
		limits.tolerance_lu = 1.0;
		verdicts_add_loudness(&verdicts, "mix", &good, &limits, NULL);
		expect_last(&verdicts, rows[i].name, VERDICT_PASS, rows[i].good);
		verdicts_add_loudness(&verdicts, "mix", &bad, &limits, NULL);
		expect_last(&verdicts, rows[i].name, VERDICT_FAIL, rows[i].bad);
		verdicts_add_loudness(&verdicts, "mix", &silent, &limits, NULL);
		expect_last(&verdicts, rows[i].name, rows[i].of_silence, rows[i].silent);
		cr_expect(verdicts.count == 3 * (i + 1));
	}
	struct loudness_figures absurd = silent;
	absurd.loudness.sample_peak_dbfs = 6000.0;
	struct loudness_limits limits = none;
	limits.true_peak_dbtp = -1.0;
	verdicts_add_loudness(&verdicts, "mix", &absurd, &limits, NULL);
	expect_last(&verdicts, "true_peak mix", VERDICT_UNKNOWN, "not measurable: samples beyond +300 dBFS");
	cr_expect(!verdicts.failed);
	arena_free(verdicts.arena);
}

/* What either of two meters reads over the limit fails, the finer one beyond its own uncertainty. */
Test(loudness_verdict, both_true_peaks_are_judged)
{
	static const struct {
		double true_peak, bs1770;
		enum verdict_status status;
		const char *detail;
	} rows[] = {
		{ -1.01, -1.4, VERDICT_PASS,
		  "-1.01 dBTP (-1.40 by the meter of BS.1770); at most -1.00 dBTP asked for" },
		{ -0.99, -1.0, VERDICT_PASS, "-0.99 dBTP; at most -1.00 dBTP asked for" },
		{ -0.99, -0.99, VERDICT_FAIL,
		  "-0.99 dBTP; at most -1.00 dBTP asked for: lower the output by 0.01 dB or limit it" },
		{ -0.42, -1.0, VERDICT_FAIL,
		  "-0.42 dBTP (-1.00 by the meter of BS.1770); at most -1.00 dBTP asked for: lower the output by "
		  "0.58 dB or limit it" },
	};
	struct verdicts verdicts = { .arena = arena_new() };
	struct loudness_limits limits = loudness_limits_none();
	limits.true_peak_dbtp = -1.0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct loudness_figures made = figures(-14.0, rows[i].true_peak);
		made.loudness.bs1770_peak_dbtp = rows[i].bs1770;
		verdicts_add_loudness(&verdicts, "mix", &made, &limits, NULL);
		expect_last(&verdicts, "true_peak mix", rows[i].status, rows[i].detail);
	}
	arena_free(verdicts.arena);
}

static struct loudness_profile service(void)
{
	struct loudness_profile profile = { .name = "radio", .plays = true, .raises = true };
	profile.limits = loudness_limits_none();
	profile.limits.integrated_lufs = -14.0;
	profile.limits.tolerance_lu = 1.0;
	profile.limits.true_peak_dbtp = -1.0;
	profile.limits.true_peak_loud_dbtp = -2.0;
	profile.limits.loud_lufs = -14.0;
	return profile;
}

Test(loudness_verdict, profiles_judge_and_tell_what_is_played)
{
	struct arena *arena = arena_new();
	struct verdicts verdicts = { .arena = arena }, notes = { .arena = arena };
	struct loudness_profile profile = service();
	struct loudness_figures loud = figures(-9.0, -1.5), soft = figures(-20.0, -3.0), room = figures(-16.0, -8.0);
	verdicts_add_profile(&verdicts, &notes, "mix", &loud, &profile.limits, &profile);
	expect_last(&verdicts, "true_peak mix", VERDICT_FAIL,
		    "-1.50 dBTP; at most -2.00 dBTP asked for by radio: lower the output by 0.50 dB or limit it");
	expect_last(&notes, "playback mix", VERDICT_PASS, "radio turns it down by 5.00 dB, to -14.00 LUFS");
	verdicts_add_profile(&verdicts, &notes, "mix", &soft, &profile.limits, &profile);
	expect_last(&verdicts, "true_peak mix", VERDICT_PASS, "-3.00 dBTP; at most -1.00 dBTP asked for by radio");
	expect_last(&notes, "playback mix", VERDICT_PASS,
		    "radio raises it by 2.00 dB of 6.00: its true peak leaves no more");
	verdicts_add_profile(&verdicts, &notes, "mix", &room, &profile.limits, &profile);
	expect_last(&notes, "playback mix", VERDICT_PASS, "radio raises it by 2.00 dB, to -14.00 LUFS");
	profile.raises = false;
	verdicts_add_profile(&verdicts, &notes, "mix", &room, &profile.limits, &profile);
	expect_last(&notes, "playback mix", VERDICT_PASS,
		    "radio leaves it as it is, 2.00 LU under the -14.00 LUFS that it turns down to");
	cr_expect(verdicts.count == 8 && notes.count == 4);
	arena_free(arena);
}

Test(loudness_verdict, advice_fails_nothing_and_what_is_not_measured_is_unknown)
{
	static const char *const unchecked[] = { "a gate for speech" };
	struct arena *arena = arena_new();
	struct verdicts verdicts = { .arena = arena }, notes = { .arena = arena };
	struct loudness_profile profile = service();
	struct loudness_figures loud = figures(-9.0, 0.5);
	profile.advisory = true;
	verdicts_add_profile(&verdicts, &notes, "mix", &loud, &profile.limits, &profile);
	cr_expect(verdicts.count == 0 && notes.counts[VERDICT_FAIL] == 2);
	profile.advisory = false;
	profile.unchecked = unchecked;
	profile.unchecked_count = 1;
	verdicts_add_profile(&verdicts, &notes, "mix", &loud, &profile.limits, &profile);
	expect_last(&verdicts, "unchecked mix", VERDICT_UNKNOWN,
		    "radio asks for what is not measured here: a gate for speech");
	arena_free(arena);
}

Test(loudness_verdict, what_a_recipe_says_wins)
{
	struct loudness_profile profile = service();
	struct loudness_limits own = loudness_limits_none();
	own.integrated_lufs = -20.0;
	own.tolerance_lu = 3.0;
	struct loudness_limits left = loudness_limits_without(&profile.limits, &own);
	cr_expect(isnan(left.integrated_lufs) && isnan(left.tolerance_lu));
	cr_expect(left.true_peak_dbtp == -1.0 && left.true_peak_loud_dbtp == -2.0);
	own.true_peak_dbtp = -3.0;
	left = loudness_limits_without(&profile.limits, &own);
	cr_expect(isnan(left.true_peak_dbtp) && isnan(left.true_peak_loud_dbtp));
}
