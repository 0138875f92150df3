/* Runs one graph of a render through the engine and reports what fails.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/graph_run.h"

#include "cmd/interrupt.h"
#include "cmd/job/cpu_clock.h"
#include "cmd/progress.h"
#include "plan/plan_build.h"

static void report_not_finite(struct render_job *job, const struct graph *graph, const struct engine_result *result)
{
	struct diagnostics *diagnostics = &job->project->diagnostics;
	if (result->fault.node == NODE_NONE) {
		diagnostics_failure(diagnostics, STATUS_NOT_FINITE, "not-finite", (struct location){ 0 },
				    "a sample is not a finite number at frame %llu; look at the levels of the recipe",
				    (unsigned long long)result->fault.frame);
		return;
	}
	const struct node *node = &graph->nodes[result->fault.node];
	diagnostics_failure(diagnostics, STATUS_NOT_FINITE, "not-finite", node->at,
			    "a sample is not a finite number after %s of \"%s\" at frame %llu; lower what feeds it",
			    node->processor ? node->processor->name : "the sum", graph_owner(graph, node),
			    (unsigned long long)result->fault.frame);
}

static bool loop_grows(const struct graph *graph, const struct engine_result *result)
{
	return result->fault.node != NODE_NONE && graph->nodes[result->fault.node].kind == NODE_FEED;
}

/* Lanes can tell no stems apart in this loop. */
static void report_lane_growth(struct render_job *job, const struct graph *graph, const struct engine_fault *fault,
			       const char *loop, double seconds)
{
	const struct node *feed = &graph->nodes[fault->node];
	const char *remedy = "give a strip of the loop a `stem` of its own";
	if (graph->lanes.tracks)
		remedy = "print no stems by track";
	else if (graph->source_lanes.items)
		remedy = "do without `bleed`";
	diagnostics_failure(
		&job->project->diagnostics, STATUS_BAD_RECIPE, "feedback-stems", feed->at,
		"stems grow against each other in the loop %s, whose sum does not grow: after %.6f s one is "
		"over +80 dBFS; %s, or lower the `level` of this send",
		loop, seconds, remedy);
}

/* The recipe is wrong, although only the render could show it. */
static enum status report_growth(struct render_job *job, const struct graph *graph, const struct engine_fault *fault)
{
	const struct node *feed = &graph->nodes[fault->node];
	const char *loop = feed->loop ? feed->loop : graph_owner(graph, feed);
	const double seconds = (double)fault->frame / graph->recipe->session.sample_rate;
	if (fault->lane > 0)
		report_lane_growth(job, graph, fault, loop, seconds);
	else
		diagnostics_failure(
			&job->project->diagnostics, STATUS_BAD_RECIPE, "feedback-grows", feed->at,
			"the loop %s grows: after %.6f s it is over +120 dBFS; lower the `level` of this send", loop,
			seconds);
	return STATUS_BAD_RECIPE;
}

static enum status report_failure(struct render_job *job, const struct graph *graph, enum status status,
				  const struct engine_result *result)
{
	if (result->failed_source)
		return render_job_fail(job, status, "source", result->failed_source->name,
				       result->failed_source->problem ? result->failed_source->problem
								      : status_text(status));
	if (result->failed_printer)
		return render_job_fail(job, status, "output", result->failed_printer->name,
				       result->failed_printer->problem ? result->failed_printer->problem
								       : status_text(status));
	if (status == STATUS_NOT_FINITE && loop_grows(graph, result))
		return report_growth(job, graph, &result->fault);
	if (status == STATUS_NOT_FINITE)
		report_not_finite(job, graph, result);
	else if (status == STATUS_LIMIT)
		diagnostics_failure(
			&job->project->diagnostics, status, "limit", (struct location){ 0 },
			"the render needs more than 4 GiB for one block; use fewer strips, stems or channels");
	return status;
}

/* A second run of a graph searches for samples that are not finite or, with a monitor, for lanes that do not add up. */
struct search {
	struct lane_monitor *monitor;
};

