/* stemprint: looks for the steps of a quantiser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/quantiser.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
	FIRST_BAND = 2,
	STEPS_AN_OCTAVE = 16, /* of three powers */
	ZERO_STEP = QUANTISER_STEPS - 1 - 4 * 5, /* the multiple 1; the largest one belongs to the step 32 */
	LEAST_COUNT = 3,
	LINES_MOST = 192
};

static const short mp3_44[] = { 0,  4,  8,   12,  16,  20,  24,  30,  36,  44,  52, 62,
				74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576 };
static const short mp3_48[] = { 0,  4,  8,   12,  16,  20,  24,  30,  36,  42,  50, 60,
				72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576 };
static const short aac_48[] = { 0,   4,   8,   12,  16,  20,  24,  28,  32,  36,  40,  48,  56,  64,  72,  80,  88,
				96,  108, 120, 132, 144, 160, 176, 196, 216, 240, 264, 292, 320, 352, 384, 416, 448,
				480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896, 928, 1024 };
static const double between = 46050.0; /* Hz; the middle between both tables of MP3 */
static const float chance = 7.0F; /* the best of many steps agrees so well in any sound */
static const float noise = 0x1p-17F;
static const float least_log2 =
	0.585F; /* 1.5 multiples: below, all coefficients of a band may be under half of a step */
/* The noise in a power 3/4 is 3/4 of the noise over the fourth root. It is 0.28 multiples at most: more hides them. */
static const float noise_log2 = -17.0F + 1.42F;

void quantiser_init(struct quantiser *quantiser, size_t hop, double sample_rate)
{
	quantiser->edges = aac_48;
	quantiser->edge_count = sizeof aac_48 / sizeof *aac_48;
	if (hop == 576) {
		quantiser->edges = sample_rate < between ? mp3_44 : mp3_48;
		quantiser->edge_count = sizeof mp3_44 / sizeof *mp3_44;
	}
	for (int i = 0; i < QUANTISER_STEPS; i++)
		quantiser->inverses[i] = (float)elementary_exp2(0.75 * 0.25 * (double)(ZERO_STEP - i));
}

/* Returns the binary logarithm of a positive number, within 0.09: its exponent, and a line between two of them. */
static float near_log2(float number)
{
	uint32_t bits;
	memcpy(&bits, &number, sizeof bits);
	return 0x1p-23F * (float)bits - 127.0F;
}

/* Returns how many multiples are about as large as 2 to the power or smaller. */
static int count_to(float power)
{
	const int count = (int)floorf(power * (float)STEPS_AN_OCTAVE / 3.0F) + ZERO_STEP + 1;
	return count < 0 ? 0 : count > QUANTISER_STEPS ? QUANTISER_STEPS : count;
}

/* A coefficient: its power 3/4, and the steps by which it can be judged, from `first` to before `end`. */
struct line {
	float power;
	int first, end;
};

/* A band, with the sums of its lines, by steps. */
struct band {
	struct line lines[LINES_MOST];
	size_t count;
	int first, end; /* of all lines */
	float sums[QUANTISER_STEPS];
	int starts[QUANTISER_STEPS + 1]; /* lines that begin at a step, less those that end there */
};

/* Takes the lines that stand over the noise. The power 3/4 of the rms is the widest multiple: beyond it, most lines
   would be 0. */
static void take_lines(struct band *band, const double *coefficients, size_t count)
{
	float squares = 0.0F;
	for (size_t i = 0; i < count; i++)
		squares += (float)(coefficients[i] * coefficients[i]);
	band->count = 0;
	band->first = QUANTISER_STEPS;
	if (squares < noise * noise)
		return;
	band->end = count_to(0.375F * near_log2(squares / (float)count));
	for (size_t i = 0; i < count; i++) {
		const float size = (float)fabs(coefficients[i]);
		if (size < noise)
			continue;
		const float size_log2 = near_log2(size), root = sqrtf(size);
		struct line line = { .power = root * sqrtf(root),
				     .first = count_to(noise_log2 - 0.25F * size_log2),
				     .end = count_to(0.75F * size_log2 - least_log2) };
		line.end = line.end < band->end ? line.end : band->end;
		if (line.first >= line.end)
			continue;
		band->first = line.first < band->first ? line.first : band->first;
		band->lines[band->count++] = line;
	}
}

/* The distance to the nearest multiple, in multiples, has a mean square of 1/12 in any sound. */
static void add_line(const struct quantiser *quantiser, const struct line *line, float *sums)
{
	const float whole = 12582912.0F; /* added and taken away, it rounds */
	for (int i = line->first; i < line->end; i++) {
		const float multiple = line->power * quantiser->inverses[i];
		const float distance = multiple - ((multiple + whole) - whole);
		sums[i] += 1.0F / 12.0F - distance * distance;
	}
}

/* Returns the square of the best agreement: the square of a distance has a variance of 1/180. */
static float best_of(const struct band *band)
{
	float best = 0.0F;
	int count = 0;
	for (int i = band->first; i < band->end; i++) {
		count += band->starts[i];
		if (count < LEAST_COUNT || !(band->sums[i] > 0.0F))
			continue;
		const float square = 180.0F * band->sums[i] * band->sums[i] / (float)count;
		best = square > best ? square : best;
	}
	return best;
}

static float score_band(const struct quantiser *quantiser, const double *coefficients, size_t count)
{
	struct band band;
	take_lines(&band, coefficients, count);
	if (band.count < LEAST_COUNT)
		return 0.0F;
	for (int i = band.first; i <= band.end; i++)
		band.starts[i] = 0;
	for (int i = band.first; i < band.end; i++)
		band.sums[i] = 0.0F;
	for (size_t i = 0; i < band.count; i++) {
		band.starts[band.lines[i].first]++;
		band.starts[band.lines[i].end]--;
		add_line(quantiser, &band.lines[i], band.sums);
	}
	const float best = best_of(&band);
	return best > chance ? best - chance : 0.0F;
}

double quantiser_score(const struct quantiser *quantiser, const double *coefficients)
{
	float score = 0.0F;
	for (size_t b = FIRST_BAND; b + 1 < quantiser->edge_count; b++) {
		const size_t first = (size_t)quantiser->edges[b], end = (size_t)quantiser->edges[b + 1];
		score += score_band(quantiser, coefficients + first, end - first);
	}
	return (double)score;
}
