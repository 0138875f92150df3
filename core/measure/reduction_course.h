/* stemprint: by how much a dynamics processor turns a signal down, over time.
   SPDX-License-Identifier: GPL-3.0-or-later

   The windows are those of gain_reduction.h. Each bin gathers as many of them as the others, one at first. When all
   bins are full, every two become one, so that a course takes the same memory for a signal of any length. */
#ifndef STEMPRINT_MEASURE_REDUCTION_COURSE_H
#define STEMPRINT_MEASURE_REDUCTION_COURSE_H

#include <stddef.h>
#include <stdint.h>

/** An even number. */
enum { REDUCTION_BINS = 1024 };

/** Reductions are in dB; over 0 the processor turned down. */
struct reduction_bin {
	double most_db; /**< the largest of its windows that were over -70 dBFS */
	double sum_db; /**< of the same windows */
	uint64_t windows; /**< how many these are; 0: the input was silent, and `most_db` means nothing */
};

/** The owner keeps it. All zero, but for `width`, which is 1, it has heard nothing. */
struct reduction_course {
	struct reduction_bin bins[REDUCTION_BINS];
	size_t count; /**< bins that have windows, the last of which may not be full */
	uint64_t width; /**< windows of a bin: a power of two */
	uint64_t filled; /**< windows of the last bin so far */
};

/** Takes the next window. NAN: its input was silent. */
void reduction_course_add(struct reduction_course *course, double reduction_db);

/** Returns the bins that `share` of `shares` equal parts of the course has, as one. */
struct reduction_bin reduction_course_part(const struct reduction_course *course, size_t share, size_t shares);

#endif
