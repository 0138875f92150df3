/* Tells noise that was shaped from faults.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/shaped_noise.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "verify/proof_meter.h"

#include <math.h>

/* No published shaper raises the noise by more. */
#define LOUDEST_DB 40.0

/* The floor counts TPDF dither. Without dither, the noise has a third of that power. */
#define UNDITHERED_DB 4.78

/* By how much the spectrum is at least under the white noise of rounding without dither, as a mean over all
   frequencies. White noise reads some 0.3 dB by chance. */
#define HOLLOW_DB 1.5

/* A bin that is by more over its neighbours is a tone. */
#define TONE_DB 13.0

/* How far a second may be from the mean of all, and the geometric mean from the floor. */
#define TOLERANCE_DB 1.0

/* Chance brings inner products of strangers to so many standard deviations once in 10^9 sets. */
#define DEVIATIONS 6.0

/* Tells whether every full second is as loud as all of them together. */
static bool is_steady(const struct proof_result *result)
{
	const struct level_series *series = result->series;
	const size_t full = (size_t)(result->frames / series->window_frames);
	bool steady = full > 0;
	for (size_t i = 0; i < full && steady; i++) {
		const double rms = level_series_rms(series, i, result->frames, result->channels);
		steady = fabs(gain_to_decibel(rms) - result->residual_rms_dbfs) <= TOLERANCE_DB;
	}
	return steady;
}

bool shaped_noise_is_possible(const struct proof_result *result)
{
	return result->residual_rms_dbfs > result->floor_dbfs &&
	       result->residual_rms_dbfs <= result->floor_dbfs + LOUDEST_DB &&
	       result->residual_peak_dbfs <= result->residual_rms_dbfs + SHAPED_NOISE_CREST_DB && is_steady(result);
}

bool shaped_noise_init(struct shaped_noise *noise, size_t file_count, struct arena *arena)
{
	noise->files = ARENA_ARRAY(arena, struct noise_likeness, file_count);
	noise->file_count = file_count;
	return noise->files;
}

void shaped_noise_add(struct shaped_noise *noise, size_t file, const double *residual, const double *samples,
		      size_t frames)
{
	const double product = inner_product(residual, samples, frames);
	noise->files[file].sum += product;
	noise->files[file].squares += product * product;
}

/* A file that was dithered holds the noise itself, so it may have as much in common with the residual as that has with
   itself. */
static bool is_strange(const struct shaped_noise *noise, double energy)
{
	bool strange = true;
	for (size_t i = 0; i < noise->file_count; i++)
		strange &= fabs(noise->files[i].sum) <= energy + DEVIATIONS * sqrt(noise->files[i].squares);
	return strange;
}

bool shaped_noise_explains(const struct shaped_noise *noise, const struct proof_result *result,
			   const struct third_octave_meter *spectrum)
{
	const double undithered = decibel_to_gain(result->floor_dbfs - UNDITHERED_DB);
	const struct spectrum_shape shape = third_octave_shape(spectrum, undithered * undithered);
	const double flat_db = gain_to_decibel(sqrt(shape.flat_power)) - result->floor_dbfs;
	const double rms = decibel_to_gain(result->residual_rms_dbfs);
	return flat_db <= TOLERANCE_DB && flat_db >= -UNDITHERED_DB - TOLERANCE_DB && shape.hollow_db >= HOLLOW_DB &&
	       shape.tone_db <= TONE_DB &&
	       is_strange(noise, rms * rms * (double)result->frames * (double)result->channels);
}
