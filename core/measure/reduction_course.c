/* Gathers windows of gain reduction in bins.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/reduction_course.h"

#include <math.h>

static void merge(struct reduction_bin *into, const struct reduction_bin *from)
{
	if (from->windows == 0)
		return;
	into->most_db = into->windows == 0 ? from->most_db : fmax(into->most_db, from->most_db);
	into->sum_db += from->sum_db;
	into->windows += from->windows;
}

/* Makes one bin of every two. */
static void halve(struct reduction_course *course)
{
	for (size_t i = 0; i < REDUCTION_BINS / 2; i++) {
		struct reduction_bin both = course->bins[2 * i];
		merge(&both, &course->bins[2 * i + 1]);
		course->bins[i] = both;
	}
	course->count = REDUCTION_BINS / 2;
	course->width *= 2;
}

void reduction_course_add(struct reduction_course *course, double reduction_db)
{
	const struct reduction_bin window = { reduction_db, reduction_db, 1 };
	if (course->count == 0 || course->filled == course->width) {
		if (course->count == REDUCTION_BINS)
			halve(course);
		course->bins[course->count++] = (struct reduction_bin){ 0 };
		course->filled = 0;
	}
	if (!isnan(reduction_db))
		merge(&course->bins[course->count - 1], &window);
	course->filled++;
}

struct reduction_bin reduction_course_part(const struct reduction_course *course, size_t share, size_t shares)
{
	struct reduction_bin part = { 0 };
	for (size_t i = share * course->count / shares; i < (share + 1) * course->count / shares; i++)
		merge(&part, &course->bins[i]);
	return part;
}
