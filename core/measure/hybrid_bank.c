/* stemprint: computes the hybrid filter bank of MP3.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/hybrid_bank.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	BANDS = 32,
	TAPS = 512,
	PHASES = 64,
	SLOTS = 36, /* samples of a band in a block */
	LINES = 18, /* coefficients of a band */
	BUTTERFLIES = 8,
	ROWS = HYBRID_SAMPLES - TAPS + 1
};

struct hybrid_bank {
	const double *samples;
	double taps[TAPS];
	double modulation[BANDS][BANDS]; /* [band][distance from the tap in the middle] */
	double transform[SLOTS][LINES];
	double alias[BUTTERFLIES][2];
	double (*rows)[BANDS]; /* [ROWS] the bands at a sample */
	bool *known; /* [ROWS] */
};

/* The first half of the window and its middle, times 2 to the 21. */
static const int32_t half_window[TAPS / 2 + 1] = {
	0,      -1,     -1,     -1,     -1,     -1,     -1,     -2,     -2,     -2,     -2,     -3,     -3,     -4,
	-4,     -5,     -5,     -6,     -7,     -7,     -8,     -9,     -10,    -11,    -13,    -14,    -16,    -17,
	-19,    -21,    -24,    -26,    -29,    -31,    -35,    -38,    -41,    -45,    -49,    -53,    -58,    -63,
	-68,    -73,    -79,    -85,    -91,    -97,    -104,   -111,   -117,   -125,   -132,   -139,   -147,   -154,
	-161,   -169,   -176,   -183,   -190,   -196,   -202,   -208,   213,    218,    222,    225,    227,    228,
	228,    227,    224,    221,    215,    208,    200,    189,    177,    163,    146,    127,    106,    83,
	57,     29,     -2,     -36,    -72,    -111,   -153,   -197,   -244,   -294,   -347,   -401,   -459,   -519,
	-581,   -645,   -711,   -779,   -848,   -919,   -991,   -1064,  -1137,  -1210,  -1283,  -1356,  -1428,  -1498,
	-1567,  -1634,  -1698,  -1759,  -1817,  -1870,  -1919,  -1962,  -2001,  -2032,  -2057,  -2075,  -2085,  -2087,
	-2080,  -2063,  2037,   2000,   1952,   1893,   1822,   1739,   1644,   1535,   1414,   1280,   1131,   970,
	794,    605,    402,    185,    -45,    -288,   -545,   -814,   -1095,  -1388,  -1692,  -2006,  -2330,  -2663,
	-3004,  -3351,  -3705,  -4063,  -4425,  -4788,  -5153,  -5517,  -5879,  -6237,  -6589,  -6935,  -7271,  -7597,
	-7910,  -8209,  -8491,  -8755,  -8998,  -9219,  -9416,  -9585,  -9727,  -9838,  -9916,  -9959,  -9966,  -9935,
	-9863,  -9750,  -9592,  -9389,  -9139,  -8840,  -8492,  -8092,  -7640,  -7134,  6574,   5959,   5288,   4561,
	3776,   2935,   2037,   1082,   70,     -998,   -2122,  -3300,  -4533,  -5818,  -7154,  -8540,  -9975,  -11455,
	-12980, -14548, -16155, -17799, -19478, -21189, -22929, -24694, -26482, -28289, -30112, -31947, -33791, -35640,
	-37489, -39336, -41176, -43006, -44821, -46617, -48390, -50137, -51853, -53534, -55178, -56778, -58333, -59838,
	-61289, -62684, -64019, -65290, -66494, -67629, -68692, -69679, -70590, -71420, -72169, -72835, -73415, -73908,
	-74313, -74630, -74856, -74992, 75038
};

static void make_taps(struct hybrid_bank *bank)
{
	for (size_t i = 0; i <= TAPS / 2; i++) {
		const double tap = 0x1p-21 * half_window[i];
		bank->taps[i] = tap;
		if (i > 0 && i < TAPS / 2)
			bank->taps[TAPS - i] = i % PHASES == 0 ? tap : -tap;
	}
}

