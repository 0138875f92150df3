/* Turns down what is under a threshold: the gate, and the downward expander.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/one_pole.h"
#include "processors/detector.h"

#include <math.h>

enum {
	THRESHOLD,
	RATIO,
	KNEE,
	RANGE,
	HYSTERESIS,
	ATTACK,
	HOLD,
	RELEASE,
	LOOKAHEAD,
	DETECTION,
};

static const struct parameter parameters[] = {
	[THRESHOLD] = { .name = "threshold",
			.help = "level under which the signal is turned down (the middle of the knee)",
			.type = PARAMETER_NUMBER,
			.automatable = true,
			.quantity = QUANTITY_LEVEL,
			.minimum = -90.0,
			.maximum = 0.0,
			.fallback = -40.0 },
	[RATIO] = { .name = "ratio",
		    .help = "dB out under the threshold for one dB in; inf is a gate, a finite one an expander",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_RATIO,
		    .minimum = 1.0,
		    .maximum = INFINITY,
		    .fallback = INFINITY },
	[KNEE] = { .name = "knee",
		   .help = "width of the bend around the threshold; 0 dB is a hard knee",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = 0.0,
		   .maximum = 24.0,
		   .fallback = 0.0 },
	[RANGE] = { .name = "range",
		    .help = "most gain reduction: that of a closed gate",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_GAIN,
		    .minimum = 0.0,
		    .maximum = 120.0,
		    .fallback = 80.0 },
	[HYSTERESIS] = { .name = "hysteresis",
			 .help = "how far the threshold sinks while open: so much lower it closes than it opens",
			 .type = PARAMETER_NUMBER,
			 .automatable = true,
			 .quantity = QUANTITY_GAIN,
			 .minimum = 0.0,
			 .maximum = 24.0,
			 .fallback = 3.0 },
	[ATTACK] = { .name = "attack",
		     .help = "time constant of opening: 63 % of the way, in dB; 0 ms is at once",
		     .type = PARAMETER_NUMBER,
		     .automatable = true,
		     .quantity = QUANTITY_TIME,
		     .minimum = 0.0,
		     .maximum = 0.5,
		     .fallback = 0.001 },
	[HOLD] = { .name = "hold",
		   .help = "time for which it stays open after the level has fallen",
		   .type = PARAMETER_NUMBER,
		   .automatable = true,
		   .quantity = QUANTITY_TIME,
		   .minimum = 0.0,
		   .maximum = 5.0,
		   .fallback = 0.02 },
	[RELEASE] = { .name = "release",
		      .help = "time constant of closing: 63 % of the way, in dB",
		      .type = PARAMETER_NUMBER,
		      .automatable = true,
		      .quantity = QUANTITY_TIME,
		      .minimum = 0.001,
		      .maximum = 5.0,
		      .fallback = 0.15 },
	[LOOKAHEAD] = { .name = "lookahead",
			.help = "time by which it opens ahead of the audio; latency, which the graph compensates",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TIME,
			.minimum = 0.0,
			.maximum = 0.1,
			.fallback = 0.0 },
	DETECTOR_PARAMETERS(DETECTION),
};

/* This slope turns a gate without a knee off at once, however little the level is under the threshold. */
static const double steepest = 1e300;

static bool is_gate(const struct parameter_value *values)
{
	return isinf(values[RATIO].number);
}

static double slope(const struct parameter_value *values)
{
	return is_gate(values) ? steepest : fmin(values[RATIO].number - 1.0, steepest);
}

static double curvature(const struct parameter_value *values)
{
	const double knee = values[KNEE].number;
	if (knee <= 0.0)
		return 0.0;
	return is_gate(values) ? values[RANGE].number / (knee * knee) : 0.5 * slope(values) / knee;
}

static void set_parameters(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double rate = instance->context.sample_rate;
	const double rows[GATE_COMPUTER_ROWS] = {
		[GATE_COMPUTER_MEAN] = detector_mean(values + DETECTION, rate),
		[GATE_COMPUTER_UPPER] = values[THRESHOLD].number + 0.5 * values[KNEE].number,
		[GATE_COMPUTER_HYSTERESIS] = values[HYSTERESIS].number,
		[GATE_COMPUTER_KNEE] = values[KNEE].number,
		[GATE_COMPUTER_CURVATURE] = curvature(values),
		[GATE_COMPUTER_SLOPE] = slope(values),
		[GATE_COMPUTER_RANGE] = -values[RANGE].number,
		[GATE_COMPUTER_ATTACK] = one_pole_weight(values[ATTACK].number, rate),
		[GATE_COMPUTER_HOLD] = (double)frames_of_seconds(values[HOLD].number, rate),
		[GATE_COMPUTER_RELEASE] = one_pole_weight(values[RELEASE].number, rate),
	};
	for (size_t row = 0; row < GATE_COMPUTER_ROWS; row++)
		table[row * width + slot] = rows[row];
}

