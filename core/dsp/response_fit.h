/* Fits a minimum-phase response to a magnitude, in decibels.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_RESPONSE_FIT_H
#define STEMPRINT_DSP_RESPONSE_FIT_H

#include <stdbool.h>
#include <stddef.h>

/** The most factors of a model, and points of a target. */
enum { RESPONSE_FACTORS = 4, RESPONSE_POINTS = 100 };

/** A factor 1 + c1 z^-1 + c2 z^-2 of the response. */
struct response_factor {
	double c1, c2;
	bool denominator; /**< or of the numerator */
	bool fixed; /**< the fit does not change it; it may have roots on the unit circle */
};

/** The response: |H|^2 = exp(log_gain) times the powers of the factors. */
struct response_model {
	double log_gain; /**< natural logarithm of a power */
	size_t count; /**< factors */
	struct response_factor factors[RESPONSE_FACTORS];
};

/** The response that the model should have: ln |H|^2 at points phi = sin^2(w/2), w in radians a sample. phi keeps its
    precision near 0 Hz, where cos(w) loses it. */
struct response_target {
	size_t count; /**< points */
	double phi[RESPONSE_POINTS]; /**< 0 to 1 */
	double log_power[RESPONSE_POINTS]; /**< ln |H|^2 */
	double weight[RESPONSE_POINTS]; /**< of the squared error, 0 and more */
};

/** Moves log_gain and the factors that are not fixed to the least weighted square error of ln |H|^2 (Levenberg and
    Marquardt), in at most 40 steps, with the same bits on every x86-64. The roots of these factors start, and stay,
    inside the unit circle, so that the result is stable and of minimum phase. */
void response_fit(struct response_model *model, const struct response_target *target);

/** Returns ln x for x above 0, within 1e-13. It is precise enough for a fit and ten times faster than elementary_log(),
    and its bits do not depend on the CPU either. */
double response_log(double x);

/** Returns ln |H|^2 of the model at phi. */
double response_log_power(const struct response_model *model, double phi);

#endif
