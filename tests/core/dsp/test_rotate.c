/* Tests the kernels that mix sixteen columns and read moving delays.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/delay.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { FRAMES_MAXIMUM = 40, KERNELS_MAXIMUM = 8 };

static double noise(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(int64_t)*state * 0x1p-63;
}

/* Returns row i, column k of the matrix: a product over the bits of i and k of the corners of a rotation by x, [cos,
   sin; -sin, cos]. */
static long double corner(int i, int k, long double x)
{
	long double product = 1.0L;
	for (int bit = 0; bit < 4; bit++) {
		const int own = i >> bit & 1, other = k >> bit & 1;
		product *= own == other ? cosl(x) : own == 0 ? sinl(x) : -sinl(x);
	}
	return product;
}

struct columns {
	double samples[ROTATE_COLUMNS][FRAMES_MAXIMUM];
	double *pointers[ROTATE_COLUMNS];
};

static void columns_fill(struct columns *columns, uint64_t seed)
{
	for (size_t i = 0; i < ROTATE_COLUMNS; i++) {
		columns->pointers[i] = columns->samples[i];
		for (size_t frame = 0; frame < FRAMES_MAXIMUM; frame++)
			columns->samples[i][frame] = noise(&seed);
	}
}

static void check_rotation(const struct kernel *kernel, size_t frames, double angle, bool adds)
{
	struct columns in, add, out, plain;
	const double tangent = angle == 0.25 ? 1.0 : tan(angle * 3.14159265358979323846);
	const double square = 1.0 / (1.0 + tangent * tangent);
	columns_fill(&in, 1);
	columns_fill(&add, 2);
	columns_fill(&out, 3);
	plain = out;
	for (size_t i = 0; i < ROTATE_COLUMNS; i++)
		plain.pointers[i] = plain.samples[i];
	const double *const *from = (const double *const *)in.pointers;
	const double *const *more = adds ? (const double *const *)add.pointers : NULL;
	kernel->delay->rotate(from, more, out.pointers, tangent, square * square, frames);
	kernel_select("plain")->delay->rotate(from, more, plain.pointers, tangent, square * square, frames);
	cr_expect_arr_eq(out.samples, plain.samples, sizeof out.samples, "%s, %zu frames: other bits", kernel->name,
			 frames);
	for (int i = 0; i < ROTATE_COLUMNS; i++) {
		for (size_t frame = 0; frame < frames; frame++) {
			long double asked = adds ? add.samples[i][frame] : 0.0L;
			for (int k = 0; k < ROTATE_COLUMNS; k++)
				asked += corner(i, k, angle * 3.14159265358979323846L) * in.samples[k][frame];
			cr_expect_leq(fabsl(out.samples[i][frame] - asked), 2e-15L,
				      "%s, %zu frames, angle %g, column %d", kernel->name, frames, angle, i);
		}
	}
	kernel->delay->rotate(from, more, in.pointers, tangent, square * square, frames);
	for (size_t i = 0; i < ROTATE_COLUMNS; i++)
		cr_expect_arr_eq(in.samples[i], out.samples[i], frames * sizeof(double), "%s: not in place",
				 kernel->name);
}

Test(rotate, is_the_product_of_four_rotations)
{
	static const double angles[] = { 0.0, 0.1, 0.2137, 0.25 };
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	for (size_t kernel = 0; kernel < count; kernel++)
		for (size_t frames = 1; frames <= FRAMES_MAXIMUM; frames += frames < 18 ? 1 : 11)
			for (size_t angle = 0; angle < 4; angle++)
				for (int adds = 0; adds < 2; adds++)
					check_rotation(kernels[kernel], frames, angles[angle], adds != 0);
}

