/* Reads the options for the rule that make and ninja include.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/depfile_options.h"

#include "cmd/command_line.h"

#include <string.h>

enum { KEY_DEPFILE = 512 };

static const struct argp_option options[] = {
	{ .doc = "For make and ninja, beside --stamp:", .group = 3 },
	{ .name = "depfile",
	  .key = KEY_DEPFILE,
	  .arg = "FILE",
	  .doc = "write a rule with all files that the prints are made from" },
	{ .key = 'M', .arg = "F FILE", .doc = "-MF FILE is --depfile=FILE; -MD puts it beside the stamp, as STAMP.d" },
	{ 0 },
};

/* "-MF FILE" arrives as the letter F, and the file is the next word. */
static void parse_letters(const char *letters, struct depfile_options *depfile, struct argp_state *state)
{
	if (strcmp(letters, "D") == 0) {
		depfile->beside_stamp = true;
		return;
	}
	if (letters[0] != 'F' || (letters[1] == '\0' && state->next >= state->argc))
		command_line_refuse(state, "-M is no option; -MF FILE and -MD are, as for a compiler");
	depfile->path = letters[1] ? letters + 1 : state->argv[state->next++];
}

static void check(const struct depfile_options *depfile, struct argp_state *state)
{
	if (depfile->path && (*depfile->path == '\0' || strcmp(depfile->path, "-") == 0))
		command_line_refuse(state, "--depfile takes the name of a file");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct depfile_options *depfile = state->input;
	switch (key) {
	case KEY_DEPFILE:
		depfile->path = argument;
		return 0;
	case 'M':
		parse_letters(argument, depfile, state);
		return 0;
	case ARGP_KEY_END:
		check(depfile, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp depfile_options_argp = { .options = options, .parser = parse };

bool depfile_options_path(const struct depfile_options *depfile, const char *stamp, struct arena *arena,
			  const char **path)
{
	*path = depfile->path;
	if (*path || !depfile->beside_stamp || !stamp)
		return true;
	*path = arena_format(arena, "%s.d", stamp);
	return !!*path;
}
