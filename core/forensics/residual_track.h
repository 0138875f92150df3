/* stemprint: how the residual of a proof follows each stem in time.
   SPDX-License-Identifier: GPL-3.0-or-later

   It hears the windows of a pass over cross-spectra. Block by block it looks for the delay by which a stem would
   explain the residual: one that grows evenly is a clock or a rate that was converted wrongly. And window by window it
   compares the fine structure of both spectra: sound that was made from a stem by whatever means that leave no fixed
   relation of phase still has its partials and its hiss. */
#ifndef STEMPRINT_FORENSICS_RESIDUAL_TRACK_H
#define STEMPRINT_FORENSICS_RESIDUAL_TRACK_H

#include "forensics/cross_spectra.h"

enum { TRACK_BLOCKS = 1024 };

struct track_block {
	double frame; /**< its middle */
	double delay; /**< frames that the mix holds the stem later */
	double energy; /**< of the residual */
	double left; /**< of it, with the stem so delayed */
	double weight; /**< energy of the stem */
};

struct track_stem {
	struct track_block *blocks; /**< [block_count] */
	double fine_sum, fine_weight; /**< sums of likeness, by as much of the residual's energy as the stem can account
					 for; of that energy */
	double band_sum, band_square, band_residual; /**< of magnitudes in the upper octaves, window by window: stem by
							residual, stem by stem */
};

struct residual_track {
	size_t stem_count;
	size_t block_count;
	double reach; /**< frames that a block and its windows span */
	struct track_stem *stems; /**< [stem_count + 1]; the last is the sum of those that are said to be in the mix */
	struct track_workspace *workspace; /**< its own */
};

/** All memory from the arena: some 100 KB a stem. NULL when out of it. */
struct residual_track *residual_track_new(const struct cross_spectra *spectra, const struct proof *proof,
					  struct arena *arena);

/** For cross_spectra_run(). */
struct cross_spectra_listener residual_track_listener(struct residual_track *track);

/** After the pass: the last block. */
void residual_track_finish(struct residual_track *track);

/** How alike the fine structures of the residual and a stem are, 1 at most; about 0 for sounds that have nothing to do
   with each other. */
double residual_track_likeness(const struct residual_track *track, size_t stem);

/** How much louder and softer the residual gets together with the upper octaves of a stem: 0 to 1. */
double residual_track_company(const struct residual_track *track, size_t stem);

/** A delay that grows evenly. */
struct track_drift {
	double share; /**< of the residual's energy that is left with the delays block by block; 1 nothing is explained
		       */
	double rate; /**< frames by frame: 1e-6 is 1 ppm */
	double spread; /**< frames, rms, about the line */
	double blocks; /**< how many blocks say so, each counted by what it explains */
	double span; /**< frames from the first block to the last, on the line */
};

struct track_drift residual_track_drift(const struct residual_track *track, size_t stem);

#endif
