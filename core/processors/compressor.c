/* Turns down what is over a threshold: the compressor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/one_pole.h"
#include "processors/oversampled_gain.h"

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
	RELEASE_MODE,
	SLOW_SHARE,
	SLOW_CHARGE,
	SLOW_RELEASE,
	OVERSAMPLING,
	DETECTION,
};

enum { RELEASE_FIXED, RELEASE_PROGRAM };

static const char *const release_modes[] = { [RELEASE_FIXED] = "fixed", [RELEASE_PROGRAM] = "program", NULL };

/* The index is the number of doublings. */
static const char *const factors[] = { "1x", "2x", "4x", NULL };

static const struct parameter parameters[] = {
	[THRESHOLD] = { .name = "threshold",
			.help = "level at which compression begins (the middle of the knee)",
			.type = PARAMETER_NUMBER,
			.automatable = true,
			.quantity = QUANTITY_LEVEL,
			.minimum = -80.0,
			.maximum = 0.0,
			.fallback = -20.0 },
	[RATIO] = { .name = "ratio",
		    .help = "dB in above the threshold for one dB out; inf holds the level at the threshold",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_RATIO,
		    .minimum = 1.0,
		    .maximum = INFINITY,
		    .fallback = 4.0 },
	[KNEE] = { .name = "knee",
		   .help = "width of the bend around the threshold; 0 dB is a hard knee",
		   .type = PARAMETER_NUMBER,
		   .automatable = true,
		   .quantity = QUANTITY_GAIN,
		   .minimum = 0.0,
		   .maximum = 24.0,
		   .fallback = 6.0 },
	[ATTACK] = { .name = "attack",
		     .help = "time constant of a falling gain: 63 % of the way, in dB; 0 ms is at once",
		     .type = PARAMETER_NUMBER,
		     .automatable = true,
		     .quantity = QUANTITY_TIME,
		     .minimum = 0.0,
		     .maximum = 0.5,
		     .fallback = 0.01 },
	[RELEASE] = { .name = "release",
		      .help = "time constant of a rising gain: 63 % of the way, in dB",
		      .type = PARAMETER_NUMBER,
		      .automatable = true,
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
		     .automatable = true,
		     .quantity = QUANTITY_GAIN,
		     .minimum = -24.0,
		     .maximum = 48.0,
		     .fallback = 0.0 },
	[MIX] = { .name = "mix",
		  .help = "share of the compressed signal; the rest is dry (parallel compression)",
		  .type = PARAMETER_NUMBER,
		  .automatable = true,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
	[RANGE] = { .name = "range",
		    .help = "most gain reduction; the default is in effect no limit",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_GAIN,
		    .minimum = 0.0,
		    .maximum = 200.0,
		    .fallback = 200.0 },
	[RELEASE_MODE] = { .name = "release_mode",
			   .help = "fixed: `release` alone; program: a second stage holds what was down for long",
			   .type = PARAMETER_CHOICE,
			   .choices = release_modes,
			   .fallback = RELEASE_FIXED },
	[SLOW_SHARE] = { .name = "slow_share",
			 .help = "of a reduction that has lasted, the share that the second stage holds; with "
				 "`release_mode: program` alone, as the next two",
			 .type = PARAMETER_NUMBER,
			 .automatable = true,
			 .quantity = QUANTITY_PERCENT,
			 .minimum = 0.0,
			 .maximum = 1.0,
			 .fallback = 0.5 },
	[SLOW_CHARGE] = { .name = "slow_charge",
			  .help = "time constant with which the second stage takes a reduction over",
			  .type = PARAMETER_NUMBER,
			  .automatable = true,
			  .quantity = QUANTITY_TIME,
			  .minimum = 0.001,
			  .maximum = 20.0,
			  .fallback = 0.3 },
	[SLOW_RELEASE] = { .name = "slow_release",
			   .help = "time constant with which the second stage lets it go",
			   .type = PARAMETER_NUMBER,
			   .automatable = true,
			   .quantity = QUANTITY_TIME,
			   .minimum = 0.001,
			   .maximum = 60.0,
			   .fallback = 1.0 },
	[OVERSAMPLING] = { .name = "oversampling",
			   .help = "how many times the sample rate the gain multiplies at: for fast gains on high "
				   "sounds; over 1x it has latency, which the graph compensates",
			   .type = PARAMETER_CHOICE,
			   .choices = factors,
			   .fallback = 0 },
	DETECTOR_PARAMETERS(DETECTION),
};

static bool moves(const struct processor_instance *instance, size_t parameter)
{
	return instance->least && instance->least[parameter].number != instance->greatest[parameter].number;
}

/* Returns the weight of a time. `before` is what its slot has: a time that never moves keeps it, since the exponential
   costs more than all else that a retune does. */
static double weight(const struct processor_instance *instance, size_t parameter, double rate, double before)
{
	return before > 0.0 && !moves(instance, parameter) ? before
							   : one_pole_weight(instance->values[parameter].number, rate);
}

/* Returns the gain of the compressed signal, which its slot keeps where nothing moves it. */
static double wet_gain(const struct processor_instance *instance, double before)
{
	if (before > 0.0 && !moves(instance, MIX) && !moves(instance, MAKEUP))
		return before;
	return instance->values[MIX].number * decibel_to_gain(instance->values[MAKEUP].number);
}

/* Writes the rows of the gain computer for a detector that runs at `rate`, in Hz. */
static void set_gain_rows(double *table, size_t width, size_t slot, const struct processor_instance *instance,
			  double rate)
{
	const struct parameter_value *values = instance->values;
	const double mix = values[MIX].number;
	const double rows[GAIN_COMPUTER_ROWS] = {
		[GAIN_COMPUTER_MEAN] = detector_mean(values + DETECTION, rate),
		[GAIN_COMPUTER_THRESHOLD] = values[THRESHOLD].number,
		[GAIN_COMPUTER_SLOPE] = 1.0 / values[RATIO].number - 1.0,
		[GAIN_COMPUTER_KNEE] = values[KNEE].number,
		[GAIN_COMPUTER_RANGE] = -values[RANGE].number,
		[GAIN_COMPUTER_ATTACK] = weight(instance, ATTACK, rate, table[GAIN_COMPUTER_ATTACK * width + slot]),
		[GAIN_COMPUTER_RELEASE] = weight(instance, RELEASE, rate, table[GAIN_COMPUTER_RELEASE * width + slot]),
		[GAIN_COMPUTER_WET] = wet_gain(instance, table[GAIN_COMPUTER_WET * width + slot]),
		[GAIN_COMPUTER_DRY] = 1.0 - mix,
	};
	for (size_t row = 0; row < GAIN_COMPUTER_ROWS; row++)
		table[row * width + slot] = rows[row];
}

static void set_parameters(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	set_gain_rows(table, width, slot, instance, instance->context.sample_rate);
}

static void set_program_rows(double *table, size_t width, size_t slot, const struct processor_instance *instance,
			     double rate, bool line)
{
	const struct parameter_value *values = instance->values;
	double *charge = &table[PROGRAM_COMPUTER_CHARGE * width + slot];
	double *fade = &table[PROGRAM_COMPUTER_FADE * width + slot];
	const bool program = (int)values[RELEASE_MODE].number == RELEASE_PROGRAM;
	set_gain_rows(table, width, slot, instance, rate);
	table[PROGRAM_COMPUTER_HELD * width + slot] = program ? values[SLOW_SHARE].number : 0.0;
	*charge = weight(instance, SLOW_CHARGE, rate, *charge);
	*fade = weight(instance, SLOW_RELEASE, rate, *fade);
	table[PROGRAM_COMPUTER_LINE * width + slot] = line ? 1.0 : 0.0;
}

static void set_program(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	set_program_rows(table, width, slot, instance, instance->context.sample_rate, false);
}

static void set_oversampled(double *table, size_t width, size_t slot, const struct processor_instance *instance)
{
	const size_t doublings = (size_t)instance->values[OVERSAMPLING].number + OVERSAMPLED_GAIN_ABOVE;
	const double factor = (double)((size_t)1 << doublings);
	set_program_rows(table, width, slot, instance, factor * instance->context.sample_rate, true);
}

static void make_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		       size_t count, const double *rows, double *state)
{
	kernel->dynamics->gain_computer(in, out, frames, count, rows, state);
}

