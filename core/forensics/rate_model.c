/* stemprint: finds what converted rates and drifting clocks explain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/rate_model.h"

#include "dsp/elementary.h"

#include <math.h>

#define HANDICAP_DB 3.0
#define OUTDONE_DB 15.0 /* added to the handicap of a noise that lies above the limit */
#define PASS_BAND 0.85 /* of half a rate: any converter passes what lies below */
#define ABOVE_LEAST 0.9 /* share of the energy of the residual that must lie above it */
#define ABOVE_OF_RIPPLE 0.25 /* the same, of a residual that a filter makes under the limit */
#define RIPPLE_MOST 1e-4 /* of the power of a stem: 0.1 dB */
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
	const size_t follows = evidence->course.stem;
	bool another = stem != CAUSE_OF_MIX && follows != stem && residual_course_follows(&evidence->course, follows);
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

/* A band that ends at half of a rate: bins of the spectra. */
struct band_limit {
	double hertz;
	size_t pass, stop; /* any converter passes what lies under the first, and none what lies over the second */
};

/* Returns the energy under the limit that no filter of a signal explains, without what the formats leave there. A
   converter ripples in its pass band, and that is a filter. */
static double left_in_pass_band(const struct forensics_case *evidence, size_t signal, size_t pass)
{
	const struct sum_fit *fit = evidence->fit;
	const size_t bins = evidence->spectra->bin_count;
	const double floor = evidence->floor / evidence->survey.energy * fit->energy / (double)bins;
	double left = -floor * (double)pass;
	for (size_t k = 0; k < pass; k++) {
		const double power = sum_fit_power(fit, signal, k);
		const double a = fit->real[signal * bins + k], b = fit->imaginary[signal * bins + k];
		left += fmax(0.0, fit->residual_power[k] - (power > 0.0 ? (a * a + b * b) / power : 0.0));
	}
	return fmax(0.0, left);
}

/* Returns the stem without sound above the limit whose filter explains most of what lies under it; the number of stems
   when none explains so much that the rest lies above. */
static size_t who_ripples(const struct forensics_case *evidence, const struct band_limit *limit, double *left)
{
	const double *power = evidence->fit->residual_power;
	const size_t bins = evidence->spectra->bin_count;
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	const double above = band(power, limit->pass, bins), lost = band(power, limit->stop, bins);
	size_t best = said;
	*left = (1.0 / ABOVE_LEAST - 1.0) * above;
	for (size_t i = 0; i < said && above >= ABOVE_OF_RIPPLE * band(power, 0, bins); i++) {
		if (evidence->survey.files[i + 1].energy == 0.0 ||
		    band_of_signal(evidence, i, limit->stop, bins) >= WALL * lost)
			continue;
		const double here = left_in_pass_band(evidence, i, limit->pass);
		const double ripple = band(power, 0, limit->pass);
		if (here >= *left || ripple > RIPPLE_MOST * band_of_signal(evidence, i, 0, limit->pass))
			continue;
		*left = here;
		best = i;
	}
	return best;
}

/* What a converter has taken may be a steady hiss. No other noise ends where the band of a rate ends. */
static void set_back_noise(struct models *models)
{
	for (size_t i = 0; i < models->count; i++)
		if (models->items[i].kind == CAUSE_NOISE)
			models->items[i].handicap_db += OUTDONE_DB;
}

static void add_limit(struct models *models, const struct forensics_case *evidence, size_t stem, double hertz,
		      double left)
{
	const struct model model = { .kind = CAUSE_RATE,
				     .stem = stem,
				     .share = forensics_case_share(evidence, left),
				     .handicap_db = HANDICAP_DB,
				     .value = hertz };
	set_back_noise(models);
	models_add(models, &model);
}

/* Finds who has lost nearly all of the residual. Returns the number of stems when nobody has. */
static size_t find_plain(const struct forensics_case *evidence, const struct band_limit *limit)
{
	const double *power = evidence->fit->residual_power;
	const size_t bins = evidence->spectra->bin_count;
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	const double lost = band(power, limit->stop, bins);
	if (!(lost > 0.0) || band(power, limit->pass, bins) < ABOVE_LEAST * band(power, 0, bins))
		return said;
	const size_t stem = who_lost(evidence, limit->stop, lost);
	return stem == said || is_of_another(evidence, stem) ? said : stem;
}

/* Lists the limits that lie clearly under half of the rate of the files, the highest first. Returns how many. */
static size_t list_limits(const struct forensics_case *evidence, struct band_limit *limits)
{
	const size_t upper = upper_part(evidence->fit->residual_power, evidence->spectra->bin_count);
	const double width = evidence->sample_rate / (double)evidence->spectra->size;
	size_t count = 0;
	for (size_t i = 0; i < RATES; i++) {
		const double hertz = 0.5 * rates[i];
		const size_t end = (size_t)ceil(hertz / width);
		if (hertz < 0.98 * evidence->sample_rate / 2.0)
			limits[count++] = (struct band_limit){ hertz, (size_t)(PASS_BAND * hertz / width),
							       upper < end ? upper : end };
	}
	return count;
}

static void add_band_limit(struct models *models, const struct forensics_case *evidence)
{
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	struct band_limit limits[RATES];
	const size_t count = list_limits(evidence, limits);
	double least = HUGE_VAL, hertz = 0.0;
	size_t found = said;
	for (size_t i = 0; i < count; i++) {
		const size_t stem = find_plain(evidence, &limits[i]);
		if (stem == said)
			continue;
		add_limit(models, evidence, stem, limits[i].hertz,
			  band(evidence->fit->residual_power, 0, limits[i].pass));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		double left;
		const size_t stem = who_ripples(evidence, &limits[i], &left);
		if (stem == said || is_of_another(evidence, stem) || left >= least)
			continue;
		found = stem;
		least = left;
		hertz = limits[i].hertz;
	}
	if (found < said)
		add_limit(models, evidence, found, hertz, least);
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
