/* Tests parameters that move while their processor runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"
#include "contracts/sweep.h"
#include "dsp/kernel/select.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 2, GROUPS = 1 + LANES, FRAMES = SWEEP_LEAD + SWEEP_FRAMES + 480, KERNELS_MAXIMUM = 8 };

/* Group 0 is the sum of the others. */
static double **noise(const struct sweep *sweep, size_t groups, size_t frames)
{
	const size_t channels = sweep->context.channels;
	double **columns = harness_columns(groups * channels, frames);
	cr_assert_not_null(columns);
	for (size_t column = groups * channels; column-- > 0;) {
		uint64_t state = column + 1;
		for (size_t i = 0; i < frames; i++) {
			double sum = 0.0;
			for (size_t lane = 1; lane < groups && column < channels; lane++)
				sum += columns[lane * channels + column][i];
			columns[column][i] = column < channels && groups > 1 ? sum : 0.3 * harness_noise(&state);
		}
	}
	return columns;
}

static double distance(double *const *one, double *const *other, size_t columns, size_t start, size_t frames)
{
	double worst = 0.0;
	for (size_t column = 0; column < columns; column++)
		for (size_t i = start; i < frames; i++)
			worst = harness_worse(worst, fabs(one[column][i] - other[column][i]));
	return worst;
}

static void expect_bits(const struct sweep *sweep, const char *pass, double *const *one, double *const *other,
			size_t columns)
{
	for (size_t column = 0; column < columns; column++)
		cr_expect_arr_eq(one[column], other[column], FRAMES * sizeof(double), "%s, %s, %s: column %zu differs",
				 sweep->processor->name, sweep->name, pass, column);
}

/* The bits depend neither on blocks nor on kernels, nor on what else is in the batch. */
static void visit_ways(const struct sweep *sweep)
{
	static const struct sweep_pass whole = { .name = "whole", .groups = GROUPS };
	struct sweep_pass passes[4 + KERNELS_MAXIMUM] = {
		{ .name = "blocks of 1", .groups = GROUPS, .block = 1 },
		{ .name = "blocks of 7", .groups = GROUPS, .block = 7 },
		{ .name = "in place", .groups = GROUPS, .in_place = true },
		{ .name = "in company", .groups = GROUPS, .company = true },
	};
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	for (size_t i = 0; i < count; i++)
		passes[4 + i] = (struct sweep_pass){ .name = kernels[i]->name, .groups = GROUPS, .kernel = kernels[i] };
	double **in = noise(sweep, GROUPS, FRAMES);
	double **reference = sweep_run(sweep, &whole, in, FRAMES);
	for (size_t i = 0; i < 4 + count; i++) {
		double **out = sweep_run(sweep, &passes[i], in, FRAMES);
		expect_bits(sweep, passes[i].name, reference, out, GROUPS * sweep->shape.channels);
		free(out);
	}
	free(reference);
	free(in);
}

/* An instance whose values stay has the same bits, whatever moves beside it; and values that do not change change no
   bit. */
static void visit_rest(const struct sweep *sweep)
{
	static const struct sweep_pass moving = { .groups = GROUPS, .company = true };
	static const struct sweep_pass still = { .groups = GROUPS, .company = true, .still = true };
	static const struct sweep_pass resting = { .groups = GROUPS, .company = true, .resting = true };
	const size_t columns = GROUPS * sweep->shape.channels;
	double **in = noise(sweep, GROUPS, FRAMES);
	double **reference = sweep_run(sweep, &still, in, FRAMES);
	double **beside = sweep_run(sweep, &moving, in, FRAMES);
	double **same = sweep_run(sweep, &resting, in, FRAMES);
	expect_bits(sweep, "the neighbour", reference + columns, beside + columns, columns);
	expect_bits(sweep, "no change", reference, same, columns);
	free(reference);
	free(beside);
	free(same);
	free(in);
}

