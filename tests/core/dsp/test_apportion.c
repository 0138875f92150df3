/* Tests that parts add up to their whole, with the errors that the theory says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/apportion.h"
#include "dsp/dither.h"
#include "dsp/kernel/select.h"
#include "dsp/quantise.h"
#include "dsp/split_mix.h"
#include "dsp/stream_key.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(apportion, .timeout = 120);

enum { PARTS_MOST = 64, BLOCK = 1000, CHANNEL = 1 };

static uint64_t random_index;

static double random_sample(void)
{
	return (double)(int64_t)split_mix(SPLIT_MIX_GAMMA * ++random_index) * 0x1p-63;
}

/* A whole, its parts and their integers. */
struct take {
	struct arena *arena;
	struct apportion apportion;
	size_t count;
	unsigned bits;
	uint64_t keys[PARTS_MOST];
	double columns[1 + PARTS_MOST][BLOCK];
	double settled[PARTS_MOST][BLOCK];
	int32_t whole[BLOCK];
	const double *in[1 + PARTS_MOST];
	double *out[PARTS_MOST];
};

static struct take *take_new(const struct kernel *kernel, size_t count, unsigned bits, bool dithered)
{
	struct take *take = calloc(1, sizeof *take);
	cr_assert_not_null(take);
	take->arena = arena_new();
	take->count = count;
	take->bits = bits;
	for (size_t i = 0; i < count; i++) {
		char name[32];
		snprintf(name, sizeof name, i == 0 ? "mix.wav" : "stems/%zu.wav", i);
		take->keys[i] = stream_key(7, name, CHANNEL);
	}
	cr_assert(apportion_init(&take->apportion, take->arena, kernel, count, bits, dithered ? take->keys : NULL));
	for (size_t i = 0; i <= count; i++)
		take->in[i] = take->columns[i];
	for (size_t i = 0; i < count; i++)
		take->out[i] = take->settled[i];
	return take;
}

static void take_free(struct take *take)
{
	arena_free(take->arena);
	free(take);
}

static double scale_of(const struct take *take)
{
	return ldexp(1.0, (int)take->bits - 1);
}

static void take_run(struct take *take, uint64_t first_frame, size_t frames)
{
	double dither[BLOCK];
	for (size_t i = 0; i < frames; i++) {
		take->columns[0][i] = 0.0;
		for (size_t part = 1; part <= take->count; part++)
			take->columns[0][i] += take->columns[part][i];
	}
	apportion_process(&take->apportion, take->in, take->out, first_frame, frames);
	if (take->apportion.keys)
		dither_tpdf(take->keys[0], first_frame, dither, frames);
	quantise(take->columns[0], take->apportion.keys ? dither : NULL, take->whole, frames, take->bits);
}

/* Returns the sum of the integers that a printer makes of the parts. */
static int64_t printed_sum(const struct take *take, size_t frame)
{
	int64_t sum = 0;
	for (size_t part = 0; part < take->count; part++) {
		int32_t integer;
		cr_assert_eq(quantise(&take->settled[part][frame], NULL, &integer, 1, take->bits), 0u);
		cr_assert_eq((double)integer, take->settled[part][frame] * scale_of(take));
		sum += integer;
	}
	return sum;
}

static void fill_random(struct take *take, double level)
{
	for (size_t part = 1; part <= take->count; part++)
		for (size_t i = 0; i < BLOCK; i++)
			take->columns[part][i] = level / (double)take->count * random_sample();
}

Test(apportion, parts_add_up_to_the_whole)
{
	static const unsigned bits[] = { 2, 8, 16, 24, 32 };
	for (size_t b = 0; b < sizeof bits / sizeof *bits; b++)
		for (size_t count = 1; count <= PARTS_MOST; count = count < 5 ? count + 1 : count * 2)
			for (int dithered = 0; dithered < 2; dithered++) {
				struct take *take = take_new(kernel_select(NULL), count, bits[b], dithered != 0);
				/* The samples leave room for dither and for the step at full scale. */
				fill_random(take, bits[b] == 2 ? 0.1 : 0.9);
				take_run(take, 12345, BLOCK);
				for (size_t i = 0; bits[b] > 2 && i < BLOCK; i++)
					cr_assert_eq(printed_sum(take, i), take->whole[i], "%u bits, %zu parts",
						     bits[b], count);
				take_free(take);
			}
}

