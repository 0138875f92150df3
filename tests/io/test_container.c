/* Tests files that hold less or more than their headers promise, and containers that need help.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_probe.h"
#include "io/audio_source.h"
#include "io/container_bytes.h"
#include "io/scratch.h"
#include "io/wave_bytes.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRAMES = 10007, CHANNELS = 2 };

static void make(void)
{
	scratch_make();
}

TestSuite(container, .init = make, .fini = scratch_remove, .timeout = 60);

static struct audio_probe probe_one(const char *path)
{
	struct audio_probe result;
	const struct audio_probe_limits limits = audio_probe_limits();
	const enum status status = audio_probe(&path, 1, &limits, &result);
	cr_assert_eq(status, result.status);
	return result;
}

/* libsndfile writes these formats, and a frame has so many bytes; 0 means compressed. */
static const struct {
	int format;
	unsigned frame_bytes;
} written[] = {
	{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, 4 },
	{ SF_FORMAT_WAV | SF_FORMAT_PCM_24 | SF_ENDIAN_BIG, 6 },
	{ SF_FORMAT_WAV | SF_FORMAT_FLOAT, 8 },
	{ SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 2 },
	{ SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 6 },
	{ SF_FORMAT_RF64 | SF_FORMAT_PCM_24, 6 },
	{ SF_FORMAT_RF64 | SF_FORMAT_DOUBLE, 16 },
	{ SF_FORMAT_W64 | SF_FORMAT_PCM_16, 4 },
	{ SF_FORMAT_W64 | SF_FORMAT_FLOAT, 8 },
	{ SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 6 },
	{ SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, 4 }, /* this format is "sowt" */
	{ SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 8 },
	{ SF_FORMAT_AIFF | SF_FORMAT_DOUBLE, 16 },
	{ SF_FORMAT_AIFF | SF_FORMAT_ULAW, 2 },
	{ SF_FORMAT_AU | SF_FORMAT_PCM_24, 6 },
	{ SF_FORMAT_AU | SF_FORMAT_FLOAT | SF_ENDIAN_LITTLE, 8 },
	{ SF_FORMAT_CAF | SF_FORMAT_PCM_16, 4 },
	{ SF_FORMAT_CAF | SF_FORMAT_FLOAT, 8 },
	{ SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 0 },
	{ SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 0 },
	{ SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 0 },
};
enum { WRITTEN_COUNT = sizeof written / sizeof *written };

/* All these containers have the sound last, so a cut removes only sound. */
static void expect_cut(size_t row, const char *path, size_t length, size_t cut)
{
	struct audio_probe result = probe_one(path);
	char expected[128];
	const unsigned frame_bytes = written[row].frame_bytes;
	const size_t missing = frame_bytes ? (cut + frame_bytes - 1) / frame_bytes : 0;
	snprintf(expected, sizeof expected, "it ends early: %zu of %d frames are missing; copy or export it again",
		 missing, FRAMES);
	cr_expect_eq(result.status, STATUS_BAD_SOURCE, "format %x: %zu of %zu bytes", (unsigned)written[row].format,
		     length - cut, length);
	if (frame_bytes)
		cr_expect_str_eq(result.problem.text, expected, "format %x: %s", (unsigned)written[row].format,
				 result.problem.text);
	else
		cr_expect(strstr(result.problem.text, "are missing") || strstr(result.problem.text, "damaged"),
			  "format %x: %s", (unsigned)written[row].format, result.problem.text);
}

