/* Implements `graph`, which shows the graph of a recipe as text or as a picture.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/graph.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/file_arguments.h"
#include "cmd/job/project.h"
#include "cmd/setting_options.h"
#include "cmd/terminal.h"
#include "report/plots.h"
#include "report/route_chart.h"
#include "report/route_text.h"

#include <argp.h>

static const char *const forms[] = { "text", "matrix", "dot", "mermaid", "svg" };

enum form { FORM_TEXT, FORM_MATRIX, FORM_DOT, FORM_MERMAID, FORM_SVG, FORM_COUNT };

struct arguments {
	struct file_arguments recipe;
	struct setting_options settings;
	enum form form;
};

static const struct argp_option options[] = {
	{ .name = "as", .key = 'a', .arg = "FORM", .doc = "text (the default), matrix, dot, mermaid or svg" },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->recipe;
		state->child_inputs[1] = &arguments->settings;
		return 0;
	case 'a':
		arguments->form = (enum form)command_line_choice(state, "--as", forms, FORM_COUNT, argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Draws the picture that the page of a report shows, for a recipe that was not rendered. */
static enum status draw(const struct graph *graph, struct text *text)
{
	const struct report report = { 0 };
	const struct findings findings = { .report = &report, .graph = graph };
	const struct plot_sheet sheet = { .text = text, .width = 960.0, .alone = true };
	struct route_chart chart;
	const enum status status = route_chart_init(&chart, &findings, sheet.width);
	route_chart_release(&chart);
	if (status == STATUS_OK)
		plot_routes.draw(&findings, 0, &sheet);
	return status;
}

static enum status show(const struct graph *graph, enum form form, struct text *text)
{
	static void (*const writers[])(const struct route_map *map,
				       struct text *text) = { [FORM_TEXT] = route_text,
							      [FORM_MATRIX] = route_matrix,
							      [FORM_DOT] = route_dot,
							      [FORM_MERMAID] = route_mermaid };
	struct route_map map;
	if (form == FORM_SVG)
		return draw(graph, text);
	enum status status = route_map_init(&map, graph) ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		writers[form](&map, text);
	route_map_release(&map);
	return text->failed ? STATUS_NO_MEMORY : status;
}

static enum status read_graph(struct project *project, const struct arguments *arguments, struct graph **graph)
{
	enum status status = project_load(project, arguments->recipe.paths[0], &arguments->settings.settings);
	project->checking = true;
	return status == STATUS_OK ? project_graph(project, true, graph) : status;
}

static enum exit_code graph(const struct arguments *arguments)
{
	struct project project;
	struct graph *graph = NULL;
	struct text text = terminal_text(terminal_output());
	enum status status = read_graph(&project, arguments, &graph);
	if (status == STATUS_OK)
		status = show(graph, arguments->form, &text);
	if (status == STATUS_LIMIT && graph)
		diagnostics_failure(&project.diagnostics, STATUS_LIMIT, "limit", (struct location){ 0 },
				    "a picture of so many strips and lines would show nothing; take another form");
	project_print_diagnostics(&project);
	if (status == STATUS_OK)
		status = terminal_print_text(&text);
	text_release(&text);
	project_release(&project);
	return exit_code_of(status);
}

static const struct argp_child children[] = { { .argp = &file_arguments_argp },
					      { .argp = &setting_options_argp },
					      { 0 } };
static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.args_doc = "RECIPE",
	.doc = "Prints the routing of a recipe: which strip feeds which, with stems, inserts and latencies.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .recipe = { .missing = "a recipe is missing",
						   .too_many = "one recipe at a time" } };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL)
		code = graph(&arguments);
	setting_options_release(&arguments.settings);
	file_arguments_release(&arguments.recipe);
	return code;
}

const struct command command_graph = {
	.name = "graph",
	.summary = "the routing: text, matrix, DOT, Mermaid, SVG",
	.run = run,
	.argp = &argp,
};
