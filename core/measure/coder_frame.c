/* stemprint: transforms sound in the frames of coders.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/coder_frame.h"

#include "dsp/elementary.h"
#include "measure/lapped_transform.h"

#include <math.h>
#include <string.h>

enum {
	TAPS = 512,
	PHASES = 64, /* the modulation of the bands changes its sign every so many taps */
	BANDS = 13,
	FIRST_BAND = 2,
	BAND_STEP = 2, /* in odd bands, MP3 turns the spectrum round */
	BAND_HOP = 32,
	BAND_SAMPLES = 36,
	MIDDLE = 8, /* coefficients of a band */
	FIRST_MIDDLE = 5,
	GROUP = 16, /* coefficients whose rms is one */
	MP3_HOP = 576,
	OPUS_HOP = 960,
	OPUS_OVERLAP = 120
};

static const double small_share = 0.002; /* of the power of a band: -27 dB */
static const double rounding = 1.0 / 12.0 * 0x1p-30; /* power of a coefficient, of 16 bits */
static const double over_rounding = 200.0, over_rounding_mp3 = 40.0; /* in power */

struct coder_bank {
	struct lapped_transform *transform; /* NULL: MP3 */
	double *windows[CODER_FRAME_WINDOWS]; /* [2 hop] */
	double *samples; /* [CODER_SAMPLES] */
	double *bands[BANDS]; /* [CODER_SAMPLES] of MP3: the band at every sample */
	double prototype[TAPS]; /* with the signs of the modulation */
	double modulation[BANDS][PHASES];
	double middle[BAND_SAMPLES][MIDDLE]; /* window and cosines of the transform of 18 */
};

const char *coder_name(enum coder coder)
{
	static const char *const names[] = { [CODER_NONE] = "",
					     [CODER_MP3] = "MP3",
					     [CODER_AAC] = "AAC",
					     [CODER_OPUS] = "Opus",
					     [CODER_VORBIS] = "Vorbis" };
	return names[coder];
}

static double sine_window(size_t i, size_t size)
{
	return elementary_sin(ELEMENTARY_PI * ((double)i + 0.5) / (double)size);
}

void coder_sine_window(double *window, size_t hop)
{
	for (size_t i = 0; i < 2 * hop; i++)
		window[i] = sine_window(i, 2 * hop);
}

/* The slope of Vorbis and of CELT: sin(pi / 2 sin^2). */
static double smooth_window(size_t i, size_t size)
{
	double sine = sine_window(i, size);
	return elementary_sin(0.5 * ELEMENTARY_PI * sine * sine);
}

void coder_smooth_window(double *window, size_t hop)
{
	for (size_t i = 0; i < 2 * hop; i++)
		window[i] = smooth_window(i, 2 * hop);
}

/* The modified Bessel function of the first kind, by its series. */
static double bessel(double x)
{
	double sum = 1.0, term = 1.0;
	for (double n = 1.0; term > 1e-12 * sum; n += 1.0) {
		term *= (0.5 * x / n) * (0.5 * x / n);
		sum += term;
	}
	return sum;
}

static double kaiser(double place, double beta)
{
	return bessel(beta * sqrt(fmax(0.0, 1.0 - place * place)));
}

void coder_kaiser_window(double *window, size_t hop)
{
	const double beta = 4.0 * ELEMENTARY_PI;
	double sum = 0.0, whole = 0.0;
	for (size_t i = 0; i <= hop; i++)
		whole += kaiser(2.0 * (double)i / (double)hop - 1.0, beta);
	for (size_t i = 0; i < hop; i++) {
		sum += kaiser(2.0 * (double)i / (double)hop - 1.0, beta);
		window[i] = window[2 * hop - 1 - i] = sqrt(sum / whole);
	}
}

/* The window of Opus is flat but for its two short slopes. */
void coder_opus_window(double *window, size_t hop)
{
	const size_t zeros = (hop - OPUS_OVERLAP) / 2;
	for (size_t i = 0; i < hop; i++) {
		double value = i < zeros ? 0.0 : 1.0;
		if (i >= zeros && i < zeros + OPUS_OVERLAP)
			value = smooth_window(i - zeros, 2 * (size_t)OPUS_OVERLAP);
		window[i] = window[2 * hop - 1 - i] = value;
	}
}

static bool make_lapped(struct coder_frame *frame, struct arena *arena)
{
	struct coder_bank *bank = frame->bank;
	const size_t size = 2 * frame->hop;
	bank->transform = lapped_transform_new(arena, frame->hop);
	for (size_t w = 0; w < frame->window_count; w++)
		if (!(bank->windows[w] = ARENA_ARRAY(arena, double, size)))
			return false;
	if (!bank->transform)
		return false;
	if (frame->hop == OPUS_HOP) {
		coder_opus_window(bank->windows[0], frame->hop);
		return true;
	}
	coder_sine_window(bank->windows[0], frame->hop);
	coder_smooth_window(bank->windows[2], frame->hop);
	coder_kaiser_window(bank->windows[1], frame->hop);
	return true;
}

static void make_prototype(struct coder_bank *bank)
{
	const double beta = 9.0, centre = TAPS / 2.0;
	double sum = 0.0;
	for (size_t n = 0; n < TAPS; n++) {
		double t = (double)n - centre, x = ELEMENTARY_PI * t / PHASES;
		bank->prototype[n] = (t == 0.0 ? 1.0 : elementary_sin(x) / x) * kaiser(t / centre, beta);
		sum += bank->prototype[n];
	}
	for (size_t n = 0; n < TAPS; n++)
		bank->prototype[n] *= (n / PHASES % 2 == 0 ? 2.0 : -2.0) / sum;
}

