/* Reads the command line and checks whether the reading succeeded.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command_line.h"

#include "cmd/option_check.h"
#include "cmd/terminal.h"
#include "cmd/terminal_options.h"
#include "report/printable.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHILDREN_MOST = 8 };

/* Adds the options that all commands have behind those of the command, whose children keep their numbers. */
static struct argp with_terminal_options(const struct argp *argp, struct argp_child *children)
{
	struct argp whole = *argp;
	size_t count = 0;
	while (count < CHILDREN_MOST && argp->children && argp->children[count].argp) {
		children[count] = argp->children[count];
		count++;
	}
	children[count] = (struct argp_child){ .argp = &terminal_options_argp };
	children[count + 1] = (struct argp_child){ 0 };
	whole.children = children;
	return whole;
}

/* Argp takes the width of --help from this variable. Below the least width its columns have no room. */
static void set_help_width(void)
{
	enum { LEAST = 50, USUAL = 79 };
	char format[32];
	const size_t columns = terminal_columns(stdout);
	if (columns > USUAL)
		return;
	snprintf(format, sizeof format, "rmargin=%zu", columns < LEAST ? (size_t)LEAST : columns);
	setenv("ARGP_HELP_FMT", format, 0);
}

enum exit_code command_line_read(const struct argp *argp, int argc, char **argv, void *arguments)
{
	if (!option_check(argp, argc, argv))
		return EXIT_USAGE;
	struct argp_child children[CHILDREN_MOST + 2];
	const struct argp whole = with_terminal_options(argp, children);
	set_help_width();
	error_t error = argp_parse(&whole, argc, argv, 0, NULL, arguments);
	if (error == 0)
		return EXIT_WELL;
	terminal_complain("the command line cannot be read: %s", error == ENOMEM ? "out of memory" : strerror(error));
	return error == ENOMEM ? EXIT_LIMIT : EXIT_USAGE;
}

void command_line_refuse(const struct argp_state *state, const char *format, ...)
{
	char words[4096];
	struct text text = { 0 };
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(words, sizeof words, format, arguments);
	va_end(arguments);
	printable_append(&text, words);
	argp_error(state, "%s", text.failed ? "out of memory" : text.bytes);
	text_release(&text);
}

size_t command_line_choice(const struct argp_state *state, const char *option, const char *const *values, size_t count,
			   const char *word)
{
	struct text list = { 0 };
	size_t choice = 0;
	while (choice < count && strcmp(word, values[choice]) != 0) {
		text_append(&list, "%s%s", choice == 0 ? "" : choice + 1 < count ? ", " : " or ", values[choice]);
		choice++;
	}
	if (choice == count)
		command_line_refuse(state, "%s takes %s, not \"%s\"", option, list.failed ? "another word" : list.bytes,
				    word);
	text_release(&list);
	return choice;
}

size_t command_line_whole_number(const char *text, size_t most)
{
	char *end;
	errno = 0;
	unsigned long count = strtoul(text, &end, 10);
	return errno || *end || end == text || *text == '-' || count > most ? 0 : count;
}
