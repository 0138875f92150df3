/* stemprint: the energies of a residual and of all files in short cells of time.
   SPDX-License-Identifier: GPL-3.0-or-later

   Gaps, edits and clicks begin and end within a millisecond. The segments of residual_survey.h are too long to see
   that, and these cells are not. */
#ifndef STEMPRINT_FORENSICS_RESIDUAL_CELLS_H
#define STEMPRINT_FORENSICS_RESIDUAL_CELLS_H

#include "forensics/proof.h"

/** The frames of the shortest cell. */
enum { CELL_SHORTEST = 64 };

/** Sums of squares and of products over all channels, by cell. File 0 is the mix, then come the stems. */
struct residual_cells {
	size_t file_count; /**< 2 and more */
	size_t channels;
	uint64_t frames; /**< of the longest file */
	uint64_t cell_frames; /**< 64 times a power of two: longer files have longer cells */
	size_t cell_count; /**< the last cell may be shorter */
	float *residual; /**< [cell] energy of the residual */
	float **power; /**< [file][cell] energy of the file */
	float **cross; /**< [file][cell] sum of its products with the residual */
	double energy; /**< of the residual */
	double audible; /**< the energy from which the residual of a cell counts as sound */
};

/** Measures all files, which it reads once, with these lags (NULL: none). `floor` is the energy that the formats leave
    in all. It takes at most 16 MB from the arena, or 64 KB a file when there are more than 128. Returns NO_MEMORY,
   INTERRUPTED, or the failure of a source. */
enum status residual_cells_run(struct residual_cells *cells, struct proof_reader *reader, const int64_t *lags,
			       double floor, struct arena *arena) MUST_CHECK;

/** Return the sums of a cell. */
static inline double cell_residual(const struct residual_cells *cells, size_t cell)
{
	return (double)cells->residual[cell];
}

static inline double cell_power(const struct residual_cells *cells, size_t file, size_t cell)
{
	return (double)cells->power[file][cell];
}

/** Tells whether the residual of a cell sounds. */
static inline bool cell_sounds(const struct residual_cells *cells, size_t cell)
{
	return cell_residual(cells, cell) > cells->audible;
}

#endif
