/* Opens and closes standard input, output and error.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/standard_streams.h"

#include "cmd/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool closed;

/* This handler is needed because argp ends the process by itself after --help. */
static void close_at_exit(void)
{
	if (!closed && standard_streams_close(EXIT_WELL) != EXIT_WELL)
		_exit(EXIT_OUTPUT);
}

void standard_streams_open(void)
{
	static const int modes[] = {
		[STDIN_FILENO] = O_RDONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY
	};
	for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++) {
		if (fcntl(number, F_GETFD) >= 0)
			continue;
		/* This number is the lowest free one, so open() returns it. Without /dev/null, any descriptor keeps it
		   in use. */
		if (open("/dev/null", modes[number]) < 0 && open("/", O_RDONLY | O_DIRECTORY) < 0)
			_exit(EXIT_OUTPUT);
	}
	if (atexit(close_at_exit) != 0)
		_exit(EXIT_LIMIT);
}

enum exit_code standard_streams_close(enum exit_code code)
{
	bool failed_before = ferror(stdout) != 0;
	const int error = fflush(stdout) != 0 ? errno : terminal_output_error();
	closed = true;
	if (!error && !failed_before)
		return code;
	terminal_complain("standard output cannot be written%s%s", error ? ": " : "", error ? strerror(error) : "");
	return exit_code_worst(code, EXIT_OUTPUT);
}
