/* Computes the responses of reverbs that are a convolution, with level, mix, filters and predelay in them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/response_reverb.h"

#include "base/frames.h"
#include "dsp/diffuser.h"
#include "dsp/elementary.h"
#include "dsp/spring.h"
#include "processors/convolution_batch.h"

#include <math.h>

enum { SIDES = 2, SPRINGS = 2 };

/** A gated reverb starts and ends by half a cosine of these seconds; a reverse one ends by the shorter one. */
#define START_SECONDS 0.003
#define CLOSE_SECONDS 0.015
#define STOP_SECONDS 0.002

/** Seconds of a turn of the two springs of each path, left to left, left to right, right to left, right to right. */
static const double turns[SIDES * SIDES][SPRINGS] = {
	{ 0.0331, 0.0413 }, { 0.0349, 0.0397 }, { 0.0357, 0.0423 }, { 0.0323, 0.0389 }
};

/** A chirp of a spring is that much longer than its turn. */
#define CHIRP_SECONDS 0.1

/** The high-pass rings this long at most: under 4 Hz its end is cut. */
#define FILTERS_SECONDS 1.0

static double longest_turn(const struct reverb_settings *settings)
{
	return 0.0423 * settings->size;
}

static double dying_seconds(const struct reverb_settings *settings)
{
	if (settings->type->kind != REVERB_SPRING)
		return settings->absorption.seconds;
	return 2.2 * absorption_longest(&settings->absorption) + longest_turn(settings) + CHIRP_SECONDS;
}

static size_t frames_of_response(const struct reverb_settings *settings, double sample_rate)
{
	const double filters = settings->highpass > 0.0 ? fmin(4.0 / settings->highpass, FILTERS_SECONDS) : 0.0;
	return (size_t)ceil((dying_seconds(settings) + filters) * sample_rate) + 100;
}

static size_t frames_before(const struct reverb_settings *settings, double sample_rate)
{
	return frames_of_seconds(settings->predelay, sample_rate);
}

static size_t latency_of(const struct reverb_settings *settings, double sample_rate)
{
	return partition_padding(frames_before(settings, sample_rate) + frames_of_response(settings, sample_rate));
}

void response_reverb_measure(const struct reverb_settings *settings, double sample_rate, struct processor_shape *shape)
{
	const size_t frames = frames_before(settings, sample_rate) + frames_of_response(settings, sample_rate);
	shape->latency = latency_of(settings, sample_rate);
	shape->gap_seconds =
		settings->predelay +
		(settings->type->kind == REVERB_SPRING ? 2.0 * longest_turn(settings) : settings->absorption.seconds);
	shape->tail_seconds = settings->wet > 0.0 ? (double)frames / sample_rate : 0.0;
}

/* Returns number `index` of a Gaussian noise of power 1 (Box and Muller, 1958). */
static double gaussian(uint64_t key, size_t index)
{
	const double first = 1.0 - diffuser_random(key, 2 * index), second = diffuser_random(key, 2 * index + 1);
	return sqrt(-2.0 * elementary_log(first)) * elementary_cos(2.0 * ELEMENTARY_PI * second);
}

/* Returns half a cosine from 0 at 0 to 1 at 1. */
static double ramp(double share)
{
	return share >= 1.0 ? 1.0 : 0.5 - 0.5 * elementary_cos(ELEMENTARY_PI * fmax(share, 0.0));
}

/* Returns the envelope of a gated or a reverse reverb. */
static double envelope(const struct reverb_settings *settings, double seconds)
{
	const double left = settings->absorption.seconds - seconds;
	if (settings->type->kind == REVERB_GATED)
		return ramp(seconds / START_SECONDS) * ramp(left / CLOSE_SECONDS);
	return decibel_to_gain(-60.0 * left / settings->absorption.seconds) * ramp(left / STOP_SECONDS);
}

/* Fills the taps with noise under the envelope, with an energy of 1. */
static void fill_noise(double *taps, size_t frames, const struct reverb_settings *settings, double sample_rate,
		       uint64_t key)
{
	double energy = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double seconds = (double)i / sample_rate;
		taps[i] = seconds < settings->absorption.seconds ? envelope(settings, seconds) * gaussian(key, i) : 0.0;
		energy += taps[i] * taps[i];
	}
	for (size_t i = 0; i < frames; i++)
		taps[i] /= sqrt(energy);
}

