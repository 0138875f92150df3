/* Runs a plan block by block, and gathers what the operations measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/engine.h"

#include "base/frames.h"
#include "dsp/denormals.h"
#include "dsp/inner_product.h"
#include "dsp/kernel/column.h"
#include "engine/chain.h"
#include "engine/dependence.h"
#include "engine/operation.h"
#include "engine/pipeline.h"

#include <math.h>

enum { TAIL_GRID_FRAMES = 4096 };

static const double silence = 1e-6; /* -120 dBFS, where a tail ends */
static const double settling_seconds = 0.1;
static const double loop_limit = 1e6; /* +120 dBFS, which a loop reaches only if it grows */
static const double lane_limit = 1e4; /* A lane over +80 dBFS has grown ... */
static const double lane_excess = 1e-3; /* ... if the whole is 60 dB under it. */

/* Frames of the session that run without a break in the pipeline, block by block. */
struct span {
	uint64_t start, end;
	bool printing; /* What goes out is printed: the latency is over, and a loop has come in. */
	bool sounding; /* The sources have not ended. */
};

struct engine {
	const struct plan *plan;
	struct source *const *sources;
	struct engine_options options;
	struct operations operations;
	struct pipeline *pipeline;
	const struct pipeline_task *tasks; /* One for each of the chains, and one for the end of the block. */
	const struct chains *chains;
	struct span span;
	struct engine_result result;
	uint64_t loop; /* The session begins anew after so many frames; 0: it plays once. */
	uint64_t first; /* This frame is the first that is printed: what comes in before is latency, or plays before a
			   loop is printed. */
	uint64_t tail_end; /* The tail ends here at the latest, in printed frames. */
	uint64_t quiet_frames; /* All prints must be quiet for this time before the end. */
	bool tail_is_cut; /* Something rings longer than tail_end allows. */
	double *print_peaks;
	struct engine_proof *proofs;
	struct engine_residue *residues;
	struct engine_sum *sums;
	struct engine_cost *costs; /* NULL without a clock */
};

/* Rounds a time up, so that it is not cut short. */
static uint64_t frames_of(double seconds, double sample_rate)
{
	return (uint64_t)ceil(seconds * sample_rate - 1e-6);
}

uint64_t engine_session_frames(const struct recipe *recipe, struct source *const *sources)
{
	if (recipe->session.length_seconds > 0.0)
		return frames_of_seconds(recipe->session.length_seconds, recipe->session.sample_rate);
	uint64_t frames = 0;
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += recipe->strips[i].source_count;
	for (size_t i = 0; i < count; i++)
		if (sources[i]->frames > frames)
			frames = sources[i]->frames;
	return frames;
}

/* The session plays so often before a loop is printed that the tail of its first time has ended, and once at least, so
   that dynamics and modulation have come in. */
static void plan_loop(struct engine *engine, double tail_seconds)
{
	const uint64_t frames = engine->result.session_frames;
	const uint64_t tail = frames_of(tail_seconds, engine->plan->graph->recipe->session.sample_rate);
	if (engine->plan->graph->recipe->session.tail_mode != TAIL_LOOP || frames == 0)
		return;
	engine->loop = frames;
	engine->first += tail > frames ? (tail + frames - 1) / frames * frames : frames;
	engine->tail_end = frames;
}

static void plan_tail(struct engine *engine)
{
	const struct graph *graph = engine->plan->graph;
	const struct recipe_session *session = &graph->recipe->session;
	engine->result.session_frames = engine_session_frames(graph->recipe, engine->sources);
	engine->first = graph->latency;
	double seconds = session->tail_seconds;
	if (session->tail_mode != TAIL_FIXED && graph->tail_seconds < seconds)
		seconds = graph->tail_seconds;
	engine->tail_end = engine->result.session_frames + frames_of(seconds, session->sample_rate);
	plan_loop(engine, seconds);
	double gap = graph->gap_seconds < session->tail_seconds ? graph->gap_seconds : session->tail_seconds;
	engine->quiet_frames = frames_of(gap + settling_seconds, session->sample_rate);
	if (engine->options.frames > 0)
		engine->tail_end = engine->options.frames;
	double room = ((double)engine->tail_end - (double)engine->result.session_frames) / session->sample_rate;
	engine->tail_is_cut = engine->loop == 0 && room < graph->tail_seconds;
}

