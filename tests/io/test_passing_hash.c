/* Tests the hash that is found while a file is read, against that of a reading of the whole file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/passing_hash.h"

#include "io/audio_source.h"
#include "io/file_hash.h"
#include "io/scratch.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(passing_hash, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

enum { MIB = 1 << 20, BYTES = 5 * MIB };

static unsigned char *write_bytes(void)
{
	unsigned char *bytes = malloc(BYTES);
	uint32_t random = 7;
	for (size_t i = 0; i < BYTES; i++)
		bytes[i] = (unsigned char)((random = random * 1664525 + 1013904223) >> 24);
	scratch_write(scratch_path("file"), bytes, BYTES);
	return bytes;
}

static const char *whole_hash(const char *path, enum hash_kind kind)
{
	static struct file_hash hash;
	struct problem problem;
	cr_assert_eq(file_hash_of_path(path, kind, &hash, &problem), STATUS_OK, "%s", problem.text);
	return hash.text;
}

/* What a reader sees, in this order. The row ends with a count of 0. */
static const struct {
	struct {
		uint32_t offset, count;
	} seen[6];
	bool found;
	const char *name;
} rows[] = {
	{ { { 0, BYTES } }, true, "all at once" },
	{ { { 0, 44 }, { 44, 3 * MIB }, { 3 * MIB + 44, 2 * MIB - 44 } }, true, "in order" },
	{ { { 0, 4096 }, { BYTES - 4096, 4096 }, { 44, BYTES - 44 } }, true, "a look at the end first" },
	{ { { 0, 2 * MIB }, { 0, 3 * MIB }, { MIB, 2 * MIB }, { 2 * MIB, 3 * MIB } }, true, "again and again" },
	{ { { MIB, 3 * MIB } }, true, "what is short at both ends" },
	{ { { 5000, 3 * MIB }, { 4 * MIB, 1 } }, true, "a short gap" },
	{ { { MIB + 1, 4 * MIB - 1 } }, false, "a long gap at the start" },
	{ { { 0, 4 * MIB - 1 } }, false, "a long gap at the end" },
	{ { { 0, 100 }, { 2 * MIB, 3 * MIB } }, false, "a long gap between" },
	{ { { 0, 0 } }, false, "nothing" },
};

Test(passing_hash, is_that_of_the_whole_file_or_none)
{
	unsigned char *bytes = write_bytes();
	const int descriptor = open(scratch_path("file"), O_RDONLY);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int k = 0; k < HASH_KINDS; k++) {
			struct file_hash found = { .text = "" };
			struct passing_hash *hash = passing_hash_new((enum hash_kind)k, descriptor, BYTES);
			for (size_t j = 0; rows[i].seen[j].count > 0; j++)
				passing_hash_see(hash, rows[i].seen[j].offset, bytes + rows[i].seen[j].offset,
						 rows[i].seen[j].count);
			cr_expect_eq(passing_hash_finish(hash, &found), rows[i].found, "%s", rows[i].name);
			cr_expect_str_eq(found.text,
					 rows[i].found ? whole_hash(scratch_path("file"), (enum hash_kind)k) : "", "%s",
					 rows[i].name);
			passing_hash_free(hash);
		}
	close(descriptor);
	free(bytes);
}

/* A file that has become shorter has no hash. */
Test(passing_hash, of_a_file_that_was_cut_is_none)
{
	unsigned char *bytes = write_bytes();
	struct file_hash found = { .text = "" };
	const int descriptor = open(scratch_path("file"), O_RDWR);
	struct passing_hash *hash = passing_hash_new(HASH_XXH3_128, descriptor, BYTES);
	passing_hash_see(hash, 0, bytes, BYTES - 100);
	cr_assert_eq(ftruncate(descriptor, BYTES - 50), 0);
	cr_expect(!passing_hash_finish(hash, &found));
	passing_hash_free(hash);
	close(descriptor);
	free(bytes);
}

static struct source *open_source(const char *path, const unsigned *channels, size_t count, enum hash_kind kind,
				  struct file_hash *hash)
{
	const struct audio_source_options options = {
		.channels = channels, .channel_count = count, .file_hash = hash, .file_hash_kind = kind
	};
	struct source *source;
	struct problem problem;
	*hash = (struct file_hash){ .text = "" };
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

/* Puts a chunk of a length behind the sound, as programs do that write notes. */
static void append_chunk(const char *path, uint32_t length)
{
	FILE *file = fopen(path, "ab");
	fwrite("junk", 1, 4, file);
	fwrite(&length, sizeof length, 1, file);
	for (uint32_t i = 0; i < length; i++)
		fputc((int)(i * 7 & 255), file);
	fclose(file);
}

/* Every kind of file reaches the reader in another way: as bytes, integers, floats, and packed. */
Test(passing_hash, is_found_while_a_render_reads)
{
	static const int formats[] = { SF_FORMAT_WAV | SF_FORMAT_PCM_24,  SF_FORMAT_WAV | SF_FORMAT_FLOAT,
				       SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
				       SF_FORMAT_OGG | SF_FORMAT_VORBIS,  SF_FORMAT_W64 | SF_FORMAT_PCM_32 };
	static const size_t blocks[] = { 1, 1000, 4096 };
	static const unsigned right[] = { 2 };
	struct sound sound = sound_noise(5, 2, 60000, 0.5);
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("sound"));
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct file_hash hash;
		sound_write(path, &sound, formats[i]);
		if ((formats[i] & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV)
			append_chunk(path, 5000);
		for (size_t j = 0; j < 6; j++) {
			const enum hash_kind kind = (enum hash_kind)(j % HASH_KINDS);
			struct source *source = open_source(path, right, j < 3, kind, &hash);
			read_frames(source, 9000, blocks[j / 2]);
			cr_assert_eq(source->rewind(source), STATUS_OK);
			read_frames(source, source->frames - 1, blocks[j / 2]);
			cr_expect_str_empty(hash.text, "it is not known before the end");
			read_frames(source, 100, 100);
			cr_expect_str_eq(hash.text, whole_hash(path, kind), "format %x", (unsigned)formats[i]);
			source->free(source);
		}
	}
	sound_release(&sound);
}

/* Nobody reads megabytes for a hash where a render needs only the end of a file. */
Test(passing_hash, is_not_known_of_what_was_skipped)
{
	struct sound sound = sound_noise(5, 2, 600000, 0.5);
	struct file_hash hash;
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("sound"));
	sound_write(path, &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	struct source *source = open_source(path, NULL, 0, HASH_XXH3_128, &hash);
	cr_assert_eq(source->skip(source, 500000), STATUS_OK);
	read_frames(source, 100000, 4000);
	cr_expect_str_empty(hash.text);
	source->free(source);
	sound_release(&sound);
}
