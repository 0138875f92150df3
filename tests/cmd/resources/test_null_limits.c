/* Tests the limits of commands for files from anywhere: null, loudness, quality.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STEMS = 1500, FRAMES = 48000, HEADER = 44, WORD = 64 };

static char words[STEMS + 1][WORD];
static const char *arguments[STEMS + 16];

/* Writes mono 16-bit WAVs of noise; the first is no sum of the others. */
static void make_files(void)
{
	static unsigned char bytes[HEADER + 2 * FRAMES] = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\1\0\200\273\0\0\0\167\1\0"
							  "\2\0\20\0data";
	const unsigned riff = sizeof bytes - 8, data = 2 * FRAMES;
	unsigned state = 1;
	(void)scratch_make();
	for (int i = 0; i < 4; i++) {
		bytes[4 + i] = (unsigned char)(riff >> 8 * i);
		bytes[40 + i] = (unsigned char)(data >> 8 * i);
	}
	for (size_t file = 0; file <= STEMS; file++) {
		char name[16];
		for (size_t i = 0; i < FRAMES; i++) {
			state = state * 1664525u + 1013904223u;
			bytes[HEADER + 2 * i] = (unsigned char)(state >> 24 & 15);
		}
		snprintf(name, sizeof name, "%zu.wav", file);
		snprintf(words[file], WORD, "%s", scratch_path(name));
		scratch_write(words[file], bytes, sizeof bytes);
	}
}

TestSuite(null_limits, .init = make_files, .fini = scratch_remove);

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + 1e-6 * (double)time->tv_usec;
}

/* Returns the time that processors have spent on a process. */
static double busy_seconds_of(pid_t process)
{
	clockid_t clock;
	struct timespec now;
	cr_assert_eq(clock_getcpuclockid(process, &clock), 0);
	cr_assert_eq(clock_gettime(clock, &now), 0);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Starts a null test of all files without the support for 64 words. Its standard error goes to the file "err". */
static pid_t start(const char *option, const char *value)
{
	size_t count = 0;
	arguments[count++] = STEMPRINT_PROGRAM;
	arguments[count++] = "null";
	arguments[count++] = "-q";
	if (option) {
		arguments[count++] = option;
		arguments[count++] = value;
	}
	for (size_t i = 0; i <= STEMS; i++)
		arguments[count++] = words[i];
	arguments[count] = NULL;
	const pid_t child = fork();
	cr_assert_geq(child, 0);
	if (child > 0)
		return child;
	if (!freopen(scratch_path("err"), "w", stderr))
		_exit(127);
	for (int number = 1; number < 32; number++)
		signal(number, SIG_DFL);
	/* execv() does not change the words; its type is older than const. */
	execv(STEMPRINT_PROGRAM, (char *const *)(size_t)arguments);
	_exit(127);
}

static int wait_for(pid_t child)
{
	int status;
	cr_assert_eq(waitpid(child, &status, 0), child);
	return status;
}

static void expect_message(const char *expected)
{
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path("err"), &length);
	char *text = calloc(length + 1, 1);
	cr_assert(text);
	memcpy(text, bytes, length);
	cr_expect(strstr(text, expected), "no \"%s\" in %s", expected, text);
	free(text);
	free(bytes);
}

Test(null_limits, readers_of_too_much_memory_are_refused_before_the_first_block)
{
	const double began = seconds_now();
	const int status = wait_for(start("--max-memory", "100 MB"));
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 6, "%x", (unsigned)status);
	cr_expect_leq(seconds_now() - began, 3.0);
	expect_message("reading 1501 files at once takes");
}

Test(null_limits, a_null_of_many_stems_fails_without_causes_and_stays_in_its_memory)
{
	struct rusage usage;
	const int status = wait_for(start("--max-memory", "400 MB"));
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%x", (unsigned)status);
	expect_message("1500 stems are more than the 256 among which causes are looked for");
	cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	cr_expect_leq((double)usage.ru_maxrss * 1024.0, 400e6);
}

Test(null_limits, time_and_signals_end_a_null_of_many_stems)
{
	const int late = wait_for(start("--max-time", "200 ms"));
	cr_expect(WIFEXITED(late) && WEXITSTATUS(late) == 6, "%x", (unsigned)late);
	expect_message("--max-time");
	const pid_t child = start("-j", "1");
	/* The signal comes in the middle of the work: a fast machine ends all of it within a second. */
	const double began = seconds_now();
	double busy = 0;
	while (busy < 0.2 && seconds_now() - began < 10) {
		usleep(1000);
		busy = busy_seconds_of(child);
	}
	const double asked = seconds_now();
	kill(child, SIGTERM);
	struct rusage usage;
	int ended;
	cr_assert_eq(wait4(child, &ended, 0, &usage), child);
	cr_expect(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGTERM, "%x", (unsigned)ended);
	cr_expect_leq(seconds_now() - asked, 1.0);
	/* One thread that hears the signal within 0.2 s is not busy for longer, however many others want the machine.
	 */
	cr_expect_leq(seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime) - busy, 0.2);
}

Test(null_limits, files_of_more_frames_than_allowed_are_refused)
{
	static const char *const commands[] = { "null", "loudness", "quality" };
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct program_run run =
			program_expect(6, PROGRAM_ARGUMENTS(commands[i], "--max-frames", "47999", words[0], words[1]));
		cr_expect(strstr(run.err, "1.wav\" has 48000 frames"), "%s", run.err);
		program_release(&run);
	}
}
