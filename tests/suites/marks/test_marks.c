/* Tests marks through the whole program: files, regions, samples, the length of the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

TestSuite(marks, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

static void render(const char *name, const char *yaml, const char *const *options)
{
	char path[512];
	const char *arguments[16] = { "render", "-q" };
	size_t count = 2;
	snprintf(path, sizeof path, "%s", scratch_path(name));
	scratch_write(path, yaml, strlen(yaml));
	while (options && *options)
		arguments[count++] = *options++;
	arguments[count++] = path;
	arguments[count] = NULL;
	struct program_run run = program_expect(0, arguments);
	program_release(&run);
}

static const char all_marks[] =
	"version: 1\n"
	"session:\n"
	"  sample_rate: 44.1 kHz\n"
	"  tail: none\n"
	"  tempo: [ { tempo: 131 bpm }, { at: 3|1, tempo: 131 bpm, ramp: time, metre: 7/8 }, { at: 6|1, tempo: 67 bpm "
	"} ]\n"
	"tracks:\n"
	"  noise: { source: { generate: white-noise, length: 9 s } }\n"
	"  marks:\n"
	"    source:\n"
	"      - { generate: count-in, before: 3|1, bars: 2, half_time: yes }\n"
	"      - { generate: click, start: 3|1, subdivisions: 3 }\n"
	"      - { generate: ltc, frame_rate: 29.97-drop, timecode: 00:00:58:00 }\n"
	"      - { generate: pop, frame_rate: 25, first: 3 s, last: 5 s }\n"
	"outputs: { o: {} }\n"
	"print: { directory: out, format: { encoding: float64 }, mixes: { mix: {} }, taps: { marks: marks.input } }\n";

/* The bytes are the same for all threads and blocks, and those of a range are those of the whole. */
Test(marks, have_the_same_bits_in_every_run)
{
	char one[512], many[512], odd[512], range[512];
	snprintf(one, sizeof one, "%s", scratch_path("one"));
	snprintf(many, sizeof many, "%s", scratch_path("many"));
	snprintf(odd, sizeof odd, "%s", scratch_path("odd"));
	snprintf(range, sizeof range, "%s", scratch_path("range"));
	render("a.yaml", all_marks, PROGRAM_ARGUMENTS("-j", "1", "-d", one));
	render("a.yaml", all_marks, PROGRAM_ARGUMENTS("-j", "2", "--block", "4096", "-d", many));
	render("a.yaml", all_marks, PROGRAM_ARGUMENTS("--block", "77", "-d", odd));
	render("a.yaml", all_marks,
	       PROGRAM_ARGUMENTS("--from", "100000 samples", "--to", "250001 samples", "-d", range));
	const uint64_t hash = sound_file_hash(scratch_path("one/taps/marks.wav"));
	cr_expect_eq(hash, sound_file_hash(scratch_path("many/taps/marks.wav")));
	cr_expect_eq(hash, sound_file_hash(scratch_path("odd/taps/marks.wav")));
	struct sound whole = sound_read(scratch_path("one/taps/marks.wav"));
	struct sound part = sound_read(scratch_path("range/taps/marks.wav"));
	cr_assert_eq(whole.frames, 9 * 44100, "the marks last as long as the noise");
	cr_assert_eq(part.frames, 150001);
	cr_expect(memcmp(part.samples, whole.samples + 100000, part.frames * sizeof(double)) == 0);
	cr_expect_gt(sound_peak(&part), 0.1);
	sound_release(&whole);
	sound_release(&part);
}

/* A sample of another rate is converted and keeps its level: a second of a constant at 44.1 kHz, at 48 kHz. */
Test(marks, play_samples_at_their_level)
{
	static double constant[44100];
	for (size_t i = 0; i < 44100; i++)
		constant[i] = 0.5;
	struct sound sound = { constant, 44100, 1, 44100 };
	sound_write(scratch_path("constant.wav"), &sound, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	render("s.yaml",
	       "version: 1\n"
	       "session: { tempo: 60 bpm, length: 4 s, tail: none }\n"
	       "tracks: { c: { source: { generate: click, sample: constant.wav, level: 0 dB, accent_gain: -6 dB } } }\n"
	       "outputs: { o: { channels: 1 } }\n"
	       "print: { directory: out, format: { encoding: float64 }, mixes: { mix: {} } }\n",
	       NULL);
	struct sound printed = sound_read(scratch_path("out/mix.wav"));
	cr_assert_eq(printed.frames, 192000);
	for (size_t i = 0; i < 4; i++)
		cr_expect_float_eq(printed.samples[i * 48000 + 24000], (i == 0 ? pow(10.0, -0.3) : 1.0) * 0.5, 1e-6,
				   "beat %zu", i);
	sound_release(&printed);
}

/* A sample that is not there is a source that cannot be read. */
Test(marks, tell_of_a_missing_sample)
{
	char path[512];
	static const char yaml[] =
		"version: 1\nsession: { tempo: 60 bpm, length: 4 s }\n"
		"tracks: { c: { source: { generate: click, sample: no.wav } } }\noutputs: { o: {} }\n";
	snprintf(path, sizeof path, "%s", scratch_path("no.yaml"));
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("render", path));
	cr_expect(strstr(run.err, "sample \"no.wav\""), "%s", run.err);
	program_release(&run);
}
