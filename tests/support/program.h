/* stemprint tests: the built program, run from outside.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_PROGRAM_H
#define STEMPRINT_TESTS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** How to run it. All zero but the arguments is a plain run. */
struct program_call {
	const char *const *arguments; /**< behind the program's name, NULL at the end */
	const char *output; /**< standard output goes into this file in place of program_run.out */
	const char *appended; /**< the same, behind what is in the file, as after the shell's >> */
	bool terminal; /**< standard output and error are one terminal: both arrive in program_run.out */
	bool merged; /**< standard output and error are one pipe, as in a log: both arrive in program_run.out */
	unsigned closed; /**< a bit for each of the descriptors 0 to 2: those that are closed */
	const char *variable, *value; /**< one more variable of the environment; NULL: none */
	unsigned long file_bytes; /**< the largest file that it may write; 0: any */
	unsigned open_files; /**< how many it may have open; 0: any */
	unsigned timeout_seconds; /**< 0: 120; then it is killed and the test fails */
};

struct program_run {
	int code; /**< what it exited with; -1 when a signal killed it */
	int signal; /**< which signal; 0 when it exited */
	char *out, *err; /**< what it wrote, with a zero behind */
	size_t out_length, err_length;
};

struct program_child {
	pid_t process;
	int out, err; /**< where its words come from */
	unsigned timeout_seconds;
};

/** The words of a call: PROGRAM_ARGUMENTS("render", path). */
#define PROGRAM_ARGUMENTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/** Starts the program; failing that fails the test. */
struct program_child program_start(const struct program_call *call);

/** Reads what it says until it ends. */
struct program_run program_finish(struct program_child *child);

/** Both. */
struct program_run program_run(const struct program_call *call);

/** Runs it with these arguments and asserts the exit code; what it said is shown when it is another. */
struct program_run program_expect(int code, const char *const *arguments);

void program_release(struct program_run *run);

#endif
