/* stemprint: judges the loudness of a file by a recipe or a profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/loudness_verdict.h"

#include <math.h>

/* AES17 gives a full-scale sine 0 dB; a limit of plain rms gives 0 dB to a full-scale square. */
static const double sine_rms_db = 3.0103;

struct judging {
	struct verdicts *verdicts;
	const char *name;
	const char *by; /* " by spotify", or "" */
};

static void add(const struct judging *judging, const char *what, enum verdict_status status, const char *detail)
{
	struct verdicts *verdicts = judging->verdicts;
	verdicts_add(verdicts, arena_format(verdicts->arena, "%s %s", what, judging->name), status, detail);
}

static void judge_integrated(const struct judging *judging, double lufs, const struct loudness_limits *limits)
{
	struct arena *arena = judging->verdicts->arena;
	double off = lufs - limits->integrated_lufs;
	enum verdict_status status = fabs(off) <= limits->tolerance_lu ? VERDICT_PASS : VERDICT_FAIL;
	const char *detail = "not measurable: silent, or shorter than 400 ms";
	if (isnan(lufs))
		status = VERDICT_UNKNOWN;
	else if (status == VERDICT_PASS)
		detail = arena_format(arena, "%.2f LUFS; %.2f LUFS within %.2f LU asked for%s", lufs,
				      limits->integrated_lufs, limits->tolerance_lu, judging->by);
	else
		detail =
			arena_format(arena, "%.2f LUFS; %.2f LUFS within %.2f LU asked for%s: %s the output by %.2f dB",
				     lufs, limits->integrated_lufs, limits->tolerance_lu, judging->by,
				     off > 0.0 ? "lower" : "raise", fabs(off));
	add(judging, "integrated", status, detail);
}

/* Fails what the meter of BS.1770 reads over the limit, and what certainly is over it. */
static bool is_over(const struct loudness *loudness, double most)
{
	return loudness->bs1770_peak_dbtp > most || loudness->true_peak_dbtp > most + LOUDNESS_TRUE_PEAK_UNCERTAINTY_DB;
}

/* The reading, and that of BS.1770 where the two differ by more than either of them may be off. */
static const char *true_peak_reading(struct arena *arena, const struct loudness *loudness)
{
	if (!(loudness->true_peak_dbtp - loudness->bs1770_peak_dbtp > LOUDNESS_TRUE_PEAK_UNCERTAINTY_DB))
		return arena_format(arena, "%.2f dBTP", loudness->true_peak_dbtp);
	return arena_format(arena, "%.2f dBTP (%.2f by the meter of BS.1770)", loudness->true_peak_dbtp,
			    loudness->bs1770_peak_dbtp);
}

static void judge_true_peak(const struct judging *judging, const struct loudness *loudness, double most)
{
	struct arena *arena = judging->verdicts->arena;
	double peak = loudness->true_peak_dbtp;
	enum verdict_status status = VERDICT_PASS;
	const char *detail = "silent";
	if (isnan(peak) && !isnan(loudness->sample_peak_dbfs)) {
		status = VERDICT_UNKNOWN;
		detail = "not measurable: samples beyond +300 dBFS";
	} else if (!isnan(peak) && !is_over(loudness, most)) {
		detail = arena_format(arena, "%s; at most %.2f dBTP asked for%s", true_peak_reading(arena, loudness),
				      most, judging->by);
	} else if (!isnan(peak)) {
		status = VERDICT_FAIL;
		detail = arena_format(arena,
				      "%s; at most %.2f dBTP asked for%s: lower the output by %.2f dB or limit it",
				      true_peak_reading(arena, loudness), most, judging->by, peak - most);
	}
	add(judging, "true_peak", status, detail);
}

/* A figure that must not be over a limit, and the remedy when it is. */
struct ceiling {
	const char *what, *unit, *absent, *remedy;
	enum verdict_status of_silence;
};

static void judge_ceiling(const struct judging *judging, const struct ceiling *ceiling, double value, double most)
{
	if (isnan(most))
		return;
	enum verdict_status status = value <= most ? VERDICT_PASS : VERDICT_FAIL;
	const char *detail = ceiling->absent;
	if (isnan(value))
		status = ceiling->of_silence;
	else
		detail = arena_format(judging->verdicts->arena, "%.2f %s; at most %.2f %s asked for%s%s", value,
				      ceiling->unit, most, ceiling->unit, judging->by,
				      status == VERDICT_PASS ? "" : ceiling->remedy);
	add(judging, ceiling->what, status, detail);
}