static void make_moving_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
			      size_t count, const double *rows, const double *const *moving, double *state)
{
	kernel->dynamics->moving_gain_computer(in, out, frames, count, rows, moving, state);
}

static void make_program_gains(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
			       size_t count, const double *rows, double *state)
{
	(void)count;
	kernel->dynamics->program_computer(in, out, frames, rows, state);
}

static double resting_gain(const struct parameter_value *values)
{
	const double mix = values[MIX].number;
	return (1.0 - mix) + mix * decibel_to_gain(values[MAKEUP].number);
}

/* Most compressors: a fixed release at the sample rate. */
static const struct detector_use fixed = {
	.lookahead = LOOKAHEAD,
	.detection = DETECTION,
	.parameter_rows = GAIN_COMPUTER_ROWS,
	.state_rows = GAIN_COMPUTER_STATE_ROWS,
	.set_parameters = set_parameters,
	.make_gains = make_gains,
	.make_moving_gains = make_moving_gains,
	.wide = true,
};

static const struct detector_use program = {
	.lookahead = LOOKAHEAD,
	.detection = DETECTION,
	.parameter_rows = PROGRAM_COMPUTER_ROWS,
	.state_rows = PROGRAM_COMPUTER_STATE_ROWS,
	.set_parameters = set_program,
	.make_gains = make_program_gains,
};

