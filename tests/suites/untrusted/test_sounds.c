/* Tests the sounds that untrusted recipes may use: they are decoded in another process, and nothing changes by that.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FRAMES = 100003, CHANNELS = 2, PATH_BYTES = 256 };

TestSuite(untrusted_sounds, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 300);

static const struct {
	const char *name;
	int format, rate;
	bool taken;
} kinds[] = {
	{ "w16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, true },
	{ "w24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48000, true },
	{ "w32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 48000, true },
	{ "w8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 48000, true },
	{ "x24.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 44100, true },
	{ "a16.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 48000, true },
	{ "a24.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 48000, true },
	{ "sowt.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, 96000, true },
	{ "f16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, true },
	{ "f24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 44100, true },
	{ "float.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, false },
	{ "ulaw.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 48000, false },
	{ "adpcm.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 48000, false },
	{ "float.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 48000, false },
	{ "rf64.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 48000, false },
	{ "w64.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 48000, false },
	{ "caf.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 48000, false },
	{ "au.au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 48000, false },
	{ "ogg.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 48000, false },
};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static void write_kind(size_t kind)
{
	static double samples[FRAMES * CHANNELS];
	uint32_t state = (uint32_t)kind + 1;
	for (size_t i = 0; i < FRAMES * CHANNELS; i++) {
		state = state * 1664525U + 1013904223U;
		samples[i] = (double)(int32_t)state * 0x1p-35;
	}
	SF_INFO info = { .samplerate = kinds[kind].rate, .channels = CHANNELS, .format = kinds[kind].format };
	SNDFILE *file = sf_open(scratch_path(kinds[kind].name), SFM_WRITE, &info);
	cr_assert_not_null(file, "%s", kinds[kind].name);
	cr_assert_eq(sf_writef_double(file, samples, FRAMES), FRAMES);
	cr_assert_eq(sf_close(file), 0);
}

/* Every kind is a track; one plays clips of two files, out of order, and one hears a file as its response. */
static const char *write_song(void)
{
	static const char tail[] =
		"  clips:\n    clips:\n"
		"      - { file: w24.wav, at: 0.5 s, from: 1.2 s, to: 1.6 s }\n"
		"      - { file: f16.flac, at: 1 s, from: 0.3 s, to: 0.7 s }\n"
		"      - { file: w24.wav, at: 1.5 s, from: 0.1 s, to: 0.5 s, rate: 1.01 }\n"
		"  room: { source: w16.wav, inserts: [ convolver: { file: a24.aiff } ], fader: -40 dB }\n"
		"outputs: { master: { channels: 2 } }\n"
		"print: { directory: out, format: { encoding: pcm24 } }\n";
	char text[8192] = "version: 1\nsession: { sample_rate: 48000, tail: none }\ntracks:\n";
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (kinds[i].taken)
			snprintf(text + strlen(text), sizeof text - strlen(text),
				 "  t%zu: { source: { file: %s, start: %zu ms } }\n", i, kinds[i].name, 10 * i);
	snprintf(text + strlen(text), sizeof text - strlen(text), "%s", tail);
	scratch_write(scratch_path("song.yaml"), text, strlen(text));
	return scratch_path("song.yaml");
}

Test(untrusted_sounds, the_bytes_are_those_of_a_trusted_render)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (kinds[i].taken)
			write_kind(i);
	const char *song = write_song();
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", song));
	const uint64_t trusted = sound_file_hash(scratch_path("out/master.wav"));
	program_release(&run);
	static const char *const jobs[] = { "-j1", "-j2", "-j3" }, *const blocks[] = { "1000", "64", "65536" };
	for (size_t i = 0; i < 3; i++) {
		remove(scratch_path("out/master.wav"));
		run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--force", "--untrusted", jobs[i], "--block",
							  blocks[i], song));
		cr_expect_eq(sound_file_hash(scratch_path("out/master.wav")), trusted, "%s", jobs[i]);
		program_release(&run);
	}
}

static struct program_run run_on(const char *command, const char *option, const char *first, const char *second)
{
	return program_run(
		&(struct program_call){ .arguments = PROGRAM_ARGUMENTS(command, "-j2", option, first, second) });
}

