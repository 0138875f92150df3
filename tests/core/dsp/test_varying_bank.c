/* Tests cascades whose coefficients move against the formulas of their sections, frame by frame.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "dsp/ramp.h"
#include "dsp/varying_bank.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { TABLES = 8, COURSES = 5, COLUMNS_MAXIMUM = 9, STILL_MAXIMUM = 9, SECTIONS_MAXIMUM = 3 };
enum { GRID = AUTOMATION_GRID_FRAMES, POINTS = 40, FRAMES = POINTS * GRID };

/* The first point of the grid lies at this frame, so that blocks of a power of two begin beside the grid. */
enum { SHIFT = 5 };

static const struct {
	size_t columns, still, sections;
} shapes[COURSES] = { { 2, 3, 1 }, { COLUMNS_MAXIMUM, STILL_MAXIMUM, 2 }, { 1, 3, 3 }, { 3, 0, 1 }, { 6, 3, 1 } };

/* The target of each course at each point of the grid, where it has one. */
static struct {
	struct biquad still[COURSES][STILL_MAXIMUM];
	struct varying_section start[COURSES][SECTIONS_MAXIMUM];
	bool moves[COURSES][POINTS];
	struct varying_section targets[COURSES][POINTS][SECTIONS_MAXIMUM];
	double in[COURSES][COLUMNS_MAXIMUM][FRAMES];
} plan;

typedef double sound[COURSES][COLUMNS_MAXIMUM][FRAMES];

/* A state-variable filter by A. Simper's formulas, with some g, damping and weights of its three outputs. */
static struct varying_section random_section(uint64_t *seed)
{
	const double g = exp(noise_between(seed, -6.0, 1.0)), damping = noise_between(seed, 0.2, 2.0);
	const double a1 = 1.0 / (1.0 + g * (g + damping));
	return (struct varying_section){ .rows = { a1, g * a1, g * g * a1, noise_between(seed, 0.5, 1.5),
						   noise_between(seed, -1.0, 1.0), noise_between(seed, -1.0, 1.0) } };
}

static struct biquad random_biquad(uint64_t *seed)
{
	const double radius = noise_between(seed, 0.3, 0.95), angle = noise_between(seed, 0.1, 3.0);
	return (struct biquad){ noise_between(seed, 0.3, 0.8), noise_between(seed, -0.3, 0.3),
				noise_between(seed, -0.3, 0.3), -2.0 * radius * cos(angle), radius * radius };
}

/* Most courses rest at most points, one moves all the time, and some ways follow each other. */
static void make_plan(void)
{
	uint64_t seed = 18;
	for (size_t c = 0; c < COURSES; c++) {
		for (size_t i = 0; i < STILL_MAXIMUM; i++)
			plan.still[c][i] = random_biquad(&seed);
		for (size_t i = 0; i < SECTIONS_MAXIMUM; i++)
			plan.start[c][i] = random_section(&seed);
		for (size_t point = 0; point < POINTS; point++) {
			plan.moves[c][point] = c == 1 || (point > 12 && noise(&seed) < 0.4);
			for (size_t i = 0; i < SECTIONS_MAXIMUM; i++)
				plan.targets[c][point][i] = random_section(&seed);
		}
		for (size_t k = 0; k < COLUMNS_MAXIMUM; k++)
			for (size_t i = 0; i < FRAMES; i++)
				plan.in[c][k][i] = noise_between(&seed, -1.0, 1.0);
	}
}

/* Sends the courses that the bank has to the targets of all points of the grid in the next frames. */
static void aim(struct varying_bank *bank, size_t first, size_t count, size_t frame, size_t frames)
{
	for (size_t c = 0; c < count; c++)
		for (size_t point = 0; point < POINTS; point++) {
			const size_t at = point * GRID + SHIFT;
			if (!plan.moves[first + c][point] || at < frame || at >= frame + frames)
				continue;
			memcpy(varying_bank_aim(bank, c, at - frame), plan.targets[first + c][point],
			       sizeof plan.targets[first + c][point][0] * shapes[first + c].sections);
		}
}

/* Filters some of the courses in blocks of one length, twice, with a reset between. */
static void filter(const struct kernel *kernel, size_t first, size_t count, size_t block, sound out)
{
	struct arena *arena = arena_new();
	struct varying_course courses[COURSES];
	const double *in[COURSES][COLUMNS_MAXIMUM];
	double *to[COURSES][COLUMNS_MAXIMUM];
	for (size_t c = 0; c < count; c++) {
		for (size_t k = 0; k < COLUMNS_MAXIMUM; k++) {
			in[c][k] = plan.in[first + c][k];
			to[c][k] = out[first + c][k];
		}
		courses[c] = (struct varying_course){ .in = in[c],
						      .out = to[c],
						      .column_count = shapes[first + c].columns,
						      .still = plan.still[first + c],
						      .still_count = shapes[first + c].still,
						      .sections = shapes[first + c].sections };
	}
	struct varying_bank *bank = varying_bank_new(arena, kernel, courses, count);
	cr_assert_not_null(bank);
	for (int round = 0; round < 2; round++) {
		varying_bank_reset(bank);
		for (size_t c = 0; c < count; c++)
			varying_bank_set(bank, c, plan.start[first + c]);
		for (size_t frame = 0, run; frame < (round == 0 ? FRAMES / 3 : FRAMES); frame += run) {
			run = block < FRAMES - frame ? block : FRAMES - frame;
			aim(bank, first, count, frame, run);
			varying_bank_process(bank, frame, run);
		}
	}
	arena_free(arena);
}

