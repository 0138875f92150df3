/* Runs the passes of one recipe, prints their files, reads them back and verifies them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_job.h"

#include "cmd/interrupt.h"
#include "cmd/job/trial_run.h"
#include "cmd/progress.h"
#include "cmd/render/bleed_pass.h"
#include "cmd/render/gain_search.h"
#include "cmd/render/held_print.h"
#include "cmd/render/print_hashes.h"
#include "cmd/render/rendered_set.h"
#include "cmd/render/sum_levels.h"
#include "dsp/elementary.h"
#include "graph/print_file.h"
#include "io/audio_source.h"
#include "verify/lane_fault.h"

#include <math.h>
#include <string.h>

static const struct location nowhere = { 0 };

static enum status fail(struct render_job *job, enum status status, const char *code, const char *name,
			const char *problem)
{
	diagnostics_failure(&job->project->diagnostics, status, code, nowhere, "\"%s\": %s", name, problem);
	return status;
}

/* Returns the greatest length that any file can reach. It decides the header where a file may pass 4 GiB. */
static uint64_t frames_maximum(const struct project *project)
{
	const struct recipe_session *session = &project->recipe->session;
	uint64_t frames = (uint64_t)ceil(session->length_seconds * session->sample_rate);
	for (size_t i = 0; session->length_seconds <= 0.0 && i < project->source_count; i++)
		if (project->sources[i]->frames > frames)
			frames = project->sources[i]->frames;
	return frames + (uint64_t)ceil(session->tail_seconds * session->sample_rate);
}

/* Returns the set that a stem belongs to. */
static const struct recipe_stems *set_of(const struct graph *graph, const struct graph_print *stem)
{
	return &graph->recipe->print.stem_sets[graph->proofs[stem->proof].set];
}

static size_t printed_strip(const struct graph *graph, const struct graph_print *print)
{
	const struct recipe_print *recipe = &graph->recipe->print;
	if (print->role == PRINT_MIX)
		return recipe->mixes[print->mix].of.strip;
	if (print->role == PRINT_DEVICE)
		return RECIPE_NONE;
	return print->role == PRINT_TAP ? recipe->taps[print->mix].of.strip : set_of(graph, print)->of.strip;
}

/* Names a stem together with its set, because stems of two sets may have one name. */
static const char *title_of(const struct render_job *job, const struct graph *graph, const struct graph_print *print)
{
	const char *set = print->role == PRINT_STEM ? set_of(graph, print)->name : NULL;
	return set ? arena_format(job->project->arena, "%s/%s", set, print->name) : print->name;
}

static struct rendered_file describe(const struct render_job *job, const struct graph *graph,
				     const struct graph_print *print)
{
	const struct recipe *recipe = job->project->recipe;
	const size_t strip = printed_strip(graph, print);
	return (struct rendered_file){
		.name = print->file,
		.role = print->role,
		.format = print->format,
		.mix = print->role == PRINT_MIX ? &recipe->print.mixes[print->mix] : NULL,
		.print_name = print->name,
		.title = title_of(job, graph, print),
		.strip_name = strip == RECIPE_NONE ? NULL : recipe->strips[strip].name,
		.channels = graph->nodes[print->node].channels,
		.stems = print->role == PRINT_STEM ? set_of(graph, print) : NULL,
		.device = print->role == PRINT_DEVICE ? &recipe->print.devices[print->mix] : NULL,
		.headroom_db = held_print_is_lowered(job, print) ? recipe->print.headroom.gain_db : 0.0,
	};
}

enum status render_job_open_printer(struct render_job *job, struct rendered_file *file)
{
	const struct recipe *recipe = job->project->recipe;
	const struct audio_printer_settings settings = {
		.format = *file->format,
		.sample_rate = (unsigned)recipe->session.sample_rate,
		.channels = file->channels,
		.frames_maximum = frames_maximum(job->project),
		.seed = recipe->session.seed,
		.headroom_db = file->headroom_db,
		.rounded = file->stems && recipe->print.sum == SUM_EXACT,
		.undithered = file->device ? ~recipe->devices[file->device->device].taken : 0,
		.without_speakers = file->device,
		.name = file->name,
	};
	struct problem problem;
	enum status status = audio_printer_open(output_path(file->output), output_descriptor(file->output), &settings,
						&file->printer, &problem);
	return status == STATUS_OK ? status : fail(job, status, "output", file->name, problem.text);
}

