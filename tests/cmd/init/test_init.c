/* stemprint tests: `stemprint init` makes recipes that render at once.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 48000 };

/* Makes the folder "song", and changes into the folder above it. */
static void make(void)
{
	scratch_make();
	cr_assert_eq(chdir(scratch_path(".")), 0);
	cr_assert_eq(mkdir("song", 0700), 0);
}

static void leave(void)
{
	cr_assert_eq(chdir("/"), 0);
	scratch_remove();
}

TestSuite(init, .init = make, .fini = leave);

/* Noise of a file of its own; seed 0 is silence. */
static void write_noise(const char *path, uint64_t seed, unsigned channels, double peak)
{
	struct sound sound = sound_noise(seed + 1, channels, FRAMES, seed == 0 ? 0.0 : peak);
	sound_write(path, &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
}

static char *read_text(const char *path)
{
	size_t length;
	unsigned char *bytes = scratch_read(path, &length);
	char *text = calloc(length + 1, 1);
	memcpy(text, bytes, length);
	free(bytes);
	return text;
}

static double number_of(const json_t *file, const char *key)
{
	return json_real_value(json_object_get(json_object_get(file, "loudness"), key));
}

/* Renders the recipe, with no warning, all verdicts passed and a proof. The mix has the loudness that `init` means. */
static void render_and_judge(const char *recipe, size_t stems)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--json", "-", recipe));
	cr_expect_str_empty(run.err);
	json_t *report = json_loads(run.out, 0, NULL);
	const json_t *files = json_object_get(report, "files"), *proofs = json_object_get(report, "null");
	const json_t *mix = json_array_get(files, 0);
	cr_expect_eq(json_array_size(files), stems + 1);
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(proofs, 0), "verdict")), "pass");
	const double loudness = number_of(mix, "integrated"), peak = number_of(mix, "true_peak");
	cr_expect(peak <= -0.9, "%f dBTP", peak);
	cr_expect(fabs(loudness + 18.0) < 0.2 || (loudness < -18.0 && peak > -1.3), "%f LUFS, %f dBTP", loudness, peak);
	json_decref(report);
	program_release(&run);
}

static void expect_text(const char *text, const char *part)
{
	cr_expect_not_null(strstr(text, part), "\"%s\" is missing in:\n%s", part, text);
}

Test(init, makes_a_recipe_that_renders_at_once)
{
	struct sound both = sound_noise(77, 2, FRAMES, 0.3);
	write_noise("song/01_KickIn.wav", 1, 1, 0.9);
	write_noise("song/02_Snare.wav", 2, 1, 0.02);
	write_noise("song/03_Bass DI.wav", 3, 1, 0.3);
	write_noise("song/04_Gtr.L.wav", 4, 1, 0.3);
	write_noise("song/04_Gtr.R.wav", 5, 1, 0.3);
	write_noise("song/05_Rhodes.wav", 6, 2, 0.5);
	write_noise("song/06_Lead Vox.wav", 7, 1, 0.2);
	write_noise("song/06_Lead Vox take 2.wav", 8, 1, 0.2);
	write_noise("song/07 what: \"it\" #1.wav", 9, 1, 0.2);
	write_noise("song/08_Toms.wav", 0, 1, 0.2);
	write_noise("song/09_Full Mix.wav", 10, 2, 0.2);
	write_noise("song/10_Bass copy.wav", 3, 1, 0.3);
	for (size_t i = 0; i < FRAMES; i++)
		both.samples[2 * i + 1] = both.samples[2 * i];
	sound_write("song/11_OH.wav", &both, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&both);
	scratch_write("song/12_Broken.wav", "RIFF\0\0\0\0WAVE", 12);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "song"));
	expect_text(run.err, "\"12_Broken.wav\" is left out: ");
	expect_text(run.out, "song/song.yaml: 8 tracks from 14 files\n");
	program_release(&run);
	char *recipe = read_text("song/song.yaml");
	expect_text(recipe, "  kick-in: # kick: its name says \"kick\"; mono, 0:01.0");
	expect_text(recipe, "    source: { pair: [\"04_Gtr.L.wav\", \"04_Gtr.R.wav\"] }\n");
	expect_text(recipe, "    source: { file: \"11_OH.wav\", channels: 1 }\n");
	expect_text(recipe, "    source: \"07 what: \\\"it\\\" #1.wav\"\n");
	expect_text(recipe, "  what-it-1: # not known: ");
	expect_text(recipe,
		    "\"06_Lead Vox take 2.wav\", output: lead-bus } # it is another take of \"06_Lead Vox.wav\"\n");
	expect_text(recipe,
		    "\"10_Bass copy.wav\", output: bass-bus } # it has the same samples as \"03_Bass DI.wav\"\n");
	expect_text(recipe, "\"08_Toms.wav\", output: drum-bus } # it is silent\n");
	expect_text(recipe, "\"09_Full Mix.wav\" } # its name says that it is a mix: \"full mix\"\n");
	free(recipe);
	render_and_judge("song/song.yaml", 6);
}

