/* Tests what must not change a bit of the clips: blocks, threads, kernels, cuts, the time, few open files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/clips/clip_files.h"

#include "base/text.h"
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

static void setup(void)
{
	scratch_make();
	clip_files_write();
}

TestSuite(clip_bits, .init = setup, .fini = scratch_remove, .timeout = 120);

#define HEAD "version: 1\nsession: { sample_rate: 48 kHz, length: 4 s, tail: none }\ntracks:\n"
#define TAIL "outputs: { o: {} }\nprint: { directory: %s, format: { encoding: float64 }, mixes: { mix: {} } }\n"

/* Clips of every kind that begin and end anywhere; all of them are late by `late` frames. */
static void write_session(struct text *yaml, unsigned late, const char *folder)
{
	static const char *const clips[] = {
		"file: tone.wav, rate: 1.37, loop: 90001 samples, to: 20011 samples",
		"file: tone.wav, rate: 0.61, reverse: yes, from: 0.3 s, fade_in: { length: 0.2 s, shape: s-curve }",
		"file: tone.wav, from: 1 s, to: 2.5 s, fade_out: { length: 1 s, shape: exponential }",
		"file: tone.wav, reverse: yes, loop: 2 s, from: 0.7 s, to: 1.1 s, mode: swapped",
		"file: stereo.wav, reverse: yes, gain: -3 dB",
		"file: stereo.flac, from: 0.2 s, to: 1.3 s, loop: 3 s, mode: mono",
		"file: stereo.flac, reverse: yes, from: 0.1 s",
		"file: stereo.ogg, from: 0.5 s, to: 0.9 s, loop: 2 s",
		"file: mono.wav, rate: 3.3, polarity: inverted",
		"file: mono.wav, to: 7 samples, loop: 1 s, fade_in: 0.3 s",
	};
	text_append(yaml, HEAD);
	for (unsigned track = 0; track < 3; track++) {
		text_append(yaml, "  t%u:\n    clips:\n", track);
		for (unsigned i = 0; i < 20; i++)
			text_append(yaml, "      - { at: %u samples, %s }\n", late + i * 4999 + track * 17,
				    clips[(i * 7 + track) % (sizeof clips / sizeof *clips)]);
	}
	text_append(yaml, TAIL, folder);
}

static void write_compressed(void)
{
	struct sound stereo = sound_read(scratch_path("stereo.wav"));
	sound_write(scratch_path("stereo.flac"), &stereo, SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
	sound_write(scratch_path("stereo.ogg"), &stereo, SF_FORMAT_OGG | SF_FORMAT_VORBIS);
	sound_release(&stereo);
}

Test(clip_bits, do_not_depend_on_blocks_threads_and_kernels)
{
	static const char *const options[][2] = { { NULL, NULL },      { "--block", "3" },     { "--block", "7" },
						  { "--block", "64" }, { "--block", "65536" }, { "--jobs", "1" },
						  { "--jobs", "3" },   { "--cpu", "plain" },   { "--cpu", "sse2" } };
	uint64_t expected = 0;
	struct text yaml = { 0 };
	write_compressed();
	write_session(&yaml, 0, "out");
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		clip_render("session.yaml", yaml.bytes, options[i][0], options[i][1]);
		const uint64_t hash = sound_file_hash(scratch_path("out/mix.wav"));
		expected = i == 0 ? hash : expected;
		cr_expect_eq(hash, expected, "%s %s", options[i][0], options[i][1]);
	}
	text_release(&yaml);
}

Test(clip_bits, do_not_depend_on_the_time)
{
	enum { LATE = 12345 };
	struct text early = { 0 }, late = { 0 };
	write_compressed();
	write_session(&early, 0, "early");
	write_session(&late, LATE, "late");
	clip_render("early.yaml", early.bytes, NULL, NULL);
	clip_render("late.yaml", late.bytes, NULL, NULL);
	struct sound one = sound_read(scratch_path("early/mix.wav")), other = sound_read(scratch_path("late/mix.wav"));
	cr_assert_gt(sound_peak(&one), 0.1);
	for (size_t i = 0; i < 2 * (one.frames - LATE); i++)
		cr_assert_eq(one.samples[i], other.samples[i + 2 * LATE], "frame %zu", i / 2);
	sound_release(&one);
	sound_release(&other);
	text_release(&early);
	text_release(&late);
}

