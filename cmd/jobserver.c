/* Takes job slots from the pipe of make, and puts them back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/jobserver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOTS_MAXIMUM = 1024 };

static char slots[SLOTS_MAXIMUM]; /* the bytes as they came: make may give them a meaning */
static volatile size_t slot_count;
static int pipe_end = -1; /* the bytes go back there */
static size_t granted; /* 0 until the first call */
static pid_t owner; /* a child process has taken nothing */

/* Returns what stands behind the last option of that name, because a make below another adds its own. */
static const char *find_option(const char *flags)
{
	static const char *const names[] = { "--jobserver-auth=", "--jobserver-fds=" };
	const char *found = NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (const char *at = strstr(flags, names[i]); at; at = strstr(at + 1, names[i]))
			if (!found || at > found)
				found = at + strlen(names[i]);
	return found;
}

static bool is_pipe(int descriptor)
{
	struct stat facts;
	return descriptor >= 0 && fstat(descriptor, &facts) == 0 && S_ISFIFO(facts.st_mode);
}

/* Opens the pipe anew, because a read must not wait, while the other jobs share the descriptor of make. */
static int open_anew(int descriptor, int flags)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
	return is_pipe(descriptor) ? open(path, flags | O_NONBLOCK | O_CLOEXEC) : -1;
}

/* Opens both ends. Returns the end for reading, or -1. */
static int open_pipe(const char *option)
{
	int from, to;
	if (strncmp(option, "fifo:", 5) == 0) {
		char path[4096];
		snprintf(path, sizeof path, "%.*s", (int)strcspn(option + 5, " "), option + 5);
		const int file = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
		pipe_end = is_pipe(file) ? fcntl(file, F_DUPFD_CLOEXEC, 0) : -1;
		return file;
	}
	if (sscanf(option, "%d,%d", &from, &to) != 2)
		return -1;
	pipe_end = open_anew(to, O_WRONLY);
	return open_anew(from, O_RDONLY);
}

static size_t take(size_t wanted)
{
	const char *flags = getenv("MAKEFLAGS"), *option = flags ? find_option(flags) : NULL;
	if (!option || strncmp(option, "-", 1) == 0 || wanted < 2)
		return option ? 1 : wanted;
	const int from = open_pipe(option);
	const size_t most = wanted - 1 < SLOTS_MAXIMUM ? wanted - 1 : SLOTS_MAXIMUM;
	owner = getpid();
	if (from >= 0 && pipe_end >= 0) {
		const ssize_t count = read(from, slots, most);
		slot_count = count > 0 ? (size_t)count : 0;
	}
	if (from >= 0)
		close(from);
	return 1 + slot_count;
}

size_t jobserver_take(size_t wanted)
{
	if (granted == 0) {
		granted = take(wanted);
		atexit(jobserver_give_back);
	}
	return granted < wanted ? granted : wanted;
}

void jobserver_give_back(void)
{
	const size_t count = slot_count;
	const int error = errno;
	if (count == 0 || getpid() != owner)
		return;
	slot_count = 0;
	(void)!write(pipe_end, slots, count);
	errno = error;
}
