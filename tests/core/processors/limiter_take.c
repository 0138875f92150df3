/* Runs signals through limiters.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/limiter_take.h"

#include "processors/registry.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

const struct limiter_settings limiter_defaults = {
	.sample_rate = 48000.0, .ceiling = -1.0, .lookahead = 0.002, .release = 0.08, .link = 1.0
};

struct limiter_take limiter_take_new(struct limiter_settings settings, size_t channels, size_t groups, size_t frames)
{
	struct limiter_take take = { .settings = settings, .channels = channels, .groups = groups, .frames = frames };
	take.in = harness_columns(channels * groups, frames);
	take.out = harness_columns(channels * groups, frames);
	cr_assert(take.in && take.out);
	return take;
}

void limiter_take_release(struct limiter_take *take)
{
	free(take->in);
	free(take->out);
}

static struct parameter_value *values_of(struct arena *arena, const struct limiter_settings *settings)
{
	const struct processor *limiter = registry_find("limiter");
	struct parameter_value *values = harness_values(arena, limiter);
	cr_assert_not_null(values);
	harness_set(limiter, values, "ceiling", settings->ceiling);
	harness_set(limiter, values, "lookahead", settings->lookahead);
	harness_set(limiter, values, "release", settings->release);
	harness_set(limiter, values, "link", settings->link);
	harness_set(limiter, values, "gain", settings->gain);
	harness_choose(limiter, values, "release_mode", settings->fixed ? "fixed" : "adaptive");
	harness_choose(limiter, values, "detector", settings->sample_peak ? "sample-peak" : "true-peak");
	return values;
}

void limiter_render(struct limiter_take *take, struct limiter_mode mode)
{
	struct arena *arena = arena_new();
	cr_assert_not_null(arena);
	const struct harness_seat seat = {
		values_of(arena, &take->settings),
		{ .sample_rate = take->settings.sample_rate, .channels = take->channels, .key_channels = 0 },
		take->groups
	};
	const struct harness_setup setup = { registry_find("limiter"), mode.kernel,
					     mode.block > 0 ? mode.block : take->frames, mode.in_place };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem);
	take->latency = harness->instances[0].shape.latency;
	for (int pass = 0; pass < (mode.twice ? 2 : 1); pass++) {
		if (pass > 0)
			setup.processor->reset(harness->batch);
		harness_run(harness, (const double *const *)take->in, NULL, take->out, take->frames, mode.block);
	}
	harness_free(harness);
	arena_free(arena);
}

/* sign(sinc(n - 1/2)) over `taps` samples from `start`: whatever lies half-way in the middle adds up. */
static void add_burst(double *column, size_t frames, size_t start, size_t taps, double level)
{
	for (size_t i = 0; i < taps && start + i < frames; i++) {
		const size_t half = taps / 2;
		const size_t distance = i < half ? half - 1 - i : i - half;
		column[start + i] += distance % 2 == 0 ? level : -level;
	}
}

static void fill_bursts_of(double *column, size_t frames, size_t taps)
{
	for (size_t start = 100; start + taps < frames; start += 2 * taps + 700)
		add_burst(column, frames, start, taps, 1.0);
}

static void burst_8(double *column, size_t frames, uint64_t seed)
{
	(void)seed;
	fill_bursts_of(column, frames, 8);
}

static void burst_32(double *column, size_t frames, uint64_t seed)
{
	(void)seed;
	fill_bursts_of(column, frames, 32);
}

static void burst_64(double *column, size_t frames, uint64_t seed)
{
	(void)seed;
	fill_bursts_of(column, frames, 64);
}

static void burst_1024(double *column, size_t frames, uint64_t seed)
{
	(void)seed;
	fill_bursts_of(column, frames, 1024);
}

static void noise_at(double *column, size_t frames, uint64_t seed, double level, double clip)
{
	for (size_t i = 0; i < frames; i++)
		column[i] = fmax(-clip, fmin(clip, level * harness_noise(&seed)));
}

static void clipped_noise(double *column, size_t frames, uint64_t seed)
{
	noise_at(column, frames, seed, 2.0, 1.0);
}

static void noise_plus_60(double *column, size_t frames, uint64_t seed)
{
	noise_at(column, frames, seed, 1000.0, 1000.0);
}

