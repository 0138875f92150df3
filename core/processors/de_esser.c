/* Turns down sibilance: the parameters of the de-esser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/de_esser_batch.h"

#include "base/frames.h"
#include "dsp/elementary.h"

#include <math.h>

static const char *const modes[] = { [DE_ESSER_WIDE] = "wide", [DE_ESSER_SPLIT] = "split", NULL };
static const char *const bands[] = {
	[DYNAMIC_BAND_HIGH_PASS] = "highpass", [DYNAMIC_BAND_BAND_PASS] = "bandpass", NULL
};
static const char *const detections[] = { [DE_ESSER_ABSOLUTE] = "absolute", [DE_ESSER_RELATIVE] = "relative", NULL };
static const char *const listens[] = { [DE_ESSER_LISTEN_OFF] = "off",
				       [DE_ESSER_LISTEN_BAND] = "band",
				       [DE_ESSER_LISTEN_DIFFERENCE] = "difference",
				       NULL };

static const struct parameter parameters[DE_ESSER_PARAMETERS] = {
	[DE_ESSER_MODE] = { .name = "mode",
			    .help = "what is turned down: the whole signal (wide), or the band alone (split)",
			    .type = PARAMETER_CHOICE,
			    .fallback = DE_ESSER_WIDE,
			    .choices = modes },
	[DE_ESSER_BAND] = { .name = "band",
			    .help = "where sibilants are: all above 'freq' (highpass), or around it (bandpass)",
			    .type = PARAMETER_CHOICE,
			    .fallback = DYNAMIC_BAND_HIGH_PASS,
			    .choices = bands },
	[DE_ESSER_FREQ] = { .name = "freq",
			    .help = "corner of the highpass, centre of the bandpass",
			    .type = PARAMETER_NUMBER,
			    .quantity = QUANTITY_FREQUENCY,
			    .minimum = 500.0,
			    .maximum = 18000.0,
			    .fallback = 5500.0 },
	[DE_ESSER_Q] = { .name = "q",
			 .help = "narrowness of the bandpass: it is freq/q wide; a highpass has none",
			 .type = PARAMETER_NUMBER,
			 .quantity = QUANTITY_PLAIN,
			 .minimum = 0.3,
			 .maximum = 10.0,
			 .fallback = 1.0 },
	[DE_ESSER_DETECTION] = { .name = "detection",
				 .help = "what 'threshold' is held against: the band's level (absolute), or that "
					 "level less the level of the whole signal (relative)",
				 .type = PARAMETER_CHOICE,
				 .fallback = DE_ESSER_ABSOLUTE,
				 .choices = detections },
	[DE_ESSER_THRESHOLD] = { .name = "threshold",
				 .help = "level of the band at which it is turned down (the middle of the knee)",
				 .type = PARAMETER_NUMBER,
				 .quantity = QUANTITY_LEVEL,
				 .minimum = -60.0,
				 .maximum = 0.0,
				 .fallback = -24.0 },
	[DE_ESSER_RATIO] = { .name = "ratio",
			     .help = "dB in above the threshold for one dB out; inf holds the band at the threshold",
			     .type = PARAMETER_NUMBER,
			     .quantity = QUANTITY_RATIO,
			     .minimum = 1.0,
			     .maximum = INFINITY,
			     .fallback = 4.0 },
	[DE_ESSER_KNEE] = { .name = "knee",
			    .help = "width of the bend around the threshold; 0 dB is a hard knee",
			    .type = PARAMETER_NUMBER,
			    .quantity = QUANTITY_GAIN,
			    .minimum = 0.0,
			    .maximum = 24.0,
			    .fallback = 6.0 },
	[DE_ESSER_RANGE] = { .name = "range",
			     .help = "most gain reduction: a sibilant still is to be heard",
			     .type = PARAMETER_NUMBER,
			     .quantity = QUANTITY_GAIN,
			     .minimum = 0.0,
			     .maximum = 36.0,
			     .fallback = 8.0 },
	[DE_ESSER_ATTACK] = { .name = "attack",
			      .help = "time constant of a falling gain: 63 % of the way, in dB; 0 ms is at once",
			      .type = PARAMETER_NUMBER,
			      .quantity = QUANTITY_TIME,
			      .minimum = 0.0,
			      .maximum = 0.1,
			      .fallback = 0.0005 },
	[DE_ESSER_RELEASE] = { .name = "release",
			       .help = "time constant of a rising gain: 63 % of the way, in dB",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_TIME,
			       .minimum = 0.001,
			       .maximum = 1.0,
			       .fallback = 0.04 },
	[DE_ESSER_RMS_TIME] = { .name = "rms_time",
				.help = "time constant of the mean squares that are the levels",
				.type = PARAMETER_NUMBER,
				.quantity = QUANTITY_TIME,
				.minimum = 0.0001,
				.maximum = 0.1,
				.fallback = 0.002 },
	[DE_ESSER_LOOKAHEAD] = { .name = "lookahead",
				 .help = "time by which the gain leads the audio; latency, which the graph compensates",
				 .type = PARAMETER_NUMBER,
				 .quantity = QUANTITY_TIME,
				 .minimum = 0.0,
				 .maximum = 0.02,
				 .fallback = 0.0 },
	[DE_ESSER_LISTEN] = { .name = "listen",
			      .help = "to find the setting: hear what the detector hears (band), or what is taken away "
				      "(difference)",
			      .type = PARAMETER_CHOICE,
			      .fallback = DE_ESSER_LISTEN_OFF,
			      .choices = listens },
	[DE_ESSER_LINK] = { .name = "link",
			    .help = "how far the channels share one gain: 100 % all alike, 0 % each its own",
			    .type = PARAMETER_NUMBER,
			    .quantity = QUANTITY_PERCENT,
			    .minimum = 0.0,
			    .maximum = 1.0,
			    .fallback = 1.0 },
	[DE_ESSER_KEY] = { .name = "key",
			   .help = "the strip to listen to instead of the signal itself",
			   .type = PARAMETER_KEY },
};

/* Up to this share of the sample rate the band keeps its form. */
static const double highest_of_rate = 0.45;

