/* stemprint benches: a program that is run and measured.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_JOB_H
#define STEMPRINT_TESTS_JOB_H

#include <stdbool.h>

struct job_cost {
	double wall_seconds, processor_seconds;
	long peak_kilobytes; /**< resident */
};

/** Runs argv[0] (looked up in PATH), its words thrown away. false if it cannot be run or does not exit with 0. */
bool job_run(const char *const *argv, struct job_cost *cost);

/** The medians of `runs` runs (odd, at most 31) after one that does not count; the largest peak of them. */
bool job_median(const char *const *argv, int runs, struct job_cost *cost);

#endif
