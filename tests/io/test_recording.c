/* stemprint tests: impulse responses are read whole, and converted to the rate of the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_recording.h"

#include "io/audio_probe.h"
#include "io/scratch.h"
#include "io/wave_bytes.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;

static void make(void)
{
	scratch_make();
	arena = arena_new();
	cr_assert_not_null(arena);
}

static void leave(void)
{
	arena_free(arena);
	scratch_remove();
}

TestSuite(recording, .init = make, .fini = leave, .timeout = 30);

static const char *write_floats(unsigned channels, unsigned rate, const float *samples, size_t frames)
{
	const char *path = scratch_path("response.wav");
	const size_t bytes = frames * channels * sizeof *samples;
	const struct wave_shape shape = { WAVE_TAG_FLOAT, channels, rate, 32, (uint32_t)bytes };
	wave_write(path, &shape, samples, bytes);
	return path;
}

static enum status read_at(const char *path, unsigned rate, const struct recording **recording, struct problem *problem)
{
	const struct audio_probe_limits limits = audio_probe_limits();
	struct audio_probe probe;
	cr_assert_eq(audio_probe(&path, 1, &limits, &probe), STATUS_OK, "%s", probe.problem.text);
	return audio_recording_read(path, rate, &probe.properties, arena, recording, problem);
}

Test(recording, at_its_own_rate_is_what_the_file_holds)
{
	enum { FRAMES = 3000, CHANNELS = 4 };
	static float samples[FRAMES * CHANNELS];
	const struct recording *recording = NULL;
	struct problem problem = { .text = "" };
	for (size_t i = 0; i < FRAMES * CHANNELS; i++)
		samples[i] = (float)(i % 977) / 977.0F - 0.3F;
	const char *path = write_floats(CHANNELS, 48000, samples, FRAMES);
	cr_assert_eq(read_at(path, 48000, &recording, &problem), STATUS_OK, "%s", problem.text);
	cr_assert_eq(recording->channels, CHANNELS);
	cr_assert_eq(recording->frames, FRAMES);
	for (size_t i = 0; i < FRAMES * CHANNELS; i++)
		cr_assert_eq(recording->columns[i % CHANNELS][i / CHANNELS], (double)samples[i]);
}

/* A bell of 1 ms is sampled at one rate and read at another: each sample has the right value, and the sum, which is the
 * gain at 0 Hz, is unchanged. */
static void check_rate(unsigned rate, unsigned session)
{
	enum { FRAMES = 4000 };
	static float samples[FRAMES];
	const double centre = 0.012, width = 0.0005;
	const struct recording *recording = NULL;
	struct problem problem = { .text = "" };
	double sum = 0.0, converted = 0.0, worst = 0.0;
	for (size_t i = 0; i < FRAMES; i++) {
		samples[i] = (float)exp(-0.5 * pow(((double)i / rate - centre) / width, 2.0));
		sum += (double)samples[i];
	}
	const char *path = write_floats(1, rate, samples, FRAMES);
	cr_assert_eq(read_at(path, session, &recording, &problem), STATUS_OK, "%s", problem.text);
	const double scale = (double)rate / session;
	cr_assert_eq(recording->frames, (size_t)llround(FRAMES / scale));
	for (size_t i = 0; i < recording->frames; i++) {
		const double right = scale * exp(-0.5 * pow(((double)i / session - centre) / width, 2.0));
		worst = fmax(worst, fabs(recording->columns[0][i] - right));
		converted += recording->columns[0][i];
	}
	cr_expect_float_eq(recording->level_gain * scale, 1.0, 1e-15, "it has the level of the file then");
	cr_expect_leq(worst, 1e-6 * scale, "%u Hz at %u: off by %g", rate, session, worst);
	cr_expect_float_eq(converted / sum, 1.0, 1e-6, "%u Hz at %u: gain %g", rate, session, converted / sum);
}

Test(recording, sounds_alike_at_every_rate)
{
	check_rate(44100, 48000);
	check_rate(48000, 44100);
	check_rate(96000, 48000);
	check_rate(48000, 192000);
}

static void expect_refused(const char *path, unsigned rate, enum status expected, const char *words)
{
	const struct recording *recording = NULL;
	struct problem problem = { .text = "" };
	cr_expect_eq(read_at(path, rate, &recording, &problem), expected);
	cr_expect_str_eq(problem.text, words);
	cr_expect_null(recording);
}

Test(recording, has_bounds)
{
	static float samples[16 * 40 * 8000];
	expect_refused(write_floats(1, 8000, samples, 61 * 8000), 48000, STATUS_BAD_SOURCE,
		       "it lasts 61.0 s, and a response at most 60 s; trim the file");
	expect_refused(write_floats(16, 8000, samples, 40 * 8000), 48000, STATUS_BAD_SOURCE,
		       "its 16 channels are too much for 40.0 s; trim the file to 10.9 s");
	expect_refused(write_floats(1, 192000, samples, 1), 8000, STATUS_BAD_SOURCE,
		       "it is too short for a rate of 8000 Hz; use another file");
}

Test(recording, is_finite)
{
	static float samples[100];
	samples[70] = NAN;
	expect_refused(write_floats(1, 48000, samples, 100), 48000, STATUS_NOT_FINITE,
		       "its sample at frame 70, channel 1, is not a finite number");
}
