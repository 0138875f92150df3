/* stemprint: measures the energies of a residual and of all files in short cells of time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/residual_cells.h"

#include "dsp/inner_product.h"

#include <math.h>

enum { CELLS_OF_ALL = 1 << 21, CELLS_LEAST = 1 << 13 };

#define OVER_FLOOR                                                                                                     \
	6.0 /* times the energy that the formats leave in a cell: chance lifts a cell over it once in 1e9              \
	     */
#define UNDER_LOUDEST 1e-7 /* of the energy of the loudest cell */

static bool prepare(struct residual_cells *cells, const struct proof_reader *reader, struct arena *arena)
{
	*cells = (struct residual_cells){ .file_count = reader->proof->stem_count + 1,
					  .channels = reader->channels,
					  .frames = reader->frames,
					  .cell_frames = CELL_SHORTEST };
	const size_t share = CELLS_OF_ALL / cells->file_count, most = share > CELLS_LEAST ? share : CELLS_LEAST;
	while (cells->cell_frames * most < cells->frames)
		cells->cell_frames *= 2;
	cells->cell_count = (size_t)((cells->frames + cells->cell_frames - 1) / cells->cell_frames);
	cells->residual = ARENA_ARRAY(arena, float, cells->cell_count);
	cells->power = ARENA_ARRAY(arena, float *, cells->file_count);
	cells->cross = ARENA_ARRAY(arena, float *, cells->file_count);
	bool done = cells->residual && cells->power && cells->cross;
	for (size_t i = 0; i < cells->file_count && done; i++) {
		cells->power[i] = ARENA_ARRAY(arena, float, cells->cell_count);
		cells->cross[i] = ARENA_ARRAY(arena, float, cells->cell_count);
		done = cells->power[i] && cells->cross[i];
	}
	return done;
}

/* Adds frames that lie within one cell. */
static void add_cell(struct residual_cells *cells, const struct proof_reader *reader, size_t cell, size_t from,
		     size_t frames)
{
	for (size_t channel = 0; channel < cells->channels; channel++) {
		const double *residual = reader->residual[channel] + from;
		const double energy = inner_product(residual, residual, frames);
		cells->residual[cell] += (float)energy;
		cells->energy += energy;
		for (size_t i = 0; i < cells->file_count; i++) {
			const double *column = (i == 0 ? reader->mix : reader->stems[i - 1])[channel] + from;
			cells->power[i][cell] += (float)inner_product(column, column, frames);
			if (energy > 0.0)
				cells->cross[i][cell] += (float)inner_product(column, residual, frames);
		}
	}
}

static void set_audible(struct residual_cells *cells, double floor)
{
	double loudest = 0.0;
	for (size_t i = 0; i < cells->cell_count; i++)
		loudest = fmax(loudest, (double)cells->residual[i]);
	const double share = (double)cells->cell_frames / (double)cells->frames;
	cells->audible = fmax(OVER_FLOOR * floor * share, UNDER_LOUDEST * loudest);
}

enum status residual_cells_run(struct residual_cells *cells, struct proof_reader *reader, const int64_t *lags,
			       double floor, struct arena *arena)
{
	if (!prepare(cells, reader, arena))
		return STATUS_NO_MEMORY;
	enum status status = proof_reader_start(reader, lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		const uint64_t start = reader->position;
		status = proof_reader_next(reader, &frames);
		if (status != STATUS_OK)
			return status;
		for (size_t from = 0; from < frames; from += CELL_SHORTEST)
			add_cell(cells, reader, (size_t)((start + from) / cells->cell_frames), from,
				 frames - from < CELL_SHORTEST ? frames - from : CELL_SHORTEST);
	}
	if (status == STATUS_OK)
		set_audible(cells, floor);
	return status;
}
