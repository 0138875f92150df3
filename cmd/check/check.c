/* Implements `check`, which reads recipes and reports what is wrong with them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/delivery.h"
#include "cmd/file_arguments.h"
#include "cmd/interrupt.h"
#include "cmd/job/print_folders.h"
#include "cmd/job/project.h"
#include "cmd/job/recipe_guard.h"
#include "cmd/job/resource_check.h"
#include "cmd/render/range_check.h"
#include "cmd/setting_options.h"
#include "cmd/terminal.h"
#include "dsp/kernel/select.h"
#include "report/printable.h"

#include <argp.h>
#include <stdio.h>

struct arguments {
	struct report_options report;
	struct file_arguments recipes;
	struct resource_limits limits;
	struct setting_options settings;
	struct project *projects; /* there is one for each recipe; the reports need them to the end */
	struct findings *findings;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	(void)argument;
	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = &arguments->report;
	state->child_inputs[1] = &arguments->recipes;
	state->child_inputs[2] = &arguments->limits;
	state->child_inputs[3] = &arguments->settings;
	return 0;
}

/* Checks the folder against the recipes before this one, which are loaded. */
static void check_folder(const struct arguments *arguments, size_t index)
{
	struct project *project = &arguments->projects[index];
	for (size_t i = 0; i < index; i++) {
		const struct recipe *other = arguments->projects[i].recipe;
		if (!other || !other->print.directory ||
		    !print_folders_meet(other->print.directory, project->recipe->print.directory))
			continue;
		diagnostics_error(&project->diagnostics, "folder-claimed-twice", project->recipe->print.directory_at,
				  PRINT_FOLDERS_MEET, arguments->recipes.paths[i], arguments->recipes.paths[index]);
		return;
	}
}

/* Checks a mix that is rendered anew. Its graph goes at once, so that many mixes take no more memory than one. */
static enum status check_mix(struct project *project, size_t mix)
{
	struct graph *graph;
	struct arena *arena = arena_new();
	enum status status = arena ? project_mix_graph(project, mix, arena, &graph) : STATUS_NO_MEMORY;
	arena_free(arena);
	return status;
}

/* A render of the recipe would be refused for the same reasons. */
static enum status check_resources(struct project *project, const struct graph *graph, const struct graph *tracks,
				   const struct resource_limits *limits)
{
	const struct resource_request request = { .bleed = project->recipe->verify.bleed.given,
						  .kernel = kernel_select(NULL),
						  .limits = limits,
						  .graph = graph,
						  .tracks = tracks };
	struct resource_estimate estimate;
	return resource_check_render(project, &request, &estimate);
}

static enum exit_code check(const struct arguments *arguments, size_t index, FILE *stream)
{
	struct project *project = &arguments->projects[index];
	struct graph *graph, *tracks;
	enum status status = project_probe(project);
	project->checking = true;
	if (status == STATUS_OK)
		status = resource_check_length(project, &arguments->limits);
	if (status == STATUS_OK)
		status = project_graph(project, true, &graph);
	if (status == STATUS_OK)
		status = project_track_graph(project, &tracks);
	for (size_t i = 0; status == STATUS_OK && !interrupt_signal && i < project->recipe->print.mix_count; i++)
		if (mix_is_re_rendered(&project->recipe->print.mixes[i]))
			status = check_mix(project, i);
	if (status == STATUS_OK)
		status = check_resources(project, graph, tracks, &arguments->limits);
	if (status == STATUS_OK)
		status = range_check_regions(project);
	if (project->recipe && project->recipe->print.directory)
		check_folder(arguments, index);
	if (status == STATUS_OK)
		status = diagnostics_status(&project->diagnostics);
	size_t warnings = project->diagnostics.count - project->diagnostics.error_count;
	project_print_diagnostics(project);
	if (status == STATUS_OK) {
		struct text text = { 0 };
		printable_append(&text, project->diagnostics.file);
		text_append(&text, ": well");
		if (warnings > 0)
			text_append(&text, ", %zu warning%s", warnings, warnings == 1 ? "" : "s");
		text_append(&text, "\n");
		status = text.failed ? STATUS_NO_MEMORY : STATUS_OK;
		if (status == STATUS_OK)
			fputs(text.bytes, stream);
		else
			terminal_complain("%s", status_text(status));
		text_release(&text);
	}
	return status == STATUS_INTERRUPTED ? interrupt_end() : exit_code_of(status);
}

static enum exit_code check_all(struct arguments *arguments)
{
	arguments->report.several = arguments->recipes.count > 1;
	enum exit_code code = EXIT_WELL;
	const struct recipe_guard guard = { .paths = arguments->recipes.paths,
					    .projects = arguments->projects,
					    .count = arguments->recipes.count,
					    .settings = &arguments->settings.settings,
					    .reports = &arguments->report };
	enum status status = recipe_guard_read(&guard);
	if (status != STATUS_OK)
		return exit_code_of(status);
	for (size_t i = 0; i < arguments->recipes.count; i++) {
		code = exit_code_worst(code, check(arguments, i, report_options_stream(&arguments->report)));
		arguments->findings[i] = (struct findings){ .diagnostics = &arguments->projects[i].diagnostics };
	}
	return exit_code_worst(code,
			       delivery_write_all(&arguments->report, arguments->findings, arguments->recipes.count));
}

static enum exit_code work(struct arguments *arguments)
{
	const size_t count = arguments->recipes.count;
	struct arena *arena = arena_new();
	arguments->projects = arena ? ARENA_ARRAY(arena, struct project, count) : NULL;
	arguments->findings = arena ? ARENA_ARRAY(arena, struct findings, count) : NULL;
	const bool ready = arguments->projects && arguments->findings;
	const enum exit_code code = ready ? check_all(arguments) : EXIT_LIMIT;
	for (size_t i = 0; arguments->projects && i < count; i++)
		project_release(&arguments->projects[i]);
	arena_free(arena);
	return code;
}

static const struct argp_child children[] = { { .argp = &report_options_diagnostics_argp },
					      { .argp = &file_arguments_argp },
					      { .argp = &resource_limits_argp },
					      { .argp = &setting_options_argp },
					      { 0 } };
static const struct argp argp = {
	.parser = parse,
	.children = children,
	.args_doc = "RECIPE...",
	.doc = "Reports all that is wrong or doubtful in recipes and their sources. Renders nothing. The recipe - is "
	       "standard input.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .recipes = { .missing = "a recipe is missing" } };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL) {
		resource_limits_settle(&arguments.limits);
		code = work(&arguments);
	}
	setting_options_release(&arguments.settings);
	file_arguments_release(&arguments.recipes);
	return code;
}

const struct command command_check = {
	.name = "check",
	.summary = "diagnostics only, renders nothing",
	.run = run,
	.argp = &argp,
};