/* The pipeline hands it to a chain. */
struct job {
	struct engine *engine;
	const struct chain *chain; /* NULL stands for the end of the block. */
};

static enum status run_job(void *context, uint64_t index);

/* Makes a task for each chain, and one that waits for all of them at the end of a block. */
static enum status build_pipeline(struct engine *engine, struct arena *arena)
{
	const size_t most = engine->operations.count;
	struct pipeline_task *single = ARENA_ARRAY(arena, struct pipeline_task, most);
	struct pipeline_task *tasks = ARENA_ARRAY(arena, struct pipeline_task, most + 1);
	struct pipeline_need *all = ARENA_ARRAY(arena, struct pipeline_need, most);
	struct job *jobs = ARENA_ARRAY(arena, struct job, most + 1);
	struct chains *chains = ARENA_NEW(arena, struct chains);
	if (!single || !tasks || !all || !jobs || !chains)
		return STATUS_NO_MEMORY;
	enum status status = dependence_find(&engine->operations, engine->plan->slot_count, arena, single);
	if (status == STATUS_OK)
		status = chains_find(&engine->operations, single, arena, chains, tasks);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i <= chains->count; i++) {
		jobs[i] = (struct job){ engine, i < chains->count ? &chains->items[i] : NULL };
		tasks[i].run = run_job;
		tasks[i].context = &jobs[i];
		if (i < chains->count)
			all[i].task = i;
	}
	tasks[chains->count].needs = all;
	tasks[chains->count].need_count = chains->count;
	engine->tasks = tasks;
	engine->chains = chains;
	engine->pipeline = pipeline_new(arena, tasks, chains->count + 1);
	return engine->pipeline ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status make_room_for_costs(struct engine *engine, struct arena *arena)
{
	size_t count = 0;
	for (size_t i = 0; i < engine->operations.count; i++)
		count += engine->operations.items[i].instance_count + 1;
	engine->costs = ARENA_ARRAY(arena, struct engine_cost, count);
	return engine->costs ? STATUS_OK : STATUS_NO_MEMORY;
}

static size_t count_kind(const struct engine *engine, enum step_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < engine->operations.count; i++)
		count += engine->operations.items[i].kind == kind;
	return count;
}

static enum status make_room_for_levels(struct engine *engine, struct arena *arena)
{
	engine->residues = ARENA_ARRAY(arena, struct engine_residue, count_kind(engine, STEP_RESIDUE));
	engine->sums = ARENA_ARRAY(arena, struct engine_sum, count_kind(engine, STEP_SUM_LEVEL));
	return engine->residues && engine->sums ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status engine_new(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
		       const struct engine_options *options, struct arena *arena, struct engine **result)
{
	struct engine *engine = ARENA_NEW(arena, struct engine);
	if (!engine)
		return STATUS_NO_MEMORY;
	engine->plan = plan;
	engine->sources = sources;
	engine->options = *options;
	engine->result.fault.node = NODE_NONE;
	engine->print_peaks = ARENA_ARRAY(arena, double, plan->graph->print_count);
	engine->proofs = ARENA_ARRAY(arena, struct engine_proof, plan->graph->proof_count);
	if (!engine->print_peaks || !engine->proofs)
		return STATUS_NO_MEMORY;
	plan_tail(engine);
	enum status status =
		operations_build(plan, sources, printers, options, engine->loop, arena, &engine->operations);
	if (status == STATUS_OK)
		status = make_room_for_levels(engine, arena);
	if (status == STATUS_OK && options->clock)
		status = make_room_for_costs(engine, arena);
	if (status == STATUS_OK)
		status = build_pipeline(engine, arena);
	if (status == STATUS_OK)
		*result = engine;
	return status;
}

/* It says where a block is: `position` counts frames that came in, `printed` those that were printed. */
struct block {
	uint64_t position;
	uint64_t printed;
	size_t frames;
	size_t copy; /* The block has this copy of the columns, ... */
	size_t start; /* ... which begins so many frames behind the first one. */
};

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static struct block block_of(const struct engine *engine, uint64_t index)
{
	const struct span *span = &engine->span;
	struct block block = { .position = span->start + index * engine->operations.shape.frames };
	block.frames = (size_t)least(engine->operations.shape.frames, span->end - block.position);
	block.printed = span->printing ? block.position - engine->first : 0;
	block.copy = (size_t)(index % engine->operations.shape.copies);
	block.start = block.copy * engine->operations.shape.copy_stride;
	return block;
}

static enum status run_source(const struct engine *engine, const struct operation *operation, const struct block *block)
{
	double *const *out = operation->out[block->copy];
	if (!engine->span.sounding && !operation->source->outlasts) {
		for (size_t i = 0; i < operation->out_count; i++)
			engine->options.kernel->column->mix(out[i], NULL, NULL, 0, block->frames);
		return STATUS_OK;
	}
	return operation->source->read(operation->source, out, block->frames);
}

/* Returns one past the last frame over the threshold; 0 if there is none. */
static size_t loud_end(double *const *columns, size_t count, size_t frames)
{
	size_t end = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t frame = frames; frame > end; frame--)
			if (fabs(columns[i][frame - 1]) > silence) {
				end = frame;
				break;
			}
	return end;
}

