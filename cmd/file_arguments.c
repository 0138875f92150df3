/* Collects the arguments of a command that are files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/file_arguments.h"

#include "cmd/command_line.h"
#include "cmd/trust_options.h"
#include "cmd/verbose_options.h"

#include <errno.h>
#include <stdlib.h>

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct file_arguments *files = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		files->paths = calloc((size_t)state->argc, sizeof *files->paths);
		return files->paths ? 0 : ENOMEM;
	case ARGP_KEY_ARG:
		if (files->too_many && files->count > 0)
			command_line_refuse(state, "%s", files->too_many);
		files->paths[files->count++] = argument;
		return 0;
	case ARGP_KEY_END:
		if (files->missing && files->count == 0)
			command_line_refuse(state, "%s", files->missing);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { .argp = &trust_options_argp },
					      { .argp = &verbose_options_argp },
					      { 0 } };

const struct argp file_arguments_argp = { .parser = parse, .children = children };

void file_arguments_release(struct file_arguments *files)
{
	free(files->paths);
	files->paths = NULL;
	files->count = 0;
}
