/* stemprint benchmarks: a program that is run and measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_JOB_H
#define STEMPRINT_TESTS_JOB_H

#include <stdbool.h>

struct job_cost {
	double wall_seconds, processor_seconds;
	long peak_kilobytes; /**< resident memory, kB */
};

/** Runs argv[0], which is looked up in PATH, and discards its output. Returns false if it cannot run or does not exit
 * with 0. */
bool job_run(const char *const *argv, struct job_cost *cost);

/** Measures the medians of `runs` runs (odd, at most 31) after one run that does not count, and their largest peak. */
bool job_median(const char *const *argv, int runs, struct job_cost *cost);

#endif