/* Notes the peak just before the latest end of the tail: this end cuts off what still sounds there. */
static void note_end_peak(const struct engine *engine, struct operation *operation, size_t count,
			  const struct block *block)
{
	uint64_t end = block->printed + block->frames;
	if (end + TAIL_GRID_FRAMES <= engine->tail_end)
		return;
	size_t inside = (size_t)(end + TAIL_GRID_FRAMES - engine->tail_end);
	size_t first = inside < block->frames ? block->frames - inside : 0;
	double *const *in = operation->in[block->copy];
	for (size_t i = 0; i < count; i++)
		for (size_t frame = first; frame < block->frames; frame++)
			operation->end_peak = fmax(operation->end_peak, fabs(in[i][frame]));
}

static enum status run_print(const struct engine *engine, struct operation *operation, const struct block *block)
{
	if (!engine->span.printing)
		return STATUS_OK;
	const struct graph_print *print = &engine->plan->graph->prints[operation->node];
	const bool rounded = print->role == PRINT_STEM && graph_rounds_stems(engine->plan->graph, print->proof);
	const size_t count = rounded ? operation->in_count / 2 : operation->in_count;
	double *const *in = operation->in[block->copy], peak = 0.0;
	for (size_t i = 0; i < count; i++) {
		double column_peak = engine->options.kernel->column->peak(in[i], block->frames);
		if (!isfinite(column_peak)) {
			operation->fault.frame = block->printed;
			return STATUS_NOT_FINITE;
		}
		peak = column_peak > peak ? column_peak : peak;
	}
	operation->peak = fmax(operation->peak, peak);
	bool is_heard = print_role_prolongs(print->role);
	if (is_heard)
		note_end_peak(engine, operation, count, block);
	bool near_the_end = block->printed + block->frames + engine->quiet_frames > engine->result.session_frames;
	if (is_heard && near_the_end && peak > silence) {
		uint64_t end = block->printed + loud_end(in, count, block->frames);
		operation->loud_end = end > operation->loud_end ? end : operation->loud_end;
	}
	double *const *printed = rounded ? in + count : in;
	return operation->printer->write(operation->printer, (const double *const *)printed, block->frames);
}

static void run_proof(const struct engine *engine, struct operation *operation, const struct block *block)
{
	const size_t channels = engine->plan->graph->nodes[operation->node].channels;
	const size_t groups = operation->in_count / channels;
	if (!engine->span.printing || groups < 2)
		return;
	const struct kernel *kernel = engine->options.kernel;
	double *const *in = operation->in[block->copy];
	const double *terms[STEM_UNLABELLED + 2];
	double signs[STEM_UNLABELLED + 2], *residual = operation->scratch;
	struct engine_proof *found = &operation->residual;
	for (size_t channel = 0; channel < channels; channel++) {
		for (size_t group = 1; group < groups; group++) {
			terms[group - 1] = in[group * channels + channel];
			signs[group - 1] = 1.0;
		}
		terms[groups - 1] = in[channel];
		signs[groups - 1] = -1.0;
		kernel->column->mix(residual, terms, signs, groups, block->frames);
		found->residual_peak = fmax(found->residual_peak, kernel->column->peak(residual, block->frames));
		found->residual_rms += inner_product(residual, residual, block->frames);
		operation->residual_samples += block->frames;
	}
}

