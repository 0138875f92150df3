/* Holds a ceiling: the limiter.
   SPDX-License-Identifier: GPL-3.0-or-later

   One to three stages in a row. Each reads how high its signal rises, works out a gain that is low enough there and
   smooth, and hands on the signal late and turned down. A gain that moves changes what lies between the samples; the
   second and third stage read that and take away what is left. Only the product of the gains meets the audio, and
   samples are never cut off. */
#include "processors/limiter.h"

#include "base/frames.h"
#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "dsp/intersample_peak.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/intersample.h"
#include "dsp/one_pole.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { TILE = INTERSAMPLE_FRAMES, STAGES_MAXIMUM = 3, REACH = INTERSAMPLE_REACH };

/* This many sums run side by side: the CPU works on one while the others wait for their additions. */
enum { SUMS_ABREAST = 4 };

enum { CEILING = LIMITER_CEILING, LOOKAHEAD, RELEASE, RELEASE_MODE, DETECTOR, LINK, GAIN };

enum { DETECTOR_TRUE_PEAK, DETECTOR_SAMPLE_PEAK };

enum { RELEASE_ADAPTIVE, RELEASE_FIXED };

static const char *const detectors[] = {
	[DETECTOR_TRUE_PEAK] = "true-peak", [DETECTOR_SAMPLE_PEAK] = "sample-peak", NULL
};
static const char *const release_modes[] = { [RELEASE_ADAPTIVE] = "adaptive", [RELEASE_FIXED] = "fixed", NULL };

static const struct parameter parameters[] = {
	[CEILING] = { .name = "ceiling",
		      .help = "level that nothing passes; of samples alone with `detector: sample-peak`",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_TRUE_PEAK,
		      .minimum = -30.0,
		      .maximum = 0.0,
		      .fallback = -1.0 },
	[LOOKAHEAD] = { .name = "lookahead",
			.help = "time that the gain takes to fall before a peak; latency, which the graph compensates",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TIME,
			.minimum = 0.0005,
			.maximum = 0.02,
			.fallback = 0.002 },
	[RELEASE] = { .name = "release",
		      .help = "time constant of a rising gain: 63 % of the way, in dB",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_TIME,
		      .minimum = 0.001,
		      .maximum = 2.0,
		      .fallback = 0.08 },
	[RELEASE_MODE] = { .name = "release_mode",
			   .help = "fixed: `release` alone; adaptive: slower after long limiting than after a single "
				   "peak",
			   .type = PARAMETER_CHOICE,
			   .choices = release_modes,
			   .fallback = RELEASE_ADAPTIVE },
	[DETECTOR] = { .name = "detector",
		       .help = "what the ceiling holds for: what lies between the samples too, or the samples alone",
		       .type = PARAMETER_CHOICE,
		       .choices = detectors,
		       .fallback = DETECTOR_TRUE_PEAK },
	[LINK] = { .name = "link",
		   .help = "how far the channels share one gain: 100 % all alike, 0 % each its own",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_PERCENT,
		   .minimum = 0.0,
		   .maximum = 1.0,
		   .fallback = 1.0 },
	[GAIN] = { .name = "gain",
		   .help = "gain before the limiter",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = -24.0,
		   .maximum = 24.0,
		   .fallback = 0.0 },
};

/* The slow part of an adaptive release takes this many releases. */
#define SLOW_RELEASE 8.0

/* A peak is aimed at a level under the ceiling. The distance is more than what the gain computer and all rounding can
   miss (2e-6 dB), and for a true peak 0.017 dB, which a 16x reading can miss of the peak between its points. */
#define AIM_SAMPLE (1.0 - 0x1p-22)
#define AIM_TRUE_PEAK 0.998

/* Gains are whole multiples of 2^-40, so that sums of up to 2^13 gains are exact and do not depend on their order. */
#define GRAINS (1.0 / RELEASE_COMPUTER_GRAIN)

/* The lookahead of the correcting stages. A gain also holds for this long before and after a true peak, because a gain
   that moves near a peak changes what lies between the samples. */
#define CORRECTION_SECONDS 0.0015
#define HOLD_FRAMES 8

/* Gives the largest of the last `window` values, and at least 1. It is a queue of the values over 1 that may still
   become the largest. */
struct sliding_maximum {
	double *values; /**< [window], a ring of falling values */
	uint64_t *frames; /**< the frame in which each came */
	size_t window, first, count;
	uint64_t now;
};

