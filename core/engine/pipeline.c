/* Runs tasks block after block on all workers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pipeline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* A worker takes the tasks that another worker did last only after a few looks: their data lies in the cache of the
   other, and comes over at a tenth of the speed. */
enum { LOOKS_BEFORE_TAKING = 4, CACHE_LINE = 64 };

/* How far a task is. Each has a cache line of its own, because every worker looks at it. */
struct task_state {
	_Alignas(CACHE_LINE) atomic_uint_fast64_t done; /* number of blocks */
	atomic_uint_fast64_t claimed; /* `done`, or one more while a worker runs the task */
	atomic_size_t worker; /* This worker claimed the task last, from 1; 0: none has yet. */
	enum status status;
};

struct pipeline {
	const struct pipeline_task *tasks;
	struct task_state *states;
	size_t count;
	uint64_t end;
	_Alignas(CACHE_LINE) atomic_size_t unfinished; /* tasks that have blocks before `end` left */
	atomic_bool failed;
	atomic_size_t workers; /* workers that have come to work */
	_Alignas(CACHE_LINE) atomic_uint epoch; /* moves whenever a task is done with a block */
	atomic_uint sleepers;
	pthread_mutex_t mutex; /* Workers hold it to sleep, and to wake those that sleep. */
	pthread_cond_t awake;
};

static void release(void *object)
{
	struct pipeline *pipeline = object;
	pthread_cond_destroy(&pipeline->awake);
	pthread_mutex_destroy(&pipeline->mutex);
}

struct pipeline *pipeline_new(struct arena *arena, const struct pipeline_task *tasks, size_t count)
{
	struct pipeline *pipeline = ARENA_NEW(arena, struct pipeline);
	struct task_state *states = ARENA_ARRAY(arena, struct task_state, count);
	if (!pipeline || !states)
		return NULL;
	pipeline->tasks = tasks;
	pipeline->states = states;
	pipeline->count = count;
	pthread_mutex_init(&pipeline->mutex, NULL);
	pthread_cond_init(&pipeline->awake, NULL);
	if (arena_defer(arena, release, pipeline))
		return pipeline;
	release(pipeline);
	return NULL;
}

static bool is_ready(const struct pipeline *pipeline, size_t index, uint64_t block)
{
	const struct pipeline_task *task = &pipeline->tasks[index];
	for (size_t i = 0; i < task->need_count; i++) {
		const struct task_state *needed = &pipeline->states[task->needs[i].task];
		if (atomic_load_explicit(&needed->done, memory_order_acquire) + task->needs[i].distance <= block)
			return false;
	}
	return true;
}

/* Says whether the worker may run the next block of the task, which then belongs to this worker alone. */
static bool claim(struct pipeline *pipeline, size_t index, uint64_t *block)
{
	struct task_state *state = &pipeline->states[index];
	uint64_t done = atomic_load_explicit(&state->done, memory_order_acquire);
	if (done == pipeline->end || atomic_load_explicit(&state->claimed, memory_order_relaxed) != done ||
	    !is_ready(pipeline, index, done))
		return false;
	*block = done;
	return atomic_compare_exchange_strong_explicit(&state->claimed, &(uint64_t){ done }, done + 1,
						       memory_order_acquire, memory_order_relaxed);
}

static void wake(struct pipeline *pipeline)
{
	atomic_fetch_add(&pipeline->epoch, 1);
	if (atomic_load(&pipeline->sleepers) == 0)
		return;
	pthread_mutex_lock(&pipeline->mutex);
	pthread_cond_broadcast(&pipeline->awake);
	pthread_mutex_unlock(&pipeline->mutex);
}

static void run_task(struct pipeline *pipeline, size_t index, uint64_t block)
{
	struct task_state *state = &pipeline->states[index];
	state->status = pipeline->tasks[index].run(pipeline->tasks[index].context, block);
	if (state->status != STATUS_OK)
		atomic_store(&pipeline->failed, true);
	atomic_store_explicit(&state->done, block + 1, memory_order_release);
	if (block + 1 == pipeline->end)
		atomic_fetch_sub(&pipeline->unfinished, 1);
	wake(pipeline);
}

