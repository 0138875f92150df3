/* Tests the bands of a linear phase crossover.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "dsp/linear_phase.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { EDGES = 3, KERNELS_MAXIMUM = 8, SLOPES = 4 };

static const double slopes[SLOPES] = { 12.0, 24.0, 48.0, 96.0 };
static const double edges[EDGES] = { 90.0, 800.0, 6000.0 };

static double edge(size_t index)
{
	return index == 0 ? 0.0 : index > EDGES ? (double)INFINITY : edges[index - 1];
}

static struct linear_phase_kernel band(struct arena *arena, const struct kernel *table, double sample_rate,
				       size_t index, double slope)
{
	struct linear_phase_kernel kernel = { 0 };
	struct fft_tables tables = { 0 };
	cr_assert(linear_phase_band(&kernel, arena, table, &tables, sample_rate, edge(index), edge(index + 1), slope));
	cr_assert_eq(kernel.reach, linear_phase_band_reach(sample_rate, edge(index), edge(index + 1), slope));
	return kernel;
}

static void check_sum(double sample_rate, double slope)
{
	struct arena *arena = arena_new();
	struct linear_phase_kernel bands[EDGES + 1];
	size_t reach = 0;
	for (size_t i = 0; i <= EDGES; i++) {
		bands[i] = band(arena, kernel_select(NULL), sample_rate, i, slope);
		reach = bands[i].reach > reach ? bands[i].reach : reach;
	}
	for (size_t tap = 0; tap <= reach; tap++) {
		double sum = 0.0;
		for (size_t i = 0; i <= EDGES; i++)
			sum += tap <= bands[i].reach ? bands[i].taps[tap] : 0.0;
		cr_assert_float_eq(sum, tap == 0 ? 1.0 : 0.0, 1e-12, "%g Hz, %g dB/oct: tap %zu adds up to %g",
				   sample_rate, slope, tap, sum);
	}
	arena_free(arena);
}

Test(linear_phase, bands_of_a_crossover_add_up_to_one)
{
	for (size_t i = 0; i < SLOPES; i++) {
		check_sum(44100.0, slopes[i]);
		check_sum(96000.0, slopes[i]);
	}
}

static double measured(const struct linear_phase_kernel *kernel, double sample_rate, double frequency)
{
	long double sum = kernel->taps[0];
	for (size_t tap = 1; tap <= kernel->reach; tap++)
		sum += 2.0L * kernel->taps[tap] *
		       cosl(2.0L * 3.14159265358979323846L * frequency * (long double)tap / sample_rate);
	return (double)sum;
}

static double low_pass(double frequency, double edge_frequency, double slope)
{
	if (edge_frequency == 0.0)
		return 0.0;
	return isinf(edge_frequency) ? 1.0 : 1.0 / (1.0 + pow(frequency / edge_frequency, slope / 6.0));
}

/* The magnitude is that of the formula within -80 dBFS, and 6.02 dB down at the edge, where both bands meet. */
Test(linear_phase, bands_have_the_magnitude_of_linkwitz_and_riley)
{
	const double sample_rate = 48000.0;
	for (size_t i = 0; i < SLOPES; i++) {
		struct arena *arena = arena_new();
		for (size_t index = 0; index <= EDGES; index++) {
			const struct linear_phase_kernel kernel =
				band(arena, kernel_select(NULL), sample_rate, index, slopes[i]);
			for (double frequency = 20.0; frequency <= 23000.0; frequency *= 1.4) {
				const double expected = low_pass(frequency, edge(index + 1), slopes[i]) -
							low_pass(frequency, edge(index), slopes[i]);
				cr_expect_float_eq(measured(&kernel, sample_rate, frequency), expected, 1e-4,
						   "band %zu, %g dB/oct, %g Hz", index, slopes[i], frequency);
			}
		}
		const struct linear_phase_kernel low = band(arena, kernel_select(NULL), sample_rate, 0, slopes[i]);
		cr_expect_float_eq(20.0 * log10(measured(&low, sample_rate, edges[0])), -6.0206, 0.001);
		arena_free(arena);
	}
}

Test(linear_phase, bits_do_not_depend_on_the_kernel)
{
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	struct arena *arena = arena_new();
	const struct linear_phase_kernel reference = band(arena, kernels[0], 48000.0, 1, 48.0);
	for (size_t i = 1; i < count; i++) {
		const struct linear_phase_kernel other = band(arena, kernels[i], 48000.0, 1, 48.0);
		cr_expect(memcmp(reference.taps, other.taps, (reference.reach + 1) * sizeof(double)) == 0, "%s",
			  kernels[i]->name);
	}
	arena_free(arena);
}
