/* Runs a pass over one graph: opens its files and meters, runs it, and finds lanes that do not add up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_pass.h"

#include "cmd/job/discarding_printer.h"
#include "cmd/render/file_outputs.h"
#include "cmd/render/graph_run.h"
#include "cmd/render/held_print.h"
#include "cmd/render/print_meter.h"
#include "cmd/render/reduction_meter.h"
#include "cmd/render/rendered_file.h"
#include "cmd/render/rendered_set.h"
#include "cmd/render/send_checks.h"
#include "dsp/elementary.h"
#include "io/rate_printer.h"
#include "verify/lane_fault.h"

/* Opens what takes the samples at the rate of the file: the file, or an intermediate. */
static enum status open_input(struct render_job *job, const struct graph_print *print, size_t index,
			      struct printer **printer)
{
	if (held_print_is_wanted(job, print))
		return held_print_open(job, index, print, printer);
	const enum status status = file_outputs_open(job, index);
	*printer = job->files[index].input;
	return status;
}

static enum status open_file(struct render_job *job, const struct graph *graph, const struct graph_print *print,
			     struct printer **printer)
{
	const size_t index = job->file_count++;
	struct rendered_file *file = &job->files[index];
	*file = rendered_file_describe(job, graph, print);
	enum status status = file->name && file->title ? file_outputs_add(job, index) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = open_input(job, print, index, printer);
	if (status != STATUS_OK || print->format->sample_rate == 0.0)
		return status;
	file->converter = rate_printer_new(*printer, (unsigned)job->project->recipe->session.sample_rate,
					   rendered_file_rate(job, file->format));
	*printer = file->converter;
	return file->converter ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Opens the file or the meter of a print. *printer becomes what the engine hands the signal to. */
static enum status open_print(struct render_job *job, const struct graph *graph, const struct graph_print *print,
			      struct printer **printer)
{
	if (print->role == PRINT_TAIL) {
		*printer = discarding_printer_new(graph, print, job->project->arena);
		return *printer ? STATUS_OK : STATUS_NO_MEMORY;
	}
	if (print->role == PRINT_CHECK)
		return send_checks_open(job, graph, print, printer);
	if (print->role == PRINT_REDUCTION)
		return reduction_meter_open(job, graph, print, printer);
	if (print->role != PRINT_METER)
		return open_file(job, graph, print, printer);
	struct print_meter *meter = &job->meters[job->meter_count++];
	*printer = &meter->printer;
	const enum status status = print_meter_init(meter, graph, print);
	if (job->ranges.without_whole) {
		meter->from = job->ranges.first;
		meter->to = job->ranges.end;
	}
	return status;
}

/* Makes room for the meters of a graph. The meters of earlier passes are finished, so nothing points to them and they
   may move. */
static bool make_room_for_meters(struct render_job *job, const struct graph *graph)
{
	size_t meters = 0;
	for (size_t i = 0; i < graph->print_count; i++)
		meters += graph->prints[i].role == PRINT_METER;
	if (meters == 0)
		return true;
	struct print_meter *all = ARENA_ARRAY(job->project->arena, struct print_meter, job->meter_count + meters);
	for (size_t i = 0; all && i < job->meter_count; i++)
		all[i] = job->meters[i];
	if (all)
		job->meters = all;
	return all;
}

/* Runs one graph through the engine and adds its files to the job. */
enum status render_pass_run(struct render_job *job, const struct graph *graph, uint64_t frames,
			    struct engine_result *result)
{
	struct project *project = job->project;
	struct printer **printers = ARENA_ARRAY(project->arena, struct printer *, graph->print_count);
	if (!printers)
		return STATUS_NO_MEMORY;
	enum status status = project_open_sources(project);
	size_t first = job->file_count;
	if (!make_room_for_meters(job, graph))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++)
		status = open_print(job, graph, &graph->prints[i], &printers[i]);
	if (status != STATUS_OK)
		return status;
	status = graph_run(job, graph, printers, frames, result);
	if (status == STATUS_OK)
		status = send_checks_judge(job);
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++) {
		if (!graph->prints[i].file)
			continue;
		struct rendered_file *file = &job->files[first++];
		file->peak = file->converter ? rate_printer_peak(file->converter) : result->print_peaks[i];
	}
	return status;
}

/* Finds where stems stop adding up before anything was rounded. The graph runs once more without printing, with a look
   at the inputs and outputs of every processor. */
static enum status find_lane_fault(struct render_job *job, const struct graph *graph)
{
	struct project *project = job->project;
	const double limit = decibel_to_gain(ENGINE_RESIDUAL_LIMIT_DBFS);
	struct lane_monitor *monitor = lane_monitor_new(graph, limit, project->arena);
	struct printer **printers = discarding_printers_new(graph, project->arena);
	struct engine_result result;
	struct lane_fault fault;
	if (!monitor || !printers)
		return STATUS_NO_MEMORY;
	enum status status = graph_run_monitored(job, graph, printers, job->result.frames, monitor, &result);
	if (status == STATUS_OK && lane_fault_find(monitor, &fault)) {
		const char *location = lane_fault_text(graph, &fault, &project->diagnostics, project->arena);
		status = location ? STATUS_OK : STATUS_NO_MEMORY;
		for (size_t i = 0; i < graph->proof_count; i++)
			if (result.proofs[i].residual_peak > limit)
				job->sets[graph->proofs[i].set].residual_location = location;
	}
	return status;
}

/* Runs a pass that prints stems. If they do not add up, it finds out where. */
enum status render_pass_run_stems(struct render_job *job, const struct graph *graph, uint64_t frames,
				  struct engine_result *result)
{
	enum status status = render_pass_run(job, graph, frames, result);
	if (status == STATUS_OK)
		status = rendered_sets_gather(job, graph, result);
	if (status == STATUS_OK && result->residual_peak > decibel_to_gain(ENGINE_RESIDUAL_LIMIT_DBFS))
		status = find_lane_fault(job, graph);
	return status;
}
