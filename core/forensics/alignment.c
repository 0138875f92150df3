/* stemprint: finds how stems must be moved and turned up to add up to their mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/alignment.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/kernel/select.h"
#include "forensics/lag_search.h"
#include "forensics/matrix_fit.h"
#include "forensics/moved_stem.h"
#include "forensics/sum_fit.h"

#include <math.h>
#include <string.h>

enum { REFITS = 4, MATRIX_ROUNDS = 3, MORE_ROUNDS = 3 };

#define WHOLE 0.002 /* frames: a delay this near to a whole number counts as that */
#define DEPENDENT 1e-9
#define HARDLY_THERE 0.03
#define NEXT_TO_NOTHING 1e-9 /* of the energy of the mix: a residual in which no matrix is looked for */

/* A stem in the last step: as it is, or delayed by a fraction of a frame; then with its slope over the delay. */
struct moved {
	bool fractional;
	bool may_be; /* One gain for both sides tells nothing of its fraction, but a matrix may. */
	struct moved_stem stem;
	size_t slope_column;
};

struct finder {
	const struct proof *proof;
	struct arena *scratch;
	const struct kernel *kernel;
	struct proof_reader reader;
	int64_t *lags, *read_lags;
	struct gain_delay *gain_delays;
	bool *known; /* [stem] it can be told apart from the others */
	struct moved *moved;
	size_t column_count;
	double *silence; /* [PROOF_BLOCK] */
	const double **columns; /* [column] of the present channel; for the matrices [SIDES * stem + side] */
	double *gram, *right; /* the normal equations, summed over all frames */
	struct least_squares squares;
	struct matrix_fit *matrices; /* NULL: no stem needs one */
	double **images; /* [column][PROOF_BLOCK] what a side of the mix holds of a stem, then the slopes */
	double mix_energy, residual_energy, corrected_energy;
};

static bool finder_init(struct finder *finder, const struct proof *proof, struct arena *scratch)
{
	*finder = (struct finder){ .proof = proof, .scratch = scratch, .kernel = kernel_select(NULL) };
	finder->lags = ARENA_ARRAY(scratch, int64_t, proof->stem_count);
	finder->read_lags = ARENA_ARRAY(scratch, int64_t, proof->stem_count);
	finder->gain_delays = ARENA_ARRAY(scratch, struct gain_delay, proof->stem_count + 1);
	finder->moved = ARENA_ARRAY(scratch, struct moved, proof->stem_count);
	finder->known = ARENA_ARRAY(scratch, bool, proof->stem_count);
	return finder->known && finder->lags && finder->read_lags && finder->gain_delays && finder->moved &&
	       proof_reader_init(&finder->reader, proof, scratch);
}

static enum status find_lags(struct finder *finder)
{
	struct lag_search *search = lag_search_new(finder->proof, true, finder->scratch);
	if (!search)
		return STATUS_NO_MEMORY;
	return lag_search_run(search, &finder->reader, finder->lags);
}

/* Moves the whole frames of the delays to the lags. Returns whether there were any. */
static bool carry(struct finder *finder)
{
	bool carried = false;
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		const double whole = nearbyint(finder->gain_delays[i].delay);
		if (fabs(finder->gain_delays[i].gain) < HARDLY_THERE || whole == 0.0)
			continue;
		finder->lags[i] += (int64_t)whole;
		finder->gain_delays[i].delay -= whole;
		carried = true;
	}
	return carried;
}

static enum status fit(struct finder *finder, struct cross_spectra *spectra)
{
	const size_t count = finder->proof->stem_count;
	struct arena *scratch = arena_new();
	if (!scratch)
		return STATUS_NO_MEMORY;
	enum status status = cross_spectra_run(spectra, &finder->reader, finder->lags, scratch, NULL);
	struct sum_fit *sum = status == STATUS_OK ? sum_fit_new(spectra, finder->proof, scratch) : NULL;
	size_t *all = ARENA_ARRAY(scratch, size_t, count);
	if (status == STATUS_OK && (!sum || !all))
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK) {
		const size_t distinct = sum_fit_distinct(sum, finder->gain_delays, all);
		memset(finder->known, 0, count * sizeof *finder->known);
		for (size_t i = 0; i < distinct; i++)
			finder->known[all[i]] = true;
		sum_fit_run(sum, all, distinct, 0, true, finder->gain_delays);
	}
	arena_free(scratch);
	return status;
}