static enum status run_engine(struct render_job *job, const struct graph *graph, struct printer *const *printers,
			      uint64_t frames, const struct search *search, struct arena *arena,
			      struct engine_result *result, size_t *unmade)
{
	struct project *project = job->project;
	const struct render_settings *settings = job->settings;
	struct progress progress = { .title = project->diagnostics.file,
				     .pass = search ? "looking for the fault" : job->pass_name,
				     .number = search ? 1 : ++job->pass_number,
				     .count = search ? 1 : job->pass_count,
				     .sample_rate = project->recipe->session.sample_rate };
	const struct engine_options options = {
		.kernel = settings->kernel,
		.workers = search ? NULL : settings->workers,
		.block_frames = settings->block_frames,
		.frames = frames,
		.trace = search && !search->monitor,
		.monitor = search ? search->monitor : NULL,
		.clock = settings->profile ? cpu_clock_thread : NULL,
		.stop = &interrupt_signal,
		.progress = settings->progress ? progress_show : NULL,
		.progress_context = &progress,
		.unmade = unmade,
	};
	struct plan *plan;
	struct engine *engine;
	enum status status = plan_build(graph, workers_count(options.workers), arena, &plan);
	if (status == STATUS_OK)
		status = project_open_sources(project);
	if (status == STATUS_OK)
		status = engine_new(plan, project->sources, printers, &options, arena, &engine);
	if (status == STATUS_OK)
		status = engine_run(engine, result);
	if (status == STATUS_OK)
		status = project_confirm_sources(project);
	if (settings->progress)
		progress_clear(&progress);
	return status == STATUS_OK ? engine_result_keep(result, graph, project->arena) : status;
}

/* The estimate was too low: what was not made shows where. */
static void report_unmade(struct render_job *job, const struct graph *graph, size_t unmade)
{
	const struct node *node = &graph->nodes[unmade];
	diagnostics_failure(&job->project->diagnostics, STATUS_LIMIT, "limit-memory", node->at,
			    "out of memory: there is none left for %s of \"%s\"; use fewer of them, or allow more with "
			    "--max-memory",
			    node->processor ? node->processor->name : "a delay", graph_owner(graph, node));
}

/* Runs a graph in memory that goes with the run, so that many passes take no more than one. */
static enum status run(struct render_job *job, const struct graph *graph, struct printer *const *printers,
		       uint64_t frames, const struct search *search, struct engine_result *result)
{
	struct arena *arena = arena_new();
	if (!arena)
		return STATUS_NO_MEMORY;
	size_t unmade = NODE_NONE;
	const enum status status = run_engine(job, graph, printers, frames, search, arena, result, &unmade);
	arena_free(arena);
	if (status == STATUS_NO_MEMORY && unmade != NODE_NONE)
		report_unmade(job, graph, unmade);
	return status;
}

/* Finds the node where a sample becomes infinite or NaN. The fault is the same every time, so the graph runs once more
   with a check after every step. */
static void find_not_finite(struct render_job *job, const struct graph *graph, struct printer *const *printers,
			    struct engine_result *result)
{
	struct engine_result traced = { .fault = { .node = NODE_NONE } };
	const struct search search = { NULL };
	enum status status = run(job, graph, printers, 0, &search, &traced);
	if (status == STATUS_NOT_FINITE && traced.fault.node != NODE_NONE)
		result->fault = traced.fault;
}

enum status graph_run(struct render_job *job, const struct graph *graph, struct printer *const *printers,
		      uint64_t frames, struct engine_result *result)
{
	*result = (struct engine_result){ .fault = { .node = NODE_NONE } };
	enum status status = run(job, graph, printers, frames, NULL, result);
	if (status == STATUS_NOT_FINITE && !result->failed_source && !result->failed_printer)
		find_not_finite(job, graph, printers, result);
	return status == STATUS_OK ? status : report_failure(job, graph, status, result);
}

enum status graph_run_monitored(struct render_job *job, const struct graph *graph, struct printer *const *printers,
				uint64_t frames, struct lane_monitor *monitor, struct engine_result *result)
{
	const struct search search = { monitor };
	return run(job, graph, printers, frames, &search, result);
}
