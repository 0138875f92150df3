/* stemprint: finds how stems must be moved and turned up to add up to their mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/alignment.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/select.h"
#include "forensics/lag_search.h"
#include "forensics/sum_fit.h"

#include <math.h>
#include <string.h>

/* A sinc under a Kaiser window, with REACH taps on either side, delays by a fraction of a frame. */
enum { REACH = 48, TAPS = 2 * REACH + 1, REFITS = 4 };

#define KAISER_BETA 10.0
#define WHOLE 0.002 /* frames: a delay this near to a whole number counts as that */
#define DIFFERENCE 1e-3 /* frames: the step by which the slope over the delay is taken */
#define DEPENDENT 1e-9
#define HARDLY_THERE 0.03

/* A stem in the last step: as it is, or delayed by a fraction of a frame; then with its slope over the delay. */
struct moved {
	bool fractional;
	double *taps, *slope_taps; /* [TAPS] in the order of time */
	double **past; /* [channel][TAPS - 1 + PROOF_BLOCK] */
	double **delayed, **slope; /* [channel][PROOF_BLOCK] */
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
	const double **columns; /* [column] of the present channel */
	double *gram, *right; /* the normal equations, summed over all frames */
	struct least_squares squares;
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
	struct lag_search *search = lag_search_new(finder->proof, finder->scratch);
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

/* Returns I0, the modified Bessel function of order 0, by its series. */
static double bessel(double x)
{
	double sum = 1.0, term = 1.0;
	for (int k = 1; term > 1e-17 * sum; k++) {
		term *= x / (2.0 * k) * (x / (2.0 * k));
		sum += term;
	}
	return sum;
}

static double tap_at(double x)
{
	const double across = x / (REACH + 1.0);
	if (fabs(across) >= 1.0)
		return 0.0;
	const double window = bessel(KAISER_BETA * sqrt(1.0 - across * across)) / bessel(KAISER_BETA);
	return fabs(x) < 1e-12 ? window : window * sin(ELEMENTARY_PI * x) / (ELEMENTARY_PI * x);
}

/* Computes out[n] = sum of in[n - k] taps[k]; the stem is read REACH frames early. */
static void fill_taps(struct moved *moved, double delay)
{
	for (size_t k = 0; k < TAPS; k++) {
		const double x = (double)k - REACH - delay;
		moved->taps[k] = tap_at(x);
		moved->slope_taps[k] = (tap_at(x - DIFFERENCE) - tap_at(x + DIFFERENCE)) / (2.0 * DIFFERENCE);
	}
}

static double **columns_new(struct arena *arena, size_t channels, size_t frames)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	bool done = columns;
	for (size_t channel = 0; done && channel < channels; channel++) {
		columns[channel] = ARENA_ARRAY(arena, double, frames);
		done = columns[channel];
	}
	return done ? columns : NULL;
}

static bool moved_init(struct finder *finder, size_t stem)
{
	struct moved *moved = &finder->moved[stem];
	const size_t channels = finder->reader.channels;
	const double delay = finder->gain_delays[stem].delay;
	finder->read_lags[stem] = finder->lags[stem];
	if (fabs(delay) < WHOLE || fabs(finder->gain_delays[stem].gain) < HARDLY_THERE)
		return true;
	moved->fractional = true;
	moved->slope_column = finder->column_count++;
	finder->read_lags[stem] -= REACH;
	moved->taps = ARENA_ARRAY(finder->scratch, double, TAPS);
	moved->slope_taps = ARENA_ARRAY(finder->scratch, double, TAPS);
	moved->past = columns_new(finder->scratch, channels, TAPS - 1 + PROOF_BLOCK);
	moved->delayed = columns_new(finder->scratch, channels, PROOF_BLOCK);
	moved->slope = columns_new(finder->scratch, channels, PROOF_BLOCK);
	if (!moved->taps || !moved->slope_taps || !moved->past || !moved->delayed || !moved->slope)
		return false;
	fill_taps(moved, delay);
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
	finder->gram = ARENA_ARRAY(finder->scratch, double, count *count);
	finder->right = ARENA_ARRAY(finder->scratch, double, count);
	return finder->columns && finder->gram && finder->right &&
	       least_squares_init(&finder->squares, finder->scratch, count);
}

