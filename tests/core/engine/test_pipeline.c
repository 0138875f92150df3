/* Tests that tasks see what they need, and that nobody overwrites what is still read, for any number of workers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pipeline.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { TASKS_MAXIMUM = 40, BLOCKS = 300 };

/* Every task keeps one number: a function of the block, its own number before, and those of the tasks that it needs at
   distance 0. A need of distance 1 keeps a task from going on before its readers have read. */
struct cell {
	struct cell *inputs[TASKS_MAXIMUM];
	size_t input_count;
	uint64_t number;
	size_t seed;
	uint64_t fail_at;
};

static uint64_t stir(uint64_t x)
{
	x ^= x >> 31;
	x *= UINT64_C(0x7fb5d329728ea185);
	return x ^ (x >> 27);
}

static enum status run_cell(void *context, uint64_t block)
{
	struct cell *cell = context;
	uint64_t number = stir(cell->number + block * 31 + cell->seed);
	/* The work has uneven lengths, so that workers overtake each other. */
	for (uint64_t i = 0; i < number % 400; i++)
		number = stir(number + i);
	for (size_t i = 0; i < cell->input_count; i++)
		number = stir(number + cell->inputs[i]->number);
	cell->number = number;
	return block == cell->fail_at ? STATUS_LIMIT : STATUS_OK;
}

struct net {
	struct arena *arena;
	struct cell cells[TASKS_MAXIMUM];
	struct pipeline_task tasks[TASKS_MAXIMUM];
	struct pipeline_need needs[TASKS_MAXIMUM][2 * TASKS_MAXIMUM];
	size_t count;
};

static void need(struct net *net, size_t task, size_t on, uint64_t distance)
{
	net->needs[task][net->tasks[task].need_count++] = (struct pipeline_need){ on, distance };
}

static struct net *net_new(unsigned seed)
{
	struct net *net = calloc(1, sizeof *net);
	cr_assert_not_null(net);
	net->arena = arena_new();
	uint64_t state = seed + 1;
	net->count = 1 + seed % TASKS_MAXIMUM;
	for (size_t i = 0; i < net->count; i++) {
		net->cells[i] = (struct cell){ .seed = i, .fail_at = UINT64_MAX };
		net->tasks[i] = (struct pipeline_task){ run_cell, &net->cells[i], net->needs[i], 0 };
		for (size_t j = 0; j < i; j++) {
			state = stir(state + j + 7);
			if (state % 4 != 0)
				continue;
			net->cells[i].inputs[net->cells[i].input_count++] = &net->cells[j];
			need(net, i, j, 0);
			need(net, j, i, 1);
		}
	}
	return net;
}

static void net_free(struct net *net)
{
	arena_free(net->arena);
	free(net);
}

Test(pipeline, any_number_of_workers_computes_the_same)
{
	for (unsigned seed = 0; seed < 30; seed++) {
		uint64_t expected[TASKS_MAXIMUM];
		for (size_t workers = 1; workers <= 5; workers++) {
			struct net *net = net_new(seed);
			struct workers *crew = workers_new(workers);
			struct pipeline *pipeline = pipeline_new(net->arena, net->tasks, net->count);
			cr_assert(crew && pipeline);
			cr_expect_eq(workers_count(crew), workers);
			cr_assert_eq(pipeline_run(pipeline, crew, 0, BLOCKS), STATUS_OK);
			cr_assert_eq(pipeline_run(pipeline, crew, BLOCKS, BLOCKS + 1), STATUS_OK);
			for (size_t i = 0; i < net->count; i++) {
				if (workers == 1)
					expected[i] = net->cells[i].number;
				cr_assert_eq(net->cells[i].number, expected[i], "seed %u, %zu workers, task %zu", seed,
					     workers, i);
			}
			workers_free(crew);
			net_free(net);
		}
	}
}