/* Gives the mean of the last `length` values; the sum is exact. */
struct mean {
	double *history; /**< [length + TILE]: the last `length` values, and room for the next ones */
	size_t length;
	double sum;
};

/* The gain of one channel, or of all channels when they are linked, in one stage. */
struct governor {
	struct sliding_maximum highest;
	double release[RELEASE_COMPUTER_POLES];
	struct mean means[2];
	struct delay_line gains; /**< of the stages before */
	size_t steady; /**< frames in a row that came in with no gain but the input's */
	double *limits; /**< [TILE]: true peaks that reach no further need not be known; the ceiling or more */
	bool limits_moved; /**< whether they are not all the ceiling */
};

struct stage {
	size_t reach; /**< frames that the detection sees ahead */
	size_t hold; /**< frames before and after a peak for which its gain holds */
	size_t fall; /**< frames that the gain takes to fall */
	bool adaptive;
	struct governor *governors; /**< one for all channels, or one for each */
	struct delay_line *lines; /**< of the whole, one for each channel */
	double **history; /**< with true peaks, one for each channel: [2 REACH + TILE] */
};

struct voice {
	const struct processor_instance *instance;
	struct intersample_peak *peak; /**< NULL with sample peaks */
	double ceiling, aim, drive, link;
	double slow, fast; /**< weights of the release's poles */
	size_t governor_count;
	size_t stage_count;
	struct stage stages[STAGES_MAXIMUM];
	struct delay_line *lanes; /**< one for each column after the whole */
};

struct batch {
	const struct kernel *kernel;
	struct voice *voices;
	size_t count;
	double *columns; /**< [channels][TILE]: the whole of one voice */
	double *levels; /**< [channels][TILE] */
	double *gains; /**< [channels][TILE] */
};

/* Returns the number of stages. */
static size_t plan_stages(struct stage stages[STAGES_MAXIMUM], const struct parameter_value *values, double sample_rate)
{
	const size_t fall = frames_of_seconds(values[LOOKAHEAD].number, sample_rate);
	const size_t correction = frames_of_seconds(CORRECTION_SECONDS, sample_rate);
	const bool adaptive = (int)values[RELEASE_MODE].number == RELEASE_ADAPTIVE;
	stages[0] = (struct stage){ .fall = fall, .adaptive = adaptive };
	if ((int)values[DETECTOR].number == DETECTOR_SAMPLE_PEAK)
		return 1;
	for (size_t i = 0; i < STAGES_MAXIMUM; i++)
		stages[i] = (struct stage){ .reach = REACH,
					    .hold = HOLD_FRAMES,
					    .fall = i == 0 ? fall : correction,
					    .adaptive = adaptive && i == 0 };
	return STAGES_MAXIMUM;
}

static size_t stage_latency(const struct stage *stage)
{
	return stage->reach + stage->hold + stage->fall;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	(void)arena;
	(void)problem;
	(void)at;
	struct stage stages[STAGES_MAXIMUM];
	const size_t count = plan_stages(stages, values, context->sample_rate);
	for (size_t i = 0; i < count; i++)
		shape->latency += stage_latency(&stages[i]);
	return true;
}

static bool sliding_maximum_init(struct sliding_maximum *maximum, struct arena *arena, size_t window)
{
	*maximum = (struct sliding_maximum){ .values = ARENA_ARRAY(arena, double, window),
					     .frames = ARENA_ARRAY(arena, uint64_t, window),
					     .window = window };
	return maximum->values && maximum->frames;
}

static bool are_one(const double *values, size_t frames)
{
	double away = 0.0;
	for (size_t i = 0; i < frames; i++)
		away = values[i] != 1.0 ? 1.0 : away;
	return away == 0.0;
}

/* Drops the values that have left the window by now. */
static void sliding_maximum_expire(struct sliding_maximum *maximum)
{
	if (maximum->count > 0 && maximum->frames[maximum->first] + maximum->window <= maximum->now) {
		maximum->first = maximum->first + 1 < maximum->window ? maximum->first + 1 : 0;
		maximum->count--;
	}
}

static void sliding_maximum_push(struct sliding_maximum *maximum, double value)
{
	const size_t window = maximum->window;
	size_t end = maximum->first + maximum->count;
	end = end < window ? end : end - window;
	while (maximum->count > 0) {
		const size_t last = end > 0 ? end - 1 : window - 1;
		if (maximum->values[last] > value)
			break;
		end = last;
		maximum->count--;
	}
	maximum->values[end] = value;
	maximum->frames[end] = maximum->now;
	maximum->count++;
}

