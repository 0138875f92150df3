/* Tests every kernel against the plain one, bit for bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/denormals.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/delay.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/select.h"
#include "kernel_take.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { TABLES = 8, INPUTS = 40 };

static const int cuts[] = { CUT_NONE, 1, 7, 64, 1000, CUT_RANDOM };

enum { CUT_COUNT = sizeof cuts / sizeof cuts[0] };

/* The reference and the candidate, which are too large for the stack. */
static struct kernel_take expected, actual;

typedef void (*take_run)(struct kernel_take *, const struct kernel *, int, bool);

static const take_run runs[] = { kernel_take_biquads,   kernel_take_gain,      kernel_take_gate,
				 kernel_take_transient, kernel_take_lone_gain, kernel_take_gain_of_few,
				 kernel_take_program,   kernel_take_lone_gate, kernel_take_gate_of_few };

/* A function that runs the plain kernel. */
static const take_run references[] = { kernel_take_biquads,   kernel_take_gain, kernel_take_gate,
				       kernel_take_transient, kernel_take_gain, kernel_take_gain,
				       kernel_take_program,   kernel_take_gate, kernel_take_gate };

enum { RUNS = sizeof runs / sizeof runs[0] };

static void expect_equal(const char *what, const struct kernel *kernel, int cut)
{
	for (size_t column = 0; column < expected.columns; column++)
		for (size_t frame = 0; frame < expected.frames; frame++)
			cr_assert(memcmp(&expected.out[column][frame], &actual.out[column][frame], sizeof(double)) == 0,
				  "%s, %s, %zu frames by %d, %zu sections: column %zu frame %zu is %a, not %a", what,
				  kernel->name, expected.frames, cut, expected.sections, column, frame,
				  actual.out[column][frame], expected.out[column][frame]);
	cr_assert(memcmp(expected.biquad_state, actual.biquad_state, sizeof expected.biquad_state) == 0,
		  "%s, %s, %zu frames by %d: filter state", what, kernel->name, expected.frames, cut);
	cr_assert(memcmp(expected.gain_state, actual.gain_state, sizeof expected.gain_state) == 0,
		  "%s, %s, %zu frames by %d: gain state", what, kernel->name, expected.frames, cut);
	cr_assert(memcmp(expected.program_state, actual.program_state, sizeof expected.program_state) == 0,
		  "%s, %s, %zu frames by %d: program state", what, kernel->name, expected.frames, cut);
	cr_assert(memcmp(expected.gate_state, actual.gate_state, sizeof expected.gate_state) == 0,
		  "%s, %s, %zu frames by %d: gate state", what, kernel->name, expected.frames, cut);
	cr_assert(memcmp(expected.transient_state, actual.transient_state, sizeof expected.transient_state) == 0,
		  "%s, %s, %zu frames by %d: shaper state", what, kernel->name, expected.frames, cut);
}

/* Runs one kind of work by the plain kernel in one block, then by every kernel with every cut, in place and not. */
static void compare_tables(const char *what, size_t run, const struct kernel_take *prepared, size_t cut_step)
{
	const struct kernel *kernels[TABLES];
	size_t count = kernel_list(kernels, TABLES);
	expected = *prepared;
	references[run](&expected, kernels[0], CUT_NONE, false);
	for (size_t table = 0; table < count; table++)
		for (size_t cut = 0; cut < CUT_COUNT; cut += cut_step)
			for (int in_place = 0; in_place < 2; in_place++) {
				actual = *prepared;
				runs[run](&actual, kernels[table], cuts[cut], in_place != 0);
				expect_equal(what, kernels[table], cuts[cut]);
			}
}

static void every_signal(const char *what, size_t run)
{
	static struct kernel_take take;
	take.columns = TAKE_COLUMNS;
	take.frames = TAKE_FRAMES;
	for (int signal = 0; signal < SIGNAL_COUNT; signal++)
		for (uint64_t seed = 1; seed <= 2; seed++) {
			take.sections = seed == 1 ? 4 : 7;
			kernel_take_settings(&take, seed);
			kernel_take_signal(&take, (enum signal)signal, seed + 100);
			compare_tables(what, run, &take, 1);
		}
}

