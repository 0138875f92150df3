/* Forecasts a render from the times of a trial.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/worker_forecast.h"

#include "cmd/job/session_length.h"
#include "cmd/plan/time_estimate.h"
#include "cmd/plan/trial_files.h"
#include "cmd/plan/trial_run.h"
#include "cmd/threads.h"
#include "engine/forecast.h"
#include "plan/plan_build.h"
#include "report/cost_text.h"
#include "verify/proof_pass.h"

#include <string.h>

/* A convolution of two seconds knows all of its past when the costs begin to count. */
static const double trial_seconds = 4.0, warm_up_seconds = 2.0;

/* So many turns of tasks show how workers get on, and take less than a second. */
enum { TURNS_MOST = 100000, BLOCKS_LEAST = 8, BLOCKS_MOST = 512 };

/* A trial whose work is cut for so many workers, and what is forecast from it. */
struct case_of_workers {
	struct plan *plan;
	bool threaded; /* As many threads as workers ran the trials. */
	struct engine_result result;
	struct engine_tasks tasks;
	struct forecast_work work;
	struct forecast forecast;
	double scale; /* from the blocks of the forecast to the session */
	double *printing; /* [prints] seconds of a frame */
	struct meter_costs metering; /* of a sample that is read back */
	double meters; /* seconds for what reads the files back */
};

/* Returns how many blocks of so many tasks a forecast takes. */
static uint64_t blocks_of(size_t tasks)
{
	const uint64_t blocks = TURNS_MOST / tasks;
	return blocks < BLOCKS_LEAST ? BLOCKS_LEAST : blocks > BLOCKS_MOST ? BLOCKS_MOST : blocks;
}

static bool has_file(const struct graph_print *print)
{
	return print->format;
}

/* Returns what a cost of the trial is in a render, in seconds of one frame. */
static double frame_cost(const struct case_of_workers *found, const struct engine_cost *cost)
{
	const struct graph *graph = found->plan->graph;
	if (cost->kind != STEP_PRINT)
		return cost->seconds / (double)found->result.cost_frames;
	const struct graph_print *print = &graph->prints[cost->node];
	return has_file(print) ? found->printing[cost->node]
			       : meter_costs_sum(&found->metering) * (double)graph->nodes[print->node].channels;
}

static enum status run_trial(struct project *project, size_t workers, struct workers *threads,
			     struct case_of_workers *found)
{
	const double rate = project->recipe->session.sample_rate;
	const struct trial trial = { .warm_up = (uint64_t)(warm_up_seconds * rate),
				     .frames = (uint64_t)(trial_seconds * rate),
				     .shares = workers,
				     .workers = threads,
				     .touch = true,
				     .arena = project->arena };
	enum status status = trial_run(project, found->plan, &trial, &found->result, &found->tasks);
	if (status != STATUS_OK)
		return status;
	double *seconds = ARENA_ARRAY(project->arena, double, found->tasks.count);
	if (!seconds)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < found->result.cost_count; i++)
		seconds[found->tasks.of_cost[i]] +=
			frame_cost(found, &found->result.costs[i]) * (double)found->tasks.block_frames;
	const uint64_t blocks = blocks_of(found->tasks.count);
	found->work = (struct forecast_work){ found->tasks.items, seconds, found->tasks.count, blocks };
	found->scale = session_length_seconds(project) * rate / ((double)blocks * (double)found->tasks.block_frames);
	return STATUS_OK;
}

/* The files of a graph that are read back, in the order of its prints, their proofs, and the tasks of it all. */
struct reading_back {
	struct proof_work work;
	size_t *channels; /* [file_count] of each file */
	struct proof_tasks tasks;
};

/* Returns the file of a print among those that are read back. */
static size_t file_of(const struct graph *graph, size_t print)
{
	size_t file = 0;
	for (size_t i = 0; i < print; i++)
		file += has_file(&graph->prints[i]);
	return file;
}

