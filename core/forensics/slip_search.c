/* stemprint: finds an edit that moved all later sound of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/slip_search.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

/* A window holds a stretch of the file in its middle half, and SLIP_LIMIT frames on either side. */
enum { WINDOW = 4 * SLIP_LIMIT, TRIALS = 6 };

#define BEFORE 1e-3 /* share of the energy of a file that must lie before the residual begins */
#define REGULARISATION 1e-3 /* of the mean power over frequency: weaker bins count less */
#define LEFT_MOST 0.5 /* share of the residual of the window that the move may leave */
#define WEIGHT_OF_NEXT 0.6180339887 /* of each further channel, so that channels cannot cancel each other */

struct search {
	const struct residual_cells *cells;
	struct proof_reader *reader;
	uint64_t start; /* of the window */
	size_t onset; /* the first cell with residual */
	double **columns; /* [file][WINDOW] all channels in one; 0: the sum of the stems that should be in the mix */
	double *residual; /* [WINDOW] */
	struct fourier_transform *transform;
	double (*bins)[2];
};

static bool search_init(struct search *search, struct arena *arena)
{
	const size_t files = search->cells->file_count;
	search->columns = ARENA_ARRAY(arena, double *, files);
	search->residual = ARENA_ARRAY(arena, double, WINDOW);
	search->transform = fourier_transform_new(arena, WINDOW);
	search->bins = arena_array(arena, WINDOW / 2 + 1, sizeof *search->bins);
	bool done = search->columns && search->residual && search->transform && search->bins;
	for (size_t i = 0; i < files && done; i++)
		done = (search->columns[i] = ARENA_ARRAY(arena, double, WINDOW));
	return done;
}

/* Returns the share of the energy of a file that lies before the residual begins. */
static double share_before(const struct search *search, size_t file)
{
	double before = 0.0, all = 0.0;
	for (size_t i = 0; i < search->cells->cell_count; i++) {
		all += cell_power(search->cells, file, i);
		if (i < search->onset)
			before += cell_power(search->cells, file, i);
	}
	return all > 0.0 ? before / all : 0.0;
}

/* Finds where the residual begins, and the window whose middle half holds most of it. Returns false when it begins with
   the sound, or when all files are too short. */
static bool choose_window(struct search *search)
{
	const struct residual_cells *cells = search->cells;
	const size_t half = (size_t)(WINDOW / 2 / cells->cell_frames);
	double sum = 0.0, most = -1.0;
	while (search->onset < cells->cell_count && !cell_sounds(cells, search->onset))
		search->onset++;
	if (search->onset == cells->cell_count || share_before(search, 0) < BEFORE || half == 0)
		return false;
	for (size_t i = search->onset; i < cells->cell_count; i++) {
		sum += cell_residual(cells, i);
		if (i >= search->onset + half)
			sum -= cell_residual(cells, i - half);
		if (sum > most) {
			const uint64_t end = (uint64_t)(i + 1) * cells->cell_frames;
			most = sum;
			search->start = end > 3 * WINDOW / 4 ? end - 3 * WINDOW / 4 : 0;
		}
	}
	return true;
}

static void fold(double *window, double *const *columns, size_t channels, size_t from, size_t frames)
{
	double weight = 1.0;
	for (size_t channel = 0; channel < channels; channel++, weight *= WEIGHT_OF_NEXT)
		for (size_t i = 0; i < frames; i++)
			window[i] += weight * columns[channel][from + i];
}

static enum status read_window(struct search *search)
{
	struct proof_reader *reader = search->reader;
	enum status status = proof_reader_start(reader, NULL);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0 && reader->position < search->start + WINDOW) {
		const uint64_t at = reader->position;
		status = proof_reader_next(reader, &frames);
		if (status != STATUS_OK || at + frames <= search->start)
			continue;
		const size_t from = at < search->start ? (size_t)(search->start - at) : 0;
		const size_t slot = (size_t)(at + from - search->start);
		const size_t count = frames - from < WINDOW - slot ? frames - from : WINDOW - slot;
		fold(search->residual + slot, reader->residual, search->cells->channels, from, count);
		for (size_t i = 1; i < search->cells->file_count; i++)
			fold(search->columns[i] + slot, reader->stems[i - 1], search->cells->channels, from, count);
	}
	for (size_t i = 1; i < search->cells->file_count; i++)
		for (size_t n = 0; n < WINDOW; n++)
			search->columns[0][n] += proof_gain(reader->proof, i - 1) * search->columns[i][n];
	return status;
}

/* Correlates a file with what the mix holds of it: the samples of the transform become heights over lags. Returns false
   for a silent file. */