/* The prints of a render are no tracks of the next recipe. */
Test(init, does_not_find_prints)
{
	write_noise("song/Kick.wav", 1, 1, 0.5);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "-q", "song"));
	program_release(&run);
	render_and_judge("song/song.yaml", 1);
	run = program_expect(0, PROGRAM_ARGUMENTS("init", "song", "-o", "again.yaml"));
	expect_text(run.out, "again.yaml: 1 track from 1 file\n");
	program_release(&run);
	char *recipe = read_text("again.yaml");
	expect_text(recipe, "    source: song/Kick.wav\n");
	free(recipe);
	render_and_judge("again.yaml", 1);
}

Test(init, never_replaces_a_file)
{
	write_noise("song/Kick.wav", 1, 1, 0.5);
	scratch_write("song/song.yaml", "version: 1\n", 11);
	struct program_run run = program_expect(5, PROGRAM_ARGUMENTS("init", "song"));
	expect_text(run.err, "\"song/song.yaml\": `init` did not write this file, and never replaces it; name another "
			     "file with -o FILE");
	program_release(&run);
	run = program_expect(5, PROGRAM_ARGUMENTS("init", "--force", "song"));
	program_release(&run);
	run = program_expect(5, PROGRAM_ARGUMENTS("init", "--force", "song", "-o", "song/Kick.wav"));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("init", "-q", "song", "-o", "own.yaml"));
	cr_expect_str_empty(run.out);
	program_release(&run);
	run = program_expect(5, PROGRAM_ARGUMENTS("init", "song", "-o", "own.yaml"));
	expect_text(run.err,
		    "this recipe is there already; name another file with -o FILE, or replace it with --force");
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("init", "--force", "song", "-o", "own.yaml"));
	program_release(&run);
	run = program_expect(5, PROGRAM_ARGUMENTS("init", "song", "-o", "nowhere/own.yaml"));
	expect_text(run.err, "its folder cannot be found");
	program_release(&run);
}

/* The order of a folder depends on the disk, and that of arguments on the person. */
Test(init, gives_the_same_bytes_for_the_same_files)
{
	write_noise("song/b.wav", 1, 1, 0.5);
	write_noise("song/a.wav", 2, 1, 0.5);
	write_noise("song/Bass.wav", 3, 1, 0.1);
	struct program_run runs[3] = {
		program_expect(0, PROGRAM_ARGUMENTS("init", "-o", "-", "song/b.wav", "song/a.wav", "song/Bass.wav")),
		program_expect(
			0, PROGRAM_ARGUMENTS("init", "-o", "-", "-j1", "song/Bass.wav", "song/b.wav", "song/a.wav")),
		program_expect(
			0, PROGRAM_ARGUMENTS("init", "-o", "-", "-j2", "song/a.wav", "song/b.wav", "song/Bass.wav")),
	};
	cr_expect_str_eq(runs[0].out, runs[1].out);
	cr_expect_str_eq(runs[0].out, runs[2].out);
	expect_text(runs[0].out, "# Made by `stemprint init` from 3 files");
	for (size_t i = 0; i < 3; i++)
		program_release(&runs[i]);
}