/* The stems of a sweep add up to its whole. */
static void visit_stems(const struct sweep *sweep)
{
	static const struct sweep_pass pass = { .groups = GROUPS };
	if (sweep->processor->law == STEM_LAW_OPAQUE)
		return;
	const size_t channels = sweep->shape.channels;
	double **in = noise(sweep, GROUPS, FRAMES);
	double **out = sweep_run(sweep, &pass, in, FRAMES);
	double worst = 0.0;
	for (size_t channel = 0; channel < channels; channel++) {
		const double scale = fmax(1.0, harness_peak(out[channel], FRAMES));
		for (size_t i = 0; i < FRAMES; i++) {
			double sum = 0.0;
			for (size_t lane = 1; lane < GROUPS; lane++)
				sum += out[lane * channels + channel][i];
			worst = harness_worse(worst, fabs(sum - out[channel][i]) / scale);
		}
	}
	cr_expect_leq(worst, 1e-10, "%s, %s: the stems are off by %.1f dBFS", sweep->processor->name, sweep->name,
		      20.0 * log10(worst));
	free(out);
	free(in);
}

/* Time constants among the values at the end, in seconds. */
static double longest_time(const struct sweep *sweep)
{
	double longest = 0.0;
	for (size_t i = 0; i < sweep->processor->parameter_count; i++)
		if (sweep->processor->parameters[i].quantity == QUANTITY_TIME &&
		    sweep->processor->parameters[i].type == PARAMETER_NUMBER)
			longest = fmax(longest, fmax(sweep->least[i].number, sweep->greatest[i].number));
	return longest;
}

/* When all has died away, nothing is left of where the parameter was before. */
static void visit_settling(const struct sweep *sweep)
{
	static const struct sweep_pass moved = { .groups = 1 };
	static const struct sweep_pass arrived = { .groups = 1, .arrived = true };
	const double rate = sweep->context.sample_rate;
	const double wait = fmax(1.0, 2.5 * sweep->shape.tail_seconds + 30.0 * longest_time(sweep));
	/* The gain of a leveler moves by so few dB a second that it takes minutes. */
	if (wait > 12.0 || strcmp(sweep->processor->name, "leveler") == 0)
		return;
	const size_t frames = FRAMES + (size_t)(wait * rate) + 1000;
	double **in = noise(sweep, 1, frames);
	double **out = sweep_run(sweep, &moved, in, frames);
	double **reference = sweep_run(sweep, &arrived, in, frames);
	const double off = distance(out, reference, sweep->shape.channels, frames - 1000, frames);
	const double scale = fmax(1.0, harness_peak(reference[0], frames));
	cr_expect_leq(off, 1e-12 * scale, "%s, %s: %g of %g is left", sweep->processor->name, sweep->name, off, scale);
	free(out);
	free(reference);
	free(in);
}

/* The same curve upon a grid that is half a step apart: what the grid adds to the sound shows as a difference. */
static void visit_grids(const struct sweep *sweep)
{
	static const struct sweep_pass one = { .groups = 1 };
	static const struct sweep_pass other = { .groups = 1, .shift = 16 };
	double **in = harness_columns(sweep->context.channels, FRAMES);
	cr_assert_not_null(in);
	for (size_t channel = 0; channel < sweep->context.channels; channel++)
		for (size_t i = 0; i < FRAMES; i++)
			in[channel][i] = 0.5 * sin(2.0 * 3.14159265358979324 * 997.0 * (double)i / 48000.0);
	double **first = sweep_run(sweep, &one, in, FRAMES);
	double **second = sweep_run(sweep, &other, in, FRAMES);
	const double scale = fmax(1.0, harness_peak(first[0], FRAMES));
	const double off = distance(first, second, sweep->shape.channels, 0, FRAMES) / scale;
	if (getenv("RETUNE_SHOW"))
		fprintf(stderr, "%-16s %-40s %8.1f\n", sweep->processor->name, sweep->name, 20.0 * log10(off + 1e-300));
	cr_expect_leq(off, 1e-4, "%s, %s: the grid is heard at %.1f dBFS", sweep->processor->name, sweep->name,
		      20.0 * log10(off));
	free(first);
	free(second);
	free(in);
}

CONTRACT_TEST(retune, bits_of_a_sweep)
{
	sweep_walk(processor, true, visit_ways);
}

CONTRACT_TEST(retune, what_rests_keeps_its_bits)
{
	sweep_walk(processor, true, visit_rest);
}

CONTRACT_TEST(retune, stems_of_a_sweep_add_up)
{
	sweep_walk(processor, true, visit_stems);
}

CONTRACT_TEST(retune, a_sweep_leaves_nothing_behind)
{
	sweep_walk(processor, true, visit_settling);
}

CONTRACT_TEST(retune, the_grid_is_not_heard)
{
	sweep_walk(processor, false, visit_grids);
}
