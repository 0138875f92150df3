/* Tests the gain computer whose parameters move against the one whose parameters stay, frame by frame, bit for bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/select.h"
#include "kernel_take.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { TABLES = 8, WAY = 32, TABLE = GAIN_COMPUTER_ROWS * KERNEL_WIDTH_MAXIMUM };

static struct {
	_Alignas(64) double table[TABLE];
	double values[TABLE][TAKE_FRAMES + GAIN_COMPUTER_PADDING];
	const double *moving[TABLE];
} courses;

struct states {
	_Alignas(64) double rows[GAIN_COMPUTER_STATE_ROWS * KERNEL_WIDTH_MAXIMUM];
};

/* Some columns move by all their rows but the mean, some by the threshold alone, and some rest. */
static bool moves(size_t slot, size_t row)
{
	if (row == GAIN_COMPUTER_MEAN)
		return false;
	return slot % 3 == 0 || (slot % 3 == 1 && row == GAIN_COMPUTER_THRESHOLD);
}

static void lay_out(const struct kernel_take *take, size_t width)
{
	for (size_t slot = 0; slot < width; slot++)
		for (size_t row = 0; row < GAIN_COMPUTER_ROWS; row++) {
			const size_t at = row * width + slot;
			const double here = take->parameters[slot][row];
			const double there = take->parameters[(slot + 3) % TAKE_COLUMNS][row];
			courses.table[at] = here;
			courses.moving[at] = moves(slot, row) ? courses.values[at] : NULL;
			for (size_t i = 0; i < TAKE_FRAMES; i++)
				courses.values[at][i] = here + (there - here) * ((double)(i % WAY) / WAY);
		}
}

static void step(const struct kernel *kernel, struct states *states, const struct kernel_take *take, size_t count,
		 size_t frame, double expected[KERNEL_WIDTH_MAXIMUM])
{
	_Alignas(64) double here[TABLE];
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t i = 0; i < GAIN_COMPUTER_ROWS * kernel->width; i++)
		here[i] = courses.moving[i] ? courses.moving[i][frame] : courses.table[i];
	for (size_t slot = 0; slot < kernel->width; slot++) {
		in[slot] = take->in[slot] + frame;
		out[slot] = &expected[slot];
	}
	kernel->dynamics->gain_computer(in, out, 1, count, here, states->rows);
}

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void expect_same(const struct kernel *kernel, const struct kernel_take *take, size_t count, size_t block)
{
	static double columns[KERNEL_WIDTH_MAXIMUM][TAKE_FRAMES];
	struct states one = { { 0.0 } }, other = { { 0.0 } };
	for (size_t frame = 0, run; frame < TAKE_FRAMES; frame += run) {
		double expected[KERNEL_WIDTH_MAXIMUM];
		const double *in[KERNEL_WIDTH_MAXIMUM], *moving[TABLE];
		double *out[KERNEL_WIDTH_MAXIMUM];
		run = block < TAKE_FRAMES - frame ? block : TAKE_FRAMES - frame;
		for (size_t i = 0; i < GAIN_COMPUTER_ROWS * kernel->width; i++)
			moving[i] = courses.moving[i] ? courses.moving[i] + frame : NULL;
		for (size_t slot = 0; slot < kernel->width; slot++) {
			in[slot] = take->in[slot] + frame;
			out[slot] = columns[slot] + frame;
		}
		kernel->dynamics->moving_gain_computer(in, out, run, count, courses.table, moving, one.rows);
		for (size_t i = 0; i < run; i++) {
			step(kernel, &other, take, count, frame + i, expected);
			for (size_t slot = 0; slot < count; slot++)
				cr_assert_eq(bits_of(expected[slot]), bits_of(columns[slot][frame + i]),
					     "%s, blocks of %zu: column %zu of %zu, frame %zu is %a, not %a",
					     kernel->name, block, slot, count, frame + i, columns[slot][frame + i],
					     expected[slot]);
		}
	}
	for (size_t slot = 0; slot < count; slot++)
		for (size_t row = 0; row < GAIN_COMPUTER_STATE_ROWS; row++)
			cr_assert_eq(bits_of(one.rows[row * kernel->width + slot]),
				     bits_of(other.rows[row * kernel->width + slot]), "%s: the state", kernel->name);
}

/* Blocks of all lengths, of all columns and of few. */
Test(moving_gain_computer, is_the_gain_computer_frame_by_frame)
{
	static const size_t blocks[] = { 5, 16, 256 };
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	const size_t tables = kernel_list(kernels, TABLES);
	take.columns = TAKE_COLUMNS;
	take.frames = TAKE_FRAMES;
	for (int signal = 0; signal < SIGNAL_COUNT; signal++) {
		kernel_take_settings(&take, (uint64_t)signal + 1);
		kernel_take_signal(&take, (enum signal)signal, (uint64_t)signal + 100);
		for (size_t i = 0; i < tables; i++) {
			const size_t width = kernels[i]->width;
			lay_out(&take, width);
			for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
				expect_same(kernels[i], &take, k < 2 ? width : (width + 2) / 3, blocks[k]);
			expect_same(kernels[i], &take, width, 256);
		}
	}
}
