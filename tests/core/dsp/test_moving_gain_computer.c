/* Tests the gain computer whose parameters move against the one whose parameters stay, frame by frame, bit for bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/select.h"
#include "kernel_take.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

enum { TABLES = 8, WAY = 32, TABLE = GAIN_COMPUTER_ROWS * KERNEL_WIDTH_MAXIMUM };

struct tables {
	_Alignas(64) double from[TABLE], changes[TABLE], state[GAIN_COMPUTER_STATE_ROWS * KERNEL_WIDTH_MAXIMUM];
};

/* Some columns move by all their rows, some by the threshold alone, and some rest. */
static void lay_out(struct tables *tables, const struct kernel_take *take, size_t width)
{
	memset(tables, 0, sizeof *tables);
	for (size_t slot = 0; slot < width; slot++)
		for (size_t row = 0; row < GAIN_COMPUTER_ROWS; row++) {
			const size_t at = row * width + slot;
			const bool moves = slot % 3 == 0 || (slot % 3 == 1 && row == GAIN_COMPUTER_THRESHOLD);
			const size_t other = (slot + 3) % TAKE_COLUMNS;
			tables->from[at] = take->parameters[slot][row];
			tables->changes[at] = moves ? take->parameters[other][row] - tables->from[at] : -0.0;
		}
}

static void step(const struct kernel *kernel, struct tables *tables, const struct kernel_take *take, size_t frame,
		 double share, double expected[KERNEL_WIDTH_MAXIMUM])
{
	_Alignas(64) double here[TABLE];
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t i = 0; i < GAIN_COMPUTER_ROWS * kernel->width; i++)
		here[i] = tables->from[i] + tables->changes[i] * share;
	for (size_t slot = 0; slot < kernel->width; slot++) {
		in[slot] = take->in[slot] + frame;
		out[slot] = &expected[slot];
	}
	kernel->dynamics->gain_computer(in, out, 1, kernel->width, here, tables->state);
}

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void expect_same(const struct kernel *kernel, const struct kernel_take *take, size_t block)
{
	static struct tables one, other;
	static double columns[KERNEL_WIDTH_MAXIMUM][TAKE_FRAMES];
	lay_out(&one, take, kernel->width);
	lay_out(&other, take, kernel->width);
	for (size_t frame = 0, run; frame < TAKE_FRAMES; frame += run) {
		double shares[WAY], expected[KERNEL_WIDTH_MAXIMUM];
		const double *in[KERNEL_WIDTH_MAXIMUM];
		double *out[KERNEL_WIDTH_MAXIMUM];
		run = block < TAKE_FRAMES - frame ? block : TAKE_FRAMES - frame;
		for (size_t i = 0; i < run; i++)
			shares[i] = (double)((frame + i) % WAY) / WAY;
		for (size_t slot = 0; slot < kernel->width; slot++) {
			in[slot] = take->in[slot] + frame;
			out[slot] = columns[slot] + frame;
		}
		kernel->dynamics->moving_gain_computer(in, out, run, one.from, one.changes, shares, one.state);
		for (size_t i = 0; i < run; i++) {
			step(kernel, &other, take, frame + i, shares[i], expected);
			for (size_t slot = 0; slot < kernel->width; slot++)
				cr_assert_eq(bits_of(expected[slot]), bits_of(columns[slot][frame + i]),
					     "%s, blocks of %zu: column %zu frame %zu is %a, not %a", kernel->name,
					     block, slot, frame + i, columns[slot][frame + i], expected[slot]);
		}
	}
	cr_assert_arr_eq(one.state, other.state, sizeof one.state, "%s: the state", kernel->name);
}

Test(moving_gain_computer, is_the_gain_computer_frame_by_frame)
{
	static const size_t blocks[] = { 1, 5, 8, WAY };
	static struct kernel_take take;
	const struct kernel *kernels[TABLES];
	const size_t count = kernel_list(kernels, TABLES);
	take.columns = TAKE_COLUMNS;
	take.frames = TAKE_FRAMES;
	for (int signal = 0; signal < SIGNAL_COUNT; signal++) {
		kernel_take_settings(&take, (uint64_t)signal + 1);
		kernel_take_signal(&take, (enum signal)signal, (uint64_t)signal + 100);
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
				expect_same(kernels[i], &take, blocks[k]);
	}
}
