/* Tests the convolver against the direct sum of a response that is made here.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 3000, CHANNELS_MAXIMUM = 4, RATE = 48000, LONGEST = 2000, LATENCY_MAXIMUM = 2048 };

#define LIMIT_DB (-250.0)
#define PI 3.14159265358979323846

/** A setting, in frames where it is a time; 0 leaves it out. */
struct setting {
	const char *name;
	size_t channels, response_channels, response_frames;
	size_t predelay, start, length, fade;
	const char *normalise;
	double gain_db, mix;
};

static const struct setting settings[] = {
	{ "mono", 1, 1, 500, 0, 0, 0, 0, "none", 0.0, 1.0 },
	{ "mono into stereo", 1, 2, 500, 0, 0, 0, 0, "none", 0.0, 0.3 },
	{ "stereo by mono", 2, 1, 500, 0, 0, 0, 0, "none", 0.0, 0.5 },
	{ "stereo", 2, 2, 1700, 0, 0, 0, 0, "none", -3.0, 1.0 },
	{ "true stereo", 2, 4, 900, 0, 0, 0, 0, "none", 0.0, 0.25 },
	{ "four channels", 4, 4, 300, 0, 0, 0, 0, "none", 0.0, 1.0 },
	{ "predelay", 2, 2, 400, 333, 0, 0, 0, "none", 0.0, 1.0 },
	{ "long predelay", 1, 1, 400, 1500, 0, 0, 0, "none", 6.0, 0.5 },
	{ "a part", 1, 1, 1000, 10, 120, 300, 0, "none", 0.0, 1.0 },
	{ "a part that fades", 2, 2, 1000, 0, 7, 500, 99, "none", 0.0, 1.0 },
	{ "fades as a whole", 1, 1, 100, 0, 0, 0, 4000, "none", 0.0, 1.0 },
	{ "energy", 2, 2, 800, 0, 0, 0, 0, "energy", 0.0, 1.0 },
	{ "energy of a part, true stereo", 2, 4, 800, 5, 30, 200, 50, "energy", -6.0, 0.9 },
};

static const struct processor *convolver(void)
{
	return registry_find("convolver");
}

static void set_time(struct parameter_value *values, const char *name, size_t frames)
{
	if (frames > 0)
		harness_set(convolver(), values, name, (double)frames / RATE);
}

static struct parameter_value *values_of(struct arena *arena, const struct setting *setting)
{
	struct parameter_value *values = harness_values(arena, convolver());
	set_time(values, "predelay", setting->predelay);
	set_time(values, "start", setting->start);
	set_time(values, "length", setting->length);
	set_time(values, "fade", setting->fade);
	harness_choose(convolver(), values, "normalise", setting->normalise);
	harness_set(convolver(), values, "gain", setting->gain_db);
	harness_set(convolver(), values, "mix", setting->mix);
	return values;
}

/** Returns the channel of the response that leads from an input to an output; -1 if there is none. */
static int channel_of(const struct setting *setting, size_t in, size_t out)
{
	if (setting->channels == 2 && setting->response_channels == 4)
		return (int)(2 * in + out);
	if (setting->channels == 1)
		return setting->response_channels == 1 ? 0 : (int)out;
	return in != out ? -1 : setting->response_channels == 1 ? 0 : (int)in;
}

static size_t outputs_of(const struct setting *setting)
{
	return setting->channels == 1 ? setting->response_channels : setting->channels;
}

/* Writes the part of one channel, with its fades but without its level. Returns its number of frames. */
static size_t part_of(const struct setting *setting, const double *channel, long double *part)
{
	const size_t left = setting->response_frames - setting->start;
	const size_t count = setting->length > 0 && setting->length < left ? setting->length : left;
	const size_t fade = setting->fade < count ? setting->fade : count;
	for (size_t k = 0; k < count; k++) {
		long double level = 1.0L;
		if (k >= count - fade)
			level = 0.5L + 0.5L * cosl((long double)PI * (long double)(k + 1 - (count - fade)) /
						   (long double)(fade + 1));
		part[k] = level * channel[setting->start + k];
	}
	return count;
}

