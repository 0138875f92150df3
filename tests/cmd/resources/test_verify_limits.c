/* Tests the limits of verify and diff: each one ends the command, and nothing is written over.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STEMS = 40, FRAMES = 96000, LONG_FRAMES = 48000 * 240, PRINTS = 3, WAV24 = SF_FORMAT_WAV | SF_FORMAT_PCM_24 };

static void write_noise(const char *path, uint64_t seed, size_t frames)
{
	struct sound sound = sound_noise(seed, 2, frames, 0.25);
	sound_write(path, &sound, WAV24);
	sound_release(&sound);
}

/* The prints of a song are in out/. In "was" there is another version of their mix, and a report that must stay. */
static void make(void)
{
	song_make();
	cr_assert_eq(chdir(scratch_path(".")), 0);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "song.yaml"));
	program_release(&run);
	cr_assert_eq(mkdir("was", 0700), 0);
	write_noise("was/mix.wav", 7, FRAMES);
	scratch_write("old.json", (const unsigned char *)"kept", 4);
}

static void leave(void)
{
	cr_assert_eq(chdir("/"), 0);
	scratch_remove();
}

TestSuite(verify_limits, .init = make, .fini = leave, .timeout = 120);

static void expect_kept(const char *what)
{
	size_t length;
	unsigned char *bytes = scratch_read("old.json", &length);
	cr_expect(length == 4 && memcmp(bytes, "kept", 4) == 0, "%s wrote a report", what);
	free(bytes);
}

/* Expects that the command ends with this message, says nothing else, and leaves no more files than there were. */
static void expect_limit(const char *words, const char *const *arguments)
{
	const int here = scratch_count("."), prints = scratch_count("out");
	struct program_run run = program_expect(6, arguments);
	cr_expect(strstr(run.err, words), "%s: no \"%s\" in %s", arguments[0], words, run.err);
	cr_expect_str_eq(run.out, "", "%s: %s", arguments[0], run.out);
	cr_expect_eq(scratch_count("."), here);
	cr_expect_eq(scratch_count("out"), prints);
	expect_kept(arguments[0]);
	program_release(&run);
}

#define REPORT "--force", "--json", "old.json"

Test(verify_limits, frames_of_prints_are_counted_with_and_without_a_proof)
{
	expect_limit("out/mix.wav\" has 96000 frames, and at most 95999 are allowed",
		     PROGRAM_ARGUMENTS("verify", "--max-frames", "95999", REPORT, "out"));
	expect_limit("out/mix.wav\" has 96000 frames",
		     PROGRAM_ARGUMENTS("verify", "--null", "--max-frames", "95999", REPORT, "out"));
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("verify", "--null", "--max-frames", "96000", "out"));
	program_release(&run);
}

/* The source has become longer than the prints, so only its own sound passes the limit. */
Test(verify_limits, frames_of_an_input_whose_sound_is_compared_are_counted)
{
	write_noise("drums.wav", 3, FRAMES + 1);
	expect_limit("drums.wav\" has 96001 frames",
		     PROGRAM_ARGUMENTS("verify", "--max-frames", "96000", REPORT, "out"));
}

static void write_many_stems(void)
{
	FILE *file = fopen("many.yaml", "w");
	cr_assert(file);
	fputs("version: 1\nsession: { tail: none }\ntracks:\n", file);
	for (int i = 0; i < STEMS; i++)
		fprintf(file, "  t%d: { source: { generate: pink-noise, level: -40 dBFS, length: 1 s }, stem: s%d }\n",
			i, i);
	fputs("outputs: { master: {} }\nprint: { directory: out, mixes: { mix: {} }, stems: {} }\n", file);
	fclose(file);
}

Test(verify_limits, readers_of_a_proof_that_take_too_much_are_refused)
{
	write_many_stems();
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "many.yaml"));
	program_release(&run);
	/* The program itself has less, so it is the estimate that refuses. */
	expect_limit("reading 41 files at once takes",
		     PROGRAM_ARGUMENTS("verify", "-j", "1", "--null", "--max-memory", "10 MB", REPORT, "out"));
	run = program_expect(0, PROGRAM_ARGUMENTS("verify", "--null", "--max-memory", "100 MB", "out"));
	program_release(&run);
}

/* A limit that the program itself passes ends a check without a proof, too. */
Test(verify_limits, memory_of_the_process_is_guarded)
{
	expect_limit("allow more with --max-memory",
		     PROGRAM_ARGUMENTS("verify", "--null", "--max-memory", "1 MB", REPORT, "out"));
}

