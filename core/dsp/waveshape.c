/* Computes the constants of waveshaping curves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/waveshape.h"

#include "dsp/elementary.h"

#include <math.h>

bool waveshape_is_odd(enum waveshape_curve curve)
{
	return curve != WAVESHAPE_TUBE;
}

bool waveshape_has_antiderivative(enum waveshape_curve curve)
{
	return waveshape_is_odd(curve) && curve != WAVESHAPE_BITS;
}

/* For tube, (1 - t/2)(1 - t^2) is at most 1.057. With bits, half a step becomes a whole one. */
double waveshape_steepest(enum waveshape_curve curve)
{
	return curve == WAVESHAPE_BITS ? 2.0 : curve == WAVESHAPE_TUBE ? 1.06 : 1.0;
}

/* Returns f(b) for the curves whose gain is made from it. */
static double rest_of(enum waveshape_curve curve, double bias)
{
	if (curve == WAVESHAPE_TANH || curve == WAVESHAPE_TUBE)
		return elementary_tanh(bias);
	return curve == WAVESHAPE_SOFT ? bias - 4.0 / 27.0 * (bias * bias * bias) : bias;
}

struct waveshape waveshape_of(enum waveshape_curve curve, bool antiderivative, double drive, double bias, double bits)
{
	struct waveshape shape = { .curve = curve, .antiderivative = antiderivative, .drive = drive, .bias = bias };
	if (curve == WAVESHAPE_BITS) {
		shape.steps = elementary_exp2(bits - 1.0);
		shape.limit = floor(shape.steps) / shape.steps;
		shape.bias = rint(bias * shape.steps) / shape.steps;
		shape.bias = fmin(fmax(shape.bias, -shape.limit), shape.limit);
	}
	shape.rest = rest_of(curve, shape.bias);
	return shape;
}
