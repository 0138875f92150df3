/* Computes the tables of the discrete Fourier transform.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/fft.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>

/* Each angle is the sum of a coarse and a fine one: few sines and cosines make them all, within two roundings. */
enum { FINE_STEPS = 128 };

/* A table of cos(2 pi m / (4 size)) over a quarter turn, m from 0 to size. All angles of a size are read from it, so
   that values which are equal by symmetry are equal to the bit. */
struct quarter_turn {
	const double *cosine;
	size_t size;
};

static bool quarter_turn_init(struct quarter_turn *turn, struct arena *arena, size_t size)
{
	double *cosine = ARENA_ARRAY(arena, double, size + 1);
	if (!cosine)
		return false;
	double fine_cosine[FINE_STEPS], fine_sine[FINE_STEPS];
	const double step = ELEMENTARY_PI / (2.0 * (double)size);
	for (size_t m = 0; m < FINE_STEPS; m++) {
		fine_cosine[m] = elementary_cos(step * (double)m);
		fine_sine[m] = elementary_sin(step * (double)m);
	}
	for (size_t start = 0; start < size / 2; start += FINE_STEPS) {
		const double c = elementary_cos(step * (double)start), s = elementary_sin(step * (double)start);
		for (size_t m = 0; m < FINE_STEPS && start + m < size / 2; m++) {
			cosine[start + m] = c * fine_cosine[m] - s * fine_sine[m];
			cosine[size - start - m] = s * fine_cosine[m] + c * fine_sine[m];
		}
	}
	cosine[size / 2] = sqrt(0.5);
	*turn = (struct quarter_turn){ cosine, size };
	return true;
}

/* Returns cos(2 pi m / (4 size)) for any m. */
static double turn_cosine(const struct quarter_turn *turn, size_t m)
{
	m &= 4 * turn->size - 1;
	if (m > 2 * turn->size)
		m = 4 * turn->size - m;
	return m <= turn->size ? turn->cosine[m] : -turn->cosine[2 * turn->size - m];
}

static double turn_sine(const struct quarter_turn *turn, size_t m)
{
	return turn_cosine(turn, m + 3 * turn->size);
}

/* The twiddles of the outer pass include the angles of its fold. */
static bool pass_init(struct fft_pass *pass, struct arena *arena, const struct quarter_turn *turn, size_t radix,
		      size_t span, bool outer)
{
	const size_t points = span / radix, step = 4 * turn->size / span, first = outer ? 0 : 1;
	double *twiddles = ARENA_ARRAY(arena, double, (radix - first) * 2 * points);
	if (!twiddles)
		return false;
	*pass = (struct fft_pass){ radix, span, twiddles };
	for (size_t start = 0; start < points; start += FFT_ABREAST)
		for (size_t q = first; q < radix; q++, twiddles += 2 * FFT_ABREAST)
			for (size_t k = 0; k < FFT_ABREAST; k++) {
				const size_t j = start + k, back = q * j * step - (outer ? j : 0);
				twiddles[k] = turn_cosine(turn, back);
				twiddles[FFT_ABREAST + k] = -turn_sine(turn, back);
			}
	return true;
}

static void fold_init(struct fft *fft, const struct quarter_turn *turn)
{
	const size_t radix = fft->passes[0].radix, step = fft->size / radix;
	for (size_t r = 0; r < radix; r++) {
		fft->fold_cosine[r] = turn_cosine(turn, r * step);
		fft->fold_sine[r] = turn_sine(turn, r * step);
	}
}

/* Returns 8 for all passes but the first, which takes the remaining factor. */
static size_t radix_of(size_t span)
{
	size_t rest = span / FFT_LAST;
	while (rest >= 8)
		rest /= 8;
	return rest > 1 ? rest : 8;
}

const struct fft *fft_new(struct arena *arena, size_t size)
{
	struct fft *fft = ARENA_NEW(arena, struct fft);
	struct quarter_turn turn;
	if (!fft || !quarter_turn_init(&turn, arena, size))
		return NULL;
	fft->size = size;
	for (size_t span = size; span > FFT_LAST; span /= fft->passes[fft->pass_count++].radix)
		if (!pass_init(&fft->passes[fft->pass_count], arena, &turn, radix_of(span), span, fft->pass_count == 0))
			return NULL;
	fold_init(fft, &turn);
	return fft;
}

const struct fft *fft_shared(struct fft_tables *tables, struct arena *arena, size_t size)
{
	const struct fft **entry = &tables->sizes[__builtin_ctzll(size)];
	if (!*entry)
		*entry = fft_new(arena, size);
	return *entry;
}

size_t fft_bin_index(const struct fft *fft, size_t width, size_t bin)
{
	size_t start = 0;
	for (size_t i = 0; i < fft->pass_count; i++) {
		const struct fft_pass *pass = &fft->passes[i];
		const unsigned octaves = (unsigned)__builtin_ctzll(pass->radix);
		start += (bin & (pass->radix - 1)) * (pass->span >> octaves);
		bin >>= octaves;
	}
	const size_t block = start / FFT_LAST;
	return block / width * (2 * FFT_LAST * width) + bin * width + block % width;
}