/* Names that a shell, a terminal or YAML could take for something else. */
Test(init, takes_any_name)
{
	static const char *const names[] = { "- a: {b}, [c].wav",
					     "!tog &x *y %z @.wav",
					     "two\nlines: |.wav",
					     "\x1b[31mred.wav",
					     "'single' \"double\".wav",
					     "no",
					     "~.wav",
					     "caf\xc3\xa9 \xe2\x80\xae.wav",
					     "ends in space .wav",
					     "a\\b.wav" };
	size_t count = sizeof names / sizeof *names;
	for (size_t i = 0; i < count; i++) {
		char path[128];
		snprintf(path, sizeof path, "song/%s", names[i]);
		write_noise(path, i + 1, 1, 0.3);
	}
	write_noise("song/not utf\xff.wav", 90, 1, 0.3);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "song"));
	expect_text(run.err, "\\xff.wav\" is left out: its name is not UTF-8, so no recipe can hold it; rename it");
	cr_expect_null(strchr(run.out, '\x1b'));
	program_release(&run);
	/* "no" has no ending of an audio file, and is only found by its name. */
	render_and_judge("song/song.yaml", 1);
	char *recipe = read_text("song/song.yaml");
	cr_expect_null(strchr(recipe, '\x1b'));
	free(recipe);
}

/* A shell must read the name of the recipe as one word. */
Test(init, says_what_to_do_next)
{
	cr_assert_eq(mkdir("it's my song", 0700), 0);
	write_noise("it's my song/Kick.wav", 1, 1, 0.5);
	write_noise("song/Kick.wav", 1, 1, 0.5);
	scratch_write("song/b.MP3", "", 0);
	scratch_write("song/a.m4a", "", 0);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "it's my song"));
	expect_text(run.out, "\n  next        stemprint render 'it'\\''s my song/it'\\''s my song.yaml' "
			     "--html 'it'\\''s my song/it'\\''s my song.html'\n");
	program_release(&run);
	char *recipe = read_text("it's my song/it's my song.yaml");
	expect_text(recipe, "\n#     stemprint render 'it'\\''s my song.yaml'\n");
	free(recipe);
	run = program_expect(0, PROGRAM_ARGUMENTS("init", "song"));
	expect_text(run.out, "\n  next        stemprint render song/song.yaml --html song/song.html\n");
	expect_text(run.err, "\"song/a.m4a\" and 1 more are left out: ");
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("init", "song", "-o", "own"));
	expect_text(run.out, "\n  next        stemprint render own --html own.html\n");
	program_release(&run);
}

Test(init, says_where_nothing_can_be_mixed)
{
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("init", "song"));
	expect_text(run.err, "\"song\": there is no audio file that could be a track");
	program_release(&run);
	scratch_write("song/rough mix.mp3", "", 0);
	run = program_expect(4, PROGRAM_ARGUMENTS("init", "song"));
	expect_text(run.err, "\"song/rough mix.mp3\" is left out: stemprint does not read this kind of file; ");
	program_release(&run);
	write_noise("song/Kick.wav", 0, 1, 0.5);
	run = program_expect(4, PROGRAM_ARGUMENTS("init", "song"));
	program_release(&run);
	run = program_expect(4, PROGRAM_ARGUMENTS("init", "nowhere"));
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("init"));
	program_release(&run);
}

/* Samples of floating point may be over full scale; the render would warn of a strip that is. */
Test(init, lowers_what_is_over_full_scale)
{
	struct sound sound = sound_noise(6, 2, FRAMES, 3.0);
	sound_write("song/Pad.wav", &sound, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&sound);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "-q", "song"));
	program_release(&run);
	char *recipe = read_text("song/song.yaml");
	expect_text(recipe, "    source: { file: Pad.wav, gain: -9.6 dB }\n"); /* 20 log10(3) is 9.54 */
	free(recipe);
	render_and_judge("song/song.yaml", 1);
}

/* Less than 400 ms have no loudness: the peak decides. */
Test(init, takes_short_files)
{
	struct sound sound = sound_noise(5, 1, 4800, 0.3);
	sound_write("song/Clap.wav", &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	sound_release(&sound);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "-q", "song"));
	cr_expect_str_empty(run.err);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "song/song.yaml"));
	cr_expect_str_empty(run.err);
	program_release(&run);
}

