/* Rides a fader so that the level stays near a target: the leveler.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "dsp/one_pole.h"
#include "processors/detector.h"

#include <math.h>

enum {
	TARGET,
	RANGE,
	SPEED,
	WINDOW,
	FLOOR,
	BREATH,
	LOOKAHEAD,
	LINK,
	DETECTION = LINK - DETECTOR_LINK, /* it has levels of its own */
};

static const struct parameter parameters[] = {
	[TARGET] = { .name = "target",
		     .help = "rms level that the gain steers to; a full-scale sine has -3 dBFS",
		     .type = PARAMETER_NUMBER,
		     .automatable = true,
		     .quantity = QUANTITY_LEVEL,
		     .minimum = -60.0,
		     .maximum = 0.0,
		     .fallback = -20.0 },
	[RANGE] = { .name = "range",
		    .help = "most that the gain goes up or down from 0 dB",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_GAIN,
		    .minimum = 0.0,
		    .maximum = 24.0,
		    .fallback = 6.0 },
	[SPEED] = { .name = "speed",
		    .help = "most decibels by which the gain moves in a second",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_PLAIN,
		    .minimum = 0.1,
		    .maximum = 200.0,
		    .fallback = 12.0 },
	[WINDOW] = { .name = "window",
		     .help = "time constant of the mean square whose level is held at the target",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_TIME,
		     .minimum = 0.02,
		     .maximum = 10.0,
		     .fallback = 0.3 },
	[FLOOR] = { .name = "floor",
		    .help = "what is softer than this is silence: the gain stays where it is",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_LEVEL,
		    .minimum = -120.0,
		    .maximum = 0.0,
		    .fallback = -50.0 },
	[BREATH] = { .name = "breath",
		     .help = "what is softer than the recent loudest by more than this is a breath: the gain stays "
			     "where it is",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_GAIN,
		     .minimum = 3.0,
		     .maximum = 60.0,
		     .fallback = 18.0 },
	[LOOKAHEAD] = { .name = "lookahead",
			.help = "time by which the gain leads the audio; latency, which the graph compensates",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TIME,
			.minimum = 0.0,
			.maximum = 1.0,
			.fallback = 0.15 },
	DETECTOR_LINK_PARAMETERS(LINK),
};

/* The rows of the parameters of one detector. Powers are mean squares; gains are factors. */
enum {
	TARGET_POWER,
	GAIN_MOST,
	GAIN_LEAST,
	STEP_UP, /* the largest factor by which the gain moves up in a frame */
	STEP_DOWN,
	HEARD_WEIGHT, /* weight of a new square in the mean that decides what is silence and breath */
	LEVEL_WEIGHT, /* weight of that mean in the level */
	FLOOR_POWER,
	BREATH_RATIO, /* ratio of powers */
	FORGETTING, /* the factor by which the recent loudest falls in a frame */
	PARAMETER_ROWS
};

/* The rows of the state of one detector. */
enum {
	HEARD, /* the short mean square */
	LEVEL, /* the mean square that is held at the target; stands still in silence and breaths */
	LOUDEST, /* the recent loudest of HEARD */
	GAIN,
	STATE_ROWS
};

/* The window over which a syllable is told from a breath, in seconds. */
static const double heard_window = 0.05;

/* The recent loudest is forgotten by this many dB a second: a verse that is sung softly counts after some seconds. */
static const double forgetting_db = 1.5;

static double power(double level_db)
{
	const double gain = decibel_to_gain(level_db);
	return gain * gain;
}

static void set_parameters(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double rate = instance->context.sample_rate, step_db = values[SPEED].number / rate;
	const double rows[PARAMETER_ROWS] = {
		[TARGET_POWER] = power(values[TARGET].number),
		[GAIN_MOST] = decibel_to_gain(values[RANGE].number),
		[GAIN_LEAST] = decibel_to_gain(-values[RANGE].number),
		[STEP_UP] = decibel_to_gain(step_db),
		[STEP_DOWN] = decibel_to_gain(-step_db),
		[HEARD_WEIGHT] = one_pole_weight(heard_window, rate),
		[LEVEL_WEIGHT] = one_pole_weight(values[WINDOW].number, rate),
		[FLOOR_POWER] = power(values[FLOOR].number),
		[BREATH_RATIO] = power(-values[BREATH].number),
		[FORGETTING] = power(-forgetting_db / rate),
	};
	for (size_t row = 0; row < PARAMETER_ROWS; row++)
		table[row * width + slot] = rows[row];
}

