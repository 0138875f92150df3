/* stemprint: how the residual of a proof follows each stem in time.
   SPDX-License-Identifier: GPL-3.0-or-later

   The track hears the windows of a pass over cross-spectra. Block by block it looks for the delay by which a stem would
   explain the residual: a delay that grows evenly is a drifting clock, or a rate that was converted wrongly. Window by
   window it compares the fine structure of both spectra: sound that was made from a stem without a fixed relation of
   phase still has the partials and the hiss of the stem. */
#ifndef STEMPRINT_FORENSICS_RESIDUAL_TRACK_H
#define STEMPRINT_FORENSICS_RESIDUAL_TRACK_H

#include "forensics/cross_spectra.h"

/** The most blocks of a track. */
enum { TRACK_BLOCKS = 1024 };

/** The residual and one stem, in one block. Energies are in the units of the spectra. */
struct track_block {
	double frame; /**< the middle of the block */
	double delay; /**< by how many frames the mix holds the stem later */
	double energy; /**< of the residual */
	double left; /**< of the residual, with the stem so delayed */
	double weight; /**< energy of the stem */
};

/** One stem over all blocks. */
struct track_stem {
	struct track_block *blocks; /**< [block_count] */
	double fine_sum, fine_weight; /**< sums over windows of the likeness, weighted by the energy of the residual for
					 which the stem can account, and of these weights */
	double band_sum, band_square, band_residual; /**< sums over windows of magnitudes in the upper octaves: stem
							times residual, stem squared, residual squared */
};

/** All stems over all blocks. */
struct residual_track {
	size_t stem_count;
	size_t block_count; /**< 0 to TRACK_BLOCKS + 2 */
	double reach; /**< the frames that a block and its windows span */
	struct track_stem *stems; /**< [stem_count + 1]; the last is the sum of those that should be in the mix */
	struct track_workspace *workspace; /**< private */
};

/** Makes an empty track. It takes some 100 KB a stem from the arena. Returns NULL when out of memory. */
struct residual_track *residual_track_new(const struct cross_spectra *spectra, const struct proof *proof,
					  struct arena *arena);

/** Returns the listener that cross_spectra_run() calls. */
struct cross_spectra_listener residual_track_listener(struct residual_track *track);

/** Ends the last block. Call it once, after the pass. */
void residual_track_finish(struct residual_track *track);

/** Returns how alike the fine structures of the residual and of a stem are: 1 at most, about 0 for unrelated sounds.
    `stem` may be stem_count, the sum. */
double residual_track_likeness(const struct residual_track *track, size_t stem);

/** Returns how closely the level of the residual follows the upper octaves of a stem, 0 to 1. */
double residual_track_company(const struct residual_track *track, size_t stem);

/** Tells whether the residual is made of another stem than this one: by its fine structure it is more like the other.
    `stem` may be any number that is none of a stem. */
bool residual_track_is_of_another(const struct residual_track *track, size_t stem);

/** A delay that grows evenly. */
struct track_drift {
	double share; /**< of the residual's energy that the delays leave, block by block; 1: they explain nothing */
	double rate; /**< frames a frame: 1e-6 is 1 ppm */
	double spread; /**< rms distance of the delays from the line, in frames */
	double blocks; /**< how many blocks support the line, each weighted by what it explains */
	double span; /**< by how many frames the line moves from the first block to the last */
};

/** Returns the line through the delays of a stem; `stem` may be stem_count, the sum. */
struct track_drift residual_track_drift(const struct residual_track *track, size_t stem);

#endif