#define STYLE                                                                                                          \
	"# The house style.\nversion: 1\n\ntracks:\n"                                                                  \
	"  kick: { source: old.wav, fader: -2 dB, pan: 10 L, output: drum-bus }\n"                                     \
	"  bass:\n    inserts:\n"                                                                                      \
	"      - compressor: { key: kick, threshold: -30 dB } # remarks go\n"                                          \
	"      - compressor: { key: snare, threshold: -31 dB }\n    output: drum-bus\n"                                \
	"  snare: { output: drum-bus }\n"                                                                              \
	"  other: { pan: 20 R, output: drum-bus }\n\n"                                                                 \
	"vcas:\n  all: { members: [kick, snare, other], fader: -1 dB }\n\n"                                            \
	"# This remark stays.\nbuses:\n  drum-bus: { stem: all, output: master }\n"                                    \
	"outputs:\n  master: { inserts: [limiter: -2 dBTP] }\n"

Test(init, takes_a_template)
{
	write_noise("song/Kick.wav", 1, 1, 0.5);
	write_noise("song/Bass.wav", 2, 1, 0.5);
	write_noise("song/x.wav", 3, 2, 0.5);
	write_noise("song/y.wav", 4, 1, 0.5);
	scratch_write("style.yaml", STYLE, strlen(STYLE));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "song", "--template", "style.yaml"));
	cr_expect_str_empty(run.err);
	program_release(&run);
	char *recipe = read_text("song/song.yaml");
	expect_text(recipe, "title: song\n# The house style.\nversion: 1\n\n");
	expect_text(recipe, "    source: Kick.wav\n");
	expect_text(recipe, "    fader: -2 dB\n    pan: 10 L\n    output: drum-bus\n");
	expect_text(recipe, "    inserts: [{ compressor: { key: kick, threshold: -30 dB } }]\n");
	expect_text(recipe, "  other-2: # not known");
	expect_text(recipe, "    balance: 20 R\n");
	expect_text(recipe, "  all: { members: [kick, other, other-2], fader: -1 dB }\n");
	expect_text(recipe, "\n# This remark stays.\nbuses:\n  drum-bus: { stem: all, output: master }\noutputs:\n");
	cr_expect_null(strstr(recipe, "old.wav"));
	free(recipe);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "song/song.yaml"));
	cr_expect_str_empty(run.err);
	program_release(&run);
}

/* What is wrong with a template is told, and nothing is written. */
Test(init, refuses_wrong_templates)
{
	static const struct {
		const char *style, *message;
	} rows[] = {
		{ "version: 1\noutputs: { master: }\n", "a template needs \"tracks\"" },
		{ "version: 1\ntracks: { bass: { output: master } }\noutputs: { master: }\n",
		  "the template has no track for the role \"kick\"; add one of that name, or one named `other`" },
		{ "version: 1\ntracks: { other: { output: nowhere } }\noutputs: { master: }\n", "nowhere" },
		{ "{ version: 1, tracks: { other: }, outputs: { master: } }\n", "does not begin its line" },
		{ "version: [\n", "" },
	};
	write_noise("song/Kick.wav", 1, 1, 0.5);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		scratch_write("style.yaml", rows[i].style, strlen(rows[i].style));
		struct program_run run =
			program_expect(3, PROGRAM_ARGUMENTS("init", "song", "--template", "style.yaml"));
		expect_text(run.err, rows[i].message);
		cr_expect_neq(access("song/song.yaml", F_OK), 0);
		program_release(&run);
	}
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("init", "song", "--template", "new.yaml", "-o", "new.yaml"));
	cr_expect_neq(access("new.yaml", F_OK), 0);
	program_release(&run);
}

/* All of the example is used by a small band. */
Test(init, renders_in_the_style_of_the_example)
{
	static const char style[] = STEMPRINT_ROOT "/recipes/styles/band.yaml";
	write_noise("song/Kick.wav", 1, 1, 0.5);
	write_noise("song/Snare.wav", 2, 1, 0.5);
	write_noise("song/Bass.wav", 3, 1, 0.5);
	write_noise("song/Gtr.wav", 4, 2, 0.5);
	write_noise("song/Vox.wav", 5, 1, 0.5);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("init", "song", "--template", style));
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "song/song.yaml"));
	cr_expect_str_empty(run.err);
	program_release(&run);
}
