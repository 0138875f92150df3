/* stemprint: where in time, and at what levels of its files, the residual of a proof lies.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_FORENSICS_RESIDUAL_SURVEY_H
#define STEMPRINT_FORENSICS_RESIDUAL_SURVEY_H

#include "forensics/proof.h"

enum { SURVEY_SEGMENTS = 16384, SURVEY_LEVELS = 64 };

/** What one signal, the mix or a stem, has to do with the residual. */
struct survey_file {
	double energy;
	double peak; /**< linear */
	unsigned bits; /**< the shortest word that holds every sample, up to 24; 0: none does */
	uint64_t end; /**< the frame after its last sound; 0 if it is silent */
	uint64_t begin; /**< its first frame with sound; `frames` if it is silent */
	uint64_t ceiling_count; /**< samples at its peak, to 0.01 dB */
	double ceiling_energy; /**< of the residual at those, where it goes on outwards */
	double ceiling_energy_inward; /**< where it goes back */
	double outward_energy, inward_energy; /**< of the residual where it goes on outwards, and where it goes back */
	double after_energy; /**< of the residual after the end */
	double last_energy; /**< of the signal in the SURVEY_EDGE frames before its end */
	double next_energy; /**< of the residual in as many frames after it */
	uint64_t resumes; /**< the first frame from its end on that has a residual of SURVEY_AUDIBLE of its peak;
			     `frames` if none has */
	/** By the signal's magnitude over its peak: samples, and the sum of the residual towards its sign. What a curve
	   without memory does to the signal explains the sum of outward^2 / count. */
	double counts[SURVEY_LEVELS], outward[SURVEY_LEVELS];
	double *power, *cross; /**< [segment] energy, and product with the residual */
	double *peaks; /**< [segment] */
};

enum { SURVEY_EDGE = 2400 };

#define SURVEY_AUDIBLE 0.003

struct residual_survey {
	size_t stem_count;
	uint64_t frames;
	size_t channels;
	uint64_t segment_frames;
	size_t segment_count;
	struct survey_file *files; /**< the mix, then the stems */
	double *residual; /**< [segment] energy */
	double *sum_power, *sum_cross; /**< [segment] of the sum of the stems that are said to be in the mix */
	double energy; /**< of the residual */
	double peak; /**< of the residual */
};

/** Reads all files twice, with these lags. Results come from the arena. */
enum status residual_survey_run(struct residual_survey *survey, struct proof_reader *reader, const int64_t *lags,
				struct arena *arena) MUST_CHECK;

#endif
