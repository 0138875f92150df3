/* Computes clips by the formulas of the reference.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/clips/clip_reference.h"

#include "suites/clips/clip_files.h"

#include <math.h>
#include <string.h>

double reference_fade(const char *shape, double x)
{
	if (strcmp(shape, "linear") == 0)
		return x;
	if (strcmp(shape, "equal-power") == 0)
		return sin(acos(-1.0) * x / 2.0);
	if (strcmp(shape, "fast-start") == 0)
		return 1.0 - pow(1.0 - x, 2.0);
	if (strcmp(shape, "slow-start") == 0)
		return pow(x, 2.0);
	if (strcmp(shape, "fast-start-steep") == 0)
		return 1.0 - pow(1.0 - x, 4.0);
	if (strcmp(shape, "slow-start-steep") == 0)
		return pow(x, 4.0);
	if (strcmp(shape, "s-curve") == 0)
		return 3.0 * pow(x, 2.0) - 2.0 * pow(x, 3.0);
	if (strcmp(shape, "s-curve-steep") == 0)
		return x <= 0.5 ? 8.0 * pow(x, 4.0) : 1.0 - 8.0 * pow(1.0 - x, 4.0);
	if (strcmp(shape, "exponential") == 0)
		return (pow(1000.0, x) - 1.0) / 999.0;
	if (strcmp(shape, "logarithmic") == 0)
		return 1.0 - (pow(1000.0, 1.0 - x) - 1.0) / 999.0;
	return NAN;
}

long reference_frames(const struct reference_clip *clip)
{
	if (clip->loop > 0)
		return clip->loop;
	return lround((double)(clip->to - clip->from) / clip->rate);
}

/* Returns a sample of the file that frame n of the clip hears. */
static double heard(const struct reference_clip *clip, long n, unsigned channel)
{
	if (!clip->sound) {
		const double ratio = (double)TONE_RATE / NOISE_RATE, step = ratio * clip->rate;
		const double from = ratio * (double)clip->from, to = ratio * (double)clip->to;
		return clip_tone(clip->reverse ? to - step * (double)(n + 1) : from + step * (double)n, channel);
	}
	const long part = n % (clip->to - clip->from);
	const long frame = clip->reverse ? clip->to - 1 - part : clip->from + part;
	return clip->sound->samples[frame * (long)clip->sound->channels + (long)channel];
}

static double gain_of(const struct reference_clip *clip, long n)
{
	const long frames = reference_frames(clip);
	double gain = pow(10.0, clip->gain_db / 20.0) * (clip->inverted ? -1.0 : 1.0);
	if (n < clip->fade_in)
		gain *= reference_fade(clip->fade_in_shape, (double)n / (double)clip->fade_in);
	if (n >= frames - clip->fade_out)
		gain *= reference_fade(clip->fade_out_shape, (double)(frames - n) / (double)clip->fade_out);
	return gain;
}

void reference_add(const struct reference_clip *clip, double *track, long frames)
{
	const bool one = clip->sound && clip->sound->channels == 1;
	for (long n = 0; n < reference_frames(clip) && clip->start + n < frames && !clip->mute; n++) {
		const double left = heard(clip, n, 0), right = one ? left : heard(clip, n, 1), gain = gain_of(clip, n);
		double sides[2] = { left, right };
		if (strcmp(clip->mode, "swapped") == 0) {
			sides[0] = right;
			sides[1] = left;
		} else if (one || strcmp(clip->mode, "left") == 0) {
			sides[0] = sides[1] = left * sqrt(0.5);
		} else if (strcmp(clip->mode, "right") == 0) {
			sides[0] = sides[1] = right * sqrt(0.5);
		} else if (strcmp(clip->mode, "mono") == 0) {
			sides[0] = sides[1] = (left + right) / 2.0 * sqrt(0.5);
		}
		for (long k = 0; k < 2; k++)
			track[2 * (clip->start + n) + k] += gain * sides[k];
	}
}
