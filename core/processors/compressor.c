/* Turns down what is over a threshold: the compressor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/one_pole.h"
#include "processors/detector.h"

#include <math.h>

enum {
	THRESHOLD,
	RATIO,
	KNEE,
	ATTACK,
	RELEASE,
	LOOKAHEAD,
	MAKEUP,
	MIX,
	RANGE,
	DETECTION,
};

static const struct parameter parameters[] = {
	[THRESHOLD] = { .name = "threshold",
			.help = "level at which compression begins (the middle of the knee)",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_LEVEL,
			.minimum = -80.0,
			.maximum = 0.0,
			.fallback = -20.0 },
	[RATIO] = { .name = "ratio",
		    .help = "dB in above the threshold for one dB out; inf holds the level at the threshold",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_RATIO,
		    .minimum = 1.0,
		    .maximum = INFINITY,
		    .fallback = 4.0 },
	[KNEE] = { .name = "knee",
		   .help = "width of the bend around the threshold; 0 dB is a hard knee",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = 0.0,
		   .maximum = 24.0,
		   .fallback = 6.0 },
	[ATTACK] = { .name = "attack",
		     .help = "time constant of a falling gain: 63 % of the way, in dB; 0 ms is at once",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_TIME,
		     .minimum = 0.0,
		     .maximum = 0.5,
		     .fallback = 0.01 },
	[RELEASE] = { .name = "release",
		      .help = "time constant of a rising gain: 63 % of the way, in dB",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_TIME,
		      .minimum = 0.001,
		      .maximum = 5.0,
		      .fallback = 0.1 },
	[LOOKAHEAD] = { .name = "lookahead",
			.help = "time by which the gain leads the audio; latency, which the graph compensates",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TIME,
			.minimum = 0.0,
			.maximum = 0.1,
			.fallback = 0.0 },
	[MAKEUP] = { .name = "makeup",
		     .help = "gain of the compressed signal, before the mix",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_GAIN,
		     .minimum = -24.0,
		     .maximum = 48.0,
		     .fallback = 0.0 },
	[MIX] = { .name = "mix",
		  .help = "share of the compressed signal; the rest is dry (parallel compression)",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
	[RANGE] = { .name = "range",
		    .help = "most gain reduction; the default is in effect no limit",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_GAIN,
		    .minimum = 0.0,
		    .maximum = 200.0,
		    .fallback = 200.0 },
	DETECTOR_PARAMETERS(DETECTION),
};

static const struct detector_use use;

static void set_parameters(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double rate = instance->context.sample_rate;
	const double mix = values[MIX].number;
	const double rows[GAIN_COMPUTER_ROWS] = {
		[GAIN_COMPUTER_MEAN] = detector_mean(&use, instance),
		[GAIN_COMPUTER_THRESHOLD] = values[THRESHOLD].number,
		[GAIN_COMPUTER_SLOPE] = 1.0 / values[RATIO].number - 1.0,
		[GAIN_COMPUTER_KNEE] = values[KNEE].number,
		[GAIN_COMPUTER_RANGE] = -values[RANGE].number,
		[GAIN_COMPUTER_ATTACK] = one_pole_weight(values[ATTACK].number, rate),
		[GAIN_COMPUTER_RELEASE] = one_pole_weight(values[RELEASE].number, rate),
		[GAIN_COMPUTER_WET] = mix * decibel_to_gain(values[MAKEUP].number),
		[GAIN_COMPUTER_DRY] = 1.0 - mix,
	};
	for (size_t row = 0; row < GAIN_COMPUTER_ROWS; row++)
		table[row * width + slot] = rows[row];
}

static void make_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		       size_t count, const double *rows, double *state)
{
	kernel->dynamics->gain_computer(in, out, frames, count, rows, state);
}

static const struct detector_use use = {
	.lookahead = LOOKAHEAD,
	.detection = DETECTION,
	.parameter_rows = GAIN_COMPUTER_ROWS,
	.state_rows = GAIN_COMPUTER_STATE_ROWS,
	.set_parameters = set_parameters,
	.make_gains = make_gains,
	.wide = true,
};

DETECTOR_SHAPE_AND_BATCH(use)

static double resting_gain(const struct parameter_value *values)
{
	const double mix = values[MIX].number;
	return (1.0 - mix) + mix * decibel_to_gain(values[MAKEUP].number);
}

const struct processor compressor_processor = {
	.name = "compressor",
	.summary = "turns down what is loud: peak or RMS, soft knee, lookahead, key with filter, parallel mix",
	.description =
		"A feed-forward compressor after Giannoulis, Massberg and Reiss, \"Digital Dynamic Range Compressor "
		"Design\", JAES 60(6), 2012. All steps work on the level in dB.\n\n"
		"Static curve, with level x, threshold T, ratio R and knee W: x below T - W/2; x + (1/R - 1)(x - T + "
		"W/2)^2 / (2W) inside the knee; T + (x - T)/R above. What this takes off x is the gain reduction, at "
		"most `range`.\n\n"
		"Attack and release are time constants of the gain in dB (one pole, smooth branching): after a step "
		"the gain has gone 1 - 1/e = 63.2 % of its way in dB after one of them, 86.5 % after two, 95 % after "
		"three. Attack acts while the gain falls, release while it rises. With attack 0 the gain falls at "
		"once.\n\n"
		"Level is that of each sample with `detector: peak`; of a running mean square with time constant "
		"`rms_time` with `detector: rms`, where a full-scale sine reads -3 dBFS and a full-scale square 0 "
		"dBFS. Peak detection of a tone moves within each period, so the gain settles somewhat above the "
		"static curve, the more so the longer the attack is against the release.\n\n"
		"Link: channel c is detected as (1 - link) |c| + link x the largest magnitude of all channels. At 100 "
		"% one gain serves all channels and the image stands still.\n\n"
		"With `key` another strip is detected instead of the signal (sidechain, ducking). A key of as many "
		"channels as the signal is linked as above; any other key acts by its loudest channel on all "
		"channels, whatever `link` says. `key_filter` shapes what is detected, be it the signal or the key: "
		"Butterworth, 12 dB per octave, for each of the two, true to its analog model up to 20 kHz.\n\n"
		"The output is signal x ((1 - mix) + mix x makeup x gain): parallel compression that cannot comb, "
		"since both paths are one product. Lookahead delays the signal and not the detector; the graph makes "
		"up for the delay. Where the gain is 1 the signal passes bit for bit.\n\n"
		"For stems the gain is made once, from the whole or the key, and multiplies each of them: they add up "
		"to the mix.",
	.law = STEM_LAW_GAIN,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.resting_gain = resting_gain,
	.batch_new = batch_new,
	.process = detector_process,
	.reset = detector_reset,
};
