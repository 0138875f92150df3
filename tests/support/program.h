/* stemprint tests: the built program, run from outside.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_PROGRAM_H
#define STEMPRINT_TESTS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** How to run the program. If everything but the arguments is zero, it is a plain run. */
struct program_call {
	const char *const *arguments; /**< the words after the program's name; NULL ends them */
	const char *output; /**< standard output goes into this file instead of program_run.out */
	const char *appended; /**< standard output goes to the end of this file, like with >> of the shell */
	bool terminal; /**< standard output and error are one terminal: both arrive in program_run.out */
	bool merged; /**< standard output and error are one pipe, as in a log: both arrive in program_run.out */
	int kept[2]; /**< two more descriptors that the program has under their numbers; 0: none */
	unsigned closed; /**< one bit for each of the descriptors 0 to 2; a set bit closes it */
	const char *variable, *value; /**< one more variable of the environment; NULL: no more */
	unsigned long file_bytes; /**< the largest file that the program may write; 0: any */
	unsigned open_files; /**< how many files it may have open; 0: any number */
	unsigned timeout_seconds; /**< the limit; 0: 120; after it the program is killed */
};

struct program_run {
	int code; /**< the exit code; -1 when a signal killed the program */
	int signal; /**< the signal that killed it; 0 when it exited */
	char *out, *err; /**< what it wrote to standard output and standard error, with a final zero */
	size_t out_length, err_length;
};

struct program_child {
	pid_t process;
	int out, err; /**< the reading ends of its standard output and standard error */
	unsigned timeout_seconds;
};

/** The arguments of a call: PROGRAM_ARGUMENTS("render", path). */
#define PROGRAM_ARGUMENTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/** Starts the program. If that fails, the test fails. */
struct program_child program_start(const struct program_call *call);

/** Reads its output until it ends. */
struct program_run program_finish(struct program_child *child);

/** Starts the program, and reads its output until it ends. */
struct program_run program_run(const struct program_call *call);

/** Runs the program with these arguments and asserts the exit code. It shows the output if the code differs. */
struct program_run program_expect(int code, const char *const *arguments);

void program_release(struct program_run *run);

#endif
