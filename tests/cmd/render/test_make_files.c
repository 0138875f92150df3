/* Tests the files for make and ninja: the stamp, the rule, and the job slots.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "report/make_rule.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

TestSuite(make_files, .init = song_make, .fini = scratch_remove, .timeout = 120);

#define QUIET "version: 1\nsession: { tail: none }\n" SONG_TRACKS "outputs: { master: { fader: -12 dB } }\n" SONG_PRINT
#define FAILS QUIET "verify: { loudness: { peak: -90 dBFS } }\n"

static void expect_code(int code, const char *const *arguments)
{
	struct program_run run = program_expect(code, arguments);
	program_release(&run);
}

/* Runs a shell command in the folder of the test. Returns what it prints, which the caller frees. */
static char *shell(const char *command)
{
	char words[4096], *text = calloc(1, 1 << 16);
	snprintf(words, sizeof words, "cd '%s' && { %s; } 2>&1", scratch_path(""), command);
	FILE *pipe = popen(words, "r");
	cr_assert(text && pipe);
	text[fread(text, 1, (1 << 16) - 1, pipe)] = '\0';
	pclose(pipe);
	return text;
}

static void write_text(const char *name, const char *text)
{
	scratch_write(scratch_path(name), text, strlen(text));
}

/* Each of them needs another treatment in a rule, or none. */
static const char *const strange[] = { "plain.wav", "a b.wav", "c#d.wav",  "e$f.wav",  "g:h.wav",
				       "(p).wav",   "{q}.wav", "é.wav",    "d,e.wav",  "x+y@z!.wav",
				       "-o.wav",    "a~b.wav", "$(s).wav", "日本.wav", "1-2_3.wav" };
enum { STRANGE_COUNT = sizeof strange / sizeof *strange };

/* Runs the program after each file has changed: it must make its target once, and nothing more after that. */
static void expect_follows(const char *program)
{
	for (size_t i = 0; i <= STRANGE_COUNT; i++) {
		usleep(20000);
		char *text = shell(program);
		cr_expect(strstr(text, "made"), "%s, \"%s\": %s", program, i > 0 ? strange[i - 1] : "at first", text);
		free(text);
		text = shell(program);
		cr_expect(!strstr(text, "made"), "%s, before %zu: %s", program, i, text);
		free(text);
		usleep(20000); /* the clock of files is coarse */
		if (i < STRANGE_COUNT)
			cr_assert_eq(utimensat(AT_FDCWD, scratch_path(strange[i]), NULL, 0), 0);
	}
}

Test(make_files, make_and_ninja_read_every_name)
{
	static const char *const target[] = { "t.stamp" };
	struct text rule = { 0 };
	make_rule_append(&(struct make_rule){ target, 1, strange, STRANGE_COUNT }, &rule);
	for (size_t i = 0; i < STRANGE_COUNT; i++) {
		cr_expect_null(make_rule_problem(strange[i]), "%s", strange[i]);
		write_text(strange[i], "");
	}
	scratch_write(scratch_path("t.d"), rule.bytes, rule.length);
	write_text("Makefile", "t.stamp:\n\t@touch $@; echo made\n-include t.d\n");
	write_text("build.ninja", "rule r\n command = cp t.d copy.d; touch $out; echo made\n depfile = copy.d\n"
				  "build t.stamp: r\n");
	expect_follows("make --no-print-directory");
	unlink(scratch_path("t.stamp"));
	expect_follows("ninja");
	unlink(scratch_path(strange[0]));
	char *text = shell("make --no-print-directory");
	cr_expect(strstr(text, "made"), "an input that has gone: %s", text);
	free(text);
	text_release(&rule);
}