static enum status find_placements(struct finder *finder)
{
	struct cross_spectra *spectra = cross_spectra_new(finder->proof, finder->scratch);
	if (!spectra)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < finder->proof->stem_count; i++)
		finder->gain_delays[i].gain = proof_gain(finder->proof, i);
	enum status status = STATUS_OK;
	bool carried = true;
	for (int i = 0; i < REFITS && carried && status == STATUS_OK; i++) {
		status = fit(finder, spectra);
		carried = status == STATUS_OK && carry(finder);
	}
	return status;
}

static bool moved_init(struct finder *finder, size_t stem)
{
	struct moved *moved = &finder->moved[stem];
	const double delay = finder->gain_delays[stem].delay;
	finder->read_lags[stem] = finder->lags[stem];
	moved->may_be = fabs(finder->gain_delays[stem].gain) < HARDLY_THERE && finder->reader.channels == SIDES;
	if (!moved->may_be && (fabs(delay) < WHOLE || fabs(finder->gain_delays[stem].gain) < HARDLY_THERE))
		return true;
	moved->slope_column = finder->column_count++;
	if (moved->may_be)
		return moved_stem_init(&moved->stem, finder->reader.channels, finder->scratch);
	moved->fractional = true;
	finder->read_lags[stem] -= MOVED_REACH;
	if (!moved_stem_init(&moved->stem, finder->reader.channels, finder->scratch))
		return false;
	moved_stem_start(&moved->stem, delay);
	return true;
}

static bool prepare_step(struct finder *finder)
{
	finder->column_count = finder->proof->stem_count;
	for (size_t i = 0; i < finder->proof->stem_count; i++)
		if (!moved_init(finder, i))
			return false;
	const size_t count = finder->column_count;
	finder->columns = ARENA_ARRAY(finder->scratch, const double *, count);
	finder->silence = ARENA_ARRAY(finder->scratch, double, PROOF_BLOCK);
	finder->gram = ARENA_ARRAY(finder->scratch, double, count *count);
	finder->right = ARENA_ARRAY(finder->scratch, double, count);
	return finder->columns && finder->silence && finder->gram && finder->right &&
	       least_squares_init(&finder->squares, finder->scratch, count);
}

/* Returns the frames of a stem that were read last, as the mix holds them in time. */
static const double *move(struct finder *finder, size_t stem, size_t channel, size_t frames)
{
	struct moved *moved = &finder->moved[stem];
	const double *column = finder->reader.stems[stem][channel];
	if (!moved->fractional)
		return column;
	moved_stem_run(&moved->stem, finder->kernel, column, channel, frames);
	return moved->stem.delayed[channel];
}

static void add_products(struct finder *finder, const double *const *columns, const double *rest, size_t frames)
{
	const size_t count = finder->column_count;
	for (size_t p = 0; p < count; p++) {
		if (p < finder->proof->stem_count && !finder->known[p])
			continue;
		finder->right[p] += inner_product(columns[p], rest, frames);
		for (size_t q = 0; q <= p; q++)
			finder->gram[p * count + q] += inner_product(columns[p], columns[q], frames);
	}
}

/* Subtracts the stems with their gains and delays from the mix: the step shall shrink this residual. */
static void add_channel(struct finder *finder, size_t channel, size_t frames)
{
	double *rest = finder->reader.mix[channel];
	finder->mix_energy += inner_product(rest, rest, frames);
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		const struct moved *moved = &finder->moved[i];
		const double gain = finder->gain_delays[i].gain, *column = move(finder, i, channel, frames);
		finder->columns[i] = column;
		if (moved->fractional)
			finder->columns[moved->slope_column] = moved->stem.slope[channel];
		else if (moved->may_be)
			finder->columns[moved->slope_column] = finder->silence;
		for (size_t n = 0; n < frames; n++)
			rest[n] -= gain * column[n];
	}
	finder->corrected_energy += inner_product(rest, rest, frames);
	add_products(finder, finder->columns, rest, frames);
}

