/* Computes the response of a reproducing head.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/tape_head.h"

#include "dsp/elementary.h"

static const double effective_gap = 1.11;

/* Returns the sine integral for x up to 1, by its power series; the next term is under 1e-11. */
static double sine_integral(double x)
{
	const double y = x * x;
	return x * (1.0 - y * (1.0 / 18.0 -
			       y * (1.0 / 600.0 - y * (1.0 / 35280.0 - y * (1.0 / 3265920.0 - y / 439084800.0)))));
}

/* Si(x) - pi/2 is -f(x) cos x - g(x) sin x; the fractions for f and g are those of Abramowitz and Stegun, 5.2.38 and
   5.2.39, for x from 1 on, within 5e-7 and 3e-7. */
double tape_head_fringe(double x)
{
	if (x < 1.0)
		return elementary_cos(x) + x * (sine_integral(x) - 0.5 * ELEMENTARY_PI);
	const double y = 1.0 / (x * x);
	const double f = (1.0 + y * (38.027264 + y * (265.187033 + y * (335.677320 + y * 38.102495)))) /
			 (1.0 + y * (40.021433 + y * (322.624911 + y * (570.236280 + y * 157.105423))));
	const double g = (1.0 + y * (42.242855 + y * (302.757865 + y * (352.018498 + y * 21.821899)))) /
			 (1.0 + y * (48.196927 + y * (482.485984 + y * (1114.978885 + y * 449.690326))));
	return (1.0 - f) * elementary_cos(x) - g / x * elementary_sin(x);
}

double tape_head_response(const struct tape_head *head, double frequency)
{
	const double k = 2.0 * ELEMENTARY_PI * frequency / head->speed;
	const double half = 0.5 * effective_gap * k * head->gap;
	const double bump = 1.0 - head->share * tape_head_fringe(0.5 * k * head->length);
	const double gap = half > 0.0 ? elementary_sin(half) / half : 1.0;
	return bump * gap * elementary_exp(-k * head->spacing);
}
