/* Reads the options for make and ninja.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/make_options.h"

#include "cmd/command_line.h"

#include <string.h>

enum { KEY_STAMP = 512, KEY_DEPFILE };

static const struct argp_option options[] = {
	{ .doc = "For make and ninja:", .group = 3 },
	{ .name = "stamp",
	  .key = KEY_STAMP,
	  .arg = "FILE",
	  .doc = "write this file when all verdicts pass, and remove it before the render begins" },
	{ .name = "depfile",
	  .key = KEY_DEPFILE,
	  .arg = "FILE",
	  .doc = "write a rule with all files that the prints are made from" },
	{ .key = 'M', .arg = "F FILE", .doc = "-MF FILE is --depfile=FILE; -MD puts it beside the stamp, as STAMP.d" },
	{ 0 },
};

/* "-MF FILE" arrives as the letter F, and the file is the next word. */
static void parse_letters(const char *letters, struct make_options *make, struct argp_state *state)
{
	if (strcmp(letters, "D") == 0) {
		make->beside_stamp = true;
		return;
	}
	if (letters[0] != 'F' || (letters[1] == '\0' && state->next >= state->argc))
		command_line_refuse(state, "-M is no option; -MF FILE and -MD are, as for a compiler");
	make->depfile = letters[1] ? letters + 1 : state->argv[state->next++];
}

static void check(const struct make_options *make, struct argp_state *state)
{
	if (make->beside_stamp && !make->stamp && !make->depfile)
		command_line_refuse(state, "-MD names the rules after the stamp; add --stamp, or name them with -MF");
	const char *const files[] = { make->stamp, make->depfile };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (files[i] && (*files[i] == '\0' || strcmp(files[i], "-") == 0))
			command_line_refuse(state, "--%s takes the name of a file", i == 0 ? "stamp" : "depfile");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct make_options *make = state->input;
	switch (key) {
	case KEY_STAMP:
		make->stamp = argument;
		return 0;
	case KEY_DEPFILE:
		make->depfile = argument;
		return 0;
	case 'M':
		parse_letters(argument, make, state);
		return 0;
	case ARGP_KEY_END:
		check(make, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp make_options_argp = { .options = options, .parser = parse };

bool make_options_has_depfile(const struct make_options *make)
{
	return make->depfile || make->beside_stamp;
}

const char *make_options_depfile(const struct make_options *make, struct arena *arena)
{
	return make->depfile ? make->depfile : arena_format(arena, "%s.d", make->stamp);
}