static enum status open_file(struct render_job *job, const struct graph *graph, const struct graph_print *print,
			     struct printer **printer)
{
	const size_t index = job->file_count++;
	struct rendered_file *file = &job->files[index];
	*file = describe(job, graph, print);
	enum status status = output_set_add(job->outputs, file->name, &file->output);
	if (status != STATUS_OK) {
		diagnostics_failure(&job->project->diagnostics, status, "output", nowhere, "%s",
				    output_set_problem(job->outputs));
		return status;
	}
	if (held_print_is_wanted(job, print))
		return held_print_open(job, index, printer);
	status = render_job_open_printer(job, file);
	*printer = file->printer;
	return status;
}

/* Opens the file or the meter of a print. *printer becomes what the engine hands the signal to. */
static enum status open_print(struct render_job *job, const struct graph *graph, const struct graph_print *print,
			      struct printer **printer)
{
	if (print->role == PRINT_TAIL) {
		*printer = trial_printer(graph, print, job->project->arena);
		return *printer ? STATUS_OK : STATUS_NO_MEMORY;
	}
	if (print->role != PRINT_METER)
		return open_file(job, graph, print, printer);
	struct print_meter *meter = &job->meters[job->meter_count++];
	*printer = &meter->printer;
	return print_meter_init(meter, graph, print);
}

