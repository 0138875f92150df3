/* Runs a kernel over a few columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_take.h"
#include "dsp/kernel/dynamics.h"
#include "dsp/kernel/filter.h"

#include "dsp/elementary.h"
#include "noise.h"

#include <string.h>

static double sample(enum signal signal, size_t frame, uint64_t *seed)
{
	double x = noise_between(seed, -1.0, 1.0);
	switch (signal) {
	case SIGNAL_NOISE:
		return x;
	case SIGNAL_STEPS:
		return frame / 50 % 3 == 2 ? 0.0
					   : x * elementary_pow(10.0, (double)(frame / 50 * 37 % 140) / 20.0 - 6.0);
	case SIGNAL_SUBNORMAL:
		return x * 1e-308;
	case SIGNAL_LARGE:
		return x * elementary_pow(10.0, (double)(frame % 141));
	case SIGNAL_SILENCE:
	case SIGNAL_COUNT:
		break;
	}
	return x < 0.0 ? -0.0 : 0.0;
}

void kernel_take_signal(struct kernel_take *take, enum signal signal, uint64_t seed)
{
	for (size_t column = 0; column < TAKE_COLUMNS; column++)
		for (size_t frame = 0; frame < TAKE_FRAMES; frame++)
			take->in[column][frame] = sample(signal, frame + 17 * column, &seed);
}

static void random_biquad(double *rows, uint64_t *seed)
{
	double radius = 1.0 - 0.5 * elementary_pow(noise(seed) + 1e-9, 3.0) - 0.0005,
	       angle = noise_between(seed, 0.0, 3.14159);
	rows[BIQUAD_A1] = -2.0 * radius * elementary_cos(angle);
	rows[BIQUAD_A2] = radius * radius;
	double scale = noise_between(seed, 0.05, 0.6);
	rows[BIQUAD_B0] = scale;
	rows[BIQUAD_B1] = scale * noise_between(seed, -2.0, 2.0);
	rows[BIQUAD_B2] = scale * noise_between(seed, -1.0, 1.0);
}

static void random_compressor(double *rows, size_t column, bool usual, uint64_t *seed)
{
	rows[GAIN_COMPUTER_MEAN] = usual || column % 3 == 0 ? 1.0 : noise_between(seed, 0.001, 0.5);
	rows[GAIN_COMPUTER_THRESHOLD] = noise_between(seed, -60.0, 0.0);
	rows[GAIN_COMPUTER_SLOPE] = column % 4 == 1 ? -1.0 : noise_between(seed, -1.0, 0.0);
	rows[GAIN_COMPUTER_KNEE] = column % 2 == 0 ? 0.0 : noise_between(seed, 0.0, 24.0);
	rows[GAIN_COMPUTER_RANGE] = column % 5 == 2 ? -12.0 : -1000.0;
	rows[GAIN_COMPUTER_ATTACK] = column % 4 == 3 ? 1.0 : noise_between(seed, 0.0001, 0.9);
	rows[GAIN_COMPUTER_RELEASE] = noise_between(seed, 0.0001, 0.9);
	rows[GAIN_COMPUTER_WET] = noise_between(seed, 0.0, 4.0);
	rows[GAIN_COMPUTER_DRY] = usual || column % 2 == 0 ? 0.0 : noise_between(seed, 0.0, 1.0);
}

static void random_program(double *rows, const double *gain_rows, size_t column, uint64_t *seed)
{
	memcpy(rows, gain_rows, GAIN_COMPUTER_ROWS * sizeof *rows);
	rows[PROGRAM_COMPUTER_HELD] = column % 4 == 0 ? 0.0 : noise_between(seed, 0.1, 1.0);
	rows[PROGRAM_COMPUTER_CHARGE] = noise_between(seed, 0.0001, 0.1);
	rows[PROGRAM_COMPUTER_FADE] = noise_between(seed, 0.0001, 0.01);
	rows[PROGRAM_COMPUTER_LINE] = column % 3 == 0 ? 0.0 : 1.0;
}

static void random_gate(double *rows, size_t column, bool usual, uint64_t *seed)
{
	const bool has_knee = column % 2 == 1;
	rows[GATE_COMPUTER_MEAN] = usual || column % 3 == 0 ? 1.0 : noise_between(seed, 0.001, 0.5);
	rows[GATE_COMPUTER_UPPER] = noise_between(seed, -60.0, 0.0);
	rows[GATE_COMPUTER_HYSTERESIS] = column % 3 == 1 ? 0.0 : noise_between(seed, 0.0, 12.0);
	rows[GATE_COMPUTER_KNEE] = has_knee ? noise_between(seed, 0.0, 24.0) : 0.0;
	rows[GATE_COMPUTER_CURVATURE] = has_knee ? noise_between(seed, 0.0, 2.0) : 0.0;
	rows[GATE_COMPUTER_SLOPE] = column % 4 < 2 ? 1e300 : noise_between(seed, 0.0, 4.0);
	rows[GATE_COMPUTER_RANGE] = noise_between(seed, -120.0, 0.0);
	rows[GATE_COMPUTER_ATTACK] = column % 4 == 3 ? 1.0 : noise_between(seed, 0.0001, 0.9);
	rows[GATE_COMPUTER_HOLD] = column % 4 == 2 ? 0.0 : (double)(noise_bits(seed) % 60);
	rows[GATE_COMPUTER_RELEASE] = noise_between(seed, 0.0001, 0.9);
}

static void random_shaper(double *rows, double *state, size_t column, uint64_t *seed)
{
	rows[TRANSIENT_COMPUTER_HOLD] = column % 4 == 2 ? 0.0 : (double)(noise_bits(seed) % 60);
	for (size_t row = TRANSIENT_COMPUTER_RELEASE; row <= TRANSIENT_COMPUTER_SETTLE; row++)
		rows[row] = noise_between(seed, 0.0001, 0.9);
	rows[TRANSIENT_COMPUTER_DECAY] = noise_between(seed, 0.9, 0.9999);
	rows[TRANSIENT_COMPUTER_ATTACK] = noise_between(seed, -24.0, 24.0);
	rows[TRANSIENT_COMPUTER_SUSTAIN] = column % 3 == 1 ? 0.0 : noise_between(seed, -24.0, 24.0);
	rows[TRANSIENT_COMPUTER_WET] = noise_between(seed, 0.0, 4.0);
	rows[TRANSIENT_COMPUTER_DRY] = column % 2 == 0 ? 0.0 : noise_between(seed, 0.0, 1.0);
	for (size_t row = 0; row < TRANSIENT_COMPUTER_STATE_ROWS; row++)
		state[row] = row == TRANSIENT_COMPUTER_LEFT ? 0.0 : TRANSIENT_COMPUTER_LEAST;
}

void kernel_take_settings(struct kernel_take *take, uint64_t seed)
{
	const bool usual = seed % 2 == 0;
	for (size_t column = 0; column < TAKE_COLUMNS; column++) {
		for (size_t section = 0; section < TAKE_SECTIONS; section++)
			random_biquad(take->coefficients[column] + section * BIQUAD_ROWS, &seed);
		random_compressor(take->parameters[column], column, usual, &seed);
	}
	for (size_t column = 0; column < TAKE_COLUMNS; column++)
		random_program(take->program_parameters[column], take->parameters[column], column, &seed);
	for (size_t column = 0; column < TAKE_COLUMNS; column++)
		random_gate(take->gate_parameters[column], column, usual, &seed);
	for (size_t column = 0; column < TAKE_COLUMNS; column++)
		random_shaper(take->transient_parameters[column], take->transient_state[column], column, &seed);
	memset(take->biquad_state, 0, sizeof take->biquad_state);
	memset(take->gain_state, 0, sizeof take->gain_state);
	memset(take->program_state, 0, sizeof take->program_state);
	memset(take->gate_state, 0, sizeof take->gate_state);
}

static size_t block_of(int cut, size_t left, uint64_t *seed)
{
	size_t block = left;
	if (cut == CUT_RANDOM)
		block = (size_t)(noise_bits(seed) % 130);
	else if (cut != CUT_NONE)
		block = (size_t)cut;
	return block < left ? block : left;
}

/* Points at the columns of one group as the kernel wants them, with all idle slots at one scratch column. */
struct group {
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	double scratch[TAKE_FRAMES];
};

