/* Runs the built program from outside.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/program.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGUMENTS_MAXIMUM = 64, TIMEOUT_SECONDS = 120, NOT_STARTED = 127 };

static void limit(int resource, rlim_t value)
{
	const struct rlimit both = { .rlim_cur = value, .rlim_max = value };
	if (setrlimit((__rlimit_resource_t)resource, &both) != 0)
		_exit(NOT_STARTED);
}

/* Runs in the child, and never returns. */
static void become(const struct program_call *call, int out, int err)
{
	const char *words[ARGUMENTS_MAXIMUM + 2] = { STEMPRINT_PROGRAM };
	for (size_t i = 0; i < ARGUMENTS_MAXIMUM && call->arguments[i]; i++)
		words[i + 1] = call->arguments[i];
	if (call->output)
		out = open(call->output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (call->appended)
		out = open(call->appended, O_WRONLY | O_APPEND);
	int in = open("/dev/null", O_RDONLY);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
		_exit(NOT_STARTED);
	for (int descriptor = 3; descriptor < 256; descriptor++)
		if (descriptor != call->kept[0] && descriptor != call->kept[1])
			close(descriptor);
	for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
		if (call->closed & 1u << descriptor)
			close(descriptor);
	/* The environment of the test must not decide about colours. Lines are whole, so that tests find words in them.
	 */
	setenv("COLUMNS", "1000", 1);
	unsetenv("NO_COLOR");
	unsetenv("CLICOLOR_FORCE");
	setenv("TERM", "xterm", 1);
	if (call->variable)
		setenv(call->variable, call->value, 1);
	if (call->file_bytes)
		limit(RLIMIT_FSIZE, call->file_bytes);
	if (call->open_files)
		limit(RLIMIT_NOFILE, call->open_files);
	/* A test runner may ignore or block signals that must be able to kill the program. */
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < 32; number++)
		signal(number, SIG_DFL);
	/* execv() does not change the words; its type is older than const. */
	union {
		const char **ours;
		char **theirs;
	} list = { .ours = words };
	execv(STEMPRINT_PROGRAM, list.theirs);
	_exit(NOT_STARTED);
}

struct program_child program_start(const struct program_call *call)
{
	int out[2], err[2] = { -1, -1 };
	if (call->terminal)
		cr_assert_eq(openpty(&out[0], &out[1], NULL, NULL, NULL), 0);
	else
		cr_assert(pipe(out) == 0 && pipe(err) == 0);
	struct program_child child = { .process = fork(),
				       .out = out[0],
				       .err = err[0],
				       .timeout_seconds =
					       call->timeout_seconds ? call->timeout_seconds : TIMEOUT_SECONDS };
	cr_assert_geq(child.process, 0);
	if (child.process == 0)
		become(call, out[1], call->terminal || call->merged ? out[1] : err[1]);
	close(out[1]);
	if (!call->terminal)
		close(err[1]);
	return child;
}

struct collected {
	char *bytes;
	size_t length, capacity;
};

/* Returns false at the end. A terminal whose other side is closed gives EIO. */
static bool collect(int descriptor, struct collected *into)
{
	if (into->length + 1 >= into->capacity) {
		into->capacity = into->capacity ? 2 * into->capacity : 65536;
		into->bytes = realloc(into->bytes, into->capacity);
		cr_assert_not_null(into->bytes);
	}
	ssize_t got = read(descriptor, into->bytes + into->length, into->capacity - into->length - 1);
	if (got > 0)
		into->length += (size_t)got;
	into->bytes[into->length] = '\0';
	return got > 0 || (got < 0 && errno == EINTR);
}

static long long milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct program_run program_finish(struct program_child *child)
{
	struct pollfd ends[2] = { { .fd = child->out, .events = POLLIN }, { .fd = child->err, .events = POLLIN } };
	struct collected words[2] = { 0 };
	const long long end = milliseconds() + 1000LL * child->timeout_seconds;
	while (ends[0].fd >= 0 || ends[1].fd >= 0) {
		long long left = end - milliseconds();
		if (left <= 0)
			break;
		poll(ends, 2, (int)left);
		for (size_t i = 0; i < 2; i++)
			if (ends[i].fd >= 0 && ends[i].revents && !collect(ends[i].fd, &words[i])) {
				close(ends[i].fd);
				ends[i].fd = -1;
			}
	}
	bool late = ends[0].fd >= 0 || ends[1].fd >= 0;
	if (late)
		kill(child->process, SIGKILL);
	int state = 0;
	while (waitpid(child->process, &state, 0) < 0)
		cr_assert_eq(errno, EINTR);
	cr_assert(!late, "the program was not done after %u s", child->timeout_seconds);
	struct program_run run = { .code = WIFEXITED(state) ? WEXITSTATUS(state) : -1,
				   .signal = WIFSIGNALED(state) ? WTERMSIG(state) : 0,
				   .out = words[0].bytes ? words[0].bytes : calloc(1, 1),
				   .err = words[1].bytes ? words[1].bytes : calloc(1, 1),
				   .out_length = words[0].length,
				   .err_length = words[1].length };
	cr_assert(run.out && run.err);
	return run;
}

struct program_run program_run(const struct program_call *call)
{
	struct program_child child = program_start(call);
	return program_finish(&child);
}

struct program_run program_expect(int code, const char *const *arguments)
{
	const struct program_call call = { .arguments = arguments };
	struct program_run run = program_run(&call);
	cr_assert_eq(run.code, code, "stemprint %s %s: exit code %d, signal %d instead of %d\n%s%s",
		     arguments[0] ? arguments[0] : "", arguments[0] && arguments[1] ? arguments[1] : "", run.code,
		     run.signal, code, run.out, run.err);
	return run;
}

void program_release(struct program_run *run)
{
	free(run->out);
	free(run->err);
	*run = (struct program_run){ 0 };
}
