/* Tests that each mistake of the lists beside this file gets one message, with its position, its cause and its remedy.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/mistakes/mistake_list.h"

#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { MISTAKES_MINIMUM = 90, FRAMES = 4800 };

static const char *const pages[] = { "words", "values", "characters", "yaml", "files", "routing" };

static void write_wave(const char *name, unsigned channels, unsigned rate)
{
	static const unsigned char silence[FRAMES * 2 * 2];
	const size_t length = (size_t)FRAMES * channels * 2;
	const struct wave_shape shape = { WAVE_TAG_PCM, channels, rate, 16, (uint32_t)length };
	wave_write(scratch_path(name), &shape, silence, length);
}

static void write_text(const char *name, const char *text)
{
	scratch_write(scratch_path(name), text, strlen(text));
}

/* Files that are no sounds, whatever they are called. */
static void write_others(void)
{
	write_text("pointer.wav", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
	write_text("song.mp3.wav", "ID3\003 and the frames of an MP3");
	write_text("page.wav", "<!DOCTYPE html><html><body>not found</body></html>\n");
	write_text("notes.wav", "the kick is the one of the second take\n");
	write_text("empty.wav", "");
}

/* The files that a beginner has in the folder. */
static void make_folder(void)
{
	scratch_make();
	write_others();
	mkdir(scratch_path("audio"), 0777);
	mkdir(scratch_path("drums"), 0777);
	write_wave("kick.wav", 1, 48000);
	write_wave("snare.wav", 1, 48000);
	write_wave("Snare-Top.wav", 1, 48000);
	write_wave("Guitar L.wav", 1, 48000);
	write_wave("audio/bass.wav", 1, 48000);
	write_wave("room.wav", 2, 48000);
	write_wave("tape.wav", 1, 44100);
}

TestSuite(mistakes, .init = make_folder, .fini = scratch_remove);

static size_t count_words(const char *text, const char *words)
{
	size_t count = 0;
	for (const char *at = text; (at = strstr(at, words)); at += strlen(words))
		count++;
	return count;
}

/* Puts the path of the folder in the place of "<FOLDER>". */
static void name_folder(const char *words, char *room, size_t capacity)
{
	static const char token[] = "<FOLDER>";
	const char *at = strstr(words, token);
	char folder[400];
	snprintf(folder, sizeof folder, "%s", scratch_path(""));
	folder[strlen(folder) - 1] = '\0'; /* the slash */
	if (at)
		snprintf(room, capacity, "%.*s%s%s", (int)(at - words), words, folder, at + sizeof token - 1);
	else
		snprintf(room, capacity, "%s", words);
}

/* Returns whether the text is the one message "PATH:POSITION: SEVERITY: CAUSE; REMEDY [code]". */
static bool says(const struct mistake *mistake, const char *path, const char *text)
{
	char head[1200], cause[800];
	name_folder(mistake->cause, cause, sizeof cause);
	const bool whole = strcmp(mistake->position, "-") == 0;
	snprintf(head, sizeof head, "%s%s%s: %s: %s", path, whole ? "" : ":", whole ? "" : mistake->position,
		 mistake->severity, cause);
	const size_t length = strlen(head), remedy = strlen(mistake->remedy);
	if (strncmp(text, head, length) != 0 ||
	    (strncmp(text + length, "; ", 2) != 0 && strncmp(text + length, ", ", 2) != 0))
		return false;
	const char *rest = text + length + 2;
	return strncmp(rest, mistake->remedy, remedy) == 0 && strncmp(rest + remedy, " [", 2) == 0;
}

static bool holds(const struct mistake *mistake)
{
	const char *path = scratch_path("song.yaml");
	scratch_write(path, mistake->recipe, mistake->length);
	struct program_run run = program_run(&(struct program_call){ .arguments = PROGRAM_ARGUMENTS("check", path) });
	const size_t messages = count_words(run.err, ": error: ") + count_words(run.err, ": warning: ");
	const bool good = run.code == mistake->code && messages == 1 && says(mistake, path, run.err);
	if (!good)
		fprintf(stderr, "%s: exit code %d with %zu messages:\n%s", mistake->name, run.code, messages, run.err);
	program_release(&run);
	return good;
}

Test(mistakes, each_gets_one_message_with_position_cause_and_remedy, .timeout = 300)
{
	static struct mistake_list list;
	char path[1200];
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		snprintf(path, sizeof path, STEMPRINT_ROOT "/tests/suites/mistakes/%s.txt", pages[i]);
		mistake_list_read(&list, path);
	}
	cr_assert_geq(list.count, (size_t)MISTAKES_MINIMUM);
	size_t failures = 0;
	for (size_t i = 0; i < list.count; i++)
		failures += !holds(&list.items[i]);
	cr_assert_eq(failures, 0, "%zu of %zu mistakes", failures, list.count);
}