static void move(struct finder *finder, size_t stem, size_t channel, size_t frames)
{
	struct moved *moved = &finder->moved[stem];
	const double *column = finder->reader.stems[stem][channel];
	finder->columns[stem] = column;
	if (!moved->fractional)
		return;
	double *past = moved->past[channel], *delayed = moved->delayed[channel], *slope = moved->slope[channel];
	memcpy(past + TAPS - 1, column, frames * sizeof(double));
	memset(delayed, 0, frames * sizeof(double));
	memset(slope, 0, frames * sizeof(double));
	finder->kernel->fir->convolve(delayed, past + TAPS - 1, moved->taps, TAPS, frames);
	finder->kernel->fir->convolve(slope, past + TAPS - 1, moved->slope_taps, TAPS, frames);
	memmove(past, past + frames, (TAPS - 1) * sizeof(double));
	finder->columns[stem] = delayed;
	finder->columns[moved->slope_column] = slope;
}

/* Subtracts the stems with their gains and delays from the mix: the step shall shrink this residual. */
static void add_channel(struct finder *finder, size_t channel, size_t frames)
{
	const size_t count = finder->column_count;
	double *rest = finder->reader.mix[channel];
	finder->mix_energy += inner_product(rest, rest, frames);
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		move(finder, i, channel, frames);
		const double gain = finder->gain_delays[i].gain, *column = finder->columns[i];
		for (size_t n = 0; n < frames; n++)
			rest[n] -= gain * column[n];
	}
	finder->corrected_energy += inner_product(rest, rest, frames);
	for (size_t p = 0; p < count; p++) {
		if (p < finder->proof->stem_count && !finder->known[p])
			continue;
		finder->right[p] += inner_product(finder->columns[p], rest, frames);
		for (size_t q = 0; q <= p; q++)
			finder->gram[p * count + q] += inner_product(finder->columns[p], finder->columns[q], frames);
	}
}

static void mirror(double *gram, size_t count)
{
	for (size_t p = 0; p < count; p++)
		for (size_t q = 0; q < p; q++)
			gram[q * count + p] = gram[p * count + q];
}

/* Takes over the gains and delays of the step, and computes the energy that it leaves. */
static void take_step(struct finder *finder)
{
	const size_t count = finder->column_count;
	mirror(finder->gram, count);
	memcpy(finder->squares.gram, finder->gram, count * count * sizeof(double));
	memcpy(finder->squares.right, finder->right, count * sizeof(double));
	least_squares_solve(&finder->squares, DEPENDENT);
	const double *step = finder->squares.right;
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

static enum status step_in_time(struct finder *finder)
{
	if (!prepare_step(finder))
		return STATUS_NO_MEMORY;
	enum status status = proof_reader_start(&finder->reader, finder->read_lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		status = proof_reader_next(&finder->reader, &frames);
		for (size_t channel = 0; channel < finder->reader.channels && status == STATUS_OK; channel++)
			add_channel(finder, channel, frames);
	}
	if (status == STATUS_OK)
		take_step(finder);
	return status;
}

/* Measures the residual of the files as they are. */
static enum status measure(struct finder *finder)
{
	enum status status = proof_reader_start(&finder->reader, NULL);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		status = proof_reader_next(&finder->reader, &frames);
		for (size_t channel = 0; channel < finder->reader.channels && status == STATUS_OK; channel++) {
			const double *residual = finder->reader.residual[channel];
			finder->residual_energy += inner_product(residual, residual, frames);
		}
	}
	return status;
}

static double dbfs_of(const struct finder *finder, double energy)
{
	const double samples = (double)finder->reader.frames * (double)finder->reader.channels;
	return energy > 0.0 ? 10.0 * log10(energy / samples) : -(double)INFINITY;
}

static void conclude(const struct finder *finder, struct alignment *alignment)
{
	for (size_t i = 0; i < finder->proof->stem_count; i++) {
		struct alignment_stem *stem = &alignment->stems[i];
		const double gain = finder->gain_delays[i].gain;
		const bool there = fabs(gain) >= HARDLY_THERE;
		stem->known = finder->known[i];
		stem->gain = gain;
		stem->inverted = gain < 0.0;
		stem->gain_db = gain_to_decibel(fabs(gain));
		stem->offset = there ? (double)finder->lags[i] + finder->gain_delays[i].delay : 0.0;
	}
	alignment->mix_dbfs = dbfs_of(finder, finder->mix_energy);
	alignment->residual_dbfs = dbfs_of(finder, finder->residual_energy);
	alignment->corrected_dbfs = dbfs_of(finder, fmin(finder->corrected_energy, finder->residual_energy));
}

static enum status find(struct finder *finder)
{
	enum status status = measure(finder);
	if (status == STATUS_OK)
		status = find_lags(finder);
	if (status == STATUS_OK)
		status = find_placements(finder);
	return status == STATUS_OK ? step_in_time(finder) : status;
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
		if (status == STATUS_OK)
			conclude(&finder, alignment);
	}
	arena_free(scratch);
	return status;
}
