/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/project.h"

#include <argp.h>
#include <stdio.h>

enum { RECIPES_MAXIMUM = 4096 };

struct arguments {
	const char **recipes;
	size_t count;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case ARGP_KEY_ARG:
		arguments->recipes[arguments->count++] = argument;
		return 0;
	case ARGP_KEY_END:
		if (arguments->count == 0)
			argp_error(state, "a recipe is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum exit_code check(const char *path)
{
	struct project project;
	struct graph *graph;
	enum status status = project_load(&project, path);
	if (status == STATUS_OK)
		status = project_graph(&project, true, RECIPE_NONE, &graph);
	for (size_t i = 0; status == STATUS_OK && i < project.recipe->print.mix_count; i++) {
		const struct recipe_mix *mix = &project.recipe->print.mixes[i];
		if (mix->selective && mix->mode == MIX_RE_RENDERED)
			status = project_graph(&project, false, i, &graph);
	}
	size_t warnings = project.diagnostics.count - project.diagnostics.error_count;
	project_print_diagnostics(&project);
	if (status == STATUS_OK) {
		printf("%s: well", path);
		if (warnings > 0)
			printf(", %zu warning%s", warnings, warnings == 1 ? "" : "s");
		putchar('\n');
	}
	project_release(&project);
	return exit_code_of(status);
}

static enum exit_code run(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse,
		.args_doc = "RECIPE...",
		.doc = "Tells all that is wrong with recipes and their sources, and what is doubtful. Renders nothing.",
	};
	const char *recipes[RECIPES_MAXIMUM];
	struct arguments arguments = { .recipes = recipes };
	if (argc > RECIPES_MAXIMUM) {
		fprintf(stderr, "stemprint: more than %d recipes; give fewer at a time\n", RECIPES_MAXIMUM);
		return EXIT_USAGE;
	}
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	enum exit_code code = EXIT_WELL;
	for (size_t i = 0; i < arguments.count; i++)
		code = exit_code_worst(code, check(recipes[i]));
	return code;
}

const struct command command_check = {
	.name = "check",
	.summary = "diagnostics only, renders nothing",
	.run = run,
};
