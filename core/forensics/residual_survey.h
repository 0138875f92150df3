/* stemprint: where in time, and at which levels of the files, the residual of a proof lies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_RESIDUAL_SURVEY_H
#define STEMPRINT_FORENSICS_RESIDUAL_SURVEY_H

#include "forensics/proof.h"
#include "forensics/stereo_matrix.h"

/** The most segments of time, and the levels of a signal that are told apart. */
enum { SURVEY_SEGMENTS = 16384, SURVEY_LEVELS = 64 };

/** One signal, the mix or a stem, and the residual beside it. The residual is outward where it has the sign of the
    signal, and inward where it has the other one. Energies are sums of squares over all channels, linear. */
struct survey_file {
	double energy; /**< of the signal */
	double *sums; /**< [channel] of the signal, for its mean */
	double peak; /**< of the signal, linear */
	unsigned bits; /**< of the shortest word that holds every sample, up to 24; 0: none does */
	uint64_t end; /**< the frame after its last sound; 0: it is silent */
	uint64_t begin; /**< its first frame with sound; `frames`: it is silent */
	uint64_t ceiling_count; /**< samples within 0.01 dB of its peak */
	double ceiling_energy; /**< of the outward residual at these samples */
	double ceiling_energy_inward; /**< of the inward residual at these samples */
	double outward_energy, inward_energy; /**< of the outward and of the inward residual */
	/** [level] by the magnitude of the signal over its peak: samples, and the sum of the outward residual. A curve
	    without memory explains the sum of outward^2 / count. */
	double counts[SURVEY_LEVELS], outward[SURVEY_LEVELS];
	double *power, *cross; /**< [segment] energy of the signal, and sum of its products with the residual */
	double *peaks; /**< [segment] of the signal, linear */
	struct stereo_sums stereo; /**< of files with two channels */
};

/** The survey of all files of a proof. */
struct residual_survey {
	size_t stem_count;
	uint64_t frames; /**< of the longest file */
	size_t channels;
	uint64_t segment_frames; /**< 512 times a power of two */
	size_t segment_count;
	struct survey_file *files; /**< [1 + stem_count] the mix, then the stems */
	double *residual; /**< [segment] energy of the residual */
	double *sum_power,
		*sum_cross; /**< [segment] as power and cross, of the sum of the stems that should be in the mix */
	double energy; /**< of the residual */
	double *sums; /**< [channel] of the residual, for its mean */
	double stereo[SIDES][SIDES]; /**< products of the sides of the residual, of files with two channels */
	double peak; /**< of the residual, linear */
};

/** Surveys all files, which it reads twice, with these lags (NULL: none). Results come from the arena. Returns
   NO_MEMORY, INTERRUPTED, or the failure of a source. */
enum status residual_survey_run(struct residual_survey *survey, struct proof_reader *reader, const int64_t *lags,
				struct arena *arena) MUST_CHECK;

#endif
