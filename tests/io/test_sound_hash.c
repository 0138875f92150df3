/* stemprint tests: files of one sound have one hash.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_hash.h"
#include "io/audio_reader.h"
#include "io/audio_source.h"
#include "scratch.h"
#include "support/sound.h"
#include "support/sound_digest.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(sound_hash, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

static const volatile sig_atomic_t goes_on;

/* Finds what a render would expect of the file. */
static struct audio_properties properties_of(const char *path)
{
	struct audio_properties properties;
	struct audio_reader *reader;
	struct problem problem;
	cr_assert_eq(audio_reader_open(path, NULL, 0, NULL, &reader, &problem), STATUS_OK, "%s", problem.text);
	properties = *audio_reader_properties(reader);
	audio_reader_free(reader);
	return properties;
}

static struct sound_hash hash_of(const char *path)
{
	const struct audio_properties expected = properties_of(path);
	struct sound_hash hash;
	struct problem problem;
	cr_assert_eq(audio_hash_of_sound(path, &expected, &goes_on, &hash, &problem), STATUS_OK, "%s", problem.text);
	return hash;
}

/* The noise is rounded to 16 bits, so that every format below holds it without loss. */
static struct sound rounded_noise(unsigned channels, size_t frames)
{
	struct sound sound = sound_noise(7, channels, frames, 0.5);
	for (size_t i = 0; i < frames * channels; i++)
		sound.samples[i] = (double)(int)(sound.samples[i] * 32768.0) / 32768.0;
	return sound;
}

Test(sound_hash, of_one_sound_in_every_file_without_loss)
{
	static const int formats[] = {
		SF_FORMAT_WAV | SF_FORMAT_PCM_16,  SF_FORMAT_WAV | SF_FORMAT_PCM_24, SF_FORMAT_WAV | SF_FORMAT_PCM_32,
		SF_FORMAT_WAV | SF_FORMAT_FLOAT,   SF_FORMAT_WAV | SF_FORMAT_DOUBLE, SF_FORMAT_WAVEX | SF_FORMAT_PCM_24,
		SF_FORMAT_RF64 | SF_FORMAT_PCM_24, SF_FORMAT_W64 | SF_FORMAT_PCM_24, SF_FORMAT_AIFF | SF_FORMAT_PCM_24,
		SF_FORMAT_AU | SF_FORMAT_PCM_24,   SF_FORMAT_CAF | SF_FORMAT_PCM_24, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
		SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
	};
	/* One that ends in the middle of a block, one that is shorter than any, and one frame. */
	static const struct {
		unsigned channels;
		size_t frames;
	} sizes[] = { { 1, 10007 }, { 2, 1024 }, { 3, 8192 }, { 5, 100 }, { 2, 1 } };
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct sound sound = rounded_noise(sizes[k].channels, sizes[k].frames);
		char digits[SOUND_HASH_LENGTH + 1];
		sound_digest(&sound, digits);
		for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
			sound_write(scratch_path("a"), &sound, formats[i]);
			cr_expect_str_eq(hash_of(scratch_path("a")).text, digits, "format %x, %u channels, %zu frames",
					 (unsigned)formats[i], sizes[k].channels, sizes[k].frames);
		}
		sound_release(&sound);
	}
}

