/* Tests that an untrusted recipe reaches no file outside of its folder, and nothing that is no file of its own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { SOUND_FRAMES = 4800, WAVE_HEAD = 44, PATH_BYTES = 256 };

static const char fragment[] = "inserts: [ gain: -3 dB ]\n";
static const char profile[] = "title: Ours\nsource: us\ndate: 2024\nloudness: { integrated: -14 LUFS }\n";
static const char points[] = "at,value\n0 s,-3 dB\n";
static const char tempo[] = "at,tempo\n1|1,120\n";

static void write_text(const char *name, const char *text)
{
	scratch_write(scratch_path(name), text, strlen(text));
}

static void write_sound(const char *name)
{
	static unsigned char bytes[WAVE_HEAD + 2 * SOUND_FRAMES];
	const struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 16, 2 * SOUND_FRAMES };
	wave_header(&shape, bytes);
	for (size_t i = WAVE_HEAD; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(i * 31 % 251);
	scratch_write(scratch_path(name), bytes, sizeof bytes);
}

/* song/ is the recipe's folder, and secret/ lies beside it. Each file stands in both. */
static void make_folders(void)
{
	static const char *const folders[] = { "song", "secret" };
	scratch_make();
	for (size_t i = 0; i < 2; i++) {
		char name[PATH_BYTES];
		cr_assert_eq(mkdir(scratch_path(folders[i]), 0700), 0);
		snprintf(name, sizeof name, "%s/a.wav", folders[i]);
		write_sound(name);
		static const struct {
			const char *name, *text;
		} texts[] = { { "f.yaml", fragment }, { "p.yaml", profile }, { "c.csv", points }, { "t.csv", tempo } };
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
			snprintf(name, sizeof name, "%s/%s", folders[i], texts[k].name);
			write_text(name, texts[k].text);
		}
	}
}

TestSuite(untrusted_paths, .init = make_folders, .fini = scratch_remove, .timeout = 300);

/* The ways in which a recipe may name a file. %s is the name; the file in both folders that fits stands first. */
static const struct {
	const char *file, *before, *after;
} places[] = {
	{ "a.wav", "tracks: { a: { source: ", " } }\n" },
	{ "a.wav", "tracks: { a: { source: [ a.wav, ", " ] } }\n" },
	{ "a.wav", "tracks: { a: { clips: [ { file: ", ", at: 0 s } ] } }\n" },
	{ "a.wav", "tracks: { a: { source: a.wav, inserts: [ convolver: { file: ", " } ] } }\n" },
	{ "a.wav", "tracks: { a: { source: a.wav, inserts: [ hardware: { send: s.wav, return: ", " } ] } }\n" },
	{ "f.yaml", "tracks: { a: { source: a.wav, use: ./", " } }\n" },
	{ "f.yaml", "tracks: { a: { source: a.wav, inserts: [ use: ./", " ] } }\n" },
	{ "p.yaml", "tracks: { a: { source: a.wav } }\nverify: { loudness: { profile: ./", " } }\n" },
	{ "c.csv", "tracks: { a: { source: a.wav, automation: { fader: { file: ", " } } } }\n" },
	{ "t.csv", "tracks: { a: { source: a.wav } }\nsession: { tempo: { file: ", " } }\n" },
};

enum { PLACE_COUNT = sizeof places / sizeof *places, HARDWARE = 4 };

