/* Sets the faders of a draft.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_level.h"

#include <math.h>
#include <stdlib.h>

static const double crest_db = 14.0; /* of a sound that is too short for a loudness */
static const double trim_most_db = 60.0;

static double power_of(double db)
{
	return pow(10.0, db / 10.0);
}

/* One channel of dual mono has 3 dB less than both. */
static double loudness_of(const struct draft *draft, const struct draft_file *file)
{
	const double own = isnan(file->integrated_lufs) ? file->peak_dbfs - crest_db : file->integrated_lufs;
	if (file->dual_mono)
		return own - 10.0 * log10(2.0);
	if (!file->paired)
		return own;
	const struct draft_file *right = &draft->files[file->other];
	const double other = isnan(right->integrated_lufs) ? right->peak_dbfs - crest_db : right->integrated_lufs;
	return 10.0 * log10(power_of(own) + power_of(other));
}

static void count_roles(const struct draft *draft, size_t counts[ROLE_COUNT])
{
	for (size_t i = 0; i < draft->track_count; i++)
		counts[draft->files[draft->tracks[i]].guess.role]++;
}

static int compare_numbers(const void *a, const void *b)
{
	const double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare_numbers);
	return values[count / 2];
}

static double rounded(double value, double step)
{
	return round(value / step) * step;
}

static double fader_of(double wanted_db)
{
	return rounded(fmax(DRAFT_FADER_LEAST_DB, fmin(DRAFT_FADER_MOST_DB, wanted_db)), 0.5);
}

static void estimate_groups(struct draft *draft)
{
	double powers[GROUP_COUNT] = { 0 }, sum = 0.0;
	for (size_t i = 0; i < draft->track_count; i++) {
		const struct draft_file *file = &draft->files[draft->tracks[i]];
		const double power = power_of(loudness_of(draft, file) + file->fader_db);
		powers[draft_group(file)] += power;
		sum += power;
	}
	for (size_t i = 0; i < GROUP_COUNT; i++)
		draft->group_lufs[i] = powers[i] > 0.0 ? 10.0 * log10(powers[i]) : (double)NAN;
	draft->trim_db = 0.0;
	if (sum > 0.0)
		draft_move(draft, DRAFT_LOUDNESS_LUFS - 10.0 * log10(sum));
}

void draft_move(struct draft *draft, double gain_db)
{
	const double before = draft->trim_db;
	draft->trim_db = rounded(fmax(-trim_most_db, fmin(trim_most_db, before + gain_db)), 0.1);
	for (size_t i = 0; i < GROUP_COUNT; i++)
		draft->group_lufs[i] += draft->trim_db - before;
}

enum status draft_level_tracks(struct draft *draft)
{
	double *wanted = ARENA_ARRAY(draft->arena, double, draft->track_count);
	double *sorted = ARENA_ARRAY(draft->arena, double, draft->track_count);
	size_t counts[ROLE_COUNT] = { 0 };
	if (!wanted || !sorted)
		return STATUS_NO_MEMORY;
	count_roles(draft, counts);
	for (size_t i = 0; i < draft->track_count; i++) {
		const struct draft_file *file = &draft->files[draft->tracks[i]];
		const enum role role = file->guess.role;
		sorted[i] = wanted[i] =
			role_facts[role].loudness_lufs - 10.0 * log10((double)counts[role]) - loudness_of(draft, file);
	}
	const double middle = (DRAFT_FADER_LEAST_DB + DRAFT_FADER_MOST_DB) / 2.0;
	const double offset = draft->track_count > 0 ? median(sorted, draft->track_count) - middle : 0.0;
	for (size_t i = 0; i < draft->track_count; i++)
		draft->files[draft->tracks[i]].fader_db = fader_of(wanted[i] - offset);
	estimate_groups(draft);
	return STATUS_OK;
}
