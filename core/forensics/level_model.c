/* stemprint: finds what moving gains and limits explain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/level_model.h"

#include "dsp/elementary.h"

#include <math.h>

#define MOVING_HANDICAP_DB 4.0
#define CURVE_HANDICAP_DB 6.0
#define LIMIT_HANDICAP_DB 2.0
#define CURVE_ADVANTAGE 2.5119 /* the difference of these handicaps */
#define NEAR_CEILING 0.99
#define RELEASE_SECONDS 0.3
#define TURNED_DOWN 100.0 /* times the energy of a file that its residual may have: a limiter takes 20 dB at most */
#define CEILING_SHARE_MOST 0.3 /* share of the samples of a file that stand at its peak */

enum { CURVE_POINTS = 64, CEILING_SAMPLES_LEAST = 8 };

static double share_of(const struct forensics_case *evidence, double left)
{
	return fmax(0.0, left - evidence->floor) / evidence->survey.energy;
}

/* Gives, by segment, the energies of a stem or of the sum and their products with the residual. */
static void segments_of(const struct forensics_case *evidence, size_t stem, const double **power, const double **cross)
{
	const struct residual_survey *survey = &evidence->survey;
	*power = stem == CAUSE_OF_MIX ? survey->sum_power : survey->files[stem + 1].power;
	*cross = stem == CAUSE_OF_MIX ? survey->sum_cross : survey->files[stem + 1].cross;
}

static void add_curve(struct models *models, const struct forensics_case *evidence, size_t stem)
{
	const struct residual_survey *survey = &evidence->survey;
	const double *power, *cross;
	double left = 0.0;
	segments_of(evidence, stem, &power, &cross);
	for (size_t i = 0; i < survey->segment_count; i++) {
		const double explained = power[i] > 0.0 ? cross[i] * cross[i] / power[i] : 0.0;
		left += fmax(0.0, survey->residual[i] - explained);
	}
	const struct model model = { .kind = CAUSE_GAIN_CURVE,
				     .stem = stem,
				     .share = share_of(evidence, left),
				     .handicap_db = MOVING_HANDICAP_DB };
	models_add(models, &model);
}

const struct cause_point *level_gain_curve(const struct forensics_case *evidence, size_t stem, struct arena *arena,
					   size_t *count)
{
	const struct residual_survey *survey = &evidence->survey;
	struct cause_point *points = ARENA_ARRAY(arena, struct cause_point, CURVE_POINTS);
	const size_t step = (survey->segment_count + CURVE_POINTS - 1) / CURVE_POINTS;
	const double *power, *cross;
	double loudest = 0.0;
	*count = 0;
	if (!points)
		return NULL;
	segments_of(evidence, stem, &power, &cross);
	for (size_t i = 0; i < survey->segment_count; i++)
		loudest = fmax(loudest, power[i]);
	for (size_t start = 0; start < survey->segment_count; start += step) {
		double sum_power = 0.0, sum_cross = 0.0;
		const size_t end = start + step < survey->segment_count ? start + step : survey->segment_count;
		for (size_t i = start; i < end; i++) {
			sum_power += power[i];
			sum_cross += cross[i];
		}
		if (sum_power <= 1e-6 * loudest)
			continue;
		const double middle = 0.5 * (double)(start + end) * (double)survey->segment_frames;
		points[(*count)++] = (struct cause_point){ middle / evidence->sample_rate,
							   gain_to_decibel(fmax(1.0 + sum_cross / sum_power, 1e-5)) };
	}
	return points;
}

/* Returns the energy that a limiter cannot have made: residual further than a release from where the file stands at its
   ceiling, residual of the wrong direction, or residual where the file is silent. */
static double left_by_limiter(const struct forensics_case *evidence, const struct survey_file *signal, bool inward)
{
	const struct residual_survey *survey = &evidence->survey;
	const double release = RELEASE_SECONDS * evidence->sample_rate;
	double left = inward ? signal->outward_energy : signal->inward_energy, since = release;
	for (size_t i = 0; i < survey->segment_count; i++) {
		const bool next = i + 1 < survey->segment_count && signal->peaks[i + 1] >= NEAR_CEILING * signal->peak;
		since = signal->peaks[i] >= NEAR_CEILING * signal->peak ? 0.0 : since + (double)survey->segment_frames;
		const bool silent = survey->residual[i] > TURNED_DOWN * signal->power[i];
		if (silent || (since > release && !next))
			left += survey->residual[i];
	}
	return left;
}

/* Adds the model of a residual that lies where the file is at its peak, or that a curve without memory makes of the
   file, or that a limiter makes, which takes a while to release. */
static void add_limit(struct models *models, const struct forensics_case *evidence, size_t file, size_t stem)
{
	const struct survey_file *signal = &evidence->survey.files[file];
	double curve = 0.0, samples = 0.0;
	for (size_t i = 0; i < SURVEY_LEVELS; i++) {
		samples += signal->counts[i];
		if (signal->counts[i] > 0.0)
			curve += signal->outward[i] * signal->outward[i] / signal->counts[i];
	}
	const double ceiling = stem == CAUSE_OF_MIX ? signal->ceiling_energy_inward : signal->ceiling_energy;
	const bool clipped = signal->ceiling_count >= CEILING_SAMPLES_LEAST &&
			     (double)signal->ceiling_count < CEILING_SHARE_MOST * samples;
	const double left_by_curve = evidence->survey.energy - curve;
	double left = evidence->survey.energy - (clipped ? ceiling : 0.0);
	if (clipped)
		left = fmin(left, left_by_limiter(evidence, signal, stem == CAUSE_OF_MIX));
	/* A straight line is a curve, too, so a curve must explain clearly more than a gain would. */
	const bool curved = left_by_curve * CURVE_ADVANTAGE < left;
	const struct model model = { .kind = CAUSE_LIMITED,
				     .stem = stem,
				     .share = share_of(evidence, curved ? left_by_curve : left),
				     .handicap_db = curved ? CURVE_HANDICAP_DB : LIMIT_HANDICAP_DB,
				     .value = gain_to_decibel(signal->peak) };
	models_add(models, &model);
}

void models_add_levels(struct models *models, const struct forensics_case *evidence)
{
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	for (size_t i = 0; i <= said; i++) {
		const size_t stem = i == 0 ? CAUSE_OF_MIX : i - 1;
		add_curve(models, evidence, stem);
		add_limit(models, evidence, i, stem);
	}
}
