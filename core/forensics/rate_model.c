/* stemprint: finds what converted rates and drifting clocks explain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/rate_model.h"

#include "dsp/elementary.h"

#include <math.h>

#define HANDICAP_DB 3.0
#define PASS_BAND 0.85 /* of half a rate: any converter passes what lies below */
#define ABOVE_LEAST 0.9 /* share of the energy of the residual that must lie above it */
#define UPPER 0.2 /* share of the power of the residual, the highest in frequency, that is examined */
#define WALL 0.4 /* share of that which the converted file may still have there */
#define ALIKE 0.4 /* likeness of the fine structure of a stem, from which on the residual may be made of it */
#define DRIFT_LEAST_FRAMES 0.2 /* over the whole file */
#define DRIFT_MOST 2e-3 /* frames a frame */
#define DRIFT_SHARE 0.7 /* share of the energy of the residual that the delays may leave, block by block */
#define DRIFT_BLOCKS 5.0
#define DRIFT_SPREAD 0.05 /* of that span: the rms distance from the line */

static const double rates[] = {
	96000.0, 88200.0, 48000.0, 44100.0, 32000.0, 24000.0, 22050.0, 16000.0, 11025.0, 8000.0
};

enum { RATES = sizeof rates / sizeof rates[0] };

static double band(const double *power, size_t from, size_t to)
{
	double sum = 0.0;
	for (size_t k = from; k < to; k++)
		sum += power[k];
	return sum;
}

static double band_of_signal(const struct forensics_case *evidence, size_t signal, size_t from, size_t to)
{
	double sum = 0.0;
	for (size_t k = from; k < to; k++)
		sum += sum_fit_power(evidence->fit, signal, k);
	return sum;
}

/* Returns the power of the mix, which is the sum of its stems and the residual. */
static double band_of_mix(const struct forensics_case *evidence, size_t from, size_t to)
{
	const struct sum_fit *fit = evidence->fit;
	const size_t bins = evidence->spectra->bin_count, sum = evidence->proof->stem_count;
	double power = 0.0;
	for (size_t k = from; k < to; k++)
		power += fmax(0.0, fit->sum_power[k] + 2.0 * fit->real[sum * bins + k] + fit->residual_power[k]);
	return power;
}

/* Returns the stem that has nothing above the limit, and whose level the residual follows most. It is CAUSE_OF_MIX when
   the mix has nothing there, and the number of stems when all of them have. */
static size_t who_lost(const struct forensics_case *evidence, size_t from, double lost)
{
	const size_t bins = evidence->spectra->bin_count;
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	if (band_of_mix(evidence, from, bins) < WALL * lost)
		return CAUSE_OF_MIX;
	size_t best = said;
	for (size_t i = 0; i < said; i++) {
		if (evidence->survey.files[i + 1].energy == 0.0 ||
		    band_of_signal(evidence, i, from, bins) >= WALL * lost)
			continue;
		if (best == said ||
		    residual_track_company(evidence->track, i) > residual_track_company(evidence->track, best))
			best = i;
	}
	return best;
}

/* Tells whether the residual is made of another stem than the one that has nothing up there. */
static bool is_of_another(const struct forensics_case *evidence, size_t stem)
{
	bool another = false;
	for (size_t i = 0; i < evidence->proof->stem_count && stem != CAUSE_OF_MIX; i++)
		another |= i != stem && residual_track_likeness(evidence->track, i) >= ALIKE &&
			   residual_track_company(evidence->track, i) > residual_track_company(evidence->track, stem);
	return another;
}

/* Returns the bin above which that share of the power of the residual lies, past most of the slope of the converter. */
static size_t upper_part(const double *power, size_t bins)
{
	const double all = band(power, 0, bins);
	double above = 0.0;
	size_t bin = bins;
	while (bin > 0 && above < UPPER * all)
		above += power[--bin];
	return bin;
}

static void add_band_limit(struct models *models, const struct forensics_case *evidence)
{
	const double *power = evidence->fit->residual_power;
	const size_t bins = evidence->spectra->bin_count;
	const double width = evidence->sample_rate / (double)evidence->spectra->size;
	const double all = band(power, 0, bins);
	for (size_t i = 0; i < RATES; i++) {
		const double limit = rates[i] / 2.0;
		const size_t pass = (size_t)(PASS_BAND * limit / width), stop = upper_part(power, bins);
		if (limit >= 0.98 * evidence->sample_rate / 2.0 || band(power, pass, bins) < ABOVE_LEAST * all)
			continue;
		const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
		const double lost = band(power, stop, bins);
		const size_t stem = lost > 0.0 ? who_lost(evidence, stop, lost) : said;
		if (stem == said || is_of_another(evidence, stem))
			continue;
		const double left = band(power, 0, pass);
		const struct model model = { .kind = CAUSE_RATE,
					     .stem = stem,
					     .share = forensics_case_share(evidence, left),
					     .handicap_db = HANDICAP_DB,
					     .value = limit };
		models_add(models, &model);
		return;
	}
}

/* Returns the share of the residual that a delay leaves because it grows within each block: the mean over a block keeps
   sin(x)/x of each frequency. */
static double smeared(const struct forensics_case *evidence, size_t signal, double rate)
{
	const double width = fabs(rate) * evidence->track->reach;
	double lost = 0.0;
	for (size_t k = 1; k < evidence->spectra->bin_count; k++) {
		const double x = ELEMENTARY_PI * (double)k / (double)evidence->spectra->size * width;
		const double kept = x > 1e-6 ? sin(x) / x : 1.0;
		lost += sum_fit_power(evidence->fit, signal, k) * (1.0 - kept * kept);
	}
	return lost / evidence->fit->energy;
}

static void add_drift(struct models *models, const struct forensics_case *evidence, size_t signal)
{
	const struct track_drift drift = residual_track_drift(evidence->track, signal);
	if (drift.share > DRIFT_SHARE || drift.blocks < DRIFT_BLOCKS || fabs(drift.rate) > DRIFT_MOST)
		return;
	if (fabs(drift.span) < DRIFT_LEAST_FRAMES || drift.spread > DRIFT_SPREAD * fabs(drift.span))
		return;
	const double share = fmax(0.001, drift.share - smeared(evidence, signal, drift.rate));
	const struct model model = { .kind = CAUSE_RATE,
				     .stem = signal < evidence->proof->stem_count ? signal : CAUSE_OF_MIX,
				     .share = forensics_case_share(evidence, share * evidence->fit->energy),
				     .handicap_db = HANDICAP_DB,
				     .drift_ppm = 1e6 * drift.rate };
	models_add(models, &model);
}

void models_add_rates(struct models *models, const struct forensics_case *evidence)
{
	add_band_limit(models, evidence);
	for (size_t i = 0; i + evidence->proof->candidate_count < evidence->proof->stem_count; i++)
		add_drift(models, evidence, i);
	add_drift(models, evidence, evidence->proof->stem_count);
}
