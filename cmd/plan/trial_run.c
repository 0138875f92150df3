/* Runs a plan over pieces of its sound, to measure what it costs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_run.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/job/discarding_printer.h"
#include "cmd/job/session_length.h"
#include "cmd/plan/excerpt_source.h"
#include "dsp/kernel/select.h"

/* All blocks of a shorter session count. */
enum { SHORT_FRAMES = 16384 };

/* Makes the sources of a trial of so many frames. What has not come back from hardware has none: nobody hears it. */
static enum status make_sources(struct project *project, uint64_t frames, struct arena *arena, struct source **sources)
{
	const size_t piece = (size_t)project->recipe->session.sample_rate;
	const uint64_t session = session_length_frames(project);
	for (size_t i = 0; i < project->source_count + project->loops.count; i++)
		if (project->sources[i] &&
		    !(sources[i] = excerpt_source_new(project->sources[i], session, frames, piece, arena)))
			return STATUS_NO_MEMORY;
	return STATUS_OK;
}

/* Says why the engine did not come to the end. */
static void report_failure(struct project *project, enum status status, const struct engine_result *result)
{
	const struct source *source = result->failed_source;
	if (source)
		diagnostics_failure(&project->diagnostics, status, "source", (struct location){ 0 },
				    "source \"%s\": %s", source->name,
				    source->problem ? source->problem : status_text(status));
	else if (status == STATUS_NOT_FINITE)
		diagnostics_failure(
			&project->diagnostics, status, "not-finite", (struct location){ 0 },
			"the trial has a sample that is not a finite number, or a loop that grows; `stemprint render` "
			"says where");
}

static enum status run_engine(struct project *project, const struct trial *trial, struct engine *engine,
			      struct engine_result *result)
{
	if (trial->touch)
		arena_touch(trial->arena);
	const enum status status = engine_run(engine, result);
	if (status != STATUS_OK)
		report_failure(project, status, result);
	return status;
}

/* Returns a trial that is no longer than the session. */
static struct trial within_session(const struct project *project, const struct trial *trial)
{
	const uint64_t session = session_length_frames(project), all = trial->warm_up + trial->frames;
	struct trial shorter = *trial;
	if (session >= all)
		return shorter;
	shorter.warm_up = session < SHORT_FRAMES ? 0 : trial->warm_up * session / all;
	shorter.frames = session > 0 ? session - shorter.warm_up : 1;
	return shorter;
}

enum status trial_run(struct project *project, const struct plan *plan, const struct trial *wanted,
		      struct engine_result *result, struct engine_tasks *tasks)
{
	const struct trial trial = within_session(project, wanted);
	struct source **sources =
		ARENA_ARRAY(trial.arena, struct source *, project->source_count + project->loops.count);
	struct printer **printers = discarding_printers_new(plan->graph, trial.arena);
	if (!sources || !printers)
		return STATUS_NO_MEMORY;
	const struct engine_options options = { .kernel = kernel_select(NULL),
						.workers = trial.workers,
						.shares = trial.shares,
						.frames = trial.warm_up + trial.frames,
						.clock = cpu_clock_thread,
						.costs_from = plan->graph->latency + trial.warm_up };
	struct engine *engine;
	enum status status = project_open_sources(project);
	if (status == STATUS_OK)
		status = make_sources(project, options.frames, trial.arena, sources);
	if (status == STATUS_OK)
		status = engine_new(plan, sources, printers, &options, trial.arena, &engine);
	if (status == STATUS_OK)
		status = run_engine(project, &trial, engine, result);
	return status == STATUS_OK && tasks ? engine_list_tasks(engine, trial.arena, tasks) : status;
}