/* Before the first frame there was silence for any length of time. */
static void set_rest(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double silence = -240.0; /* dBFS, the level that the kernel gives silence */
	const double under = values[THRESHOLD].number - 0.5 * values[KNEE].number - silence;
	const double knee = values[KNEE].number;
	const double reduction = curvature(values) * (knee * knee) + slope(values) * under;
	const double gain_db = 0.0 - fmin(reduction, values[RANGE].number);
	table[GATE_COMPUTER_GOAL * width + slot] = gain_db;
	table[GATE_COMPUTER_GAIN * width + slot] = gain_db;
}

static void make_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		       size_t count, const double *rows, double *state)
{
	kernel->dynamics->gate_computer(in, out, frames, count, rows, state);
}

static void make_moving_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
			      size_t count, const double *rows, const double *const *moving, double *state)
{
	kernel->dynamics->moving_gate_computer(in, out, frames, count, rows, moving, state);
}

static const struct detector_use use = {
	.lookahead = LOOKAHEAD,
	.detection = DETECTION,
	.parameter_rows = GATE_COMPUTER_ROWS,
	.state_rows = GATE_COMPUTER_STATE_ROWS,
	.set_parameters = set_parameters,
	.set_rest = set_rest,
	.make_gains = make_gains,
	.make_moving_gains = make_moving_gains,
	.wide = true,
};

DETECTOR_SHAPE_AND_BATCH(use)

static bool retunes_ahead(const struct processor_instance *instance)
{
	(void)instance;
	return true;
}

const struct processor gate_processor = {
	.name = "gate",
	.summary = "turns down what is soft: gate or expander, hysteresis, hold, lookahead, key with filter",
	.description =
		"A noise gate (`ratio: inf`) or downward expander (a finite ratio). The static curve and the "
		"smoothing follow Giannoulis, Massberg and Reiss, \"Digital Dynamic Range Compressor Design\", JAES "
		"60(6), 2012, turned upside down; hysteresis and hold follow Zölzer (ed.), \"DAFX\", 2nd edition, "
		"2011, chapter 4. All steps work on the level in dB.\n\n"
		"Static curve of the expander, with level x, threshold T, ratio R and knee W: x above T + W/2; x - (R "
		"- 1)(T + W/2 - x)^2 / (2W) inside the knee; T + R (x - T) below. What this takes off x is the gain "
		"reduction, at most `range`. The gate takes off nothing above T + W/2, `range` below T - W/2, and "
		"range x ((T + W/2 - x) / W)^2 inside the knee.\n\n"
		"Hysteresis: at T + W/2 it opens; while open the whole curve lies `hysteresis` lower; under the lower "
		"end of that knee, T - hysteresis - W/2, it closes. Gate and expander alike.\n\n"
		"Hold: the gain that is aimed at rises at once with the curve, and falls when the level has asked for "
		"less for longer than `hold`. It also bridges the zero crossings: with `detector: peak` a hold under "
		"half a period of the lowest tone lets the gate flutter within each period, and close in spite of its "
		"hysteresis.\n\n"
		"Attack and release are time constants of the gain in dB (one pole, smooth branching): after a step "
		"the gain has gone 1 - 1/e = 63.2 % of its way in dB after one of them, 86.5 % after two, 95 % after "
		"three. Attack acts while the gain rises, release while it falls. The last 1e-9 dB are gone at once. "
		"With attack 0 it opens at once.\n\n"
		"Level is that of each sample with `detector: peak`; of a running mean square with time constant "
		"`rms_time` with `detector: rms`, where a full-scale sine reads -3 dBFS. Link, key and key filter are "
		"those of the compressor.\n\n"
		"Lookahead delays the signal and not the detector, so that the gate is open when a transient comes; "
		"the graph makes up for the delay. Before the first frame counts as silence: it begins closed. Where "
		"the gain is 0 dB the signal passes bit for bit.\n\n"
		"Automation moves it as a compressor, sample by sample.\n\n"
		"For stems the gain is made once, from the whole or the key, and multiplies each of them: they add up "
		"to the mix.",
	.law = STEM_LAW_GAIN,
	.dynamics = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = detector_process,
	.retune = detector_retune,
	.retunes_ahead = retunes_ahead,
	.retune_ahead = detector_retune_ahead,
	.reset = detector_reset,
};