static const struct oversampled_gain_use oversampled = {
	.detector = { .lookahead = LOOKAHEAD,
		      .detection = DETECTION,
		      .parameter_rows = PROGRAM_COMPUTER_ROWS,
		      .state_rows = PROGRAM_COMPUTER_STATE_ROWS,
		      .set_parameters = set_oversampled,
		      .make_gains = make_program_gains },
	.oversampling = OVERSAMPLING,
	.resting_gain = resting_gain,
};

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	const size_t doublings = (size_t)values[OVERSAMPLING].number;
	if (!detector_shape(&fixed, values, context, arena, shape, problem, at))
		return false;
	if (doublings > 0)
		oversampled_gain_shape(doublings, context->sample_rate, shape);
	return true;
}

/* The ways to run a compressor. */
enum way { WAY_FIXED, WAY_PROGRAM, WAY_OVERSAMPLED, WAYS };

struct batch {
	void *ways[WAYS]; /* the instances that go each way; NULL: none */
	size_t *places; /* of each instance among those that go its way */
};

static enum way way_of(const struct parameter_value *values)
{
	if (values[OVERSAMPLING].number > 0.0)
		return WAY_OVERSAMPLED;
	return (int)values[RELEASE_MODE].number == RELEASE_PROGRAM ? WAY_PROGRAM : WAY_FIXED;
}

static void *way_new(enum way way, struct arena *arena, const struct kernel *kernel,
		     const struct processor_instance *instances, size_t count)
{
	if (way == WAY_OVERSAMPLED)
		return oversampled_gain_new(&oversampled, arena, kernel, instances, count);
	return detector_batch_new(way == WAY_PROGRAM ? &program : &fixed, arena, kernel, instances, count);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (batch)
		batch->places = ARENA_ARRAY(arena, size_t, count);
	if (!batch || !batch->places)
		return NULL;
	for (int way = 0; way < WAYS; way++) {
		size_t taken = 0;
		struct processor_instance *own = ARENA_ARRAY(arena, struct processor_instance, count);
		if (!own)
			return NULL;
		for (size_t i = 0; i < count; i++)
			if ((int)way_of(instances[i].values) == way) {
				batch->places[i] = taken;
				own[taken++] = instances[i];
			}
		if (taken == 0)
			continue;
		batch->ways[way] = way_new((enum way)way, arena, kernel, own, taken);
		if (!batch->ways[way])
			return NULL;
	}
	return batch;
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (int way = 0; way < WAYS; way++)
		if (batch->ways[way])
			(way == WAY_OVERSAMPLED ? oversampled_gain_process : detector_process)(batch->ways[way], start,
											       frames);
}