/* Cuts a file of so many frames into clips that continue each other. */
static void write_cuts(struct text *yaml, const char *file, unsigned frames, unsigned count)
{
	text_append(yaml, HEAD "  a:\n    clips:\n");
	for (unsigned i = 0; i < count; i++) {
		const unsigned from = (unsigned)((uint64_t)frames * i / count);
		const unsigned to = (unsigned)((uint64_t)frames * (i + 1) / count);
		text_append(yaml, "      - { file: %s, at: %u samples, from: %u samples, to: %u samples }\n", file,
			    from, from, to);
	}
	text_append(yaml, TAIL, "cut");
}

static void expect_uncut(const char *file, unsigned frames, const char *uncut)
{
	struct text yaml = { 0 }, whole = { 0 };
	write_cuts(&yaml, file, frames, 777);
	text_append(&whole, HEAD "  a: { %s }\n" TAIL, uncut, "whole");
	clip_render("cut.yaml", yaml.bytes, NULL, NULL);
	clip_render("whole.yaml", whole.bytes, NULL, NULL);
	cr_expect_eq(sound_file_hash(scratch_path("cut/mix.wav")), sound_file_hash(scratch_path("whole/mix.wav")), "%s",
		     file);
	text_release(&yaml);
	text_release(&whole);
}

Test(clip_bits, do_not_change_at_a_cut)
{
	write_compressed();
	expect_uncut("stereo.wav", NOISE_FRAMES, "source: stereo.wav");
	expect_uncut("stereo.flac", NOISE_FRAMES, "source: stereo.flac");
	expect_uncut("stereo.ogg", NOISE_FRAMES, "source: stereo.ogg");
	expect_uncut("tone.wav", TONE_FRAMES / 147 * 160, "clips: { file: tone.wav }");
}

/* 150 files are open one after the other, and 60 at the same time, but no more than 140 descriptors are allowed. */
Test(clip_bits, need_few_open_files)
{
	struct text yaml = { 0 };
	char path[512];
	text_append(&yaml, HEAD "  a:\n    clips:\n");
	for (unsigned i = 0; i < 150; i++) {
		char name[32];
		struct sound noise = sound_noise(i + 10, 1, 4800, 0.01);
		snprintf(name, sizeof name, "f%u.wav", i);
		noise.rate = NOISE_RATE;
		sound_write(scratch_path(name), &noise, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
		sound_release(&noise);
		text_append(&yaml, "      - { file: %s, at: %u samples }\n", name, i < 60 ? i : i * 1000);
	}
	text_append(&yaml, TAIL, "few");
	snprintf(path, sizeof path, "%s", scratch_path("few.yaml"));
	scratch_write(path, yaml.bytes, strlen(yaml.bytes));
	struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "-q", path), .open_files = 140 };
	struct program_run run = program_run(&call);
	cr_expect_eq(run.code, 0, "%s", run.err);
	program_release(&run);
	struct sound few = sound_read(scratch_path("few/mix.wav"));
	struct sound first = sound_read(scratch_path("f70.wav"));
	for (size_t i = 0; i < 1000; i++)
		cr_assert_eq(few.samples[few.channels * (70000 + i)] != 0.0, true);
	sound_release(&few);
	sound_release(&first);
	text_release(&yaml);
}

Test(clip_bits, too_many_at_once_are_refused)
{
	struct text yaml = { 0 };
	char path[512];
	text_append(&yaml, HEAD "  a:\n    clips:\n");
	for (unsigned i = 0; i < 257; i++)
		text_append(&yaml, "      - { file: mono.wav, reverse: yes }\n");
	text_append(&yaml, TAIL, "many");
	snprintf(path, sizeof path, "%s", scratch_path("many.yaml"));
	scratch_write(path, yaml.bytes, strlen(yaml.bytes));
	struct program_run run = program_expect(6, PROGRAM_ARGUMENTS("render", "-q", path));
	cr_expect(strstr(run.err, "257 clips of a track sound at once, and 256 may"), "%s", run.err);
	program_release(&run);
	text_release(&yaml);
}
