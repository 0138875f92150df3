/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/engine.h"

#include "engine/operation.h"

#include <math.h>
#include <xmmintrin.h>

enum { TAIL_GRID_FRAMES = 4096 };

static const double silence = 1e-6; /* -120 dBFS */
static const double settling_seconds = 0.1;

struct engine {
	const struct plan *plan;
	struct source *const *sources;
	struct engine_options options;
	struct operations operations;
	struct engine_result result;
	uint64_t latency;
	uint64_t tail_end; /* in printed frames: the tail goes no further */
	uint64_t quiet_frames; /* so long must all be quiet */
	uint64_t loud_end; /* one past the last printed frame over the threshold */
	bool tail_is_cut; /* what rings rings longer than tail_end allows */
	double end_peak; /* of the last interval of the grid before tail_end */
	double residual_squares;
	uint64_t residual_samples;
	double *print_peaks;
};

static uint64_t frames_of(double seconds, double sample_rate)
{
	return (uint64_t)ceil(seconds * sample_rate - 1e-6);
}

static uint64_t session_frames(const struct engine *engine)
{
	const struct recipe *recipe = engine->plan->graph->recipe;
	if (recipe->session.length_seconds > 0.0)
		return frames_of(recipe->session.length_seconds, recipe->session.sample_rate);
	uint64_t frames = 0;
	size_t count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		count += recipe->strips[i].source_count;
	for (size_t i = 0; i < count; i++)
		if (engine->sources[i]->frames > frames)
			frames = engine->sources[i]->frames;
	return frames;
}

static void plan_tail(struct engine *engine)
{
	const struct graph *graph = engine->plan->graph;
	const struct recipe_session *session = &graph->recipe->session;
	engine->result.session_frames = session_frames(engine);
	double seconds = session->tail_seconds;
	if (session->tail_mode == TAIL_AUTO && graph->tail_seconds < seconds)
		seconds = graph->tail_seconds;
	engine->tail_end = engine->result.session_frames + frames_of(seconds, session->sample_rate);
	double gap = graph->gap_seconds < session->tail_seconds ? graph->gap_seconds : session->tail_seconds;
	engine->quiet_frames = frames_of(gap + settling_seconds, session->sample_rate);
	if (engine->options.frames > 0)
		engine->tail_end = engine->options.frames;
	double room = ((double)engine->tail_end - (double)engine->result.session_frames) / session->sample_rate;
	engine->tail_is_cut = room < graph->tail_seconds;
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
	engine->latency = plan->graph->latency;
	engine->result.fault.node = NODE_NONE;
	engine->print_peaks = ARENA_ARRAY(arena, double, plan->graph->print_count);
	if (!engine->print_peaks)
		return STATUS_NO_MEMORY;
	plan_tail(engine);
	enum status status = operations_build(plan, sources, printers, options, arena, &engine->operations);
	if (status == STATUS_OK)
		*result = engine;
	return status;
}

/* The place of a block: `position` counts frames that came in, `printed` those that went out (late by the latency). */
struct block {
	uint64_t position;
	uint64_t printed;
	size_t frames;
	bool printing;
};

static enum status run_source(struct engine *engine, const struct operation *operation, const struct block *block)
{
	if (block->position >= engine->result.session_frames) {
		for (size_t i = 0; i < operation->out_count; i++)
			engine->options.kernel->mix(operation->out[i], NULL, NULL, 0, block->frames);
		return STATUS_OK;
	}
	enum status status = operation->source->read(operation->source, operation->out, block->frames);
	if (status != STATUS_OK) {
		engine->result.failed_source = operation->source;
		engine->result.fault.node = operation->node;
	}
	return status;
}

/* One past the last frame over the threshold; 0 if there is none. */
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

/* What still sounds just before the tail may go no further is what its end cuts off. */
static void note_end_peak(struct engine *engine, const struct operation *operation, const struct block *block)
{
	uint64_t end = block->printed + block->frames;
	if (end + TAIL_GRID_FRAMES <= engine->tail_end)
		return;
	size_t inside = (size_t)(end + TAIL_GRID_FRAMES - engine->tail_end);
	size_t first = inside < block->frames ? block->frames - inside : 0;
	for (size_t i = 0; i < operation->in_count; i++)
		for (size_t frame = first; frame < block->frames; frame++)
			engine->end_peak = fmax(engine->end_peak, fabs(operation->in[i][frame]));
}