static const char *write_recipe(size_t place, const char *name)
{
	char text[1024];
	/* An absolute name has no "./" before it. */
	const size_t before =
		strlen(places[place].before) - (name[0] == '/' && strstr(places[place].before, ": ./") ? 2 : 0);
	snprintf(text, sizeof text, "version: 1\noutputs: { master: }\nprint: { directory: out }\n%.*s%s%s",
		 (int)before, places[place].before, name, places[place].after);
	write_text("song/song.yaml", text);
	return scratch_path("song/song.yaml");
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Runs a command without trust. It must end with one of both codes, say the words, and take less than three seconds. */
static void expect_refusal(const char *command, const char *recipe, int code, int other_code, const char *words)
{
	const double start = now();
	struct program_run run =
		program_run(&(struct program_call){ .arguments = PROGRAM_ARGUMENTS(command, "--untrusted", recipe) });
	cr_expect_lt(now() - start, 3.0, "%s", run.err);
	cr_expect(run.code == code || run.code == other_code, "%s: code %d, words \"%s\"\n%s", command, run.code, words,
		  run.err);
	cr_expect_not_null(strstr(run.err, words), "\"%s\" is missing in\n%s", words, run.err);
	program_release(&run);
}

Test(untrusted_paths, names_that_lead_out_are_refused)
{
	for (size_t place = 0; place < PLACE_COUNT; place++) {
		char up[PATH_BYTES], hidden[PATH_BYTES], absolute[PATH_BYTES];
		snprintf(up, sizeof up, "../secret/%s", places[place].file);
		snprintf(hidden, sizeof hidden, "x/.././y/../../secret/%s", places[place].file);
		snprintf(absolute, sizeof absolute, "%s/%s", scratch_path("secret"), places[place].file);
		expect_refusal("check", write_recipe(place, up), 3, 3, "leads out of the recipe's folder");
		expect_refusal("check", write_recipe(place, hidden), 3, 3, "leads out of the recipe's folder");
		expect_refusal("plan", write_recipe(place, hidden), 3, 3, "leads out of the recipe's folder");
		expect_refusal("graph", write_recipe(place, hidden), 3, 3, "leads out of the recipe's folder");
		expect_refusal("render", write_recipe(place, absolute), 3, 3, "is an absolute path");
		expect_refusal("check", write_recipe(place, "/proc/self/environ"), 3, 3, "is an absolute path");
	}
}

/* The reading of texts is an error of the recipe, and that of sounds one of the source. */
Test(untrusted_paths, what_is_no_file_of_its_own_is_refused)
{
	static const struct {
		const char *name, *words;
	} rows[] = { { "link", "it is a symbolic link, or lies behind one" },
		     { "linked/", "it is a symbolic link, or lies behind one" },
		     { "proc", "it is a symbolic link, or lies behind one" },
		     { "hard", "it has a second name (a hard link)" },
		     { "fifo", "it is a pipe (FIFO)" },
		     { "socket", "it is a socket" } };
	for (size_t place = 0; place < PLACE_COUNT; place++) {
		char target[PATH_BYTES];
		snprintf(target, sizeof target, "secret/%s", places[place].file);
		const char *const made[] = { "song/link", "song/linked", "song/proc",
					     "song/hard", "song/fifo",   "song/socket" };
		for (size_t i = 0; i < sizeof made / sizeof *made; i++)
			unlink(scratch_path(made[i]));
		cr_assert_eq(symlink(scratch_path(target), scratch_path("song/link")), 0);
		cr_assert_eq(symlink("../secret", scratch_path("song/linked")), 0);
		cr_assert_eq(symlink("/proc/self/environ", scratch_path("song/proc")), 0);
		cr_assert_eq(link(scratch_path(target), scratch_path("song/hard")), 0);
		cr_assert_eq(mkfifo(scratch_path("song/fifo"), 0600), 0);
		struct sockaddr_un address = { .sun_family = AF_UNIX };
		snprintf(address.sun_path, sizeof address.sun_path, "%s", scratch_path("song/socket"));
		const int channel = socket(AF_UNIX, SOCK_STREAM, 0);
		cr_assert_eq(bind(channel, (const struct sockaddr *)&address, sizeof address), 0);
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			char name[PATH_BYTES];
			snprintf(name, sizeof name, "%s%s", rows[i].name,
				 strchr(rows[i].name, '/') ? places[place].file : "");
			if (place == HARDWARE)
				write_sound("song/s.wav");
			expect_refusal("check", write_recipe(place, name), 3, 4, rows[i].words);
		}
		close(channel);
	}
}

/* Returns whether any call of the C library followed a link on the way to a file of the recipe (path_calls.c). */
static bool follows_links(const char *command, const char *option, const char *recipe)
{
	struct program_run run =
		program_run(&(struct program_call){ .arguments = PROGRAM_ARGUMENTS(command, option, recipe),
						    .variable = "LD_PRELOAD",
						    .value = PATH_CALLS });
	const bool follows = strstr(run.err, "follows a link");
	cr_expect_neq(run.code, -1, "%s", run.err);
	program_release(&run);
	return follows;
}

/* Nothing looks where a link leads, not even whether there is something. */
Test(untrusted_paths, no_link_is_followed)
{
	static const char *const commands[] = { "check", "render", "plan", "graph" };
	char name[PATH_BYTES];
	cr_assert_eq(symlink("../secret", scratch_path("song/linked")), 0);
	for (size_t place = 0; place < PLACE_COUNT; place++) {
		if (place == HARDWARE)
			write_sound("song/s.wav");
		snprintf(name, sizeof name, "linked/%s", places[place].file);
		for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
			cr_expect_not(follows_links(commands[i], "--untrusted", write_recipe(place, name)),
				      "place %zu, %s", place, commands[i]);
	}
	cr_expect(follows_links("check", "--force", write_recipe(0, "linked/a.wav")), "a link is seen");
}

Test(untrusted_paths, devices_are_refused)
{
	if (mknod(scratch_path("song/device"), S_IFCHR | 0600, makedev(1, 5)) != 0)
		return; /* only root makes devices; a person who sends recipes is not root */
	for (size_t place = 0; place < PLACE_COUNT; place++) {
		if (place == HARDWARE)
			write_sound("song/s.wav");
		expect_refusal("check", write_recipe(place, "device"), 3, 4, "it is a device");
	}
}

/* With trust all of these work, and without it the right names do. */
Test(untrusted_paths, own_files_are_read)
{
	for (size_t place = 0; place < PLACE_COUNT; place++) {
		if (place == HARDWARE)
			continue; /* it needs a return that answers its send */
		const char *recipe = write_recipe(place, places[place].file);
		struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("check", "--untrusted", recipe));
		program_release(&run);
		run = program_expect(0, PROGRAM_ARGUMENTS("plan", "--untrusted", recipe));
		program_release(&run);
		run = program_expect(0, PROGRAM_ARGUMENTS("graph", "--untrusted", recipe));
		program_release(&run);
		char up[PATH_BYTES];
		snprintf(up, sizeof up, "../secret/%s", places[place].file);
		run = program_expect(0, PROGRAM_ARGUMENTS("check", write_recipe(place, up)));
		program_release(&run);
	}
}