static void run_residue(const struct engine *engine, struct operation *operation, const struct block *block)
{
	const size_t channels = operation->in_count / 2;
	struct engine_residue *residue = &operation->residue;
	double *const *in = operation->in[block->copy];
	for (size_t i = 0; i < channels; i++) {
		const double *rest = in[channels + i];
		residue->peak = fmax(residue->peak, engine->options.kernel->column->peak(rest, block->frames));
		residue->rms += inner_product(rest, rest, block->frames);
		residue->whole_rms += inner_product(in[i], in[i], block->frames);
	}
}

static void run_sum_level(const struct engine *engine, struct operation *operation, const struct block *block)
{
	double *const *in = operation->in[block->copy];
	for (size_t i = 0; i < operation->in_count; i++)
		operation->peak = fmax(operation->peak, engine->options.kernel->column->peak(in[i], block->frames));
}

/* Says whether a sample of a loop shows that it grows. Where a loop limits itself, its lanes may still grow against
   each other, because each gets the gain that the whole has. Then they cancel, and their sum is lost in rounding. */
static bool grows(double sample, double whole, bool is_lane)
{
	if (is_lane)
		return !(fabs(sample) <= lane_limit) && !(fabs(whole) >= lane_excess * fabs(sample));
	return !(fabs(sample) <= loop_limit);
}

/* Finds the first frame in which a loop grows; that behind the block if there is none. */
static size_t find_growth(const struct engine *engine, const struct operation *operation, const struct block *block,
			  size_t *lane)
{
	const size_t channels = engine->plan->graph->nodes[operation->node].channels;
	size_t first = block->frames;
	double *const *in = operation->in[block->copy];
	for (size_t i = 0; i < operation->in_count; i++) {
		const double *column = in[i], *whole = in[i % channels];
		if (engine->options.kernel->column->peak(column, block->frames) <= lane_limit)
			continue;
		size_t frame = 0;
		while (frame < first && !grows(column[frame], whole[frame], i >= channels))
			frame++;
		if (frame < first) {
			first = frame;
			*lane = i / channels;
		}
	}
	return first;
}

static enum status run_feed(const struct engine *engine, struct operation *operation, const struct block *block)
{
	size_t lane = 0;
	const size_t growth = find_growth(engine, operation, block, &lane);
	for (size_t i = 0; i < operation->in_count; i++)
		delay_line_push(&operation->lines[i], operation->in[block->copy][i], block->frames);
	if (growth == block->frames)
		return STATUS_OK;
	const uint64_t frame = block->position + growth, late = engine->plan->graph->nodes[operation->node].latency;
	operation->fault = (struct engine_fault){ .node = operation->node,
						  .frame = frame > late ? frame - late : 0,
						  .lane = lane };
	return STATUS_NOT_FINITE;
}

static void run_mixes(const struct operation *operation, const struct kernel *kernel, const struct block *block)
{
	if (operation->moving_mix) {
		moving_mix_process(operation->moving_mix, kernel, block->start, block->frames);
		return;
	}
	for (size_t i = 0; i < operation->mix_count; i++) {
		const struct operation_mix *mix = &operation->mixes[block->copy][i];
		kernel->column->mix(mix->out, mix->in, mix->gains, mix->count, block->frames);
	}
}

static enum status run_operation(struct engine *engine, struct operation *operation, const struct block *block)
{
	double *const *in = operation->in[block->copy], *const *out = operation->out[block->copy];
	switch (operation->kind) {
	case STEP_SOURCE:
		return run_source(engine, operation, block);
	case STEP_GAINS:
		moving_gains_set_process(&operation->moving_gains, engine->options.kernel, block->frames);
		break;
	case STEP_MIX:
		run_mixes(operation, engine->options.kernel, block);
		break;
	case STEP_ALIGN:
		for (size_t i = 0; i < operation->out_count; i++)
			delay_line_process(&operation->lines[i], engine->options.kernel, out[i], in[i], block->frames);
		break;
	case STEP_RETURN:
		for (size_t i = 0; i < operation->out_count; i++)
			delay_line_peek(&operation->lines[i], out[i], block->frames);
		break;
	case STEP_FEED:
		return run_feed(engine, operation, block);
	case STEP_PROCESS:
		if (operation->moving)
			moving_batch_process(operation->moving, block->position, block->start, block->frames);
		else if (operation->share.channels > 0)
			operation->processor->process_column(operation->batch, operation->share.group,
							     operation->share.channel, block->start, block->frames);
		else
			operation->processor->process(operation->batch, block->start, block->frames);
		break;
	case STEP_APPORTION:
		if (engine->span.printing)
			apportion_process(&operation->apportion, (const double *const *)in, out, block->printed,
					  block->frames);
		break;
	case STEP_PRINT:
		return run_print(engine, operation, block);
	case STEP_RESIDUE:
		run_residue(engine, operation, block);
		break;
	case STEP_SUM_LEVEL:
		run_sum_level(engine, operation, block);
		break;
	case STEP_PROOF:
		run_proof(engine, operation, block);
		break;
	}
	return STATUS_OK;
}