/* Turns each value of 1 or more into the largest so far. Most values are 1, and these do not enter the queue. */
static void sliding_maximum_process(struct sliding_maximum *maximum, double *values, size_t frames)
{
	if (maximum->count == 0 && are_one(values, frames)) {
		maximum->now += frames;
		return;
	}
	for (size_t i = 0; i < frames; i++, maximum->now++) {
		sliding_maximum_expire(maximum);
		if (values[i] > 1.0)
			sliding_maximum_push(maximum, values[i]);
		if (maximum->count > 0)
			values[i] = maximum->values[maximum->first];
	}
}

/* At rest all gains are 1. */
static void mean_reset(struct mean *mean)
{
	for (size_t i = 0; i < mean->length; i++)
		mean->history[i] = 1.0;
	mean->sum = (double)mean->length;
}

static bool mean_init(struct mean *mean, struct arena *arena, size_t length)
{
	*mean = (struct mean){ .history = ARENA_ARRAY(arena, double, length + TILE), .length = length };
	if (!mean->history)
		return false;
	mean_reset(mean);
	return true;
}

/* Rounds a gain of 0 to 1 down, so that no mean is larger than the values that it is made of. */
static double whole_grains(double gain)
{
	const double grains = gain * GRAINS, nearest = (grains + 0x1p52) - 0x1p52;
	return (nearest > grains ? nearest - 1.0 : nearest) * RELEASE_COMPUTER_GRAIN;
}

/* Sums from the first value on, and the values of each quarter by themselves, so that an addition need not wait for the
   one before. The sums are exact, so the split does not change them. */
static double running_sums(double *values, size_t frames, double sum)
{
	const size_t part = frames / SUMS_ABREAST;
	double sums[SUMS_ABREAST] = { 0.0 };
	for (size_t i = 0; i < part; i++)
		for (size_t k = 0; k < SUMS_ABREAST; k++)
			values[k * part + i] = sums[k] += values[k * part + i];
	for (size_t k = 0; k < SUMS_ABREAST; k++) {
		for (size_t i = k * part; i < (k + 1) * part; i++)
			values[i] += sum;
		sum += sums[k];
	}
	for (size_t i = SUMS_ABREAST * part; i < frames; i++)
		values[i] = sum += values[i];
	return sum;
}

/* No value is over 1, so where the sum is the length, all values are 1. */
static bool mean_is_one(const struct mean *mean)
{
	return mean->sum == (double)mean->length;
}

static void mean_process(struct mean *mean, double *values, size_t frames)
{
	double *history = mean->history;
	if (mean_is_one(mean) && are_one(values, frames))
		return;
	memcpy(history + mean->length, values, frames * sizeof *values);
	for (size_t i = 0; i < frames; i++)
		values[i] -= history[i];
	mean->sum = running_sums(values, frames, mean->sum);
	for (size_t i = 0; i < frames; i++)
		values[i] /= (double)mean->length;
	memmove(history, history + frames, mean->length * sizeof *history);
}

/* Two means of n and m frames make a trapezium of n + m - 1 frames, whose first and last frame are `fall` apart. */
static bool governor_init(struct governor *governor, struct arena *arena, const struct stage *stage)
{
	const size_t first = stage->fall / 2 + 1, second = stage->fall + 2 - first;
	governor->limits = ARENA_ARRAY(arena, double, TILE);
	governor->limits_moved = true;
	return governor->limits && sliding_maximum_init(&governor->highest, arena, stage->fall + 1 + 2 * stage->hold) &&
	       mean_init(&governor->means[0], arena, first) && mean_init(&governor->means[1], arena, second) &&
	       delay_line_init(&governor->gains, arena, stage_latency(stage));
}

static bool lines_init(struct delay_line **lines, struct arena *arena, size_t count, size_t length)
{
	*lines = ARENA_ARRAY(arena, struct delay_line, count);
	for (size_t i = 0; *lines && i < count; i++)
		if (!delay_line_init(&(*lines)[i], arena, length))
			return false;
	return *lines;
}

