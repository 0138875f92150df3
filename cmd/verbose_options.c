/* Reads --verbose, and tells the time that a command took.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verbose_options.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/stopwatch.h"
#include "cmd/terminal.h"

#include <stdio.h>

enum { KEY_VERBOSE = 0x6000 };

static const struct argp_option options[] = {
	{ .name = "verbose",
	  .key = KEY_VERBOSE,
	  .doc = "say on standard error which files are read, what they are, and how long the command took" },
	{ 0 },
};

static bool asked_for;

static error_t parse(int key, char *argument, struct argp_state *state)
{
	(void)argument;
	(void)state;
	if (key != KEY_VERBOSE)
		return ARGP_ERR_UNKNOWN;
	asked_for = true;
	return 0;
}

const struct argp verbose_options_argp = { .options = options, .parser = parse };

bool verbose_is_asked_for(void)
{
	return asked_for;
}

void verbose_tell_time(double began)
{
	if (asked_for)
		fprintf(terminal_error(), "time      %.3f s, %.3f s of processors\n", stopwatch_now() - began,
			cpu_clock_process());
}
