/* stemprint tests: `stemprint diff`, over files that libsndfile wrote.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 48000, WAV24 = SF_FORMAT_WAV | SF_FORMAT_PCM_24, WAV_FLOAT = SF_FORMAT_WAV | SF_FORMAT_FLOAT };

static void write_noise(const char *path, uint64_t seed, double peak, int format)
{
	struct sound sound = sound_noise(seed, 2, FRAMES, peak);
	sound_write(path, &sound, format);
	sound_release(&sound);
}

/* old/ and new/: one file has the same bytes, one is half as loud, one is new, one is gone. */
static void make(void)
{
	scratch_make();
	cr_assert_eq(chdir(scratch_path(".")), 0);
	cr_assert_eq(mkdir("old", 0700), 0);
	cr_assert_eq(mkdir("new", 0700), 0);
	cr_assert_eq(mkdir("old/stems", 0700), 0);
	cr_assert_eq(mkdir("new/stems", 0700), 0);
	write_noise("old/mix.wav", 1, 0.5, WAV24);
	write_noise("new/mix.wav", 1, 0.25, WAV24);
	write_noise("old/stems/same.wav", 2, 0.5, WAV24);
	write_noise("new/stems/same.wav", 2, 0.5, WAV24);
	write_noise("old/stems/gone.wav", 3, 0.5, WAV24);
	write_noise("new/stems/added.wav", 3, 0.5, WAV24);
}

static void leave(void)
{
	cr_assert_eq(chdir("/"), 0);
	scratch_remove();
}

TestSuite(diff, .init = make, .fini = leave);