/* The fader stands at 0 dB, as if the target had been met so far. */
static void set_rest(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	table[LEVEL * width + slot] = power(instance->values[TARGET].number);
	table[GAIN * width + slot] = 1.0;
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

static double smaller(double a, double b)
{
	return a < b ? a : b;
}

/* Steers one gain. It works on factors and powers, not on decibels, so that no frame takes a logarithm.
   `in` may be `out`; rows are `width` apart. */
static void ride(const double *rows, double *state, size_t width, const double *in, double *out, size_t frames)
{
	double at[PARAMETER_ROWS];
	for (size_t row = 0; row < PARAMETER_ROWS; row++)
		at[row] = rows[row * width];
	double heard = state[HEARD * width], level = state[LEVEL * width];
	double loudest = state[LOUDEST * width], gain = state[GAIN * width];
	for (size_t i = 0; i < frames; i++) {
		heard += at[HEARD_WEIGHT] * (in[i] * in[i] - heard);
		loudest = larger(heard, loudest * at[FORGETTING]);
		if (heard > at[FLOOR_POWER] && heard > loudest * at[BREATH_RATIO]) {
			level += at[LEVEL_WEIGHT] * (heard - level);
			const double wanted = sqrt(at[TARGET_POWER] / level);
			const double goal = larger(at[GAIN_LEAST], smaller(at[GAIN_MOST], wanted));
			gain = larger(gain * at[STEP_DOWN], smaller(gain * at[STEP_UP], goal));
		}
		out[i] = gain;
	}
	state[HEARD * width] = heard;
	state[LEVEL * width] = level;
	state[LOUDEST * width] = loudest;
	state[GAIN * width] = gain;
}

static void make_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		       size_t count, const double *rows, double *state)
{
	for (size_t slot = 0; slot < count; slot++)
		ride(rows + slot, state + slot, kernel->width, in[slot], out[slot], frames);
}

static const struct detector_use use = {
	.lookahead = LOOKAHEAD,
	.detection = DETECTION,
	.parameter_rows = PARAMETER_ROWS,
	.state_rows = STATE_ROWS,
	.set_parameters = set_parameters,
	.set_rest = set_rest,
	.make_gains = make_gains,
};

DETECTOR_SHAPE_AND_BATCH(use)

const struct processor leveler_processor = {
	.name = "leveler",
	.summary = "rides the fader of a voice or an instrument to a target level, and rests in pauses and breaths",
	.description =
		"A fader that is ridden: slow, within a range, and without the sound of compression. It has two "
		"measures, both of the squares of the largest channel (`link`), or of the key.\n\n"
		"The short one, a mean with a time constant of 50 ms, decides whether there is something to ride. "
		"What lies under `floor` is silence. What lies more than `breath` under the recent loudest is a "
		"breath or spill; the recent loudest is the highest short mean, and falls by 1.5 dB a second. In both "
		"the gain stays where it is, and so does the long measure.\n\n"
		"The long one is a mean of the short one with time constant `window`. The gain steers to target - "
		"level, in dB, within + and - `range`, and moves by at most `speed` decibels a second. So after a "
		"step of the level it goes there in a straight line in dB.\n\n"
		"The gain begins at 0 dB. Lookahead delays the signal and not the measures, and the graph makes up "
		"for the delay: about half of `window` lets the ride be there when the phrase comes.\n\n"
		"Key and key filter are those of the compressor: a key filter from 150 Hz to 5 kHz makes it follow "
		"the voice and not the pops and esses; a key from the band rides the voice along with it.\n\n"
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
	.reset = detector_reset,
};