static void tell_not_finite(struct render_job *job, const struct graph *graph, const struct engine_result *result)
{
	struct diagnostics *diagnostics = &job->project->diagnostics;
	if (result->fault.node == NODE_NONE) {
		diagnostics_failure(diagnostics, STATUS_NOT_FINITE, "not-finite", nowhere,
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

static enum status tell(struct render_job *job, const struct graph *graph, enum status status,
			const struct engine_result *result)
{
	if (result->failed_source)
		return fail(job, status, "source", result->failed_source->name,
			    result->failed_source->problem ? result->failed_source->problem : status_text(status));
	if (result->failed_printer)
		return fail(job, status, "output", result->failed_printer->name,
			    result->failed_printer->problem ? result->failed_printer->problem : status_text(status));
	if (status == STATUS_NOT_FINITE)
		tell_not_finite(job, graph, result);
	else if (status == STATUS_LIMIT)
		diagnostics_failure(
			&job->project->diagnostics, status, "limit", nowhere,
			"the render needs more than 4 GiB for one block; use fewer strips, stems or channels");
	return status;
}

/* A second run of a graph searches for samples that are not finite or, with a monitor, for lanes that do not add up. */
struct search {
	struct lane_monitor *monitor;
};

static enum status run_engine(struct render_job *job, const struct graph *graph, struct printer *const *printers,
			      uint64_t frames, const struct search *search, struct engine_result *result)
{
	struct project *project = job->project;
	const struct render_settings *settings = job->settings;
	struct progress progress = { .title = project->diagnostics.file,
				     .sample_rate = project->recipe->session.sample_rate };
	const struct engine_options options = {
		.kernel = settings->kernel,
		.workers = search ? NULL : settings->workers,
		.block_frames = settings->block_frames,
		.frames = frames,
		.trace = search && !search->monitor,
		.monitor = search ? search->monitor : NULL,
		.clock = settings->profile ? trial_thread_clock : NULL,
		.stop = &interrupt_signal,
		.progress = settings->progress ? progress_show : NULL,
		.progress_context = &progress,
	};
	struct plan *plan;
	struct engine *engine;
	enum status status = plan_build(graph, project->arena, &plan);
	if (status == STATUS_OK)
		status = project_open_sources(project);
	if (status == STATUS_OK)
		status = engine_new(plan, project->sources, printers, &options, project->arena, &engine);
	if (status == STATUS_OK)
		status = engine_run(engine, result);
	if (status == STATUS_OK)
		status = project_confirm_sources(project);
	if (settings->progress)
		progress_clear(&progress);
	return status;
}

/* Finds the node where a sample becomes infinite or NaN. The fault is the same every time, so the graph runs once more
   with a check after every step. */
static void find_not_finite(struct render_job *job, const struct graph *graph, struct printer *const *printers,
			    struct engine_result *result)
{
	struct engine_result traced = { .fault = { .node = NODE_NONE } };
	const struct search search = { NULL };
	enum status status = run_engine(job, graph, printers, 0, &search, &traced);
	if (status == STATUS_NOT_FINITE && traced.fault.node != NODE_NONE)
		result->fault = traced.fault;
}

enum status render_job_run_graph(struct render_job *job, const struct graph *graph, struct printer *const *printers,
				 uint64_t frames, struct engine_result *result)
{
	*result = (struct engine_result){ .fault = { .node = NODE_NONE } };
	enum status status = run_engine(job, graph, printers, frames, NULL, result);
	if (status == STATUS_NOT_FINITE && !result->failed_source && !result->failed_printer)
		find_not_finite(job, graph, printers, result);
	return status == STATUS_OK ? status : tell(job, graph, status, result);
}

/* Finds where stems stop adding up before anything was rounded. The graph runs once more without printing, with a look
   at the inputs and outputs of every processor. */
static enum status find_lane_fault(struct render_job *job, const struct graph *graph)
{
	struct project *project = job->project;
	const double limit = decibel_to_gain(ENGINE_RESIDUAL_LIMIT_DBFS);
	const struct search search = { lane_monitor_new(graph, limit, project->arena) };
	struct printer **printers = trial_printers(graph, project->arena);
	struct engine_result result;
	struct lane_fault fault;
	if (!search.monitor || !printers)
		return STATUS_NO_MEMORY;
	enum status status = run_engine(job, graph, printers, job->result.frames, &search, &result);
	if (status == STATUS_OK && lane_fault_find(search.monitor, &fault)) {
		const char *place = lane_fault_text(graph, &fault, &project->diagnostics, project->arena);
		status = place ? STATUS_OK : STATUS_NO_MEMORY;
		for (size_t i = 0; i < graph->proof_count; i++)
			if (result.proofs[i].residual_peak > limit)
				job->sets[graph->proofs[i].set].residual_place = place;
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
static enum status run_pass(struct render_job *job, const struct graph *graph, uint64_t frames,
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
	status = render_job_run_graph(job, graph, printers, frames, result);
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++)
		if (graph->prints[i].file)
			job->files[first++].peak = result->print_peaks[i];
	return status;
}

/* Reports what is in the way of one file. A folder that cannot be used is reported once for all files in it. */
static enum status expect_output(struct render_job *job, const char *name)
{
	struct diagnostics *diagnostics = &job->project->diagnostics;
	enum status status = output_set_expect(job->outputs, name);
	const char *problem = output_set_problem(job->outputs);
	const char *last = diagnostics->count > 0 ? diagnostics->items[diagnostics->count - 1].message : "";
	if (status == STATUS_BAD_OUTPUT && strcmp(last, problem) != 0)
		diagnostics_failure(diagnostics, status, "output", nowhere, "%s", problem);
	return status;
}

static enum status worse(enum status before, enum status now)
{
	return now == STATUS_NO_MEMORY || before == STATUS_OK ? now : before;
}

static enum status expect_prints(struct render_job *job, const struct graph *graph)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < graph->print_count; i++)
		if (graph->prints[i].file)
			status = worse(status, expect_output(job, graph->prints[i].file));
	return status;
}

/* These graphs print: `main` in the main pass, `tracks` in the pass by track. `tracks` is NULL where no set
   needs it. */
struct print_graphs {
	struct graph *main, *tracks;
};

/* Reports at once, before anything is rendered, what is in the way of the files of all passes and of the report. */
static enum status expect_outputs(struct render_job *job, const struct print_graphs *graphs)
{
	const struct recipe_print *print = &job->project->recipe->print;
	enum status status = expect_prints(job, graphs->main);
	if (graphs->tracks)
		status = worse(status, expect_prints(job, graphs->tracks));
	for (size_t i = 0; i < print->mix_count; i++) {
		const struct recipe_mix *mix = &print->mixes[i];
		if (!mix->selective || mix->mode != MIX_RE_RENDERED)
			continue;
		const char *name = print_file_name(PRINT_MIX, NULL, mix->name, &mix->format, job->project->arena);
		status = worse(status, name ? expect_output(job, name) : STATUS_NO_MEMORY);
	}
	return worse(status, expect_output(job, "report.json"));
}

static enum status build_graphs(struct render_job *job, struct print_graphs *graphs)
{
	const bool stems = !job->settings->without_stems;
	*graphs = (struct print_graphs){ 0 };
	enum status status = project_graph(job->project, stems, RECIPE_NONE, &graphs->main);
	return status == STATUS_OK && stems ? project_track_graph(job->project, &graphs->tracks) : status;
}

/* Builds the graphs after the gains that the recipe leaves open have been found. */
static enum status make_graphs(struct render_job *job, struct print_graphs *graphs)
{
	enum status status = build_graphs(job, graphs);
	if (status == STATUS_OK)
		status = expect_outputs(job, graphs);
	if (status != STATUS_OK || !graphs->main->untrimmed || job->settings->held_back)
		return status;
	status = gain_search_run(job);
	return status == STATUS_OK ? build_graphs(job, graphs) : status;
}

/* Runs a pass that prints stems. If they do not add up, it finds out where. */
static enum status run_stem_pass(struct render_job *job, const struct graph *graph, uint64_t frames,
				 struct engine_result *result)
{
	enum status status = run_pass(job, graph, frames, result);
	if (status == STATUS_OK)
		status = rendered_sets_gather(job, graph, result);
	if (status == STATUS_OK && result->residual_peak > decibel_to_gain(ENGINE_RESIDUAL_LIMIT_DBFS))
		status = find_lane_fault(job, graph);
	return status;
}

static enum status re_render(struct render_job *job)
{
	const struct recipe *recipe = job->project->recipe;
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < recipe->print.mix_count; i++) {
		struct engine_result result;
		struct graph *graph;
		if (!mix_is_re_rendered(&recipe->print.mixes[i]))
			continue;
		status = project_graph(job->project, false, i, &graph);
		if (status == STATUS_OK)
			status = run_pass(job, graph, job->result.frames, &result);
	}
	return status;
}

static enum status render(struct render_job *job)
{
	struct print_graphs graphs;
	enum status status = make_graphs(job, &graphs);
	if (status != STATUS_OK || job->settings->held_back)
		return status;
	status = run_stem_pass(job, graphs.main, 0, &job->result);
	if (status == STATUS_OK && graphs.tracks)
		status = run_stem_pass(job, graphs.tracks, job->result.frames, &job->track_result);
	if (status == STATUS_OK)
		status = held_prints_settle(job);
	job->graph = graphs.main;
	job->track_graph = graphs.tracks;
	return status == STATUS_OK ? re_render(job) : status;
}

static bool wants_level(const struct recipe_mix *mix)
{
	if (!mix || !mix->loudness)
		return false;
	const struct loudness_limits limits = loudness_request_all(mix->loudness);
	return !isnan(limits.rms_least_dbfs) || !isnan(limits.rms_most_dbfs);
}

static enum status read_back(struct render_job *job, struct proof_file *files)
{
	for (size_t i = 0; i < job->file_count; i++) {
		struct rendered_file *file = &job->files[i];
		const struct audio_source_options options = { 0 };
		struct problem problem;
		file->statistics = audio_printer_statistics(file->printer);
		enum status status = audio_source_open(output_path(file->output), &options, &file->source, &problem);
		if (status != STATUS_OK)
			return fail(job, STATUS_BAD_OUTPUT, "output", file->name, problem.text);
		files[i] = (struct proof_file){ .source = file->source,
						.error = format_error_of_print(file->format),
						.with_level = wants_level(file->mix),
						.measure = rendered_file_is_measured(job, file) };
		files[i].error.headroom_db = file->headroom_db;
	}
	return STATUS_OK;
}

static enum status want_waveforms(struct render_job *job, struct proof_file *files)
{
	for (size_t i = 0; i < job->file_count && job->settings->pictures; i++) {
		struct rendered_file *file = &job->files[i];
		file->waveform = waveform_new(job->project->arena, file->source->frames, file->source->channels);
		if (!file->waveform)
			return STATUS_NO_MEMORY;
		files[i].waveform = file->waveform;
	}
	return STATUS_OK;
}

static enum status want_quality(struct render_job *job, struct proof_file *files)
{
	for (size_t i = 0; i < job->file_count; i++) {
		struct rendered_file *file = &job->files[i];
		if (!file->mix || !file->mix->quality)
			continue;
		enum status status = quality_new(file->source->channels, file->source->sample_rate,
						 encoding_bits(file->format->encoding), &file->quality_meter);
		if (status != STATUS_OK)
			return status;
		files[i].quality = file->quality_meter;
		file->quality = ARENA_NEW(job->project->arena, struct quality);
		if (!file->quality)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status read_quality(struct render_job *job)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->file_count && status == STATUS_OK; i++)
		if (job->files[i].quality_meter)
			status = quality_read(job->files[i].quality_meter, job->files[i].quality);
	return status;
}

static enum status verify(struct render_job *job)
{
	struct arena *arena = job->project->arena;
	struct proof_file *files = ARENA_ARRAY(arena, struct proof_file, job->file_count);
	if (!files)
		return STATUS_NO_MEMORY;
	enum status status = read_back(job, files);
	if (status == STATUS_OK)
		status = rendered_sets_list_proofs(job);
	if (status == STATUS_OK)
		status = want_waveforms(job, files);
	if (status == STATUS_OK)
		status = want_quality(job, files);
	if (status != STATUS_OK)
		return status;
	const struct proof_job proof_job = {
		.files = files,
		.file_count = job->file_count,
		.proofs = job->proofs,
		.proof_count = job->proof_count,
		.workers = job->settings->workers,
		.stop = &interrupt_signal,
	};
	status = proof_pass_run(&proof_job, arena, &job->proof_pass);
	if (status != STATUS_OK && job->proof_pass.failed_file < job->file_count)
		return fail(job, STATUS_BAD_OUTPUT, "output", job->files[job->proof_pass.failed_file].name,
			    job->proof_pass.problem ? job->proof_pass.problem : status_text(status));
	return status == STATUS_OK ? read_quality(job) : status;
}

enum status render_job_run(struct render_job *job, struct project *project, const struct render_settings *settings)
{
	const struct recipe *recipe = project->recipe;
	struct print_file *listed;
	size_t capacity;
	*job = (struct render_job){ .project = project, .settings = settings };
	if (print_files_list(recipe, !settings->without_stems, project->arena, &listed, &capacity) != STATUS_OK)
		return STATUS_NO_MEMORY;
	job->directory = settings->directory ? settings->directory : recipe->print.directory;
	job->files = ARENA_ARRAY(project->arena, struct rendered_file, capacity);
	job->held = held_prints_new(project->arena, capacity);
	job->sets = ARENA_ARRAY(project->arena, struct rendered_set, recipe->print.stem_set_count);
	job->outputs = output_set_new(job->directory);
	if (!job->files || !job->held || !job->sets || !job->outputs)
		return STATUS_NO_MEMORY;
	output_set_use(job->outputs,
		       &(struct output_policy){ .render = true, .force = settings->force, .prune = settings->prune });
	enum status status = held_prints_check(job, capacity);
	if (status == STATUS_OK)
		status = render(job);
	if (status != STATUS_OK || settings->held_back)
		return status;
	if (settings->bleed || recipe->verify.bleed.given)
		status = bleed_pass_run(job, &job->bleed);
	if (status == STATUS_OK)
		status = source_list_make(&job->sources, project);
	if (status == STATUS_OK)
		status = source_list_hash(&job->sources, project, settings->workers);
	double began = trial_process_clock();
	if (status == STATUS_OK)
		status = verify(job);
	job->verify_seconds = trial_process_clock() - began;
	if (status == STATUS_OK) {
		rendered_sets_warn_of_silence(job);
		sum_levels_warn(job);
	}
	return status == STATUS_OK ? print_hashes_find(job) : status;
}

void render_job_release(struct render_job *job)
{
	for (size_t i = 0; i < job->file_count; i++) {
		if (job->files[i].source)
			job->files[i].source->free(job->files[i].source);
		if (job->files[i].printer)
			job->files[i].printer->free(job->files[i].printer);
		quality_free(job->files[i].quality_meter);
	}
	held_prints_release(job);
	for (size_t i = 0; i < job->meter_count; i++)
		print_meter_release(&job->meters[i]);
	output_set_free(job->outputs);
	*job = (struct render_job){ 0 };
}