Test(make_files, names_that_a_rule_cannot_hold)
{
	static const char *const names[] = { "",    "~/a.wav", "a*.wav", "a?.wav",  "a[1].wav", "a\\b.wav",
					     "a=b", "a%b",     "a;b",    "a|b",     "a\nb",     "a\tb",
					     "a\"", "a'b",     "`a`",    "a\x7F b", "a^b",      "a&b" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		cr_expect_not_null(make_rule_problem(names[i]), "\"%s\"", names[i]);
}

/* The line of a failed verdict comes again and again until it is mended. */
Test(make_files, a_stamp_stands_only_while_all_verdicts_pass)
{
	char song[512], stamp[512];
	snprintf(song, sizeof song, "%s", song_recipe("song.yaml", QUIET));
	snprintf(stamp, sizeof stamp, "%s", scratch_path("song.stamp"));
	const char *const *render = PROGRAM_ARGUMENTS("render", "-q", "--stamp", stamp, "-MD", song);
	expect_code(0, render);
	cr_expect(song_has("song.stamp") && song_has("song.stamp.d"));
	song_recipe("song.yaml", FAILS);
	for (int i = 0; i < 2; i++) {
		expect_code(1, render);
		cr_expect(!song_has("song.stamp"), "render %d", i);
		cr_expect(song_has("song.stamp.d"));
	}
	song_recipe("song.yaml", QUIET);
	expect_code(0, render);
	cr_expect(song_has("song.stamp"));
	expect_code(0, render);
	cr_expect(song_has("song.stamp"), "up to date");
	song_recipe("song.yaml", SONG_WRONG);
	expect_code(3, render);
	cr_expect(!song_has("song.stamp"), "a wrong recipe");
}

/* The commands that judge files of others have stamps, too. */
Test(make_files, every_verdict_has_a_stamp)
{
	char mix[512], drums[512], lead[512], stamp[512];
	snprintf(stamp, sizeof stamp, "%s", scratch_path("proof.stamp"));
	const char *song = song_recipe("song.yaml", QUIET);
	expect_code(0, PROGRAM_ARGUMENTS("render", "-q", song));
	snprintf(mix, sizeof mix, "%s", scratch_path("out/mix.wav"));
	snprintf(drums, sizeof drums, "%s", scratch_path("out/stems/drums.wav"));
	snprintf(lead, sizeof lead, "%s", scratch_path("out/stems/lead.wav"));
	const struct {
		int code;
		const char *words[10];
	} rows[] = {
		{ 0, { "null", "-q", "--stamp", stamp, mix, drums, lead } },
		{ 1, { "null", "-q", "--stamp", stamp, mix, drums } },
		{ 0, { "verify", "-q", "--null", "--stamp", stamp, scratch_path("out") } },
		{ 4, { "verify", "-q", "--stamp", stamp, mix } },
		{ 0, { "loudness", "-q", "--stamp", stamp, mix } },
		{ 1, { "loudness", "-q", "--profile", "ebu-r128", "--stamp", stamp, mix } },
		{ 0, { "quality", "-q", "--stamp", stamp, mix } },
		{ 2, { "quality", "-q", "--stamp", "-", mix } },
		{ 3, { "loudness", "-q", "--profile", song, "--stamp", stamp, mix } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		expect_code(rows[i].code, rows[i].words);
		cr_expect_eq(song_has("proof.stamp"), rows[i].code == 0 || rows[i].code == 2, "row %zu", i);
	}
}

Test(make_files, the_rule_names_all_that_is_read)
{
	static const char *const kinds[] = { "song.yaml", "part.yaml", "drums.wav", "lead.wav", "rides.csv" };
	write_text("part.yaml", "title: A part\ndescription: |\n  For a test.\ninserts:\n  - gain: -3 dB\n");
	write_text("rides.csv", "at,value\n0 s,0 dB\n1 s,-6 dB\n");
	song_recipe("song.yaml",
		    "version: 1\nsession: { tail: none }\ntracks:\n"
		    "  drums: { source: drums.wav, inserts: [ use: ./part.yaml ] }\n"
		    "  lead: { source: lead.wav, automation: { fader: { file: rides.csv } } }\n"
		    "outputs: { master: { fader: -12 dB } }\nprint:\n  directory: out\n  mixes: { mix: {} }\n");
	char folder[512];
	snprintf(folder, sizeof folder, "%s", scratch_path(""));
	cr_assert_eq(chdir(folder), 0);
	expect_code(0, PROGRAM_ARGUMENTS("render", "-q", "-MF", "song.d", "song.yaml"));
	size_t length;
	char *rule = (char *)scratch_read(scratch_path("song.d"), &length);
	cr_expect_eq(strncmp(rule, "out/manifest.json: \\\n", 21), 0, "%s", rule);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char line[64];
		snprintf(line, sizeof line, "\n%s:\n", kinds[i]);
		cr_expect(strstr(rule, line), "%s: %s", kinds[i], rule);
	}
	free(rule);
	expect_code(0, PROGRAM_ARGUMENTS("render", "-q", "-MF", "song.d", "song.yaml"));
	write_text("Makefile", "all: out/manifest.json\ninclude song.d\n");
	char *text = shell("make -q && echo still");
	cr_expect(strstr(text, "still"), "%s", text);
	free(text);
}

Test(make_files, nothing_of_the_user_is_lost)
{
	char song[512], notes[512], lead[512];
	snprintf(song, sizeof song, "%s", song_recipe("song.yaml", QUIET));
	snprintf(notes, sizeof notes, "%s", scratch_path("notes.txt"));
	snprintf(lead, sizeof lead, "%s", scratch_path("lead.wav"));
	write_text("notes.txt", "notes\n");
	expect_code(5, PROGRAM_ARGUMENTS("render", "-q", "--stamp", notes, song));
	expect_code(5, PROGRAM_ARGUMENTS("render", "-q", "--depfile", notes, song));
	expect_code(3, PROGRAM_ARGUMENTS("render", "-q", "--stamp", lead, song));
	expect_code(3, PROGRAM_ARGUMENTS("render", "-q", "--depfile", song, song));
	expect_code(3, PROGRAM_ARGUMENTS("render", "-q", "--stamp", scratch_path("x"), "-MF", scratch_path("x"), song));
	expect_code(2, PROGRAM_ARGUMENTS("render", "-q", "-MD", song));
	size_t length;
	char *text = (char *)scratch_read(scratch_path("notes.txt"), &length);
	cr_expect_str_eq(text, "notes\n");
	free(text);
	cr_expect(!song_has("out"), "nothing was rendered");
}

/* The pipe of a jobserver, with some slots. */
struct slots {
	int ends[2];
	char flags[128];
};

static void make_slots(struct slots *slots, size_t count)
{
	cr_assert_eq(pipe(slots->ends), 0);
	cr_assert_eq(write(slots->ends[1], "abcdefgh", count), (ssize_t)count);
	snprintf(slots->flags, sizeof slots->flags, " -j%zu --jobserver-auth=%d,%d", count + 1, slots->ends[0],
		 slots->ends[1]);
}

/* Counts the slots, and takes them. */
static ssize_t count_slots(const struct slots *slots)
{
	char bytes[16];
	cr_assert_eq(fcntl(slots->ends[0], F_SETFL, O_NONBLOCK), 0);
	const ssize_t count = read(slots->ends[0], bytes, sizeof bytes);
	return count < 0 ? 0 : count;
}

static struct program_call call_with(const struct slots *slots, const char *const *arguments)
{
	return (struct program_call){ .arguments = arguments,
				      .variable = "MAKEFLAGS",
				      .value = slots->flags,
				      .kept = { slots->ends[0], slots->ends[1] } };
}

Test(make_files, slots_are_taken_and_come_back)
{
	static const struct {
		size_t slots;
		const char *threads;
	} rows[] = { { 0, " 1 thread," }, { 1, " 2 threads," } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slots slots;
		make_slots(&slots, rows[i].slots);
		const struct program_call call = call_with(
			&slots, PROGRAM_ARGUMENTS("render", "-q", "--anew", "--verbose", scratch_path("song.yaml")));
		struct program_run run = program_run(&call);
		cr_expect_eq(run.code, 0, "%s", run.err);
		if (sysconf(_SC_NPROCESSORS_ONLN) >= 2)
			cr_expect(strstr(run.err, rows[i].threads), "%zu slots: %s", rows[i].slots, run.err);
		cr_expect_eq(count_slots(&slots), (ssize_t)rows[i].slots);
		program_release(&run);
	}
}

#define LONG "version: 1\nsession: { tail: none, length: 7200 s }\n" SONG_TRACKS SONG_MASTER SONG_PRINT

Test(make_files, slots_come_back_after_a_signal)
{
	struct slots slots;
	make_slots(&slots, 1);
	const struct program_call call =
		call_with(&slots, PROGRAM_ARGUMENTS("render", "-q", song_recipe("long.yaml", LONG)));
	struct program_child child = program_start(&call);
	while (!song_has("out"))
		usleep(1000);
	kill(child.process, SIGTERM);
	struct program_run run = program_finish(&child);
	cr_expect_eq(run.signal, SIGTERM);
	cr_expect_eq(count_slots(&slots), 1);
	program_release(&run);
}

/* Without "+" before the line of its rule, make names a pipe that is not there. */
Test(make_files, a_closed_jobserver_leaves_one_thread)
{
	static const char *const flags[] = { " -j4 --jobserver-auth=77,78", "--jobserver-auth=-2,-2",
					     "--jobserver-auth=fifo:/nowhere", "--jobserver-fds=x" };
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		struct program_run run = program_run(
			&(struct program_call){ .arguments = PROGRAM_ARGUMENTS("render", "-q", "--anew", "--verbose",
									       scratch_path("song.yaml")),
						.variable = "MAKEFLAGS",
						.value = flags[i] });
		cr_expect_eq(run.code, 0, "%s", run.err);
		cr_expect(strstr(run.err, " 1 thread,"), "%s: %s", flags[i], run.err);
		program_release(&run);
	}
}