/* An impulse through an all-pass of D frames and gain g becomes -g, then (1 - g^2) g^(k - 1) at k D. */
Test(long_allpass, is_the_response_of_schroeder)
{
	enum { DELAY = 7, TURNS = 5 };
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	for (size_t kernel = 0; kernel < count; kernel++) {
		double kept[TURNS + 1][DELAY] = { { 0.0 } }, column[TURNS][DELAY] = { { 1.0 } };
		for (size_t turn = 0; turn < TURNS; turn++)
			kernels[kernel]->delay->long_allpass(kept[turn + 1], column[turn], kept[turn], 0.6, DELAY);
		for (size_t turn = 0; turn < TURNS; turn++) {
			const double asked = turn == 0 ? -0.6 : 0.64 * pow(0.6, (double)turn - 1.0);
			cr_expect_float_eq(column[turn][0], asked, 1e-15, "%s, %zu", kernels[kernel]->name, turn);
			for (size_t frame = 1; frame < DELAY; frame++)
				cr_expect_eq(column[turn][frame], 0.0);
		}
	}
}

Test(long_allpass, has_the_bits_of_the_plain_kernel)
{
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	for (size_t kernel = 0; kernel < count; kernel++)
		for (size_t frames = 0; frames <= FRAMES_MAXIMUM; frames++) {
			struct columns own, plain;
			columns_fill(&own, 4);
			columns_fill(&plain, 4);
			kernels[kernel]->delay->long_allpass(own.samples[0], own.samples[1], own.samples[2], 0.37,
							     frames);
			kernel_select("plain")->delay->long_allpass(plain.samples[0], plain.samples[1],
								    plain.samples[2], 0.37, frames);
			cr_expect_arr_eq(own.samples, plain.samples, sizeof own.samples, "%s, %zu frames",
					 kernels[kernel]->name, frames);
		}
}

Test(ramped_fir, is_a_filter_whose_taps_move)
{
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	uint64_t state = 5;
	double in[FRAMES_MAXIMUM + RAMPED_FIR_TAPS], from[RAMPED_FIR_ROW] = { 0.0 }, to[RAMPED_FIR_ROW] = { 0.0 };
	for (size_t i = 0; i < FRAMES_MAXIMUM + RAMPED_FIR_TAPS; i++)
		in[i] = noise(&state);
	for (size_t i = 0; i < RAMPED_FIR_TAPS; i++) {
		from[i] = noise(&state);
		to[i] = noise(&state);
	}
	for (size_t kernel = 0; kernel < count; kernel++) {
		for (size_t frames = 1; frames <= 32; frames++) {
			double out[FRAMES_MAXIMUM], plain[FRAMES_MAXIMUM];
			const double start = 32.0 - (double)frames;
			kernels[kernel]->delay->ramped_fir(out, in, from, to, start, frames);
			kernel_select("plain")->delay->ramped_fir(plain, in, from, to, start, frames);
			cr_expect_arr_eq(out, plain, frames * sizeof(double), "%s, %zu frames", kernels[kernel]->name,
					 frames);
			for (size_t i = 0; i < frames; i++) {
				const long double share = (start + (double)i) / 32.0L;
				long double asked = 0.0L;
				for (size_t k = 0; k < RAMPED_FIR_TAPS; k++)
					asked += ((1.0L - share) * from[k] + share * to[k]) * in[i + k];
				cr_expect_leq(fabsl(out[i] - asked), 1e-14L);
			}
		}
	}
}

Test(blend_rows, lies_on_the_line_between_two_rows)
{
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	uint64_t state = 6;
	double from[RAMPED_FIR_ROW], to[RAMPED_FIR_ROW];
	for (size_t i = 0; i < RAMPED_FIR_ROW; i++) {
		from[i] = noise(&state);
		to[i] = noise(&state);
	}
	for (size_t kernel = 0; kernel < count; kernel++)
		for (double share = 0.0; share <= 1.0; share += 0.125) {
			double out[RAMPED_FIR_ROW], plain[RAMPED_FIR_ROW];
			kernels[kernel]->delay->blend_rows(out, from, to, share);
			kernel_select("plain")->delay->blend_rows(plain, from, to, share);
			cr_expect_arr_eq(out, plain, sizeof out, "%s, %g", kernels[kernel]->name, share);
			for (size_t k = 0; k < RAMPED_FIR_ROW; k++)
				cr_expect_float_eq(out[k], (1.0 - share) * from[k] + share * to[k], 1e-15);
		}
}
