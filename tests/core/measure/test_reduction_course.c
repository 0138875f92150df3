/* Tests the course of a gain reduction against the plain list of its windows.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/gain_reduction.h"
#include "measure/reduction_course.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

/* The reduction of a window: it never repeats, and every seventh window is silent. */
static double window_db(size_t window)
{
	return window % 7 == 3 ? (double)NAN : 10.0 + 9.0 * sin((double)window * (double)window * 0.37);
}

static size_t fewest_width(size_t windows)
{
	size_t width = 1;
	while (windows > width * REDUCTION_BINS)
		width *= 2;
	return width;
}

/* A course of any length fits, and each bin holds the windows of its time. */
Test(reduction_course, bins_merge_when_they_are_full)
{
	static const size_t lengths[] = { 1, 2, 1023, 1024, 1025, 2047, 2048, 2049, 5000, 8192, 8193, 100000 };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct reduction_course course = { .width = 1 };
		const size_t width = fewest_width(lengths[i]);
		for (size_t window = 0; window < lengths[i]; window++)
			reduction_course_add(&course, window_db(window));
		cr_assert_eq(course.width, width, "%zu windows", lengths[i]);
		cr_assert_eq(course.count, (lengths[i] + width - 1) / width, "%zu windows", lengths[i]);
		for (size_t bin = 0; bin < course.count; bin++) {
			double most = -HUGE_VAL, sum = 0.0;
			size_t windows = 0;
			for (size_t window = bin * width; window < (bin + 1) * width && window < lengths[i]; window++) {
				const double db = window_db(window);
				windows += isnan(db) ? 0 : 1;
				sum += isnan(db) ? 0.0 : db;
				most = isnan(db) ? most : fmax(most, db);
			}
			cr_assert_eq(course.bins[bin].windows, windows, "bin %zu of %zu windows", bin, lengths[i]);
			cr_assert_float_eq(course.bins[bin].sum_db, sum, 1e-9 * (double)width);
			if (windows > 0)
				cr_assert_eq(course.bins[bin].most_db, most);
		}
	}
}

/* The parts of a course have all its windows between them. */
Test(reduction_course, parts_are_the_whole)
{
	struct reduction_course course = { .width = 1 };
	for (size_t window = 0; window < 3000; window++)
		reduction_course_add(&course, window_db(window));
	for (size_t shares = 1; shares <= course.count; shares += 83) {
		uint64_t windows = 0;
		for (size_t i = 0; i < shares; i++)
			windows += reduction_course_part(&course, i, shares).windows;
		cr_expect_eq(windows, 3000 - 429, "%zu shares: %llu", shares, (unsigned long long)windows);
	}
}

/* The meter hands each window on with the same bits wherever the blocks end. The gain falls by 0.1 dB each 10 ms. */
Test(reduction_course, blocks_make_no_difference)
{
	enum { FRAMES = 48000 };
	double *before[2], *after[2];
	for (size_t channel = 0; channel < 2; channel++) {
		before[channel] = calloc(FRAMES, sizeof **before);
		after[channel] = calloc(FRAMES, sizeof **after);
		for (size_t i = 0; i < FRAMES; i++) {
			before[channel][i] = 0.5 * sin((double)i * (0.1 + 0.03 * (double)channel));
			after[channel][i] = before[channel][i] * pow(10.0, -0.1 * (double)(i / 480) / 20.0);
		}
	}
	static const size_t blocks[] = { FRAMES, 1, 37, 4096 };
	struct reduction_course courses[4] = { { .width = 1 }, { .width = 1 }, { .width = 1 }, { .width = 1 } };
	for (size_t i = 0; i < 4; i++) {
		struct gain_reduction_meter meter;
		gain_reduction_init(&meter, 48000.0, 1.0);
		meter.course = &courses[i];
		for (size_t done = 0; done < FRAMES; done += blocks[i]) {
			const double *in[] = { before[0] + done, before[1] + done };
			const double *out[] = { after[0] + done, after[1] + done };
			gain_reduction_add(&meter, in, out, 2, FRAMES - done < blocks[i] ? FRAMES - done : blocks[i]);
		}
		cr_assert_eq(courses[i].count, 1000);
		for (size_t bin = 0; bin < 1000; bin++) {
			cr_assert_eq(courses[i].bins[bin].most_db, courses[0].bins[bin].most_db);
			cr_assert_float_eq(courses[i].bins[bin].most_db, 0.1 * (double)(bin / 10), 1e-9);
		}
	}
	for (size_t channel = 0; channel < 2; channel++) {
		free(before[channel]);
		free(after[channel]);
	}
}
