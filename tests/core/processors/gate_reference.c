/* Computes a gate in long double, one branch after the other, by its description.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/gate_reference.h"

#include <math.h>

struct gate_settings gate_settings_default(void)
{
	return (struct gate_settings){
		.sample_rate = 48000.0,
		.threshold = -40.0,
		.ratio = INFINITY,
		.range = 80.0,
		.hysteresis = 3.0,
		.attack = 0.001,
		.hold = 0.02,
		.release = 0.15,
		.rms_time = 0.01,
		.link = 1.0,
	};
}

static long double curve(const struct gate_settings *settings, long double threshold, long double x)
{
	const long double w = settings->knee, r = settings->ratio, range = settings->range;
	const long double top = threshold + w / 2.0L, bottom = top - w;
	if (x >= top)
		return 0.0L;
	if (isinf(settings->ratio))
		return x <= bottom && (w > 0.0L || x < bottom) ? -range : -range * powl((top - x) / w, 2.0L);
	const long double out =
		x > bottom ? x - (r - 1.0L) * (top - x) * (top - x) / (2.0L * w) : threshold + r * (x - threshold);
	return fmaxl(out - x, -range);
}

long double gate_reference_curve(const struct gate_settings *settings, long double level_db)
{
	return curve(settings, settings->threshold, level_db);
}

static long double keep(double seconds, double sample_rate)
{
	return seconds > 0.0 ? expl(-1.0L / ((long double)seconds * sample_rate)) : 0.0L;
}

struct voice {
	long double mean, goal, gain_db;
	long left; /* frames of hold */
	bool open;
};

static void aim(struct voice *voice, const struct gate_settings *settings, long double x)
{
	const long double half = settings->knee / 2.0L;
	const long double sunk = (long double)settings->threshold - settings->hysteresis;
	if (x >= settings->threshold + half)
		voice->open = true;
	const bool below = x < sunk - half;
	const long double asked = curve(settings, voice->open ? sunk : settings->threshold, x);
	if (asked >= voice->goal && !(voice->open && below)) {
		voice->goal = asked;
		voice->left = lround(settings->hold * settings->sample_rate);
	} else if (voice->left > 0) {
		voice->left--;
	} else {
		voice->open = voice->open && !below;
		voice->goal = curve(settings, voice->open ? sunk : settings->threshold, x);
	}
}

static long double next(struct voice *voice, const struct gate_settings *settings, long double x)
{
	const long double old = settings->rms != 0.0 ? keep(settings->rms_time, settings->sample_rate) : 0.0L;
	voice->mean = old * voice->mean + (1.0L - old) * x * x;
	aim(voice, settings, fmaxl(10.0L * log10l(voice->mean), -240.0L));
	const double time = voice->goal > voice->gain_db ? settings->attack : settings->release;
	const long double left = voice->gain_db - voice->goal;
	voice->gain_db = fabsl(left) < 1e-9L ? voice->goal : voice->goal + keep(time, settings->sample_rate) * left;
	return powl(10.0L, voice->gain_db / 20.0L);
}

void gate_reference_gains(const struct gate_settings *settings, const double *heard, size_t frames, long double *gains)
{
	const long double rest = gate_reference_curve(settings, -240.0L);
	struct voice voice = { .goal = rest, .gain_db = rest };
	for (size_t frame = 0; frame < frames; frame++)
		gains[frame] = next(&voice, settings, heard[frame]);
}