Test(kernel_bits, biquads_of_every_signal)
{
	every_signal("biquads", 0);
}

Test(kernel_bits, gains_of_every_signal)
{
	every_signal("gains", 1);
}

Test(kernel_bits, gates_of_every_signal)
{
	every_signal("gates", 2);
}

Test(kernel_bits, transients_of_every_signal)
{
	every_signal("transients", 3);
}

Test(kernel_bits, lone_gains_of_every_signal)
{
	every_signal("lone gains", 4);
}

Test(kernel_bits, gains_of_few_of_every_signal)
{
	every_signal("gains of few", 5);
}

Test(kernel_bits, programs_of_every_signal)
{
	every_signal("programs", 6);
}

Test(kernel_bits, lone_gates_of_every_signal)
{
	every_signal("lone gates", 7);
}

Test(kernel_bits, gates_of_few_of_every_signal)
{
	every_signal("gates of few", 8);
}

/* The threads of the engine run with denormals flushed. */
Test(kernel_bits, subnormals_flushed)
{
	const unsigned before = denormals_flush();
	every_signal("biquads, flushed", 0);
	every_signal("gains, flushed", 1);
	every_signal("gates, flushed", 2);
	every_signal("transients, flushed", 3);
	every_signal("lone gains, flushed", 4);
	every_signal("gains of few, flushed", 5);
	every_signal("programs, flushed", 6);
	every_signal("lone gates, flushed", 7);
	every_signal("gates of few, flushed", 8);
	denormals_restore(before);
}

Test(kernel_bits, any_number_of_frames)
{
	static struct kernel_take take;
	take.columns = TAKE_COLUMNS;
	take.sections = 3;
	kernel_take_signal(&take, SIGNAL_STEPS, 4);
	for (uint64_t seed = 3; seed <= 4; seed++) {
		kernel_take_settings(&take, seed);
		for (take.frames = 0; take.frames <= 70; take.frames++)
			for (size_t run = 0; run < RUNS; run++)
				compare_tables("frames", run, &take, 2);
	}
}

Test(kernel_bits, any_number_of_columns)
{
	static struct kernel_take take;
	take.frames = 333;
	take.sections = 2;
	kernel_take_signal(&take, SIGNAL_NOISE, 6);
	for (uint64_t seed = 5; seed <= 6; seed++) {
		kernel_take_settings(&take, seed);
		for (take.columns = 1; take.columns <= TAKE_COLUMNS; take.columns++)
			for (size_t run = 0; run < RUNS; run++)
				compare_tables("columns", run, &take, 5);
	}
}

Test(kernel_bits, any_number_of_sections)
{
	static struct kernel_take take;
	take.columns = TAKE_COLUMNS;
	take.frames = 517;
	kernel_take_settings(&take, 7);
	kernel_take_signal(&take, SIGNAL_NOISE, 8);
	for (take.sections = 0; take.sections <= TAKE_SECTIONS; take.sections++)
		compare_tables("sections", 0, &take, 2);
}

Test(kernel_bits, no_sections_copy)
{
	const struct kernel *kernels[TABLES];
	size_t count = kernel_list(kernels, TABLES);
	actual.columns = TAKE_COLUMNS;
	actual.frames = 100;
	actual.sections = 0;
	kernel_take_signal(&actual, SIGNAL_NOISE, 9);
	for (size_t table = 0; table < count; table++) {
		kernel_take_biquads(&actual, kernels[table], CUT_NONE, false);
		for (size_t column = 0; column < TAKE_COLUMNS; column++)
			cr_expect_arr_eq(actual.out[column], actual.in[column], 100 * sizeof(double));
	}
}

static double inputs[INPUTS][1100], sums[1100], gains[INPUTS];

