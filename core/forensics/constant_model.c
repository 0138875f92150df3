/* Finds a constant in the residual, and the file that holds it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/constant_model.h"

#include "forensics/mended_source.h"

#include <math.h>

#define SHARE_MOST 0.5 /* what may be left around the constant */
#define DISTANCE_MOST 0.1 /* from the mean of a file to that of the residual, as a share of its energy */
#define REST_DISTANCE 0.1 /* by which the softest part of a file may be off the energy of the constant */
#define LINE 4.0 /* times the power of the bins beside the line at 0 Hz */
#define DISTANCE_EXACT 1e-3 /* the same distance of a stem whose mean is that of the residual, and not by chance */
#define STEADY_MOST 1.3 /* times the power that a line of the level of the mean has */
#define HANDICAP_DB 1.0

/* Returns the mean square of the means of all channels. */
static double mean_energy(const struct residual_survey *survey)
{
	double energy = 0.0;
	for (size_t channel = 0; channel < survey->channels; channel++) {
		const double mean = survey->sums[channel] / (double)survey->frames;
		energy += mean * mean;
	}
	return energy / (double)survey->channels;
}

/* Returns how far the mean of a file is from the constant that it would have to hold, as a share of its energy. */
static double distance(const struct residual_survey *survey, size_t file)
{
	double off = 0.0, all = 0.0;
	for (size_t channel = 0; channel < survey->channels; channel++) {
		const double sum = survey->sums[channel], own = survey->files[file].sums[channel];
		const double held = file == 0 ? own : -own;
		off += (sum - held) * (sum - held);
		all += sum * sum;
	}
	return all > 0.0 ? off / all : HUGE_VAL;
}

/* Tells whether the softest part of a file is as loud as the constant, which is then all that the file holds there. */
static bool rests_on_constant(const struct residual_survey *survey, size_t file)
{
	const double constant = mean_energy(survey) * (double)survey->channels * (double)survey->segment_frames;
	double softest = HUGE_VAL;
	for (size_t i = 0; i + 1 < survey->segment_count; i++)
		softest = fmin(softest, survey->files[file].power[i]);
	return fabs(softest - constant) <= REST_DISTANCE * constant;
}

/* Returns the one file that holds nothing but the constant somewhere, or the number of files. Its music may have a mean
   of its own, which hides that of the constant. */
static size_t file_that_rests(const struct residual_survey *survey, size_t count)
{
	size_t found = count, all = 0;
	for (size_t i = 0; i < count; i++)
		if (rests_on_constant(survey, i)) {
			found = i;
			all++;
		}
	return all == 1 ? found : count;
}

bool constant_is_of_mix(const struct forensics_case *evidence)
{
	return distance(&evidence->survey, 0) <= DISTANCE_MOST;
}

/* Returns whether the mean or the rests of the file tell that it holds the constant. */
static bool holds(const struct residual_survey *survey, size_t file)
{
	return distance(survey, file) <= DISTANCE_MOST || rests_on_constant(survey, file);
}

static size_t file_with_constant(const struct forensics_case *evidence)
{
	const size_t count = evidence->proof->stem_count - evidence->proof->candidate_count + 1;
	const size_t rests = file_that_rests(&evidence->survey, count);
	size_t nearest = 0;
	for (size_t i = 0; i + evidence->proof->candidate_count <= evidence->proof->stem_count; i++)
		if (distance(&evidence->survey, i) < distance(&evidence->survey, nearest))
			nearest = i;
	if (distance(&evidence->survey, nearest) <= DISTANCE_MOST)
		return nearest;
	return rests < count ? rests : 0;
}

/* Takes the mean of the residual from the mix, or adds it to the stem that lacks it. */
static bool undo(const struct forensics_case *evidence, const struct model *model, struct source **files,
		 struct arena *arena)
{
	const struct residual_survey *survey = &evidence->survey;
	const size_t file = model->stem == CAUSE_OF_MIX ? 0 : model->stem + 1;
	double *constant = ARENA_ARRAY(arena, double, survey->channels);
	struct mend mend = mend_none();
	mend.constant = constant;
	for (size_t channel = 0; channel < survey->channels && constant; channel++)
		constant[channel] = (file == 0 ? -1.0 : 1.0) * survey->sums[channel] / (double)survey->frames;
	files[file] = !constant ? NULL : mended_source_new(arena, files[file], &mend);
	return files[file];
}

/* Returns whether the residual has a steady line at 0 Hz: music has little there, and what it has comes and goes. A
   missing stem may be loud beside the line; then the mean of a stem must be exactly that of the residual. */
static bool has_line(const struct forensics_case *evidence, size_t file, double energy)
{
	const double *power = evidence->fit->residual_power;
	const struct cross_spectra *spectra = evidence->spectra;
	const double window = 0.5 * (double)spectra->size; /* the sum of a Hann window */
	const double steady = energy * (double)spectra->window_count * window * window;
	const bool alone = power[0] > LINE * fmax(power[2], power[3]);
	const bool exact = file > 0 && distance(&evidence->survey, file) <= DISTANCE_EXACT;
	return (alone || exact) && power[0] < STEADY_MOST * steady;
}

void models_add_constant(struct models *models, const struct forensics_case *evidence)
{
	const struct residual_survey *survey = &evidence->survey;
	const double samples = (double)survey->frames * (double)survey->channels;
	const double energy = mean_energy(survey), share = fmax(0.0, 1.0 - energy * samples / survey->energy);
	const size_t file = file_with_constant(evidence);
	const bool firm = has_line(evidence, file, energy) && holds(survey, file);
	if (!(share <= SHARE_MOST) && !firm)
		return;
	const struct model model = { .kind = CAUSE_CONSTANT,
				     .stem = file == 0 ? CAUSE_OF_MIX : file - 1,
				     .share = share,
				     .handicap_db = HANDICAP_DB,
				     .value = 10.0 * log10(energy),
				     .firm = firm,
				     .undo = undo };
	models_add(models, &model);
}