/* The whole is rounded by the shaper of the mix; the parts have their own. */
Test(apportion, shaped_parts_add_up_to_the_shaped_whole)
{
	static const struct noise_weights *const shapes[] = { &noise_weights_wannamaker_3, &noise_weights_lipshitz_5,
							      &noise_weights_wannamaker_9 };
	enum { BLOCKS = 200 };
	for (size_t shape = 0; shape < 3; shape++)
		for (size_t count = 1; count <= 9; count += 4) {
			struct take *take = take_new(kernel_select(NULL), count, 16, true);
			struct noise_shaper mix = { .weights = shapes[shape] };
			double power[PARTS_MOST] = { 0 };
			cr_assert(apportion_shape(&take->apportion, take->arena, shapes[shape]));
			for (uint64_t block = 0; block < BLOCKS; block++) {
				fill_random(take, 0.9);
				take_run(take, block * BLOCK, BLOCK);
				noise_shaper_quantise(&mix, take->columns[0], take->keys[0], block * BLOCK, take->whole,
						      BLOCK, 16);
				for (size_t i = 0; i < BLOCK; i++)
					cr_assert_eq(printed_sum(take, i), take->whole[i], "%zu parts", count);
				for (size_t part = 0; part < count; part++)
					for (size_t i = 0; i < BLOCK; i++) {
						const double error =
							(take->settled[part][i] - take->columns[part + 1][i]) * 0x1p15;
						power[part] += error * error / (BLOCK * (double)BLOCKS);
					}
			}
			const double n = (double)count;
			const double white = 1.0 / 6.0 + (1.0 + (n - 1.0) / (n * n)) / 12.0;
			for (size_t part = 0; part < count; part++)
				cr_expect_leq(fabs(power[part] / noise_weights_power(shapes[shape]) / white - 1.0),
					      0.02, "%zu parts, part %zu", count, part);
			take_free(take);
		}
}

/* Finds the nearest integers of a given sum: it tries all that lie just below and just above. */
static double least_distance(const double *parts, size_t count, int64_t sum)
{
	double least = (double)INFINITY;
	for (unsigned choice = 0; choice < 1u << count; choice++) {
		int64_t total = 0;
		double distance = 0.0;
		for (size_t part = 0; part < count; part++) {
			double integer = floor(parts[part]) + (double)(choice >> part & 1);
			total += (int64_t)integer;
			distance += (integer - parts[part]) * (integer - parts[part]);
		}
		if (total == sum && distance < least)
			least = distance;
	}
	return least;
}

Test(apportion, no_other_integers_that_add_up_are_nearer)
{
	for (size_t count = 1; count <= 8; count++) {
		struct take *take = take_new(kernel_select(NULL), count, 16, false);
		fill_random(take, 0.5);
		take_run(take, 0, BLOCK);
		for (size_t i = 0; i < BLOCK; i++) {
			double parts[8], distance = 0.0;
			for (size_t part = 0; part < count; part++) {
				parts[part] = take->columns[part + 1][i] * scale_of(take);
				double error = take->settled[part][i] * scale_of(take) - parts[part];
				cr_assert(fabs(error) < 1.0, "%g steps away", error);
				distance += error * error;
			}
			double least = least_distance(parts, count, take->whole[i]);
			cr_assert(distance <= least + 1e-9, "%zu parts: %g over %g", count, distance, least);
		}
		take_free(take);
	}
}

/* The second moment of the lattice A(N-1) is 1/12 and more of a squared step; dither adds 1/6. */
Test(apportion, power_of_the_error_is_that_of_the_lattice)
{
	for (size_t count = 1; count <= 32; count = count < 4 ? count + 1 : count * 2)
		for (int dithered = 0; dithered < 2; dithered++) {
			struct take *take = take_new(kernel_select(NULL), count, 24, dithered != 0);
			double power[PARTS_MOST] = { 0 }, mean[PARTS_MOST] = { 0 }, samples = 0.0;
			const double n = (double)count;
			const double expected = (1.0 + (n - 1.0) / (n * n)) / 12.0 + (dithered ? 1.0 / 6.0 : 0.0);
			for (uint64_t block = 0; block < 200; block++) {
				fill_random(take, 0.9);
				take_run(take, block * BLOCK, BLOCK);
				for (size_t part = 0; part < count; part++)
					for (size_t i = 0; i < BLOCK; i++) {
						double error = (take->settled[part][i] - take->columns[part + 1][i]) *
							       scale_of(take);
						power[part] += error * error;
						mean[part] += error;
					}
				samples += BLOCK;
			}
			for (size_t part = 0; part < count; part++) {
				cr_expect(fabs(power[part] / samples / expected - 1.0) < 0.015,
					  "%zu parts, part %zu: %g, not %g", count, part, power[part] / samples,
					  expected);
				cr_expect(fabs(mean[part] / samples) < 4.0 * sqrt(expected / samples), "mean %g",
					  mean[part] / samples);
			}
			take_free(take);
		}
}

/* With dither neither the mean nor the power follows the parts: silence, or a value between two steps, beside other
   parts. */