static void mirror(double *gram, size_t count)
{
	for (size_t p = 0; p < count; p++)
		for (size_t q = 0; q < p; q++)
			gram[q * count + p] = gram[p * count + q];
}

/* Returns the step of each column. */
static const double *solve(struct finder *finder)
{
	const size_t count = finder->column_count;
	mirror(finder->gram, count);
	memcpy(finder->squares.gram, finder->gram, count * count * sizeof(double));
	memcpy(finder->squares.right, finder->right, count * sizeof(double));
	least_squares_solve(&finder->squares, DEPENDENT);
	return finder->squares.right;
}

/* Takes over the gains and delays of the step, and computes the energy that it leaves. */
static void take_step(struct finder *finder)
{
	const size_t count = finder->column_count;
	const double *step = solve(finder);
	double energy = finder->corrected_energy;
	for (size_t p = 0; p < count; p++) {
		energy -= 2.0 * step[p] * finder->right[p];
		for (size_t q = 0; q < count; q++)
			energy += step[p] * step[q] * finder->gram[p * count + q];
	}
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		struct gain_delay *gain_delay = &finder->gain_delays[i];
		const struct moved *moved = &finder->moved[i];
		if (moved->fractional)
			gain_delay->delay += step[moved->slope_column] / gain_delay->gain;
		gain_delay->gain += step[i];
	}
	finder->corrected_energy = fmax(0.0, energy);
}

static void add_step(struct finder *finder, size_t frames)
{
	for (size_t channel = 0; channel < finder->reader.channels; channel++)
		add_channel(finder, channel, frames);
}

static void add_residual(struct finder *finder, size_t frames)
{
	for (size_t channel = 0; channel < finder->reader.channels; channel++) {
		const double *residual = finder->reader.residual[channel];
		finder->residual_energy += inner_product(residual, residual, frames);
	}
}

/* Subtracts the stems as moved, with their gains or matrices, from both sides of the mix. */
static void subtract(struct finder *finder, size_t frames)
{
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		const struct stereo_matrix *matrix = &finder->matrices->matrices[i];
		for (size_t in = 0; in < SIDES; in++) {
			const double *column = finder->columns[SIDES * i + in] = move(finder, i, in, frames);
			for (size_t out = 0; out < SIDES; out++)
				for (size_t n = 0; n < frames && matrix->gain[out][in] != 0.0; n++)
					finder->reader.mix[out][n] -= matrix->gain[out][in] * column[n];
		}
	}
}

static void add_matrices(struct finder *finder, size_t frames)
{
	subtract(finder, frames);
	matrix_fit_add(finder->matrices, finder->columns, finder->reader.mix, frames);
}

static void apply(const double gain[SIDES], double *const *columns, double *out, size_t frames)
{
	for (size_t n = 0; n < frames; n++)
		out[n] = gain[SIDE_LEFT] * columns[SIDE_LEFT][n] + gain[SIDE_RIGHT] * columns[SIDE_RIGHT][n];
}

/* The delays were found without the matrices, and what these explain has led them astray. */
static void add_delays(struct finder *finder, size_t frames)
{
	subtract(finder, frames);
	for (size_t out = 0; out < SIDES; out++) {
		for (size_t i = 0; i < finder->proof->stem_count; i++) {
			const struct moved *moved = &finder->moved[i];
			const double *gain = finder->matrices->matrices[i].gain[out];
			apply(gain, moved->fractional ? moved->stem.delayed : finder->reader.stems[i],
			      finder->images[i], frames);
			if (moved->fractional)
				apply(gain, moved->stem.slope, finder->images[moved->slope_column], frames);
		}
		add_products(finder, (const double *const *)finder->images, finder->reader.mix[out], frames);
	}
}

