/* Tests the process that decodes untrusted sounds: what it is asked for, and what happens when it ends.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_file.h"
#include "io/scratch.h"
#include "io/sound_helper.h"
#include "io/sound_message.h"
#include "io/wave_bytes.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLES = 20000, WAVE_HEAD = 44 };

TestSuite(sound_helper, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

static unsigned char wave[WAVE_HEAD + 4 * SAMPLES];

/* Writes a sound of so many bits, and returns it open, with its properties. */
static int open_sound_of(unsigned bits, const char *name, struct audio_properties *properties)
{
	const struct wave_shape shape = { WAVE_TAG_PCM, 2, 48000, bits, bits / 8 * SAMPLES };
	struct audio_file file;
	struct problem problem;
	struct audio_identity identity;
	int descriptor;
	wave_header(&shape, wave);
	for (size_t i = WAVE_HEAD; i < sizeof wave; i++)
		wave[i] = (unsigned char)(i * 7919 >> 3);
	scratch_write(scratch_path(name), wave, WAVE_HEAD + shape.data_bytes);
	cr_assert_eq(audio_file_open(scratch_path(name), true, &file, properties, &problem), STATUS_OK);
	audio_file_close(&file);
	cr_assert_eq(audio_file_find(scratch_path(name), true, &descriptor, &identity, &problem), STATUS_OK);
	return descriptor;
}

/* Samples of 32 bits are decoded, and come out as they stand in the file. */
static int open_sound(const char *name, struct audio_properties *properties)
{
	return open_sound_of(32, name, properties);
}

/* Returns the only child of this process. */
static pid_t find_helper(void)
{
	char path[64];
	long child = 0;
	snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
	FILE *file = fopen(path, "r");
	cr_assert_not_null(file);
	cr_assert_eq(fscanf(file, "%ld", &child), 1);
	fclose(file);
	return (pid_t)child;
}

static struct helped_sound *start(int descriptor, const struct audio_properties *properties)
{
	struct problem problem;
	struct helped_sound *sound;
	cr_assert_eq(sound_helper_start(&problem), STATUS_OK, "%s", problem.text);
	cr_assert_eq(helped_sound_open(descriptor, properties, &sound, &problem), STATUS_OK, "%s", problem.text);
	return sound;
}

Test(sound_helper, gives_the_bytes_of_the_file)
{
	enum { FRAMES = 1000, FRAME_BYTES = 8 };
	struct audio_properties properties;
	struct problem problem;
	int error = 0;
	const int descriptor = open_sound("a.wav", &properties);
	struct helped_sound *sound = start(descriptor, &properties);
	uint64_t begin;
	cr_assert_not(helped_sound_is_raw(sound, &begin));
	cr_expect_eq(helped_sound_decode(sound, FRAMES, &error, &problem), FRAMES);
	cr_expect_arr_eq(helped_sound_samples(sound), wave + WAVE_HEAD, FRAMES * FRAME_BYTES);
	cr_assert(helped_sound_seek(sound, SAMPLES / 2 - 10, &error));
	cr_expect_eq(helped_sound_decode(sound, FRAMES, &error, &problem), 10, "the file ends");
	cr_expect_arr_eq(helped_sound_samples(sound), wave + sizeof wave - 10 * FRAME_BYTES, 10 * FRAME_BYTES);
	cr_expect_eq(problem.text[0], '\0');
	cr_expect_not(helped_sound_seek(sound, SAMPLES, &error), "behind the end");
	cr_expect_eq(helped_sound_decode(sound, SOUND_SAMPLES, &error, &problem), 0, "more than a slot has room for");
	helped_sound_close(sound);
	close(descriptor);
}

Test(sound_helper, tells_where_samples_begin_that_need_no_decoder)
{
	struct audio_properties properties;
	uint64_t begin;
	const int descriptor = open_sound_of(16, "a.wav", &properties);
	struct helped_sound *sound = start(descriptor, &properties);
	cr_assert(helped_sound_is_raw(sound, &begin));
	cr_expect_eq(begin, WAVE_HEAD);
	helped_sound_close(sound);
	close(descriptor);
}

Test(sound_helper, refuses_what_was_not_found_before)
{
	struct audio_properties properties;
	struct problem problem;
	struct helped_sound *sound;
	const int descriptor = open_sound("a.wav", &properties);
	helped_sound_close(start(descriptor, &properties));
	properties.frames++;
	cr_expect_eq(helped_sound_open(descriptor, &properties, &sound, &problem), STATUS_BAD_SOURCE);
	cr_expect_null(sound);
	cr_expect_not_null(strstr(problem.text, "it changed"), "%s", problem.text);
	close(descriptor);
}

Test(sound_helper, opens_as_many_sounds_as_it_has_slots)
{
	static struct helped_sound *sounds[SOUND_SLOTS];
	struct audio_properties properties;
	struct problem problem;
	size_t opened = 0;
	const int descriptor = open_sound("a.wav", &properties);
	sounds[opened++] = start(descriptor, &properties);
	while (opened < SOUND_SLOTS &&
	       helped_sound_open(descriptor, &properties, &sounds[opened], &problem) == STATUS_OK)
		opened++;
	cr_expect_gt(opened, 500, "a thousand files are open at least, unless the system has less: %s", problem.text);
	for (size_t i = 0; i < opened; i++)
		helped_sound_close(sounds[i]);
	cr_assert_eq(helped_sound_open(descriptor, &properties, &sounds[0], &problem), STATUS_OK, "%s", problem.text);
	helped_sound_close(sounds[0]);
	close(descriptor);
}

Test(sound_helper, says_so_when_it_ends)
{
	struct audio_properties properties;
	struct problem problem;
	int error = 0;
	const int descriptor = open_sound("a.wav", &properties);
	struct helped_sound *sound = start(descriptor, &properties), *other;
	cr_assert_eq(kill(find_helper(), SIGKILL), 0);
	cr_expect_eq(helped_sound_decode(sound, 100, &error, &problem), 0);
	cr_expect_neq(problem.text[0], '\0');
	cr_expect_not(helped_sound_seek(sound, 0, &error));
	cr_expect_eq(helped_sound_open(descriptor, &properties, &other, &problem), STATUS_BAD_SOURCE);
	cr_expect_not_null(strstr(problem.text, "has ended"), "%s", problem.text);
	helped_sound_close(sound);
	close(descriptor);
}

/* Returns whether a process still runs; one that has ended may wait for somebody to ask how. */
static bool runs(pid_t process)
{
	char path[64], state = 'Z';
	snprintf(path, sizeof path, "/proc/%ld/stat", (long)process);
	FILE *file = fopen(path, "r");
	if (!file)
		return false;
	const bool read = fscanf(file, "%*d (%*[^)]) %c", &state) == 1;
	fclose(file);
	return read && state != 'Z';
}

/* Nobody waits for the helper, so it must see that its parent is gone. */
Test(sound_helper, ends_with_its_parent)
{
	int ends[2];
	pid_t helper = 0;
	cr_assert_eq(pipe(ends), 0);
	const pid_t child = fork();
	if (child == 0) {
		struct problem problem;
		const bool well = sound_helper_start(&problem) == STATUS_OK;
		helper = well ? find_helper() : 0;
		_exit(write(ends[1], &helper, sizeof helper) != (ssize_t)sizeof helper);
	}
	cr_assert_eq(read(ends[0], &helper, sizeof helper), (ssize_t)sizeof helper);
	cr_assert_gt(helper, 0);
	for (int i = 0; i < 500 && runs(helper); i++)
		usleep(10000);
	cr_expect_not(runs(helper));
	close(ends[0]);
	close(ends[1]);
}