Test(container, what_is_whole_is_read_and_what_is_cut_is_told)
{
	for (size_t row = 0; row < WRITTEN_COUNT; row++) {
		const char *path = scratch_path("written");
		size_t length;
		container_write(path, written[row].format, CHANNELS, FRAMES);
		free(scratch_read(path, &length));
		struct audio_probe result = probe_one(path);
		cr_assert_eq(result.status, STATUS_OK, "format %x: %s", (unsigned)written[row].format,
			     result.problem.text);
		if (written[row].frame_bytes)
			cr_expect_eq(result.properties.frames, FRAMES);
		cr_expect(!result.properties.open_ended);
		static const size_t cuts[] = { 10, 100, 1001, 9000 };
		for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
			container_write(path, written[row].format, CHANNELS, FRAMES);
			cr_assert_eq(truncate(path, (off_t)(length - cuts[c])), 0);
			expect_cut(row, path, length, cuts[c]);
		}
	}
}

/* This header has other bytes at a distance from a word. */
struct damage {
	int format;
	const char *word;
	size_t distance;
	const char *bytes;
	size_t count;
	const char *problem; /* NULL means that there is no problem */
	bool open_ended;
};

#define SOX_MENDS ", or mend it with `sox --ignore-length OLD.wav NEW.wav`"

static const struct damage damages[] = {
	{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "data", 4, "\0\0\0\0", 4,
	  "its header promises 0 frames, and about 10007 more follow; export it again" SOX_MENDS, false },
	{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "data", 4, "\x40\x1f\0\0", 4,
	  "its header promises 2000 frames, and about 8007 more follow; export it again" SOX_MENDS, false },
	{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "data", 4, "\xff\xff\xff\xff", 4, NULL, false },
	{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "data", 4, "\xff\xff\xff\x7f", 4, NULL, false },
	{ SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "ds64", 16, "\0\0\0\0\0\0\0\0", 8,
	  "its header promises 0 frames, and about 10007 more follow; export it again" SOX_MENDS, false },
	{ SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "ds64", 16, "\0\0\0\0\0\0\0\x80", 8,
	  "it ends early: 2305843009213683945 of 2305843009213693952 frames are missing; copy or export it again",
	  false },
	{ SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "ds64", 0, "DS64", 4,
	  "it has no ds64 chunk in front of its sound, so that its length is not known; export it again", false },
	{ SF_FORMAT_W64 | SF_FORMAT_PCM_16, "data", 16, "\x18\0\0\0\0\0\0\0", 8,
	  "its header promises 0 frames, and about 10007 more follow; export it again", false },
	{ SF_FORMAT_W64 | SF_FORMAT_PCM_16, "data", 16, "\xff\xff\xff\xff\xff\xff\xff\xff", 8,
	  "it ends early: 4611686018427377890 of 4611686018427387897 frames are missing; copy or export it again",
	  false },
	{ SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "COMM", 10, "\0\0\x10\0", 4,
	  "its header states two lengths: its COMM chunk says 4096 frames, its SSND chunk 10007; export it again",
	  false },
	{ SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "SSND", 4, "\0\0\x10\x08", 4,
	  "its header states two lengths: its COMM chunk says 10007 frames, its SSND chunk 1024; export it again",
	  false },
	{ SF_FORMAT_AU | SF_FORMAT_PCM_16, ".snd", 8, "\0\0\x10\0", 4,
	  "its header promises 1024 frames, and about 8983 more follow; export it again", false },
	{ SF_FORMAT_AU | SF_FORMAT_PCM_16, ".snd", 8, "\xff\xff\xff\xff", 4, NULL, true },
	{ SF_FORMAT_CAF | SF_FORMAT_PCM_16, "data", 4, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, NULL, true },
	{ SF_FORMAT_CAF | SF_FORMAT_PCM_16, "data", 4, "\0\0\0\0\0\0\x10\x04", 8,
	  "its header promises 1024 frames, and about 8983 more follow; export it again", false },
	{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "fLaC", 22, "\0\0\x10\0", 4,
	  "it holds 10007 frames, and its header declares 4096; decode it and encode it again", false },
	{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "fLaC", 22, "\0\0\x27\x18", 4,
	  "it ends early: 1 of 10008 frames are missing; copy or export it again", false },
	{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "fLaC", 22, "\0\0\0\0", 4, NULL, false },
};

