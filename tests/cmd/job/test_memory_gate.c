/* stemprint tests: work side by side stays in the limit of memory, and none of it waits for ever.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/memory_gate.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

enum { LIMIT = 100, THREADS = 6, ROUNDS = 40 };

static struct memory_gate *gate;
static atomic_ulong taken, most;
static atomic_int entered, beside_the_large;

/* Sizes of 10 to 90 bytes, and now and then one that is over the limit. */
static uint64_t size_of(size_t thread, size_t round)
{
	return (thread + round) % 13 == 0 ? 2 * LIMIT : 10 + (thread * 31 + round * 17) % 81;
}

static void *work(void *argument)
{
	const size_t thread = *(const size_t *)argument;
	const struct timespec moment = { .tv_nsec = 50000 };
	for (size_t round = 0; round < ROUNDS; round++) {
		const uint64_t bytes = size_of(thread, round);
		memory_gate_enter(gate, bytes);
		const unsigned long now = atomic_fetch_add(&taken, bytes) + bytes;
		atomic_fetch_add(&entered, 1);
		if (bytes > LIMIT && now != bytes)
			atomic_fetch_add(&beside_the_large, 1);
		if (bytes <= LIMIT && now > atomic_load(&most))
			atomic_store(&most, now);
		nanosleep(&moment, NULL);
		atomic_fetch_sub(&taken, bytes);
		memory_gate_leave(gate, bytes);
	}
	return NULL;
}

static void run_all(void)
{
	pthread_t threads[THREADS];
	size_t numbers[THREADS];
	for (size_t i = 0; i < THREADS; i++) {
		numbers[i] = i;
		cr_assert_eq(pthread_create(&threads[i], NULL, work, &numbers[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	cr_expect_eq(atomic_load(&entered), THREADS * ROUNDS);
}

Test(memory_gate, keeps_work_in_the_limit, .timeout = 60)
{
	gate = memory_gate_new(LIMIT);
	cr_assert_not_null(gate);
	run_all();
	cr_expect_leq(atomic_load(&most), (unsigned long)LIMIT);
	cr_expect_eq(atomic_load(&beside_the_large), 0, "what is over the limit runs alone");
	memory_gate_free(gate);
}

Test(memory_gate, without_a_limit_lets_all_in, .timeout = 60)
{
	gate = memory_gate_new(0);
	cr_assert_not_null(gate);
	memory_gate_enter(gate, UINT64_MAX);
	memory_gate_enter(gate, UINT64_MAX);
	memory_gate_leave(gate, UINT64_MAX);
	memory_gate_leave(gate, UINT64_MAX);
	run_all();
	memory_gate_free(gate);
}