static enum status list_proof(const struct graph *graph, size_t index, struct arena *arena,
			      struct proof_parties *parties)
{
	size_t *stems = ARENA_ARRAY(arena, size_t, graph->print_count);
	if (!stems)
		return STATUS_NO_MEMORY;
	*parties = (struct proof_parties){ .stems = stems };
	for (size_t i = 0; i < graph->print_count; i++) {
		const struct graph_print *print = &graph->prints[i];
		if (has_file(print) && print->role == PRINT_STEM && print->proof == index)
			stems[parties->stem_count++] = file_of(graph, i);
		else if (has_file(print) && strcmp(print->file, graph->proofs[index].mix_file) == 0)
			parties->mix = file_of(graph, i);
	}
	return STATUS_OK;
}

static enum status list_files(const struct graph *graph, size_t workers, struct arena *arena, struct reading_back *back)
{
	const size_t files = file_of(graph, graph->print_count);
	struct proof_meters *meters = ARENA_ARRAY(arena, struct proof_meters, files);
	struct proof_parties *proofs = ARENA_ARRAY(arena, struct proof_parties, graph->proof_count);
	back->channels = ARENA_ARRAY(arena, size_t, files);
	if (!meters || !proofs || !back->channels)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < graph->print_count; i++)
		if (has_file(&graph->prints[i])) {
			meters[file_of(graph, i)] =
				(struct proof_meters){ .loudness = true,
						       .channels = graph->nodes[graph->prints[i].node].channels };
			back->channels[file_of(graph, i)] = graph->nodes[graph->prints[i].node].channels;
		}
	back->work = (struct proof_work){ .file_count = files,
					  .meters = meters,
					  .proofs = proofs,
					  .proof_count = graph->proof_count,
					  .buffers = PROOF_BUFFERS,
					  .workers = workers };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < graph->proof_count && status == STATUS_OK; i++)
		status = list_proof(graph, i, arena, &proofs[i]);
	return status == STATUS_OK ? proof_tasks_list(&back->work, arena, &back->tasks) : status;
}

/* Returns the columns that a task of the pass has in its hands. */
static size_t columns_of(const struct reading_back *back, const struct proof_task *task)
{
	if (task->kind == PROOF_TASK_END)
		return 0;
	if (task->kind == PROOF_TASK_ENERGIES)
		return back->tasks.groups[task->index].channels;
	if (task->kind != PROOF_TASK_PROVE)
		return back->channels[task->index];
	const struct proof_parties *proof = &back->work.proofs[task->index];
	return back->channels[proof->mix] * (1 + proof->stem_count);
}

/* Finds the seconds after the last block, in which the files are read back. */
static enum status find_meters(const struct project *project, const struct reading_back *back,
			       const struct meter_costs *metering, double *seconds)
{
	const double frames = session_length_seconds(project) * project->recipe->session.sample_rate;
	const struct proof_tasks *tasks = &back->tasks;
	struct forecast forecast;
	double *costs = ARENA_ARRAY(project->arena, double, tasks->count);
	if (!costs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < tasks->count; i++)
		costs[i] = metering->seconds[tasks->what[i].kind] * (double)columns_of(back, &tasks->what[i]) *
			   PROOF_BLOCK_FRAMES;
	const uint64_t blocks = blocks_of(tasks->count);
	const struct forecast_work work = { tasks->items, costs, tasks->count, blocks };
	enum status status = forecast_make(&work, back->work.workers, project->arena, &forecast);
	*seconds = forecast.seconds * frames / ((double)blocks * PROOF_BLOCK_FRAMES);
	return status;
}

/* Makes a forecast for so many workers. Where `threads` is not NULL, they are as many, and run the trials. */
static enum status find_case(struct project *project, const struct graph *graph, size_t workers,
			     struct workers *threads, struct case_of_workers *found)
{
	struct reading_back back;
	enum status status = list_files(graph, workers, project->arena, &back);
	if (status == STATUS_OK)
		status = time_estimate_meters(project, back.tasks.group_count < back.work.file_count, threads,
					      &found->metering);
	if (status == STATUS_OK)
		status = trial_files_run(graph, project->arena, &found->printing);
	if (status == STATUS_OK)
		status = plan_build(graph, workers, project->arena, &found->plan);
	if (status == STATUS_OK)
		status = run_trial(project, workers, threads, found);
	if (status == STATUS_OK)
		status = forecast_make(&found->work, workers, project->arena, &found->forecast);
	return status == STATUS_OK ? find_meters(project, &back, &found->metering, &found->meters) : status;
}

