/* Computes the gains of fades.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/fade.h"

#include "dsp/elementary.h"

#include <stddef.h>

const char *const fade_shape_names[] = {
	"linear",        "equal-power", "fast-start",  "slow-start", "fast-start-steep", "slow-start-steep", "s-curve",
	"s-curve-steep", "exponential", "logarithmic", NULL,
};

static double fourth(double x)
{
	return (x * x) * (x * x);
}

static double exponential(double x)
{
	return (elementary_pow(1000.0, x) - 1.0) / 999.0;
}

double fade_gain(enum fade_shape shape, double x)
{
	if (x <= 0.0)
		return 0.0;
	if (x >= 1.0)
		return 1.0;
	switch (shape) {
	case FADE_LINEAR:
		break;
	case FADE_EQUAL_POWER:
		return elementary_sin(0.5 * ELEMENTARY_PI * x);
	case FADE_FAST_START:
		return 1.0 - (1.0 - x) * (1.0 - x);
	case FADE_SLOW_START:
		return x * x;
	case FADE_FAST_START_STEEP:
		return 1.0 - fourth(1.0 - x);
	case FADE_SLOW_START_STEEP:
		return fourth(x);
	case FADE_S_CURVE:
		return x * x * (3.0 - 2.0 * x);
	case FADE_S_CURVE_STEEP:
		return x <= 0.5 ? 8.0 * fourth(x) : 1.0 - 8.0 * fourth(1.0 - x);
	case FADE_EXPONENTIAL:
		return exponential(x);
	case FADE_LOGARITHMIC:
		return 1.0 - exponential(1.0 - x);
	}
	return x;
}
