/* Measures how fast the kernels are, in nanoseconds for each sample and column, beside the plain reference.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/column.h"
#include "dsp/kernel/delay.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/print.h"
#include "dsp/kernel/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FRAMES = 1024, SECTIONS = 8, INPUTS = 8, RUNS = 15, TABLES = 8, W = KERNEL_WIDTH_MAXIMUM };

static const double run_seconds = 0.01;

static struct {
	_Alignas(64) double in[W][FRAMES];
	_Alignas(64) double out[W][FRAMES];
	int32_t integers[2][FRAMES];
	unsigned char bytes[2 * 3 * FRAMES];
	_Alignas(64) double coefficients[SECTIONS * BIQUAD_ROWS * W];
	_Alignas(64) double biquad_state[SECTIONS * BIQUAD_STATE_ROWS * W];
	_Alignas(64) double parameters[GAIN_COMPUTER_ROWS * W];
	_Alignas(64) double gain_state[GAIN_COMPUTER_STATE_ROWS * W];
	const double *sources[W];
	double *targets[W];
} scene;

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void fill_rows(double *rows, const double *values, size_t count, size_t width)
{
	for (size_t row = 0; row < count; row++)
		for (size_t column = 0; column < width; column++)
			rows[row * width + column] = values[row];
}

static void prepare(const struct kernel *kernel)
{
	/* The bell is that of the cookbook at 1 kHz. The compressor has -20 dB, 4:1 and a knee of 6 dB. */
	static const double bell[] = { 1.04395309, -1.89532072, 0.86772228, -1.89532072, 0.91167537 };
	static const double compressor[] = { 1.0, -20.0, -0.75, 6.0, -1000.0, 0.0041, 0.00023, 1.4, 0.0 };
	unsigned seed = 1;
	for (size_t column = 0; column < W; column++) {
		scene.sources[column] = scene.in[column];
		scene.targets[column] = scene.out[column];
		for (size_t i = 0; i < FRAMES; i++) {
			seed = seed * 1664525U + 1013904223U;
			scene.in[column][i] = (double)(seed >> 8) * 0x1p-24 - 0.5;
		}
	}
	for (size_t section = 0; section < SECTIONS; section++)
		fill_rows(scene.coefficients + section * BIQUAD_ROWS * kernel->width, bell, BIQUAD_ROWS, kernel->width);
	fill_rows(scene.parameters, compressor, GAIN_COMPUTER_ROWS, kernel->width);
	memset(scene.biquad_state, 0, sizeof scene.biquad_state);
	memset(scene.gain_state, 0, sizeof scene.gain_state);
}

static double sink;

static void biquads(const struct kernel *kernel, size_t sections)
{
	kernel->filter->biquad_cascade(scene.sources, scene.targets, FRAMES, sections, scene.coefficients,
				       scene.biquad_state);
}

static void gain_computer(const struct kernel *kernel, size_t count)
{
	kernel->dynamics->gain_computer(scene.sources, scene.targets, FRAMES, count > 0 ? count : kernel->width,
					scene.parameters, scene.gain_state);
}

static void mix(const struct kernel *kernel, size_t count)
{
	static const double gains[INPUTS] = { 0.5, 0.25, 0.125, 0.7, 1.0, 0.3, 0.2, 0.1 };
	kernel->column->mix(scene.out[0], scene.sources, gains, count, FRAMES);
}

static void swap(const struct kernel *kernel, size_t count)
{
	(void)count;
	kernel->delay->swap(scene.out[0], scene.out[1], scene.in[0], FRAMES);
}

static void multiply(const struct kernel *kernel, size_t count)
{
	(void)count;
	kernel->column->multiply(scene.out[0], scene.in[0], scene.in[1], FRAMES);
}

static void larger_magnitude(const struct kernel *kernel, size_t count)
{
	(void)count;
	kernel->column->larger_magnitude(scene.out[0], scene.in[0], scene.in[1], FRAMES);
}

static void interleave(const struct kernel *kernel, size_t count)
{
	(void)count;
	kernel->column->interleave(scene.out[0], scene.in[0], scene.in[1], FRAMES / 2);
}