static void fill_inputs(enum signal signal)
{
	uint64_t seed = 11;
	for (size_t i = 0; i < INPUTS; i++) {
		gains[i] = i % 5 == 0 ? 1.0 : noise_between(&seed, -2.0, 2.0);
		for (size_t frame = 0; frame < 1100; frame++)
			inputs[i][frame] = noise_between(&seed, -1.0, 1.0) * (signal == SIGNAL_SUBNORMAL ? 1e-309
									      : signal == SIGNAL_LARGE   ? 1e300
													 : 1.0);
	}
}

/* The sums are those of the contract. */
static double mixed(const double *const *in, size_t count, size_t frame)
{
	double sum = count > 0 ? in[0][frame] * gains[0] : 0.0;
	for (size_t i = 1; i < count; i++)
		sum += in[i][frame] * gains[i];
	return sum;
}

static void expect_mix(const struct kernel *kernel, size_t offset, size_t count, size_t frames, bool in_place)
{
	static double first[1100];
	const double *in[INPUTS];
	double *out = in_place ? first : sums;
	memcpy(first, inputs[0], sizeof first);
	for (size_t i = 0; i < INPUTS; i++)
		in[i] = inputs[i] + offset;
	if (in_place)
		in[0] = first;
	memset(sums, 0x55, sizeof sums);
	if (in_place)
		memcpy(first, inputs[0] + offset, frames * sizeof *first);
	kernel->column->mix(out, in, gains, count, frames);
	in[0] = inputs[0] + offset;
	for (size_t frame = 0; frame < frames; frame++) {
		double sum = mixed(in, count, frame);
		cr_assert(memcmp(&out[frame], &sum, sizeof sum) == 0,
			  "%s: %zu inputs, %zu frames: frame %zu is %a, not %a", kernel->name, count, frames, frame,
			  out[frame], sum);
	}
	static const double untouched[1] = { 0 };
	cr_assert(frames == 1100 || in_place || memcmp(&out[frames], untouched, sizeof(double)) != 0);
}

Test(kernel_bits, mix)
{
	static const enum signal signals[] = { SIGNAL_NOISE, SIGNAL_SUBNORMAL, SIGNAL_LARGE };
	static const size_t counts[] = { 0, 1, 2, 3, 4, 5, 8, 17, INPUTS };
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	for (size_t signal = 0; signal < 3; signal++) {
		fill_inputs(signals[signal]);
		for (size_t table = 0; table < tables; table++)
			for (size_t count = 0; count < sizeof counts / sizeof *counts; count++) {
				for (size_t frames = 0; frames <= 70; frames++) {
					expect_mix(kernels[table], frames % 3, counts[count], frames, false);
					expect_mix(kernels[table], frames % 3, counts[count], frames, true);
				}
				expect_mix(kernels[table], 1, counts[count], 1000, false);
			}
	}
}

Test(kernel_bits, mix_at_unity_passes)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	const double unity = 1.0;
	fill_inputs(SIGNAL_NOISE);
	inputs[0][3] = -0.0;
	for (size_t table = 0; table < tables; table++) {
		const double *in = inputs[0];
		kernels[table]->column->mix(sums, &in, &unity, 1, 1000);
		cr_expect_arr_eq(sums, inputs[0], 1000 * sizeof(double), "%s", kernels[table]->name);
	}
}

static void expect_swap(const struct kernel *kernel, size_t offset, size_t frames, bool in_place)
{
	double kept[80], column[80];
	const double *in = in_place ? column + offset : inputs[1] + offset;
	double *out = in_place ? column + offset : sums;
	memcpy(kept, inputs[0], sizeof kept);
	memcpy(column, inputs[1], sizeof column);
	memset(sums, 0x55, sizeof sums);
	kernel->delay->swap(kept + 1, out, in, frames);
	cr_assert_arr_eq(out, inputs[0] + 1, frames * sizeof *out, "%s, %zu frames", kernel->name, frames);
	cr_assert_arr_eq(kept + 1, inputs[1] + offset, frames * sizeof *kept, "%s, %zu frames", kernel->name, frames);
	cr_assert_eq(kept[0], inputs[0][0]);
	cr_assert_arr_eq(kept + 1 + frames, inputs[0] + 1 + frames, (79 - frames) * sizeof *kept);
	cr_assert_eq(column[offset + frames], inputs[1][offset + frames]);
}

