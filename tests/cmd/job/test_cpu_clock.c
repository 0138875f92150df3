/* Tests the clock of a thread's CPU time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/cpu_clock.h"

#include <criterion/criterion.h>
#include <time.h>

static double thread_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Computes for at least some seconds of CPU time. */
static void work(double seconds)
{
	for (const double began = thread_seconds(); thread_seconds() - began < seconds;)
		;
}

Test(cpu_clock, leaves_out_what_its_readings_take)
{
	enum { READINGS = 200000 };
	double timed = 0.0;
	cpu_clock_thread();
	const double began = thread_seconds();
	for (int i = 0; i < READINGS; i++) {
		const double start = cpu_clock_thread();
		timed += cpu_clock_thread() - start;
	}
	const double taken = thread_seconds() - began;
	cr_expect_lt(timed, 0.25 * taken, "%g of %g seconds are said to be work, and nothing was done", timed, taken);
}

Test(cpu_clock, tells_how_long_work_takes)
{
	const double began = cpu_clock_thread();
	work(0.05);
	const double taken = cpu_clock_thread() - began;
	cr_expect_geq(taken, 0.0499);
	cr_expect_lt(taken, 0.06);
}

Test(cpu_clock, never_goes_back)
{
	double last = cpu_clock_thread();
	for (int i = 0; i < 100000; i++) {
		const double now = cpu_clock_thread();
		cr_assert_geq(now, last);
		last = now;
	}
}