static void pack_24(const struct kernel *kernel, size_t channels)
{
	const int32_t *columns[2] = { scene.integers[0], scene.integers[1] };
	kernel->print->pack_24(columns, channels, scene.bytes, FRAMES);
}

static void quantise_dithered(const struct kernel *kernel, size_t count)
{
	(void)count;
	kernel->print->quantise_dithered(scene.in[0], 1, 2, scene.integers[0], FRAMES, 24);
}

static void print_24(const struct kernel *kernel, size_t count)
{
	static const uint64_t keys[] = { 1, 2 };
	(void)count;
	kernel->print->print_24(scene.sources, keys, 3, scene.bytes, FRAMES);
}

static void unpack_24(const struct kernel *kernel, size_t channels)
{
	kernel->print->unpack_24(scene.bytes, 3 * channels, scene.targets, channels, FRAMES);
}

static void peak(const struct kernel *kernel, size_t count)
{
	(void)count;
	sink += kernel->column->peak(scene.in[0], FRAMES);
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double run_once(const struct kernel *kernel, void (*work)(const struct kernel *, size_t), size_t count)
{
	size_t calls = 0;
	double start = seconds(), elapsed;
	do {
		for (int i = 0; i < 16; i++)
			work(kernel, count);
		calls += 16;
		elapsed = seconds() - start;
	} while (elapsed < run_seconds);
	return 1e9 * elapsed / (double)(calls * FRAMES);
}

static double median_nanoseconds(const struct kernel *kernel, void (*work)(const struct kernel *, size_t), size_t count)
{
	double runs[RUNS];
	prepare(kernel);
	for (size_t i = 0; i < RUNS; i++)
		runs[i] = run_once(kernel, work, count);
	qsort(runs, RUNS, sizeof *runs, ascending);
	return runs[RUNS / 2];
}

int main(void)
{
	static const struct {
		const char *name;
		void (*work)(const struct kernel *kernel, size_t count);
		size_t count; /**< the number of sections or inputs */
		int columns; /**< the kernel works on W columns at once */
		double units; /**< the printed time is for one of this number */
	} cases[] = {
		{ "biquad x1", biquads, 1, 1, 1 },
		{ "biquad x2", biquads, 2, 1, 2 },
		{ "biquad x4", biquads, 4, 1, 4 },
		{ "biquad x6", biquads, 6, 1, 6 },
		{ "biquad x8", biquads, 8, 1, 8 },
		{ "gain computer", gain_computer, 0, 1, 1 },
		{ "lone gain", gain_computer, 1, 0, 1 },
		{ "mix of 1", mix, 1, 0, 1 },
		{ "mix of 8", mix, 8, 0, 8 },
		{ "swap", swap, 0, 0, 1 },
		{ "multiply", multiply, 0, 0, 1 },
		{ "larger of two", larger_magnitude, 0, 0, 1 },
		{ "peak", peak, 0, 0, 1 },
		{ "interleave", interleave, 0, 0, 1 },
		{ "quantise", quantise_dithered, 0, 0, 1 },
		{ "print 24", print_24, 0, 0, 2 },
		{ "pack 24 x2", pack_24, 2, 0, 2 },
		{ "unpack 24", unpack_24, 1, 0, 1 },
		{ "unpack 24 x2", unpack_24, 2, 0, 2 },
	};
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	printf("ns a sample and column (biquads: each section; mix: each input), median of %d runs; times faster than "
	       "plain\n",
	       RUNS);
	printf("%-14s", "");
	for (size_t table = 0; table < tables; table++)
		printf("  %8s (%zu)     ", kernels[table]->name, kernels[table]->width);
	printf("\n");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double plain = 0.0;
		printf("%-14s", cases[i].name);
		for (size_t table = 0; table < tables; table++) {
			double divisor = cases[i].units * (cases[i].columns ? (double)kernels[table]->width : 1.0);
			double time = median_nanoseconds(kernels[table], cases[i].work, cases[i].count) / divisor;
			plain = table == 0 ? time : plain;
			printf("  %8.3f %6.2fx  ", time, plain / time);
		}
		printf("\n");
	}
	return sink > 1e300;
}
