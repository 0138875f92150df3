/* Moves the gain of bands with the level in them: the parameters of the dynamic equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/dynamic_eq_batch.h"

#include "base/frames.h"
#include "dsp/elementary.h"

#include <math.h>

static const char *const types[] = {
	[DYNAMIC_EQ_BELL] = "bell", [DYNAMIC_EQ_LOW_SHELF] = "lowshelf", [DYNAMIC_EQ_HIGH_SHELF] = "highshelf", NULL
};

static const struct parameter fields[DYNAMIC_EQ_FIELDS] = {
	[DYNAMIC_EQ_TYPE] = { .name = "type",
			      .help = "what the band does",
			      .type = PARAMETER_CHOICE,
			      .required = true,
			      .choices = types },
	[DYNAMIC_EQ_FREQ] = { .name = "freq",
			      .help = "centre or corner; at most 0.45 of the sample rate",
			      .type = PARAMETER_NUMBER,
			      .required = true,
			      .quantity = QUANTITY_FREQUENCY,
			      .minimum = 20.0,
			      .maximum = 80000.0,
			      .fallback = 1000.0 },
	[DYNAMIC_EQ_Q] = { .name = "q",
			   .help = "sharpness; left out: 1 for a bell, 0.7071 for a shelf",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_PLAIN,
			   .minimum = 0.1,
			   .maximum = 20.0,
			   .fallback = 1.0 },
	[DYNAMIC_EQ_RANGE] = { .name = "range",
			       .help = "gain where it moves most: under 0 dB the band is turned down, over 0 dB up",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_GAIN,
			       .minimum = -24.0,
			       .maximum = 24.0,
			       .fallback = -12.0 },
	[DYNAMIC_EQ_THRESHOLD] = { .name = "threshold",
				   .help = "level in the band at which its gain begins to move (the middle of the "
					   "knee)",
				   .type = PARAMETER_NUMBER,
				   .quantity = QUANTITY_LEVEL,
				   .minimum = -80.0,
				   .maximum = 0.0,
				   .fallback = -30.0 },
	[DYNAMIC_EQ_RATIO] = { .name = "ratio",
			       .help = "the gain moves by (1 - 1/ratio) dB for each dB beyond the threshold",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_RATIO,
			       .minimum = 1.0,
			       .maximum = INFINITY,
			       .fallback = 3.0 },
	[DYNAMIC_EQ_KNEE] = { .name = "knee",
			      .help = "width of the bend around the threshold; 0 dB is a hard knee",
			      .type = PARAMETER_NUMBER,
			      .quantity = QUANTITY_GAIN,
			      .minimum = 0.0,
			      .maximum = 24.0,
			      .fallback = 6.0 },
	[DYNAMIC_EQ_ATTACK] = { .name = "attack",
				.help = "time constant of a gain that leaves 0 dB: 63 % of the way, in dB",
				.type = PARAMETER_NUMBER,
				.quantity = QUANTITY_TIME,
				.minimum = 0.0,
				.maximum = 0.5,
				.fallback = 0.01 },
	[DYNAMIC_EQ_RELEASE] = { .name = "release",
				 .help = "time constant of a gain that goes back to 0 dB: 63 % of the way, in dB",
				 .type = PARAMETER_NUMBER,
				 .quantity = QUANTITY_TIME,
				 .minimum = 0.001,
				 .maximum = 5.0,
				 .fallback = 0.1 },
	[DYNAMIC_EQ_RMS_TIME] = { .name = "rms_time",
				  .help = "time constant of the mean square that is the level",
				  .type = PARAMETER_NUMBER,
				  .quantity = QUANTITY_TIME,
				  .minimum = 0.0001,
				  .maximum = 1.0,
				  .fallback = 0.005 },
	[DYNAMIC_EQ_KEYED] = { .name = "keyed",
			       .help = "whether the band hears `key`, if there is one; no: the signal itself",
			       .type = PARAMETER_SWITCH,
			       .fallback = 1.0 },
};

static const struct parameter parameters[DYNAMIC_EQ_PARAMETERS] = {
	[DYNAMIC_EQ_BANDS] = { .name = "bands",
			       .help = "the bands, one after the other; none: the signal passes as it is",
			       .type = PARAMETER_LIST,
			       .fields = fields,
			       .field_count = DYNAMIC_EQ_FIELDS,
			       .item_maximum = DYNAMIC_EQ_BANDS_MAXIMUM },
	[DYNAMIC_EQ_LOOKAHEAD] = { .name = "lookahead",
				   .help = "time by which the gains lead the audio; latency, which the graph "
					   "compensates",
				   .type = PARAMETER_NUMBER,
				   .quantity = QUANTITY_TIME,
				   .minimum = 0.0,
				   .maximum = 0.1,
				   .fallback = 0.0 },
	[DYNAMIC_EQ_LINK] = { .name = "link",
			      .help = "how far the channels share the gains: 100 % all alike, 0 % each its own",
			      .type = PARAMETER_NUMBER,
			      .quantity = QUANTITY_PERCENT,
			      .minimum = 0.0,
			      .maximum = 1.0,
			      .fallback = 1.0 },
	[DYNAMIC_EQ_KEY] = { .name = "key",
			     .help = "the strip to listen to instead of the signal itself",
			     .type = PARAMETER_KEY },
};

/* Up to this share of the sample rate the bands keep their form. */
static const double highest_of_rate = 0.45;