Test(pipeline, alone_it_goes_in_the_order_of_the_list)
{
	struct net *net = net_new(20), *by_hand = net_new(20);
	struct pipeline *pipeline = pipeline_new(net->arena, net->tasks, net->count);
	cr_assert_not_null(pipeline);
	cr_assert_eq(pipeline_run(pipeline, NULL, 0, BLOCKS), STATUS_OK);
	for (uint64_t block = 0; block < BLOCKS; block++)
		for (size_t i = 0; i < by_hand->count; i++)
			(void)run_cell(&by_hand->cells[i], block);
	for (size_t i = 0; i < net->count; i++)
		cr_expect_eq(net->cells[i].number, by_hand->cells[i].number);
	net_free(net);
	net_free(by_hand);
}

/* Which worker has run a task, and how often that changed. */
struct visit {
	pthread_t last;
	size_t changes;
};

static enum status note_visit(void *context, uint64_t block)
{
	struct visit *visit = context;
	visit->changes += block > 0 && !pthread_equal(visit->last, pthread_self());
	visit->last = pthread_self();
	uint64_t number = block;
	for (size_t i = 0; i < 5000; i++)
		number = stir(number + i);
	return number == 0 ? STATUS_LIMIT : STATUS_OK;
}

/* The tasks need nobody, so each worker always finds one of its own once both have come. There is one task more than
   workers, so a worker that takes just the next task takes one of the other's nearly every time. */
Test(pipeline, a_worker_goes_on_with_its_own)
{
	enum { COUNT = 3, LONG = 2000, CHANGES_MOST = LONG / 20 };
	struct visit visits[COUNT] = { 0 };
	struct pipeline_task tasks[COUNT] = { 0 };
	for (size_t i = 0; i < COUNT; i++)
		tasks[i] = (struct pipeline_task){ .run = note_visit, .context = &visits[i] };
	struct arena *arena = arena_new();
	struct workers *workers = workers_new(2);
	struct pipeline *pipeline = pipeline_new(arena, tasks, COUNT);
	cr_assert(workers && pipeline);
	cr_assert_eq(pipeline_run(pipeline, workers, 0, LONG), STATUS_OK);
	for (size_t i = 0; i < COUNT; i++)
		cr_expect_leq(visits[i].changes, CHANGES_MOST, "task %zu changed hands %zu times", i,
			      visits[i].changes);
	workers_free(workers);
	arena_free(arena);
}

Test(pipeline, the_first_failure_ends_it)
{
	for (size_t workers = 1; workers <= 4; workers++) {
		struct net *net = net_new(30);
		struct workers *crew = workers_new(workers);
		net->cells[net->count / 2].fail_at = 10;
		struct pipeline *pipeline = pipeline_new(net->arena, net->tasks, net->count);
		cr_assert(crew && pipeline);
		cr_expect_eq(pipeline_run(pipeline, crew, 0, BLOCKS), STATUS_LIMIT);
		workers_free(crew);
		net_free(net);
	}
}

static size_t count_threads(void)
{
	DIR *folder = opendir("/proc/self/task");
	cr_assert_not_null(folder);
	size_t count = 0;
	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 2; /* . and .. */
}

static void do_nothing(void *context)
{
	(void)context;
}

/* A child process opens the sources. A process that forks beside a thread may inherit a lock that nobody opens. */
Test(workers, no_thread_starts_before_there_is_work)
{
	const size_t before = count_threads();
	struct workers *workers = workers_new(4);
	cr_assert_not_null(workers);
	cr_expect_eq(workers_count(workers), 4);
	cr_expect_eq(count_threads(), before);
	workers_run(workers, do_nothing, NULL);
	cr_expect_eq(count_threads(), before + 3);
	workers_free(workers);
	cr_expect_eq(count_threads(), before);
}

static atomic_size_t turnout;

static void turn_out(void *context)
{
	(void)context;
	atomic_fetch_add(&turnout, 1);
}

Test(workers, all_turn_out_every_time)
{
	for (size_t count = 1; count <= 6; count++) {
		struct workers *workers = workers_new(count);
		cr_assert_not_null(workers);
		atomic_store(&turnout, 0);
		for (size_t round = 0; round < 200; round++)
			workers_run(workers, turn_out, NULL);
		cr_expect_eq(atomic_load(&turnout), 200 * count);
		workers_free(workers);
	}
	cr_expect_null(workers_new(0));
	cr_expect_null(workers_new(WORKERS_MAXIMUM + 1));
	cr_expect_eq(workers_count(NULL), 1);
	workers_free(NULL);
}