Test(container, lengths_that_are_not_those_of_the_file)
{
	for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
		const struct damage *row = &damages[i];
		const char *path = scratch_path("damaged");
		container_write(path, row->format, CHANNELS, FRAMES);
		container_patch(path, container_find(path, row->word) + row->distance, row->bytes, row->count);
		struct audio_probe result = probe_one(path);
		cr_expect_eq(result.status, row->problem ? STATUS_BAD_SOURCE : STATUS_OK, "row %zu: %s", i,
			     result.problem.text);
		if (row->problem)
			cr_expect_str_eq(result.problem.text, row->problem, "row %zu", i);
		else
			cr_expect_eq(result.properties.frames, FRAMES, "row %zu: %" PRIu64, i,
				     result.properties.frames);
		cr_expect_eq(result.status == STATUS_OK && result.properties.open_ended, row->open_ended, "row %zu", i);
	}
}

/* The file was written into a pipe, so neither word states the length. When one of them does, a cut is found. */
Test(container, a_wav_from_a_pipe_is_read_to_its_end)
{
	static const uint32_t marks[][2] = {
		{ 0xffffffff, 0xffffffff }, { 0x7ffff024, 0x7ffff000 }, { 0x80000024, 0x80000000 }, { 0, 0xffffffff }
	};
	const char *path = scratch_path("piped.wav");
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		unsigned char word[4];
		container_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, CHANNELS, FRAMES);
		wave_put(word, marks[i][0], 4);
		container_patch(path, 4, word, 4);
		wave_put(word, marks[i][1], 4);
		container_patch(path, 40, word, 4);
		struct audio_probe result = probe_one(path);
		cr_assert_eq(result.status, STATUS_OK, "row %zu: %s", i, result.problem.text);
		cr_expect_eq(result.properties.frames, FRAMES);
		cr_expect(result.properties.open_ended, "row %zu", i);
	}
	container_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, CHANNELS, FRAMES);
	container_patch(path, 40, "\xff\xff\xff\xff", 4);
	cr_assert_eq(truncate(path, WAVE_HEADER_BYTES + 4 * 7), 0);
	cr_expect_str_eq(probe_one(path).problem.text,
			 "it ends early: 10000 of 10007 frames are missing; copy or export it again");
}

/* These bytes may follow the sound, or must not. */
Test(container, what_follows_the_sound)
{
	static const unsigned char zeros[5000];
	unsigned char tag[128] = "TAGsong";
	int32_t noise[100];
	container_noise(noise, 100);
	struct container_bytes list = { 0 }, junk = { 0 };
	container_add_chunk(&list, "LIST", "INFOIART\x04\0\0\0me\0\0", 16);
	container_add_chunk(&list, "id3 ", "x", 1);
	container_add(&junk, noise, sizeof noise);
	const struct {
		const char *what;
		const void *bytes;
		size_t count;
		bool passes;
	} rows[] = { { "chunks", list.bytes, list.length, true },
		     { "a chunk without its padding", list.bytes, list.length - 1, true },
		     { "a player's tag", tag, sizeof tag, true },
		     { "silence", zeros, sizeof zeros, true },
		     { "a few bytes", noise, 7, true },
		     { "sound", junk.bytes, junk.length, false } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *path = scratch_path("followed.wav");
		size_t length;
		container_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, CHANNELS, FRAMES);
		struct container_bytes file = { 0 };
		file.bytes = scratch_read(path, &length);
		file.length = length;
		container_add(&file, rows[i].bytes, rows[i].count);
		scratch_write(path, file.bytes, file.length);
		struct audio_probe result = probe_one(path);
		cr_expect_eq(result.status == STATUS_OK, rows[i].passes, "%s: %s", rows[i].what, result.problem.text);
		if (result.status == STATUS_OK)
			cr_expect_eq(result.properties.frames, FRAMES, "%s", rows[i].what);
		free(file.bytes);
	}
	free(list.bytes);
	free(junk.bytes);
}

