/* Implements `presets`, which lists the built-in presets and prints one of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/terminal.h"
#include "io/fragment_file.h"
#include "io/preset.h"
#include "report/fragment_text.h"

#include <argp.h>
#include <stdio.h>

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

static enum exit_code print_one(const char *name)
{
	const struct preset *preset = preset_find(name);
	if (preset)
		return fwrite(preset->bytes, 1, preset->length, stdout) == preset->length ? EXIT_WELL : EXIT_OUTPUT;
	const char *nearest = text_nearest(name, preset_names, preset_count);
	if (nearest)
		terminal_complain("unknown preset \"%s\"; did you mean \"%s\"?", name, nearest);
	else
		terminal_complain("unknown preset \"%s\"; `stemprint presets` lists them", name);
	return EXIT_USAGE;
}

static enum status read_rows(struct arena *arena, struct fragment_row *rows)
{
	for (size_t i = 0; i < preset_count; i++) {
		rows[i].name = presets[i].name;
		enum status status = preset_read(&presets[i], arena, &rows[i].fragment);
		if (status == STATUS_DEFECT)
			terminal_complain("its preset \"%s\" is wrong", presets[i].name);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static enum exit_code print_all(void)
{
	struct arena *arena = arena_new();
	if (!arena)
		return exit_code_of(STATUS_NO_MEMORY);
	struct fragment_row *rows = ARENA_ARRAY(arena, struct fragment_row, preset_count);
	enum status status = rows ? read_rows(arena, rows) : STATUS_NO_MEMORY;
	struct text text = terminal_text(terminal_output());
	if (status == STATUS_OK) {
		fragment_list_text(rows, preset_count, &text);
		status = terminal_print_text(&text);
	}
	text_release(&text);
	arena_free(arena);
	return exit_code_of(status);
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[NAME]",
	.doc = "Lists the presets with their parameters, or prints one of them. A recipe takes a preset by "
	       "`use: NAME`. To change one, print it into a file, and take it by `use: ./NAME.yaml`.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	const enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code != EXIT_WELL)
		return code;
	return arguments.name ? print_one(arguments.name) : print_all();
}

const struct command command_presets = {
	.name = "presets",
	.summary = "what there is to `use`: chains and effects with published values",
	.run = run,
	.argp = &argp,
};