Test(apportion, noise_is_not_modulated)
{
	enum { COUNT = 3, STEPS = 4, BLOCKS = 150 };
	struct take *take = take_new(kernel_select(NULL), COUNT, 16, true);
	const double expected = 1.0 / 6.0 + (1.0 + 2.0 / 9.0) / 12.0, samples = (double)BLOCKS * BLOCK;
	for (size_t choice = 0; choice < (size_t)STEPS * STEPS; choice++) {
		const size_t first = choice % STEPS, last = choice / STEPS;
		const double parts[COUNT] = { (double)first / STEPS, 0.0, (double)last / STEPS };
		double power[COUNT] = { 0 }, mean[COUNT] = { 0 };
		for (size_t part = 0; part < COUNT; part++)
			for (size_t i = 0; i < BLOCK; i++)
				take->columns[part + 1][i] = parts[part] * 0x1p-15;
		for (uint64_t block = 0; block < BLOCKS; block++) {
			take_run(take, (choice * BLOCKS + block) * BLOCK, BLOCK);
			for (size_t part = 0; part < COUNT; part++)
				for (size_t i = 0; i < BLOCK; i++) {
					double error = take->settled[part][i] * 0x1p15 - parts[part];
					power[part] += error * error;
					mean[part] += error;
				}
		}
		for (size_t part = 0; part < COUNT; part++) {
			cr_expect(fabs(mean[part] / samples) < 4.5 * sqrt(expected / samples),
				  "choice %zu, part %zu: mean %g", choice, part, mean[part] / samples);
			cr_expect(fabs(power[part] / samples / expected - 1.0) < 0.015,
				  "choice %zu, part %zu: power %g, not %g", choice, part, power[part] / samples,
				  expected);
		}
	}
	take_free(take);
}

/* Computes the correlations of the errors of soft tones, in units of their power: with themselves later, and with each
   other. */
Test(apportion, errors_are_white_and_lean_on_neighbours_alone)
{
	enum { COUNT = 6, FRAMES = 200000, LAGS = 8 };
	static double errors[COUNT][FRAMES];
	struct take *take = take_new(kernel_select(NULL), COUNT, 16, true);
	for (size_t start = 0; start < FRAMES; start += BLOCK) {
		for (size_t part = 0; part < COUNT; part++)
			for (size_t i = 0; i < BLOCK; i++)
				take->columns[part + 1][i] =
					3.0 * 0x1p-15 * sin(0.01 * (double)(part + 1) * (double)(start + i));
		take_run(take, start, BLOCK);
		for (size_t part = 0; part < COUNT; part++)
			for (size_t i = 0; i < BLOCK; i++)
				errors[part][start + i] =
					(take->settled[part][i] - take->columns[part + 1][i]) * 0x1p15;
	}
	const double power = 1.0 / 6.0 + (1.0 + 5.0 / 36.0) / 12.0, chance = 5.0 / sqrt(FRAMES);
	for (size_t a = 0; a < COUNT; a++)
		for (size_t lag = 1; lag <= LAGS; lag++) {
			double sum = 0.0;
			for (size_t i = lag; i < FRAMES; i++)
				sum += errors[a][i] * errors[a][i - lag];
			cr_expect(fabs(sum / FRAMES / power) < chance, "part %zu, lag %zu: %g", a, lag,
				  sum / FRAMES / power);
		}
	/* The condition that N errors add up to the error of the whole acts on all pairs alike: the sum of powers and
	   pairs is 1/4 (TPDF). Neighbours share -1/12. */
	const double pairs = (double)COUNT * (COUNT - 1);
	const double rest = (1.0 / 12.0 - COUNT * (1.0 + 5.0 / 36.0) / 12.0) / pairs;
	for (size_t a = 0; a < COUNT; a++)
		for (size_t b = 0; b < a; b++) {
			double sum = 0.0, expected = rest - (a == b + 1 ? 1.0 / 12.0 : 0.0);
			for (size_t i = 0; i < FRAMES; i++)
				sum += errors[a][i] * errors[b][i];
			cr_expect(fabs(sum / FRAMES - expected) < chance * power, "parts %zu and %zu: %g, not %g", a, b,
				  sum / FRAMES, expected);
		}
	take_free(take);
}

/* Without dither a value on a step stays there, so silence stays silent beside any sound. */
Test(apportion, what_is_an_integer_stays_one)
{
	struct take *take = take_new(kernel_select(NULL), 5, 16, false);
	fill_random(take, 0.9);
	for (size_t i = 0; i < BLOCK; i++) {
		take->columns[2][i] = 0.0;
		take->columns[4][i] = (double)(int)(i % 200) * 0x1p-15;
	}
	take_run(take, 0, BLOCK);
	for (size_t i = 0; i < BLOCK; i++) {
		cr_assert_eq(take->settled[1][i], 0.0);
		cr_assert_eq(take->settled[3][i], take->columns[4][i]);
		cr_assert_eq(printed_sum(take, i), take->whole[i]);
	}
	take_free(take);
}