/* Returns the frames for which the split or the audible detector rings, whichever rings longer. A shelf rings longer at
   one of its ends; the end of most reduction is the slower one. */
static double tail_frames(const struct parameter_value *values, double sample_rate)
{
	const struct dynamic_band band = de_esser_band(values, sample_rate);
	struct biquad sections[DYNAMIC_BAND_DETECTOR_SECTIONS];
	if ((int)values[DE_ESSER_LISTEN].number == DE_ESSER_LISTEN_BAND) {
		dynamic_band_detector(&band, sections);
		return biquad_tail_frames(sections, DYNAMIC_BAND_DETECTOR_SECTIONS);
	}
	if ((int)values[DE_ESSER_MODE].number != DE_ESSER_SPLIT || !(values[DE_ESSER_RANGE].number > 0.0))
		return 0.0;
	sections[0] = dynamic_band_biquad(&band, decibel_to_gain(-values[DE_ESSER_RANGE].number));
	return biquad_tail_frames(sections, 1);
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	const double highest = highest_of_rate * context->sample_rate;
	if ((int)values[DE_ESSER_BAND].number == DYNAMIC_BAND_HIGH_PASS && values[DE_ESSER_Q].given) {
		*at = values[DE_ESSER_Q].at;
		*problem = "a 'highpass' has no 'q'; leave it out, or write 'band: bandpass'";
		return false;
	}
	if (values[DE_ESSER_FREQ].number > highest) {
		*at = values[DE_ESSER_FREQ].at;
		*problem = arena_format(arena,
					"'freq' is too near half the sample rate, or above it; at most %.0f Hz here",
					floor(highest));
		if (!*problem)
			*problem = "'freq' is too near half the sample rate, or above it; lower it";
		return false;
	}
	shape->latency = frames_of_seconds(values[DE_ESSER_LOOKAHEAD].number, context->sample_rate);
	shape->tail_seconds = tail_frames(values, context->sample_rate) / context->sample_rate;
	return true;
}

const struct processor de_esser_processor = {
	.name = "de-esser",
	.summary = "turns down sibilants: wide or split, by their level or by their share of the signal",
	.description =
		"A de-esser listens to the band in which sibilants lie and turns down, while that band is too loud, "
		"either the whole signal (`mode: wide`, for single voices: nothing but the gain changes) or the band "
		"alone (`mode: split`, for whole mixes or much reduction).\n\n"
		"The band: `highpass` is a Butterworth of 24 dB/oct from `freq` on; `bandpass` are 12 dB/oct on both "
		"sides of `freq`, freq/q wide between the -3 dB points. Its level is that of a running mean square "
		"with time constant `rms_time`, where a full-scale sine reads -3 dBFS. With `detection: absolute` it "
		"is in dBFS. With `detection: relative` the level of the whole signal, measured alike, is taken off "
		"it: 0 dB says that there is nothing but the band, a vowel has about -25 dB, a sharp s about -3 dB. "
		"So soft and loud phrases are treated alike, and neither a singer's distance nor a fader before it "
		"matters. A signal under -120 dBFS is left alone.\n\n"
		"Static curve, with that level x, threshold T, ratio R and knee W, as in `compressor`: x below T - "
		"W/2; x + (1/R - 1)(x - T + W/2)^2 / (2W) inside the knee; T + (x - T)/R above. What this takes off x "
		"is the gain reduction, at most `range`. Attack and release are time constants of the gain in dB (one "
		"pole, smooth branching): 63.2 % of the way after one of them.\n\n"
		"Split, with the gain G = A^2 and s = j f/freq: a bandpass makes a bell (s^2 + G s/q + 1) / (s^2 + "
		"s/q + 1), the signal less (1 - G) of its band, whose skirts stand still; a highpass makes a shelf A "
		"(A s^2 + sqrt(2A) s + 1) / (s^2 + sqrt(2A) s + A), of half the dB at `freq` and without overshoot. "
		"Both are minimum phase, without latency, and move with the gain from frame to frame (trapezoidal "
		"state-variable filter, A. Simper, 2013). There is no crossover that colours at rest: where the gain "
		"is 0 dB the signal passes bit for bit, in both modes.\n\n"
		"`listen: band` plays what the detector hears, `listen: difference` what is taken away. With `key` "
		"another strip is detected instead of the signal. Link and keys of other channel counts are those of "
		"the compressor. Lookahead delays the signal and not the detector, and the graph makes up for it: 1 "
		"to 3 ms let the gain be down when the sibilant comes.\n\n"
		"For stems the gain is made once, from the whole or the key, and acts on each of them alike: they add "
		"up to the mix.",
	.law = STEM_LAW_GAIN,
	.dynamics = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = de_esser_batch_new,
	.process = de_esser_batch_process,
	.reset = de_esser_batch_reset,
};