static enum status write_print(struct engine *engine, const struct operation *operation, const struct block *block)
{
	enum status status =
		operation->printer->write(operation->printer, (const double *const *)operation->in, block->frames);
	if (status != STATUS_OK)
		engine->result.failed_printer = operation->printer;
	return status;
}

static enum status run_print(struct engine *engine, const struct operation *operation, const struct block *block)
{
	if (!block->printing)
		return STATUS_OK;
	double peak = 0.0;
	for (size_t i = 0; i < operation->in_count; i++) {
		double column_peak = engine->options.kernel->peak(operation->in[i], block->frames);
		if (!isfinite(column_peak)) {
			engine->result.fault = (struct engine_fault){ .node = NODE_NONE, .frame = block->printed };
			return STATUS_NOT_FINITE;
		}
		peak = column_peak > peak ? column_peak : peak;
	}
	if (peak > engine->print_peaks[operation->node])
		engine->print_peaks[operation->node] = peak;
	if (engine->plan->graph->prints[operation->node].role == PRINT_METER)
		return write_print(engine, operation, block);
	note_end_peak(engine, operation, block);
	bool near_the_end = block->printed + block->frames + engine->quiet_frames > engine->result.session_frames;
	if (near_the_end && peak > silence) {
		uint64_t end = block->printed + loud_end(operation->in, operation->in_count, block->frames);
		engine->loud_end = end > engine->loud_end ? end : engine->loud_end;
	}
	return write_print(engine, operation, block);
}

static void run_proof(struct engine *engine, const struct operation *operation, const struct block *block)
{
	size_t channels = engine->plan->graph->nodes[operation->node].channels;
	size_t groups = operation->in_count / channels;
	if (!block->printing || groups < 2)
		return;
	double *sum = engine->operations.scratch;
	const double one = 1.0;
	for (size_t channel = 0; channel < channels; channel++) {
		const double *lane = operation->in[channels + channel];
		engine->options.kernel->mix(sum, &lane, &one, 1, block->frames);
		for (size_t group = 2; group < groups; group++) {
			const double *terms[2] = { sum, operation->in[group * channels + channel] };
			const double ones[2] = { 1.0, 1.0 };
			engine->options.kernel->mix(sum, terms, ones, 2, block->frames);
		}
		const double *whole = operation->in[channel];
		for (size_t i = 0; i < block->frames; i++) {
			double residual = whole[i] - sum[i];
			engine->result.residual_peak = fmax(engine->result.residual_peak, fabs(residual));
			engine->residual_squares += residual * residual;
		}
		engine->residual_samples += block->frames;
	}
}

static enum status run_operation(struct engine *engine, const struct operation *operation, const struct block *block)
{
	switch (operation->kind) {
	case STEP_SOURCE:
		return run_source(engine, operation, block);
	case STEP_MIX:
		for (size_t i = 0; i < operation->mix_count; i++) {
			const struct operation_mix *mix = &operation->mixes[i];
			engine->options.kernel->mix(mix->out, mix->in, mix->gains, mix->count, block->frames);
		}
		break;
	case STEP_ALIGN:
		for (size_t i = 0; i < operation->out_count; i++)
			delay_line_process(&operation->lines[i], operation->out[i], operation->in[i], block->frames);
		break;
	case STEP_PROCESS:
		operation->processor->process(operation->batch, block->frames);
		break;
	case STEP_PRINT:
		return run_print(engine, operation, block);
	case STEP_PROOF:
		run_proof(engine, operation, block);
		break;
	}
	return STATUS_OK;
}

/* The first frame that is not finite; `frames` if all are. */
static size_t find_not_finite(const double *column, size_t frames)
{
	size_t i = 0;
	while (i < frames && isfinite(column[i]))
		i++;
	return i;
}

