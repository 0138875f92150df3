/* Implements `plan`, which prints the steps of a render and, on request, what they cost and how late they are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/file_arguments.h"
#include "cmd/interrupt.h"
#include "cmd/job/project.h"
#include "cmd/job/resource_check.h"
#include "cmd/job/session_length.h"
#include "cmd/plan/plan_resources.h"
#include "cmd/plan/time_estimate.h"
#include "cmd/plan/trial_run.h"
#include "cmd/plan/worker_forecast.h"
#include "cmd/render/region_edit.h"
#include "cmd/setting_options.h"
#include "cmd/terminal.h"
#include "dsp/kernel/select.h"
#include "plan/plan_build.h"
#include "plan/plan_text.h"
#include "report/cost_text.h"
#include "report/latency_text.h"
#include "report/range_text.h"
#include "report/timeline_text.h"

#include <argp.h>
#include <math.h>

struct arguments {
	struct file_arguments recipe;
	struct resource_limits limits;
	struct setting_options settings;
	bool without_stems;
	bool cost;
	size_t workers; /* of the forecast; 0: there is none */
	bool measure;
};

/** What the call ended with. */
struct outcome {
	struct text text;
	bool failed; /**< a latency is not as declared */
};

static const struct argp_option options[] = {
	{ .name = "no-stems", .key = 'n', .doc = "the plan of a render without stems" },
	{ .name = "cost", .key = 'c', .doc = "what each insert costs on this machine, from a trial over noise" },
	{ .name = "workers",
	  .key = 'w',
	  .arg = "N",
	  .doc = "with --cost: how long a render takes on a machine with N processors, what keeps it from being "
		 "faster, "
		 "and what idle processors wait for" },
	{ .name = "measure",
	  .key = 'm',
	  .doc = "measures the latency of every insert, and of every way from a source to a print, with noise" },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->recipe;
		state->child_inputs[1] = &arguments->limits;
		state->child_inputs[2] = &arguments->settings;
		return 0;
	case 'n':
		arguments->without_stems = true;
		return 0;
	case 'c':
		arguments->cost = true;
		return 0;
	case 'w':
		arguments->workers = command_line_whole_number(argument, WORKERS_MAXIMUM);
		if (arguments->workers == 0)
			command_line_refuse(state, "--workers takes 1 to %d processors, not \"%s\"", WORKERS_MAXIMUM,
					    argument);
		return 0;
	case 'm':
		arguments->measure = true;
		return 0;
	case ARGP_KEY_SUCCESS:
		if (arguments->cost && arguments->measure)
			command_line_refuse(state, "--cost and --measure are two questions; ask one at a time");
		if (arguments->workers > 0 && !arguments->cost)
			command_line_refuse(state, "--workers goes with --cost; add --cost");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status print_cost(struct project *project, const struct plan *plan, struct text *text)
{
	const double warm_up_seconds = 2.0, trial_seconds = 4.0;
	const double rate = project->recipe->session.sample_rate, session = session_length_seconds(project);
	const struct trial trial = { .warm_up = (uint64_t)(warm_up_seconds * rate),
				     .frames = (uint64_t)(trial_seconds * rate),
				     .touch = true,
				     .arena = project->arena };
	struct engine_result result;
	enum status status = trial_run(project, plan, &trial, &result, NULL);
	if (status != STATUS_OK)
		return status;
	/* The trial writes nothing. */
	struct engine_cost *costs = ARENA_ARRAY(project->arena, struct engine_cost, result.cost_count);
	size_t count = 0;
	if (!costs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < result.cost_count; i++)
		if (result.costs[i].kind != STEP_PRINT)
			costs[count++] = result.costs[i];
	const double counted = (double)result.cost_frames;
	const struct cost_account account = { .graph = plan->graph,
					      .costs = costs,
					      .count = count,
					      .frames = counted,
					      .scale = session * rate / counted };
	text_append(text, "predicted for %.1f s, from a trial of %.1f s on one thread; without encoding and meters\n",
		    session, counted / rate);
	cost_text(&account, text);
	return STATUS_OK;
}

/* Tells how regions are edited. What goes on to the end of the files ends with the session here. */
static enum status print_regions(struct project *project, struct text *text)
{
	const struct recipe *recipe = project->recipe;
	const double rate = recipe->session.sample_rate;
	const size_t frames = frames_of_seconds(session_length_seconds(project), rate);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < recipe->print.region_count && status == STATUS_OK; i++) {
		const struct recipe_region *region = &recipe->print.regions[i];
		struct edit edit;
		if (!recipe_region_is_edited(region))
			continue;
		status = region_edit_make(region, frames, rate, project->arena, &edit);
		if (status != STATUS_OK)
			return status;
		text_append(text, "region   ");
		edit_text(region->name, &edit, rate, text);
		text_append(text, "\n");
	}
	return status;
}

