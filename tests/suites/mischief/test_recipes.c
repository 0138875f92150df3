/* Tests recipes and sources that somebody broke, or left in a state that is unfit for a print.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 48000, TAIL_FRAMES = 9600, TEXT_MAXIMUM = 4096 };

/* The song has everything that can go wrong: a bus of buses, a bus with processing, two shared returns, a ducker, a
 * master that compresses. */
static const char song[] = "version: 1\n"
			   "session: { tail: 0.2 s }\n"
			   "tracks:\n"
			   "  drums:  { source: drums.wav, output: rhythm }\n"
			   "  bass:   { source: bass.wav, output: rhythm, inserts: [ compressor: { key: drums } ] }\n"
			   "  guitar: { source: guitar.wav, stem: guitar, output: band, sends: [ { to: echo } ] }\n"
			   "  lead:   { source: lead.wav, output: vocals, sends: [ { to: echo }, { to: plate } ] }\n"
			   "buses:\n"
			   "  rhythm: { stem: rhythm, output: band }\n"
			   "  vocals: { stem: vocals, inserts: [ compressor: { threshold: -30 dB } ], fader: -3 dB }\n"
			   "  band:   { inserts: [ compressor: { threshold: -30 dB } ] }\n"
			   "auxes:\n"
			   "  echo:   { inserts: [ delay: { time: 31 ms, feedback: 40 % } ] }\n"
			   "  plate:  { output: vocals, inserts: [ delay: { time: 7 ms, feedback: 50 % } ] }\n"
			   "outputs:\n"
			   "  master: { inserts: [ compressor: { threshold: -30 dB } ] }\n"
			   "print:\n"
			   "  directory: out\n"
			   "  format: { encoding: pcm24 }\n"
			   "  mixes:\n"
			   "    mix: {}\n"
			   "  stems: {}\n";

struct source {
	const char *name, *stem;
};

static const struct source sources[] = {
	{ "drums.wav", "rhythm" },
	{ "bass.wav", "rhythm" },
	{ "guitar.wav", "guitar" },
	{ "lead.wav", "vocals" },
};

enum { SOURCE_COUNT = sizeof sources / sizeof *sources };

static const char *const stems[] = { "rhythm", "guitar", "vocals" };

enum { STEM_COUNT = sizeof stems / sizeof *stems };

static void write_source(size_t index, unsigned channels, size_t frames, unsigned rate, double peak)
{
	struct sound sound = sound_noise(index + 1, channels, frames, peak);
	sound.rate = rate;
	sound_write(scratch_path(sources[index].name), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
}

static void make_sources(void)
{
	scratch_make();
	for (size_t i = 0; i < SOURCE_COUNT; i++)
		write_source(i, 2, FRAMES, 48000, 0.25);
}

TestSuite(recipes, .init = make_sources, .fini = scratch_remove);

/* A part of the song, and its replacement. */
struct change {
	const char *from, *to;
};

/* Writes the song with one change, or with none, and returns its path. */
static const char *write_song(const struct change *change)
{
	static char path[512];
	char text[TEXT_MAXIMUM];
	const char *at = change ? strstr(song, change->from) : song;
	cr_assert_not_null(at, "\"%s\" is not in the song", change ? change->from : "");
	int length = snprintf(text, sizeof text, "%.*s%s%s", (int)(at - song), song, change ? change->to : "",
			      at + (change ? strlen(change->from) : 0));
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	scratch_write(path, text, (size_t)length);
	return path;
}

static void assert_says(const struct program_run *run, const char *words)
{
	cr_assert_not_null(strstr(run->err, words), "\"%s\" is missing in:\n%s", words, run->err);
}

Test(recipes, that_are_sound_have_nothing_to_say)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", write_song(NULL)));
	cr_assert_str_empty(run.err);
	program_release(&run);
}

struct row {
	const char *what;
	struct change change;
	const char *at, *words, *code;
};

