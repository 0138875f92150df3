/* stemprint tests: the de-noise on noise of known level under real instruments, and on noise and instruments alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/registry.h"
#include "support/processor_harness.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096, PROFILE_FRAMES = 96000, WINDOW = 2048, SECOND = 48000 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define PI 3.14159265358979323846

/** Fixtures on which nothing was tuned. */
static const char *const held_back[] = { STEMPRINT_ROOT "/fixtures/big-band/tenor-sax.wav",
					 STEMPRINT_ROOT "/fixtures/big-band/trumpet.wav",
					 STEMPRINT_ROOT "/fixtures/big-band/piano-right.flac" };

/** Three groups: the sum, the instrument, and the noise. */
struct scene {
	size_t frames, latency;
	double **in, **out;
	double rate;
};

static double white(uint64_t *seed)
{
	return harness_noise(seed) * sqrt(3.0);
}

static double rms(const double *samples, size_t frames)
{
	double sum = 0.0;
	for (size_t i = 0; i < frames; i++)
		sum += samples[i] * samples[i];
	return sqrt(sum / (double)frames);
}

static double decibel(double ratio)
{
	return 20.0 * log10(ratio);
}

static struct scene scene_new(size_t frames, double rate)
{
	struct scene scene = { frames, 0, harness_columns(3, frames), harness_columns(3, frames), rate };
	cr_assert(scene.in && scene.out);
	return scene;
}

static void scene_release(struct scene *scene)
{
	free(scene->in);
	free(scene->out);
}

/* The instrument, with white noise so many dB under it. */
static struct scene scene_of(const char *path, double ratio_db)
{
	struct sound sound = sound_read(path);
	struct scene scene = scene_new(sound.frames, sound.rate);
	uint64_t seed = 1;
	for (size_t i = 0; i < sound.frames; i++)
		scene.in[1][i] = sound.samples[i * sound.channels];
	const double level = rms(scene.in[1], scene.frames) * pow(10.0, -ratio_db / 20.0);
	for (size_t i = 0; i < sound.frames; i++) {
		scene.in[2][i] = level * white(&seed);
		scene.in[0][i] = scene.in[1][i] + scene.in[2][i];
	}
	sound_release(&sound);
	return scene;
}

struct setting {
	double reduction, smoothing;
	double profile; /**< rms of the noise of the profile; 0: none */
};