static void run_section(const struct biquad *section, double *taps, size_t frames)
{
	double first = 0.0, second = 0.0;
	for (size_t i = 0; i < frames; i++) {
		const double x = taps[i], y = section->b0 * x + first;
		first = section->b1 * x + second - section->a1 * y;
		second = section->b2 * x - section->a2 * y;
		taps[i] = y;
	}
}

/** Where all responses of an instance are computed. */
struct workshop {
	struct arena *arena;
	const struct kernel *kernel;
	struct fft_tables *tables;
	const struct reverb_settings *settings;
	double sample_rate;
	size_t channels, frames;
};

/* Computes the response from a channel to a side, filtered. */
static double *response_new(const struct workshop *shop, size_t path)
{
	const struct reverb_settings *settings = shop->settings;
	double *taps = ARENA_ARRAY(shop->arena, double, shop->frames);
	if (!taps)
		return NULL;
	if (settings->type->kind == REVERB_SPRING) {
		const double delays[SPRINGS] = { turns[path][0] * settings->size, turns[path][1] * settings->size };
		const struct spring_tank tank = { delays, SPRINGS, &settings->absorption, shop->sample_rate };
		const size_t dying = (size_t)(dying_seconds(settings) * shop->sample_rate);
		if (!spring_response(taps, dying, &tank, shop->arena, shop->tables, shop->kernel))
			return NULL;
	} else
		fill_noise(taps, shop->frames, settings, shop->sample_rate, settings->type->key + path);
	struct biquad sections[REVERB_FILTERS];
	const size_t count = reverb_filters(settings, shop->sample_rate, sections);
	for (size_t i = 0; i < count; i++)
		run_section(&sections[i], taps, shop->frames);
	return taps;
}

/* Puts latency, predelay, width, level and the dry sound around the responses of a channel to both sides. */
static double *taps_new(const struct workshop *shop, size_t channel, size_t side, double *const *responses)
{
	const struct reverb_settings *settings = shop->settings;
	const size_t late = latency_of(settings, shop->sample_rate),
		     before = frames_before(settings, shop->sample_rate);
	double *taps = ARENA_ARRAY(shop->arena, double, late + before + shop->frames);
	if (!taps)
		return NULL;
	const double width = settings->width;
	const double level = settings->wet * sqrt(2.0 / (1.0 + width * width)) / sqrt((double)shop->channels);
	const double *own = responses[channel * SIDES + side], *other = responses[channel * SIDES + 1 - side];
	for (size_t i = 0; i < shop->frames; i++)
		taps[late + before + i] = level * 0.5 * ((1.0 + width) * own[i] + (1.0 - width) * other[i]);
	if (shop->channels == 1 || channel == side)
		taps[late] += settings->dry;
	return taps;
}

static bool prepare(struct convolution_setup *setup, struct arena *arena, const struct kernel *kernel,
		    struct fft_tables *tables, const struct processor_instance *instance)
{
	const double rate = instance->context.sample_rate;
	const struct reverb_settings settings = reverb_settings_of(instance->values, rate);
	const size_t channels = instance->context.channels, ways = channels * SIDES;
	const struct workshop shop = {
		arena, kernel, tables, &settings, rate, channels, frames_of_response(&settings, rate)
	};
	const size_t late = latency_of(&settings, rate),
		     silent = settings.dry > 0.0 ? late : late + frames_before(&settings, rate);
	const size_t count = late + frames_before(&settings, rate) + shop.frames;
	struct convolution_path *paths = ARENA_ARRAY(arena, struct convolution_path, ways);
	const struct partition_scheme *scheme = partition_scheme_new(arena, kernel, tables, silent, count);
	double *responses[SIDES * SIDES];
	for (size_t i = 0; i < ways; i++) {
		responses[i] = response_new(&shop, i);
		if (!responses[i])
			return false;
	}
	for (size_t i = 0; paths && scheme && i < ways; i++) {
		const double *taps = taps_new(&shop, i / SIDES, i % SIDES, responses);
		paths[i] =
			(struct convolution_path){ i / SIDES, i % SIDES,
						   taps ? partitioned_response_new(arena, scheme, taps, count) : NULL };
		if (!paths[i].response)
			return false;
	}
	*setup = (struct convolution_setup){ scheme, paths, ways };
	return paths && scheme;
}

void *response_reverb_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
			  size_t count)
{
	return convolution_batch_new(arena, kernel, instances, count, prepare);
}
