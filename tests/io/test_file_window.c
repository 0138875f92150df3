/* stemprint tests: a file read through its window equals the file itself.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/split_mix.h"
#include "io/file_window.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sndfile.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LENGTH = 5 * FILE_WINDOW_BYTES + 77 };

TestSuite(file_window, .fini = scratch_remove);

static unsigned char content[LENGTH];
static struct file_window window;

static uint64_t dice(void)
{
	static uint64_t thrown;
	return split_mix(SPLIT_MIX_GAMMA * ++thrown);
}

static const char *write_content(void)
{
	scratch_make();
	for (size_t i = 0; i < LENGTH; i++)
		content[i] = (unsigned char)dice();
	const char *path = scratch_path("content");
	scratch_write(path, content, LENGTH);
	return path;
}

static void open_window(const char *path, uint64_t size)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	cr_assert_geq(descriptor, 0);
	file_window_open(&window, descriptor, size);
}

/* Compares what a file of `size` bytes returns; a canary follows the bytes. */
static void expect_bytes(uint64_t offset, size_t count, uint64_t size)
{
	unsigned char bytes[2 * FILE_WINDOW_BYTES + 1];
	const uint64_t left = offset < size ? size - offset : 0;
	const size_t present = count < left ? count : (size_t)left;
	memset(bytes, 0xa5, sizeof bytes);
	cr_assert_eq(file_window_read(&window, offset, bytes, count), present, "%zu bytes at %llu", count,
		     (unsigned long long)offset);
	cr_assert_arr_eq(bytes, content + offset, present, "%zu bytes at %llu", count, (unsigned long long)offset);
	cr_assert_eq(bytes[present], 0xa5);
}

Test(file_window, any_bytes_in_any_order)
{
	open_window(write_content(), LENGTH);
	for (int i = 0; i < 20000; i++) {
		const uint64_t offset = dice() % LENGTH;
		const size_t most = dice() % 4 ? 16 : 2 * FILE_WINDOW_BYTES;
		expect_bytes(offset, dice() % (most + 1), LENGTH);
	}
	for (uint64_t offset = 0; offset < LENGTH; offset += 3)
		expect_bytes(offset, 4, LENGTH);
	cr_expect_eq(file_window_read(&window, LENGTH, content, 1), 0);
	cr_expect_eq(file_window_read(&window, UINT64_MAX, content, 1), 0);
	close(window.descriptor);
}

Test(file_window, no_bytes_that_came_later_or_went)
{
	const char *path = write_content();
	open_window(path, LENGTH - 1000);
	expect_bytes(LENGTH - 1004, 16, LENGTH - 1000);
	expect_bytes(LENGTH - 1000 - FILE_WINDOW_BYTES - 10, 2 * FILE_WINDOW_BYTES, LENGTH - 1000);
	close(window.descriptor);
	open_window(path, LENGTH);
	cr_assert_eq(truncate(path, LENGTH - FILE_WINDOW_BYTES - 10), 0);
	expect_bytes(LENGTH - FILE_WINDOW_BYTES - 14, 16, LENGTH - FILE_WINDOW_BYTES - 10);
	expect_bytes(LENGTH - 3 * FILE_WINDOW_BYTES, 2 * FILE_WINDOW_BYTES, LENGTH - FILE_WINDOW_BYTES - 10);
	expect_bytes(LENGTH - FILE_WINDOW_BYTES - 10, 4, LENGTH - FILE_WINDOW_BYTES - 10);
	close(window.descriptor);
}

/* A word inside the window needs no call: the descriptor is closed, and the word can still be read. */
Test(file_window, words_that_lie_together_are_read_once)
{
	open_window(write_content(), LENGTH);
	expect_bytes(0, 4, LENGTH);
	close(window.descriptor);
	for (uint64_t offset = 0; offset + 4 <= FILE_WINDOW_BYTES; offset++)
		expect_bytes(offset, 4, LENGTH);
	cr_expect_eq(file_window_read(&window, FILE_WINDOW_BYTES, content, 4), 0);
}

static void expect_string(SNDFILE *sound, SNDFILE *alone, int kind)
{
	const char *strings[2] = { sf_get_string(sound, kind), sf_get_string(alone, kind) };
	cr_assert_eq(!strings[0], !strings[1]);
	cr_assert(!strings[0] || strcmp(strings[0], strings[1]) == 0, "\"%s\", not \"%s\"", strings[0], strings[1]);
}

static const char *write_sound(const char *name, int format, sf_count_t frames)
{
	const char *path = scratch_path(name);
	SF_INFO info = { .samplerate = 48000, .channels = 2, .format = format };
	SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
	cr_assert_not_null(sound);
	char comment[5000];
	memset(comment, 'c', sizeof comment);
	comment[sizeof comment - 1] = '\0';
	sf_set_string(sound, SF_STR_COMMENT, comment); /* some formats cannot hold it */
	for (sf_count_t i = 0; i < frames; i++) {
		const double frame[2] = { (double)(dice() >> 11) * 0x1p-54 - 0.25,
					  (double)(dice() >> 11) * 0x1p-54 - 0.25 };
		cr_assert_eq(sf_writef_double(sound, frame, 1), 1);
	}
	sf_set_string(sound, SF_STR_TITLE, "behind the sound");
	sf_close(sound);
	return path;
}

/* libsndfile alone decides what is right. */
Test(file_window, a_sound_is_what_the_library_reads)
{
	enum { FRAMES = 10007, PIECE = 3001 };
	static const struct {
		const char *name;
		int format;
	} rows[] = {
		{ "24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24 },     { "16.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 },
		{ "float.caf", SF_FORMAT_CAF | SF_FORMAT_FLOAT },   { "24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24 },
		{ "vorbis.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS }, { "double.w64", SF_FORMAT_W64 | SF_FORMAT_DOUBLE },
	};
	static const sf_count_t places[] = { 0, 5000, FRAMES - PIECE, 17, FRAMES - 1 };
	static double pieces[2][2 * PIECE];
	scratch_make();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *path = write_sound(rows[i].name, rows[i].format, FRAMES);
		SF_INFO infos[2] = { 0 };
		SNDFILE *alone = sf_open(path, SFM_READ, &infos[0]);
		struct stat facts;
		cr_assert_eq(stat(path, &facts), 0);
		open_window(path, (uint64_t)facts.st_size);
		SNDFILE *sound = file_window_sound(&window, &infos[1]);
		cr_assert_not_null(alone);
		cr_assert_not_null(sound, "%s: %s", rows[i].name, sf_strerror(NULL));
		cr_expect_eq(infos[0].frames, infos[1].frames);
		cr_expect_eq(infos[0].format, infos[1].format);
		expect_string(sound, alone, SF_STR_COMMENT);
		expect_string(sound, alone, SF_STR_TITLE);
		for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
			cr_assert_eq(sf_seek(sound, places[k], SEEK_SET), sf_seek(alone, places[k], SEEK_SET),
				     "%s to %lld", rows[i].name, (long long)places[k]);
			const sf_count_t count = sf_readf_double(alone, pieces[0], PIECE);
			cr_assert_eq(sf_readf_double(sound, pieces[1], PIECE), count);
			cr_assert_arr_eq(pieces[0], pieces[1], (size_t)count * 2 * sizeof(double), "%s from %lld on",
					 rows[i].name, (long long)places[k]);
		}
		sf_close(alone);
		sf_close(sound);
		close(window.descriptor);
	}
}
