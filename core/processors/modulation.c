/* Reads the parameters that all modulated processors share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/modulation.h"

#include <stddef.h>

const char *const modulation_smooth_shapes[] = { "sine", "triangle", "random", NULL };
const char *const modulation_shapes[] = { "sine", "triangle", "random", "square", "ramp-up", "ramp-down", NULL };

enum oscillator_shape modulation_shape(const struct parameter_value *value)
{
	static const enum oscillator_shape shapes[] = { OSCILLATOR_SINE,   OSCILLATOR_TRIANGLE, OSCILLATOR_RANDOM,
							OSCILLATOR_SQUARE, OSCILLATOR_RAMP_UP,  OSCILLATOR_RAMP_DOWN };
	return shapes[(size_t)value->number];
}

double modulation_rate(const struct parameter_value *rate, const struct parameter_value *period)
{
	return period->number > 0.0 ? 1.0 / period->number : rate->number;
}

bool modulation_blames(const struct parameter_value *value, const char *words, const char **problem,
		       struct location *at)
{
	*problem = words;
	if (value->given)
		*at = value->at;
	return false;
}

bool modulation_accepts(const struct parameter_value *rate, const struct parameter_value *period, const char **problem,
			struct location *at)
{
	if (period->number > 0.0 && rate->given)
		return modulation_blames(rate, "'rate' and 'period' say the same thing; remove one of them", problem,
					 at);
	if (period->number > 0.0 && period->number < MODULATION_PERIOD_MINIMUM)
		return modulation_blames(period, "'period' is under 10 ms; make it longer", problem, at);
	return true;
}

uint64_t modulation_first_frame(const struct processor_context *context)
{
	return (uint64_t)0 - (uint64_t)context->late;
}
