/* Computes how long a cascade of biquads rings.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/biquad_design.h"

#include "dsp/elementary.h"

#include <math.h>

/* The impulse response is summed in bins of a sixteenth of its slowest time constant. Several poles at one frequency
   ring for longer than one; 256 time constants suffice for 64 of them, with some reserve. */
enum { BINS = 4096, BINS_PER_TIME_CONSTANT = 16, CASCADE_MAXIMUM = 512, WORK_MAXIMUM = 1 << 22 };

#define SILENCE 1e-6

struct ringing {
	const struct biquad *sections;
	size_t count;
	double state[CASCADE_MAXIMUM][2];
};

static double pole_radius(const struct biquad *section)
{
	double discriminant = section->a1 * section->a1 - 4.0 * section->a2;
	if (discriminant < 0.0)
		return sqrt(section->a2);
	return 0.5 * (fabs(section->a1) + sqrt(discriminant));
}

static double largest_radius(const struct biquad *sections, size_t count)
{
	double radius = 0.0;
	for (size_t i = 0; i < count; i++)
		radius = fmax(radius, pole_radius(&sections[i]));
	return radius;
}

static double ring(struct ringing *ringing, double sample)
{
	for (size_t i = 0; i < ringing->count; i++) {
		const struct biquad *section = &ringing->sections[i];
		double *state = ringing->state[i];
		double out = section->b0 * sample + state[0];
		state[0] = section->b1 * sample - section->a1 * out + state[1];
		state[1] = section->b2 * sample - section->a2 * out;
		sample = out;
	}
	return sample;
}

static double ring_bin(struct ringing *ringing, double impulse, size_t frames)
{
	double sum = fabs(ring(ringing, impulse));
	for (size_t i = 1; i < frames; i++)
		sum += fabs(ring(ringing, 0.0));
	return sum;
}

double biquad_tail_frames(const struct biquad *sections, size_t count)
{
	if (count == 0)
		return 0.0;
	if (count > CASCADE_MAXIMUM)
		return (double)INFINITY;
	struct ringing ringing = { .sections = sections, .count = count };
	double bins[BINS];
	double radius = largest_radius(sections, count);
	size_t width = (size_t)(1.0 / ((1.0 - radius) * BINS_PER_TIME_CONSTANT)) + 1;
	double fall = elementary_exp((double)width * elementary_log(fmax(radius, 1e-3)));
	size_t used = 0;
	double rest = (double)INFINITY;
	/* n equal poles swell for n - 1 time constants before they decay, so silence before that does not count as the
	   end. */
	size_t swell = 2 * count * BINS_PER_TIME_CONSTANT;
	for (size_t work = 0; used < BINS && work < WORK_MAXIMUM && (used < swell || !(rest < SILENCE * 1e-3));
	     work += width * count) {
		bins[used] = ring_bin(&ringing, used == 0 ? 1.0 : 0.0, width);
		/* A bin may lie in the still moment of a beat, so the larger of two predicts the rest. */
		rest = (used == 0 ? bins[0] : fmax(bins[used], bins[used - 1])) * fall / (1.0 - fall);
		used++;
	}
	/* A response that is still too loud at the end decays from there on like its slowest pole. */
	if (rest >= SILENCE)
		return (double)(used * width) + (double)width * elementary_log(rest / SILENCE) / -elementary_log(fall);
	while (used > 0 && rest + bins[used - 1] < SILENCE)
		rest += bins[--used];
	return (double)(used * width);
}
