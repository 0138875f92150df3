/* stemprint: measures all that the models read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics_case.h"

#include "forensics/lag_search.h"

#include <math.h>
#include <string.h>

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

static enum status take_spectra(struct forensics_case *evidence)
{
	evidence->spectra = cross_spectra_new(evidence->proof, evidence->arena);
	if (!evidence->spectra)
		return STATUS_NO_MEMORY;
	evidence->track = residual_track_new(evidence->spectra, evidence->proof, evidence->arena);
	if (!evidence->track)
		return STATUS_NO_MEMORY;
	const struct cross_spectra_listener listener = residual_track_listener(evidence->track);
	enum status status =
		cross_spectra_run(evidence->spectra, &evidence->reader, evidence->lags, evidence->arena, &listener);
	if (status != STATUS_OK)
		return status;
	residual_track_finish(evidence->track);
	evidence->fit = sum_fit_new(evidence->spectra, evidence->proof, evidence->arena);
	return !evidence->fit ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status forensics_case_measure(struct forensics_case *evidence)
{
	struct lag_search *search = lag_search_new(evidence->proof, evidence->arena);
	if (!search)
		return STATUS_NO_MEMORY;
	enum status status = lag_search_run(search, &evidence->reader, evidence->lags);
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
	enum status status = STATUS_OK;
	if (lagged || forensics_case_any_lag(evidence))
		status = residual_survey_run(&evidence->survey, &evidence->reader, evidence->lags, evidence->arena);
	return status == STATUS_OK ? take_spectra(evidence) : status;
}

double forensics_case_share(const struct forensics_case *evidence, double left)
{
	if (!(evidence->fit->energy > 0.0) || !(evidence->survey.energy > 0.0))
		return 0.0;
	const double energy = left / evidence->fit->energy * evidence->survey.energy;
	return fmax(0.0, energy - evidence->floor) / evidence->survey.energy;
}