/* Sound that reaches a stem print without a label: the error names its way, and nothing is printed. */
static const struct row refused[] = {
	{ "a label that was lost",
	  { "stem: guitar, ", "" },
	  "song.yaml:6:3: error: ",
	  "\"guitar\" reaches the stems without a stem label: guitar -> band -> master",
	  "[unlabelled]" },
	{ "a send into a return that nobody labelled",
	  { "stem: guitar, output: band", "output: none" },
	  "song.yaml:6:3: error: ",
	  "guitar -> echo -> master",
	  "[unlabelled]" },
	{ "a track routed past its stem's bus",
	  { "output: vocals, sends: [ { to: echo }, { to: plate } ]", "output: master" },
	  "song.yaml:7:3: error: ",
	  "lead -> master",
	  "[unlabelled]" },
};

static void assert_refused(const struct row *row)
{
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", "--anew", write_song(&row->change)));
	assert_says(&run, row->at);
	assert_says(&run, row->words);
	assert_says(&run, row->code);
	cr_assert_str_empty(run.out);
	cr_assert_eq(scratch_count(scratch_path("out")), -1, "%s: something was printed", row->what);
	program_release(&run);
}

Test(recipes, with_sound_that_belongs_to_no_stem_are_refused)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_refused(&refused[i]);
}

/* The recipe renders, because the routing may be meant and the stems add up. A warning names the location. */
static const struct row doubtful[] = {
	{ "a return routed past its stem's bus",
	  { "plate:  { output: vocals, ", "plate:  { " },
	  "song.yaml:14:3: warning: ",
	  "\"plate\" carries stem \"vocals\" alone past the bus \"vocals\"",
	  "[bypassed-bus]" },
	{ "a return shared by two stems that ends in the bus of one",
	  { "guitar, output: band, sends: [ { to: echo } ]", "guitar, output: band, sends: [ { to: plate } ]" },
	  "warning: ",
	  "\"guitar\" of stem \"guitar\" bleeds into stem \"vocals\": guitar -> plate -> vocals",
	  "[bleed]" },
	{ "a bus that nobody feeds",
	  { "  band: ", "  spare:  { stem: spare }\n  band: " },
	  "song.yaml:11:3: warning: ",
	  "nothing feeds bus \"spare\"",
	  "[unfed]" },
	{ "a bus that nobody reads",
	  { "  band: ", "  spare:  { input: [ lead ], output: none }\n  band: " },
	  "song.yaml:11:3: warning: ",
	  "nothing reads bus \"spare\"",
	  "[unread]" },
	{ "a track heard twice",
	  { "  band: ", "  spare:  { stem: rhythm, input: [ drums ] }\n  band: " },
	  "song.yaml:11:",
	  "\"drums\" is heard twice in one output",
	  "[heard-twice]" },
	{ "a solo left in",
	  { "lead.wav, ", "lead.wav, solo: yes, " },
	  "song.yaml:7:3: warning: ",
	  "\"lead\" is soloed, so other strips are silent",
	  "[solo]" },
	{ "a muted track",
	  { "lead.wav, ", "lead.wav, mute: yes, " },
	  "song.yaml:7:3: warning: ",
	  "\"lead\" is muted; take `mute` out for a print of the whole",
	  "[muted]" },
	{ "the stem of a muted track",
	  { "lead.wav, ", "lead.wav, mute: yes, " },
	  "song.yaml:10:",
	  "stem \"vocals\" is silent; look at the sources, faders and mutes of its strips",
	  "[silent]" },
	{ "a fader left down",
	  { "stem: guitar, ", "stem: guitar, fader: -inf dB, " },
	  "song.yaml:6:",
	  "stem \"guitar\" is silent",
	  "[silent]" },
};

static void assert_doubtful(const struct row *row)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", write_song(&row->change)));
	assert_says(&run, row->at);
	assert_says(&run, row->words);
	assert_says(&run, row->code);
	cr_assert_not_null(strstr(run.out, "PASS"), "%s:\n%s", row->what, run.out);
	program_release(&run);
}

Test(recipes, that_are_doubtful_say_so)
{
	for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++)
		assert_doubtful(&doubtful[i]);
}

static json_t *read_report(void)
{
	json_t *report = json_load_file(scratch_path("out/report.json"), 0, NULL);
	cr_assert_not_null(report);
	return report;
}

