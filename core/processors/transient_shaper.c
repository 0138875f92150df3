/* Makes attacks and decays louder or softer: the transient shaper.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "dsp/elementary.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/one_pole.h"
#include "processors/detector.h"

enum {
	ATTACK,
	SUSTAIN,
	ATTACK_TIME,
	SUSTAIN_TIME,
	LOOKAHEAD,
	OUTPUT,
	MIX,
	LINK,
	DETECTION = LINK - DETECTOR_LINK, /* it has levels of its own */
};

static const struct parameter parameters[] = {
	[ATTACK] = { .name = "attack",
		     .help = "gain at the height of an attack: punch, or with a minus sign less of it",
		     .type = PARAMETER_NUMBER,
		     .automatable = true,
		     .quantity = QUANTITY_GAIN,
		     .minimum = -15.0,
		     .maximum = 15.0,
		     .fallback = 0.0 },
	[SUSTAIN] = { .name = "sustain",
		      .help = "gain of what decays after it: room and length, or with a minus sign tightness",
		      .type = PARAMETER_NUMBER,
		      .automatable = true,
		      .quantity = QUANTITY_GAIN,
		      .minimum = -24.0,
		      .maximum = 24.0,
		      .fallback = 0.0 },
	[ATTACK_TIME] = { .name = "attack_time",
			  .help = "how long an attack lasts: its gain, in dB, is half gone after 0.53 of it",
			  .type = PARAMETER_NUMBER,
			  .automatable = true,
			  .quantity = QUANTITY_TIME,
			  .minimum = 0.001,
			  .maximum = 0.2,
			  .fallback = 0.02 },
	[SUSTAIN_TIME] = { .name = "sustain_time",
			   .help = "time constant of a decay that is left as it is: what decays faster has the gain of "
				   "'sustain'",
			   .type = PARAMETER_NUMBER,
			   .automatable = true,
			   .quantity = QUANTITY_TIME,
			   .minimum = 0.02,
			   .maximum = 5.0,
			   .fallback = 0.5 },
	[LOOKAHEAD] = { .name = "lookahead",
			.help = "time by which the gain leads the audio; latency, which the graph compensates",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TIME,
			.minimum = 0.0,
			.maximum = 0.02,
			.fallback = 0.0 },
	[OUTPUT] = { .name = "output",
		     .help = "gain behind all else, to make up for what attack and sustain change",
		     .type = PARAMETER_NUMBER,
		     .automatable = true,
		     .quantity = QUANTITY_GAIN,
		     .minimum = -24.0,
		     .maximum = 24.0,
		     .fallback = 0.0 },
	[MIX] = { .name = "mix",
		  .help = "share of the shaped signal; the rest is dry",
		  .type = PARAMETER_NUMBER,
		  .automatable = true,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
	DETECTOR_LINK_PARAMETERS(LINK),
};

/* The times are in seconds. The hold bridges the zero crossings of a sound above 33 Hz. The release lets the peak fall
   to the next crest. The body smooths the steps that this makes in a decay. A drum roll finds the slow follower down
   again at its next stroke. */
static const double hold = 0.015, release = 0.005, settle = 0.02, fall = 0.02;

static void set_parameters(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double rate = instance->context.sample_rate;
	const double output = decibel_to_gain(values[OUTPUT].number), mix = values[MIX].number;
	const double rows[TRANSIENT_COMPUTER_ROWS] = {
		[TRANSIENT_COMPUTER_HOLD] = (double)frames_of_seconds(hold, rate),
		[TRANSIENT_COMPUTER_RELEASE] = one_pole_weight(release, rate),
		[TRANSIENT_COMPUTER_RISE] = one_pole_weight(values[ATTACK_TIME].number, rate),
		[TRANSIENT_COMPUTER_FALL] = one_pole_weight(fall, rate),
		[TRANSIENT_COMPUTER_SETTLE] = one_pole_weight(settle, rate),
		[TRANSIENT_COMPUTER_DECAY] = 1.0 - one_pole_weight(values[SUSTAIN_TIME].number, rate),
		[TRANSIENT_COMPUTER_ATTACK] = values[ATTACK].number,
		[TRANSIENT_COMPUTER_SUSTAIN] = values[SUSTAIN].number,
		[TRANSIENT_COMPUTER_WET] = output * mix,
		[TRANSIENT_COMPUTER_DRY] = output * (1.0 - mix),
	};
	for (size_t row = 0; row < TRANSIENT_COMPUTER_ROWS; row++)
		table[row * width + slot] = rows[row];
}

static void set_rest(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	(void)instance;
	for (size_t row = 0; row < TRANSIENT_COMPUTER_STATE_ROWS; row++)
		table[row * width + slot] = row == TRANSIENT_COMPUTER_LEFT ? 0.0 : TRANSIENT_COMPUTER_LEAST;
}

static void make_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		       size_t count, const double *rows, double *state)
{
	(void)count;
	kernel->dynamics->transient_computer(in, out, frames, rows, state);
}