#define ALBUM "cd recipes/album && "
#define MAKE "make -C recipes/album --no-print-directory -j2 stemprint='" STEMPRINT_PROGRAM "' out=../../out"

/* Copies the album with its sources, because the test touches and changes them. */
static void copy_album(void)
{
	char *text = shell("mkdir -p recipes fixtures && cp -r '" STEMPRINT_ROOT
			   "/recipes/album' recipes && cp -r '" STEMPRINT_ROOT "/fixtures/loops' '" STEMPRINT_ROOT
			   "/fixtures/big-band' fixtures");
	cr_assert_str_empty(text, "%s", text);
	free(text);
}

/* Runs `make`, and compares whether it ends well, and how many songs it renders. */
static void expect_make(bool well, int renders, const char *what)
{
	char *text = shell(MAKE " && echo all is well");
	int count = 0;
	for (const char *at = strstr(text, "render -q"); at; at = strstr(at + 1, "render -q"))
		count++;
	cr_expect_eq(!!strstr(text, "all is well"), well, "%s: %s", what, text);
	cr_expect_eq(count, renders, "%s: %s", what, text);
	free(text);
}

static void change(const char *command)
{
	usleep(20000);
	char *text = shell(command);
	cr_expect_str_empty(text, "%s: %s", command, text);
	free(text);
	usleep(20000);
}

