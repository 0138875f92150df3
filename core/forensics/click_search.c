/* stemprint: finds clicks in a residual, and the file that holds them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/click_search.h"

#include "dsp/elementary.h"
#include "measure/fourier_transform.h"

#include <math.h>

/* A click is examined in a window around it, which must be short: the click is short, and the music is not. */
enum { WINDOW = 256, APART = 512 };

#define HANN_ENERGY 0.375 /* mean square of the window */
#define SHARE_OF_TIME 0.05 /* that all clicks together may last */
#define PART_OF_A_STEM                                                                                                 \
	0.5 /* correlation of the residual and of the stem that it is a part of, in cells that it fills in part */
#define SHARE_OF_ENERGY 0.9 /* that clicks must have of the residual */

struct search {
	const struct residual_cells *cells;
	struct clicks *clicks;
	double energies[CLICKS_KEPT]; /* of the clicks that are kept */
	double *windows; /* [click][signal][channel][WINDOW] the stems, then the residual */
	size_t signals;
	double floor; /* of a bin */
};

/* Keeps the loudest clicks. */
static void keep(struct search *search, size_t from, size_t to, double energy)
{
	struct clicks *clicks = search->clicks;
	size_t slot = clicks->count < CLICKS_KEPT ? clicks->count : 0;
	for (size_t i = 1; clicks->count >= CLICKS_KEPT && i < CLICKS_KEPT; i++)
		if (search->energies[i] < search->energies[slot])
			slot = i;
	if (clicks->count < CLICKS_KEPT || energy > search->energies[slot]) {
		search->energies[slot] = energy;
		clicks->kept[slot].frame = (uint64_t)(from + to) * search->cells->cell_frames / 2;
	}
	clicks->count++;
	clicks->explained += energy;
}

/* What happens in the first or in the last cell of all is how a filter or a converter rings at the end of a file. */
static bool is_at_an_end(const struct residual_cells *cells, size_t from, size_t to)
{
	return from == 0 || to == cells->cell_count;
}

/* Tells whether the residual, where it sounds, is a part of a stem that the mix holds louder there than the file: a
   file that was limited lacks just that. A click in a file is there with the other sign. */
static bool is_level(const struct residual_cells *cells)
{
	bool level = false;
	for (size_t file = 1; file < cells->file_count; file++) {
		double cross = 0.0, power = 0.0, residual = 0.0;
		for (size_t i = 0; i < cells->cell_count; i++) {
			if (!cell_sounds(cells, i))
				continue;
			cross += (double)cells->cross[file][i];
			power += cell_power(cells, file, i);
			residual += cell_residual(cells, i);
		}
		level |= cross > PART_OF_A_STEM * sqrt(power * residual);
	}
	return level;
}

/* Takes all runs of cells in which the residual sounds. Returns false when they are no clicks. */
static bool list(struct search *search)
{
	const struct residual_cells *cells = search->cells;
	const size_t longest = (size_t)(CLICK_LONGEST / cells->cell_frames) + 1,
		     apart = (size_t)(APART / cells->cell_frames);
	size_t lasting = 0, last = 0;
	for (size_t from = 0, to; from < cells->cell_count; from = to + 1) {
		double energy = 0.0;
		for (to = from; to < cells->cell_count && cell_sounds(cells, to); to++)
			energy += cell_residual(cells, to);
		if (to == from)
			continue;
		lasting += to - from;
		if (to - from <= longest && (last == 0 || from - last >= apart) && !is_at_an_end(cells, from, to))
			keep(search, from, to, energy);
		last = to;
	}
	return search->clicks->explained >= SHARE_OF_ENERGY * cells->energy && !is_level(cells) &&
	       (double)lasting <= SHARE_OF_TIME * (double)cells->cell_count + (double)longest;
}

static double *window_of(const struct search *search, size_t click, size_t signal, size_t channel)
{
	return search->windows + ((click * search->signals + signal) * search->cells->channels + channel) * WINDOW;
}

/* Copies what a block and a window have in common. */
static void copy(double *window, uint64_t start, const double *block, uint64_t position, size_t frames)
{
	for (size_t i = 0; i < WINDOW; i++)
		if (start + i >= position && start + i < position + frames)
			window[i] = block[start + i - position];
}

