/* stemprint: finds where a file falls silent while the others sound on.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/gap_search.h"

#include <math.h>

#define SILENCE_STEPS 6.0 /* rms of dithered silence, in steps of the word: noise shaping raises it over TPDF's 0.5 */
#define SILENCE_LEAST 1e-6 /* -120 dBFS rms: less is silence in any file */
#define SILENCE_BITS 12 /* shorter words have audible dither, which no gap is */
#define FADE_SECONDS 0.02 /* an edit may fade so long at each edge */
#define SLACK_SECONDS 0.016 /* from here on an edge has nothing to do with the residual */
#define EDGE_CELLS 2 /* the residual begins in the cell of an edge, or in the next one */
#define PHRASE_CELLS 8
#define MUCH_SOFTER 1e-4 /* energy of the cells before a part begins, over those of its beginning */
#define STEP 4.0 /* energy of the loudest cell beside an edge, over that on the other side */
#define MUCH_LOUDER 1e-2 /* of the energy of the loudest cell */
#define MOST_OF_IT 0.5 /* share of the energy of the residual that a gap has by itself */
#define LACK 0.02 /* of the energy of a cell: what a stem may leave that the mix lacks */
#define LACK_SHARE 0.5 /* of all energy that these cells must explain */
#define STILL_THERE 0.02 /* of the energy of a stem that the mix must hold elsewhere */

struct search {
	const struct residual_cells *cells;
	double silent; /* the energy of a cell that is silent */
	double audible; /* the energy from which the residual of a cell counts */
	size_t fade, slack; /* cells */
	struct gap *gap;
};

/* Returns the largest mean square of dithered silence in a word of the file; 0: the word does not tell. */
static double dither_of(const struct survey_file *file)
{
	const double rms = file->bits >= SILENCE_BITS ? SILENCE_STEPS * ldexp(1.0, 1 - (int)file->bits) : 0.0;
	return rms * rms;
}

/* Returns the largest mean square of silence. */
static double silence_of(const struct survey_file *file)
{
	return fmax(SILENCE_LEAST * SILENCE_LEAST, dither_of(file));
}

static bool sounds(const struct search *search, size_t cell)
{
	return cell_residual(search->cells, cell) > search->audible;
}

static uint64_t frame_of(const struct residual_cells *cells, size_t cell)
{
	const uint64_t frame = (uint64_t)cell * cells->cell_frames;
	return frame < cells->frames ? frame : cells->frames;
}

/* Adds a stretch of cells; begin and end are those of the residual around it. */
static void add_run(struct gap *gap, const struct residual_cells *cells, size_t from, size_t to, size_t begin,
		    size_t end)
{
	if (gap->run_count < GAP_RUNS)
		gap->runs[gap->run_count] = (struct gap_run){ frame_of(cells, from), frame_of(cells, to),
							      frame_of(cells, begin), frame_of(cells, end) };
	gap->run_count++;
}

static double loudest_residual(const struct search *search, size_t from, size_t to)
{
	double loudest = 0.0;
	for (size_t i = from; i < to && i < search->cells->cell_count; i++)
		loudest = fmax(loudest, cell_residual(search->cells, i));
	return loudest;
}

/* Tells whether the residual is clearly louder from an edge on, or before it, than on the other side. Steady noise goes
   over what is audible, and under it, at any frame. */
static bool is_step(const struct search *search, size_t softer_from, size_t softer_to, size_t louder_from,
		    size_t louder_to)
{
	const double soft = loudest_residual(search, softer_from, softer_to);
	return loudest_residual(search, louder_from, louder_to) > STEP * soft;
}

/* Returns how many cells lie between the beginning of a silence and that of the residual, or how many a fade takes;
   `slack` when they have nothing to do with each other. *from moves back over a fade. */
static size_t opening(const struct search *search, size_t *from, size_t to)
{
	const size_t begin = *from;
	size_t first = begin, fade = 0;
	if (begin == 0)
		return search->slack;
	while (fade < search->fade && begin > fade && sounds(search, begin - fade - 1))
		fade++;
	if (fade == search->fade || fade == begin)
		return search->slack;
	const size_t before = begin - fade > PHRASE_CELLS ? begin - fade - PHRASE_CELLS : 0;
	if (!is_step(search, before, begin - fade, begin, begin + search->slack))
		return search->slack;
	*from = begin - fade;
	while (first < to && !sounds(search, first))
		first++;
	const size_t wait = first - begin > fade ? first - begin : fade;
	return wait < EDGE_CELLS ? 0 : wait < search->slack ? wait : search->slack;
}