static bool make_bands(struct coder_bank *bank, struct arena *arena)
{
	make_prototype(bank);
	for (size_t b = 0; b < BANDS; b++) {
		double tone = 2.0 * (double)(FIRST_BAND + BAND_STEP * b) + 1.0;
		for (size_t n = 0; n < PHASES; n++)
			bank->modulation[b][n] = elementary_cos(tone * ((double)n - 16.0) * ELEMENTARY_PI / PHASES);
		if (!(bank->bands[b] = ARENA_ARRAY(arena, double, CODER_SAMPLES)))
			return false;
	}
	for (size_t j = 0; j < BAND_SAMPLES; j++)
		for (size_t i = 0; i < MIDDLE; i++)
			bank->middle[j][i] = sine_window(j, BAND_SAMPLES) / 3.0 *
					     elementary_cos(ELEMENTARY_PI / 72.0 * (2.0 * (double)j + 19.0) *
							    (2.0 * (double)(FIRST_MIDDLE + i) + 1.0));
	return true;
}

struct coder_frame *coder_frame_new(struct arena *arena, size_t hop)
{
	struct coder_frame *frame = ARENA_NEW(arena, struct coder_frame);
	if (!frame || !(frame->bank = ARENA_NEW(arena, struct coder_bank)) ||
	    !(frame->bank->samples = ARENA_ARRAY(arena, double, CODER_SAMPLES)))
		return NULL;
	frame->hop = hop;
	frame->window_count = 1;
	frame->span = 2 * hop;
	frame->coders[0] = hop == MP3_HOP ? CODER_MP3 : hop == OPUS_HOP ? CODER_OPUS : CODER_AAC;
	frame->coders[1] = CODER_AAC;
	frame->coders[2] = CODER_VORBIS;
	if (hop == MP3_HOP) {
		frame->span = TAPS + BAND_HOP * (BAND_SAMPLES - 1);
		return make_bands(frame->bank, arena) ? frame : NULL;
	}
	if (hop != OPUS_HOP)
		frame->window_count = CODER_FRAME_WINDOWS;
	return make_lapped(frame, arena) ? frame : NULL;
}

/* Filters every band at every sample. bands[b][t] takes the samples t to t + TAPS - 1. */
static void filter_bands(struct coder_bank *bank, size_t count)
{
	double folded[PHASES];
	for (size_t t = 0; t + TAPS <= count; t++) {
		const double *last = bank->samples + t + TAPS - 1;
		for (size_t j = 0; j < PHASES; j++)
			folded[j] = 0.0;
		for (size_t i = 0; i < TAPS; i += PHASES)
			for (size_t j = 0; j < PHASES; j++)
				folded[j] += bank->prototype[i + j] * *(last - i - j);
		for (size_t b = 0; b < BANDS; b++) {
			double sum = 0.0;
			for (size_t j = 0; j < PHASES; j++)
				sum += bank->modulation[b][j] * folded[j];
			bank->bands[b][t] = sum;
		}
	}
}

void coder_frame_load(struct coder_frame *frame, const double *samples, size_t count)
{
	struct coder_bank *bank = frame->bank;
	memcpy(bank->samples, samples, count * sizeof *samples);
	if (frame->hop == OPUS_HOP)
		for (size_t i = count; i-- > 1;)
			bank->samples[i] -= CODER_OPUS_EMPHASIS * samples[i - 1];
	if (frame->hop == MP3_HOP)
		filter_bands(bank, count);
}

static void count_small(const double *coefficients, size_t count, double least_power, struct sparseness *sparseness)
{
	double power = 0.0;
	for (size_t i = 0; i < count; i++)
		power += coefficients[i] * coefficients[i];
	if (power < least_power * rounding * (double)count)
		return;
	const double least = small_share * power / (double)count;
	size_t small = 0;
	for (size_t i = 0; i < count; i++)
		small += coefficients[i] * coefficients[i] < least;
	sparseness->small += small;
	sparseness->count += count;
}

static struct sparseness look_at_bands(const struct coder_bank *bank, size_t at)
{
	struct sparseness sparseness = { 0 };
	for (size_t b = 0; b < BANDS; b++) {
		double sums[MIDDLE] = { 0 };
		for (size_t j = 0; j < BAND_SAMPLES; j++)
			for (size_t i = 0; i < MIDDLE; i++)
				sums[i] += bank->middle[j][i] * bank->bands[b][at + BAND_HOP * j];
		count_small(sums, MIDDLE, over_rounding_mp3, &sparseness);
	}
	return sparseness;
}

struct sparseness coder_frame_look(struct coder_frame *frame, size_t window, size_t at)
{
	struct coder_bank *bank = frame->bank;
	struct sparseness sparseness = { 0 };
	if (frame->hop == MP3_HOP)
		return look_at_bands(bank, at);
	lapped_transform_run(bank->transform, bank->samples + at, bank->windows[window]);
	for (size_t i = 4 * (size_t)GROUP; i + GROUP <= frame->hop; i += GROUP)
		count_small(bank->transform->coefficients + i, GROUP, over_rounding, &sparseness);
	return sparseness;
}
