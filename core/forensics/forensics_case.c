/* stemprint: measures all that the models read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics_case.h"

#include "forensics/lag_search.h"

#include <math.h>
#include <string.h>

#define UNREST_OF_TONE 0.5 /* a residual whose bands change more holds no steady tone */

enum status forensics_case_open(struct forensics_case *evidence, const struct proof *proof, double floor_dbfs,
				struct arena *arena)
{
	*evidence = (struct forensics_case){ .proof = proof, .arena = arena, .sample_rate = proof->mix->sample_rate };
	evidence->lags = ARENA_ARRAY(arena, int64_t, proof->stem_count);
	if (!evidence->lags || !proof_reader_init(&evidence->reader, proof, arena))
		return STATUS_NO_MEMORY;
	enum status status = residual_survey_run(&evidence->survey, &evidence->reader, NULL, arena);
	evidence->energy = evidence->survey.energy;
	for (size_t side = 0; side < SIDES; side++)
		evidence->sides[side] = evidence->survey.stereo[side][side];
	evidence->floor =
		pow(10.0, floor_dbfs / 10.0) * (double)evidence->reader.frames * (double)evidence->reader.channels;
	return status;
}

bool forensics_case_any_lag(const struct forensics_case *evidence)
{
	bool any = false;
	for (size_t i = 0; i < evidence->proof->stem_count; i++)
		any |= evidence->lags[i] != 0;
	return any;
}

static void hear(void *context, const double *parts, uint64_t frame)
{
	struct forensics_case *evidence = context;
	const struct cross_spectra_listener track = residual_track_listener(evidence->track);
	track.window(track.context, parts, frame);
	residual_bands_add(&evidence->bands, parts);
	coding_track_add(&evidence->coding, parts);
}

/* The cells know of no lags, so they tell nothing of what is left with them. */
static void take_course(struct forensics_case *evidence)
{
	evidence->course = (struct residual_course){ 0 };
	if (!forensics_case_any_lag(evidence))
		evidence->course = residual_course_of(&evidence->cells, evidence->floor);
}

static enum status take_spectra(struct forensics_case *evidence)
{
	take_course(evidence);
	const double samples = (double)evidence->reader.frames * (double)evidence->reader.channels;
	evidence->spectra = cross_spectra_new(evidence->proof, evidence->arena);
	if (!evidence->spectra)
		return STATUS_NO_MEMORY;
	evidence->track = residual_track_new(evidence->spectra, evidence->proof, evidence->arena);
	if (!evidence->track ||
	    !residual_bands_init(&evidence->bands, evidence->spectra, evidence->proof, evidence->floor / samples,
				 evidence->arena) ||
	    !coding_track_init(&evidence->coding, evidence->spectra, evidence->proof, evidence->floor / samples,
			       evidence->arena))
		return STATUS_NO_MEMORY;
	const struct cross_spectra_listener listener = { hear, evidence };
	enum status status =
		cross_spectra_run(evidence->spectra, &evidence->reader, evidence->lags, evidence->arena, &listener);
	if (status != STATUS_OK)
		return status;
	residual_track_finish(evidence->track);
	evidence->fit = sum_fit_new(evidence->spectra, evidence->proof, evidence->arena);
	if (!evidence->fit)
		return STATUS_NO_MEMORY;
	if (residual_bands_unrest(&evidence->bands) > UNREST_OF_TONE)
		return STATUS_OK;
	return tone_search_run(&evidence->reader, evidence->arena, &evidence->tone);
}

/* Long transforms take much memory, so a search gives it back before the next one takes its own. */
static enum status find_slip(struct forensics_case *evidence)
{
	struct arena *scratch = arena_new();
	if (!scratch)
		return STATUS_NO_MEMORY;
	const enum status status = slip_search_run(&evidence->cells, &evidence->reader, scratch, &evidence->slip);
	arena_free(scratch);
	return status;
}

static enum status find_lags(struct forensics_case *evidence)
{
	struct arena *scratch = arena_new();
	if (!scratch)
		return STATUS_NO_MEMORY;
	struct lag_search *search = lag_search_new(evidence->proof, false, scratch);
	const enum status status =
		search ? lag_search_run(search, &evidence->reader, evidence->lags) : STATUS_NO_MEMORY;
	arena_free(scratch);
	return status;
}

/* Edits in time show in the files as they are. */
static enum status find_events(struct forensics_case *evidence)
{
	const size_t files = evidence->proof->stem_count + 1;
	if (evidence->gaps)
		return STATUS_OK;
	evidence->gaps = ARENA_ARRAY(evidence->arena, struct gap, files);
	evidence->lacks = ARENA_ARRAY(evidence->arena, struct gap, files);
	if (!evidence->gaps || !evidence->lacks)
		return STATUS_NO_MEMORY;
	enum status status =
		residual_cells_run(&evidence->cells, &evidence->reader, NULL, evidence->floor, evidence->arena);
	for (size_t i = 0; i < files && status == STATUS_OK; i++) {
		gap_search_silence(&evidence->cells, &evidence->survey, evidence->sample_rate, i, &evidence->gaps[i]);
		gap_search_lack(&evidence->cells, i, &evidence->lacks[i]);
	}
	if (status == STATUS_OK)
		status = find_slip(evidence);
	if (status == STATUS_OK)
		status = click_search_run(&evidence->cells, &evidence->reader,
					  evidence->floor /
						  ((double)evidence->cells.frames * (double)evidence->cells.channels),
					  evidence->arena, &evidence->clicks);
	return status;
}

enum status forensics_case_measure(struct forensics_case *evidence)
{
	enum status status = find_events(evidence);
	if (status != STATUS_OK)
		return status;
	status = find_lags(evidence);
	if (status == STATUS_OK && forensics_case_any_lag(evidence))
		status = residual_survey_run(&evidence->survey, &evidence->reader, evidence->lags, evidence->arena);
	return status == STATUS_OK ? take_spectra(evidence) : status;
}

enum status forensics_case_measure_at(struct forensics_case *evidence, const int64_t *lags)
{
	const size_t bytes = evidence->proof->stem_count * sizeof *evidence->lags;
	const bool lagged = forensics_case_any_lag(evidence);
	if (lags)
		memcpy(evidence->lags, lags, bytes);
	else
		memset(evidence->lags, 0, bytes);
	enum status status = find_events(evidence);
	if (status == STATUS_OK && (lagged || forensics_case_any_lag(evidence)))
		status = residual_survey_run(&evidence->survey, &evidence->reader, evidence->lags, evidence->arena);
	return status == STATUS_OK ? take_spectra(evidence) : status;
}

bool forensics_case_is_of_another(const struct forensics_case *evidence, size_t stem)
{
	const struct residual_course *course = &evidence->course;
	const bool in_time = course->stem != stem && residual_course_follows(course, course->stem);
	return in_time || residual_track_is_of_another(evidence->track, stem);
}

double forensics_case_share(const struct forensics_case *evidence, double left)
{
	if (!(evidence->fit->energy > 0.0) || !(evidence->survey.energy > 0.0))
		return 0.0;
	const double energy = left / evidence->fit->energy * evidence->survey.energy;
	return fmax(0.0, energy - evidence->floor) / evidence->survey.energy;
}

size_t forensics_case_signal(const struct forensics_case *evidence, size_t stem)
{
	return stem == CAUSE_OF_MIX ? evidence->proof->stem_count : stem;
}
