/* Designs the sections of one band of a crossover.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/crossover.h"

#include "dsp/elementary.h"

enum response { RESPONSE_LOW, RESPONSE_HIGH, RESPONSE_ALL };

/* Designs one second-order section of the Butterworth filter; `warp` is tan(pi f / fs). */
static struct biquad section_of(enum response response, double warp, double q)
{
	double square = warp * warp, width = warp / q;
	double scale = 1.0 / (1.0 + width + square);
	double a1 = 2.0 * (square - 1.0) * scale, a2 = (1.0 - width + square) * scale;
	switch (response) {
	case RESPONSE_LOW:
		return (struct biquad){ square * scale, 2.0 * square * scale, square * scale, a1, a2 };
	case RESPONSE_HIGH:
		return (struct biquad){ scale, -2.0 * scale, scale, a1, a2 };
	case RESPONSE_ALL:
		break;
	}
	return (struct biquad){ a2, a1, 1.0, a1, a2 };
}

size_t crossover_band(const struct crossover *crossover, size_t band, struct biquad *sections)
{
	size_t count = 0;
	for (size_t i = 0; i < crossover->count; i++) {
		enum response response = i < band ? RESPONSE_HIGH : i == band ? RESPONSE_LOW : RESPONSE_ALL;
		double warp = elementary_tan(ELEMENTARY_PI * crossover->frequencies[i] / crossover->sample_rate);
		for (size_t pair = 0; pair < crossover->order / 2; pair++) {
			double angle = ELEMENTARY_PI * (double)(2 * pair + 1) / (double)(2 * crossover->order);
			double q = 0.5 / elementary_cos(angle);
			sections[count++] = section_of(response, warp, q);
			if (response != RESPONSE_ALL) /* squared */
				sections[count++] = section_of(response, warp, q);
		}
	}
	return count;
}