/* Returns the first frame that is not finite; `frames` if all are. */
static size_t find_not_finite(const double *column, size_t frames)
{
	size_t i = 0;
	while (i < frames && isfinite(column[i]))
		i++;
	return i;
}

static void trace_columns(struct operation *operation, double *const *columns, size_t count, size_t start, size_t node,
			  const struct block *block)
{
	for (size_t i = 0; i < count; i++) {
		size_t frame = find_not_finite(columns[i] + start, block->frames);
		if (frame < block->frames && operation->fault.node == NODE_NONE)
			operation->fault = (struct engine_fault){ .node = node, .frame = block->position + frame };
	}
}

/* Names the node that put out a sample which is not finite. */
static enum status trace_operation(struct operation *operation, const struct block *block)
{
	for (size_t i = 0; i < operation->mix_count; i++)
		trace_columns(operation, &operation->mixes[block->copy][i].out, 1, 0, operation->node, block);
	if (operation->kind == STEP_SOURCE || operation->kind == STEP_ALIGN)
		trace_columns(operation, operation->out[block->copy], operation->out_count, 0, operation->node, block);
	for (size_t i = 0; i < operation->instance_count; i++)
		trace_columns(operation, operation->processor_instances[i].out, operation->instances[i].out.count,
			      block->start, operation->instances[i].node, block);
	return operation->fault.node == NODE_NONE ? STATUS_OK : STATUS_NOT_FINITE;
}

static void monitor_operation(const struct engine *engine, const struct operation *operation,
			      enum lane_monitor_side side, const struct block *block)
{
	for (size_t i = 0; engine->options.monitor && i < operation->instance_count; i++) {
		const struct processor_instance *instance = &operation->processor_instances[i];
		const double *const *columns =
			side == LANE_MONITOR_IN ? instance->in : (const double *const *)instance->out;
		lane_monitor_add(engine->options.monitor, operation->instances[i].node, side, columns, instance->groups,
				 side == LANE_MONITOR_IN ? instance->context.channels : instance->shape.channels,
				 (struct lane_monitor_block){ block->position, block->start, block->frames });
	}
}

static bool is_clocked(const struct engine *engine, const struct block *block)
{
	return engine->options.clock && block->position >= engine->options.costs_from;
}

static enum status end_block(struct engine *engine, const struct block *block)
{
	if (is_clocked(engine, block))
		engine->result.cost_frames += block->frames;
	if (engine->options.progress)
		engine->options.progress(engine->options.progress_context, block->printed + block->frames,
					 engine->result.session_frames);
	return engine->options.stop && *engine->options.stop ? STATUS_INTERRUPTED : STATUS_OK;
}

static enum status take_turn(struct engine *engine, struct operation *operation, const struct block *block)
{
	double (*clock)(void) = is_clocked(engine, block) ? engine->options.clock : NULL;
	double began = clock ? clock() : 0.0;
	monitor_operation(engine, operation, LANE_MONITOR_IN, block);
	operation->status = run_operation(engine, operation, block);
	monitor_operation(engine, operation, LANE_MONITOR_OUT, block);
	if (clock)
		operation->seconds += clock() - began;
	if (operation->status == STATUS_OK && engine->options.trace)
		operation->status = trace_operation(operation, block);
	return operation->status;
}

static enum status run_job(void *context, uint64_t index)
{
	const struct job *job = context;
	const struct block block = block_of(job->engine, index);
	if (!job->chain)
		return end_block(job->engine, &block);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->chain->count && status == STATUS_OK; i++)
		status = take_turn(job->engine, &job->engine->operations.items[job->chain->operations[i]], &block);
	return status;
}

