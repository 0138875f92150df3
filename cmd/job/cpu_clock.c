/* Reads the CPU time of a thread and of the process.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/cpu_clock.h"

#include <time.h>

static double seconds_of(clockid_t clock)
{
	struct timespec now;
	return clock_gettime(clock, &now) == 0 ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec : 0.0;
}

/* Returns the least time between two readings in a row. */
static double cost_of_reading(void)
{
	enum { READINGS = 64 };
	double least = 1.0, last = seconds_of(CLOCK_THREAD_CPUTIME_ID);
	for (int i = 0; i < READINGS; i++) {
		const double now = seconds_of(CLOCK_THREAD_CPUTIME_ID);
		least = now - last < least ? now - last : least;
		last = now;
	}
	return least;
}

/* A reading is a system call, which takes as long as a small step of a block. So what the readings have taken is left
   out: there is one between the beginning and the end of what is timed. The clock never goes back. */
double cpu_clock_thread(void)
{
	static _Thread_local double cost, all, last;
	if (cost <= 0.0)
		cost = cost_of_reading();
	const double now = seconds_of(CLOCK_THREAD_CPUTIME_ID) - all;
	all += cost;
	last = now > last ? now : last;
	return last;
}

double cpu_clock_process(void)
{
	return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}