/* The same at the end of a silence. */
static size_t closing(const struct search *search, size_t from, size_t *to)
{
	const size_t end = *to, count = search->cells->cell_count;
	size_t last = end, fade = 0;
	if (end == count)
		return search->slack;
	while (fade < search->fade && end + fade < count && sounds(search, end + fade))
		fade++;
	if (fade == search->fade || end + fade == count)
		return search->slack;
	const size_t before = end > search->slack ? end - search->slack : 0;
	if (!is_step(search, end + fade, end + fade + PHRASE_CELLS, before, end))
		return search->slack;
	*to = end + fade;
	while (last > from && !sounds(search, last - 1))
		last--;
	const size_t wait = end - last > fade ? end - last : fade;
	return wait < EDGE_CELLS ? 0 : wait < search->slack ? wait : search->slack;
}

/* Returns the energy of the loudest of the cells that a part of a phrase may take, before an edge or after it. */
static double loudest_beside(const struct residual_cells *cells, size_t file, size_t edge, bool after)
{
	double loudest = 0.0;
	for (size_t i = 0; i < PHRASE_CELLS; i++) {
		const bool inside = after ? edge + i < cells->cell_count : i < edge;
		if (inside)
			loudest = fmax(loudest, cell_power(cells, file, after ? edge + i : edge - 1 - i));
	}
	return loudest;
}

/* Tells whether another stem begins to sound at an edge, or ends there. Parts of a song take turns at its bars, so a
   residual that belongs to the other stem begins or ends there, too. */
static bool is_turn(const struct search *search, size_t edge, bool begins)
{
	bool turn = false;
	for (size_t file = 1; file < search->cells->file_count && search->gap->file > 0; file++) {
		const double before = loudest_beside(search->cells, file, edge, !begins);
		const double after = loudest_beside(search->cells, file, edge, begins);
		turn |= file != search->gap->file && after > search->audible && before < MUCH_SOFTER * after;
	}
	return turn;
}

/* Takes a silence of the file, when the residual sounds in it. */
static void take_silence(struct search *search, size_t from, size_t to)
{
	const struct residual_cells *cells = search->cells;
	double inside = 0.0, energy = 0.0;
	for (size_t i = from; i < to; i++)
		inside += sounds(search, i) ? cell_residual(cells, i) : 0.0;
	if (!(inside > 0.0))
		return;
	size_t begin = from, end = to;
	size_t opens = opening(search, &begin, to), closes = closing(search, from, &end);
	if (opens < search->slack && is_turn(search, from, true))
		opens = search->slack;
	if (closes < search->slack && is_turn(search, to, false))
		closes = search->slack;
	const bool both = from > 0 && to < cells->cell_count;
	const double slack = both ? 0.5 * (double)(opens + closes) : (double)(opens < closes ? opens : closes);
	for (size_t i = begin; i < end; i++)
		energy += cell_residual(cells, i);
	search->gap->explained += energy;
	search->gap->loose += slack >= (double)search->slack ? energy : 0.0;
	search->gap->slack += energy * slack;
	search->gap->span += (double)(to - from) / (double)cells->cell_count;
	add_run(search->gap, cells, from, to, begin, end);
}

/* Digital silence begins and ends at a frame that the survey knows, within a cell of an edge. */
static uint64_t exact(uint64_t frame, uint64_t known, uint64_t cell_frames)
{
	const uint64_t distance = known > frame ? known - frame : frame - known;
	return distance < cell_frames ? known : frame;
}

