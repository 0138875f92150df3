/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terminal.h"

#include "report/diagnostic_text.h"

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

void terminal_print_diagnostics(struct diagnostics *diagnostics)
{
	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++) {
		struct text text = { 0 };
		diagnostic_text(diagnostics, i, terminal_colour(stderr), &text);
		if (text.bytes)
			fputs(text.bytes, stderr);
		text_release(&text);
	}
	if (diagnostics->failed)
		fputs("stemprint: out of memory\n", stderr);
}
