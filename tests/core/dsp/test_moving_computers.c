/* Tests the gain computers whose parameters move against those whose parameters stay, frame by frame, bit for bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/select.h"
#include "kernel_take.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	TABLES = 8,
	WAY = 32,
	ROWS = GATE_COMPUTER_ROWS,
	STATE_ROWS = GATE_COMPUTER_STATE_ROWS,
	TABLE = ROWS * KERNEL_WIDTH_MAXIMUM
};

_Static_assert((int)GAIN_COMPUTER_ROWS <= ROWS && (int)GAIN_COMPUTER_STATE_ROWS <= (int)STATE_ROWS,
	       "the tables take either");
_Static_assert(GAIN_COMPUTER_MEAN == 0 && GATE_COMPUTER_MEAN == 0, "the mean comes first");
_Static_assert(GAIN_COMPUTER_THRESHOLD == 1 && GATE_COMPUTER_UPPER == 1, "then the level");

enum { MEAN, LEVEL };

/* A gain computer, with parameters that stay and with parameters that move. */
struct computer {
	size_t rows, state_rows;
	const double *(*parameters)(const struct kernel_take *take, size_t slot);
	void (*run)(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		    size_t count, const double *parameters, const double *const *moving, double *state);
};

static const double *gain_parameters(const struct kernel_take *take, size_t slot)
{
	return take->parameters[slot];
}

static void run_gain(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		     size_t count, const double *parameters, const double *const *moving, double *state)
{
	if (moving)
		kernel->dynamics->moving_gain_computer(in, out, frames, count, parameters, moving, state);
	else
		kernel->dynamics->gain_computer(in, out, frames, count, parameters, state);
}

static const double *gate_parameters(const struct kernel_take *take, size_t slot)
{
	return take->gate_parameters[slot];
}

static void run_gate(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		     size_t count, const double *parameters, const double *const *moving, double *state)
{
	if (moving)
		kernel->dynamics->moving_gate_computer(in, out, frames, count, parameters, moving, state);
	else
		kernel->dynamics->gate_computer(in, out, frames, count, parameters, state);
}

static const struct computer compressor = { GAIN_COMPUTER_ROWS, GAIN_COMPUTER_STATE_ROWS, gain_parameters, run_gain };
static const struct computer gate = { GATE_COMPUTER_ROWS, GATE_COMPUTER_STATE_ROWS, gate_parameters, run_gate };

static struct {
	_Alignas(64) double table[TABLE];
	double values[TABLE][TAKE_FRAMES + GAIN_COMPUTER_PADDING];
	const double *moving[TABLE];
} courses;

struct states {
	_Alignas(64) double rows[STATE_ROWS * KERNEL_WIDTH_MAXIMUM];
};

/* Some columns move by all their rows but the mean, some by the level alone, and some rest. */
static bool moves(size_t slot, size_t row)
{
	if (row == MEAN)
		return false;
	return slot % 3 == 0 || (slot % 3 == 1 && row == LEVEL);
}

static void lay_out(const struct computer *computer, const struct kernel_take *take, size_t width)
{
	for (size_t slot = 0; slot < width; slot++)
		for (size_t row = 0; row < computer->rows; row++) {
			const size_t at = row * width + slot;
			const double here = computer->parameters(take, slot)[row];
			const double there = computer->parameters(take, (slot + 3) % TAKE_COLUMNS)[row];
			courses.table[at] = here;
			courses.moving[at] = moves(slot, row) ? courses.values[at] : NULL;
			for (size_t i = 0; i < TAKE_FRAMES; i++)
				courses.values[at][i] = here + (there - here) * ((double)(i % WAY) / WAY);
		}
}

static void step(const struct computer *computer, const struct kernel *kernel, struct states *states,
		 const struct kernel_take *take, size_t count, size_t frame, double expected[KERNEL_WIDTH_MAXIMUM])
{
	_Alignas(64) double here[TABLE];
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t i = 0; i < computer->rows * kernel->width; i++)
		here[i] = courses.moving[i] ? courses.moving[i][frame] : courses.table[i];
	for (size_t slot = 0; slot < kernel->width; slot++) {
		in[slot] = take->in[slot] + frame;
		out[slot] = &expected[slot];
	}
	computer->run(kernel, in, out, 1, count, here, NULL, states->rows);
}

static uint64_t bits_of(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static void expect_same(const struct computer *computer, const struct kernel *kernel, const struct kernel_take *take,
			size_t count, size_t block)
{
	static double columns[KERNEL_WIDTH_MAXIMUM][TAKE_FRAMES];
	struct states one = { { 0.0 } }, other = { { 0.0 } };
	for (size_t frame = 0, run; frame < TAKE_FRAMES; frame += run) {
		double expected[KERNEL_WIDTH_MAXIMUM];
		const double *in[KERNEL_WIDTH_MAXIMUM], *moving[TABLE];
		double *out[KERNEL_WIDTH_MAXIMUM];
		run = block < TAKE_FRAMES - frame ? block : TAKE_FRAMES - frame;
		for (size_t i = 0; i < computer->rows * kernel->width; i++)
			moving[i] = courses.moving[i] ? courses.moving[i] + frame : NULL;
		for (size_t slot = 0; slot < kernel->width; slot++) {
			in[slot] = take->in[slot] + frame;
			out[slot] = columns[slot] + frame;
		}
		computer->run(kernel, in, out, run, count, courses.table, moving, one.rows);
		for (size_t i = 0; i < run; i++) {
			step(computer, kernel, &other, take, count, frame + i, expected);
			for (size_t slot = 0; slot < count; slot++)
				cr_assert_eq(bits_of(expected[slot]), bits_of(columns[slot][frame + i]),
					     "%s, blocks of %zu: column %zu of %zu, frame %zu is %a, not %a",
					     kernel->name, block, slot, count, frame + i, columns[slot][frame + i],
					     expected[slot]);
		}
	}
	for (size_t slot = 0; slot < count; slot++)
		for (size_t row = 0; row < computer->state_rows; row++)
			cr_assert_eq(bits_of(one.rows[row * kernel->width + slot]),
				     bits_of(other.rows[row * kernel->width + slot]), "%s: the state", kernel->name);
}

/* Blocks of all lengths, of all columns and of few. */
static void expect_frame_by_frame(const struct computer *computer)
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
			lay_out(computer, &take, width);
			for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
				expect_same(computer, kernels[i], &take, k < 2 ? width : (width + 2) / 3, blocks[k]);
			expect_same(computer, kernels[i], &take, 1, 256);
			expect_same(computer, kernels[i], &take, width, 256);
		}
	}
}

Test(moving_computers, compressor_is_its_own_frame_by_frame)
{
	expect_frame_by_frame(&compressor);
}

Test(moving_computers, gate_is_its_own_frame_by_frame)
{
	expect_frame_by_frame(&gate);
}