/* A microsecond is over before the first file is hashed. */
Test(verify_limits, time_ends_hashes)
{
	expect_limit("--max-time", PROGRAM_ARGUMENTS("verify", "--null", "--max-time", "0.001 ms", REPORT, "out"));
}

/* Counts the prints that the program has open. One that has ended has none. */
static int count_open_prints(pid_t process)
{
	char folder[64], path[512];
	int count = 0;
	snprintf(folder, sizeof folder, "/proc/%ld/fd", (long)process);
	DIR *entries = opendir(folder);
	for (const struct dirent *entry; entries && (entry = readdir(entries));) {
		const ssize_t length = readlinkat(dirfd(entries), entry->d_name, path, sizeof path - 1);
		path[length > 0 ? length : 0] = '\0';
		count += strstr(path, "/out/") && strstr(path, ".wav");
	}
	if (entries)
		closedir(entries);
	return count;
}

static bool has_ended(pid_t process)
{
	siginfo_t state = { 0 };
	return waitid(P_PID, (id_t)process, &state, WEXITED | WNOHANG | WNOWAIT) != 0 || state.si_pid != 0;
}

/* Waits until the process has stopped or ended. */
static void wait_until_it_stands(pid_t process)
{
	siginfo_t state;
	cr_assert_eq(waitid(P_PID, (id_t)process, &state, WSTOPPED | WEXITED | WNOWAIT), 0);
}

/* Only a proof has all prints open at once: with one thread, hashes take one after the other. Stops the program there,
   and lets it go on when its time is over. Returns whether it was stopped in the proof. */
static bool let_time_end_in_proof(unsigned seconds)
{
	char limit[32];
	snprintf(limit, sizeof limit, "%u s", seconds);
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("verify", "-j", "1", "--null", "--max-time",
									  limit, REPORT, "out") };
	struct program_child child = program_start(&call);
	bool in_proof = false;
	while (!in_proof && !has_ended(child.process)) {
		if (count_open_prints(child.process) < PRINTS)
			continue;
		kill(child.process, SIGSTOP);
		wait_until_it_stands(child.process);
		in_proof = count_open_prints(child.process) == PRINTS;
		if (in_proof)
			sleep(seconds);
		kill(child.process, SIGCONT);
	}
	struct program_run run = program_finish(&child);
	if (in_proof) {
		cr_expect_eq(run.code, 6, "%d: %s", run.code, run.err);
		cr_expect_str_eq(run.err, "stemprint: the time that --max-time allows is over; allow more, or split "
					  "the work\n");
		cr_expect_str_eq(run.out, "");
		expect_kept("verify");
	}
	program_release(&run);
	return in_proof;
}

/* On a machine that is slow, the time may be over before the proof, and the proof may be over before it is seen. */
Test(verify_limits, time_ends_proof)
{
	write_noise("drums.wav", 5, LONG_FRAMES);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "song.yaml"));
	program_release(&run);
	unsigned seconds = 1;
	while (!let_time_end_in_proof(seconds) && seconds < 16)
		seconds *= 2;
	cr_expect_lt(seconds, 16, "the proof was never seen");
}

Test(verify_limits, frames_of_both_versions_are_counted)
{
	expect_limit("was/mix.wav\" has 96000 frames, and at most 95999 are allowed",
		     PROGRAM_ARGUMENTS("diff", "--max-frames", "95999", "was", "out"));
	expect_limit("out/mix.wav\" has 96000 frames",
		     PROGRAM_ARGUMENTS("diff", "--max-frames", "95999", "was", "out"));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("diff", "--max-frames", "96000", "was", "out"));
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("diff", "--max-frames", "96000", "song.yaml", "song.yaml"));
	cr_expect(strstr(run.err, "these are recipes"), "%s", run.err);
	program_release(&run);
}

Test(verify_limits, readers_of_a_comparison_that_take_too_much_are_refused)
{
	expect_limit("reading 2 files at once takes",
		     PROGRAM_ARGUMENTS("diff", "-j", "1", "--max-memory", "6900 kB", "was", "out"));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("diff", "--max-memory", "100 MB", "was", "out"));
	program_release(&run);
}

Test(verify_limits, time_ends_a_comparison_in_its_middle)
{
	write_noise("long.wav", 8, LONG_FRAMES);
	write_noise("longer.wav", 9, LONG_FRAMES);
	expect_limit("--max-time", PROGRAM_ARGUMENTS("diff", "--max-time", "100 ms", "long.wav", "longer.wav"));
}