static void expect_words(int code, const char *const *arguments, const char *const *words)
{
	struct program_run run = program_expect(code, arguments);
	for (size_t i = 0; words[i]; i++)
		cr_expect(strstr(run.out, words[i]) || strstr(run.err, words[i]), "no \"%s\" in\n%s%s", words[i],
			  run.out, run.err);
	program_release(&run);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Half of a noise is 6.02 dB softer. What is equal to the bit is told first. */
Test(diff, tells_what_became_of_each_file)
{
	expect_words(0, WORDS("diff", "old", "new/"),
		     WORDS("4 files: 1 with the same bytes, 1 changed, 1 new, 1 gone\n",
			   "changed     mix.wav: from 0:00.0", "(-6.02 LU)", "(-6.02 dB)",
			   "new         stems/added.wav", "gone        stems/gone.wav"));
	struct program_run run = program_expect(0, WORDS("diff", "old", "new"));
	cr_expect_null(strstr(run.out, "same.wav"), "%s", run.out);
	program_release(&run);
}

/* The noise peaks at -6.02 dBFS, its half is left. */
Test(diff, judges_by_a_limit)
{
	expect_words(0, WORDS("diff", "-q", "old/stems/same.wav", "new/stems/same.wav", "--max", "-200 dBFS"),
		     WORDS(""));
	expect_words(0, WORDS("diff", "old/mix.wav", "new/mix.wav", "--max", "-12 dBFS"), WORDS("1 changed"));
	expect_words(1, WORDS("diff", "-q", "old/mix.wav", "new/mix.wav", "--max", "-13 dBFS"),
		     WORDS("FAIL difference new/mix.wav: the difference peaks at -12.0"));
	expect_words(
		1, WORDS("diff", "-q", "old", "new", "--max", "0 dBFS"),
		WORDS("FAIL difference stems/added.wav: only the new", "FAIL difference stems/gone.wav: only the old"));
}

/* Floats hold all values of 24 bits, so the sound is the same. Half of it is shorter, and its samples are equal. */
Test(diff, tells_sound_from_bytes_and_lengths)
{
	struct sound sound = sound_read("old/mix.wav");
	sound_write("float.wav", &sound, WAV_FLOAT);
	expect_words(0, WORDS("diff", "old/mix.wav", "float.wav", "--max", "-200 dBFS"),
		     WORDS("1 with the same sound"));
	sound.frames /= 2;
	sound_write("short.wav", &sound, WAV24);
	sound_release(&sound);
	expect_words(
		1, WORDS("diff", "old/mix.wav", "short.wav", "--max", "0 dBFS"),
		WORDS("from 0:00.500 (frame 24000) on", "shorter by 24000 frames (0.500 s)", "the length differs"));
}

Test(diff, writes_json_and_markdown)
{
	struct program_run run = program_expect(0, WORDS("diff", "--as", "json", "old", "new"));
	json_t *json = json_loads(run.out, 0, NULL);
	cr_assert_not_null(json, "%s", run.out);
	cr_expect_str_eq(json_string_value(json_object_get(json, "schema")), "stemprint.diff.1");
	cr_expect_eq(json_integer_value(json_object_get(json_object_get(json, "counts"), "same bytes")), 1);
	const json_t *mix = json_array_get(json_object_get(json, "files"), 0);
	cr_expect_str_eq(json_string_value(json_object_get(mix, "file")), "mix.wav");
	const json_t *difference = json_object_get(mix, "difference");
	cr_expect_float_eq(json_real_value(json_object_get(difference, "peak_dbfs")), -12.04, 0.02);
	cr_expect_eq(json_integer_value(json_object_get(json_object_get(mix, "old"), "frames")), FRAMES);
	json_decref(json);
	program_release(&run);
	expect_words(0, WORDS("diff", "--as", "markdown", "old", "new"),
		     WORDS("1 of 4 files have the same bytes.\n", "| mix.wav | changed | -12.0 |",
			   "| stems/gone.wav | gone |"));
}

Test(diff, refuses_what_it_cannot_compare)
{
	expect_words(2, WORDS("diff", "old"), WORDS("diff takes two files or two folders"));
	expect_words(2, WORDS("diff", "old", "new", "old"), WORDS("diff takes two files or two folders"));
	expect_words(2, WORDS("diff", "old", "new", "--as", "html"), WORDS("--as takes text, json or markdown"));
	expect_words(4, WORDS("diff", "old", "new/mix.wav"), WORDS("\"new/mix.wav\"", "name two folders or two files"));
	expect_words(4, WORDS("diff", "old", "none"), WORDS("\"none\""));
	FILE *file = fopen("new/mix.wav", "w");
	fputs("no sound", file);
	fclose(file);
	expect_words(4, WORDS("diff", "old", "new"), WORDS("\"new/mix.wav\""));
}

static void write_recipe(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	cr_assert(file && fputs(text, file) >= 0);
	fclose(file);
}

/* Recipes are compared as trees: layout and comments are not among what they ask for. */
Test(diff, compares_recipes)
{
	write_recipe("a.yaml", "version: 1\noutputs: { master: { } }\ntracks:\n  kick: { source: old/mix.wav, fader: "
			       "-6 dB, inserts: [ gain: 1 dB, "
			       "delay: 3 ms, gain: 2 dB ], sends: [ { to: room, level: -9 dB } ] }\n"
			       "  bass: { source: old/stems/gone.wav }\nauxes: { room: { } }\n");
	write_recipe("layout.yaml", "# The same.\nversion: 1\noutputs: { master: { } }\ntracks:\n  kick:\n    source: "
				    "old/mix.wav\n    fader: -6 dB\n"
				    "    inserts: [ gain: 1 dB, delay: 3 ms, gain: 2 dB ]\n"
				    "    sends:\n      - to: room\n        level: -9 dB\n"
				    "  bass: { source: old/stems/gone.wav }\nauxes: { room: { } }\n");
	write_recipe("b.yaml",
		     "version: 1\noutputs: { master: { } }\ntracks:\n  kick: { source: old/mix.wav, fader: -3 dB, "
		     "inserts: [ polarity: left, "
		     "gain: 1 dB, delay: 3 ms, gain: 4 dB ], sends: [ { to: hall, level: -9 dB }, { to: room, level: "
		     "-12 dB } ] }\n  pad: { source: new/mix.wav }\nauxes: { room: { }, hall: { } }\n");
	expect_words(0, WORDS("diff", "a.yaml", "layout.yaml"), WORDS("both recipes ask for the same\n"));
	expect_words(0, WORDS("diff", "a.yaml", "b.yaml"),
		     WORDS("8 changes\n", "changed     tracks.kick.fader: -6 dB -> -3 dB\n",
			   "new         tracks.kick.inserts[polarity]: { polarity: left }\n",
			   "changed     tracks.kick.inserts[gain 2].gain: 2 dB -> 4 dB\n",
			   "new         tracks.kick.sends[hall]: { to: hall, level: -9 dB }\n",
			   "changed     tracks.kick.sends[room].level: -9 dB -> -12 dB\n",
			   "new         tracks.pad: { source: new/mix.wav }\n",
			   "gone        tracks.bass: { source: old/stems/gone.wav }\n",
			   "new         auxes.hall: { }\n"));
	expect_words(0, WORDS("diff", "--as", "markdown", "a.yaml", "b.yaml"),
		     WORDS("| tracks.kick.fader | -6 dB | -3 dB |\n"));
	expect_words(2, WORDS("diff", "a.yaml", "b.yaml", "--max", "-60 dBFS"), WORDS("--max judges sounds"));
	expect_words(4, WORDS("diff", "a.yaml", "old/mix.wav"), WORDS("\"a.yaml\": "));
}

/* A louder fader changes the file of one stem and the mix, and not the other stem. */
Test(diff, compares_reports)
{
	static const char *const faders[] = { "-6 dB", "-3 dB" }, *const names[] = { "soft", "loud" };
	char recipe[512], file[32];
	for (size_t i = 0; i < 2; i++) {
		snprintf(recipe, sizeof recipe,
			 "version: 1\noutputs: { master: { fader: -12 dB } }\ntracks:\n"
			 "  a: { source: old/mix.wav, stem: a, fader: %s }\n"
			 "  b: { source: old/stems/gone.wav, stem: b }\n"
			 "print: { mixes: { mix: { of: master } }, stems: { of: master }, directory: %s }\n",
			 faders[i], names[i]);
		snprintf(file, sizeof file, "%s.yaml", names[i]);
		write_recipe(file, recipe);
		expect_words(0, WORDS("render", "-q", file), (const char *const[]){ NULL });
	}
	expect_words(0, WORDS("diff", "soft/report.json", "loud/report.json"),
		     WORDS("1 of 3 files have the same bytes\n", "changed     files[mix].loudness.integrated: -",
			   "changed     files[a].peak_dbfs: -", "changed     recipe: soft.yaml -> loud.yaml\n"));
	struct program_run run = program_expect(0, WORDS("diff", "soft/report.json", "loud/report.json"));
	cr_expect_null(strstr(run.out, "files[b]"), "%s", run.out);
	program_release(&run);
	expect_words(0, WORDS("diff", "loud/report.json", "loud/report.json"),
		     WORDS("3 of 3 files have the same bytes\n", "both reports say the same\n"));
	expect_words(0, WORDS("diff", "--as", "markdown", "soft/report.json", "loud/report.json"),
		     WORDS("1 of 3 files have the same bytes.\n\n| where | old | new |\n", "| recipe | soft.yaml |"));
	expect_words(0, WORDS("diff", "--as", "json", "soft/report.json", "loud/report.json"),
		     WORDS("\"same bytes\": 1,", "\"where\": \"files[a].loudness.integrated\""));
	expect_words(2, WORDS("diff", "soft/report.json", "loud/report.json", "--set", "a=1"),
		     WORDS("--set gives variables of recipes a value, and these are reports"));
	expect_words(4, WORDS("diff", "soft/report.json", "loud.yaml"),
		     WORDS("no key at its top shows that this file is a report", "name the report.json of a render"));
}

/* Sums follow the order of the strips. Defaults stand at each strip. */
Test(diff, compares_what_recipes_ask_for)
{
	write_recipe("a.yaml",
		     "version: 1\noutputs: { master: { } }\ntracks:\n  a: { source: old/mix.wav, fader: -6 dB }\n"
		     "  b: { source: old/mix.wav, fader: -6 dB }\n");
	write_recipe("b.yaml", "version: 1\noutputs: { master: { } }\ndefaults: { tracks: { fader: -6 dB } "
			       "}\ntracks:\n  b: { source: old/mix.wav }\n"
			       "  a: { source: old/mix.wav }\n");
	expect_words(
		0, WORDS("diff", "a.yaml", "b.yaml"),
		WORDS("1 change\n", "changed     tracks: its keys in one order -> the same keys in another order\n"));
	write_recipe("b.yaml", "version: 1\noutputs: { master: { } }\ntracks: { a: { sauce: old/mix.wav } }\n");
	expect_words(3, WORDS("diff", "a.yaml", "b.yaml"), WORDS("b.yaml:3:16: error: "));
}

/* A variable may be there in one recipe alone, and one recipe may be compared with itself. */
Test(diff, gives_variables_values)
{
	write_recipe("a.yaml", "version: 1\nvariables: { fader: -6 dB }\noutputs: { master: { } }\ntracks:\n"
			       "  a: { source: old/mix.wav, fader: $fader }\n");
	write_recipe("b.yaml", "version: 1\nvariables: { fader: -9 dB, pan: C }\noutputs: { master: { } }\ntracks:\n"
			       "  a: { source: old/mix.wav, fader: $fader, pan: $pan }\n");
	static const char one[] = "1 change\nchanged     tracks.a.fader: -3 dB -> -6 dB\n";
	expect_words(0, WORDS("diff", "a.yaml", "a.yaml", "--set-old", "fader=-3 dB"), WORDS(one));
	expect_words(0, WORDS("diff", "a.yaml", "a.yaml", "--set", "fader=-3 dB"), WORDS("ask for the same\n"));
	expect_words(0, WORDS("diff", "a.yaml", "b.yaml", "--set", "fader=0 dB", "--set-new", "pan=20 L"),
		     WORDS("1 change\nnew         tracks.a.pan: 20 L\n"));
	expect_words(3, WORDS("diff", "a.yaml", "b.yaml", "--set", "pan=C"), WORDS("unknown variable \"pan\""));
	expect_words(2, WORDS("diff", "a.yaml", "b.yaml", "--set", "fader=C", "--set-old", "fader=C"),
		     WORDS("--set-old gives \"fader\" two values"));
	expect_words(2, WORDS("diff", "old", "new", "--set-new", "a=1"), WORDS("--set-new gives variables of recipes"));
}
