/* stemprint: sums up the cross-spectra of all stems and of the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/cross_spectra.h"

#include "dsp/elementary.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

enum { SIZE_LARGEST = PROOF_BLOCK, SIZE_SMALLEST = 256, SUMS_LIMIT = 4000000, WINDOWS_ENOUGH = 16 };

#define WORK_LIMIT 1e9 /* products of bins: they take about a second */

/* The windows that go into the sums. */
struct pass {
	struct cross_spectra *spectra;
	struct proof_reader *reader;
	struct fourier_transform *transform;
	double *window;
	double **halves; /* [signal * channels + channel][2 * PROOF_BLOCK] the half window before the block, then the
			    block */
	double *parts; /* [signal][real, imaginary][bin] */
	const struct cross_spectra_listener *listener;
	uint64_t windows, stride;
};

static size_t pair_of(size_t one, size_t other)
{
	return other * (other + 1) / 2 + one;
}

const double *cross_spectra_real(const struct cross_spectra *spectra, size_t one, size_t other)
{
	return spectra->real + pair_of(one, other) * spectra->bin_count;
}

const double *cross_spectra_imaginary(const struct cross_spectra *spectra, size_t one, size_t other)
{
	return spectra->imaginary + pair_of(one, other) * spectra->bin_count;
}

static size_t pair_count(size_t stem_count)
{
	return pair_of(0, stem_count + 1);
}

struct cross_spectra *cross_spectra_new(const struct proof *proof, struct arena *arena)
{
	struct cross_spectra *spectra = ARENA_NEW(arena, struct cross_spectra);
	if (!spectra)
		return NULL;
	const size_t pairs = pair_count(proof->stem_count);
	size_t size = SIZE_LARGEST;
	while (size > SIZE_SMALLEST && pairs * (size / 2 + 1) > SUMS_LIMIT)
		size /= 2;
	*spectra = (struct cross_spectra){ .stem_count = proof->stem_count, .size = size, .bin_count = size / 2 + 1 };
	spectra->real = ARENA_ARRAY(arena, double, pairs * spectra->bin_count);
	spectra->imaginary = ARENA_ARRAY(arena, double, pairs * spectra->bin_count);
	return spectra->real && spectra->imaginary ? spectra : NULL;
}

static enum status pass_init(struct pass *pass, struct arena *arena)
{
	const struct cross_spectra *spectra = pass->spectra;
	const size_t columns = (spectra->stem_count + 1) * pass->reader->channels;
	pass->transform = fourier_transform_new(arena, spectra->size);
	pass->window = ARENA_ARRAY(arena, double, spectra->size);
	pass->halves = ARENA_ARRAY(arena, double *, columns);
	pass->parts = ARENA_ARRAY(arena, double, (spectra->stem_count + 1) * 2 * spectra->bin_count);
	if (!pass->transform || !pass->window || !pass->halves || !pass->parts)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < columns; i++) {
		pass->halves[i] = ARENA_ARRAY(arena, double, 2 * PROOF_BLOCK);
		if (!pass->halves[i])
			return STATUS_NO_MEMORY;
	}
	for (size_t i = 0; i < spectra->size; i++)
		pass->window[i] = 0.5 - 0.5 * cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / (double)spectra->size);
	const double windows = 2.0 * (double)pass->reader->frames / (double)spectra->size;
	const double work = windows * (double)pass->reader->channels * (double)pair_count(spectra->stem_count) *
			    (double)spectra->bin_count;
	pass->stride = work > WORK_LIMIT ? (uint64_t)ceil(work / WORK_LIMIT) : 1;
	return STATUS_OK;
}

/* Transforms a window of a signal. Returns false when it is silent. */
static bool transform_signal(struct pass *pass, const double *samples, double *real, double *imaginary)
{
	struct fourier_transform *transform = pass->transform;
	double energy = 0.0;
	for (size_t i = 0; i < transform->size; i++) {
		transform->samples[i] = pass->window[i] * samples[i];
		energy += transform->samples[i] * transform->samples[i];
	}
	fourier_transform_forward(transform);
	for (size_t k = 0; k < transform->bin_count; k++) {
		real[k] = transform->bins[k][0];
		imaginary[k] = transform->bins[k][1];
	}
	return energy > 0.0;
}