Test(untrusted_sounds, reports_of_files_are_the_same)
{
	static const char *const commands[] = { "loudness", "quality", "null" };
	char first[PATH_BYTES], second[PATH_BYTES];
	write_kind(1);
	write_kind(8);
	snprintf(first, sizeof first, "%s", scratch_path(kinds[1].name));
	snprintf(second, sizeof second, "%s", scratch_path(kinds[8].name));
	for (size_t i = 0; i < 3; i++) {
		struct program_run trusted = run_on(commands[i], "--force", first, second);
		struct program_run untrusted = run_on(commands[i], "--untrusted", first, second);
		cr_expect_eq(trusted.code, untrusted.code, "%s: %s", commands[i], untrusted.err);
		cr_expect_str_eq(trusted.out, untrusted.out, "%s", commands[i]);
		program_release(&trusted);
		program_release(&untrusted);
	}
}

Test(untrusted_sounds, other_kinds_are_refused)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		char text[512];
		if (kinds[i].taken)
			continue;
		write_kind(i);
		snprintf(text, sizeof text, "version: 1\ntracks: { a: { source: %s } }\noutputs: { master: }\n",
			 kinds[i].name);
		scratch_write(scratch_path("song.yaml"), text, strlen(text));
		struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", scratch_path("song.yaml")));
		program_release(&run);
		run = program_expect(4, PROGRAM_ARGUMENTS("check", "--untrusted", scratch_path("song.yaml")));
		cr_expect_not_null(
			strstr(run.err, "untrusted recipes may use WAV, AIFF and FLAC with PCM of 8 to 32 bits"),
			"%s: %s", kinds[i].name, run.err);
		program_release(&run);
	}
}

/* FLAC whose frames are damaged passes the probe; the decoder finds it in the other process. */
Test(untrusted_sounds, a_damaged_sound_is_told_like_a_trusted_one)
{
	size_t length;
	write_kind(8);
	unsigned char *bytes = scratch_read(scratch_path(kinds[8].name), &length);
	for (size_t i = length / 2; i < length / 2 + 4096; i++)
		bytes[i] ^= 0x5a;
	scratch_write(scratch_path(kinds[8].name), bytes, length);
	free(bytes);
	static const char song[] = "version: 1\ntracks: { a: { source: f16.flac } }\noutputs: { master: }\n";
	scratch_write(scratch_path("song.yaml"), song, strlen(song));
	struct program_run trusted = program_run(
		&(struct program_call){ .arguments = PROGRAM_ARGUMENTS("render", "-q", scratch_path("song.yaml")) });
	struct program_run untrusted = program_run(&(struct program_call){
		.arguments = PROGRAM_ARGUMENTS("render", "-q", "--force", "--untrusted", scratch_path("song.yaml")) });
	cr_expect_eq(trusted.code, untrusted.code);
	cr_expect_str_eq(trusted.err, untrusted.err);
	program_release(&trusted);
	program_release(&untrusted);
}

/* A thousand files, of which each tenth is damaged, are all told about within three seconds. */
Test(untrusted_sounds, all_files_together_take_less_than_three_seconds)
{
	enum { COUNT = 1000, WAVE_BYTES = 144 };
	unsigned char bytes[WAVE_BYTES] = { 0 };
	const struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 16, 100 };
	struct text text = { 0 };
	text_append(&text, "version: 1\noutputs: { master: }\ntracks:\n");
	wave_header(&shape, bytes);
	for (size_t i = 0; i < COUNT; i++) {
		char name[32];
		snprintf(name, sizeof name, "s%zu.wav", i);
		bytes[20] = i % 10 == 3 ? 99 : 1; /* the format of the samples */
		scratch_write(scratch_path(name), bytes, sizeof bytes);
		text_append(&text, "  t%zu: { source: s%zu.wav }\n", i, i);
	}
	scratch_write(scratch_path("song.yaml"), text.bytes, text.length);
	text_release(&text);
	struct timespec start, end;
	clock_gettime(CLOCK_MONOTONIC, &start);
	struct program_run run =
		program_expect(4, PROGRAM_ARGUMENTS("check", "--untrusted", scratch_path("song.yaml")));
	clock_gettime(CLOCK_MONOTONIC, &end);
	cr_expect_leq(end.tv_sec - start.tv_sec, 3);
	size_t told = 0;
	for (const char *at = run.err; (at = strstr(at, "error: source \"s")); at++)
		told++;
	cr_expect_eq(told, COUNT / 10);
	program_release(&run);
}
