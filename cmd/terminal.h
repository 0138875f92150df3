/* Decides what may be done on a terminal, and writes to it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TERMINAL_H
#define STEMPRINT_CMD_TERMINAL_H

#include "base/diagnostic.h"
#include "base/text.h"
#include "cmd/terminal_capture.h"
#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>

enum terminal_colours { COLOURS_AUTO, COLOURS_ALWAYS, COLOURS_NEVER };

/** Sets what --color asks for; AUTO holds until then. */
void terminal_use_colours(enum terminal_colours colours);

/** Tells whether to write in colour. With AUTO: never where NO_COLOR is set (no-color.org), always where CLICOLOR_FORCE
    is (bixense.com/clicolors), and else where the stream is a terminal that is not "dumb". */
bool terminal_colour(FILE *stream);

/** Returns how many columns the terminal of the stream has: as it says itself, else as COLUMNS says, else 80; at
    least 2. A stream that is no terminal has 80, or what COLUMNS says. */
size_t terminal_columns(FILE *stream);

/** Returns an empty text whose lines (report/layout.h) are as wide as the terminal of the stream. */
struct text terminal_text(FILE *stream);

/** Tells whether to draw a progress bar: stderr is a terminal that is not "dumb". */
bool terminal_progress(void);

/** Returns standard output, or what stands for it while the thread is captured (terminal_capture.h). All text for
    people that is a result goes there. */
FILE *terminal_output(void);

/** Writes what was captured of another thread: first the results, then the messages. */
void terminal_write_captured(const struct terminal_capture *capture);

/** Returns standard error, after it has flushed standard output. Where both go to one log, no line then stands inside
    another. All text for standard error goes through this function. */
FILE *terminal_error(void);

/** Returns the errno of a flush of standard output that failed in terminal_error(), or 0. The stream itself forgets
    it. */
int terminal_output_error(void);

/** Returns whether anything was written there. */
bool terminal_has_spoken(void);

/** Writes a text to a stream, which is terminal_output() or terminal_error(). Returns as terminal_print_text() does. */
enum status terminal_write_text(const struct text *text, FILE *stream) MUST_CHECK;

/** Prints a text to standard output. Returns OK, NO_MEMORY when the text is incomplete (text->failed), or BAD_OUTPUT
    when it cannot be written. */
enum status terminal_print_text(const struct text *text) MUST_CHECK;

/** Writes lines that were made without regard to the terminal, as wide as that of the stream (layout_lines), and
   releases them. Returns as terminal_print_text() does. */
enum status terminal_write_lines(struct text *lines, FILE *stream) MUST_CHECK;

/** Writes such lines to terminal_error(). Returns OK or NO_MEMORY: a message that cannot be written fails nothing. */
enum status terminal_tell_lines(struct text *lines) MUST_CHECK;

/** Prints to terminal_error() like printf, as a line of the program: "stemprint: ...". */
void terminal_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Prints all diagnostics to stderr, in the order of their locations, in colour on a terminal. */
void terminal_print_diagnostics(struct diagnostics *diagnostics);

/** Prints the verdicts that failed to stderr, one on each line, for a run that prints no report. `subject` is the
    recipe, or the name of the program. */
enum status terminal_print_failures(const struct report *report, const char *subject);

#endif