Test(apportion, ties_go_to_the_first)
{
	struct take *take = take_new(kernel_select(NULL), 4, 16, false);
	for (size_t part = 1; part <= 4; part++)
		for (size_t i = 0; i < BLOCK; i++)
			take->columns[part][i] = 0.5 * 0x1p-15;
	take_run(take, 0, BLOCK);
	for (size_t i = 0; i < BLOCK; i++) {
		cr_assert_eq(take->whole[i], 2);
		for (size_t part = 0; part < 4; part++)
			cr_assert_eq(take->settled[part][i], part < 2 ? 0x1p-15 : 0.0);
	}
	take_free(take);
}

Test(apportion, large_parts_that_cancel)
{
	struct take *take = take_new(kernel_select(NULL), 8, 24, true);
	for (size_t i = 0; i < BLOCK; i++)
		for (size_t part = 1; part <= 8; part += 2) {
			double sample = 0.999 * random_sample();
			take->columns[part][i] = sample;
			take->columns[part + 1][i] = -sample + 1e-6 * random_sample();
		}
	take_run(take, 99, BLOCK);
	for (size_t i = 0; i < BLOCK; i++)
		cr_assert_eq(printed_sum(take, i), take->whole[i]);
	take_free(take);
}

/* 32767.4 would be moved up first, but 32768 is not an integer of 16 bits. */
Test(apportion, a_part_at_full_scale_is_moved_last)
{
	struct take *take = take_new(kernel_select(NULL), 3, 16, false);
	for (size_t i = 0; i < BLOCK; i++) {
		take->columns[1][i] = 32767.4 * 0x1p-15;
		take->columns[2][i] = -1000.7 * 0x1p-15;
		take->columns[3][i] = -999.8 * 0x1p-15;
	}
	/* The whole is 30766.9; 32767 - 1001 - 1000 is one short of it. */
	take_run(take, 0, BLOCK);
	for (size_t i = 0; i < BLOCK; i++) {
		cr_assert_eq(take->settled[0][i] * 0x1p15, 32767.0);
		cr_assert_eq(printed_sum(take, i), 30767);
	}
	take_free(take);
}

/* Integers go on beyond full scale, so that clipping shows in the printer; no value is too large. */
Test(apportion, what_is_too_loud_is_left_to_clip)
{
	struct take *take = take_new(kernel_select(NULL), 2, 16, false);
	static const double louds[] = { 1.0, -1.5, 3e4, 1e300, -1e300 };
	for (size_t i = 0; i < BLOCK; i++) {
		take->columns[1][i] = louds[i % 5];
		take->columns[2][i] = 0.25;
	}
	take_run(take, 0, BLOCK);
	for (size_t i = 0; i < BLOCK; i++) {
		int32_t integer;
		cr_assert_eq(quantise(&take->settled[0][i], NULL, &integer, 1, 16), 1u);
		cr_assert_eq(integer, louds[i % 5] > 0.0 ? 32767 : -32768);
		cr_assert_leq(fabs(take->settled[1][i] - 0.25), 0x1p-15);
	}
	take_free(take);
}

/* `weights` may be NULL. */
static void expect_equal_bits(const struct noise_weights *weights)
{
	const struct kernel *kernels[8];
	size_t kernel_count = kernel_list(kernels, 8);
	struct take *reference = take_new(kernels[0], 7, 16, true);
	cr_assert(!weights || apportion_shape(&reference->apportion, reference->arena, weights));
	fill_random(reference, 0.9);
	take_run(reference, 1000, BLOCK);
	for (size_t k = 0; k < kernel_count; k++)
		for (size_t cut = 1; cut <= BLOCK; cut = 3 * cut + 4) {
			struct take *take = take_new(kernels[k], 7, 16, true);
			cr_assert(!weights || apportion_shape(&take->apportion, take->arena, weights));
			for (size_t start = 0; start < BLOCK; start += cut) {
				const double *in[1 + 7];
				double *out[7];
				for (size_t i = 0; i < 8; i++)
					in[i] = reference->columns[i] + start;
				for (size_t i = 0; i < 7; i++)
					out[i] = take->settled[i] + start;
				apportion_process(&take->apportion, in, out, 1000 + start,
						  BLOCK - start < cut ? BLOCK - start : cut);
			}
			for (size_t part = 0; part < 7; part++)
				cr_assert_arr_eq(take->settled[part], reference->settled[part], sizeof take->settled[0],
						 "%s, cut %zu", kernels[k]->name, cut);
			take_free(take);
		}
	take_free(reference);
}

Test(apportion, neither_cuts_nor_kernels_change_a_bit)
{
	expect_equal_bits(NULL);
	expect_equal_bits(&noise_weights_wannamaker_9);
}