/* The sources begin anew where the loop does. */
static enum status rewind_sources(struct engine *engine)
{
	for (size_t i = 0; i < engine->operations.count; i++) {
		struct operation *operation = &engine->operations.items[i];
		if (operation->kind != STEP_SOURCE)
			continue;
		operation->status = operation->source->rewind(operation->source);
		if (operation->status != STATUS_OK)
			return operation->status;
	}
	return STATUS_OK;
}

/* A span ends where something changes: at the end of the sources or of the loop, and where printing begins. */
static struct span next_span(const struct engine *engine, uint64_t position, uint64_t end)
{
	struct span span = { .start = position, .end = end };
	span.sounding = engine->loop > 0 || position < engine->result.session_frames;
	span.printing = position >= engine->first;
	if (engine->loop > 0)
		span.end = least(span.end, position - position % engine->loop + engine->loop);
	else if (span.sounding)
		span.end = least(span.end, engine->result.session_frames);
	if (!span.printing)
		span.end = least(span.end, engine->first);
	return span;
}

static enum status run_to(struct engine *engine, uint64_t *position, uint64_t end)
{
	while (*position < end) {
		struct span *span = &engine->span;
		*span = next_span(engine, *position, end);
		enum status status = STATUS_OK;
		if (engine->loop > 0 && *position > 0 && *position % engine->loop == 0)
			status = rewind_sources(engine);
		const uint64_t blocks = (span->end - span->start - 1) / engine->operations.shape.frames + 1;
		if (status == STATUS_OK)
			status = pipeline_run(engine->pipeline, engine->options.workers, 0, blocks);
		if (status != STATUS_OK)
			return status;
		*position = span->end;
	}
	return STATUS_OK;
}

static uint64_t loudest_end(const struct engine *engine)
{
	uint64_t end = 0;
	for (size_t i = 0; i < engine->operations.count; i++)
		if (engine->operations.items[i].loud_end > end)
			end = engine->operations.items[i].loud_end;
	return end;
}

/* Says at a point of the grid whether all that belongs to the files is printed. */
static bool ends_here(const struct engine *engine, uint64_t printed)
{
	if (printed >= engine->tail_end)
		return true;
	const enum tail_mode mode = engine->plan->graph->recipe->session.tail_mode;
	const bool fixed = engine->options.frames > 0 || mode == TAIL_FIXED;
	return !fixed && printed >= loudest_end(engine) + engine->quiet_frames;
}

static enum status run_all(struct engine *engine)
{
	uint64_t position = 0;
	uint64_t point = least(engine->result.session_frames, engine->tail_end); /* in printed frames */
	for (;;) {
		enum status status = run_to(engine, &position, point + engine->first);
		if (status != STATUS_OK)
			return status;
		engine->result.frames = point;
		if (ends_here(engine, point))
			return STATUS_OK;
		point = least(point + TAIL_GRID_FRAMES, engine->tail_end);
	}
}

/* Writes what the operation has cost, node by node, and returns how many. */
static size_t share_out(const struct operation *operation, struct engine_cost *costs)
{
	if (operation->kind != STEP_PROCESS) {
		*costs = (struct engine_cost){ operation->kind, operation->node, operation->read_count,
					       operation->seconds };
		return 1;
	}
	size_t columns = 0;
	for (size_t i = 0; i < operation->instance_count; i++)
		columns += operation_columns(operation, i);
	for (size_t i = 0; i < operation->instance_count; i++) {
		const size_t own = operation_columns(operation, i);
		costs[i] = (struct engine_cost){ STEP_PROCESS, operation->instances[i].node, own,
						 operation->seconds * (double)own / (double)columns };
	}
	return operation->instance_count;
}

