/* Runs the command that the first word of the command line names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/completion.h"
#include "cmd/crash.h"
#include "cmd/interrupt.h"
#include "cmd/manual.h"
#include "cmd/standard_streams.h"
#include "cmd/stopwatch.h"
#include "cmd/terminal.h"
#include "cmd/verbose_options.h"
#include "cmd/version.h"
#include "report/layout.h"
#include "report/table.h"

#include <argp.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command *const commands[] = {
	&command_init, &command_render,     &command_verify,  &command_report,  &command_null,
	&command_diff, &command_loudness,   &command_quality, &command_check,   &command_graph,
	&command_plan, &command_processors, &command_schema,  &command_presets,
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void print_help(FILE *stream)
{
	static const char *const others[][2] = {
		{ "manual", "the manual page of a command, or of `recipe`, for `man -l -`" },
		{ "completion", "what bash, zsh or fish needs to complete commands and options" },
	};
	struct text text = terminal_text(stream);
	struct table table = { .form = "nw", .columns = 2, .indent = 2 };
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		table_add(&table, "%s", commands[i]->name);
		table_add(&table, "%s", commands[i]->summary);
	}
	for (size_t i = 0; i < 2 * sizeof others / sizeof *others; i++)
		table_add(&table, "%s", others[i / 2][i % 2]);
	text_append(&text, "Usage: stemprint COMMAND [OPTION...] ...\n");
	layout_wrap(&text,
		    "Renders a YAML routing recipe and audio files to a mix and stems that provably add up to it.\n\n",
		    0, 0);
	table_text(&table, &text);
	layout_wrap(
		&text,
		"\n`stemprint help COMMAND` lists the options of a command, and `stemprint --version` the versions.\n"
		"Exit codes: 0 well, 1 a verdict failed, 2 usage, 3 recipe, or an output over an input, 4 source, 5 "
		"output, 6 limit, 70 defect.\n",
		0, 0);
	fputs(text.bytes ? text.bytes : "", stream);
	text_release(&text);
}

static enum exit_code unknown_command(const char *name)
{
	const char *names[COMMAND_COUNT];
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		names[i] = commands[i]->name;
	const char *nearest = text_nearest(name, names, COMMAND_COUNT);
	if (nearest)
		terminal_complain("unknown command \"%s\"; did you mean \"%s\"?", name, nearest);
	else
		terminal_complain("unknown command \"%s\"; see `stemprint --help`", name);
	return EXIT_USAGE;
}

/* Returns NULL when no command has that name. */
static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}

static enum exit_code print_version(int argc, char **argv)
{
	if (argc == 2) {
		version_print(stdout);
		return EXIT_WELL;
	}
	if (argc == 3 && strcmp(argv[2], "--json") == 0)
		return version_print_json(stdout) ? EXIT_WELL : EXIT_LIMIT;
	terminal_complain("unknown word \"%s\" after \"%s\"; only `--json` may follow it", argv[2], argv[1]);
	return EXIT_USAGE;
}

/* Prints what is made of the tables of all commands. */
static enum exit_code print_about_commands(int argc, char **argv)
{
	struct text text = { 0 };
	const char *name = argc > 2 ? argv[2] : "stemprint";
	const bool asks_help = argc == 3 && (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0);
	const bool is_manual = strcmp(argv[1], "manual") == 0;
	const char *choices = is_manual ? "`stemprint --help` lists the commands; `recipe` is the language of recipes"
					: "use bash, zsh or fish";
	const bool known = is_manual ? manual_append(commands, COMMAND_COUNT, name, &text)
				     : completion_append(commands, COMMAND_COUNT, argc > 2 ? argv[2] : "", &text);
	if (asks_help) {
		printf("Usage: stemprint %s\n%s.\n", is_manual ? "manual [NAME]" : "completion SHELL", choices);
		return EXIT_WELL;
	}
	if (!known || argc > 3) {
		terminal_complain("`stemprint %s` takes one name; %s", argv[1], choices);
		text_release(&text);
		return EXIT_USAGE;
	}
	const enum status status = terminal_print_text(&text);
	text_release(&text);
	return exit_code_of(status);
}

static bool is_about_commands(const char *name)
{
	return strcmp(name, "manual") == 0 || strcmp(name, "completion") == 0;
}

/* Does what `stemprint COMMAND --help` does. */
static enum exit_code help_of(const char *name)
{
	const struct command *command = find_command(name);
	char first[64], help[] = "--help";
	if (is_about_commands(name)) {
		snprintf(first, sizeof first, "%s", name);
		return print_about_commands(3, (char *[]){ NULL, first, help });
	}
	if (!command)
		return unknown_command(name);
	snprintf(first, sizeof first, "stemprint %s", command->name);
	char *words[] = { first, help, NULL };
	return command->run(2, words);
}

static enum exit_code run(int argc, char **argv)
{
	if (argc < 2) {
		print_help(terminal_error());
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
		return print_version(argc, argv);
	if (strcmp(argv[1], "help") == 0 && argc > 2)
		return help_of(argv[2]);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_help(stdout);
		return EXIT_WELL;
	}
	if (is_about_commands(argv[1]))
		return print_about_commands(argc, argv);
	const struct command *command = find_command(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	char name[64];
	snprintf(name, sizeof name, "stemprint %s", command->name);
	argv[1] = name;
	const double began = stopwatch_now();
	const enum exit_code code = command->run(argc - 1, argv + 1);
	verbose_tell_time(began);
	return code;
}

/* Left alone, the C library keeps what is freed once large blocks were freed, so that the memory of a pass would stay
   when the pass is over. */
static void give_back_freed_memory(void)
{
	enum { LARGE_BYTES = 128 * 1024 };
	mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
}

int main(int argc, char **argv)
{
	give_back_freed_memory();
	standard_streams_open();
	argp_err_exit_status = EXIT_USAGE;
	interrupt_install();
	crash_install();
	const enum exit_code code = standard_streams_close(run(argc, argv));
	interrupt_die();
	/* Where not even the first structures could be made, nobody has said why. */
	if (code == EXIT_LIMIT && !terminal_has_spoken())
		terminal_complain("out of memory");
	return (int)code;
}