static void retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct batch *batch = state;
	const enum way way = way_of(values);
	(way == WAY_OVERSAMPLED ? oversampled_gain_retune : detector_retune)(batch->ways[way], batch->places[instance],
									     values);
}

static bool retunes_ahead(const struct processor_instance *instance)
{
	return way_of(instance->values) == WAY_FIXED;
}

static void retune_ahead(void *state, size_t instance, size_t ahead, const struct parameter_value *values)
{
	const struct batch *batch = state;
	detector_retune_ahead(batch->ways[WAY_FIXED], batch->places[instance], ahead, values);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (int way = 0; way < WAYS; way++)
		if (batch->ways[way])
			(way == WAY_OVERSAMPLED ? oversampled_gain_reset : detector_reset)(batch->ways[way]);
}

const struct processor compressor_processor = {
	.name = "compressor",
	.summary =
		"turns down what is loud: soft knee, lookahead, key with filter, release in two stages, oversampling",
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
		"`release_mode: program` adds a second stage, as two capacitors do in an automatic release. A memory "
		"m is charged by the gain y with time constant `slow_charge` while y is lower, and goes to the "
		"wanted gain u with `slow_release` all the time: m' = min(y - m, 0) / slow_charge + (u - m) / "
		"slow_release, in dB. The gain rises with `release` as far as `slow_share` x m, and with m from "
		"there. So a short peak is over after `release`; the longer and the deeper the gain was down, the "
		"more of the reduction waits for `slow_release`. The presets `opto`, `vari-mu` and `vca-bus` set it "
		"by what was published of such compressors.\n\n"
		"Level is that of each sample with `detector: peak`; of a running mean square with time constant "
		"`rms_time` with `detector: rms`, where a full-scale sine reads -3 dBFS and a full-scale square 0 "
		"dBFS. Peak detection of a tone moves within each period, so the gain settles somewhat above the "
		"static curve, the more so the longer the attack is against the release.\n\n"
		"Link: channel c is detected as (1 - link) |c| + link x the largest magnitude of all channels. At "
		"100 % one gain serves all channels and the image stands still.\n\n"
		"With `key` another strip is detected instead of the signal (sidechain, ducking). A key of as many "
		"channels as the signal is linked as above; any other key acts by its loudest channel on all "
		"channels, whatever `link` says. `key_filter` shapes what is detected, be it the signal or the key: "
		"Butterworth, 12 dB per octave, for each of the two, true to its analog model up to 20 kHz.\n\n"
		"The output is signal x ((1 - mix) + mix x makeup x gain): parallel compression that cannot comb, "
		"since both paths are one product. Lookahead delays the signal and not the detector; the graph makes "
		"up for the delay. Where the gain is 1 the signal passes bit for bit, at `oversampling: 1x`.\n\n"
		"A gain that moves within the period of a high tone makes overtones and sums that fold back at half "
		"the rate. With `oversampling` the gain is computed at 8 times the rate (2x) or 16 times (4x), where "
		"attack and release act on the straight line between two wanted gains instead of on steps. It "
		"multiplies at 2 or 4 times the rate, between half-band filters of linear phase. On 7 kHz with an "
		"attack of 0.02 ms and a release of 5 ms the loudest tone that is no overtone has -43 dB at 1x, -93 "
		"dB at 2x and -109 dB at 4x. The filters pass 0.4535 of the sample rate (20 kHz at 44.1 kHz); they "
		"are late by 147 frames at 2x and 150 at 4x, which the graph makes up for.\n\n"
		"Automation moves, sample by sample and in straight lines: levels and ranges in dB, 1/ratio, makeup "
		"and mix as linear gains, times as the weights of their one-pole means. With lookahead or "
		"oversampling the makeup moves as early as the gain does.\n\n"
		"For stems the gain is made once, from the whole or the key, and multiplies each of them: they add "
		"up to the mix.",
	.law = STEM_LAW_GAIN,
	.dynamics = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.resting_gain = resting_gain,
	.batch_new = batch_new,
	.process = process,
	.retune = retune,
	.retunes_ahead = retunes_ahead,
	.retune_ahead = retune_ahead,
	.reset = reset,
};