static long double energy_of(const struct setting *setting, const struct recording *recording)
{
	static struct setting plain;
	static long double part[LONGEST];
	plain = *setting;
	plain.fade = 0;
	long double most = 0.0L;
	for (size_t out = 0; out < outputs_of(setting); out++) {
		long double sum = 0.0L;
		for (size_t in = 0; in < setting->channels; in++) {
			const int channel = channel_of(setting, in, out);
			const size_t count = channel >= 0 ? part_of(&plain, recording->columns[channel], part) : 0;
			for (size_t k = 0; k < count; k++)
				sum += part[k] * part[k];
		}
		most = sum > most ? sum : most;
	}
	return most;
}

/* Adds what an input brings to an output. */
static void add_way(const struct setting *setting, const struct recording *recording, size_t in, size_t out,
		    const double *signal, long double *sum)
{
	static long double part[LONGEST];
	const int channel = channel_of(setting, in, out);
	if (channel < 0)
		return;
	const size_t count = part_of(setting, recording->columns[channel], part);
	long double gain = setting->mix * powl(10.0L, setting->gain_db / 20.0L);
	if (strcmp(setting->normalise, "energy") == 0)
		gain /= sqrtl(energy_of(setting, recording));
	for (size_t frame = 0; frame < FRAMES; frame++) {
		if (in == out || setting->channels == 1)
			sum[frame] += (1.0L - setting->mix) * signal[frame];
		for (size_t k = 0; k < count && k + setting->predelay <= frame; k++)
			sum[frame] += gain * part[k] * signal[frame - k - setting->predelay];
	}
}

static double error_db(const struct setting *setting, const struct recording *recording, double *const *in,
		       double *const *out, size_t latency)
{
	static long double sum[FRAMES];
	long double worst = 0.0L, peak = 0.0L;
	for (size_t channel = 0; channel < outputs_of(setting); channel++) {
		memset(sum, 0, sizeof sum);
		for (size_t i = 0; i < setting->channels; i++)
			add_way(setting, recording, i, channel, in[i], sum);
		for (size_t frame = 0; frame < FRAMES; frame++) {
			const long double off = fabsl(sum[frame] - out[channel][frame + latency]);
			worst = !(off <= worst) ? off : worst;
			peak = fmaxl(peak, fabsl(sum[frame]));
		}
	}
	return (double)(20.0L * log10l(worst / peak + 1e-30L));
}

static void check_setting(const struct setting *setting)
{
	struct arena *arena = arena_new();
	const struct recording *recording =
		harness_recording(arena, setting->response_channels, setting->response_frames);
	const struct harness_seat seat = {
		values_of(arena, setting),
		{ .sample_rate = RATE, .channels = setting->channels, .recording = recording },
		1
	};
	const struct harness_setup setup = { convolver(), NULL, FRAMES + LATENCY_MAXIMUM, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem, "%s: %s", setting->name, harness->problem);
	cr_assert_eq(harness->out_count, outputs_of(setting), "%s", setting->name);
	const size_t latency = harness->instances[0].shape.latency, frames = FRAMES + latency;
	cr_assert_leq(latency, LATENCY_MAXIMUM);
	double **in = harness_columns(setting->channels, frames), **out = harness_columns(harness->out_count, frames);
	uint64_t state = 3;
	for (size_t i = 0; i < setting->channels; i++)
		for (size_t frame = 0; frame < FRAMES; frame++)
			in[i][frame] = harness_noise(&state);
	harness_run(harness, (const double *const *)in, NULL, out, frames, 777);
	const double off = error_db(setting, recording, in, out, latency);
	cr_expect_leq(off, LIMIT_DB, "%s: off by %.1f dB", setting->name, off);
	free(in);
	free(out);
	harness_free(harness);
	arena_free(arena);
}

Test(convolver, is_the_direct_sum)
{
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
		check_setting(&settings[i]);
}

/* Says whether there are as many ways as channels, each from a channel to itself. */
static bool keeps_channels_apart(const struct setting *setting)
{
	for (size_t out = 0; out < outputs_of(setting); out++)
		for (size_t in = 0; in < setting->channels; in++)
			if ((channel_of(setting, in, out) >= 0) != (in == out))
				return false;
	return true;
}