static const struct detector_use use = {
	.lookahead = LOOKAHEAD,
	.detection = DETECTION,
	.parameter_rows = TRANSIENT_COMPUTER_ROWS,
	.state_rows = TRANSIENT_COMPUTER_STATE_ROWS,
	.set_parameters = set_parameters,
	.set_rest = set_rest,
	.make_gains = make_gains,
};

DETECTOR_SHAPE_AND_BATCH(use)

static double resting_gain(const struct parameter_value *values)
{
	return decibel_to_gain(values[OUTPUT].number);
}

const struct processor transient_shaper_processor = {
	.name = "transient-shaper",
	.summary = "attack and sustain of drums and plucked strings, whatever their level",
	.description =
		"A shaper by differences of envelopes, after the principle of SPL's Transient Designer: it has no "
		"threshold. The gain follows from ratios of envelopes alone, so that soft and loud strokes are shaped "
		"alike, and the level that comes in does not matter.\n\n"
		"The peak of the magnitude is held until 15 ms after the magnitude was last within 1 % of it, then "
		"released with a time constant of 5 ms. Attack: a slow follower of that peak, with time constant "
		"`attack_time` where it rises and 20 ms where it falls, stays behind in an attack. Sustain: a trail "
		"rises with the body (the peak, with 20 ms where it falls) and dies away with time constant "
		"`sustain_time`, so that the body falls below it in every decay that is faster than that.\n\n"
		"With L(a, b) = tanh^2(ln(a/b)) where a is the larger, else 0 (0.11 at 3 dB, 0.36 at 6 dB, 0.78 at 12 "
		"dB, 0.96 at 20 dB), the gain in dB is attack x L(peak, slow) + sustain x L(trail, body). Both are "
		"smooth, reach their dial in a distinct stroke, and the square keeps them from steady sound: a tone "
		"above 33 Hz passes unchanged once it stands.\n\n"
		"After a step the slow follower is at 1 - exp(-t/attack_time): half of the attack's dB are left at "
		"0.53, 18 % at 1, 2 % at 2 times `attack_time`. A decay with time constant d has 58 % of the "
		"sustain's dB after 1/(1/d - 1/sustain_time), and hold and body are behind by up to 60 ms; one of "
		"`sustain_time` or longer is left as it is.\n\n"
		"What lies under -120 dBFS counts as that, so that dust is not shaped; below it the signal passes bit "
		"for bit, as it does with attack and sustain at 0 dB.\n\n"
		"The output is signal x output x ((1 - mix) + mix x gain). Link, key and key filter are those of the "
		"compressor; a high-pass keeps the attack of a bass drum from acting on what shares its track. "
		"Lookahead delays the signal and not the detector, and the graph makes up for it: with 1 to 3 ms the "
		"attack's gain is there before the crest of a slow onset.\n\n"
		"Automation moves it as a compressor, sample by sample.\n\n"
		"For stems the gain is made once, from the whole or the key, and multiplies each of them: they add up "
		"to the mix.",
	.law = STEM_LAW_GAIN,
	.dynamics = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.resting_gain = resting_gain,
	.batch_new = batch_new,
	.process = detector_process,
	.retune = detector_retune,
	.reset = detector_reset,
};