static bool stage_init(struct stage *stage, struct arena *arena, size_t channels, size_t governor_count)
{
	stage->governors = ARENA_ARRAY(arena, struct governor, governor_count);
	if (!stage->governors || !lines_init(&stage->lines, arena, channels, stage_latency(stage)))
		return false;
	for (size_t i = 0; i < governor_count; i++)
		if (!governor_init(&stage->governors[i], arena, stage))
			return false;
	if (stage->reach == 0)
		return true;
	stage->history = ARENA_ARRAY(arena, double *, channels);
	for (size_t i = 0; stage->history && i < channels; i++) {
		stage->history[i] = ARENA_ARRAY(arena, double, 2 * REACH + TILE);
		if (!stage->history[i])
			return false;
	}
	return stage->history;
}

static bool peak_init(struct voice *voice, struct arena *arena)
{
	if ((int)voice->instance->values[DETECTOR].number == DETECTOR_SAMPLE_PEAK)
		return true;
	voice->peak = ARENA_NEW(arena, struct intersample_peak);
	if (voice->peak)
		intersample_peak_init(voice->peak, voice->instance->context.sample_rate);
	return voice->peak;
}

static bool voice_init(struct voice *voice, struct arena *arena, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double rate = instance->context.sample_rate;
	const size_t channels = instance->context.channels;
	*voice = (struct voice){
		.instance = instance,
		.ceiling = decibel_to_gain(values[CEILING].number),
		.drive = decibel_to_gain(values[GAIN].number),
		.link = values[LINK].number,
		.slow = one_pole_weight(SLOW_RELEASE * values[RELEASE].number, rate),
		.fast = one_pole_weight(values[RELEASE].number, rate),
		.governor_count = values[LINK].number >= 1.0 ? 1 : channels,
	};
	voice->aim =
		voice->ceiling * ((int)values[DETECTOR].number == DETECTOR_SAMPLE_PEAK ? AIM_SAMPLE : AIM_TRUE_PEAK);
	voice->stage_count = plan_stages(voice->stages, values, rate);
	if (!peak_init(voice, arena))
		return false;
	for (size_t i = 0; i < voice->stage_count; i++)
		if (!stage_init(&voice->stages[i], arena, channels, voice->governor_count))
			return false;
	return lines_init(&voice->lanes, arena, (instance->groups - 1) * channels, instance->shape.latency);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	*batch = (struct batch){ .kernel = kernel, .count = count };
	batch->voices = ARENA_ARRAY(arena, struct voice, count);
	if (!batch->voices)
		return NULL;
	size_t channels = 0;
	for (size_t i = 0; i < count; i++) {
		if (!voice_init(&batch->voices[i], arena, &instances[i]))
			return NULL;
		channels = instances[i].context.channels > channels ? instances[i].context.channels : channels;
	}
	batch->columns = ARENA_ARRAY(arena, double, channels *TILE);
	batch->levels = ARENA_ARRAY(arena, double, channels *TILE);
	batch->gains = ARENA_ARRAY(arena, double, channels *TILE);
	return !batch->columns || !batch->levels || !batch->gains ? NULL : batch;
}

static double *governed(const struct batch *batch, const struct voice *voice, size_t channel)
{
	return batch->gains + (voice->governor_count > 1 ? channel : 0) * TILE;
}

/* Takes the samples of one channel as the stages before leave them. With sample peaks these are the levels. */
static void take(const struct batch *batch, const struct voice *voice, const struct stage *stage, size_t channel,
		 size_t frames)
{
	const double *column = batch->columns + channel * TILE, *gains = governed(batch, voice, channel);
	double *levels = batch->levels + channel * TILE;
	if (stage->history) {
		batch->kernel->column->multiply(stage->history[channel] + 2 * REACH, column, gains, frames);
		return;
	}
	batch->kernel->column->multiply(levels, column, gains, frames);
	for (size_t i = 0; i < frames; i++)
		levels[i] = fabs(levels[i]);
}

/* Writes the largest magnitudes of the samples that a governor listens to, `reach` frames before and after those that
   are read. Returns false where none is over the ceiling. */
static bool take_peaks(const struct batch *batch, const struct voice *voice, const struct stage *stage, size_t index,
		       double *peaks, size_t reach, size_t frames)
{
	const struct column_kernel *kernel = batch->kernel->column;
	const bool alike = voice->governor_count == 1;
	const size_t channels = alike ? voice->instance->context.channels : 1, seen = frames + 2 * reach;
	bool loud = false;
	for (size_t i = 0; i < channels; i++)
		loud |= !(kernel->peak(stage->history[alike ? i : index] + REACH - reach, seen) <= voice->ceiling);
	for (size_t i = 0; loud && i < channels; i++) {
		const double *samples = stage->history[alike ? i : index] + REACH - reach;
		kernel->larger_magnitude(peaks, i == 0 ? samples : peaks, samples, seen);
	}
	return loud;
}

