/* Reads the CPU time of a thread and of the process.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/cpu_clock.h"

#include <time.h>

static double seconds_of(clockid_t clock)
{
	struct timespec now;
	return clock_gettime(clock, &now) == 0 ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec : 0.0;
}

double cpu_clock_thread(void)
{
	return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double cpu_clock_process(void)
{
	return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}