Test(kernel_bits, swap)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		for (size_t frames = 0; frames <= 70; frames++) {
			expect_swap(kernels[table], frames % 3, frames, false);
			expect_swap(kernels[table], frames % 3, frames, true);
		}
}

/* Tests a kernel that makes one column of two, in place of either and not, with up to 70 frames. */
static void expect_of_two(const char *name, void (*run)(double *out, const double *a, const double *b, size_t frames),
			  double (*rule)(double a, double b))
{
	for (size_t frames = 0; frames <= 70; frames++)
		for (int way = 0; way < 3; way++) {
			double a[72], b[72];
			memcpy(a, inputs[0], sizeof a);
			memcpy(b, inputs[1], sizeof b);
			double *out = way == 0 ? sums : way == 1 ? a : b;
			run(out, a, b, frames);
			for (size_t frame = 0; frame < frames; frame++) {
				const double right = rule(inputs[0][frame], inputs[1][frame]);
				cr_assert(memcmp(&out[frame], &right, sizeof right) == 0,
					  "%s, %zu frames: frame %zu is %a, not %a", name, frames, frame, out[frame],
					  right);
			}
			cr_assert(way == 0 || memcmp(&out[frames], &inputs[way - 1][frames], sizeof(double)) == 0,
				  "wrote past the end");
		}
}

static double product(double a, double b)
{
	return a * b;
}

Test(kernel_bits, multiply)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		expect_of_two(kernels[table]->name, kernels[table]->column->multiply, product);
}

static double louder_of(double a, double b)
{
	return fabs(b) > fabs(a) ? fabs(b) : fabs(a);
}

/* The definition in the contract gives the same, with a NaN on either side. */
Test(kernel_bits, larger_magnitude)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t i = 0; i < 72; i += 5)
		inputs[i % 2][i] = i % 3 == 0 ? (double)NAN : -0.0;
	for (size_t table = 0; table < tables; table++)
		expect_of_two(kernels[table]->name, kernels[table]->column->larger_magnitude, louder_of);
}

Test(kernel_bits, interleave)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		for (size_t frames = 0; frames <= 70; frames++) {
			double out[142];
			out[2 * frames] = 7.0;
			kernels[table]->column->interleave(out, inputs[0] + 1, inputs[1] + frames % 3, frames);
			for (size_t i = 0; i < frames; i++) {
				cr_assert_eq(out[2 * i], inputs[0][1 + i], "%s", kernels[table]->name);
				cr_assert_eq(out[2 * i + 1], inputs[1][frames % 3 + i], "%s", kernels[table]->name);
			}
			cr_assert_eq(out[2 * frames], 7.0, "%s: wrote past the end", kernels[table]->name);
		}
}

Test(kernel_bits, part)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		for (size_t frames = 0; frames <= 35; frames++) {
			double even[36], odd[36];
			even[frames] = odd[frames] = 7.0;
			kernels[table]->column->part(even, odd, inputs[0] + frames % 3, frames);
			for (size_t i = 0; i < frames; i++) {
				cr_assert_eq(even[i], inputs[0][frames % 3 + 2 * i], "%s", kernels[table]->name);
				cr_assert_eq(odd[i], inputs[0][frames % 3 + 2 * i + 1], "%s", kernels[table]->name);
			}
			cr_assert(even[frames] == 7.0 && odd[frames] == 7.0, "%s: wrote past the end",
				  kernels[table]->name);
		}
}

static double average_of(double first, double second)
{
	return 0.5 * (first + second);
}

Test(kernel_bits, average)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		expect_of_two(kernels[table]->name, kernels[table]->column->average, average_of);
}

