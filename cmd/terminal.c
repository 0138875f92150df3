/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_terminal(FILE *stream)
{
	const char *kind = getenv("TERM");
	return isatty(fileno(stream)) && kind && strcmp(kind, "dumb") != 0;
}

bool terminal_colour(FILE *stream)
{
	const char *refused = getenv("NO_COLOR");
	return is_terminal(stream) && !(refused && *refused);
}

bool terminal_progress(void)
{
	return is_terminal(stderr);
}
