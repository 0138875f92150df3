/* Computes a compressor anew from the formulas, sample by sample, in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/compressor_reference.h"

#include <math.h>

static const long double pi = 3.141592653589793238462643383279502884L;

struct compressor_settings compressor_settings_default(void)
{
	return (struct compressor_settings){
		.sample_rate = 48000.0,
		.threshold = -20.0,
		.ratio = 4.0,
		.knee = 6.0,
		.attack = 0.01,
		.release = 0.1,
		.mix = 1.0,
		.range = 200.0,
		.rms_time = 0.01,
		.link = 1.0,
	};
}

long double reference_curve(const struct compressor_settings *settings, long double level_db)
{
	const long double x = level_db, t = settings->threshold, w = settings->knee;
	const long double r = 1.0L / settings->ratio;
	if (2.0L * (x - t) < -w)
		return x;
	if (w > 0.0L && 2.0L * fabsl(x - t) <= w)
		return x + (r - 1.0L) * (x - t + w / 2.0L) * (x - t + w / 2.0L) / (2.0L * w);
	return t + (x - t) * r;
}

struct section {
	long double b0, b1, b2, a1, a2;
	long double x1, x2, y1, y2;
};

/* RBJ's cookbook, with Q = 1/sqrt(2), direct form I. */
static struct section section_design(bool highpass, long double hertz, long double sample_rate)
{
	const long double w0 = 2.0L * pi * hertz / sample_rate;
	const long double alpha = sinl(w0) / sqrtl(2.0L);
	const long double cosine = cosl(w0), a0 = 1.0L + alpha;
	const long double outer = (highpass ? 1.0L + cosine : 1.0L - cosine) / 2.0L;
	return (struct section){
		.b0 = outer / a0,
		.b1 = (highpass ? -2.0L : 2.0L) * outer / a0,
		.b2 = outer / a0,
		.a1 = -2.0L * cosine / a0,
		.a2 = (1.0L - alpha) / a0,
	};
}

static long double section_next(struct section *s, long double x)
{
	const long double y = s->b0 * x + s->b1 * s->x1 + s->b2 * s->x2 - s->a1 * s->y1 - s->a2 * s->y2;
	s->x2 = s->x1;
	s->x1 = x;
	s->y2 = s->y1;
	s->y1 = y;
	return y;
}

struct voice {
	const struct compressor_settings *settings;
	struct section highpass[REFERENCE_CHANNELS_MAXIMUM], lowpass[REFERENCE_CHANNELS_MAXIMUM];
	long double mean[REFERENCE_CHANNELS_MAXIMUM], gain_db[REFERENCE_CHANNELS_MAXIMUM];
};

/* What is kept of the old value each frame. */
static long double keep(double seconds, double sample_rate)
{
	return seconds > 0.0 ? expl(-1.0L / ((long double)seconds * sample_rate)) : 0.0L;
}

static long double filtered(struct voice *voice, size_t channel, long double x)
{
	if (voice->settings->highpass > 0.0)
		x = section_next(&voice->highpass[channel], x);
	if (voice->settings->lowpass > 0.0)
		x = section_next(&voice->lowpass[channel], x);
	return fabsl(x);
}

static long double gain_next(struct voice *voice, size_t channel, long double magnitude)
{
	const struct compressor_settings *settings = voice->settings;
	const long double old = settings->rms ? keep(settings->rms_time, settings->sample_rate) : 0.0L;
	voice->mean[channel] = old * voice->mean[channel] + (1.0L - old) * magnitude * magnitude;
	const long double level = fmaxl(10.0L * log10l(voice->mean[channel]), -240.0L);
	const long double target = fmaxl(reference_curve(settings, level) - level, -settings->range);
	const double time = target < voice->gain_db[channel] ? settings->attack : settings->release;
	const long double alpha = keep(time, settings->sample_rate);
	voice->gain_db[channel] = alpha * voice->gain_db[channel] + (1.0L - alpha) * target;
	const long double wet = powl(10.0L, (voice->gain_db[channel] + settings->makeup) / 20.0L);
	return 1.0L - settings->mix + settings->mix * wet;
}

static void voice_init(struct voice *voice, const struct compressor_settings *settings)
{
	*voice = (struct voice){ .settings = settings };
	for (size_t channel = 0; channel < REFERENCE_CHANNELS_MAXIMUM; channel++) {
		voice->highpass[channel] = section_design(true, settings->highpass, settings->sample_rate);
		voice->lowpass[channel] = section_design(false, settings->lowpass, settings->sample_rate);
	}
}

void reference_gains(const struct compressor_settings *settings, size_t channels, size_t heard_channels,
		     const double *const *heard, size_t frames, long double *const *gains)
{
	struct voice voice;
	voice_init(&voice, settings);
	const long double link = heard_channels == channels ? settings->link : 1.0;
	for (size_t frame = 0; frame < frames; frame++) {
		long double magnitude[REFERENCE_CHANNELS_MAXIMUM], largest = 0.0L;
		for (size_t channel = 0; channel < heard_channels; channel++) {
			magnitude[channel] = filtered(&voice, channel, heard[channel][frame]);
			largest = fmaxl(largest, magnitude[channel]);
		}
		for (size_t channel = 0; channel < channels; channel++) {
			const long double own = heard_channels == channels ? magnitude[channel] : largest;
			gains[channel][frame] = gain_next(&voice, channel, (1.0L - link) * own + link * largest);
		}
	}
}