/* Takes the steps of the delays. A delay that comes near to a whole number is whole from now on. */
static void take_delays(struct finder *finder)
{
	const double *step = solve(finder);
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		struct moved *moved = &finder->moved[i];
		double *delay = &finder->gain_delays[i].delay;
		if (!moved->fractional || !finder->known[i])
			continue;
		*delay += step[moved->slope_column];
		if (fabs(*delay) >= WHOLE)
			continue;
		*delay = 0.0;
		moved->fractional = false;
		finder->read_lags[i] = finder->lags[i];
		memset(finder->images[moved->slope_column], 0, PROOF_BLOCK * sizeof(double));
	}
}

static void add_rest(struct finder *finder, size_t frames)
{
	subtract(finder, frames);
	for (size_t out = 0; out < SIDES; out++)
		finder->corrected_energy += inner_product(finder->reader.mix[out], finder->reader.mix[out], frames);
}

/* Shows all frames of all files to `add`. */
static enum status walk(struct finder *finder, const int64_t *lags, void (*add)(struct finder *, size_t frames))
{
	enum status status = proof_reader_start(&finder->reader, lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		status = proof_reader_next(&finder->reader, &frames);
		if (status == STATUS_OK)
			add(finder, frames);
	}
	return status;
}

static enum status step_in_time(struct finder *finder)
{
	if (!prepare_step(finder))
		return STATUS_NO_MEMORY;
	const enum status status = walk(finder, finder->read_lags, add_step);
	if (status == STATUS_OK)
		take_step(finder);
	return status;
}

static enum status walk_moved(struct finder *finder, void (*add)(struct finder *, size_t frames))
{
	for (size_t i = 0; i < finder->proof->stem_count; i++)
		if (finder->moved[i].fractional)
			moved_stem_start(&finder->moved[i].stem, finder->gain_delays[i].delay);
	return walk(finder, finder->read_lags, add);
}

static enum status refine_delays(struct finder *finder)
{
	const size_t count = finder->column_count;
	memset(finder->gram, 0, count * count * sizeof(double));
	memset(finder->right, 0, count * sizeof(double));
	const enum status status = walk_moved(finder, add_delays);
	if (status == STATUS_OK)
		take_delays(finder);
	return status;
}

static double **columns_new(struct arena *arena, size_t count)
{
	double **columns = ARENA_ARRAY(arena, double *, count);
	bool done = columns;
	for (size_t i = 0; done && i < count; i++) {
		columns[i] = ARENA_ARRAY(arena, double, PROOF_BLOCK);
		done = columns[i];
	}
	return done ? columns : NULL;
}

static bool prepare_matrices(struct finder *finder)
{
	const size_t count = finder->proof->stem_count;
	struct matrix_fit *fit = finder->matrices = matrix_fit_new(count, finder->scratch);
	finder->columns = ARENA_ARRAY(finder->scratch, const double *, SIDES *count);
	finder->images = columns_new(finder->scratch, finder->column_count);
	if (!fit || !finder->columns || !finder->images)
		return false;
	for (size_t i = 0; i < count; i++) {
		const double gain = finder->gain_delays[i].gain;
		fit->matrices[i] = (struct stereo_matrix){ { { gain, 0.0 }, { 0.0, gain } } };
	}
	return true;
}

/* Lets the stems that have a matrix, and had no gain before, lie between two frames. Returns whether there are any. */
static bool free_delays(struct finder *finder)
{
	bool any = false;
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		struct moved *moved = &finder->moved[i];
		if (!moved->may_be || !finder->matrices->taken[i])
			continue;
		any = moved->fractional = true;
		finder->gain_delays[i].delay = 0.0;
		finder->read_lags[i] -= MOVED_REACH;
	}
	return any;
}