/* The file has 4 GiB and a second, most of it a hole. Both words have wrapped, as writers without RF64 leave them. */
Test(container, lengths_that_have_wrapped_at_4_gib)
{
	const uint64_t sound = (UINT64_C(1) << 32) + 192000;
	const char *path = scratch_path("long");
	struct wave_shape shape = { WAVE_TAG_PCM, 2, 48000, 16, (uint32_t)sound };
	wave_write(path, &shape, "", 0);
	if (truncate(path, (off_t)(WAVE_HEADER_BYTES + sound)) != 0)
		cr_skip_test("no file of 4 GiB can be made here");
	struct audio_probe result = probe_one(path);
	cr_expect_str_eq(result.problem.text,
			 "its length has wrapped at 4 GiB: its header promises 48000 frames, and about 1073741824 more "
			 "follow; export it as RF64 or W64, or mend it with `sox --ignore-length OLD.wav NEW.w64`");
	container_write(path, SF_FORMAT_AIFF | SF_FORMAT_PCM_16, CHANNELS, FRAMES);
	const size_t format = container_find(path, "COMM"), data = container_find(path, "SSND");
	container_patch(path, format + 10, "\x40\0\xbb\x80", 4);
	container_patch(path, data + 4, "\0\x02\xee\x08", 4);
	cr_assert_eq(truncate(path, (off_t)(data + 16 + sound)), 0);
	cr_expect_str_eq(
		probe_one(path).problem.text,
		"its length has wrapped at 4 GiB: its COMM chunk says 1073789824 frames, its SSND chunk 48000; "
		"export it as RF64 or W64");
}

static int32_t noise[FRAMES * CHANNELS];

/* Writes a BW64 of integers, with chunks before and after the sound. */
static void write_bw64(const char *path, unsigned bits, bool with_chunks, unsigned table_length)
{
	enum { FORMAT_BYTES = 16, LENGTHS_BYTES = 28, TABLE_ROW_BYTES = 12 };
	static const char axml[] = "<ebuCoreMain><coreMetadata/></ebuCoreMain>", chna[44] = { 1 };
	const unsigned frame_bytes = CHANNELS * bits / 8;
	unsigned char head[LENGTHS_BYTES + 4 * TABLE_ROW_BYTES] = { 0 }, format[FORMAT_BYTES];
	struct container_bytes file = { 0 };
	const size_t sound = (size_t)FRAMES * frame_bytes;
	container_add(&file, "BW64\xff\xff\xff\xffWAVE", 12);
	wave_put(head + 8, (uint32_t)sound, 4);
	wave_put(head + 16, FRAMES, 4);
	wave_put(head + 24, table_length, 4);
	for (unsigned i = 0; i < table_length; i++)
		memcpy(head + LENGTHS_BYTES + i * TABLE_ROW_BYTES, "big1\0\0\0\0\1\0\0", TABLE_ROW_BYTES);
	container_add_chunk(&file, "ds64", head, LENGTHS_BYTES + table_length * TABLE_ROW_BYTES);
	if (with_chunks) {
		container_add_chunk(&file, "JUNK", chna, 33);
		container_add_chunk(&file, "axml", axml, 41); /* its length is odd */
		container_add_chunk(&file, "chna", chna, sizeof chna);
	}
	wave_put(format, WAVE_TAG_PCM | CHANNELS << 16, 4);
	wave_put(format + 4, 48000, 4);
	wave_put(format + 8, 48000 * frame_bytes, 4);
	wave_put(format + 12, frame_bytes | bits << 16, 4);
	container_add_chunk(&file, "fmt ", format, FORMAT_BYTES);
	container_add(&file, "data\xff\xff\xff\xff", 8);
	for (size_t i = 0; i < (size_t)FRAMES * CHANNELS; i++)
		container_add_number(&file, (uint32_t)noise[i] >> (32 - bits), bits / 8);
	if (with_chunks) {
		container_add_chunk(&file, "axml", axml, sizeof axml);
		container_add_chunk(&file, "chna", chna, sizeof chna);
	}
	wave_put(file.bytes + 20, (uint32_t)file.length - 8, 4);
	scratch_write(path, file.bytes, file.length);
	free(file.bytes);
}