Test(sound_hash, tells_other_sounds_apart)
{
	struct sound sound = rounded_noise(2, 2000);
	struct sound_hash hashes[6];
	sound_write(scratch_path("a"), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	hashes[0] = hash_of(scratch_path("a"));
	sound.samples[3999] += 0x1p-23;
	sound_write(scratch_path("a"), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	hashes[1] = hash_of(scratch_path("a"));
	sound.rate++;
	sound_write(scratch_path("a"), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	hashes[2] = hash_of(scratch_path("a"));
	for (size_t i = 0; i < 2000; i++) {
		const double left = sound.samples[2 * i];
		sound.samples[2 * i] = sound.samples[2 * i + 1];
		sound.samples[2 * i + 1] = left;
	}
	sound_write(scratch_path("a"), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	hashes[3] = hash_of(scratch_path("a"));
	sound.frames--;
	sound_write(scratch_path("a"), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	hashes[4] = hash_of(scratch_path("a"));
	sound_write_channel(scratch_path("a"), &sound, 0, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	hashes[5] = hash_of(scratch_path("a"));
	for (size_t i = 0; i < 6; i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(hashes[i].text, hashes[k].text, "%zu and %zu", i, k);
	sound_release(&sound);
}

/* Opens the sound as a render does, at another rate if `rate` is not 0. */
static struct source *open_as_source(const char *path, const unsigned *channels, size_t count, unsigned rate,
				     struct sound_hash *hash)
{
	struct source *source;
	struct problem problem;
	const struct audio_source_options options = {
		.channels = channels, .channel_count = count, .sample_rate = rate, .start_frames = 77, .hash = hash
	};
	*hash = (struct sound_hash){ .text = "" };
	cr_assert_eq(audio_source_open(path, &options, &source, &problem), STATUS_OK, "%s", problem.text);
	return source;
}

static void read_frames(struct source *source, size_t frames, size_t block)
{
	static double room[2][4096];
	double *columns[] = { room[0], room[1] };
	for (size_t done = 0; done < frames; done += block)
		cr_assert_eq(source->read(source, columns, frames - done < block ? frames - done : block), STATUS_OK);
}

Test(sound_hash, is_found_while_a_render_reads_in_blocks_of_any_length)
{
	static const size_t blocks[] = { 1, 7, 64, 1000, 4096 };
	struct sound sound = rounded_noise(2, 20000);
	struct sound_hash hash;
	char digits[SOUND_HASH_LENGTH + 1], path[512];
	snprintf(path, sizeof path, "%s", scratch_path("a"));
	sound_digest(&sound, digits);
	sound_write(path, &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	for (size_t i = 0; i < 2 * sizeof blocks / sizeof *blocks; i++) {
		struct source *source = open_as_source(path, NULL, 0, i % 2 ? 48000 + sound.rate : 0, &hash);
		read_frames(source, 300, blocks[i / 2]);
		cr_assert_eq(source->rewind(source), STATUS_OK);
		read_frames(source, 9000, blocks[i / 2]);
		cr_expect_str_empty(hash.text, "it is not known before the end");
		cr_assert_eq(source->rewind(source), STATUS_OK);
		read_frames(source, source->frames + 100, blocks[i / 2]);
		cr_expect_str_eq(hash.text, digits, "block %zu", blocks[i / 2]);
		source->free(source);
	}
	sound_release(&sound);
}

Test(sound_hash, is_not_known_of_what_was_not_read)
{
	static const unsigned right[] = { 2 }, crossed[] = { 2, 1 };
	struct sound sound = rounded_noise(2, 20000);
	struct sound_hash hash;
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("a"));
	sound_write(path, &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	struct source *source = open_as_source(path, right, 1, 0, &hash);
	read_frames(source, source->frames, 512);
	cr_expect_str_empty(hash.text, "one channel");
	source->free(source);
	source = open_as_source(path, crossed, 2, 0, &hash);
	read_frames(source, source->frames, 512);
	cr_expect_str_empty(hash.text, "channels in another order");
	source->free(source);
	source = open_as_source(path, NULL, 0, 0, &hash);
	read_frames(source, 1000, 500);
	cr_assert_eq(source->skip(source, 9000), STATUS_OK);
	read_frames(source, 11000, 500);
	cr_expect_str_empty(hash.text, "a gap");
	source->free(source);
	sound_release(&sound);
}

Test(sound_hash, is_empty_where_nobody_can_decode_the_end)
{
	static const volatile sig_atomic_t stops = 1;
	struct sound sound = rounded_noise(1, 50000);
	struct sound_hash hash;
	struct problem problem;
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("a"));
	sound_write(path, &sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	struct audio_properties expected = properties_of(path);
	cr_assert_eq(audio_hash_of_sound(path, &expected, &stops, &hash, &problem), STATUS_OK);
	cr_expect_str_empty(hash.text, "a signal came");
	FILE *file = fopen(path, "r+b");
	const float none = -1.0f / 0.0f;
	cr_assert(fseek(file, -4, SEEK_END) == 0 && fwrite(&none, sizeof none, 1, file) == 1);
	fclose(file);
	expected = properties_of(path);
	cr_assert_eq(audio_hash_of_sound(path, &expected, &goes_on, &hash, &problem), STATUS_OK);
	cr_expect_str_empty(hash.text, "no number");
	expected.frames++;
	cr_expect_eq(audio_hash_of_sound(path, &expected, &goes_on, &hash, &problem), STATUS_BAD_SOURCE);
	sound_release(&sound);
}
