/* stemprint tests: two mono sources are read as one stereo source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_pair.h"

#include "io/audio_source.h"
#include "scratch.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

TestSuite(audio_pair, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

enum { FRAMES = 5000 };

static struct source *open_half(const char *name, uint64_t seed, size_t frames)
{
	static char paths[4][512];
	static size_t next;
	char *path = paths[next++ % 4];
	struct source *source;
	struct problem problem;
	const struct audio_source_options options = { 0 };
	struct sound sound = sound_noise(seed, 1, frames, 0.5);
	snprintf(path, sizeof paths[0], "%s", scratch_path(name));
	sound_write(path, &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
	cr_assert_eq(audio_source_open(path, &options, &source, &problem), STATUS_OK, "%s", problem.text);
	return source;
}

static void read_frames(struct source *source, double samples[4][FRAMES], size_t first, size_t frames)
{
	double *columns[4];
	for (size_t i = 0; i < 4; i++)
		columns[i] = samples[i] + first;
	cr_assert_eq(source->read(source, columns, frames), STATUS_OK, "%s", source->problem);
}

/* One source holds two readings of the pair: left, right, left, right. */
Test(audio_pair, is_left_and_right)
{
	static double samples[4][FRAMES], again[4][FRAMES];
	struct source *pair = audio_pair_new(open_half("l.wav", 1, FRAMES), open_half("r.wav", 2, FRAMES), 4);
	cr_assert_not_null(pair);
	cr_expect_eq(pair->channels, 4);
	cr_expect_eq(pair->frames, FRAMES);
	read_frames(pair, samples, 0, 777);
	read_frames(pair, samples, 777, FRAMES - 777);
	for (size_t i = 0; i < 2; i++) {
		struct sound half = sound_read(scratch_path(i == 0 ? "l.wav" : "r.wav"));
		cr_expect_eq(memcmp(samples[i], half.samples, sizeof samples[i]), 0);
		cr_expect_eq(memcmp(samples[i + 2], half.samples, sizeof samples[i]), 0);
		sound_release(&half);
	}
	cr_assert_eq(pair->rewind(pair), STATUS_OK);
	cr_assert_eq(pair->skip(pair, 1234), STATUS_OK);
	read_frames(pair, again, 1234, FRAMES - 1234);
	for (size_t i = 0; i < 4; i++)
		cr_expect_eq(memcmp(samples[i] + 1234, again[i] + 1234, (FRAMES - 1234) * sizeof(double)), 0);
	pair->free(pair);
}

/* One half was cut after it was opened. */
Test(audio_pair, names_the_half_that_fails)
{
	static double samples[4][FRAMES];
	double *columns[2] = { samples[0], samples[1] };
	struct source *left = open_half("l.wav", 1, 200000), *right = open_half("r.wav", 2, 200000);
	struct source *pair = audio_pair_new(left, right, 2);
	cr_assert_not_null(pair);
	FILE *file = fopen(scratch_path("r.wav"), "r+");
	cr_assert_not_null(file);
	cr_assert_eq(ftruncate(fileno(file), 20000), 0);
	fclose(file);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < 200000 / FRAMES && status == STATUS_OK; i++)
		status = pair->read(pair, columns, FRAMES);
	cr_expect_eq(status, STATUS_BAD_SOURCE);
	cr_expect_not_null(strstr(pair->name, "r.wav"), "%s", pair->name);
	cr_expect_eq(strlen(pair->problem) > 0, true);
	pair->free(pair);
}