/* Checks that the probe and a source read the file, and that it holds the noise, cut to `bits`. */
static void expect_noise(const char *path, unsigned bits)
{
	struct audio_probe probe = probe_one(path);
	cr_assert_eq(probe.status, STATUS_OK, "%s", probe.problem.text);
	cr_assert_eq(probe.properties.frames, FRAMES);
	cr_expect_eq(probe.properties.bits, bits);
	const struct audio_source_options options = { .expected = &probe.properties };
	struct source *source;
	struct problem problem;
	cr_assert_eq(audio_source_open(path, &options, &source, &problem), STATUS_OK, "%s", problem.text);
	cr_assert_eq(source->frames, FRAMES);
	static double left[FRAMES], right[FRAMES];
	double *const columns[] = { left, right };
	cr_assert_eq(source->read(source, columns, FRAMES), STATUS_OK, "%s", source->problem);
	for (size_t i = 0; i < FRAMES; i++) {
		const int32_t *at = &noise[i * CHANNELS];
		cr_assert_eq(left[i], (double)(at[0] >> (32 - bits)) / (double)(1u << (bits - 1)), "frame %zu", i);
		cr_assert_eq(right[i], (double)(at[1] >> (32 - bits)) / (double)(1u << (bits - 1)), "frame %zu", i);
	}
	source->free(source);
}

Test(container, bw64)
{
	container_noise(noise, FRAMES * CHANNELS);
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("bw64.wav"));
	for (unsigned bits = 16; bits <= 24; bits += 8)
		for (unsigned table_length = 0; table_length <= 4; table_length += 4)
			for (int with_chunks = 0; with_chunks <= 1; with_chunks++) {
				write_bw64(path, bits, with_chunks, table_length);
				expect_noise(path, bits);
			}
	/* The same bytes have the name that libsndfile knows. */
	container_patch(path, 0, "RF64", 4);
	expect_noise(path, 24);
	write_bw64(path, 16, false, 0);
	cr_assert_eq(truncate(path, 80 + 4 * 1007), 0);
	cr_expect_str_eq(probe_one(path).problem.text,
			 "it ends early: 9000 of 10007 frames are missing; copy or export it again");
	/* The file is short enough for the lengths of a WAV. */
	struct wave_shape shape = { WAVE_TAG_PCM, CHANNELS, 48000, 16, FRAMES * CHANNELS * 2 };
	struct container_bytes sound = { 0 };
	for (size_t i = 0; i < (size_t)FRAMES * CHANNELS; i++)
		container_add_number(&sound, (uint32_t)noise[i] >> 16, 2);
	wave_write(path, &shape, sound.bytes, sound.length);
	container_patch(path, 0, "BW64", 4);
	expect_noise(path, 16);
	free(sound.bytes);
}

/* Encoders that cannot go back write such a file: it has no length, no sizes of frames and no digest. */
static void forget_length(const char *path)
{
	static const unsigned char none[16];
	const size_t start = container_find(path, "fLaC");
	size_t length;
	unsigned char *bytes = scratch_read(path, &length);
	bytes[start + 21] &= 0xf0;
	scratch_write(path, bytes, length);
	free(bytes);
	container_patch(path, start + 12, none, 6);
	container_patch(path, start + 22, none, 4);
	container_patch(path, start + 26, none, 16);
}

