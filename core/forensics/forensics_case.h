/* stemprint: all that was measured of a proof that does not hold.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FORENSICS_CASE_H
#define STEMPRINT_FORENSICS_FORENSICS_CASE_H

#include "forensics/residual_survey.h"
#include "forensics/residual_track.h"
#include "forensics/sum_fit.h"

/** Measured once, then only read. */
struct forensics_case {
	const struct proof *proof;
	struct arena *arena; /**< gone when the causes are written */
	struct proof_reader reader;
	double sample_rate;
	double energy; /**< of the residual, as the files are */
	double floor; /**< energy that the formats leave */
	int64_t *lags; /**< [stem] whole frames that all else is measured with */
	struct residual_survey survey;
	struct cross_spectra *spectra;
	struct sum_fit *fit;
	struct residual_track *track;
};

/** Measures with no lags first: whether there is anything to explain, survey.energy tells; then the rest is up to the
   next call. */
enum status forensics_case_open(struct forensics_case *evidence, const struct proof *proof, double floor_dbfs,
				struct arena *arena) MUST_CHECK;

/** Finds lags, and measures all with them. */
enum status forensics_case_measure(struct forensics_case *evidence) MUST_CHECK;

/** Measures all with no lags: when those found explain nothing. */
enum status forensics_case_measure_in_place(struct forensics_case *evidence) MUST_CHECK;

/** What share of the residual's energy, as measured with the lags, `left` of the spectra's energy is; what the formats
   leave taken off. */
double forensics_case_share(const struct forensics_case *evidence, double left);

#endif
