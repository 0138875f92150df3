/* Tests readings between samples against their filters, sum by sum, on every kernel.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "noise.h"

#include "dsp/intersample_peak.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { TABLES = 8, TAKES = 240, REACH = INTERSAMPLE_REACH, FRAMES = INTERSAMPLE_FRAMES, STEPS = INTERSAMPLE_STEPS };

static const size_t halves[INTERSAMPLE_SINCS] = { 10, 16, 24, 40, 72, 128 };

static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };

static double column[FRAMES + 2 * REACH], expected[FRAMES], levels[FRAMES], limits[FRAMES];

static double weighted(const double *in, const double *taps, size_t count)
{
	double sum = in[0] * taps[0];
	for (size_t i = 1; i < count; i++)
		sum += in[i] * taps[i];
	return sum;
}

/* Returns a point of the doubled grid, from sample `at` on. */
static double grid_point(const struct intersample_peak *peak, size_t sinc, const double *at, int point)
{
	const double *sample = at + (point + 16) / 2 - 8;
	return point % 2 == 0 ? *sample : weighted(sample - halves[sinc] + 1, peak->half_way[sinc], 2 * halves[sinc]);
}

static double read_sinc(const struct intersample_peak *peak, size_t sinc, const double *at)
{
	double largest = fabs(grid_point(peak, sinc, at, 1));
	for (int half = 0; half < 2; half++) {
		double points[2 * INTERSAMPLE_FINE_TAPS];
		for (int i = 0; i < 2 * INTERSAMPLE_FINE_TAPS; i++)
			points[i] = grid_point(peak, sinc, at, half + i - INTERSAMPLE_FINE_TAPS + 1);
		for (int step = 1; step < STEPS; step++)
			largest = fmax(largest, fabs(weighted(points, peak->fine[step], 2 * INTERSAMPLE_FINE_TAPS)));
	}
	return largest;
}

static double reading(const struct intersample_peak *peak, const double *at)
{
	double largest = fabs(*at);
	for (size_t phase = 0; phase < peak->meter_phases; phase++) {
		double sum = 0.0;
		for (size_t i = 0; i < peak->meter_taps; i++)
			sum += at[(ptrdiff_t)peak->meter_ahead - (ptrdiff_t)i] * peak->meter[phase][i];
		largest = fmax(largest, fabs(sum));
	}
	for (size_t sinc = 0; sinc < INTERSAMPLE_SINCS; sinc++)
		largest = fmax(largest, read_sinc(peak, sinc, at));
	return largest;
}

/* The signals that the filters read highest for their size: half the sample rate, turned over in the middle of a
   reading, with and without the samples near by. */
static void fill_turned(uint64_t seed)
{
	const size_t turn = REACH + seed * 11 % FRAMES;
	const size_t gap = seed % 4 * 6;
	for (size_t i = 0; i < FRAMES + 2 * REACH; i++) {
		const bool is_near = i + gap > turn && i < turn + gap;
		column[i] = is_near ? 0.0 : ((i % 2 == 0) == (i <= turn) ? 0.1 : -0.1);
	}
}

/* The signals go from noise of all frequencies to smooth ones like music from near by, where a proof saves more. */
static void fill_column(uint64_t seed)
{
	const double smoothness = (double)(seed % 5) / 5.0;
	double low = 0.0, lower = 0.0;
	for (size_t i = 0; i < FRAMES + 2 * REACH; i++) {
		low += (1.0 - smoothness) * (noise_between(&seed, -1.0, 1.0) - low);
		lower += (1.0 - smoothness) * (low - lower);
		column[i] = lower + (i % 97 == 0 ? 0.3 : 0.0);
	}
}

/* Limits of 0 leave nothing out; other limits leave out only readings under them, and all others are equal. `vary` says
   by how much limits rise over the least one. */
static size_t compare(const struct intersample_peak *peak, const struct kernel *kernel, size_t frames, double least,
		      double vary)
{
	size_t spared = 0;
	uint64_t seed = frames;
	for (size_t i = 0; i < frames; i++)
		limits[i] = least * (1.0 + noise_between(&seed, 0.0, vary));
	const bool over = intersample_peak_read(peak, kernel, levels, column + REACH, frames, limits, least);
	for (size_t i = 0; i < frames; i++) {
		if (!over) {
			cr_assert_leq(expected[i], limits[i], "%s: reading %zu of %zu is %a, over %a", kernel->name, i,
				      frames, expected[i], limits[i]);
			spared++;
			continue;
		}
		const double sample = fabs(column[REACH + i]);
		spared += levels[i] < expected[i];
		cr_assert(expected[i] > limits[i] ? levels[i] == expected[i]
						  : levels[i] >= sample && levels[i] <= expected[i],
			  "%s: reading %zu of %zu is %a, not %a; limit %a", kernel->name, i, frames, levels[i],
			  expected[i], limits[i]);
	}
	return spared;
}

Test(intersample_peak, readings_are_the_sums_of_their_filters)
{
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	size_t spared = 0;
	for (uint64_t take = 0; take < TAKES; take++) {
		struct intersample_peak peak;
		const size_t frames = take % 8 == 0 ? FRAMES : 1 + take * 7 % FRAMES;
		double highest = 0.0;
		intersample_peak_init(&peak, rates[take % 4]);
		if (take % 3 == 0)
			fill_turned(take);
		else
			fill_column(take);
		for (size_t i = 0; i < frames; i++) {
			expected[i] = reading(&peak, column + REACH + i);
			highest = fmax(highest, expected[i]);
		}
		for (size_t table = 0; table < tables; table++) {
			cr_assert_eq(compare(&peak, kernels[table], frames, 0.0, 0.0), 0);
			for (double share = 0.4; share < 1.2; share += 0.05)
				spared += compare(&peak, kernels[table], frames, share * highest,
						  take % 2 == 0 ? 0.0 : 0.5);
		}
	}
	cr_expect_gt(spared, 100000, "only %zu readings are spared", spared);
}