Test(untrusted_paths, nothing_is_printed_outside)
{
	static const struct {
		const char *directory, *words;
	} rows[] = { { "../secret", "leads out of the recipe's folder" },
		     { "/tmp/stemprint-nowhere", "is an absolute path" },
		     { "linked", "is a symbolic link; name a folder" },
		     { "linked/deeper", "is a symbolic link; name a folder" } };
	cr_assert_eq(symlink("../secret", scratch_path("song/linked")), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[1024];
		snprintf(text, sizeof text,
			 "version: 1\ntracks: { a: { source: a.wav } }\noutputs: { master: }\nprint: { directory: %s "
			 "}\n",
			 rows[i].directory);
		write_text("song/song.yaml", text);
		expect_refusal("render", scratch_path("song/song.yaml"), 3, 5, rows[i].words);
	}
	cr_expect_eq(scratch_count(scratch_path("secret")), 5, "nothing was added");
}

/* A person who writes -d may print anywhere. */
Test(untrusted_paths, the_output_folder_of_the_command_line_may_lie_outside)
{
	write_text("song/song.yaml", "version: 1\ntracks: { a: { source: a.wav } }\noutputs: { master: }\n");
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--untrusted", "-d", scratch_path("prints"),
						    scratch_path("song/song.yaml")));
	cr_expect_eq(access(scratch_path("prints/master.wav"), F_OK), 0);
	program_release(&run);
}

/* A manifest beside the recipe may come from the stranger, so nothing is taken for done because it says so. */
Test(untrusted_paths, prints_that_are_there_are_rendered_anew)
{
	struct stat before, after;
	write_text("song/song.yaml", "version: 1\ntracks: { a: { source: a.wav } }\noutputs: { master: }\n");
	for (size_t i = 0; i < 2; i++) {
		struct program_run run = program_expect(
			0, PROGRAM_ARGUMENTS("render", "-q", "--untrusted", scratch_path("song/song.yaml")));
		program_release(&run);
		cr_assert_eq(stat(scratch_path("song/song/manifest.json"), i == 0 ? &before : &after), 0);
	}
	cr_expect(before.st_mtim.tv_sec != after.st_mtim.tv_sec || before.st_mtim.tv_nsec != after.st_mtim.tv_nsec);
}

Test(untrusted_paths, the_environment_asks_for_it_too)
{
	const char *recipe = write_recipe(0, "../secret/a.wav");
	static const struct {
		const char *value;
		int code;
	} rows[] = { { "1", 3 }, { "0", 0 }, { "", 0 }, { "yes", 2 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct program_run run =
			program_run(&(struct program_call){ .arguments = PROGRAM_ARGUMENTS("check", recipe),
							    .variable = "STEMPRINT_UNTRUSTED",
							    .value = rows[i].value });
		cr_expect_eq(run.code, rows[i].code, "\"%s\": %s", rows[i].value, run.err);
		program_release(&run);
	}
}

Test(untrusted_paths, the_recipe_itself_is_no_link)
{
	write_recipe(0, "a.wav");
	cr_assert_eq(rename(scratch_path("song/song.yaml"), scratch_path("secret/song.yaml")), 0);
	cr_assert_eq(symlink("../secret/song.yaml", scratch_path("song/song.yaml")), 0);
	expect_refusal("check", scratch_path("song/song.yaml"), 3, 3, "it is a symbolic link, or lies behind one");
	cr_assert_eq(symlink("secret", scratch_path("other")), 0);
	expect_refusal("check", scratch_path("other/song.yaml"), 3, 3, "a symbolic link leads to its folder");
}

/* Commands that take sounds refuse the same of what the command line names. */
Test(untrusted_paths, sounds_on_the_command_line_are_files)
{
	static const char *const commands[] = { "loudness", "quality" };
	cr_assert_eq(symlink("../secret/a.wav", scratch_path("song/link.wav")), 0);
	cr_assert_eq(mkfifo(scratch_path("song/fifo.wav"), 0600), 0);
	for (size_t i = 0; i < 2; i++) {
		expect_refusal(commands[i], scratch_path("song/link.wav"), 4, 4, "it is a symbolic link");
		expect_refusal(commands[i], scratch_path("song/fifo.wav"), 4, 4, "it is a pipe (FIFO)");
		expect_refusal(commands[i], "/proc/version", 4, 4, "it lies in /proc");
	}
	struct program_run run = program_expect(
		4, PROGRAM_ARGUMENTS("null", "--untrusted", scratch_path("song/a.wav"), scratch_path("song/link.wav")));
	cr_expect_not_null(strstr(run.err, "it is a symbolic link"), "%s", run.err);
	program_release(&run);
}
