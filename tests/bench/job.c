/* Runs a program, and measures its time and memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/job.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAXIMUM = 31, NOT_STARTED = 127 };

static void become(const char *const *argv)
{
	int nothing = open("/dev/null", O_RDWR);
	if (dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 || dup2(nothing, STDERR_FILENO) < 0)
		_exit(NOT_STARTED);
	/* execvp() does not change the words; its type is older than const. */
	union {
		const char *const *ours;
		char *const *theirs;
	} list = { .ours = argv };
	execvp(argv[0], list.theirs);
	_exit(NOT_STARTED);
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

bool job_run(const char *const *argv, struct job_cost *cost)
{
	double began = now();
	pid_t process = fork();
	if (process < 0)
		return false;
	if (process == 0)
		become(argv);
	int state;
	struct rusage usage;
	if (wait4(process, &state, 0, &usage) != process)
		return false;
	cost->wall_seconds = now() - began;
	cost->processor_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
	cost->peak_kilobytes = usage.ru_maxrss;
	return WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

bool job_median(const char *const *argv, int runs, struct job_cost *cost)
{
	double wall[RUNS_MAXIMUM], processor[RUNS_MAXIMUM];
	struct job_cost one;
	if (runs > RUNS_MAXIMUM || !job_run(argv, &one))
		return false;
	*cost = (struct job_cost){ 0 };
	for (int i = 0; i < runs; i++) {
		if (!job_run(argv, &one))
			return false;
		wall[i] = one.wall_seconds;
		processor[i] = one.processor_seconds;
		if (one.peak_kilobytes > cost->peak_kilobytes)
			cost->peak_kilobytes = one.peak_kilobytes;
	}
	qsort(wall, (size_t)runs, sizeof *wall, compare);
	qsort(processor, (size_t)runs, sizeof *processor, compare);
	cost->wall_seconds = wall[runs / 2];
	cost->processor_seconds = processor[runs / 2];
	return true;
}