static void aim(struct group *group, struct kernel_take *take, size_t first, size_t width, size_t frame, bool in_place)
{
	for (size_t i = 0; i < width; i++) {
		bool idle = first + i >= take->columns;
		double *column = idle ? group->scratch : take->out[first + i] + frame;
		group->out[i] = column;
		group->in[i] = idle || in_place ? column : take->in[first + i] + frame;
	}
}

/* Copies between the values of the take, column by column, and the rows of a kernel. Idle slots hold zeros. */
static void spread(double *rows, const double *columns, size_t stride, size_t count, size_t first, size_t used,
		   size_t width)
{
	for (size_t row = 0; row < count; row++)
		for (size_t i = 0; i < width; i++)
			rows[row * width + i] = first + i < used ? columns[(first + i) * stride + row] : 0.0;
}

static void collect(double *columns, const double *rows, size_t stride, size_t count, size_t first, size_t used,
		    size_t width)
{
	for (size_t row = 0; row < count; row++)
		for (size_t i = 0; i < width && first + i < used; i++)
			columns[(first + i) * stride + row] = rows[row * width + i];
}

static void start(struct kernel_take *take, bool in_place)
{
	if (in_place)
		memcpy(take->out, take->in, sizeof take->out);
	else
		memset(take->out, 0x55, sizeof take->out);
}

