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
		.damping = kind == DYNAMIC_BAND_BAND_PASS ? 1.0 / q : sqrt(2.0),
	};
}

/* Returns the loop gain of a shelf, whose poles move with the gain. */
static void shelf(const struct dynamic_band *band, const double *restrict gains, double *const *rows, size_t frames)
{
	double *restrict a1 = rows[VARYING_FILTER_A1], *restrict a2 = rows[VARYING_FILTER_A2];
	double *restrict a3 = rows[VARYING_FILTER_A3], *restrict m0 = rows[VARYING_FILTER_M0];
	double *restrict m1 = rows[VARYING_FILTER_M1], *restrict m2 = rows[VARYING_FILTER_M2];
	const double warped = band->warped, damping = band->damping;
	for (size_t i = 0; i < frames; i++) {
		const double amplitude = sqrt(gains[i]); /* 10^(gain in dB / 40) */
		const double g = warped * sqrt(amplitude);
		a1[i] = 1.0 / (1.0 + g * (g + damping));
		a2[i] = g * a1[i];
		a3[i] = g * a2[i];
		m0[i] = gains[i];
		m1[i] = damping * (1.0 - amplitude) * amplitude;
		m2[i] = 1.0 - gains[i];
	}
}

static void bell(const struct dynamic_band *band, const double *restrict gains, double *const *rows, size_t frames)
{
	double *restrict a1 = rows[VARYING_FILTER_A1], *restrict a2 = rows[VARYING_FILTER_A2];
	double *restrict a3 = rows[VARYING_FILTER_A3], *restrict m0 = rows[VARYING_FILTER_M0];
	double *restrict m1 = rows[VARYING_FILTER_M1], *restrict m2 = rows[VARYING_FILTER_M2];
	const double g = band->warped, damping = band->damping;
	const double first = 1.0 / (1.0 + g * (g + damping));
	for (size_t i = 0; i < frames; i++) {
		a1[i] = first;
		a2[i] = g * first;
		a3[i] = g * (g * first);
		m0[i] = 1.0;
		m1[i] = -damping * (1.0 - gains[i]);
		m2[i] = 0.0;
	}
}

void dynamic_band_coefficients(const struct dynamic_band *band, const double *gains, double *const *rows, size_t frames)
{
	if (band->kind == DYNAMIC_BAND_BAND_PASS)
		bell(band, gains, rows, frames);
	else
		shelf(band, gains, rows, frames);
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
	if (band->kind == DYNAMIC_BAND_BAND_PASS)
		return bilinear((double[]){ 1.0, band->damping * gain, 1.0 }, band->damping, band->warped);
	const double amplitude = sqrt(gain);
	const double n[] = { 1.0, band->damping * amplitude, gain };
	return bilinear(n, band->damping, band->warped * sqrt(amplitude));
}

void dynamic_band_detector(const struct dynamic_band *band, struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS])
{
	/* 2 sin(pi/8) and 2 sin(3 pi/8) make a Butterworth of fourth order; with sqrt(sqrt(2) - 1) two band-passes are
	   -1.5 dB each where both together are -3 dB. */
	static const double dampings[] = { 0.76536686473017954346, 1.84775906502257351226 };
	const double wider = band->damping / sqrt(sqrt(2.0) - 1.0);
	for (int i = 0; i < DYNAMIC_BAND_DETECTOR_SECTIONS; i++)
		sections[i] = band->kind == DYNAMIC_BAND_BAND_PASS
				      ? bilinear((double[]){ 0.0, wider, 0.0 }, wider, band->warped)
				      : bilinear((double[]){ 0.0, 0.0, 1.0 }, dampings[i], band->warped);
}