static void run(struct scene *scene, const struct setting *setting)
{
	static double noise[PROFILE_FRAMES];
	const double *const columns[] = { noise };
	const struct recording recording = { 1, PROFILE_FRAMES, columns, 1.0 };
	const struct processor *processor = registry_find("de-noise");
	struct arena *arena = arena_new();
	struct parameter_value *values = harness_values(arena, processor);
	uint64_t seed = 99;
	for (size_t i = 0; i < PROFILE_FRAMES; i++)
		noise[i] = setting->profile * white(&seed);
	harness_set(processor, values, "reduction", setting->reduction);
	harness_set(processor, values, "smoothing", setting->smoothing);
	const struct harness_seat seat = {
		values,
		{ .sample_rate = scene->rate, .channels = 1, .recording = setting->profile > 0.0 ? &recording : NULL },
		3
	};
	const struct harness_setup setup = { processor, NULL, BLOCK, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert(harness && !harness->problem);
	scene->latency = harness->instances[0].shape.latency;
	harness_run(harness, (const double *const *)scene->in, NULL, scene->out, scene->frames, 0);
	harness_free(harness);
	arena_free(arena);
}

/* The ratio of the instrument to what differs from it, from `start` on. */
static double ratio_db(const struct scene *scene, const double *column, size_t late)
{
	double signal = 0.0, noise = 0.0;
	for (size_t i = WINDOW; i + late < scene->frames; i++) {
		const double off = column[i + late] - scene->in[1][i];
		signal += scene->in[1][i] * scene->in[1][i];
		noise += off * off;
	}
	return 10.0 * log10(signal / noise);
}

static double stems_off(const struct scene *scene)
{
	double worst = 0.0;
	for (size_t i = 0; i < scene->frames; i++)
		worst = harness_worse(worst, fabs(scene->out[1][i] + scene->out[2][i] - scene->out[0][i]));
	return worst;
}

Test(de_noise, noise_under_instruments)
{
	static const double least_gain_db[] = { 5.0, 3.0 };
	for (size_t i = 0; i < LENGTH(held_back); i++)
		for (size_t followed = 0; followed < 2; followed++) {
			struct scene scene = scene_of(held_back[i], 20.0);
			const double level = rms(scene.in[2], scene.frames);
			run(&scene, &(struct setting){ 12.0, 0.98, followed ? 0.0 : level });
			const double before = ratio_db(&scene, scene.in[0], 0);
			const double after = ratio_db(&scene, scene.out[0], scene.latency);
			cr_log_info("%s, followed %zu: %g to %g dB", held_back[i], followed, before, after);
			cr_expect_gt(after, before + least_gain_db[followed], "%s, followed %zu: %g to %g dB",
				     held_back[i], followed, before, after);
			cr_expect_lt(stems_off(&scene), 1e-10, "%s: off by %g", held_back[i], stems_off(&scene));
			scene_release(&scene);
		}
}

/* Without noise and without a profile little is taken away, and with a reduction of 0 dB nothing. */
Test(de_noise, clean_instruments)
{
	for (size_t i = 0; i < LENGTH(held_back); i++) {
		struct scene scene = scene_of(held_back[i], 300.0);
		run(&scene, &(struct setting){ 12.0, 0.98, 0.0 });
		cr_log_info("%s: %g dB", held_back[i], ratio_db(&scene, scene.out[0], scene.latency));
		cr_expect_gt(ratio_db(&scene, scene.out[0], scene.latency), 20.0, "%s: %g dB", held_back[i],
			     ratio_db(&scene, scene.out[0], scene.latency));
		run(&scene, &(struct setting){ 0.0, 0.98, 0.0 });
		cr_expect_arr_eq(scene.out[0] + scene.latency, scene.in[0],
				 (scene.frames - scene.latency) * sizeof(double), "%s", held_back[i]);
		scene_release(&scene);
	}
}

/* The power of windows of 2048 frames at some frequencies. Musical noise is single bins that come and go: it raises the
   kurtosis of the power, mean(p^4) / mean(p^2)^2, as Y. Uemura and others (2008) measure it. */
static double kurtosis(const double *samples, size_t frames)
{
	double second = 0.0, fourth = 0.0;
	size_t count = 0;
	for (size_t start = 0; start + WINDOW <= frames; start += WINDOW)
		for (size_t bin = 41; bin < 900; bin += 61) {
			double real = 0.0, imaginary = 0.0;
			for (size_t i = 0; i < WINDOW; i++) {
				const double turn = 2.0 * PI * (double)(bin * i % WINDOW) / WINDOW;
				const double window = 0.5 - 0.5 * cos(2.0 * PI * ((double)i + 0.5) / WINDOW);
				real += window * samples[start + i] * cos(turn);
				imaginary += window * samples[start + i] * sin(turn);
			}
			const double power = real * real + imaginary * imaginary;
			second += power * power;
			fourth += power * power * power * power;
			count++;
		}
	return fourth / (double)count / (second / (double)count * second / (double)count);
}

/* Noise alone goes down by the reduction, from its beginning on, and keeps its texture. FFmpeg's afftdn multiplies this
   kurtosis by 5.2 where it lowers the noise by 10 dB. */
Test(de_noise, noise_alone)
{
	for (size_t followed = 0; followed < 2; followed++) {
		struct scene scene = scene_new(8 * SECOND, SECOND);
		uint64_t seed = 5;
		for (size_t frame = 0; frame < scene.frames; frame++)
			scene.in[0][frame] = 0.01 * white(&seed);
		run(&scene, &(struct setting){ 12.0, 0.98, followed ? 0.0 : 0.01 });
		const double *out = scene.out[0] + scene.latency;
		const size_t frames = scene.frames - scene.latency;
		const double lowered = decibel(rms(scene.in[0], frames) / rms(out, frames));
		const double texture = kurtosis(out + WINDOW, frames - WINDOW) / kurtosis(scene.in[0], frames);
		cr_log_info("followed %zu: lowered by %g dB, kurtosis x %g", followed, lowered, texture);
		cr_expect(lowered > 11.0 && lowered < 12.05, "followed %zu: %g dB", followed, lowered);
		cr_expect_lt(texture, 2.5, "followed %zu: %g", followed, texture);
		scene_release(&scene);
	}
}

/* Without smoothing single bins flicker, and far less noise goes. */
Test(de_noise, smoothing_keeps_bins_from_flickering)
{
	double lowered[2];
	for (size_t i = 0; i < LENGTH(lowered); i++) {
		struct scene scene = scene_new(4 * SECOND, SECOND);
		uint64_t seed = 6;
		for (size_t frame = 0; frame < scene.frames; frame++)
			scene.in[0][frame] = 0.01 * white(&seed);
		run(&scene, &(struct setting){ 20.0, i == 0 ? 0.98 : 0.0, 0.01 });
		lowered[i] = decibel(0.01 / rms(scene.out[0] + SECOND, scene.frames - SECOND));
		scene_release(&scene);
	}
	cr_expect_gt(lowered[0], lowered[1] + 8.0, "%g and %g dB", lowered[0], lowered[1]);
}
