/* Implements `processors`, which lists the processors and describes one of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/terminal.h"
#include "processors/registry.h"
#include "report/processor_text.h"

#include <argp.h>

struct arguments {
	const char *name;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (state->arg_num > 0)
		argp_usage(state);
	arguments->name = argument;
	return 0;
}

static enum exit_code unknown_processor(const char *name)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	const char *names[64];
	for (size_t i = 0; i < count && i < 64; i++)
		names[i] = processors[i]->name;
	const char *nearest = text_nearest(name, names, count < 64 ? count : 64);
	if (nearest)
		terminal_complain("unknown processor \"%s\"; did you mean \"%s\"?", name, nearest);
	else
		terminal_complain("unknown processor \"%s\"; `stemprint processors` lists them", name);
	return EXIT_USAGE;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[NAME]",
	.doc = "Lists the processors, or describes one: what it does, its parameters, units, ranges, defaults.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	const enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code != EXIT_WELL)
		return code;
	struct text text = terminal_text(terminal_output());
	if (arguments.name) {
		const struct processor *processor = registry_find(arguments.name);
		if (!processor)
			return unknown_processor(arguments.name);
		processor_text(processor, &text);
	} else {
		processor_list_text(&text);
	}
	const enum status status = terminal_print_text(&text);
	text_release(&text);
	return exit_code_of(status);
}

const struct command command_processors = {
	.name = "processors",
	.summary = "what there is to insert, with parameters, units, ranges, defaults",
	.run = run,
	.argp = &argp,
};
