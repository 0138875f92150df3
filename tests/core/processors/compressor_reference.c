/* Computes a compressor anew from the formulas, sample by sample, in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/compressor_reference.h"

#include "dsp/biquad_design.h"

#include <math.h>

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

enum { SECTIONS_MAXIMUM = 2 * BIQUADS_PER_BAND };

struct section {
	long double b0, b1, b2, a1, a2;
	long double x1, x2, y1, y2;
};

/* The key filter's coefficients are those of an equaliser's passes, which test_biquad_design.c holds against the analog
   model. They run in direct form I here. */
static size_t sections_design(enum filter_kind kind, double hertz, double sample_rate, struct section *sections)
{
	const struct filter_band band = { .kind = kind, .frequency = hertz, .q = sqrt(0.5), .order = 2 };
	struct biquad designed[BIQUADS_PER_BAND];
	const size_t count = hertz > 0.0 ? biquad_design(&band, sample_rate, designed, NULL) : 0;
	for (size_t i = 0; i < count; i++)
		sections[i] = (struct section){ .b0 = designed[i].b0,
						.b1 = designed[i].b1,
						.b2 = designed[i].b2,
						.a1 = designed[i].a1,
						.a2 = designed[i].a2 };
	return count;
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
	struct section key_filter[REFERENCE_CHANNELS_MAXIMUM][SECTIONS_MAXIMUM];
	size_t key_sections;
	long double mean[REFERENCE_CHANNELS_MAXIMUM], gain_db[REFERENCE_CHANNELS_MAXIMUM];
};

/* What is kept of the old value each frame. */
static long double keep(double seconds, double sample_rate)
{
	return seconds > 0.0 ? expl(-1.0L / ((long double)seconds * sample_rate)) : 0.0L;
}

static long double filtered(struct voice *voice, size_t channel, long double x)
{
	for (size_t i = 0; i < voice->key_sections; i++)
		x = section_next(&voice->key_filter[channel][i], x);
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
		struct section *sections = voice->key_filter[channel];
		const size_t count =
			sections_design(FILTER_HIGH_PASS, settings->highpass, settings->sample_rate, sections);
		voice->key_sections = count + sections_design(FILTER_LOW_PASS, settings->lowpass, settings->sample_rate,
							      sections + count);
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