Test(make_files, an_album_is_made_as_far_as_it_is_needed)
{
	copy_album();
	expect_make(true, 3, "at first");
	expect_make(true, 0, "again");
	change("touch fixtures/big-band/alto-sax.wav");
	expect_make(true, 1, "a source");
	change("touch recipes/album/master.yaml");
	expect_make(true, 3, "a fragment of all");
	change(ALBUM "sed -i 's/-16 LUFS/-30 LUFS/' limits.yaml");
	expect_make(false, 0, "a verdict that fails");
	expect_make(false, 0, "the same again");
	change(ALBUM "sed -i 's/-30 LUFS/-16 LUFS/; s/true_peak: -1/true_peak: -1.0/' limits.yaml");
	expect_make(true, 0, "mended");
	change(ALBUM "sed -i 's/true_peak: -1/true_peak: -9/' 2-groove.yaml");
	expect_make(false, 1, "a song that fails");
	expect_make(false, 1, "the song again");
	change(ALBUM "sed -i 's/true_peak: -9/true_peak: -1/' 2-groove.yaml");
	expect_make(true, 1, "the song is mended");
}

Test(make_files, an_album_that_was_killed_becomes_whole)
{
	copy_album();
	static const char *const moments[] = { "0.03", "0.1", "0.2" };
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		char command[512];
		snprintf(command, sizeof command,
			 "rm -rf out; { timeout -s KILL %s sh -c \"" MAKE "\"; } >/dev/null 2>&1; true", moments[i]);
		free(shell(command));
		/* What was killed is gone a moment later, on a busy machine, and holds its folder until then. */
		free(shell("for folder in out/*/; do [ ! -d \"$folder\" ] || flock \"$folder\" true; done"));
		char *text =
			shell(MAKE " && '" STEMPRINT_PROGRAM "' verify -q --null out/1-beat out/2-groove out/3-bed "
				   "&& echo whole");
		cr_expect(strstr(text, "whole"), "after %s s: %s", moments[i], text);
		free(text);
	}
}