static uint64_t start_of(const struct click *click)
{
	return click->frame > WINDOW / 2 ? click->frame - WINDOW / 2 : 0;
}

static enum status read_windows(struct search *search, struct proof_reader *reader, size_t kept)
{
	enum status status = proof_reader_start(reader, NULL);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		const uint64_t position = reader->position;
		status = proof_reader_next(reader, &frames);
		for (size_t i = 0; i < kept && status == STATUS_OK; i++) {
			const uint64_t start = start_of(&search->clicks->kept[i]);
			if (start + WINDOW <= position || start >= position + frames)
				continue;
			for (size_t signal = 0; signal < search->signals; signal++)
				for (size_t channel = 0; channel < search->cells->channels; channel++) {
					const bool stem = signal + 1 < search->signals;
					double *const *columns = stem ? reader->stems[signal] : reader->residual;
					copy(window_of(search, i, signal, channel), start, columns[channel], position,
					     frames);
				}
		}
	}
	return status;
}

/* Finds the frame of the peak, and adds the window to the blame. */
static void examine(struct search *search, size_t index, struct fourier_transform *transform, double *parts)
{
	struct click *click = &search->clicks->kept[index];
	const size_t bins = transform->bin_count;
	const uint64_t start = start_of(click);
	for (size_t channel = 0; channel < search->cells->channels; channel++) {
		const double *residual = window_of(search, index, search->signals - 1, channel);
		for (size_t i = 0; i < WINDOW; i++)
			if (fabs(residual[i]) > click->peak) {
				click->peak = fabs(residual[i]);
				click->frame = start + i;
			}
		for (size_t signal = 0; signal < search->signals; signal++) {
			const double *samples = window_of(search, index, signal, channel);
			for (size_t i = 0; i < WINDOW; i++)
				transform->samples[i] =
					samples[i] *
					(0.5 - 0.5 * cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / WINDOW));
			fourier_transform_forward(transform);
			for (size_t k = 0; k < bins; k++) {
				parts[signal * 2 * bins + k] = transform->bins[k][0];
				parts[(signal * 2 + 1) * bins + k] = transform->bins[k][1];
			}
		}
		blame_add(&search->clicks->blame, parts, search->signals - 1, bins, search->floor);
	}
}

static void sort(struct clicks *clicks, size_t kept)
{
	for (size_t i = 1; i < kept; i++) {
		const struct click click = clicks->kept[i];
		size_t slot = i;
		for (; slot > 0 && clicks->kept[slot - 1].frame > click.frame; slot--)
			clicks->kept[slot] = clicks->kept[slot - 1];
		clicks->kept[slot] = click;
	}
}

enum status click_search_run(const struct residual_cells *cells, struct proof_reader *reader, double floor,
			     struct arena *arena, struct clicks *clicks)
{
	const size_t stems = reader->proof->stem_count, files = stems - reader->proof->candidate_count + 1;
	struct search search = {
		.cells = cells, .clicks = clicks, .signals = stems + 1, .floor = HANN_ENERGY * WINDOW * floor
	};
	*clicks = (struct clicks){ 0 };
	if (!list(&search)) {
		clicks->explained = 0.0;
		return STATUS_OK;
	}
	const size_t kept = clicks->count < CLICKS_KEPT ? clicks->count : CLICKS_KEPT;
	struct fourier_transform *transform = fourier_transform_new(arena, WINDOW);
	search.windows = ARENA_ARRAY(arena, double, kept *search.signals * cells->channels * WINDOW);
	double *parts = ARENA_ARRAY(arena, double, search.signals * 2 * (WINDOW / 2 + 1));
	if (!transform || !search.windows || !parts || !blame_init(&clicks->blame, files, arena))
		return STATUS_NO_MEMORY;
	enum status status = read_windows(&search, reader, kept);
	for (size_t i = 0; i < kept && status == STATUS_OK; i++)
		examine(&search, i, transform, parts);
	sort(clicks, kept);
	return status;
}