static void conclude(struct search *search, const struct survey_file *file)
{
	struct gap *gap = search->gap;
	const struct residual_cells *cells = search->cells;
	if (!(gap->explained > 0.0))
		return;
	gap->loose /= gap->explained;
	gap->slack *= (double)cells->cell_frames / gap->explained;
	gap->kind = CAUSE_GAP;
	if (gap->run_count != 1)
		return;
	gap->whole = gap->runs[0].from == 0 && gap->runs[0].to == cells->frames;
	/* A file that is soft from beginning to end has lost nothing. */
	if (gap->whole && file->energy > dither_of(file) * (double)cells->frames * (double)cells->channels)
		gap->explained = 0.0;
	if (!gap->whole && gap->runs[0].from == 0)
		gap->kind = CAUSE_HEAD;
	else if (!gap->whole && gap->runs[0].to == cells->frames)
		gap->kind = CAUSE_CUT;
	if (gap->kind == CAUSE_HEAD)
		gap->runs[0].to = exact(gap->runs[0].to, file->begin, cells->cell_frames);
	else if (gap->kind == CAUSE_CUT)
		gap->runs[0].from = exact(gap->runs[0].from, file->end, cells->cell_frames);
}

static void look(struct search *search, const struct survey_file *file, size_t index)
{
	const struct residual_cells *cells = search->cells;
	*search->gap = (struct gap){ .file = index };
	for (size_t from = 0, to; from < cells->cell_count; from = to + 1) {
		to = from;
		while (to < cells->cell_count && cell_power(cells, index, to) <= search->silent)
			to++;
		if (to > from)
			take_silence(search, from, to);
	}
	conclude(search, file);
}

/* Another fault may leave a residual everywhere. Then only what is much louder counts. */
void gap_search_silence(const struct residual_cells *cells, const struct residual_survey *survey, double sample_rate,
			size_t file, struct gap *gap)
{
	const double cell_seconds = (double)cells->cell_frames / sample_rate;
	struct search search = { .cells = cells, .gap = gap, .audible = cells->audible };
	double loudest = 0.0;
	search.silent = silence_of(&survey->files[file]) * (double)cells->cell_frames * (double)cells->channels;
	search.fade = (size_t)ceil(FADE_SECONDS / cell_seconds);
	search.slack = (size_t)ceil(SLACK_SECONDS / cell_seconds);
	look(&search, &survey->files[file], file);
	const struct gap first = *gap;
	for (size_t i = 0; i < cells->cell_count; i++)
		loudest = fmax(loudest, cell_residual(cells, i));
	search.audible = fmax(cells->audible, MUCH_LOUDER * loudest);
	if (first.explained * (1.0 - first.loose) > MOST_OF_IT * cells->energy)
		return;
	look(&search, &survey->files[file], file);
	if (gap->explained * (1.0 - gap->loose) <= first.explained * (1.0 - first.loose))
		*gap = first;
}

/* Tells whether the residual of a cell is the stem, inverted. *left is what the stem leaves of it. */
static bool lacks(const struct residual_cells *cells, size_t file, size_t cell, double *left)
{
	const double residual = cell_residual(cells, cell);
	*left = fmax(0.0, residual + 2.0 * (double)cells->cross[file][cell] + cell_power(cells, file, cell));
	return cell_sounds(cells, cell) && *left < LACK * residual + cells->audible;
}

/* A stretch goes on through cells in which neither the stem nor the residual sounds. */
void gap_search_lack(const struct residual_cells *cells, size_t file, struct gap *gap)
{
	size_t from = cells->cell_count, to = 0;
	double left, there = 0.0, all = 0.0;
	*gap = (struct gap){ .file = file, .lacked = true, .kind = CAUSE_GAP };
	for (size_t i = 0; i < cells->cell_count; i++) {
		all += cell_power(cells, file, i);
		if (lacks(cells, file, i, &left)) {
			gap->explained += cell_residual(cells, i) - left;
			from = from < i ? from : i;
			to = i + 1;
		} else if (cell_power(cells, file, i) > cells->audible) {
			there += cell_sounds(cells, i) ? 0.0 : cell_power(cells, file, i);
			if (to > from)
				add_run(gap, cells, from, to, from, to);
			from = cells->cell_count;
			to = 0;
		}
	}
	if (to > from)
		add_run(gap, cells, from, to, from, to);
	if (gap->run_count > GAP_RUNS || gap->explained < LACK_SHARE * cells->energy || there < STILL_THERE * all)
		gap->explained = 0.0;
}