Test(convolver, says_where_channels_stay_apart)
{
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		struct arena *arena = arena_new();
		const struct setting *setting = &settings[i];
		const struct processor_context context = {
			.sample_rate = RATE,
			.channels = setting->channels,
			.recording = harness_recording(arena, setting->response_channels, setting->response_frames)
		};
		struct processor_shape shape = { .channels = setting->channels };
		const char *problem = NULL;
		struct location at = { 0 };
		cr_assert(convolver()->shape(values_of(arena, setting), &context, arena, &shape, &problem, &at));
		cr_expect_eq(shape.channels_apart, keeps_channels_apart(setting), "%s", setting->name);
		arena_free(arena);
	}
}

static struct processor_shape shape_of(const struct recording *recording, size_t predelay, double mix)
{
	struct arena *arena = arena_new();
	const struct setting setting = { .predelay = predelay, .normalise = "none", .mix = mix };
	const struct processor_context context = { .sample_rate = RATE, .channels = 1, .recording = recording };
	struct processor_shape shape = { .channels = 1 };
	const char *problem = NULL;
	struct location at = { 0 };
	cr_assert(convolver()->shape(values_of(arena, &setting), &context, arena, &shape, &problem, &at), "%s",
		  problem);
	arena_free(arena);
	return shape;
}

Test(convolver, says_how_long_it_rings_and_pauses)
{
	static double taps[1000];
	const double *const columns[] = { taps };
	const struct recording recording = { 1, 1000, columns, 1.0 };
	taps[0] = 1.0;
	taps[300] = 0.5;
	taps[700] = 0.25;
	struct processor_shape shape = shape_of(&recording, 0, 1.0);
	cr_expect_float_eq(shape.tail_seconds, 1000.0 / RATE, 1e-12);
	cr_expect_float_eq(shape.gap_seconds, 399.0 / RATE, 1e-12);
	shape = shape_of(&recording, 500, 0.5);
	cr_expect_float_eq(shape.tail_seconds, 1500.0 / RATE, 1e-12);
	cr_expect_float_eq(shape.gap_seconds, 500.0 / RATE, 1e-12);
	taps[0] = 0.0;
	shape = shape_of(&recording, 500, 1.0);
	cr_expect_float_eq(shape.gap_seconds, 800.0 / RATE, 1e-12);
	/* Samples 60 dB under something that follows count as a pause; samples that nothing follows do not. */
	for (size_t k = 0; k < 1000; k++)
		taps[k] = k < 400 ? 0.0009 : k < 500 ? 1.0 : 1e-9;
	shape = shape_of(&recording, 0, 1.0);
	cr_expect_float_eq(shape.gap_seconds, 400.0 / RATE, 1e-12);
}

/* Partitions are much shorter than the response, in powers of two; there are none for what is convolved sample by
   sample. */
Test(convolver, is_late_by_a_share_of_its_length)
{
	static double taps[LONGEST];
	const double *const columns[] = { taps };
	struct recording recording = { 1, LONGEST, columns, 1.0 };
	taps[0] = 1.0;
	const size_t latency = shape_of(&recording, 0, 1.0).latency;
	cr_expect(latency >= LONGEST / 32 && latency <= LONGEST / 4 && (latency & (latency - 1)) == 0, "%zu", latency);
	recording.frames = 64;
	cr_expect_eq(shape_of(&recording, 0, 1.0).latency, 0);
}

Test(convolver, a_single_one_passes_every_bit)
{
	const double one = 1.0;
	const double *const columns[] = { &one };
	const struct recording recording = { 1, 1, columns, 1.0 };
	struct arena *arena = arena_new();
	const struct harness_seat seat = { harness_values(arena, convolver()),
					   { .sample_rate = RATE, .channels = 2, .recording = &recording },
					   1 };
	const struct harness_setup setup = { convolver(), NULL, FRAMES, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	double **in = harness_columns(2, FRAMES), **out = harness_columns(2, FRAMES);
	uint64_t state = 8;
	for (size_t frame = 0; frame < 2 * FRAMES; frame++)
		in[frame % 2][frame / 2] = harness_noise(&state);
	harness_run(harness, (const double *const *)in, NULL, out, FRAMES, 100);
	for (size_t i = 0; i < 2; i++)
		cr_expect_arr_eq(out[i], in[i], FRAMES * sizeof(double));
	free(in);
	free(out);
	harness_free(harness);
	arena_free(arena);
}