/* Returns the filter by which a band rings longer after a sound: the one at the end of its range, or one with the poles
   that it has at rest, which it goes back to. */
static struct biquad longer(const struct dynamic_band *band, double gain)
{
	const struct dynamic_band poles_of_rest = { DYNAMIC_BAND_BAND_PASS, band->warped, band->damping };
	const struct biquad end = dynamic_band_biquad(band, gain);
	const struct biquad rest = dynamic_band_biquad(&poles_of_rest, gain);
	return biquad_tail_frames(&end, 1) > biquad_tail_frames(&rest, 1) ? end : rest;
}

/* All bands ring on through those after them. */
static double tail_frames(const struct parameter_value *bands, double sample_rate)
{
	struct biquad sections[DYNAMIC_EQ_BANDS_MAXIMUM];
	size_t count = 0;
	for (size_t i = 0; i < bands->item_count; i++) {
		const struct dynamic_band band = dynamic_eq_band(bands->items[i], sample_rate);
		const double range_db = bands->items[i][DYNAMIC_EQ_RANGE].number;
		if (range_db != 0.0)
			sections[count++] = longer(&band, decibel_to_gain(range_db));
	}
	return biquad_tail_frames(sections, count);
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	const struct parameter_value *bands = &values[DYNAMIC_EQ_BANDS];
	const double highest = highest_of_rate * context->sample_rate;
	for (size_t i = 0; i < bands->item_count; i++) {
		const struct parameter_value *freq = &bands->items[i][DYNAMIC_EQ_FREQ];
		if (freq->number <= highest)
			continue;
		*at = freq->at;
		*problem = arena_format(arena,
					"'freq' is too near half the sample rate, or above it; at most %.0f Hz here",
					floor(highest));
		if (!*problem)
			*problem = "'freq' is too near half the sample rate, or above it; lower it";
		return false;
	}
	shape->latency = frames_of_seconds(values[DYNAMIC_EQ_LOOKAHEAD].number, context->sample_rate);
	if (!context->checking)
		shape->tail_seconds = tail_frames(bands, context->sample_rate) / context->sample_rate;
	return true;
}

const struct processor dynamic_eq_processor = {
	.name = "dynamic-eq",
	.summary = "equaliser whose bands go up or down with the level in them, or with that of a key",
	.description =
		"Up to 8 bands in series. Each is a bell or a shelf of 0 dB, whose gain moves while its band is too "
		"loud. Static bands are those of `eq`.\n\n"
		"With s = j f/freq, A = 10^(G/40) and the gain G in dB of the moment (R. Bristow-Johnson's cookbook, "
		"1998):\n"
		"  bell       (s^2 + s A/q + 1) / (s^2 + s/(A q) + 1)\n"
		"  lowshelf   A (s^2 + s sqrt(A)/q + A) / (A s^2 + s sqrt(A)/q + 1)\n"
		"  highshelf  A (A s^2 + s sqrt(A)/q + 1) / (s^2 + s sqrt(A)/q + A)\n"
		"They are trapezoidal state-variable filters with coefficients of their own in each frame (A. "
		"Simper, 2013), so a gain that moves makes no steps. Near half the sample rate the curves are "
		"squeezed together, as by any bilinear transform. All bands are of minimum phase. Where all gains "
		"are 0 dB the signal passes bit for bit.\n\n"
		"Each band hears the signal before all bands, or the key, through a filter of its own: a bell "
		"through 12 dB/oct on both sides, freq/q wide between the -3 dB points, a shelf through a "
		"Butterworth of 24 dB/oct from `freq` on. Its level x is that of a running mean square with time "
		"constant `rms_time`; a full-scale sine reads -3 dBFS.\n\n"
		"With the threshold T, the ratio R and the knee W, the gain moves by (1 - 1/R)(x - T) dB above T + "
		"W/2, by (1 - 1/R)(x - T + W/2)^2 / (2W) inside the knee, and not at all below it. `range` is where "
		"it ends: under 0 dB a band that is too loud is turned down, which tames a resonance; over 0 dB it "
		"is turned up, which brings out what is there. Attack and release are time constants in dB (one "
		"pole, smooth branching), as in `compressor`.\n\n"
		"With `key` the bands hear another strip, except those with `keyed: no`. So a voice makes room for "
		"itself in the guitars at 3 kHz. Bands with different keys are two of these inserts. Link and keys "
		"of other channel counts are those of the compressor. Lookahead delays the signal and not the "
		"detectors; the graph makes up for the delay.\n\n"
		"For stems the gains are made once, from the whole or the key, and the same filters with the same "
		"moving coefficients run on each of them: they add up to the mix.",
	.law = STEM_LAW_GAIN,
	.dynamics = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = dynamic_eq_batch_new,
	.process = dynamic_eq_batch_process,
	.reset = dynamic_eq_batch_reset,
};