/* Finds the stems of a stereo mix for which one gain is not enough. Without any, everything stays as it is. */
static enum status find_matrices(struct finder *finder)
{
	const double floor = NEXT_TO_NOTHING * finder->mix_energy;
	if (finder->reader.channels != SIDES || !(finder->corrected_energy > floor))
		return STATUS_OK;
	if (!prepare_matrices(finder))
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	int rounds = MATRIX_ROUNDS;
	for (int round = 0; round < rounds && status == STATUS_OK; round++) {
		if (round > 0)
			status = refine_delays(finder);
		matrix_fit_start(finder->matrices);
		if (status == STATUS_OK)
			status = walk_moved(finder, add_matrices);
		if (status == STATUS_OK && round > 0)
			matrix_fit_refine(finder->matrices, finder->known);
		if (status == STATUS_OK && round == 0 &&
		    matrix_fit_choose(finder->matrices, finder->known, floor) == 0) {
			finder->matrices = NULL;
			return STATUS_OK;
		}
		if (status == STATUS_OK && round == 0 && free_delays(finder))
			rounds += MORE_ROUNDS;
	}
	finder->corrected_energy = 0.0;
	return status == STATUS_OK ? walk_moved(finder, add_rest) : status;
}

static double dbfs_of(const struct finder *finder, double energy)
{
	const double samples = (double)finder->reader.frames * (double)finder->reader.channels;
	return energy > 0.0 ? 10.0 * log10(energy / samples) : -(double)INFINITY;
}

static bool conclude(const struct finder *finder, struct arena *arena, struct alignment *alignment)
{
	const struct matrix_fit *fit = finder->matrices;
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		struct alignment_stem *stem = &alignment->stems[i];
		double gain = fit ? fit->matrices[i].gain[SIDE_LEFT][SIDE_LEFT] : finder->gain_delays[i].gain;
		if (fit && fit->taken[i]) {
			struct stereo_matrix *matrix = ARENA_NEW(arena, struct stereo_matrix);
			if (!matrix)
				return false;
			*matrix = fit->matrices[i];
			stem->matrix = matrix;
			gain = stereo_matrix_gain(matrix);
		}
		stem->known = finder->known[i];
		stem->gain = gain;
		stem->inverted = gain < 0.0;
		stem->gain_db = gain_to_decibel(fabs(gain));
		/* Where the plain gain was next to 0 its delay means nothing, and was not used. */
		const double delay = stem->matrix && !finder->moved[i].fractional ? 0.0 : finder->gain_delays[i].delay;
		const bool there = stem->matrix || fabs(gain) >= HARDLY_THERE;
		stem->offset = there ? (double)finder->lags[i] + delay : 0.0;
	}
	alignment->mix_dbfs = dbfs_of(finder, finder->mix_energy);
	alignment->residual_dbfs = dbfs_of(finder, finder->residual_energy);
	alignment->corrected_dbfs = dbfs_of(finder, fmin(finder->corrected_energy, finder->residual_energy));
	return true;
}

static enum status find(struct finder *finder)
{
	enum status status = walk(finder, NULL, add_residual);
	if (status == STATUS_OK)
		status = find_lags(finder);
	if (status == STATUS_OK)
		status = find_placements(finder);
	if (status == STATUS_OK)
		status = step_in_time(finder);
	return status == STATUS_OK ? find_matrices(finder) : status;
}

enum status alignment_find(const struct proof *proof, struct arena *arena, struct alignment *alignment)
{
	*alignment = (struct alignment){ .stems = ARENA_ARRAY(arena, struct alignment_stem, proof->stem_count) };
	struct arena *scratch = arena_new();
	struct finder finder;
	enum status status = STATUS_NO_MEMORY;
	if (alignment->stems && scratch && finder_init(&finder, proof, scratch)) {
		status = find(&finder);
		alignment->failed_file = finder.reader.failed_file;
		alignment->problem = finder.reader.problem;
		if (status == STATUS_OK && !conclude(&finder, arena, alignment))
			status = STATUS_NO_MEMORY;
	}
	arena_free(scratch);
	return status;
}