static void make_tables(struct hybrid_bank *bank)
{
	static const double crossings[BUTTERFLIES] = { -0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037 };
	const double sixteen = 16.0, scale = sixteen / 9.0;
	make_taps(bank);
	for (size_t b = 0; b < BANDS; b++)
		for (size_t m = 0; m < BANDS; m++)
			bank->modulation[b][m] =
				elementary_cos((2.0 * (double)b + 1.0) * (double)m * ELEMENTARY_PI / PHASES);
	for (size_t j = 0; j < SLOTS; j++)
		for (size_t k = 0; k < LINES; k++)
			bank->transform[j][k] = scale * elementary_sin(ELEMENTARY_PI / SLOTS * ((double)j + 0.5)) *
						elementary_cos(ELEMENTARY_PI / (2.0 * SLOTS) *
							       (2.0 * (double)j + 19.0) * (2.0 * (double)k + 1.0));
	for (size_t i = 0; i < BUTTERFLIES; i++) {
		bank->alias[i][0] = 1.0 / sqrt(1.0 + crossings[i] * crossings[i]);
		bank->alias[i][1] = crossings[i] * bank->alias[i][0];
	}
}

struct hybrid_bank *hybrid_bank_new(struct arena *arena)
{
	struct hybrid_bank *bank = ARENA_NEW(arena, struct hybrid_bank);
	if (!bank)
		return NULL;
	bank->rows = arena_array(arena, ROWS, sizeof *bank->rows);
	bank->known = ARENA_ARRAY(arena, bool, ROWS);
	if (!bank->rows || !bank->known)
		return NULL;
	make_tables(bank);
	return bank;
}

void hybrid_bank_load(struct hybrid_bank *bank, const double *samples)
{
	bank->samples = samples;
	memset(bank->known, 0, ROWS * sizeof *bank->known);
}

/* Filters all bands at a sample. The cosines are even around phase 16, and odd around phase 48. */
static void filter_row(struct hybrid_bank *bank, size_t at)
{
	double phases[PHASES] = { 0 }, folded[BANDS];
	const double *last = bank->samples + at + TAPS - 1;
	for (size_t i = 0; i < TAPS; i += PHASES)
		for (size_t j = 0; j < PHASES; j++)
			phases[j] += bank->taps[i + j] * *(last - i - j);
	folded[0] = phases[16];
	for (size_t m = 1; m < BANDS; m++)
		folded[m] = m <= 16 ? phases[16 + m] + phases[16 - m] : phases[16 + m] - phases[80 - m];
	for (size_t b = 0; b < BANDS; b++) {
		double sum = 0.0;
		for (size_t m = 0; m < BANDS; m++)
			sum += bank->modulation[b][m] * folded[m];
		bank->rows[at][b] = sum;
	}
	bank->known[at] = true;
}

static void transform_band(const struct hybrid_bank *bank, size_t at, size_t band, double *lines)
{
	for (size_t k = 0; k < LINES; k++)
		lines[k] = 0.0;
	for (size_t j = 0; j < SLOTS; j++) {
		double sample = bank->rows[at + BANDS * j][band];
		if (band % 2 == 1 && j % 2 == 1) /* odd bands lie the other way round */
			sample = -sample;
		for (size_t k = 0; k < LINES; k++)
			lines[k] += sample * bank->transform[j][k];
	}
}

void hybrid_bank_run(struct hybrid_bank *bank, size_t at, double *coefficients)
{
	for (size_t j = 0; j < SLOTS; j++)
		if (!bank->known[at + BANDS * j])
			filter_row(bank, at + BANDS * j);
	for (size_t b = 0; b < BANDS; b++)
		transform_band(bank, at, b, coefficients + LINES * b);
	for (size_t b = 1; b < BANDS; b++)
		for (size_t i = 0; i < BUTTERFLIES; i++) {
			double *below = coefficients + LINES * b - 1 - i, *above = coefficients + LINES * b + i;
			const double low = *below, high = *above;
			*below = low * bank->alias[i][0] + high * bank->alias[i][1];
			*above = high * bank->alias[i][0] - low * bank->alias[i][1];
		}
}
