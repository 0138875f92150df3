/* Reads --jobs, --quiet and the files of a command.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run_options.h"

#include "cmd/threads.h"

static const struct argp_option options[] = {
	{ .name = "jobs",
	  .key = 'j',
	  .arg = "N",
	  .doc = "threads; if left out, all cores, or those that `make -j` leaves; the results are the same" },
	{ .name = "quiet", .key = 'q', .doc = "no report and no progress; only diagnostics and verdicts that fail" },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct run_options *run = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &run->files;
		return 0;
	case 'j':
		run->jobs = threads_parse(argument, state);
		return 0;
	case 'q':
		run->quiet = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &file_arguments_argp }, { 0 } };

const struct argp run_options_argp = { .options = options, .parser = parse, .children = children };