/* Kernels have loops of their own for some numbers of pairs. */
Test(kernel_bits, half_band)
{
	static const size_t pairs[] = { 1, 9, 13, 14, 15, 19, 20, 21, 33, 65, 72 };
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		for (size_t row = 0; row < sizeof pairs / sizeof pairs[0]; row++)
			for (size_t frames = 0; frames <= 70; frames++) {
				const double *in = inputs[0] + frames % 8, *taps = inputs[1];
				const size_t last = 2 * pairs[row] - 1;
				double out[71];
				out[frames] = 7.0;
				kernels[table]->fir->half_band(out, in, taps, pairs[row], frames);
				for (size_t i = 0; i < frames; i++) {
					double sum = 0.0;
					for (size_t j = 0; j < pairs[row]; j++)
						sum += (in[i + j] + in[i + last - j]) * taps[j];
					cr_assert_eq(out[i], sum, "%s: frame %zu of %zu, %zu pairs",
						     kernels[table]->name, i, frames, pairs[row]);
				}
				cr_assert_eq(out[frames], 7.0, "%s: wrote past the end", kernels[table]->name);
			}
}

Test(kernel_bits, peak)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++) {
		cr_expect_eq(kernels[table]->column->peak(inputs[0], 0), 0.0);
		for (size_t frames = 1; frames <= 140; frames++)
			for (size_t at = 0; at < frames; at++) {
				static const double peaks[] = { 2.5, -2.5, (double)INFINITY, -(double)INFINITY };
				double kept = inputs[0][at];
				for (size_t i = 0; i < 4; i++) {
					inputs[0][at] = peaks[i];
					cr_assert_eq(kernels[table]->column->peak(inputs[0], frames), fabs(peaks[i]),
						     "%s", kernels[table]->name);
				}
				inputs[0][at] = (double)NAN;
				cr_assert(isnan(kernels[table]->column->peak(inputs[0], frames)), "%s: %zu of %zu",
					  kernels[table]->name, at, frames);
				inputs[0][at] = kept;
			}
	}
}

Test(kernel_bits, peak_of_subnormals)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_SUBNORMAL);
	double most = 0.0;
	for (size_t frame = 0; frame < 1000; frame++)
		most = fmax(most, fabs(inputs[0][frame]));
	for (size_t table = 0; table < tables; table++)
		cr_expect_eq(kernels[table]->column->peak(inputs[0], 1000), most);
}

/* The definition in the contract gives the same, with a NaN at every index. */
Test(kernel_bits, curvature)
{
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	double *in = inputs[0];
	for (size_t frames = 0; frames <= 140; frames++) {
		double most = 0.0;
		for (size_t i = 0; i < frames; i++)
			most = fmax(most, fabs(in[i] - 2.0 * in[i + 1] + in[i + 2]));
		for (size_t table = 0; table < tables; table++) {
			cr_assert_eq(kernels[table]->column->curvature(in, frames), most, "%s", kernels[table]->name);
			for (size_t at = 0; at < frames + 2 && frames > 0; at++) {
				const double kept = in[at];
				in[at] = 50.0;
				cr_assert_geq(kernels[table]->column->curvature(in, frames), 45.0, "%s",
					      kernels[table]->name);
				in[at] = (double)NAN;
				cr_assert(isnan(kernels[table]->column->curvature(in, frames)), "%s",
					  kernels[table]->name);
				in[at] = kept;
			}
		}
	}
}

static void expect_correlation(const struct kernel *kernel, size_t count, size_t frames)
{
	double out[72];
	memset(out, 0x55, sizeof out);
	kernel->fir->correlate(out, inputs[0] + 1, inputs[1], count, frames);
	for (size_t i = 0; i < frames; i++) {
		double sum = inputs[0][1 + i] * inputs[1][0];
		for (size_t k = 1; k < count; k++)
			sum += inputs[0][1 + i + k] * inputs[1][k];
		cr_assert(memcmp(&out[i], &sum, sizeof sum) == 0, "%s: %zu taps, %zu frames: frame %zu is %a, not %a",
			  kernel->name, count, frames, i, out[i], sum);
	}
	static const unsigned char untouched[8] = { 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55 };
	cr_assert_arr_eq(&out[frames], untouched, sizeof untouched);
}