Test(container, a_flac_without_a_length)
{
	static const size_t lengths[] = { 1, 100, 4095, 4096, 4097, 8192, FRAMES };
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("streamed.flac"));
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		for (unsigned channels = 1; channels <= 8; channels += 7) {
			container_write(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, channels, lengths[i]);
			forget_length(path);
			struct audio_probe result = probe_one(path);
			cr_assert_eq(result.status, STATUS_OK, "%s", result.problem.text);
			cr_expect_eq(result.properties.frames, lengths[i]);
		}
	container_noise(noise, FRAMES * CHANNELS);
	container_write(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, CHANNELS, FRAMES);
	forget_length(path);
	expect_noise(path, 24);
	size_t length;
	free(scratch_read(path, &length));
	cr_assert_eq(truncate(path, (off_t)length - 5), 0);
	cr_expect_str_eq(probe_one(path).problem.text,
			 "it declares no length, and its last frame is cut off; copy or encode it again");
}

/* The depth of a FLAC is five bits in its first block, less one: byte 12 has the first, and byte 13 the others. */
Test(container, a_flac_of_bits_that_the_library_does_not_decode)
{
	static const struct {
		unsigned bits;
		const char *remedy; /* NULL means that it is taken */
	} rows[] = { { 4, "FLAC of 16 bits" },  { 12, "FLAC of 16 bits" },
		     { 15, "FLAC of 16 bits" }, { 16, NULL },
		     { 20, "FLAC of 24 bits" }, { 24, NULL },
		     { 32, "FLAC of 24 bits" } };
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("deep.flac"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		container_write(path, SF_FORMAT_FLAC | (rows[i].bits == 16 ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24),
				CHANNELS, FRAMES);
		size_t length;
		unsigned char *bytes = scratch_read(path, &length), *info = bytes + container_find(path, "fLaC") + 8;
		info[12] = (unsigned char)((info[12] & 0xfe) | (rows[i].bits - 1) >> 4);
		info[13] = (unsigned char)((info[13] & 0x0f) | (rows[i].bits - 1) << 4);
		scratch_write(path, bytes, length);
		free(bytes);
		const struct audio_probe result = probe_one(path);
		cr_expect_eq(result.status, rows[i].remedy ? STATUS_BAD_SOURCE : STATUS_OK, "%u: %s", rows[i].bits,
			     result.problem.text);
		char start[64];
		snprintf(start, sizeof start, "it is a FLAC of %u bits; 8, 16 and 24 are taken: ", rows[i].bits);
		if (rows[i].remedy)
			cr_expect(strstr(result.problem.text, start) == result.problem.text &&
					  strstr(result.problem.text, rows[i].remedy),
				  "%s", result.problem.text);
	}
}

/* SoX writes such a file from a pipe into a pipe, and mends a WAV as the message says. */
Test(container, by_sox)
{
	if (system("command -v sox >/dev/null 2>&1") != 0)
		cr_skip_test("sox is not installed");
	char command[2048];
	const char *wav = scratch_path("noise.wav"), *flac = scratch_path("piped.flac");
	container_write(wav, SF_FORMAT_WAV | SF_FORMAT_PCM_24, CHANNELS, FRAMES);
	snprintf(command, sizeof command,
		 "sox '%s' -t raw - | cat | sox -t raw -r 48000 -b 24 -e signed -c 2 - -t flac - 2>/dev/null | cat "
		 ">'%s'",
		 wav, flac);
	cr_assert_eq(system(command), 0);
	container_noise(noise, FRAMES * CHANNELS);
	expect_noise(flac, 24);
	container_patch(wav, container_find(wav, "data") + 4, "\0\0\0\0", 4);
	cr_expect_eq(probe_one(wav).status, STATUS_BAD_SOURCE);
	const char *mended = scratch_path("mended.wav");
	snprintf(command, sizeof command, "sox -D --ignore-length '%s' '%s' 2>/dev/null", wav, mended);
	cr_assert_eq(system(command), 0);
	expect_noise(mended, 24);
}
