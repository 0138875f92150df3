/* Works out what the parameters of a reverb mean at a sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/reverb_settings.h"

#include "dsp/elementary.h"
#include "dsp/stream_key.h"

#include <math.h>

/** Delays move up and down by this many seconds at a modulation of 100 %. */
#define DEPTH_SECONDS 0.001

/** The least decay that anything is worked out for, in seconds. */
#define DECAY_MINIMUM 0.01

/** The network's shortest delay has at least this many frames, so that runs are not too short. */
#define SHORTEST_FRAMES 48.0

/** One frequency, where modes add up, may be louder than noise by this many dB. */
#define RESONANCE_DB 20.0

static double held(double value, double least, double greatest)
{
	return fmin(fmax(value, least), greatest);
}

/* Bounds a value that the type brings, because it is meant for full bandwidth: at a low sample rate, a low-pass that
   has nothing to remove is left out, and the crossover stays where there is sound above it. A value that the recipe
   gives is not touched. */
static double bounded(const struct parameter_value *values, enum reverb_parameter parameter, double most,
		      double otherwise)
{
	const double frequency = reverb_value(values, parameter);
	return values[parameter].given || frequency <= most ? frequency : otherwise;
}

struct reverb_settings reverb_settings_of(const struct parameter_value *values, double sample_rate)
{
	const double most = 0.45 * sample_rate;
	const struct reverb_type *type = reverb_type_of(values);
	const double decay = fmax(reverb_value(values, REVERB_DECAY), DECAY_MINIMUM);
	const double ratio = sqrt(decay / type->defaults[REVERB_DECAY]);
	return (struct reverb_settings){
		.type = type,
		.absorption = { .seconds = decay,
				.low = reverb_value(values, REVERB_LOW_DECAY),
				.high = reverb_value(values, REVERB_HIGH_DECAY),
				.low_frequency = reverb_value(values, REVERB_LOW_CROSSOVER),
				.high_frequency = bounded(values, REVERB_HIGH_CROSSOVER, most, most) },
		.predelay = reverb_value(values, REVERB_PREDELAY),
		.size = values[REVERB_SIZE].number,
		.stretch = held(ratio, 0.35, 1.5) * values[REVERB_SIZE].number,
		.diffusion = values[REVERB_DIFFUSION].number,
		.early = type->room ? decibel_to_gain(reverb_value(values, REVERB_EARLY)) : 0.0,
		.depth = reverb_value(values, REVERB_MODULATION) * DEPTH_SECONDS,
		.rate = held(reverb_value(values, REVERB_MODULATION_RATE), 0.0, REVERB_RATE_MAXIMUM),
		.highpass = reverb_value(values, REVERB_HIGHPASS),
		.lowpass = bounded(values, REVERB_LOWPASS, most, 0.0),
		.width = values[REVERB_WIDTH].number,
		.wet = values[REVERB_MIX].number * decibel_to_gain(values[REVERB_LEVEL].number),
		.dry = 1.0 - values[REVERB_MIX].number,
	};
}

size_t reverb_filters(const struct reverb_settings *settings, double sample_rate,
		      struct biquad sections[REVERB_FILTERS])
{
	struct filter_band band = {
		.kind = FILTER_HIGH_PASS, .frequency = settings->highpass, .q = sqrt(0.5), .order = 2
	};
	size_t count = 0;
	if (settings->highpass > 0.0)
		count += biquad_design(&band, sample_rate, sections, NULL);
	band.kind = FILTER_LOW_PASS;
	band.frequency = settings->lowpass;
	if (settings->lowpass > 0.0)
		count += biquad_design(&band, sample_rate, sections + count, NULL);
	return count;
}

struct network_settings reverb_network(const struct reverb_settings *settings, const struct processor_context *context)
{
	const double rate = context->sample_rate;
	const double shortest = fmax(settings->type->shortest * settings->stretch * rate, SHORTEST_FRAMES);
	return (struct network_settings){
		.shortest = shortest,
		.longest = fmax(settings->type->longest * settings->stretch * rate, 2.0 * SHORTEST_FRAMES),
		.absorption = &settings->absorption,
		.sample_rate = rate,
		.depth = fmin(settings->depth * rate, shortest / 3.0),
		.rate = settings->rate,
		.key = settings->type->network_key,
		.motion_key = stream_key(context->seed, "reverb", 0),
	};
}

/* Returns the power of the tail at one frequency for noise of power 1 at the input. Each pass leaves the mean of the
   squared gains, and the passes add up to a geometric series. */
static double tail_power(const struct reverb_settings *settings, double frequency)
{
	const struct reverb_type *type = settings->type;
	const double decay = absorption_rate(&settings->absorption, frequency);
	double pass = 0.0;
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		const double share = ((double)i + 0.5) / NETWORK_LINES;
		const double seconds = type->shortest + (type->longest - type->shortest) * share;
		pass += decibel_to_gain(-2.0 * decay * seconds * settings->stretch) / NETWORK_LINES;
	}
	return type->direct + pass / (1.0 - pass);
}

/* The mean goes over the octaves from 125 Hz to 8 kHz, as for pink noise. */
double reverb_mean_power(const struct reverb_settings *settings)
{
	double sum = 0.0;
	for (int octave = 0; octave < 7; octave++)
		sum += tail_power(settings, 125.0 * elementary_exp2(octave)) / 7.0;
	return sum;
}

static double diffuser_seconds(const struct reverb_settings *settings)
{
	double sum = 0.0;
	for (size_t step = 0; step < DIFFUSER_STEPS; step++)
		sum += settings->type->spans[step] * settings->stretch;
	return sum;
}

/* The tail falls from the level of a steady full-scale sound at its loudest frequency. */
void reverb_measure(const struct reverb_settings *settings, double sample_rate, struct processor_shape *result)
{
	const double start = settings->predelay + settings->type->onset * settings->size;
	const double pass = settings->type->longest * settings->stretch + 100.0 / sample_rate;
	result->gap_seconds = start + diffuser_seconds(settings) + pass;
	if (settings->wet == 0.0)
		return;
	double loudest = 0.0;
	for (double frequency = 10.0; frequency < sample_rate / 2.0; frequency *= 1.1)
		loudest = fmax(loudest, tail_power(settings, frequency));
	const double excess = 10.0 / 2.302585092994046 * elementary_log(loudest / reverb_mean_power(settings));
	const double level = 120.0 + gain_to_decibel(settings->wet) + RESONANCE_DB + excess;
	const double ringing = fmax(level, 0.0) / 60.0 * absorption_longest(&settings->absorption);
	result->tail_seconds = start + diffuser_seconds(settings) + 2.0 * pass + ringing;
	if (settings->highpass > 0.0)
		result->tail_seconds += 4.0 / settings->highpass;
	result->tail_seconds += 100.0 / sample_rate;
}