static enum status print_latency(struct project *project, const struct graph *graph, struct outcome *outcome)
{
	struct latency_check check;
	enum status status = latency_check(graph, kernel_select(NULL), project->arena, &check);
	if (status != STATUS_OK)
		return status;
	latency_text(&check, &outcome->text);
	outcome->failed = !check.right;
	return STATUS_OK;
}

/* Prints the plan for sets of stems by track, which need a pass of their own. */
static enum status print_track_plan(struct project *project, const struct graph *graph, struct text *text)
{
	struct plan *plan;
	const enum status status = plan_build(graph, 1, project->arena, &plan);
	if (status != STATUS_OK)
		return status;
	text_append(text, "\nthen, once more, for the stems by track:\n");
	plan_text(plan, text);
	return STATUS_OK;
}

/* Tells what the render will take. What would be refused is told, too, and then refused. */
static enum status print_resources(struct project *project, const struct arguments *arguments, const struct plan *plan,
				   const struct graph *tracks, struct text *text)
{
	const struct resource_request request = { .without_stems = arguments->without_stems,
						  .bleed = project->recipe->verify.bleed.given,
						  .kernel = kernel_select(NULL),
						  .limits = &arguments->limits,
						  .graph = plan->graph,
						  .tracks = tracks };
	struct resource_estimate estimate;
	double seconds;
	enum status status = resource_check_render(project, &request, &estimate);
	if (status == STATUS_OK)
		status = time_estimate_make(project, plan, &estimate, &seconds);
	if (status != STATUS_OK)
		return status;
	plan_resources_append(&estimate, project->recipe->session.sample_rate, text);
	text_append(text, "time     about %.2g s of one processor, by a trial\n", seconds);
	return STATUS_OK;
}

/* Prints the steps of all passes that print, and what they take together. */
static enum status print_steps(struct project *project, const struct arguments *arguments, const struct plan *plan,
			       struct text *text)
{
	struct graph *tracks = NULL;
	timeline_text(&project->recipe->session.timeline, text);
	plan_text(plan, text);
	enum status status = print_regions(project, text);
	if (status == STATUS_OK && !arguments->without_stems)
		status = project_track_graph(project, &tracks);
	if (status == STATUS_OK && tracks)
		status = print_track_plan(project, tracks, text);
	return status == STATUS_OK ? print_resources(project, arguments, plan, tracks, text) : status;
}

static enum status print_plan(struct project *project, const struct arguments *arguments, struct outcome *outcome)
{
	struct text *text = &outcome->text;
	struct graph *graph;
	struct plan *plan;
	enum status status = project_load(project, arguments->recipe.paths[0], &arguments->settings.settings);
	if (status == STATUS_OK)
		status = resource_check_length(project, &arguments->limits);
	if (status == STATUS_OK)
		status = project_graph(project, !arguments->without_stems, &graph);
	if (status == STATUS_OK)
		status = plan_build(graph, 1, project->arena, &plan);
	if (status != STATUS_OK)
		return status;
	if (arguments->workers > 0)
		return worker_forecast_append(project, graph, arguments->workers, text);
	if (arguments->cost)
		return print_cost(project, plan, text);
	if (arguments->measure)
		return print_latency(project, graph, outcome);
	return print_steps(project, arguments, plan, text);
}

static enum exit_code plan(const struct arguments *arguments)
{
	struct project project;
	struct outcome outcome = { .text = terminal_text(terminal_output()) };
	enum status status = print_plan(&project, arguments, &outcome);
	project_print_diagnostics(&project);
	if (status == STATUS_OK)
		status = terminal_write_lines(&outcome.text, terminal_output());
	text_release(&outcome.text);
	project_release(&project);
	if (status == STATUS_INTERRUPTED)
		return interrupt_end();
	return status == STATUS_OK && outcome.failed ? EXIT_VERDICT : exit_code_of(status);
}

static const struct argp_child children[] = {
	{ .argp = &file_arguments_argp }, { .argp = &resource_limits_argp }, { .argp = &setting_options_argp }, { 0 }
};
static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = children,
	.args_doc = "RECIPE",
	.doc = "Prints what a render of the recipe will run, step by step, or what it will cost, or "
	       "measures its latencies.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .recipe = { .missing = "a recipe is missing",
						   .too_many = "one recipe at a time" } };
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL) {
		resource_limits_settle(&arguments.limits);
		code = plan(&arguments);
	}
	setting_options_release(&arguments.settings);
	file_arguments_release(&arguments.recipe);
	return code;
}

const struct command command_plan = {
	.name = "plan",
	.summary = "what will run, in order",
	.run = run,
	.argp = &argp,
};
