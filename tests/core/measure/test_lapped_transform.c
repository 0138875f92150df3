/* stemprint tests: the lapped transform against its sum.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/lapped_transform.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>

Test(lapped_transform, equals_its_sum)
{
	static const size_t sizes[] = { 16, 120, 960 };
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		const size_t size = sizes[s];
		double samples[1920], window[1920];
		struct arena *arena = arena_new();
		struct lapped_transform *transform = lapped_transform_new(arena, size);
		struct noise noise = { 8 };
		cr_assert(transform);
		for (size_t i = 0; i < 2 * size; i++) {
			samples[i] = noise_gauss(&noise);
			window[i] = noise_uniform(&noise);
		}
		lapped_transform_run(transform, samples, window);
		for (size_t k = 0; k < size; k++) {
			double sum = 0.0, n = (double)size;
			for (size_t i = 0; i < 2 * size; i++)
				sum += samples[i] * window[i] *
				       cos(M_PI / n * ((double)i + 0.5 + n / 2.0) * ((double)k + 0.5));
			cr_expect(fabs(transform->coefficients[k] - sum * sqrt(2.0 / n)) < 1e-10, "%zu of %zu", k,
				  size);
		}
		arena_free(arena);
	}
}