/* The way that a section of a course is on at a frame: the one that began last, or where that arrived. */
struct way {
	const double *from, *to; /* coefficients */
	double share;
};

static struct way way_at(size_t course, size_t section, size_t frame)
{
	const double *from = plan.start[course][section].rows, *to = from;
	size_t begin = 0;
	for (size_t point = 0; point < POINTS && point * GRID + SHIFT <= frame; point++)
		if (plan.moves[course][point]) {
			from = to;
			to = plan.targets[course][point][section].rows;
			begin = point * GRID + SHIFT;
		}
	return (struct way){ from, to, frame - begin >= GRID ? 1.0 : (double)(frame - begin) / GRID };
}

static void filter_still(const struct biquad *b, double *x)
{
	double x1 = 0.0, x2 = 0.0, y1 = 0.0, y2 = 0.0;
	for (size_t i = 0; i < FRAMES; i++) {
		const double y = b->b0 * x[i] + b->b1 * x1 + b->b2 * x2 - b->a1 * y1 - b->a2 * y2;
		x2 = x1;
		x1 = x[i];
		y2 = y1;
		y1 = x[i] = y;
	}
}

/* A. Simper, "Linear trapezoidal integrated state variable filter", 2013: one frame. */
static double step(const double *c, double x, double *ic1, double *ic2)
{
	const double v3 = x - *ic2, v1 = c[0] * *ic1 + c[1] * v3, v2 = *ic2 + c[1] * *ic1 + c[2] * v3;
	*ic1 = 2.0 * v1 - *ic1;
	*ic2 = 2.0 * v2 - *ic2;
	return c[3] * x + c[4] * v1 + c[5] * v2;
}

static double blend(double from, double to, double share)
{
	return from + (to - from) * share;
}

/* On a way, each frame goes from what the filter at its start makes of it to what the filter at its end makes of it. */
static void filter_moving(size_t course, size_t section, double *x)
{
	double ic1 = 0.0, ic2 = 0.0;
	for (size_t i = 0; i < FRAMES; i++) {
		const struct way way = way_at(course, section, i);
		double from1 = ic1, from2 = ic2, to1 = ic1, to2 = ic2;
		const double from = step(way.from, x[i], &from1, &from2), to = step(way.to, x[i], &to1, &to2);
		x[i] = blend(from, to, way.share);
		ic1 = blend(from1, to1, way.share);
		ic2 = blend(from2, to2, way.share);
	}
}

Test(varying_bank, sections_follow_their_formulas)
{
	static sound out;
	make_plan();
	filter(kernel_select("plain"), 0, COURSES, 256, out);
	for (size_t c = 0; c < COURSES; c++)
		for (size_t k = 0; k < shapes[c].columns; k++) {
			double x[FRAMES];
			memcpy(x, plan.in[c][k], sizeof x);
			for (size_t i = 0; i < shapes[c].still; i++)
				filter_still(&plan.still[c][i], x);
			for (size_t i = 0; i < shapes[c].sections; i++)
				filter_moving(c, i, x);
			for (size_t i = 0; i < FRAMES; i++)
				cr_assert_float_eq(out[c][k][i], x[i], 1e-11, "course %zu, column %zu, frame %zu", c, k,
						   i);
		}
}

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void expect_same(sound one, sound other, size_t first, size_t count, const char *kernel, size_t block)
{
	for (size_t c = first; c < first + count; c++)
		for (size_t k = 0; k < shapes[c].columns; k++)
			for (size_t i = 0; i < FRAMES; i++)
				if (bits_of(one[c][k][i]) != bits_of(other[c][k][i]))
					cr_assert_fail("%s, blocks of %zu: course %zu, column %zu, frame %zu", kernel,
						       block, c, k, i);
}

/* Blocks of a frame have no way that begins ahead. */
Test(varying_bank, bits_depend_on_no_kernel_block_or_neighbour)
{
	static const size_t blocks[] = { 1, 32, 100, 256 };
	static sound whole, out;
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	make_plan();
	filter(kernels[0], 0, COURSES, 1, whole);
	for (size_t i = 0; i < tables; i++) {
		for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++) {
			filter(kernels[i], 0, COURSES, blocks[k], out);
			expect_same(whole, out, 0, COURSES, kernels[i]->name, blocks[k]);
		}
		for (size_t c = 0; c < COURSES; c++) {
			filter(kernels[i], c, 1, 256, out);
			expect_same(whole, out, c, 1, kernels[i]->name, 256);
		}
	}
}
