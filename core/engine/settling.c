/* Prints what was held back until its headroom was known into the files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/settling.h"

#include "dsp/denormals.h"
#include "engine/pipeline.h"

enum { BLOCK_FRAMES = 4096 };

struct settling_state {
	double **in; /* [channel][BLOCK_FRAMES] holds the print as it was held back. */
	double **out; /* [channel][BLOCK_FRAMES] holds its integers, where it is a part of a whole. */
	enum status read, printed;
};

/* One channel of a sum. */
struct rounding {
	const struct apportion *apportion;
	const double **in; /* The whole comes first, then its parts. */
	double **out; /* the parts */
};

struct settling {
	const struct settling_job *job;
	struct settling_state *states;
	struct rounding *roundings;
	size_t rounding_count;
};

/* What a task of the pipeline works on: a print, or a rounding. */
struct settling_task {
	struct settling *settling;
	size_t index;
};

static size_t frames_at(const struct settling *settling, uint64_t block)
{
	const uint64_t left = settling->job->frames - block * BLOCK_FRAMES;
	return left < BLOCK_FRAMES ? (size_t)left : BLOCK_FRAMES;
}

static enum status read_held(void *context, uint64_t block)
{
	const struct settling_task *task = context;
	struct settling_state *state = &task->settling->states[task->index];
	struct source *held = task->settling->job->prints[task->index].held;
	state->read = held->read(held, state->in, frames_at(task->settling, block));
	return state->read;
}

static enum status round_together(void *context, uint64_t block)
{
	const struct settling_task *task = context;
	const struct rounding *rounding = &task->settling->roundings[task->index];
	apportion_process(rounding->apportion, rounding->in, rounding->out, block * BLOCK_FRAMES,
			  frames_at(task->settling, block));
	return STATUS_OK;
}

static enum status print(void *context, uint64_t block)
{
	const struct settling_task *task = context;
	const volatile sig_atomic_t *stop = task->settling->job->stop;
	struct settling_state *state = &task->settling->states[task->index];
	struct printer *printer = task->settling->job->prints[task->index].printer;
	double *const *columns = state->out ? state->out : state->in;
	state->printed = printer->write(printer, (const double *const *)columns, frames_at(task->settling, block));
	if (state->printed == STATUS_OK && stop && *stop)
		return STATUS_INTERRUPTED;
	return state->printed;
}

static double **columns_new(struct arena *arena, size_t channels)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	double *samples = ARENA_ARRAY(arena, double, channels *BLOCK_FRAMES);
	if (!columns || !samples)
		return NULL;
	for (size_t channel = 0; channel < channels; channel++)
		columns[channel] = samples + channel * BLOCK_FRAMES;
	return columns;
}

static enum status make_states(struct settling *settling, struct arena *arena)
{
	const struct settling_job *job = settling->job;
	settling->states = ARENA_ARRAY(arena, struct settling_state, job->print_count);
	if (!settling->states)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->print_count; i++)
		if (!(settling->states[i].in = columns_new(arena, job->prints[i].held->channels)))
			return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->sum_count; i++)
		for (size_t k = 0; k < job->sums[i].part_count; k++) {
			const size_t part = job->sums[i].parts[k];
			settling->states[part].out = columns_new(arena, job->prints[part].held->channels);
			if (!settling->states[part].out)
				return STATUS_NO_MEMORY;
		}
	return STATUS_OK;
}

static enum status add_rounding(struct settling *settling, const struct settling_sum *sum, size_t channel,
				struct arena *arena)
{
	struct rounding *rounding = &settling->roundings[settling->rounding_count++];
	rounding->apportion = &sum->apportions[channel];
	rounding->in = ARENA_ARRAY(arena, const double *, sum->part_count + 1);
	rounding->out = ARENA_ARRAY(arena, double *, sum->part_count);
	if (!rounding->in || !rounding->out)
		return STATUS_NO_MEMORY;
	rounding->in[0] = settling->states[sum->whole].in[channel];
	for (size_t i = 0; i < sum->part_count; i++) {
		rounding->in[i + 1] = settling->states[sum->parts[i]].in[channel];
		rounding->out[i] = settling->states[sum->parts[i]].out[channel];
	}
	return STATUS_OK;
}

static size_t channels_of(const struct settling_job *job, const struct settling_sum *sum)
{
	return job->prints[sum->whole].held->channels;
}

static enum status make_roundings(struct settling *settling, struct arena *arena)
{
	const struct settling_job *job = settling->job;
	size_t count = 0;
	for (size_t i = 0; i < job->sum_count; i++)
		count += channels_of(job, &job->sums[i]);
	settling->roundings = ARENA_ARRAY(arena, struct rounding, count);
	enum status status = settling->roundings ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->sum_count; i++)
		for (size_t channel = 0; channel < channels_of(job, &job->sums[i]) && status == STATUS_OK; channel++)
			status = add_rounding(settling, &job->sums[i], channel, arena);
	return status;
}

