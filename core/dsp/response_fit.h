/* stemprint: a minimum-phase response fitted to a magnitude, in decibels.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_RESPONSE_FIT_H
#define STEMPRINT_DSP_RESPONSE_FIT_H

#include <stdbool.h>
#include <stddef.h>

enum { RESPONSE_FACTORS = 4, RESPONSE_POINTS = 100 };

/** 1 + c1 z^-1 + c2 z^-2, above or below the line. */
struct response_factor {
	double c1, c2;
	bool denominator;
	bool fixed; /**< the fit leaves it alone; it may have roots on the unit circle */
};

/** |H|^2 = exp(log_gain) times the factors' powers. */
struct response_model {
	double log_gain;
	size_t count;
	struct response_factor factors[RESPONSE_FACTORS];
};

/** What the model should be: ln |H|^2 at points phi = sin^2(w/2), w in radians a sample. phi keeps its precision near 0
   Hz, where cos(w) loses it. */
struct response_target {
	size_t count;
	double phi[RESPONSE_POINTS];
	double log_power[RESPONSE_POINTS];
	double weight[RESPONSE_POINTS];
};

/** Moves log_gain and the factors that are not fixed to the least weighted square error of ln |H|^2 (Levenberg and
    Marquardt). The roots of these factors start, and stay, inside the unit circle: what comes out is stable and of
   minimum phase. Deterministic to the bit; at most 40 steps. */
void response_fit(struct response_model *model, const struct response_target *target);

/** ln x, x above 0, within 1e-13: as close as a fit wants it, ten times faster than elementary_log(), and as free of
   the CPU. */
double response_log(double x);

/** ln |H|^2 of the model. */
double response_log_power(const struct response_model *model, double phi);

#endif
