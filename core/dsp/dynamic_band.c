/* Computes the coefficients of a band whose gain moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dynamic_band.h"

#include "dsp/elementary.h"

#include <math.h>

struct dynamic_band dynamic_band(enum dynamic_band_kind kind, double frequency, double q, double sample_rate)
{
	return (struct dynamic_band){
		.kind = kind,
		.warped = elementary_tan(ELEMENTARY_PI * frequency / sample_rate),
		.damping = kind == DYNAMIC_BAND_HIGH_PASS ? sqrt(2.0) : 1.0 / q,
	};
}

/* What the formulas of the state-variable filter need of one frame: g, k, and the weights of the three parts. */
struct varying_frame {
	double g, damping, m0, m1, m2;
};

typedef struct varying_frame frame_of_gain(const struct dynamic_band *band, double gain);

static inline struct varying_frame band_pass(const struct dynamic_band *band, double gain)
{
	return (struct varying_frame){ band->warped, band->damping, 1.0, -band->damping * (1.0 - gain), 0.0 };
}

/* Both zeros and poles move apart as the gain grows, so that a boost is the mirror image of a cut. */
static inline struct varying_frame bell(const struct dynamic_band *band, double gain)
{
	const double damping = band->damping / sqrt(gain);
	return (struct varying_frame){ band->warped, damping, 1.0, damping * (gain - 1.0), 0.0 };
}

static inline struct varying_frame low_shelf(const struct dynamic_band *band, double gain)
{
	const double amplitude = sqrt(gain); /* 10^(gain in dB / 40) */
	const double g = band->warped / sqrt(amplitude);
	return (struct varying_frame){ g, band->damping, 1.0, band->damping * (amplitude - 1.0), gain - 1.0 };
}

static inline struct varying_frame high_shelf(const struct dynamic_band *band, double gain)
{
	const double amplitude = sqrt(gain);
	const double g = band->warped * sqrt(amplitude);
	return (struct varying_frame){ g, band->damping, gain, band->damping * (1.0 - amplitude) * amplitude,
				       1.0 - gain };
}

/* `form` is a constant where this is called, so that the loop holds no call. */
static inline __attribute__((always_inline)) void fill(frame_of_gain *form, const struct dynamic_band *band,
						       const double *restrict gains, double *const *rows, size_t frames)
{
	double *restrict a1 = rows[VARYING_FILTER_A1], *restrict a2 = rows[VARYING_FILTER_A2];
	double *restrict a3 = rows[VARYING_FILTER_A3], *restrict m0 = rows[VARYING_FILTER_M0];
	double *restrict m1 = rows[VARYING_FILTER_M1], *restrict m2 = rows[VARYING_FILTER_M2];
	const struct dynamic_band constants = *band;
	for (size_t i = 0; i < frames; i++) {
		const struct varying_frame at = form(&constants, gains[i]);
		a1[i] = 1.0 / (1.0 + at.g * (at.g + at.damping));
		a2[i] = at.g * a1[i];
		a3[i] = at.g * a2[i];
		m0[i] = at.m0;
		m1[i] = at.m1;
		m2[i] = at.m2;
	}
}

void dynamic_band_coefficients(const struct dynamic_band *band, const double *gains, double *const *rows, size_t frames)
{
	switch (band->kind) {
	case DYNAMIC_BAND_HIGH_PASS:
	case DYNAMIC_BAND_HIGH_SHELF:
		fill(high_shelf, band, gains, rows, frames);
		break;
	case DYNAMIC_BAND_BAND_PASS:
		fill(band_pass, band, gains, rows, frames);
		break;
	case DYNAMIC_BAND_BELL:
		fill(bell, band, gains, rows, frames);
		break;
	case DYNAMIC_BAND_LOW_SHELF:
		fill(low_shelf, band, gains, rows, frames);
		break;
	}
}

/* Returns (n[2] s^2 + n[1] s + n[0]) / (s^2 + damping s + 1) by s = (z - 1) / (g (z + 1)). */
static struct biquad bilinear(const double n[3], double damping, double g)
{
	const double scale = 1.0 / (1.0 + g * (g + damping));
	return (struct biquad){
		.b0 = (n[2] + g * (n[1] + g * n[0])) * scale,
		.b1 = 2.0 * (g * g * n[0] - n[2]) * scale,
		.b2 = (n[2] - g * (n[1] - g * n[0])) * scale,
		.a1 = 2.0 * (g * g - 1.0) * scale,
		.a2 = (1.0 - g * (damping - g)) * scale,
	};
}

struct biquad dynamic_band_biquad(const struct dynamic_band *band, double gain)
{
	const double amplitude = sqrt(gain), damping = band->damping;
	switch (band->kind) {
	case DYNAMIC_BAND_BAND_PASS:
		return bilinear((double[]){ 1.0, damping * gain, 1.0 }, damping, band->warped);
	case DYNAMIC_BAND_BELL:
		return bilinear((double[]){ 1.0, damping * amplitude, 1.0 }, damping / amplitude, band->warped);
	case DYNAMIC_BAND_LOW_SHELF:
		return bilinear((double[]){ gain, damping * amplitude, 1.0 }, damping, band->warped / sqrt(amplitude));
	case DYNAMIC_BAND_HIGH_PASS:
	case DYNAMIC_BAND_HIGH_SHELF:
		break;
	}
	return bilinear((double[]){ 1.0, damping * amplitude, gain }, damping, band->warped * sqrt(amplitude));
}

/* 2 sin(pi/8) and 2 sin(3 pi/8) make a Butterworth of fourth order. */
static const double butterworth[] = { 0.76536686473017954346, 1.84775906502257351226 };

void dynamic_band_detector(const struct dynamic_band *band, struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS])
{
	/* With sqrt(sqrt(2) - 1) two band-passes are -1.5 dB each where both together are -3 dB. */
	const double wider = band->damping / sqrt(sqrt(2.0) - 1.0);
	for (int i = 0; i < DYNAMIC_BAND_DETECTOR_SECTIONS; i++)
		switch (band->kind) {
		case DYNAMIC_BAND_BAND_PASS:
		case DYNAMIC_BAND_BELL:
			sections[i] = bilinear((double[]){ 0.0, wider, 0.0 }, wider, band->warped);
			break;
		case DYNAMIC_BAND_LOW_SHELF:
			sections[i] = bilinear((double[]){ 1.0, 0.0, 0.0 }, butterworth[i], band->warped);
			break;
		case DYNAMIC_BAND_HIGH_PASS:
		case DYNAMIC_BAND_HIGH_SHELF:
			sections[i] = bilinear((double[]){ 0.0, 0.0, 1.0 }, butterworth[i], band->warped);
			break;
		}
}