/* A list of tasks while it grows: all prints are read, then rounded together, then printed. */
struct wiring {
	struct settling *settling;
	struct pipeline_task *tasks;
	struct settling_task *contexts;
	struct pipeline_need *needs; /* has room for all needs, and fills from the front */
	size_t count;
};

static void add_task(struct wiring *wiring, enum status (*run)(void *context, uint64_t block), size_t index)
{
	wiring->contexts[wiring->count] = (struct settling_task){ wiring->settling, index };
	wiring->tasks[wiring->count] = (struct pipeline_task){ .run = run,
							       .context = &wiring->contexts[wiring->count],
							       .needs = wiring->needs };
	wiring->count++;
}

/* The task that was added last waits for tasks `first` to `end` - 1. */
static void add_needs(struct wiring *wiring, size_t first, size_t end, uint64_t distance)
{
	for (size_t task = first; task < end; task++) {
		*wiring->needs++ = (struct pipeline_need){ task, distance };
		wiring->tasks[wiring->count - 1].need_count++;
	}
}

/* Each column has one buffer, which is filled again when the block before has been used. */
static void wire(struct wiring *wiring)
{
	const size_t prints = wiring->settling->job->print_count, roundings = wiring->settling->rounding_count;
	const size_t printing = prints + roundings;
	for (size_t i = 0; i < prints; i++) {
		add_task(wiring, read_held, i);
		add_needs(wiring, prints, printing, 1);
		add_needs(wiring, printing + i, printing + i + 1, 1);
	}
	for (size_t i = 0; i < roundings; i++) {
		add_task(wiring, round_together, i);
		add_needs(wiring, 0, prints, 0);
		add_needs(wiring, printing, printing + prints, 1);
	}
	for (size_t i = 0; i < prints; i++) {
		add_task(wiring, print, i);
		add_needs(wiring, i, i + 1, 0);
		add_needs(wiring, prints, printing, 0);
	}
}

static enum status run_all(struct settling *settling, struct arena *arena)
{
	const size_t prints = settling->job->print_count, roundings = settling->rounding_count;
	const size_t tasks = 2 * prints + roundings;
	struct wiring wiring = { .settling = settling };
	wiring.tasks = ARENA_ARRAY(arena, struct pipeline_task, tasks);
	wiring.contexts = ARENA_ARRAY(arena, struct settling_task, tasks);
	wiring.needs = ARENA_ARRAY(arena, struct pipeline_need, 2 * prints + 4 * prints * roundings);
	if (!wiring.tasks || !wiring.contexts || !wiring.needs)
		return STATUS_NO_MEMORY;
	wire(&wiring);
	struct pipeline *pipeline = pipeline_new(arena, wiring.tasks, wiring.count);
	if (!pipeline)
		return STATUS_NO_MEMORY;
	const unsigned before = denormals_flush();
	enum status status = pipeline_run(pipeline, settling->job->workers, 0,
					  (settling->job->frames + BLOCK_FRAMES - 1) / BLOCK_FRAMES);
	denormals_restore(before);
	return status;
}

static void find_fault(const struct settling *settling, struct settling_result *result)
{
	for (size_t i = settling->job->print_count; i-- > 0;) {
		const struct settling_print *print = &settling->job->prints[i];
		const struct settling_state *state = &settling->states[i];
		if (state->read == STATUS_OK && state->printed == STATUS_OK)
			continue;
		result->failed_print = i;
		result->problem = state->read == STATUS_OK ? print->printer->problem : print->held->problem;
	}
}

static enum status finish(struct settling *settling)
{
	for (size_t i = 0; i < settling->job->print_count; i++) {
		struct printer *printer = settling->job->prints[i].printer;
		settling->states[i].printed = printer->finish(printer);
		if (settling->states[i].printed != STATUS_OK)
			return settling->states[i].printed;
	}
	return STATUS_OK;
}

enum status settling_run(const struct settling_job *job, struct arena *arena, struct settling_result *result)
{
	struct settling settling = { .job = job };
	*result = (struct settling_result){ .failed_print = SETTLING_NO_PRINT };
	enum status status = make_states(&settling, arena);
	if (status == STATUS_OK)
		status = make_roundings(&settling, arena);
	if (status != STATUS_OK)
		return status;
	status = run_all(&settling, arena);
	if (status == STATUS_OK)
		status = finish(&settling);
	find_fault(&settling, result);
	return status;
}