static bool correlate(struct search *search, size_t file)
{
	struct fourier_transform *transform = search->transform;
	double mean = 0.0;
	for (size_t i = 0; i < WINDOW; i++) {
		const double x = 2.0 * (double)i / WINDOW - 0.5;
		const double hann = x < 0.0 || x > 1.0 ? 0.0 : 0.5 - 0.5 * cos(2.0 * ELEMENTARY_PI * x);
		transform->samples[i] = hann * search->columns[file][i];
	}
	fourier_transform_forward(transform);
	memcpy(search->bins, transform->bins, transform->bin_count * sizeof *search->bins);
	for (size_t i = 0; i < WINDOW; i++)
		transform->samples[i] = search->residual[i] + search->columns[file][i];
	fourier_transform_forward(transform);
	for (size_t k = 0; k < transform->bin_count; k++)
		mean += (pow(search->bins[k][0], 2) + pow(search->bins[k][1], 2)) / (double)transform->bin_count;
	if (!(mean > 0.0))
		return false;
	for (size_t k = 0; k < transform->bin_count; k++) {
		const double *x = search->bins[k], power = x[0] * x[0] + x[1] * x[1];
		const double divisor = power + REGULARISATION * mean;
		const double real = x[0] * transform->bins[k][0] + x[1] * transform->bins[k][1];
		const double imaginary = x[0] * transform->bins[k][1] - x[1] * transform->bins[k][0];
		transform->bins[k][0] = real / divisor;
		transform->bins[k][1] = imaginary / divisor;
	}
	fourier_transform_backward(transform);
	return true;
}

/* Returns the share of the residual in the middle half that a lag of the file leaves. */
static double left_at(const struct search *search, size_t file, int64_t lag)
{
	const double *column = search->columns[file];
	double before = 0.0, after = 0.0;
	for (size_t i = WINDOW / 4; i < 3 * WINDOW / 4; i++) {
		const double residual = search->residual[i];
		const double left = residual + column[i] - column[(size_t)((int64_t)i - lag)];
		before += residual * residual;
		after += left * left;
	}
	return before > 0.0 ? after / before : 1.0;
}

/* Tries the highest lags of the file, in order. Returns the least share that any leaves. */
static double best_lag(struct search *search, size_t file, int64_t *lag)
{
	double *heights = search->transform->samples, least = 1.0;
	*lag = 0;
	if (!correlate(search, file))
		return least;
	heights[0] = 0.0;
	for (int trial = 0; trial < TRIALS; trial++) {
		int64_t high = 1;
		for (int64_t i = -SLIP_LIMIT; i <= SLIP_LIMIT; i++)
			if (heights[i < 0 ? i + WINDOW : i] > heights[high < 0 ? high + WINDOW : high])
				high = i;
		const double left = left_at(search, file, high);
		heights[high < 0 ? high + WINDOW : high] = 0.0;
		if (left < least) {
			least = left;
			*lag = high;
		}
	}
	return least;
}

/* Finds the frame from which on the files with their lag leave less than without it, and what is then left. */
static void split(const struct residual_cells *cells, const float *moved, struct slip *slip)
{
	double left = 0.0, least;
	for (size_t i = 0; i < cells->cell_count; i++)
		left += (double)moved[i];
	least = left;
	slip->from = 0;
	for (size_t i = 0; i < cells->cell_count; i++) {
		left += cell_residual(cells, i) - (double)moved[i];
		if (left < least) {
			least = left;
			slip->from = (uint64_t)(i + 1) * cells->cell_frames;
		}
	}
	slip->left = fmax(0.0, least);
}

static enum status weigh(struct search *search, struct arena *arena, struct slip *slip)
{
	const struct residual_cells *cells = search->cells;
	struct proof_reader *reader = search->reader;
	int64_t *lags = ARENA_ARRAY(arena, int64_t, cells->file_count);
	float *moved = ARENA_ARRAY(arena, float, cells->cell_count);
	if (!lags || !moved)
		return STATUS_NO_MEMORY;
	for (size_t i = 1; i < cells->file_count; i++)
		lags[i - 1] = slip->file == 0 || slip->file == i ? slip->frames : 0;
	enum status status = proof_reader_start(reader, lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		const uint64_t start = reader->position;
		status = proof_reader_next(reader, &frames);
		for (size_t from = 0; status == STATUS_OK && from < frames; from += CELL_SHORTEST) {
			const size_t count = frames - from < CELL_SHORTEST ? frames - from : CELL_SHORTEST;
			for (size_t channel = 0; channel < cells->channels; channel++) {
				const double *residual = reader->residual[channel] + from;
				moved[(start + from) / cells->cell_frames] +=
					(float)inner_product(residual, residual, count);
			}
		}
	}
	split(cells, moved, slip);
	return status;
}

enum status slip_search_run(const struct residual_cells *cells, struct proof_reader *reader, struct arena *arena,
			    struct slip *slip)
{
	struct search search = { .cells = cells, .reader = reader };
	double least = LEFT_MOST;
	*slip = (struct slip){ 0 };
	if (!choose_window(&search))
		return STATUS_OK;
	if (!search_init(&search, arena))
		return STATUS_NO_MEMORY;
	enum status status = read_window(&search);
	for (size_t i = 0; i + reader->proof->candidate_count < cells->file_count && status == STATUS_OK; i++) {
		int64_t lag = 0;
		const double left = share_before(&search, i) < BEFORE ? 1.0 : best_lag(&search, i, &lag);
		if (left < least && lag != 0) {
			least = left;
			*slip = (struct slip){ .file = i, .frames = lag };
		}
	}
	return status == STATUS_OK && slip->frames != 0 ? weigh(&search, arena, slip) : status;
}