/* Works out which true peaks need not be known, for one governor. A window of the sliding maximum is as large as its
   largest sample at least, so a level that is under this in every window that holds it changes no gain. With partial
   link, the largest level of one channel need not be that of another, and all levels over the ceiling count. */
static void find_limits(const struct batch *batch, const struct voice *voice, const struct stage *stage, size_t index,
			size_t frames)
{
	struct governor *governor = &stage->governors[index];
	const size_t window = governor->highest.window, reach = window < REACH + 1 ? window - 1 : REACH;
	const bool partial = voice->link > 0.0 && voice->link < 1.0;
	double peaks[TILE + 2 * REACH];
	const bool loud = !partial && take_peaks(batch, voice, stage, index, peaks, reach, frames);
	if (loud)
		batch->kernel->intersample->closing(governor->limits, peaks + reach, reach + 1, frames);
	for (size_t i = 0; i < TILE && (loud || governor->limits_moved); i++)
		governor->limits[i] =
			loud && governor->limits[i] > voice->ceiling ? governor->limits[i] : voice->ceiling;
	governor->limits_moved = loud;
}

/* Says whether the levels are known to be under the ceiling: if the stages before did nothing for as long as a reading
   sees, the first stage has read the same samples and found them under the ceiling. */
static bool is_known(const struct voice *voice, const struct stage *stage, size_t index, size_t frames)
{
	return stage != voice->stages && stage->governors[index].steady >= 2 * REACH + frames;
}

/* Reads the levels of one channel, `reach` frames late. Returns false where all levels are known to be under the
   ceiling. */
static bool read_levels(const struct batch *batch, const struct voice *voice, const struct stage *stage, size_t channel,
			size_t frames)
{
	const size_t index = voice->governor_count > 1 ? channel : 0;
	if (!stage->history)
		return true;
	double *history = stage->history[channel];
	const bool over =
		!is_known(voice, stage, index, frames) &&
		intersample_peak_read(voice->peak, batch->kernel, batch->levels + channel * TILE, history + REACH,
				      frames, stage->governors[index].limits, voice->ceiling);
	memmove(history, history + frames, 2 * REACH * sizeof *history);
	return over;
}

static void note_steadiness(const struct voice *voice, struct governor *governor, const double *gains, size_t frames)
{
	size_t run = 0;
	while (run < frames && gains[frames - 1 - run] == voice->drive)
		run++;
	governor->steady = run == frames ? governor->steady + frames : run;
}

/* Turns levels into overshoots, which are the level divided by the ceiling and at least 1: how far under the ceiling a
   level is may not be known. Returns whether any level is over the ceiling. */
static bool read_overshoots(const struct batch *batch, const struct voice *voice, const struct stage *stage,
			    size_t channel, size_t frames)
{
	double *levels = batch->levels + channel * TILE;
	/* Few tiles have a level over the ceiling. Where a level is not a number, the peak is not a number either. */
	if (!read_levels(batch, voice, stage, channel, frames) ||
	    batch->kernel->column->peak(levels, frames) <= voice->ceiling) {
		for (size_t i = 0; i < frames; i++)
			levels[i] = 1.0;
		return false;
	}
	for (size_t i = 0; i < frames; i++) {
		const double overshoot = levels[i] / voice->aim;
		levels[i] = levels[i] > voice->ceiling ? overshoot : 1.0;
	}
	return true;
}

/* With partial link a channel gets a value between its own overshoot and the largest one. The formula keeps rounding
   from taking it past either. */
static void link_overshoots(const struct batch *batch, const struct voice *voice, size_t channel, double *values,
			    size_t frames)
{
	const double *own = batch->levels + channel * TILE;
	memcpy(values, own, frames * sizeof *values);
	if (voice->link <= 0.0)
		return;
	for (size_t other = 0; other < voice->instance->context.channels; other++) {
		if (other == channel)
			continue;
		const double *levels = batch->levels + other * TILE;
		for (size_t i = 0; i < frames; i++)
			values[i] = levels[i] > values[i] ? levels[i] : values[i];
	}
	if (voice->link >= 1.0)
		return;
	for (size_t i = 0; i < frames; i++) {
		const double between = values[i] - (1.0 - voice->link) * (values[i] - own[i]);
		values[i] = between > own[i] ? between : own[i];
	}
}

