/* Implements `schema`, which prints the JSON Schemas of the recipe language, of both reports and of the manifest.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/terminal.h"
#include "report/schema_json.h"

#include <argp.h>
#include <string.h>

static enum status append_report(struct text *text)
{
	report_schema_json(text);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status append_reports(struct text *text)
{
	song_reports_schema_json(text);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status append_manifest(struct text *text)
{
	manifest_schema_json(text);
	return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
}

/* The first one is printed where none is named. */
static const struct schema {
	const char *name;
	enum status (*append)(struct text *text);
} schemas[] = {
	{ "recipe", recipe_schema_json },
	{ "report", append_report },
	{ "reports", append_reports },
	{ "manifest", append_manifest },
};
enum { SCHEMAS = sizeof schemas / sizeof *schemas };

static error_t parse(int key, char *argument, struct argp_state *state)
{
	const struct schema **chosen = state->input;
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (state->arg_num > 0)
		argp_usage(state);
	for (size_t i = 0; i < SCHEMAS; i++)
		if (strcmp(argument, schemas[i].name) == 0) {
			*chosen = &schemas[i];
			return 0;
		}
	command_line_refuse(state, "no schema of \"%s\"; write recipe, report, reports or manifest", argument);
	return 0;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "[recipe|report|reports|manifest]",
	.doc = "Prints the JSON Schema (2020-12) of the recipe language, for editors, of the report that "
	       "--json writes for one recipe, of the one over several, or of the manifest beside the prints.",
};

static enum exit_code run(int argc, char **argv)
{
	const struct schema *schema = &schemas[0];
	const enum exit_code code = command_line_read(&argp, argc, argv, &schema);
	if (code != EXIT_WELL)
		return code;
	struct text text = { 0 };
	enum status status = schema->append(&text);
	if (status == STATUS_OK)
		status = terminal_print_text(&text);
	text_release(&text);
	return exit_code_of(status);
}

const struct command command_schema = {
	.name = "schema",
	.summary = "JSON Schema of the recipe language, of the report, and of the manifest",
	.run = run,
	.argp = &argp,
};
