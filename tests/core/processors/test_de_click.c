/* stemprint tests: the de-click on clicks that are planted in real instruments, and on sounds that are no clicks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND = 48000, CLICKS_A_SECOND = 5, CLICKS_MAXIMUM = 128 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define PI 3.14159265358979323846

/** Fixtures on which nothing was tuned. */
static const char *const held_back[] = { STEMPRINT_ROOT "/fixtures/big-band/tenor-sax.wav",
					 STEMPRINT_ROOT "/fixtures/big-band/trumpet.wav",
					 STEMPRINT_ROOT "/fixtures/big-band/piano-right.flac",
					 STEMPRINT_ROOT "/fixtures/big-band/pad.flac" };

struct click {
	size_t start, length;
	double height;
};

/** An instrument with clicks: group 0 is the sum, group 1 the instrument, and group 2 the clicks. */
struct planted {
	struct processor_take take;
	struct click clicks[CLICKS_MAXIMUM];
	size_t count;
};

static struct processor_take take_of_fixture(const char *path, size_t groups)
{
	struct sound sound = sound_read(path);
	struct processor_take take = processor_take_of("de-click", 1, 0, groups, sound.frames);
	take.sample_rate = sound.rate;
	for (size_t frame = 0; frame < sound.frames; frame++)
		take.in[0][frame] = sound.samples[frame * sound.channels];
	sound_release(&sound);
	return take;
}

/* A random one of lengths from 1 to 20 samples: a decay, half a sine, or noise; -34 to -6 dBFS, up or down. */
static void plant(double *samples, struct click *click, uint64_t *seed)
{
	static const size_t lengths[] = { 1, 1, 2, 3, 5, 8, 12, 20 };
	const double pick = 0.5 + 0.4999 * harness_noise(seed), kind = harness_noise(seed);
	click->length = lengths[(size_t)(pick * (double)LENGTH(lengths))];
	click->height = pow(10.0, (-20.0 + 14.0 * harness_noise(seed)) / 20.0) * (harness_noise(seed) < 0.0 ? -1 : 1);
	for (size_t i = 0; i < click->length; i++) {
		const double along = ((double)i + 0.5) / (double)click->length;
		const double shape = kind < -0.33  ? exp(-3.0 * along)
				     : kind < 0.33 ? sin(PI * along)
				     : i == 0      ? 1.0
						   : harness_noise(seed);
		samples[click->start + i] += click->height * shape;
	}
}

static struct planted planted_in(const char *path)
{
	struct planted planted = { .take = take_of_fixture(path, 3) };
	struct processor_take *take = &planted.take;
	const size_t gap = (size_t)take->sample_rate / CLICKS_A_SECOND;
	uint64_t seed = 7;
	memcpy(take->in[1], take->in[0], take->frames * sizeof(double));
	for (size_t start = gap; start + gap < take->frames && planted.count < CLICKS_MAXIMUM; start += gap) {
		struct click *click = &planted.clicks[planted.count++];
		click->start = start + (size_t)((0.5 + 0.5 * harness_noise(&seed)) * 0.8 * (double)gap);
		plant(take->in[2], click, &seed);
	}
	for (size_t frame = 0; frame < take->frames; frame++)
		take->in[0][frame] += take->in[2][frame];
	return planted;
}

static double energy_between(const double *one, const double *other, size_t start, size_t end)
{
	double sum = 0.0;
	for (size_t frame = start; frame < end; frame++)
		sum += (one[frame] - other[frame]) * (one[frame] - other[frame]);
	return sum;
}

/* A click is repaired if 90 % of its energy is gone. */
static size_t repaired(const struct planted *planted)
{
	const struct processor_take *take = &planted->take;
	const double *clean = take->in[1], *out = take->out[0] + take->latency;
	size_t count = 0;
	for (size_t i = 0; i < planted->count; i++) {
		const size_t start = planted->clicks[i].start, end = start + planted->clicks[i].length;
		if (end + take->latency < take->frames &&
		    energy_between(out, clean, start, end) < 0.1 * energy_between(take->in[0], clean, start, end))
			count++;
	}
	return count;
}

static double noise_db(const struct processor_take *take, const double *column)
{
	const size_t frames = take->frames - take->latency;
	return 10.0 * log10(energy_between(column, take->in[1], 0, frames) / (double)frames);
}

static double stems_off(const struct processor_take *take)
{
	double worst = 0.0;
	for (size_t frame = 0; frame < take->frames; frame++)
		worst = harness_worse(worst, fabs(take->out[1][frame] + take->out[2][frame] - take->out[0][frame]));
	return worst;
}