Test(kernel_bits, correlate)
{
	static const size_t counts[] = { 1, 2, 3, 20, 256 };
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		for (size_t count = 0; count < sizeof counts / sizeof *counts; count++)
			for (size_t frames = 0; frames <= 70; frames++)
				expect_correlation(kernels[table], counts[count], frames);
}

/* Every eighth product goes into the same sum. */
static double expected_weighing(const double *in, const double *weights, size_t taps)
{
	double eight[8] = { 0.0 };
	for (size_t k = 0; k < taps; k++)
		eight[k % 8] += weights[k] * in[k];
	return ((eight[0] + eight[4]) + (eight[1] + eight[5])) + ((eight[2] + eight[6]) + (eight[3] + eight[7]));
}

static void expect_weighing(const struct kernel *kernel, size_t taps, size_t frames, size_t out_step, size_t in_step)
{
	double out[64];
	unsigned char untouched[sizeof *out];
	memset(out, 0x55, sizeof out);
	memset(untouched, 0x55, sizeof untouched);
	kernel->fir->weigh(out, out_step, inputs[0] + 1, in_step, inputs[1], taps, frames);
	for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
		const bool written = i % out_step == 0 && i / out_step < frames;
		const double sum =
			written ? expected_weighing(inputs[0] + 1 + i / out_step * in_step, inputs[1], taps) : 0.0;
		cr_assert(memcmp(&out[i], written ? (const void *)&sum : untouched, sizeof sum) == 0,
			  "%s: %zu taps, %zu frames: frame %zu is %a, not %a", kernel->name, taps, frames, i, out[i],
			  sum);
	}
}

Test(kernel_bits, weigh)
{
	static const size_t counts[] = { 8, 16, 64, 256 }, steps[][2] = { { 1, 1 }, { 2, 7 }, { 3, 1 }, { 1, 12 } };
	const struct kernel *kernels[TABLES];
	size_t tables = kernel_list(kernels, TABLES);
	fill_inputs(SIGNAL_NOISE);
	for (size_t table = 0; table < tables; table++)
		for (size_t count = 0; count < sizeof counts / sizeof *counts; count++)
			for (size_t step = 0; step < sizeof steps / sizeof *steps; step++)
				for (size_t frames = 0; frames <= 20; frames++)
					expect_weighing(kernels[table], counts[count], frames, steps[step][0],
							steps[step][1]);
}

Test(kernel_bits, tables_by_name)
{
	const struct kernel *kernels[TABLES];
	size_t count = kernel_list(kernels, TABLES);
	cr_assert_geq(count, 2);
	cr_expect_str_eq(kernels[0]->name, "plain");
	cr_expect_eq(kernels[0]->width, 1);
	cr_expect_eq(kernel_select(NULL), kernels[count - 1]);
	cr_expect_null(kernel_select("neon"));
	cr_expect_null(kernel_select(""));
	cr_expect_eq(kernel_list(kernels, 1), 1);
	for (size_t i = 0; i < count; i++) {
		cr_expect_eq(kernel_select(kernels[i]->name), kernels[i]);
		cr_expect_leq(kernels[i]->width, KERNEL_WIDTH_MAXIMUM);
	}
}

Test(kernel_bits, narrow_tables)
{
	const struct kernel *kernels[TABLES];
	size_t count = kernel_list(kernels, TABLES);
	for (size_t i = 0; i < count; i++)
		for (size_t columns = 1; columns <= 20; columns++) {
			const struct kernel *narrow = kernel_narrow(kernels[i], columns);
			cr_expect_leq(narrow->width, kernels[i]->width);
			cr_expect(narrow == kernels[i] || narrow->width >= columns);
			for (size_t j = 0; j < count; j++)
				cr_expect(kernels[j]->width < columns || kernels[j]->width >= narrow->width,
					  "%zu columns: %s where %s would do", columns, narrow->name, kernels[j]->name);
		}
}