/* Reads a place between two samples, of which there are 16. Filter INTERSAMPLE_SINCS is that of the meter, which reads
   few of them. */
static double read_place(const struct intersample_peak *peak, size_t filter, int place, const double *at)
{
	const int half = place / STEPS, step = place % STEPS;
	double sum = 0.0;
	if (filter == INTERSAMPLE_SINCS) {
		const size_t phase = (size_t)place * (peak->meter_phases + 1) / (2 * STEPS) - 1;
		for (size_t i = 0; i < peak->meter_taps; i++)
			sum += at[(ptrdiff_t)peak->meter_ahead - (ptrdiff_t)i] * peak->meter[phase][i];
		return sum;
	}
	if (step == 0)
		return grid_point(peak, filter, at, half);
	for (int i = 0; i < 2 * INTERSAMPLE_FINE_TAPS; i++)
		sum += peak->fine[step][i] * grid_point(peak, filter, at, half + i - INTERSAMPLE_FINE_TAPS + 1);
	return sum;
}

enum { SPAN = 2 * REACH + 1 };

/* How the samples of fill_apart() bend. */
struct bend {
	bool from_reference; /* a filter reads far over the reference, or else far over the samples around */
	bool by_norm; /* as far as the norm of the second differences far away allows, or as their magnitudes do */
	int gap; /* samples around the reading that lie on a line */
};

/* Fills the column so that a filter reads as far over another reading as samples with such second differences allow:
   the difference of the two is the second difference of a sequence, and the samples follow its signs, or itself. They
   lie on a line near the reading, so that its steps are known well. */
static void fill_apart(const struct intersample_peak *peak, size_t filter, int place, struct bend bend)
{
	const double level = 1.0, most = 0.03;
	double apart[SPAN], sequence[SPAN], slope = 0.0, value = 0.0, highest = 0.0, sum = 0.0, moment = 0.0;
	for (int k = 0; k < SPAN; k++) {
		memset(column, 0, sizeof column);
		column[k] = 1.0;
		apart[k] =
			read_place(peak, filter, place, column + REACH) -
			(bend.from_reference ? read_place(peak, (size_t)peak->reference, place, column + REACH) : 0.0);
		sum += apart[k];
		moment += apart[k] * (k - REACH);
	}
	apart[REACH] -= sum - moment;
	apart[REACH + 1] -= moment;
	for (int k = 0; k < SPAN; k++) {
		slope += apart[k];
		value += slope;
		sequence[k] = value;
		if (abs(k + 1 - REACH) > INTERSAMPLE_NEAR)
			highest = fmax(highest, fabs(value));
	}
	double bends[SPAN] = { 0.0 };
	for (int k = 1; k < SPAN; k++) {
		const bool is_far = abs(k - REACH) > INTERSAMPLE_NEAR;
		if (bend.by_norm && is_far && highest > 0.0)
			bends[k] = 10.0 * most * sequence[k - 1] / highest;
		else if (abs(k - REACH) >= bend.gap)
			bends[k] = copysign(most, sequence[k - 1]);
	}
	memset(column, 0, sizeof column);
	column[REACH] = column[REACH + 1] = level;
	for (int k = REACH + 1; k + 1 < SPAN; k++)
		column[k + 1] = 2.0 * column[k] - column[k - 1] + bends[k];
	for (int k = REACH; k > 0; k--)
		column[k - 1] = 2.0 * column[k] - column[k + 1] + bends[k];
}

/* Reads a filter at its places with the samples that part it most from another reading; the limits lie between the two.
   Returns how many readings were spared. */
static size_t read_apart(const struct intersample_peak *peak, size_t filter, struct bend bend)
{
	const int meter_step = (int)(2 * STEPS / (peak->meter_phases + 1));
	size_t spared = 0;
	for (int place = 1; place < 2 * STEPS; place++) {
		if (filter == INTERSAMPLE_SINCS && place % meter_step != 0)
			continue;
		fill_apart(peak, filter, place, bend);
		expected[0] = reading(peak, column + REACH);
		for (double under = 0.00001; under < 0.03; under *= 1.3)
			spared += compare(peak, kernel_select(NULL), 1, (1.0 - under) * expected[0], 0.0);
		for (double over = 0.001; over < 0.5; over *= 2.0)
			spared += compare(peak, kernel_select(NULL), 1, (1.0 + over) * expected[0], 0.0);
	}
	return spared;
}

Test(intersample_peak, what_another_filter_reads_far_over_is_read)
{
	size_t spared = 0;
	for (size_t rate = 0; rate < sizeof rates / sizeof *rates; rate++) {
		struct intersample_peak peak;
		intersample_peak_init(&peak, rates[rate]);
		for (size_t filter = 0; filter < INTERSAMPLE_SINCS + (peak.meter_phases > 0); filter++)
			for (int kind = 0; kind < 4; kind++)
				for (int gap = 0; gap <= 9; gap += 3)
					spared += read_apart(&peak, filter,
							     (struct bend){ kind % 2 == 1, kind / 2 == 1, gap });
	}
	cr_expect_gt(spared, 100, "only %zu readings are spared", spared);
}
