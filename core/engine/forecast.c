/* Forecasts how long a pipeline takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/forecast.h"

#include <math.h>
#include <stdbool.h>

/* What pipeline.c does costs so much on a machine of 2024: to take a task and to tell of its end, to look at one task
   while none is free, and to wake. A worker takes tasks of others after the fourth look. */
static const double taking_seconds = 150e-9, look_seconds = 2e-9, pause_seconds = 40e-9, waking_seconds = 20e-6;
enum { LOOKS_BEFORE_TAKING = 4 };

#define NONE SIZE_MAX

struct worker {
	size_t next; /* The search for a task begins here. */
	size_t task; /* the task that it runs; NONE */
	double end; /* of that task */
	double idle_since;
};

struct run {
	const struct forecast_work *work;
	uint64_t *done; /* [tasks] blocks */
	bool *taken; /* [tasks] A worker runs it. */
	size_t *owner; /* [tasks] the worker that ran it last, from 1; 0: none has */
	struct worker *workers;
	size_t worker_count;
	uint64_t left; /* tasks times blocks that are not done */
	double now;
	double taking; /* seconds that it takes to take a task */
	double look; /* seconds of one look at all tasks */
	double looking; /* seconds of all looks before it sleeps */
	struct forecast *forecast;
};

static bool is_ready(const struct run *run, size_t index)
{
	const struct pipeline_task *task = &run->work->tasks[index];
	bool ready = run->done[index] < run->work->blocks && !run->taken[index];
	for (size_t i = 0; ready && i < task->need_count; i++)
		ready = run->done[task->needs[i].task] + task->needs[i].distance > run->done[index];
	return ready;
}

/* Returns the task that a worker takes, as pipeline.c searches for it; NONE if there is none. */
static size_t find_task(const struct run *run, size_t number, size_t first, bool any)
{
	size_t index = first;
	for (size_t tried = 0; tried < run->work->count; tried++) {
		const bool own = run->owner[index] == number || run->owner[index] == 0;
		if ((any || own) && is_ready(run, index))
			return index;
		index = index + 1 < run->work->count ? index + 1 : 0;
	}
	return NONE;
}

/* Returns when the worker may take what others did last. */
static double taking_time(const struct run *run, const struct worker *worker)
{
	return worker->idle_since + LOOKS_BEFORE_TAKING * run->look;
}

static void give_work(struct run *run, size_t index)
{
	struct worker *worker = &run->workers[index];
	const bool any = run->now >= taking_time(run, worker);
	const bool asleep = run->now > worker->idle_since + run->looking;
	const size_t task = find_task(run, index + 1, worker->next, any);
	if (task == NONE)
		return;
	run->taken[task] = true;
	run->owner[task] = index + 1;
	worker->task = task;
	worker->next = task + 1 < run->work->count ? task + 1 : 0;
	worker->end = run->now + (asleep ? waking_seconds : run->taking) + run->work->seconds[task];
}

/* Returns the time at which something may change. */
static double next_time(const struct run *run)
{
	double next = (double)INFINITY;
	for (size_t i = 0; i < run->worker_count; i++) {
		const struct worker *worker = &run->workers[i];
		if (worker->task != NONE)
			next = fmin(next, worker->end);
		else if (taking_time(run, worker) > run->now)
			next = fmin(next, taking_time(run, worker));
	}
	return next;
}

/* Shares the time of those that wait among the tasks that run. */
static void note_waiting(struct run *run, double until)
{
	size_t running = 0;
	for (size_t i = 0; i < run->worker_count; i++)
		running += run->workers[i].task != NONE;
	if (running == 0)
		return;
	const double waited = (until - run->now) * (double)(run->worker_count - running) / (double)running;
	for (size_t i = 0; i < run->worker_count; i++)
		if (run->workers[i].task != NONE)
			run->forecast->awaited[run->workers[i].task] += waited;
}

static void end_tasks(struct run *run)
{
	for (size_t i = 0; i < run->worker_count; i++) {
		struct worker *worker = &run->workers[i];
		if (worker->task == NONE || worker->end > run->now)
			continue;
		run->done[worker->task]++;
		run->taken[worker->task] = false;
		run->left--;
		worker->task = NONE;
		worker->idle_since = run->now;
	}
}

static void simulate(struct run *run)
{
	while (run->left > 0) {
		for (size_t i = 0; i < run->worker_count; i++)
			if (run->workers[i].task == NONE)
				give_work(run, i);
		const double next = next_time(run);
		note_waiting(run, next);
		run->now = next;
		end_tasks(run);
	}
	run->forecast->seconds = run->now;
}

/* One run of a task on the longest way. */
struct turn {
	double end;
	size_t before; /* the turn that it waited for; NONE */
};

/* Turns stand block after block, in the order of the list: what a turn needs stands before it. */
static void find_path(const struct forecast_work *work, struct turn *turns, struct forecast *forecast)
{
	const size_t count = work->count, turn_count = count * (size_t)work->blocks;
	size_t last = 0;
	for (size_t now = 0; now < turn_count; now++) {
		const struct pipeline_task *task = &work->tasks[now % count];
		struct turn *turn = &turns[now];
		*turn = (struct turn){ .before = now >= count ? now - count : NONE };
		for (size_t i = 0; i < task->need_count; i++) {
			const size_t back = (size_t)task->needs[i].distance * count;
			const size_t needed = now / count * count + task->needs[i].task;
			if (needed >= back &&
			    (turn->before == NONE || turns[needed - back].end > turns[turn->before].end))
				turn->before = needed - back;
		}
		turn->end = (turn->before == NONE ? 0.0 : turns[turn->before].end) + work->seconds[now % count];
		last = turn->end > turns[last].end ? now : last;
	}
	forecast->path_seconds = turns[last].end;
	for (size_t now = last; now != NONE; now = turns[now].before)
		forecast->on_path[now % count] += work->seconds[now % count];
}

enum status forecast_make(const struct forecast_work *work, size_t workers, struct arena *arena,
			  struct forecast *forecast)
{
	const size_t count = work->count;
	*forecast = (struct forecast){ .on_path = ARENA_ARRAY(arena, double, count),
				       .awaited = ARENA_ARRAY(arena, double, count) };
	struct run run = { .work = work,
			   .done = ARENA_ARRAY(arena, uint64_t, count),
			   .taken = ARENA_ARRAY(arena, bool, count),
			   .owner = ARENA_ARRAY(arena, size_t, count),
			   .workers = ARENA_ARRAY(arena, struct worker, workers),
			   .worker_count = workers,
			   .left = count * work->blocks,
			   /* One worker alone takes no task from others. */
			   .taking = workers > 1 ? taking_seconds : 0.0,
			   .look = (double)count * look_seconds + pause_seconds,
			   .forecast = forecast };
	run.looking = (double)pipeline_looks_before_sleep(count) * run.look;
	struct turn *turns = ARENA_ARRAY(arena, struct turn, count * (size_t)work->blocks);
	if (!forecast->on_path || !forecast->awaited || !run.done || !run.taken || !run.owner || !run.workers || !turns)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < workers; i++)
		run.workers[i].task = NONE;
	for (size_t i = 0; i < count; i++)
		forecast->busy_seconds += work->seconds[i] * (double)work->blocks;
	simulate(&run);
	if (count > 0)
		find_path(work, turns, forecast);
	return STATUS_OK;
}
