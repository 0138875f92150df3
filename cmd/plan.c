/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/plan.h"
#include "cmd/command.h"
#include "cmd/project.h"

#include <argp.h>
#include <stdio.h>

struct arguments {
	const char *recipe;
	bool without_stems;
};

static const struct argp_option options[] = {
	{ .name = "no-stems", .key = 'n', .doc = "the plan of a render without stems" },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case 'n':
		arguments->without_stems = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_error(state, "one recipe at a time");
		arguments->recipe = argument;
		return 0;
	case ARGP_KEY_END:
		if (!arguments->recipe)
			argp_error(state, "a recipe is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum exit_code run(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "RECIPE",
		.doc = "Prints what a render of the recipe will run, step by step.",
	};
	struct arguments arguments = { 0 };
	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	struct project project;
	struct graph *graph;
	struct plan *plan;
	enum status status = project_load(&project, arguments.recipe);
	if (status == STATUS_OK)
		status = project_graph(&project, !arguments.without_stems, RECIPE_NONE, &graph);
	if (status == STATUS_OK)
		status = plan_build(graph, project.arena, &plan);
	project_print_diagnostics(&project);
	enum exit_code code = exit_code_of(status);
	if (status == STATUS_OK) {
		struct text text = { 0 };
		plan_text(plan, &text);
		if (text.failed || fwrite(text.bytes, 1, text.length, stdout) != text.length)
			code = EXIT_OUTPUT;
		text_release(&text);
	}
	project_release(&project);
	return code;
}

const struct command command_plan = {
	.name = "plan",
	.summary = "what will run, in order",
	.run = run,
};