static const json_t *file_of(const json_t *report, const char *path)
{
	const json_t *files = json_object_get(report, "files");
	size_t i = 0;
	while (i < json_array_size(files) &&
	       strcmp(json_string_value(json_object_get(json_array_get(files, i), "path")), path) != 0)
		i++;
	cr_assert_lt(i, json_array_size(files), "%s is not in the report", path);
	return json_array_get(files, i);
}

/* A stem without sound adds up like any other, so the null test cannot find it. The report does. */
Test(recipes, with_a_muted_track_show_an_empty_stem)
{
	const struct change mute = { "lead.wav, ", "lead.wav, mute: yes, " };
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", write_song(&mute)));
	json_t *report = read_report();
	const json_t *stem = file_of(report, "stems/vocals.wav");
	/* The file holds only dither: at most one LSB and a half of 24 bit. */
	cr_assert_leq(json_number_value(json_object_get(stem, "peak_dbfs")), 20.0 * log10(1.5 * 0x1p-23) + 0.005);
	cr_assert(json_is_null(json_object_get(json_object_get(stem, "loudness"), "integrated")));
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	cr_assert_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
	json_decref(report);
	program_release(&run);
}

/* Renders to float64, and asserts that stems[i] is digital silence exactly where audible[i] is false. */
static void assert_audible(const char *what, const bool audible[STEM_COUNT])
{
	const struct change format = { "pcm24", "float64" };
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", write_song(&format)));
	for (size_t i = 0; i < STEM_COUNT; i++) {
		char name[64];
		snprintf(name, sizeof name, "out/stems/%s.wav", stems[i]);
		struct sound stem = sound_read(scratch_path(name));
		double peak = sound_peak(&stem);
		if (audible[i])
			cr_assert_gt(peak, 0.01, "%s: stem \"%s\" is empty", what, stems[i]);
		else
			cr_assert_eq(peak, 0.0, "%s: stem \"%s\" hears it at %g", what, stems[i], peak);
		sound_release(&stem);
	}
	program_release(&run);
}

/* Every source plays alone: it is in its own stem, and no bit of it is in another. */
Test(recipes, do_not_bleed_from_stem_to_stem)
{
	for (size_t alone = 0; alone < SOURCE_COUNT; alone++) {
		bool audible[STEM_COUNT];
		for (size_t i = 0; i < SOURCE_COUNT; i++)
			write_source(i, 2, FRAMES, 48000, i == alone ? 0.25 : 0.0);
		for (size_t i = 0; i < STEM_COUNT; i++)
			audible[i] = strcmp(stems[i], sources[alone].stem) == 0;
		assert_audible(sources[alone].name, audible);
	}
}

static double report_frames(void)
{
	json_t *report = read_report();
	double frames = json_number_value(json_object_get(report, "frames"));
	const json_t *null = json_array_get(json_object_get(report, "null"), 0);
	cr_assert_str_eq(json_string_value(json_object_get(null, "verdict")), "pass");
	json_decref(report);
	return frames;
}

/* Another source of the same name makes another song, and the report shows its new length. */
Test(recipes, with_a_source_of_another_length_are_as_long_as_that)
{
	write_source(1, 2, FRAMES + 777, 48000, 0.25);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", write_song(NULL)));
	cr_assert_eq(report_frames(), FRAMES + 777 + TAIL_FRAMES);
	program_release(&run);
}

/* A source of another rate is converted: 48000 frames at 44.1 kHz are 52244.9 at 48 kHz. */
Test(recipes, with_a_source_of_another_rate_have_it_converted)
{
	write_source(1, 2, FRAMES, 44100, 0.25);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", write_song(NULL)));
	cr_assert_eq(report_frames(), 52245 + TAIL_FRAMES);
	program_release(&run);
}

Test(recipes, with_a_source_that_lost_a_channel_are_refused)
{
	write_source(1, 1, FRAMES, 48000, 0.25);
	const struct change right = { "source: bass.wav", "source: { file: bass.wav, channels: [ 2 ] }" };
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", write_song(&right)));
	assert_says(&run, "song.yaml:5:");
	assert_says(&run, "\"bass.wav\" has 1 channel, so there is no channel 2");
	program_release(&run);
}
