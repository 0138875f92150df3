/* Writes messages and diagnostics to the terminal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/terminal.h"

#include "report/diagnostic_text.h"
#include "report/layout.h"
#include "report/printable.h"
#include "report/report_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_terminal(FILE *stream)
{
	const char *kind = getenv("TERM");
	return isatty(fileno(stream)) && kind && strcmp(kind, "dumb") != 0;
}

static enum terminal_colours colours_asked_for;

void terminal_use_colours(enum terminal_colours colours)
{
	colours_asked_for = colours;
}

/* Returns the stream of the process that a captured stream stands for. */
static FILE *real_stream(FILE *stream)
{
	const struct terminal_capture *capture = terminal_capture_now();
	if (capture && stream == capture->out)
		return stdout;
	return capture && stream == capture->err ? stderr : stream;
}

bool terminal_colour(FILE *stream)
{
	const char *refused = getenv("NO_COLOR"), *forced = getenv("CLICOLOR_FORCE");
	if (colours_asked_for != COLOURS_AUTO)
		return colours_asked_for == COLOURS_ALWAYS;
	if (refused && *refused)
		return false;
	return is_terminal(real_stream(stream)) || (forced && *forced && strcmp(forced, "0") != 0);
}

size_t terminal_columns(FILE *stream)
{
	enum { USUAL = 80, LEAST = 2, MOST = 10000 };
	struct winsize size;
	const char *given = getenv("COLUMNS");
	long columns = ioctl(fileno(real_stream(stream)), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
	if (columns == 0 && given)
		columns = strtol(given, NULL, 10);
	if (columns <= 0 || columns > MOST)
		return USUAL;
	return columns < LEAST ? LEAST : (size_t)columns;
}

struct text terminal_text(FILE *stream)
{
	return (struct text){ .width = terminal_columns(stream) };
}

bool terminal_progress(void)
{
	return is_terminal(stderr);
}

static bool has_spoken;

bool terminal_has_spoken(void)
{
	return has_spoken;
}

static int output_error;

int terminal_output_error(void)
{
	return output_error;
}

FILE *terminal_output(void)
{
	const struct terminal_capture *capture = terminal_capture_now();
	return capture ? capture->out : stdout;
}

void terminal_write_captured(const struct terminal_capture *capture)
{
	if (capture->out_length > 0)
		fwrite(capture->out_bytes, 1, capture->out_length, stdout);
	if (capture->err_length > 0)
		fwrite(capture->err_bytes, 1, capture->err_length, terminal_error());
}

FILE *terminal_error(void)
{
	const struct terminal_capture *capture = terminal_capture_now();
	if (capture)
		return capture->err;
	has_spoken = true;
	if (fflush(stdout) != 0)
		output_error = errno;
	return stderr;
}

enum status terminal_write_text(const struct text *text, FILE *stream)
{
	if (text->failed)
		return STATUS_NO_MEMORY;
	const bool written = text->length == 0 || fwrite(text->bytes, 1, text->length, stream) == text->length;
	return written ? STATUS_OK : STATUS_BAD_OUTPUT;
}

enum status terminal_print_text(const struct text *text)
{
	return terminal_write_text(text, terminal_output());
}

enum status terminal_write_lines(struct text *lines, FILE *stream)
{
	struct text text = terminal_text(stream);
	layout_lines(&text, lines);
	const enum status status = terminal_write_text(&text, stream);
	text_release(&text);
	return status;
}

enum status terminal_tell_lines(struct text *lines)
{
	const enum status status = terminal_write_lines(lines, terminal_error());
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

void terminal_complain(const char *format, ...)
{
	FILE *stream = terminal_error();
	char *words = NULL;
	struct text text = { 0 };
	va_list arguments;
	va_start(arguments, format);
	const bool formatted = vasprintf(&words, format, arguments) >= 0;
	va_end(arguments);
	if (formatted)
		printable_append(&text, words);
	fprintf(stream, "stemprint: %s\n", formatted && !text.failed ? text.bytes : "out of memory");
	if (formatted)
		free(words);
	text_release(&text);
}

void terminal_print_diagnostics(struct diagnostics *diagnostics)
{
	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics->count; i++) {
		struct text text = { 0 };
		diagnostic_text(diagnostics, i, terminal_colour(stderr), &text);
		if (text.bytes)
			fputs(text.bytes, terminal_error());
		diagnostics->failed |= text.failed;
		text_release(&text);
	}
	if (diagnostics->failed)
		terminal_complain("out of memory");
}

enum status terminal_print_failures(const struct report *report, const char *subject)
{
	struct text text = { 0 };
	report_failures_text(report, subject, terminal_colour(stderr), &text);
	const enum status status = text.failed ? STATUS_NO_MEMORY : STATUS_OK;
	if (text.bytes)
		fputs(text.bytes, terminal_error());
	text_release(&text);
	return status;
}
