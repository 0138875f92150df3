/* Recognises in a residual the noise that a dither with noise shaping leaves.
   SPDX-License-Identifier: GPL-3.0-or-later

   Noise shaping moves the noise of rounding to frequencies where the ear hears less. It cannot remove any: the mean
   over all frequencies of the logarithm of its power stays that of the white noise (Gerzon and Craven, "Optimal noise
   shaping and dither of digital signals", AES 87, 1989). So the geometric mean of the residual's spectrum is the floor
   of the formats, although its power is up to 40 dB more; and somewhere it is under the floor. A fault comes on top of
   the floor, and is nowhere under it. Shaped noise is also steady, has no tones and no clicks, and has nothing in
   common with any file. */
#ifndef STEMPRINT_VERIFY_SHAPED_NOISE_H
#define STEMPRINT_VERIFY_SHAPED_NOISE_H

#include "base/arena.h"
#include "measure/third_octave.h"

#include <stdbool.h>
#include <stddef.h>

struct proof_result;

/** By how many dB the peak of noise may be over its rms. Normal noise gets there once in 10^11 samples. */
#define SHAPED_NOISE_CREST_DB 16.5

/** What the residual has in common with one file. */
struct noise_likeness {
	double sum; /**< of the inner products of residual and file, block by block */
	double squares; /**< of these inner products */
};

/** Compares a residual with all files. */
struct shaped_noise {
	struct noise_likeness *files; /**< [file_count] the mix, then the stems */
	size_t file_count;
};

/** Tells from the figures of a proof that failed whether its residual may be shaped noise: it is steady, has no peaks,
    and is not much louder than the floor. It is worth a second look then. */
bool shaped_noise_is_possible(const struct proof_result *result);

/** Begins a comparison with so many files. Returns false when out of memory; all memory comes from the arena. */
bool shaped_noise_init(struct shaped_noise *noise, size_t file_count, struct arena *arena);

/** Takes a block of one channel of the residual and of a file, linear. */
void shaped_noise_add(struct shaped_noise *noise, size_t file, const double *residual, const double *samples,
		      size_t frames);

/** Tells whether shaped dither explains the residual, whose spectrum was read. */
bool shaped_noise_explains(const struct shaped_noise *noise, const struct proof_result *result,
			   const struct third_octave_meter *spectrum);

#endif
