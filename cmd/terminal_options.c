/* Reads --color, which all commands have.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terminal_options.h"

#include "cmd/terminal.h"
#include "report/printable.h"

#include <string.h>

enum { KEY_COLOUR = 0x5000 };

static const struct argp_option options[] = {
	{ .name = "color",
	  .key = KEY_COLOUR,
	  .arg = "WHEN",
	  .doc = "colours: auto (the default: on a terminal), always or never" },
	{ 0 },
};

static const struct {
	const char *name;
	enum terminal_colours colours;
} choices[] = { { "auto", COLOURS_AUTO }, { "always", COLOURS_ALWAYS }, { "never", COLOURS_NEVER } };

static void refuse(const char *argument, const struct argp_state *state)
{
	struct text text = { 0 };
	printable_append(&text, argument);
	argp_error(state, "--color takes auto, always or never, not \"%s\"", text.bytes ? text.bytes : "");
	text_release(&text);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != KEY_COLOUR)
		return ARGP_ERR_UNKNOWN;
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
		if (strcmp(argument, choices[i].name) == 0) {
			terminal_use_colours(choices[i].colours);
			return 0;
		}
	refuse(argument, state);
	return 0;
}

const struct argp terminal_options_argp = { .options = options, .parser = parse };