static void trace_columns(struct engine *engine, double *const *columns, size_t count, size_t node,
			  const struct block *block)
{
	for (size_t i = 0; i < count; i++) {
		size_t frame = find_not_finite(columns[i], block->frames);
		if (frame < block->frames && engine->result.fault.node == NODE_NONE)
			engine->result.fault = (struct engine_fault){ .node = node, .frame = block->position + frame };
	}
}

/* Names the node that let a sample out which is not finite. */
static enum status trace_operation(struct engine *engine, const struct operation *operation, const struct block *block)
{
	for (size_t i = 0; i < operation->mix_count; i++)
		trace_columns(engine, &operation->mixes[i].out, 1, operation->node, block);
	if (operation->kind == STEP_SOURCE || operation->kind == STEP_ALIGN)
		trace_columns(engine, operation->out, operation->out_count, operation->node, block);
	for (size_t i = 0; i < operation->instance_count; i++)
		trace_columns(engine, operation->processor_instances[i].out, operation->instances[i].out.count,
			      operation->instances[i].node, block);
	return engine->result.fault.node == NODE_NONE ? STATUS_OK : STATUS_NOT_FINITE;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Blocks end where something changes: at the end of the sources, where printing begins, and on the grid of the tail. */
static size_t block_length(const struct engine *engine, uint64_t position, uint64_t next_point)
{
	uint64_t frames = least(engine->operations.block_frames, next_point - position);
	if (position < engine->result.session_frames)
		frames = least(frames, engine->result.session_frames - position);
	if (position < engine->latency)
		frames = least(frames, engine->latency - position);
	return (size_t)frames;
}

static enum status run_block(struct engine *engine, const struct block *block)
{
	for (size_t i = 0; i < engine->operations.count; i++) {
		const struct operation *operation = &engine->operations.items[i];
		enum status status = run_operation(engine, operation, block);
		if (status == STATUS_OK && engine->options.trace)
			status = trace_operation(engine, operation, block);
		if (status != STATUS_OK)
			return status;
	}
	if (engine->options.progress)
		engine->options.progress(engine->options.progress_context, block->printed + block->frames,
					 engine->result.session_frames);
	return engine->options.stop && *engine->options.stop ? STATUS_INTERRUPTED : STATUS_OK;
}

/* At a point of the grid: whether what was printed is all. */
static bool ends_here(const struct engine *engine, uint64_t printed)
{
	if (printed >= engine->tail_end)
		return true;
	bool fixed = engine->options.frames > 0 || engine->plan->graph->recipe->session.tail_mode == TAIL_FIXED;
	return !fixed && printed >= engine->loud_end + engine->quiet_frames;
}

static enum status run_all(struct engine *engine)
{
	uint64_t position = 0;
	uint64_t point = least(engine->result.session_frames, engine->tail_end); /* in printed frames */
	for (;;) {
		while (position < point + engine->latency) {
			struct block block = { .position = position, .printing = position >= engine->latency };
			block.printed = block.printing ? position - engine->latency : 0;
			block.frames = block_length(engine, position, point + engine->latency);
			enum status status = run_block(engine, &block);
			if (status != STATUS_OK)
				return status;
			position += block.frames;
		}
		engine->result.frames = point;
		if (ends_here(engine, point))
			return STATUS_OK;
		point = least(point + TAIL_GRID_FRAMES, engine->tail_end);
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
	/* Denormals cost a hundred times as much and are 6000 dB down. */
	unsigned int control = _mm_getcsr();
	_mm_setcsr(control | 0x8040); /* flush to zero, denormals are zero */
	enum status status = run_all(engine);
	_mm_setcsr(control);
	if (status == STATUS_OK)
		status = finish(engine);
	if (engine->tail_is_cut && engine->result.frames == engine->tail_end && engine->end_peak > silence)
		engine->result.cut_peak = engine->end_peak;
	if (engine->residual_samples > 0)
		engine->result.residual_rms = sqrt(engine->residual_squares / (double)engine->residual_samples);
	engine->result.print_peaks = engine->print_peaks;
	*result = engine->result;
	return status;
}