/* Each message begins like one of `told`, in the order of the text. */
static void expect_all(const char *recipe, const char *const *told, size_t count)
{
	const char *path = scratch_path("song.yaml");
	scratch_write(path, recipe, strlen(recipe));
	struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("check", path));
	const char *at = run.err;
	for (size_t i = 0; at && i < count; i++)
		at = strstr(at, told[i]);
	cr_expect(at, "%s", run.err);
	cr_expect_eq(count_words(run.err, ": error: "), count, "%s", run.err);
	program_release(&run);
}

/* Values, names and files are told together. */
Test(mistakes, one_run_tells_all_of_them)
{
	static const char *const told[] = { ":3:18: error: source \"kik.wav\": ",
					    ":3:36: error: \"fader\" cannot be \"loud\"",
					    ":4:35: error: unknown strip \"drms\"" };
	expect_all("version: 1\ntracks:\n  a: { source: [ kik.wav ], fader: loud }\n"
		   "  b: { source: snare.wav, output: drms }\nbuses: { drums: {} }\noutputs: { master: {} }\n",
		   told, sizeof told / sizeof *told);
}

/* A loop over outputs, one over a send and one over a key, with a wrong value. */
Test(mistakes, loops_are_told_with_a_wrong_value)
{
	static const char *const told[] = { ":2:41: error: \"fader\" cannot be \"loud\"",
					    ":3:23: error: sound goes round in a cycle: a -> b -> a; cut",
					    ":4:30: error: sound goes round in a cycle: c -> c; cut",
					    ":4:55: error: sound goes round in a cycle: d -key-> d; cut" };
	expect_all("version: 1\ntracks: { k: { source: kick.wav, fader: loud, output: a } }\n"
		   "buses: { a: { output: b }, b: { output: a } }\n"
		   "auxes: { c: { sends: [ { to: c } ] }, d: { inserts: [ compressor: { key: d } ] } }\n"
		   "outputs: { master: {} }\n",
		   told, sizeof told / sizeof *told);
}

/* A chain of a rack has a key, too; what it hears closes the loop. */
Test(mistakes, loops_are_told_with_a_missing_file)
{
	static const char *const told[] = { ":2:24: error: source \"kik.wav\": ",
					    ":5:118: error: sound goes round in a cycle: a -key-> b -> a; cut" };
	expect_all("version: 1\ntracks: { k: { source: kik.wav, output: a } }\nbuses:\n  a: { output: master }\n"
		   "  b: { inserts: [ parallel: { chains: [ { name: x }, { name: y, inserts: [ compressor: { key: a } "
		   "] } ] } ], output: a }\noutputs: { master: {} }\n",
		   told, sizeof told / sizeof *told);
}

/* A send that is muted, one that is meant to close a loop, and a key before its own inserts close none. */
Test(mistakes, a_wrong_value_makes_no_loop)
{
	static const char *const told[] = { ":2:41: error: \"fader\" cannot be \"loud\"", ":5:" };
	expect_all("version: 1\n"
		   "tracks: { k: { source: kick.wav, fader: loud, inserts: [ compressor: { key: k.input } ] } }\n"
		   "auxes:\n  c: { sends: [ { to: c, mute: yes } ] }\n"
		   "  d: { sends: [ { to: d, feedback: { delay: long } } ] }\noutputs: { master: {} }\n",
		   told, sizeof told / sizeof *told);
}

/* A unit, and a rate in the session, say that it is meant. */
Test(mistakes, what_is_meant_is_no_mistake)
{
	static const char recipe[] =
		"version: 1\nsession: { sample_rate: 48 kHz }\ntracks: { a: { source: tape.wav, fader: 0.5 dB } }\n"
		"outputs: { master: { inserts: [ reverb: { mix: 0.3 % } ], fader: 1 } }\n";
	const char *path = scratch_path("song.yaml");
	scratch_write(path, recipe, sizeof recipe - 1);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", path));
	cr_expect_str_empty(run.err, "%s", run.err);
	program_release(&run);
}