static bool is_over(struct pipeline *pipeline)
{
	return atomic_load(&pipeline->failed) || atomic_load(&pipeline->unfinished) == 0;
}

/* Sleeps until a task is done that was not done when the worker last looked. */
static void sleep_until(struct pipeline *pipeline, unsigned seen)
{
	pthread_mutex_lock(&pipeline->mutex);
	atomic_fetch_add(&pipeline->sleepers, 1);
	while (!is_over(pipeline) && atomic_load(&pipeline->epoch) == seen)
		pthread_cond_wait(&pipeline->awake, &pipeline->mutex);
	atomic_fetch_sub(&pipeline->sleepers, 1);
	pthread_mutex_unlock(&pipeline->mutex);
}

/* Says whether the worker may run the next block of a task: one that it did last, one that no worker did, or, with
   `any`, simply the next. The search begins at *index, which becomes the index of that task. */
static bool find_task(struct pipeline *pipeline, size_t worker, bool any, size_t *index, uint64_t *block)
{
	for (size_t tried = 0; tried < pipeline->count; tried++) {
		struct task_state *state = &pipeline->states[*index];
		const size_t last = atomic_load_explicit(&state->worker, memory_order_relaxed);
		if ((any || last == worker || last == 0) && claim(pipeline, *index, block)) {
			atomic_store_explicit(&state->worker, worker, memory_order_relaxed);
			return true;
		}
		*index = *index + 1 < pipeline->count ? *index + 1 : 0;
	}
	return false;
}

/* The worker goes on with what follows the task that it just did: its data is still in its cache. */
static void work(void *context)
{
	struct pipeline *pipeline = context;
	const size_t worker = atomic_fetch_add(&pipeline->workers, 1) + 1;
	const size_t looks_before_sleep = pipeline_looks_before_sleep(pipeline->count);
	size_t next = 0, looks = 0;
	while (!is_over(pipeline)) {
		unsigned seen = atomic_load(&pipeline->epoch);
		uint64_t block = 0;
		if (find_task(pipeline, worker, looks >= LOOKS_BEFORE_TAKING, &next, &block)) {
			run_task(pipeline, next, block);
			next = next + 1 < pipeline->count ? next + 1 : 0;
			looks = 0;
		} else if (++looks < looks_before_sleep) {
			__builtin_ia32_pause();
		} else {
			sleep_until(pipeline, seen);
			looks = 0;
		}
	}
	wake(pipeline);
}

/* One worker alone runs the tasks in their order, and tells nobody how far they are: each such word would wait until
   all that the task wrote is in the cache. */
static enum status run_alone(const struct pipeline *pipeline, uint64_t first, uint64_t end)
{
	for (uint64_t block = first; block < end; block++)
		for (size_t i = 0; i < pipeline->count; i++) {
			const struct pipeline_task *task = &pipeline->tasks[i];
			const enum status status = task->run(task->context, block);
			if (status != STATUS_OK)
				return status;
		}
	return STATUS_OK;
}

enum status pipeline_run(struct pipeline *pipeline, struct workers *workers, uint64_t first, uint64_t end)
{
	if (workers_count(workers) == 1)
		return run_alone(pipeline, first, end);
	if (first == end || pipeline->count == 0)
		return STATUS_OK;
	for (size_t i = 0; i < pipeline->count; i++) {
		atomic_store(&pipeline->states[i].done, first);
		atomic_store(&pipeline->states[i].claimed, first);
		pipeline->states[i].status = STATUS_OK;
	}
	pipeline->end = end;
	atomic_store(&pipeline->unfinished, pipeline->count);
	atomic_store(&pipeline->failed, false);
	atomic_store(&pipeline->workers, 0);
	workers_run(workers, work, pipeline);
	for (size_t i = 0; i < pipeline->count; i++)
		if (pipeline->states[i].status != STATUS_OK)
			return pipeline->states[i].status;
	return STATUS_OK;
}