/* Gathers what each operation has found into the result. */
static void gather(struct engine *engine)
{
	double end_peak = 0.0;
	for (size_t i = engine->operations.count; i-- > 0;) {
		const struct operation *operation = &engine->operations.items[i];
		if (operation->kind == STEP_PRINT)
			engine->print_peaks[operation->node] = operation->peak;
		end_peak = fmax(end_peak, operation->end_peak);
		if (operation->status == STATUS_OK)
			continue;
		engine->result.fault = operation->fault;
		engine->result.failed_source = operation->source;
		if (operation->source)
			engine->result.fault.node = operation->node;
		engine->result.failed_printer = operation->status == STATUS_NOT_FINITE ? NULL : operation->printer;
	}
	if (engine->tail_is_cut && engine->result.frames == engine->tail_end && end_peak > silence)
		engine->result.cut_peak = end_peak;
	engine->result.print_peaks = engine->print_peaks;
	engine->result.costs = engine->costs;
	for (size_t i = 0; engine->costs && i < engine->operations.count; i++)
		engine->result.cost_count +=
			share_out(&engine->operations.items[i], &engine->costs[engine->result.cost_count]);
}

/* Returns how many costs share_out() writes. */
static size_t cost_count(const struct operation *operation)
{
	return operation->kind == STEP_PROCESS ? operation->instance_count : 1;
}

enum status engine_list_tasks(const struct engine *engine, struct arena *arena, struct engine_tasks *tasks)
{
	const struct chains *chains = engine->chains;
	size_t *chain_of = ARENA_ARRAY(arena, size_t, engine->operations.count);
	size_t *of_cost = ARENA_ARRAY(arena, size_t, engine->result.cost_count), next = 0;
	if (!chain_of || !of_cost)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < chains->count; i++)
		for (size_t k = 0; k < chains->items[i].count; k++)
			chain_of[chains->items[i].operations[k]] = i;
	for (size_t i = 0; i < engine->operations.count; i++)
		for (size_t k = 0; k < cost_count(&engine->operations.items[i]); k++)
			of_cost[next++] = chain_of[i];
	*tasks = (struct engine_tasks){ .items = engine->tasks,
					.count = chains->count + 1,
					.of_cost = of_cost,
					.block_frames = engine->operations.shape.frames };
	return STATUS_OK;
}

/* Squares become levels. */
static void gather_proofs(struct engine *engine)
{
	engine->result.proofs = engine->proofs;
	for (size_t i = 0; i < engine->operations.count; i++) {
		const struct operation *operation = &engine->operations.items[i];
		if (operation->kind != STEP_PROOF)
			continue;
		struct engine_proof *proof = &engine->proofs[operation->proof];
		*proof = operation->residual;
		proof->residual_rms = sqrt(proof->residual_rms / fmax((double)operation->residual_samples, 1.0));
		engine->result.residual_peak = fmax(engine->result.residual_peak, proof->residual_peak);
	}
}

/* Squares, over all frames that ran, become levels. */
static void gather_residues(struct engine *engine)
{
	engine->result.residues = engine->residues;
	for (size_t i = 0; i < engine->operations.count; i++) {
		const struct operation *operation = &engine->operations.items[i];
		if (operation->kind != STEP_RESIDUE)
			continue;
		struct engine_residue *residue = &engine->residues[engine->result.residue_count++];
		const double samples =
			((double)engine->result.frames + (double)engine->first) * ((double)operation->in_count / 2.0);
		*residue = operation->residue;
		residue->rms = sqrt(residue->rms / fmax(samples, 1.0));
		residue->whole_rms = sqrt(residue->whole_rms / fmax(samples, 1.0));
	}
}

static void gather_sums(struct engine *engine)
{
	engine->result.sums = engine->sums;
	for (size_t i = 0; i < engine->operations.count; i++) {
		const struct operation *operation = &engine->operations.items[i];
		if (operation->kind == STEP_SUM_LEVEL)
			engine->sums[engine->result.sum_count++] =
				(struct engine_sum){ operation->node, operation->peak };
	}
}

static enum status finish(struct engine *engine)
{
	for (size_t i = 0; i < engine->operations.count; i++) {
		struct printer *printer = engine->operations.items[i].printer;
		enum status status = printer ? printer->finish(printer) : STATUS_OK;
		if (status != STATUS_OK) {
			engine->result.failed_printer = printer;
			return status;
		}
	}
	return STATUS_OK;
}

enum status engine_run(struct engine *engine, struct engine_result *result)
{
	const unsigned before = denormals_flush();
	enum status status = run_all(engine);
	denormals_restore(before);
	gather(engine);
	gather_proofs(engine);
	gather_residues(engine);
	gather_sums(engine);
	if (status == STATUS_OK)
		status = finish(engine);
	*result = engine->result;
	return status;
}
