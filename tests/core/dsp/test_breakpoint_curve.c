/* Tests the bits, the edges and the points of curves; the suite `automation` holds their values against formulas.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/breakpoint_curve.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { FRAMES = 4000 };

static const struct breakpoint points[] = {
	{ .frame = 10, .value = -20.0 },
	{ .frame = 333, .value = 3.0, .shape = CURVE_DB_LINEAR },
	{ .frame = 340, .value = -90.0, .shape = CURVE_DB_LINEAR },
	{ .frame = 341, .value = -6.0, .shape = CURVE_LINEAR },
	{ .frame = 900, .value = -(double)INFINITY, .shape = CURVE_EXPONENTIAL },
	{ .frame = 900, .value = -3.0, .shape = CURVE_HOLD },
	{ .frame = 1500, .value = 6.0, .shape = CURVE_EXPONENTIAL },
	{ .frame = 2000, .value = -40.0, .shape = CURVE_S },
	{ .frame = 3000, .value = 0.0, .shape = CURVE_BEZIER, .control = { 0.0, 1.0, 1.0, 0.0 } },
	{ .frame = 3200, .value = -1.0, .shape = CURVE_HOLD },
};
static const struct breakpoint_curve decibels = { points, sizeof points / sizeof *points, true };

static void fill_whole(const struct breakpoint_curve *curve, double *out)
{
	struct curve_reader reader;
	curve_reader_init(&reader, curve);
	curve_reader_fill(&reader, NULL, 0, out, FRAMES);
}

Test(breakpoint_curve, has_the_same_bits_in_pieces_of_any_size)
{
	static const size_t sizes[] = { 1, 2, 7, 31, 32, 33, 256, 1000 };
	double whole[FRAMES], piece[FRAMES];
	fill_whole(&decibels, whole);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct curve_reader reader;
		curve_reader_init(&reader, &decibels);
		for (size_t start = 0; start < FRAMES; start += sizes[i]) {
			const size_t left = FRAMES - start;
			curve_reader_fill(&reader, NULL, (int64_t)start, piece + start,
					  left < sizes[i] ? left : sizes[i]);
		}
		cr_assert_eq(memcmp(whole, piece, sizeof whole), 0, "pieces of %zu frames", sizes[i]);
	}
}

Test(breakpoint_curve, goes_back_as_well)
{
	double whole[FRAMES], value;
	struct curve_reader reader;
	fill_whole(&decibels, whole);
	curve_reader_init(&reader, &decibels);
	for (int64_t frame = FRAMES - 1; frame >= 0; frame -= 3) {
		curve_reader_fill(&reader, NULL, frame, &value, 1);
		cr_assert_eq(value, whole[frame], "frame %ld", (long)frame);
	}
}

Test(breakpoint_curve, is_exactly_at_its_points)
{
	double whole[FRAMES];
	fill_whole(&decibels, whole);
	for (size_t i = 0; i < decibels.count; i++) {
		if (i + 1 < decibels.count && points[i + 1].frame == points[i].frame)
			continue; /* the curve leaves from the second one */
		const double gain = isinf(points[i].value) ? 0.0 : pow(10.0, points[i].value / 20.0);
		cr_expect_float_eq(whole[points[i].frame], gain, 2e-16 * gain, "point %zu", i);
	}
	cr_expect_float_eq(whole[0], pow(10.0, -20.0 / 20.0), 1e-16);
	cr_expect_float_eq(whole[FRAMES - 1], pow(10.0, -1.0 / 20.0), 1e-16);
}

/* Before the session, as a late batch begins, the curve has its first value. */
Test(breakpoint_curve, has_its_first_value_before_the_session)
{
	struct curve_reader reader;
	double values[2000], still;
	curve_reader_init(&reader, &decibels);
	curve_reader_fill(&reader, NULL, -1990, values, 2000);
	for (size_t i = 0; i < 2000; i++)
		cr_assert_eq(values[i], values[0]);
	cr_expect(curve_reader_is_still(&reader, -5, &still));
	cr_expect_eq(still, values[0]);
}

Test(breakpoint_curve, stays_within_its_points)
{
	double whole[FRAMES];
	fill_whole(&decibels, whole);
	for (size_t i = 1; i < decibels.count; i++)
		for (int64_t frame = points[i - 1].frame; frame < points[i].frame; frame++) {
			const double a = pow(10.0, points[i - 1].value / 20.0), b = pow(10.0, points[i].value / 20.0);
			cr_assert(whole[frame] >= fmin(a, b) * (1.0 - 1e-15) &&
					  whole[frame] <= fmax(a, b) * (1.0 + 1e-15),
				  "frame %ld is %.17g", (long)frame, whole[frame]);
		}
}

/* What says that a value stays must agree with the values, because callers take another way then. */
Test(breakpoint_curve, says_where_it_stays)
{
	double whole[FRAMES];
	struct curve_reader reader;
	size_t moving = 0;
	fill_whole(&decibels, whole);
	curve_reader_init(&reader, &decibels);
	for (int64_t frame = 0; frame < FRAMES;) {
		double value;
		const bool still = curve_reader_is_still(&reader, frame, &value);
		const size_t run = curve_reader_run(&reader, frame, (size_t)(FRAMES - frame));
		for (size_t i = 0; still && i < run; i++)
			cr_assert_eq(whole[frame + (int64_t)i], value);
		moving += still ? 0 : run;
		frame += (int64_t)run;
	}
	cr_expect_eq(moving, 3000 - 10);
}

/* Frequencies go by equal ratios: at half the time they are at the geometric mean. */
Test(breakpoint_curve, of_plain_values_goes_by_equal_ratios)
{
	static const struct breakpoint sweep[] = { { .frame = 0, .value = 100.0 },
						   { .frame = 1000, .value = 10000.0, .shape = CURVE_DB_LINEAR } };
	const struct breakpoint_curve curve = { sweep, 2, false };
	cr_expect_float_eq(breakpoint_curve_at(&curve, 500), 1000.0, 1e-11);
	cr_expect_float_eq(breakpoint_curve_at(&curve, 250), 100.0 * sqrt(10.0), 1e-11);
	cr_expect_eq(breakpoint_curve_at(&curve, 5000), 10000.0);
}

/* Reads every frame at which the value may be another one; those between have the value of the last one. */
static void expect_steps(const struct breakpoint_curve *curve)
{
	double whole[FRAMES], value = 0.0;
	struct curve_reader reader;
	int64_t next = 0;
	size_t reads = 0;
	fill_whole(curve, whole);
	curve_reader_init(&reader, curve);
	for (int64_t frame = 0; frame < FRAMES; frame++) {
		if (frame == next) {
			next = curve_reader_at(&reader, frame, &value);
			reads++;
		}
		cr_assert(next > frame);
		cr_assert_eq(value, whole[frame], "frame %ld", (long)frame);
	}
	cr_assert(reads > 1000 && reads < 3000, "%zu reads", reads);
}

Test(breakpoint_curve, is_read_frame_by_frame_where_it_moves)
{
	struct breakpoint straight[sizeof points / sizeof *points];
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		straight[i] = points[i];
		straight[i].value = (double)(i % 4) - 1.0;
		straight[i].shape = i % 5 == 3 ? CURVE_HOLD : CURVE_LINEAR;
	}
	const struct breakpoint_curve lines = { straight, sizeof straight / sizeof *straight, false };
	expect_steps(&decibels);
	expect_steps(&lines);
}
