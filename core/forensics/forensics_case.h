/* stemprint: all that is measured of a proof that fails, before its causes are sought.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_FORENSICS_CASE_H
#define STEMPRINT_FORENSICS_FORENSICS_CASE_H

#include "forensics/click_search.h"
#include "forensics/coding_track.h"
#include "forensics/gap_search.h"
#include "forensics/residual_bands.h"
#include "forensics/residual_cells.h"
#include "forensics/residual_course.h"
#include "forensics/residual_survey.h"
#include "forensics/residual_track.h"
#include "forensics/slip_search.h"
#include "forensics/sum_fit.h"
#include "forensics/tone_search.h"

/** The measurements, which the models only read. Energies are sums of squares over all channels, linear. */
struct forensics_case {
	const struct proof *proof; /**< the caller's */
	struct arena *arena; /**< for all memory here; it ends when the causes are written */
	struct proof_reader reader; /**< reads the files of the proof */
	double sample_rate; /**< Hz */
	double energy; /**< of the residual of the files as they are */
	double sides[SIDES]; /**< the same of the sides of a stereo residual */
	double floor; /**< the energy that the formats leave */
	int64_t *lags; /**< [stem] the whole frames with which all below is measured */
	struct residual_survey survey; /**< where the residual lies */
	struct residual_cells cells; /**< the same in short cells, always without lags */
	struct residual_course course; /**< the stem that these cells follow; empty with any lag */
	struct gap *gaps, *lacks; /**< [file] where it is silent; where the mix lacks it; also without lags */
	struct slip slip; /**< an edit that moved all later sound */
	struct clicks clicks; /**< in the residual without lags */
	struct cross_spectra *spectra; /**< what signals have in common */
	struct sum_fit *fit; /**< over these spectra */
	struct residual_bands bands; /**< whether the residual is steady, and who holds it */
	struct coding_track coding; /**< how the residual follows the files, band by band */
	struct tone tone; /**< in a residual that is steady */
	struct residual_track *track; /**< how the residual follows the stems */
};

/** Begins a case and surveys the residual without lags: survey.energy tells whether there is anything to explain. One
   of the next two calls measures the rest. `floor_dbfs` is the rms that the formats leave. */
enum status forensics_case_open(struct forensics_case *evidence, const struct proof *proof, double floor_dbfs,
				struct arena *arena) MUST_CHECK;

/** Finds the lags of the stems, and measures all with them. */
enum status forensics_case_measure(struct forensics_case *evidence) MUST_CHECK;

/** Measures all with these lags, [stem]; NULL: none. */
enum status forensics_case_measure_at(struct forensics_case *evidence, const int64_t *lags) MUST_CHECK;

/** Tells whether it measured with any lag. */
bool forensics_case_any_lag(const struct forensics_case *evidence);

/** Tells whether the residual is made of another stem than this one, by its fine structure or by its level in time.
    `stem` may be any number that is none of a stem. */
bool forensics_case_is_of_another(const struct forensics_case *evidence, size_t stem);

/** Returns `left`, an energy of the spectra, as a share of the residual's energy with the lags, without the share that
    the formats leave: 0 and more. */
double forensics_case_share(const struct forensics_case *evidence, double left);

/** Returns the index of a signal in the fit: that of the stem, or, behind them, of the mix for CAUSE_OF_MIX. */
size_t forensics_case_signal(const struct forensics_case *evidence, size_t stem);

#endif
