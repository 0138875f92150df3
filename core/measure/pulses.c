/* stemprint: looks for whole numbers of pulses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/pulses.h"

#include <math.h>
#include <stddef.h>

enum {
	STEPS = 40, /* of a sixteenth of an octave, from the rms of a piece down */
	LEAST_COUNT = 4,
	PIECE_MOST = 12,
	FIRST_BAND = 4,
	BANDS = 21
};

/* The bands of CELT in frames of 20 ms, in coefficients. */
static const short edges[BANDS + 1] = { 0,   8,   16,  24,  32,  40,  48,  56,  64,  80,  96,
					112, 128, 160, 192, 224, 272, 320, 384, 480, 624, 800 };
static const float chance = 7.0F; /* the best of many numbers agrees so well in any sound */
static const float rounding = 1.15e-5F; /* of 16 bits, after the pre-emphasis */
static const float least_multiple = 0.6F, noise_steps = 5.0F;

/* The numbers of which the coefficients may be multiples, over the rms: their inverses. */
static const float inverses[STEPS] = { 0.917004F,  0.9576033F, 1.0F,       1.0442738F, 1.0905077F, 1.1387886F,
				       1.1892071F, 1.2418578F, 1.2968396F, 1.3542555F, 1.4142136F, 1.4768261F,
				       1.5422108F, 1.6104903F, 1.6817928F, 1.7562522F, 1.8340081F, 1.9152066F,
				       2.0F,       2.0885476F, 2.1810155F, 2.2775773F, 2.3784142F, 2.4837156F,
				       2.5936791F, 2.7085111F, 2.8284271F, 2.9536523F, 3.0844217F, 3.2209807F,
				       3.3635857F, 3.5125043F, 3.6680162F, 3.8304131F, 4.0F,       4.1770951F,
				       4.3620309F, 4.5551545F, 4.7568285F, 4.9674312F };

/* The distance to the nearest multiple, in multiples, has a mean square of 1/12 in any sound. A small coefficient is
   judged by the finer numbers alone: it would be 0 for all others. */
static void add_line(float ratio, float *sums, float *counts)
{
	const float whole = 12582912.0F; /* added and taken away, it rounds */
	for (size_t i = 0; i < STEPS; i++) {
		const float multiple = ratio * inverses[i];
		const float distance = multiple - ((multiple + whole) - whole);
		const float counted = multiple > least_multiple ? 1.0F : 0.0F;
		sums[i] += counted * (1.0F / 12.0F - distance * distance);
		counts[i] += counted;
	}
}

/* Returns the square of the best agreement: the square of a distance has a variance of 1/180. */
static float score_piece(const float *lines, size_t count, float noise)
{
	float sums[STEPS] = { 0 }, counts[STEPS] = { 0 }, squares = 0.0F, best = 0.0F;
	for (size_t i = 0; i < count; i++)
		squares += lines[i] * lines[i];
	const float rms = sqrtf(squares / (float)count);
	if (!(rms > noise_steps * noise))
		return 0.0F;
	for (size_t i = 0; i < count; i++)
		add_line(fabsf(lines[i]) / rms, sums, counts);
	for (size_t i = 0; i < STEPS && rms > noise_steps * noise * inverses[i]; i++) {
		if (counts[i] < (float)LEAST_COUNT || !(sums[i] > 0.0F))
			continue;
		const float square = 180.0F * sums[i] * sums[i] / counts[i];
		best = square > best ? square : best;
	}
	return best > chance ? best - chance : 0.0F;
}

static float score_band(const float *lines, size_t count, float noise)
{
	size_t piece = count;
	float score = 0.0F;
	while (piece > PIECE_MOST)
		piece /= 2;
	for (size_t at = 0; at + piece <= count; at += piece)
		score += score_piece(lines + at, piece, noise);
	return score;
}

double pulses_score(const double *coefficients)
{
	float lines[PULSE_LINES], score = 0.0F;
	for (size_t i = 0; i < PULSE_LINES; i++)
		lines[i] = (float)coefficients[i];
	for (size_t b = FIRST_BAND; b < BANDS; b++)
		score += score_band(lines + edges[b], (size_t)(edges[b + 1] - edges[b]), rounding);
	return (double)score;
}

static double length_of(const double *coefficients, size_t count)
{
	double squares = 0.0;
	for (size_t i = 0; i < count; i++)
		squares += coefficients[i] * coefficients[i];
	return sqrt(squares);
}

/* Scores the sum and the difference of a band of both channels, each scaled to the length 1. */
static float score_pair(const double *left, const double *right, size_t count)
{
	float sums[PULSE_LINES], differences[PULSE_LINES];
	const double left_length = length_of(left, count), right_length = length_of(right, count);
	if (!(left_length > 0.0) || !(right_length > 0.0))
		return 0.0F;
	const double left_gain = 1.0 / left_length, right_gain = 1.0 / right_length;
	for (size_t i = 0; i < count; i++) {
		sums[i] = (float)(left_gain * left[i] + right_gain * right[i]);
		differences[i] = (float)(left_gain * left[i] - right_gain * right[i]);
	}
	const float noise = rounding * (float)sqrt(left_gain * left_gain + right_gain * right_gain);
	return score_band(sums, count, noise) + score_band(differences, count, noise);
}

double pulses_score_pair(const double *left, const double *right)
{
	float score = 0.0F;
	for (size_t b = FIRST_BAND; b < BANDS; b++) {
		const size_t first = (size_t)edges[b], count = (size_t)(edges[b + 1] - edges[b]);
		score += score_pair(left + first, right + first, count);
	}
	return pulses_score(left) + pulses_score(right) + (double)score;
}