static void random_signs(double *column, size_t frames, uint64_t seed)
{
	for (size_t i = 0; i < frames; i++)
		column[i] = harness_noise(&seed) < 0.0 ? -1.0 : 1.0;
}

static void tone(double *column, size_t frames, double cycles, double phase, double level)
{
	for (size_t i = 0; i < frames; i++)
		column[i] += level * sin(2.0 * pi * fmod(cycles * (double)i, 1.0) + phase);
}

/* EBU Tech 3341, case 19: at a quarter of the rate, sampled 45 degrees off its peaks. */
static void quarter_tone(double *column, size_t frames, uint64_t seed)
{
	(void)seed;
	tone(column, frames, 0.25, pi / 4.0, sqrt(2.0));
}

static void high_tone(double *column, size_t frames, uint64_t seed)
{
	(void)seed;
	tone(column, frames, 0.45, 0.3, 4.0);
}

static void nyquist_tone(double *column, size_t frames, uint64_t seed)
{
	(void)seed;
	for (size_t i = frames / 8; i < frames; i++)
		column[i] = i % 2 == 0 ? 10.0 : -10.0;
}

static void steps(double *column, size_t frames, uint64_t seed)
{
	double level = 0.0;
	for (size_t i = 0; i < frames; i++) {
		if (i % 331 == 0)
			level = pow(10.0, 2.0 * harness_noise(&seed)) * (harness_noise(&seed) < 0.0 ? -1.0 : 1.0);
		column[i] = level;
	}
}

static void sparse_impulses(double *column, size_t frames, uint64_t seed)
{
	for (size_t i = 0; i < frames; i++)
		if (harness_noise(&seed) > 0.97)
			column[i] = 30.0 * harness_noise(&seed);
}

static void rising_noise(double *column, size_t frames, uint64_t seed)
{
	for (size_t i = 0; i < frames; i++)
		column[i] = 30.0 * (double)i / (double)frames * harness_noise(&seed);
}

/* One part of a mischief, over part of the column. */
static void add_part(double *column, size_t frames, uint64_t *seed)
{
	const double level = pow(10.0, 1.25 + 1.75 * harness_noise(seed));
	const double kind = 0.5 + 0.5 * harness_noise(seed), detail = 0.5 + 0.5 * harness_noise(seed);
	if (kind < 0.25)
		for (size_t i = 0; i < frames; i++)
			column[i] += level * harness_noise(seed);
	else if (kind < 0.4)
		tone(column, frames, 0.5 * detail, harness_noise(seed), level);
	else if (kind < 0.7)
		add_burst(column, frames, 0, (size_t)(2 + 300 * detail * detail), level);
	else if (kind < 0.8)
		column[(size_t)(detail * 0.99 * (double)frames)] += level;
	else
		for (size_t i = 0; i < frames; i++)
			column[i] += (i / (size_t)(1 + 20 * detail) % 2 == 0 ? level : -level);
}

void fill_mischief(double *column, size_t frames, uint64_t seed)
{
	for (size_t i = 0; i < frames; i++)
		column[i] = 0.0;
	for (size_t start = 0; start < frames;) {
		const size_t length = 8 + (size_t)(700.0 * fabs(harness_noise(&seed) * harness_noise(&seed)));
		const size_t run = frames - start < length ? frames - start : length;
		if (harness_noise(&seed) > -0.5)
			add_part(column + start, run, &seed);
		start += run;
	}
}

const struct limiter_signal limiter_signals[] = {
	{ "EBU 3341 case 19", quarter_tone },
	{ "burst of 8", burst_8 },
	{ "burst of 32", burst_32 },
	{ "burst of 64", burst_64 },
	{ "burst of 1024", burst_1024 },
	{ "noise clipped at 0 dBFS", clipped_noise },
	{ "random signs", random_signs },
	{ "noise at +60 dBFS", noise_plus_60 },
	{ "rising noise", rising_noise },
	{ "tone at 0.45 of the rate", high_tone },
	{ "tone at half the rate", nyquist_tone },
	{ "steps", steps },
	{ "impulses", sparse_impulses },
	{ "mischief", fill_mischief },
	{ NULL, NULL },
};