static void add_products(const double *one, const double *other, size_t bins, double *restrict real,
			 double *restrict imaginary)
{
	const double *restrict a = one, *restrict b = one + bins;
	const double *restrict c = other, *restrict d = other + bins;
	for (size_t k = 0; k < bins; k++) {
		real[k] += a[k] * c[k] + b[k] * d[k];
		imaginary[k] += a[k] * d[k] - b[k] * c[k];
	}
}

static void add_window(struct pass *pass, size_t channel, size_t start)
{
	struct cross_spectra *spectra = pass->spectra;
	const size_t signals = spectra->stem_count + 1, bins = spectra->bin_count;
	bool sounds = false;
	for (size_t i = 0; i < signals; i++) {
		double *part = pass->parts + i * 2 * bins;
		sounds |= transform_signal(pass, pass->halves[i * pass->reader->channels + channel] + start, part,
					   part + bins);
	}
	for (size_t other = 0; other < signals && sounds; other++)
		for (size_t one = 0; one <= other; one++) {
			const size_t first = pair_of(one, other) * bins;
			add_products(pass->parts + one * 2 * bins, pass->parts + other * 2 * bins, bins,
				     spectra->real + first, spectra->imaginary + first);
		}
	spectra->window_count += sounds;
	if (pass->listener && sounds)
		pass->listener->window(pass->listener->context, pass->parts, pass->reader->position);
}

/* Returns whether a window reaches over an end of the files. A sound that begins or ends at once there has a spectrum
   of its own, which covers what is soft in all others. Short files need every window. */
static bool reaches_over(const struct pass *pass, uint64_t block, size_t start)
{
	const size_t size = pass->spectra->size;
	const uint64_t end = block + start + size;
	return pass->reader->frames >= WINDOWS_ENOUGH * size &&
	       (block + start < PROOF_BLOCK || end > pass->reader->frames + PROOF_BLOCK);
}

/* Adds the windows that end in the block, which begins at a frame. */
static void add_block(struct pass *pass, uint64_t block)
{
	const size_t half = pass->spectra->size / 2, channels = pass->reader->channels;
	for (size_t start = PROOF_BLOCK - half; start + 2 * half <= 2 * PROOF_BLOCK; start += half) {
		if (reaches_over(pass, block, start) || pass->windows++ % pass->stride != 0)
			continue;
		for (size_t channel = 0; channel < channels; channel++)
			add_window(pass, channel, start);
	}
}

static enum status take_block(struct pass *pass, size_t *frames)
{
	struct proof_reader *reader = pass->reader;
	enum status status = proof_reader_next(reader, frames);
	for (size_t i = 0; i <= pass->spectra->stem_count && status == STATUS_OK; i++)
		for (size_t channel = 0; channel < reader->channels; channel++) {
			double *halves = pass->halves[i * reader->channels + channel];
			const double *block =
				(i < pass->spectra->stem_count ? reader->stems[i] : reader->residual)[channel];
			memcpy(halves, halves + PROOF_BLOCK, PROOF_BLOCK * sizeof(double));
			memcpy(halves + PROOF_BLOCK, block, *frames * sizeof(double));
			memset(halves + PROOF_BLOCK + *frames, 0, (PROOF_BLOCK - *frames) * sizeof(double));
		}
	return status;
}

static void count_both_halves(struct cross_spectra *spectra)
{
	for (size_t pair = 0; pair < pair_count(spectra->stem_count); pair++)
		for (size_t k = 1; k + 1 < spectra->bin_count; k++) {
			spectra->real[pair * spectra->bin_count + k] *= 2.0;
			spectra->imaginary[pair * spectra->bin_count + k] *= 2.0;
		}
}

enum status cross_spectra_run(struct cross_spectra *spectra, struct proof_reader *reader, const int64_t *lags,
			      struct arena *arena, const struct cross_spectra_listener *listener)
{
	const size_t sums = pair_count(spectra->stem_count) * spectra->bin_count;
	memset(spectra->real, 0, sums * sizeof *spectra->real);
	memset(spectra->imaginary, 0, sums * sizeof *spectra->imaginary);
	spectra->window_count = 0;
	struct pass pass = { .spectra = spectra, .reader = reader, .listener = listener };
	enum status status = pass_init(&pass, arena);
	if (status == STATUS_OK)
		status = proof_reader_start(reader, lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		status = take_block(&pass, &frames);
		if (status == STATUS_OK)
			add_block(&pass, reader->position - frames);
	}
	count_both_halves(spectra);
	return status;
}