void kernel_take_biquads(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	_Alignas(64) static double coefficients[TAKE_SECTIONS * BIQUAD_ROWS * KERNEL_WIDTH_MAXIMUM];
	_Alignas(64) static double state[TAKE_SECTIONS * BIQUAD_STATE_ROWS * KERNEL_WIDTH_MAXIMUM];
	static struct group group;
	const size_t width = kernel->width, rows = TAKE_SECTIONS * BIQUAD_ROWS,
		     state_rows = TAKE_SECTIONS * BIQUAD_STATE_ROWS;
	uint64_t seed = 5;
	start(take, in_place);
	for (size_t first = 0; first < take->columns; first += width) {
		spread(coefficients, take->coefficients[0], rows, rows, first, take->columns, width);
		spread(state, take->biquad_state[0], state_rows, state_rows, first, take->columns, width);
		for (size_t frame = 0, block; frame < take->frames; frame += block) {
			block = block_of(cut, take->frames - frame, &seed);
			aim(&group, take, first, width, frame, in_place);
			kernel->filter->biquad_cascade(group.in, group.out, block, take->sections, coefficients, state);
		}
		collect(take->biquad_state[0], state, state_rows, state_rows, first, take->columns, width);
	}
}

/* A kernel that makes gains, with its tables. */
struct computer {
	void (*run)(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		    size_t count, const double *parameters, double *state);
	double *parameters, *state; /* column by column */
	size_t rows, state_rows;
	size_t columns; /* columns at a time: a few, or as many as the kernel takes */
};

static void take_computer(struct kernel_take *take, const struct computer *computer, const struct kernel *kernel,
			  int cut, bool in_place)
{
	_Alignas(64) static double parameters[(GAIN_COMPUTER_ROWS + GATE_COMPUTER_ROWS) * KERNEL_WIDTH_MAXIMUM];
	_Alignas(64) static double state[GATE_COMPUTER_STATE_ROWS * KERNEL_WIDTH_MAXIMUM];
	static struct group group;
	const size_t rows = computer->rows, state_rows = computer->state_rows, width = kernel->width;
	const size_t step = computer->columns < width ? computer->columns : width;
	uint64_t seed = 6;
	start(take, in_place);
	for (size_t first = 0; first < take->columns; first += step) {
		const size_t end = first + step < take->columns ? first + step : take->columns;
		spread(parameters, computer->parameters, rows, rows, first, end, width);
		spread(state, computer->state, state_rows, state_rows, first, end, width);
		for (size_t frame = 0, block; frame < take->frames; frame += block) {
			block = block_of(cut, take->frames - frame, &seed);
			aim(&group, take, first, width, frame, in_place);
			computer->run(kernel, group.in, group.out, block, end - first, parameters, state);
		}
		collect(computer->state, state, state_rows, state_rows, first, end, width);
	}
}

static void run_gain(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		     size_t count, const double *parameters, double *state)
{
	kernel->dynamics->gain_computer(in, out, frames, count, parameters, state);
}

static void run_program(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
			size_t count, const double *parameters, double *state)
{
	(void)count;
	kernel->dynamics->program_computer(in, out, frames, parameters, state);
}

static void run_gate(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
		     size_t count, const double *parameters, double *state)
{
	kernel->dynamics->gate_computer(in, out, frames, count, parameters, state);
}

static void run_transient(const struct kernel *kernel, const double *const *in, double *const *out, size_t frames,
			  size_t count, const double *parameters, double *state)
{
	(void)count;
	kernel->dynamics->transient_computer(in, out, frames, parameters, state);
}

static void take_gain(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place, size_t columns)
{
	const struct computer computer = { run_gain,           take->parameters[0],      take->gain_state[0],
					   GAIN_COMPUTER_ROWS, GAIN_COMPUTER_STATE_ROWS, columns };
	take_computer(take, &computer, kernel, cut, in_place);
}

void kernel_take_gain(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	take_gain(take, kernel, cut, in_place, TAKE_COLUMNS);
}

void kernel_take_gain_of_few(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	take_gain(take, kernel, cut, in_place, 3);
}

void kernel_take_lone_gain(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	take_gain(take, kernel, cut, in_place, 1);
}

void kernel_take_program(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	const struct computer computer = { run_program,           take->program_parameters[0], take->program_state[0],
					   PROGRAM_COMPUTER_ROWS, PROGRAM_COMPUTER_STATE_ROWS, TAKE_COLUMNS };
	take_computer(take, &computer, kernel, cut, in_place);
}

static void take_gate(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place, size_t columns)
{
	const struct computer computer = { run_gate,           take->gate_parameters[0], take->gate_state[0],
					   GATE_COMPUTER_ROWS, GATE_COMPUTER_STATE_ROWS, columns };
	take_computer(take, &computer, kernel, cut, in_place);
}

void kernel_take_gate(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	take_gate(take, kernel, cut, in_place, TAKE_COLUMNS);
}

void kernel_take_gate_of_few(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	take_gate(take, kernel, cut, in_place, 3);
}

void kernel_take_lone_gate(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	take_gate(take, kernel, cut, in_place, 1);
}

void kernel_take_transient(struct kernel_take *take, const struct kernel *kernel, int cut, bool in_place)
{
	const struct computer computer = {
		run_transient,           take->transient_parameters[0], take->transient_state[0],
		TRANSIENT_COMPUTER_ROWS, TRANSIENT_COMPUTER_STATE_ROWS, TAKE_COLUMNS
	};
	take_computer(take, &computer, kernel, cut, in_place);
}