static void judge_rms(const struct judging *judging, double rms_dbfs, const struct loudness_limits *limits)
{
	double rms = rms_dbfs - sine_rms_db;
	double least = isnan(limits->rms_least_dbfs) ? -HUGE_VAL : limits->rms_least_dbfs;
	double most = isnan(limits->rms_most_dbfs) ? HUGE_VAL : limits->rms_most_dbfs;
	if (isnan(limits->rms_least_dbfs) && isnan(limits->rms_most_dbfs))
		return;
	enum verdict_status status = rms >= least && rms <= most ? VERDICT_PASS : VERDICT_FAIL;
	const char *detail = "not measurable: silent";
	if (isnan(rms))
		status = VERDICT_UNKNOWN;
	else if (isinf(least))
		detail = arena_format(judging->verdicts->arena, "%.2f dBFS; at most %.2f dBFS asked for%s", rms, most,
				      judging->by);
	else if (isinf(most))
		detail = arena_format(judging->verdicts->arena, "%.2f dBFS; at least %.2f dBFS asked for%s", rms, least,
				      judging->by);
	else
		detail = arena_format(judging->verdicts->arena, "%.2f dBFS; %.2f to %.2f dBFS asked for%s", rms, least,
				      most, judging->by);
	add(judging, "rms", status, detail);
}

static double true_peak_limit(const struct loudness *loudness, const struct loudness_limits *limits)
{
	if (!isnan(limits->true_peak_loud_dbtp) && loudness->integrated_lufs > limits->loud_lufs)
		return limits->true_peak_loud_dbtp;
	return limits->true_peak_dbtp;
}

void verdicts_add_loudness(struct verdicts *verdicts, const char *name, const struct loudness_figures *figures,
			   const struct loudness_limits *limits, const char *by)
{
	static const struct ceiling range = { "range", "LU", "not measurable: silent, or shorter than 3 s",
					      ": compress the output more", VERDICT_UNKNOWN };
	static const struct ceiling short_term = { "short_term", "LUFS", "not measurable: silent, or shorter than 3 s",
						   ": lower or compress what is loudest", VERDICT_UNKNOWN };
	static const struct ceiling momentary = { "momentary", "LUFS", "not measurable: silent, or shorter than 400 ms",
						  ": lower or compress what is loudest", VERDICT_UNKNOWN };
	static const struct ceiling peak = { "peak", "dBFS", "silent", ": lower the output or limit it", VERDICT_PASS };
	const struct loudness *loudness = &figures->loudness;
	const struct judging judging = { verdicts, name, by ? arena_format(verdicts->arena, " by %s", by) : "" };
	if (!judging.by) {
		verdicts->failed = true;
		return;
	}
	if (!isnan(limits->integrated_lufs))
		judge_integrated(&judging, loudness->integrated_lufs, limits);
	if (!isnan(limits->true_peak_dbtp))
		judge_true_peak(&judging, loudness, true_peak_limit(loudness, limits));
	judge_ceiling(&judging, &range, loudness->range_lu, limits->range_lu);
	judge_ceiling(&judging, &short_term, loudness->short_term_max_lufs, limits->short_term_lufs);
	judge_ceiling(&judging, &momentary, loudness->momentary_max_lufs, limits->momentary_lufs);
	judge_ceiling(&judging, &peak, loudness->sample_peak_dbfs, limits->peak_dbfs);
	judge_rms(&judging, figures->rms_dbfs, limits);
}

static const char *playback(struct arena *arena, const struct loudness *loudness,
			    const struct loudness_profile *profile)
{
	double off = loudness->integrated_lufs - profile->limits.integrated_lufs;
	double room = profile->limits.true_peak_dbtp - loudness->true_peak_dbtp;
	if (fabs(off) < 0.005)
		return arena_format(arena, "%s leaves it as it is", profile->name);
	if (off > 0.0)
		return arena_format(arena, "%s turns it down by %.2f dB, to %.2f LUFS", profile->name, off,
				    profile->limits.integrated_lufs);
	if (!profile->raises)
		return arena_format(arena, "%s leaves it as it is, %.2f LU under the %.2f LUFS that it turns down to",
				    profile->name, -off, profile->limits.integrated_lufs);
	if (isnan(room) || room >= -off)
		return arena_format(arena, "%s raises it by %.2f dB, to %.2f LUFS", profile->name, -off,
				    profile->limits.integrated_lufs);
	return arena_format(arena, "%s raises it by %.2f dB of %.2f: its true peak leaves no more", profile->name,
			    fmax(0.0, room), -off);
}

void verdicts_add_profile(struct verdicts *verdicts, struct verdicts *notes, const char *name,
			  const struct loudness_figures *figures, const struct loudness_limits *limits,
			  const struct loudness_profile *profile)
{
	struct verdicts *list = profile->advisory ? notes : verdicts;
	verdicts_add_loudness(list, name, figures, limits, profile->name);
	for (size_t i = 0; i < profile->unchecked_count; i++)
		verdicts_add(list, arena_format(list->arena, "unchecked %s", name), VERDICT_UNKNOWN,
			     arena_format(list->arena, "%s asks for what is not measured here: %s", profile->name,
					  profile->unchecked[i]));
	if (profile->plays && !isnan(figures->loudness.integrated_lufs) && !isnan(profile->limits.integrated_lufs))
		verdicts_add(notes, arena_format(notes->arena, "playback %s", name), VERDICT_PASS,
			     playback(notes->arena, &figures->loudness, profile));
}