/* Turns held overshoots into gains, which fall at once and rise by the release. Computers that rest at 0 dB turn 1 into
   1 and stay at rest. */
static void apply_release(const struct batch *batch, const struct voice *voice, const struct stage *stage,
			  struct governor *governor, double *values, size_t frames)
{
	const double *state = governor->release;
	const double weights[RELEASE_COMPUTER_POLES] = {
		[RELEASE_COMPUTER_SLOW] = stage->adaptive ? voice->slow : 0.0,
		[RELEASE_COMPUTER_FAST] = voice->fast,
	};
	double needs[TILE];
	if (state[RELEASE_COMPUTER_SLOW] == 0.0 && state[RELEASE_COMPUTER_FAST] == 0.0 && are_one(values, frames))
		return;
	memcpy(needs, values, frames * sizeof *values);
	batch->kernel->dynamics->release_computer(needs, values, frames, weights, governor->release);
}

static void smooth(struct governor *governor, double *values, size_t frames)
{
	mean_process(&governor->means[0], values, frames);
	for (size_t i = 0; i < frames; i++)
		values[i] = whole_grains(values[i]);
	mean_process(&governor->means[1], values, frames);
}

/* Says whether the governor is at rest: without an overshoot, all gains that come next are 1. */
static bool rests(const struct governor *governor)
{
	return governor->highest.count == 0 && governor->release[RELEASE_COMPUTER_SLOW] == 0.0 &&
	       governor->release[RELEASE_COMPUTER_FAST] == 0.0 && mean_is_one(&governor->means[0]) &&
	       mean_is_one(&governor->means[1]);
}

static void govern(const struct batch *batch, const struct voice *voice, const struct stage *stage, size_t index,
		   bool over, size_t frames)
{
	struct governor *governor = &stage->governors[index];
	double values[TILE];
	double *gains = batch->gains + index * TILE;
	delay_line_process(&governor->gains, batch->kernel, gains, gains, frames);
	if (!over && rests(governor)) {
		governor->highest.now += frames;
		return;
	}
	link_overshoots(batch, voice, index, values, frames);
	sliding_maximum_process(&governor->highest, values, frames);
	apply_release(batch, voice, stage, governor, values, frames);
	smooth(governor, values, frames);
	batch->kernel->column->multiply(gains, gains, values, frames);
}

static void run_stage(const struct batch *batch, const struct voice *voice, const struct stage *stage, size_t frames)
{
	const size_t channels = voice->instance->context.channels;
	bool over = false;
	for (size_t channel = 0; channel < channels; channel++)
		take(batch, voice, stage, channel, frames);
	for (size_t i = 0; i < voice->governor_count; i++) {
		note_steadiness(voice, &stage->governors[i], batch->gains + i * TILE, frames);
		if (stage->history && !is_known(voice, stage, i, frames))
			find_limits(batch, voice, stage, i, frames);
	}
	for (size_t channel = 0; channel < channels; channel++) {
		double *column = batch->columns + channel * TILE;
		over |= read_overshoots(batch, voice, stage, channel, frames);
		delay_line_process(&stage->lines[channel], batch->kernel, column, column, frames);
	}
	for (size_t i = 0; i < voice->governor_count; i++)
		govern(batch, voice, stage, i, over, frames);
}

static void write_columns(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	const struct processor_instance *instance = voice->instance;
	const size_t channels = instance->context.channels;
	for (size_t i = 0; i < instance->groups * channels; i++) {
		double *out = instance->out[i] + start;
		const double *late = batch->columns + i * TILE;
		if (i >= channels) {
			delay_line_process(&voice->lanes[i - channels], batch->kernel, out, instance->in[i] + start,
					   frames);
			late = out;
		}
		batch->kernel->column->multiply(out, late, governed(batch, voice, i % channels), frames);
	}
}

