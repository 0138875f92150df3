/* Tells how long work has taken by the clock.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/stopwatch.h"

#include <time.h>

double stopwatch_now(void)
{
	struct timespec now = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
