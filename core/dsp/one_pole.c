/* Computes how fast a one-pole mean follows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/one_pole.h"

#include "dsp/elementary.h"

double one_pole_weight(double seconds, double sample_rate)
{
	const double frames = seconds * sample_rate;
	if (frames < 0.02)
		return 1.0;
	return 2.0 * elementary_exp(-0.5 / frames) * elementary_sinh(0.5 / frames);
}