static void process_tile(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	for (size_t channel = 0; channel < voice->instance->context.channels; channel++)
		memcpy(batch->columns + channel * TILE, voice->instance->in[channel] + start, frames * sizeof(double));
	for (size_t i = 0; i < voice->governor_count; i++)
		for (size_t frame = 0; frame < frames; frame++)
			batch->gains[i * TILE + frame] = voice->drive;
	for (size_t i = 0; i < voice->stage_count; i++)
		run_stage(batch, voice, &voice->stages[i], frames);
	write_columns(batch, voice, start, frames);
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t done = 0; done < frames; done += TILE)
			process_tile(batch, &batch->voices[i], start + done,
				     frames - done < TILE ? frames - done : TILE);
}

static void governor_reset(struct governor *governor)
{
	governor->highest.first = governor->highest.count = 0;
	governor->highest.now = 0;
	memset(governor->release, 0, sizeof governor->release);
	mean_reset(&governor->means[0]);
	mean_reset(&governor->means[1]);
	delay_line_reset(&governor->gains);
	governor->steady = 0;
}

static void stage_reset(const struct stage *stage, size_t channels, size_t governor_count)
{
	for (size_t i = 0; i < governor_count; i++)
		governor_reset(&stage->governors[i]);
	for (size_t i = 0; i < channels; i++) {
		delay_line_reset(&stage->lines[i]);
		if (stage->history)
			memset(stage->history[i], 0, (2 * REACH + TILE) * sizeof(double));
	}
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct voice *voice = &batch->voices[i];
		const size_t channels = voice->instance->context.channels;
		for (size_t stage = 0; stage < voice->stage_count; stage++)
			stage_reset(&voice->stages[stage], channels, voice->governor_count);
		for (size_t lane = 0; lane < (voice->instance->groups - 1) * channels; lane++)
			delay_line_reset(&voice->lanes[lane]);
	}
}

static double resting_gain(const struct parameter_value *values)
{
	return decibel_to_gain(values[GAIN].number);
}

static double ceiling(const struct parameter_value *values, bool *of_samples)
{
	*of_samples = values[DETECTOR].number == DETECTOR_SAMPLE_PEAK;
	return values[CEILING].number;
}

const struct processor limiter_processor = {
	.name = "limiter",
	.summary = "holds a ceiling: true peak or sample peak, lookahead, adaptive or fixed release",
	.description =
		"A brickwall limiter: one gain turns the signal down smoothly before a peak comes, and nothing is "
		"clipped.\n\n"
		"Gain: where the level L passes the ceiling C it must be at most C / L. The lowest of these over the "
		"lookahead is held, so that the gain is there in time; it rises again by the release; and a mean over "
		"the lookahead, weighted by a triangle (two running means of half its length), smooths it. A mean of "
		"values that are all low enough is low enough.\n\n"
		"Level with `detector: true-peak` is what lies between the samples too: the largest of the samples, "
		"of six 16x interpolations (sincs of 20 to 256 taps under Kaiser windows) and of the interpolator of "
		"libebur128 (ITU-R BS.1770-5 Annex 2). A gain that moves changes what lies between the samples, so "
		"two more stages of the same kind, of 1.5 ms each, read what is left over the ceiling and take it "
		"away. What is over the ceiling is put 0.017 dB under it, which is what 16 points a sample may miss. "
		"No sample ever passes the ceiling, with either detector.\n\n"
		"Release with `release_mode: fixed`: the gain in dB rises by one pole with the time constant "
		"`release`. With `adaptive` it rises so not to 0 dB but to a second gain, which follows what is "
		"needed, in dB, by one pole of 8 x `release` down and up. After a single peak that one has hardly "
		"moved and the release is the fast one; after long limiting it lies as low, and the release is the "
		"slow one. A gain that lacks less than 0.00001 dB becomes 0 dB.\n\n"
		"Link: a channel whose level is u times the ceiling (1 where it is under it) counts as (1 - link) u + "
		"link x the largest u of all channels. At 100 % one gain serves all channels and the image stands "
		"still.\n\n"
		"`gain` comes before all this. While nothing passes the ceiling, and the release is over, the signal "
		"comes out bit for bit, late by the latency: that of `lookahead`, and with true peaks 3 ms for the "
		"two stages and 420 samples for detection.\n\n"
		"For stems the gain is made once, from the whole, and multiplies each of them: they add up to the mix.",
	.law = STEM_LAW_GAIN,
	.dynamics = true,
	.use = PROCESSOR_USE_CEILING,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = CEILING,
	.shape = shape,
	.resting_gain = resting_gain,
	.ceiling = ceiling,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
