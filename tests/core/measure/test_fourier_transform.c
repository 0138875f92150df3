/* stemprint tests: the transform against a plain sum, and plans that users and threads share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/fourier_transform.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

enum { SIZE = 96, THREADS = 4, ROUNDS = 50 };

/* Computes the sum of x[n] e^(-2 pi i k n / size). */
static void plain_sum(const double *samples, size_t size, size_t bin, double sum[2])
{
	sum[0] = sum[1] = 0.0;
	for (size_t n = 0; n < size; n++) {
		const double angle = 2.0 * acos(-1.0) * (double)(bin * n % size) / (double)size;
		sum[0] += samples[n] * cos(angle);
		sum[1] -= samples[n] * sin(angle);
	}
}

static void fill(double *samples, size_t size)
{
	for (size_t i = 0; i < size; i++)
		samples[i] = sin(0.1 * (double)(i * i)) + 0.25;
}

Test(fourier_transform, bins_are_the_plain_sums)
{
	struct arena *arena = arena_new();
	struct fourier_transform *transform = fourier_transform_new(arena, SIZE);
	double before[SIZE];
	fill(before, SIZE);
	memcpy(transform->samples, before, sizeof before);
	fourier_transform_forward(transform);
	cr_expect_eq(memcmp(transform->samples, before, sizeof before), 0, "the samples stay");
	cr_assert_eq(transform->bin_count, SIZE / 2 + 1);
	for (size_t k = 0; k < transform->bin_count; k++) {
		double sum[2];
		plain_sum(before, SIZE, k, sum);
		cr_expect_float_eq(transform->bins[k][0], sum[0], 1e-12);
		cr_expect_float_eq(transform->bins[k][1], sum[1], 1e-12);
	}
	arena_free(arena);
}

Test(fourier_transform, forth_and_back_multiplies_by_the_size)
{
	struct arena *arena = arena_new();
	struct fourier_transform *transform = fourier_transform_new(arena, SIZE);
	double before[SIZE];
	fill(before, SIZE);
	memcpy(transform->samples, before, sizeof before);
	fourier_transform_forward(transform);
	fourier_transform_backward(transform);
	for (size_t i = 0; i < SIZE; i++)
		cr_expect_float_eq(transform->samples[i], SIZE * before[i], 1e-11);
	arena_free(arena);
}

Test(fourier_transform, complex_numbers_have_the_same_sums)
{
	struct arena *arena = arena_new();
	const struct fourier_plan *plan = fourier_plan_hold(arena, FOURIER_COMPLEX, SIZE);
	double *in = ARENA_ARRAY(arena, double, 2 * SIZE), *out = ARENA_ARRAY(arena, double, 2 * SIZE);
	double real[SIZE], imaginary[SIZE];
	fill(real, SIZE);
	for (size_t i = 0; i < SIZE; i++) {
		imaginary[i] = real[SIZE - 1 - i] - 1.0;
		in[2 * i] = real[i];
		in[2 * i + 1] = imaginary[i];
	}
	fourier_plan_run(plan, in, out);
	for (size_t k = 0; k < SIZE; k++) {
		double one[2], other[2];
		plain_sum(real, SIZE, k, one);
		plain_sum(imaginary, SIZE, k, other);
		cr_expect_float_eq(out[2 * k], one[0] - other[1], 1e-12);
		cr_expect_float_eq(out[2 * k + 1], one[1] + other[0], 1e-12);
	}
	arena_free(arena);
}

Test(fourier_transform, one_size_has_one_plan)
{
	struct arena *one = arena_new(), *other = arena_new();
	const struct fourier_plan *first = fourier_plan_hold(one, FOURIER_FORWARD, SIZE);
	cr_expect_eq(fourier_plan_hold(other, FOURIER_FORWARD, SIZE), first);
	cr_expect_neq(fourier_plan_hold(other, FOURIER_BACKWARD, SIZE), first);
	cr_expect_neq(fourier_plan_hold(other, FOURIER_FORWARD, 2 * SIZE), first);
	arena_free(one);
	cr_expect_eq(fourier_plan_hold(other, FOURIER_FORWARD, SIZE), first, "it lives as long as its last arena");
	arena_free(other);
}

static void *transform_often(void *context)
{
	const double *expected = context;
	size_t wrong = 0;
	for (size_t round = 0; round < ROUNDS; round++) {
		struct arena *arena = arena_new();
		struct fourier_transform *transform = fourier_transform_new(arena, SIZE + 32 * (round % 2));
		fill(transform->samples, transform->size);
		fourier_transform_forward(transform);
		wrong += round % 2 == 0 && memcmp(transform->bins, expected, (SIZE + 2) * sizeof *expected) != 0;
		arena_free(arena);
	}
	return wrong == 0 ? context : NULL;
}

/* Plans come and go on all threads at once, and the bits stay. */
Test(fourier_transform, threads_may_plan_at_once)
{
	struct arena *arena = arena_new();
	struct fourier_transform *transform = fourier_transform_new(arena, SIZE);
	double expected[SIZE + 2];
	fill(transform->samples, SIZE);
	fourier_transform_forward(transform);
	memcpy(expected, transform->bins, sizeof expected);
	arena_free(arena);
	pthread_t threads[THREADS];
	for (size_t i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, transform_often, expected), 0);
	for (size_t i = 0; i < THREADS; i++) {
		void *same = NULL;
		cr_assert_eq(pthread_join(threads[i], &same), 0);
		cr_expect_not_null(same, "thread %zu", i);
	}
}
