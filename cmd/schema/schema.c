/* Implements `schema`, which prints the JSON Schemas of the recipe language and of the report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/terminal.h"
#include "report/schema_json.h"

#include <argp.h>
#include <string.h>

static error_t parse(int key, char *argument, struct argp_state *state)
{
	bool *of_report = state->input;
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (state->arg_num > 0)
		argp_usage(state);
	if (strcmp(argument, "recipe") != 0 && strcmp(argument, "report") != 0)
		command_line_refuse(state, "no schema of \"%s\"; write recipe or report", argument);
	*of_report = strcmp(argument, "report") == 0;
	return 0;
}

static enum exit_code run(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "[recipe|report]",
		.doc = "Prints the JSON Schema (2020-12) of the recipe language, for editors, or of the report that "
		       "--json writes.",
	};
	bool of_report = false;
	const enum exit_code code = command_line_read(&argp, argc, argv, &of_report);
	if (code != EXIT_WELL)
		return code;
	struct text text = { 0 };
	enum status status = STATUS_OK;
	if (of_report)
		report_schema_json(&text);
	else
		status = recipe_schema_json(&text);
	if (status == STATUS_OK)
		status = terminal_print_text(&text);
	text_release(&text);
	return exit_code_of(status);
}

const struct command command_schema = {
	.name = "schema",
	.summary = "JSON Schema of the recipe language, and of the report",
	.run = run,
};
