/* Runs signals through a de-esser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/de_esser_take.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

struct processor_take de_esser_take_of(const struct de_esser_settings *settings, size_t channels, size_t key_channels,
				       size_t groups, size_t frames)
{
	struct processor_take take = processor_take_of("de-esser", channels, key_channels, groups, frames);
	take.sample_rate = settings->sample_rate;
	const struct take_setting rows[] = {
		{ "mode", settings->split },          { "band", settings->bandpass },
		{ "freq", settings->freq },           { "detection", settings->relative },
		{ "threshold", settings->threshold }, { "ratio", settings->ratio },
		{ "knee", settings->knee },           { "range", settings->range },
		{ "attack", settings->attack },       { "release", settings->release },
		{ "rms_time", settings->rms_time },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		processor_take_set(&take, rows[i].name, rows[i].number);
	if (settings->bandpass)
		processor_take_set(&take, "q", settings->q);
	return take;
}

struct processor_take de_esser_take(const struct de_esser_settings *settings, size_t frames)
{
	return de_esser_take_of(settings, 1, 0, 1, frames);
}

void de_esser_add_sine(double *column, size_t frames, double rate, double hertz, double level_db)
{
	const double peak = pow(10.0, level_db / 20.0);
	for (size_t frame = 0; frame < frames; frame++)
		column[frame] += peak * sin(2.0 * pi * hertz * (double)frame / rate);
}

struct resonator {
	double first, second;
};

/* Two poles at a frequency, about 0 dB there. */
static double resonate(struct resonator *state, double in, double hertz, double width)
{
	const double radius = exp(-pi * width / 48000.0);
	const double out = (1.0 - radius) * in + 2.0 * radius * cos(2.0 * pi * hertz / 48000.0) * state->first -
			   radius * radius * state->second;
	state->second = state->first;
	state->first = out;
	return out;
}

void de_esser_fill_voice(double *column, size_t frames, uint64_t seed)
{
	struct resonator formants[2] = { { 0.0, 0.0 }, { 0.0, 0.0 } }, hiss = { 0.0, 0.0 };
	uint64_t state = seed;
	const size_t period = 300 + 17 * (size_t)seed;
	for (size_t frame = 0; frame < frames; frame++) {
		const double at = (double)(frame % VOICE_SYLLABLE);
		const bool vowel = at < VOICE_SIBILANT - 1000.0, sibilant = at >= VOICE_SIBILANT;
		const double pulse = vowel && frame % period == 0 ? 40.0 : 0.0;
		const double noise = sibilant ? 2.0 * harness_noise(&state) : 0.0;
		column[frame] = 0.5 * (resonate(&formants[0], pulse, 600.0, 60.0) +
				       0.5 * resonate(&formants[1], pulse, 1400.0, 90.0)) +
				0.5 * resonate(&hiss, noise, 7500.0, 2500.0);
	}
}
