/* Tests the forecast of a pipeline against times that are worked out by hand, and against bounds of scheduling.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/forecast.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { BLOCKS = 20, TASKS = 30 };

/* A worker takes a task in less than this, unless it has slept. */
static const double taking = 1e-6, millisecond = 1e-3;

static struct forecast forecast_of(const struct pipeline_task *tasks, const double *seconds, size_t count,
				   size_t workers)
{
	const struct forecast_work work = { tasks, seconds, count, BLOCKS };
	static struct arena *arena;
	struct forecast forecast;
	if (!arena)
		arena = arena_new();
	cr_assert_not_null(arena);
	cr_assert_eq(forecast_make(&work, workers, arena, &forecast), STATUS_OK);
	return forecast;
}

Test(forecast, one_worker_does_all_in_turn)
{
	const struct pipeline_task tasks[3] = { { 0 } };
	const double seconds[3] = { millisecond, 2 * millisecond, 4 * millisecond };
	const struct forecast forecast = forecast_of(tasks, seconds, 3, 1);
	cr_expect_float_eq(forecast.seconds, BLOCKS * 7 * millisecond, 1e-12, "one worker takes no task from others");
	cr_expect_float_eq(forecast.busy_seconds, BLOCKS * 7 * millisecond, 1e-12);
	cr_expect_float_eq(forecast.path_seconds, BLOCKS * 4 * millisecond, 1e-12);
	cr_expect_float_eq(forecast.on_path[2], BLOCKS * 4 * millisecond, 1e-12);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(forecast.awaited[i], 0.0, "nobody waits where one works");
}

Test(forecast, tasks_that_need_nothing_run_side_by_side)
{
	const struct pipeline_task tasks[4] = { { 0 } };
	const double seconds[4] = { millisecond, millisecond, millisecond, millisecond };
	cr_expect_float_eq(forecast_of(tasks, seconds, 4, 2).seconds, 2 * BLOCKS * millisecond, 2 * BLOCKS * taking);
	cr_expect_float_eq(forecast_of(tasks, seconds, 4, 4).seconds, BLOCKS * millisecond, BLOCKS * taking);
	cr_expect_float_eq(forecast_of(tasks, seconds, 4, 9).seconds, BLOCKS * millisecond, BLOCKS * taking);
}

/* The first task may not overwrite what the second has not read, so they never run at the same time. */
Test(forecast, one_buffer_between_two_tasks_makes_them_take_turns)
{
	const struct pipeline_need reads = { 0, 0 }, keeps = { 1, 1 };
	const struct pipeline_task tasks[2] = { { .needs = &keeps, .need_count = 1 },
						{ .needs = &reads, .need_count = 1 } };
	const double seconds[2] = { millisecond, 3 * millisecond };
	const struct forecast forecast = forecast_of(tasks, seconds, 2, 2);
	cr_expect_float_eq(forecast.path_seconds, BLOCKS * 4 * millisecond, 1e-12);
	cr_expect_float_eq(forecast.seconds, BLOCKS * 4 * millisecond, 2 * BLOCKS * 21e-6);
	cr_expect_float_eq(forecast.on_path[0], BLOCKS * millisecond, 1e-12);
	cr_expect_float_eq(forecast.on_path[1], BLOCKS * 3 * millisecond, 1e-12);
	cr_expect_float_eq(forecast.awaited[0], BLOCKS * millisecond, BLOCKS * 21e-6);
	cr_expect_float_eq(forecast.awaited[1], BLOCKS * 3 * millisecond, BLOCKS * 21e-6);
}

/* With room between them, the slower one sets the pace. */
Test(forecast, the_slowest_task_sets_the_pace)
{
	const struct pipeline_need reads = { 0, 0 };
	const struct pipeline_task tasks[2] = { { 0 }, { .needs = &reads, .need_count = 1 } };
	const double seconds[2] = { millisecond, 3 * millisecond };
	const struct forecast forecast = forecast_of(tasks, seconds, 2, 2);
	cr_expect_float_eq(forecast.path_seconds, (1 + BLOCKS * 3) * millisecond, 1e-12);
	cr_expect_float_eq(forecast.seconds, (1 + BLOCKS * 3) * millisecond, BLOCKS * taking + 40e-6);
}

/* Returns a number under `limit`, the next one of a fixed sequence. */
static size_t draw(uint64_t *state, size_t limit)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(*state >> 33) % limit;
}

/* Graham's bound holds for all graphs: workers that take what is ready need no longer than their share of the work and
   the longest way together. */
Test(forecast, keeps_the_bounds_of_all_schedules)
{
	uint64_t state = 4711;
	for (int round = 0; round < 40; round++) {
		struct pipeline_task tasks[TASKS] = { { 0 } };
		struct pipeline_need needs[TASKS][4];
		double seconds[TASKS];
		for (size_t i = 0; i < TASKS; i++) {
			seconds[i] = (double)draw(&state, 1000) * 1e-6 + 1e-5;
			tasks[i].needs = needs[i];
			while (i > 0 && tasks[i].need_count < draw(&state, 4))
				needs[i][tasks[i].need_count++] =
					(struct pipeline_need){ draw(&state, i), draw(&state, 2) };
		}
		const size_t workers = 1 + draw(&state, 12);
		const struct forecast forecast = forecast_of(tasks, seconds, TASKS, workers);
		const double slack = TASKS * BLOCKS * 21e-6;
		double waited = 0.0, way = 0.0;
		for (size_t i = 0; i < TASKS; i++) {
			waited += forecast.awaited[i];
			way += forecast.on_path[i];
		}
		cr_expect_geq(forecast.seconds, forecast.path_seconds);
		/* One worker waits for nothing: the two are equal, but for rounding. */
		cr_expect_geq(forecast.seconds, forecast.busy_seconds / (double)workers - 1e-12);
		cr_expect_leq(forecast.seconds,
			      forecast.busy_seconds / (double)workers + forecast.path_seconds + slack);
		cr_expect_float_eq(way, forecast.path_seconds, 1e-9);
		cr_expect_float_eq(waited, forecast.seconds * (double)workers - forecast.busy_seconds, slack);
	}
}