Test(de_click, planted_clicks)
{
	size_t planted_count = 0, repaired_count = 0;
	for (size_t i = 0; i < LENGTH(held_back); i++) {
		struct planted planted = planted_in(held_back[i]);
		processor_take_render(&planted.take);
		const double before = noise_db(&planted.take, planted.take.in[0]);
		const double after = noise_db(&planted.take, planted.take.out[0] + planted.take.latency);
		cr_expect_lt(after, before - 4.0, "%s: clicks of %g dBFS, %g dBFS are left", held_back[i], before,
			     after);
		cr_expect_lt(stems_off(&planted.take), 1e-10, "%s: off by %g", held_back[i], stems_off(&planted.take));
		planted_count += planted.count;
		repaired_count += repaired(&planted);
		cr_log_info("%s: %zu of %zu, %g to %g dBFS", held_back[i], repaired(&planted), planted.count, before,
			    after);
		processor_take_release(&planted.take);
	}
	cr_expect_geq(100 * repaired_count, 85 * planted_count, "%zu of %zu are repaired", repaired_count,
		      planted_count);
}

/* Returns how many samples differ from those that came in. */
static size_t changed(const struct processor_take *take)
{
	size_t count = 0;
	for (size_t frame = 0; frame + take->latency < take->frames; frame++)
		count += take->out[0][frame + take->latency] != take->in[0][frame];
	return count;
}

Test(de_click, clean_instruments_pass)
{
	static const char *const drums[] = { STEMPRINT_ROOT "/fixtures/big-band/snare.flac",
					     STEMPRINT_ROOT "/fixtures/big-band/hats.wav",
					     STEMPRINT_ROOT "/fixtures/big-band/kick.flac" };
	for (size_t i = 0; i < LENGTH(held_back) + LENGTH(drums); i++) {
		const char *path = i < LENGTH(held_back) ? held_back[i] : drums[i - LENGTH(held_back)];
		struct processor_take take = take_of_fixture(path, 1);
		processor_take_render(&take);
		cr_expect_eq(changed(&take), 0, "%s: %zu samples differ", path, changed(&take));
		processor_take_release(&take);
	}
}

static double saw(double frequency, size_t frame)
{
	return 2.0 * fmod(frequency * (double)frame / SECOND, 1.0) - 1.0;
}

static double square(double frequency, size_t frame)
{
	return fmod(frequency * (double)frame / SECOND, 1.0) < 0.5 ? 1.0 : -1.0;
}

/* A pulse a period, through a resonance of 700 Hz: a voice as old text books make it. */
static double voice(double frequency, size_t frame)
{
	const double period = floor(SECOND / frequency), along = fmod((double)frame, period);
	return exp(-along / 100.0) * sin(2.0 * PI * 700.0 / SECOND * along + 0.5);
}

Test(de_click, edges_that_come_again_pass)
{
	static double (*const waves[])(double frequency, size_t frame) = { saw, square, voice };
	static const double frequencies[] = { 82.4, 110.0, 220.5, 987.0 };
	for (size_t wave = 0; wave < LENGTH(waves); wave++)
		for (size_t i = 0; i < LENGTH(frequencies); i++) {
			struct processor_take take = processor_take_new("de-click", 1, SECOND);
			uint64_t seed = 1;
			for (size_t frame = 0; frame < SECOND; frame++)
				take.in[0][frame] =
					fmin(0.2, 1e-4 * (double)frame) * waves[wave](frequencies[i], frame + 77) +
					1e-4 * harness_noise(&seed);
			processor_take_render(&take);
			cr_expect_eq(changed(&take), 0, "wave %zu, %g Hz: %zu samples differ", wave, frequencies[i],
				     changed(&take));
			processor_take_release(&take);
		}
}

/* A click in digital silence leaves digital silence. */
Test(de_click, silence_is_restored)
{
	struct processor_take take = processor_take_new("de-click", 1, SECOND);
	for (size_t i = 0; i < 20; i++)
		take.in[0][20000 + i] = 0.3 * cos((double)i);
	processor_take_render(&take);
	cr_expect_eq(harness_peak(take.out[0], take.frames), 0.0);
	processor_take_release(&take);
}

/* A burst that is longer than `longest` is sound. */
Test(de_click, longer_sounds_stay)
{
	struct processor_take take = processor_take_new("de-click", 1, SECOND);
	processor_take_set(&take, "longest", 0.0005);
	for (size_t i = 0; i < 48; i++)
		take.in[0][20000 + i] = 0.3 * cos((double)i);
	processor_take_render(&take);
	cr_expect_eq(changed(&take), 0);
	processor_take_release(&take);
}