static double whole(const struct case_of_workers *found)
{
	return found->forecast.seconds * found->scale + found->meters;
}

/* Appends a table of seconds of tasks, which their costs share as they share the task's own time. */
static enum status append_table(struct project *project, const struct case_of_workers *found,
				const double *task_seconds, struct text *text)
{
	const double frames = (double)found->work.blocks * (double)found->tasks.block_frames;
	const size_t count = found->result.cost_count;
	struct engine_cost *costs = ARENA_ARRAY(project->arena, struct engine_cost, count);
	if (!costs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct engine_cost *cost = &found->result.costs[i];
		const size_t task = found->tasks.of_cost[i];
		const double own = frame_cost(found, cost);
		const double all = found->work.seconds[task] / (double)found->tasks.block_frames;
		costs[i] = *cost;
		costs[i].seconds = all > 0.0 ? task_seconds[task] * own / all : 0.0;
	}
	cost_text(&(struct cost_account){ .graph = found->plan->graph,
					  .costs = costs,
					  .count = count,
					  .frames = frames,
					  .scale = found->scale },
		  text);
	return STATUS_OK;
}

static enum status append_case(struct project *project, const struct case_of_workers *one,
			       const struct case_of_workers *many, size_t workers, struct text *text)
{
	const struct forecast *forecast = &many->forecast;
	text_append(text,
		    "forecast for %.1f s of sound in one pass, from a trial of %.1f s on %s\n"
		    "1 processor  %8.3f s\n"
		    "%zu processor%s %8.3f s, %.2f times as fast; %.1f %% of their time in the pass is work\n"
		    "the files are then read back in %.3f s, and in %.3f s by one processor\n"
		    "\nlongest way  %8.3f s: no number of processors makes the pass faster. It goes through\n",
		    session_length_seconds(project),
		    (double)many->result.cost_frames / project->recipe->session.sample_rate,
		    many->threaded ? "as many threads" : "one thread", whole(one), workers, workers == 1 ? " " : "s",
		    whole(many), whole(one) / whole(many),
		    100.0 * forecast->busy_seconds / (forecast->seconds * (double)workers), many->meters, one->meters,
		    forecast->path_seconds * many->scale);
	enum status status = append_table(project, many, forecast->on_path, text);
	double awaited = 0.0;
	for (size_t i = 0; i < many->work.count; i++)
		awaited += forecast->awaited[i];
	if (status != STATUS_OK || awaited <= 0.0)
		return status;
	text_append(text, "\nprocessors without work wait for\n");
	return append_table(project, many, forecast->awaited, text);
}

/* Processors that work side by side are slower than one alone: they share caches and memory, and some are two halves of
   one core. A machine that has as many shows by how much. */
static enum status find_many(struct project *project, const struct graph *graph, size_t workers,
			     struct case_of_workers *found)
{
	struct workers *threads = workers <= threads_count(0) ? workers_new(workers) : NULL;
	found->threaded = workers_count(threads) == workers;
	const enum status status = find_case(project, graph, workers, found->threaded ? threads : NULL, found);
	workers_free(threads);
	return status;
}

enum status worker_forecast_append(struct project *project, const struct graph *graph, size_t workers,
				   struct text *text)
{
	struct case_of_workers one = { 0 }, many = { 0 };
	enum status status = find_case(project, graph, 1, NULL, &one);
	if (workers == 1)
		many = one;
	else if (status == STATUS_OK)
		status = find_many(project, graph, workers, &many);
	return status == STATUS_OK ? append_case(project, &one, &many, workers, text) : status;
}
