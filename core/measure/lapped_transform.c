/* stemprint: computes the lapped transform.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/lapped_transform.h"

#include "dsp/elementary.h"

#include <math.h>

struct lapped_transform *lapped_transform_new(struct arena *arena, size_t size)
{
	struct lapped_transform *transform = ARENA_NEW(arena, struct lapped_transform);
	if (!transform)
		return NULL;
	transform->size = size;
	transform->coefficients = ARENA_ARRAY(arena, double, size);
	transform->folded = ARENA_ARRAY(arena, double, size);
	transform->turns = arena_array(arena, size / 2, sizeof *transform->turns);
	transform->in = arena_array(arena, size / 2, sizeof *transform->in);
	transform->out = arena_array(arena, size / 2, sizeof *transform->out);
	transform->plan = fourier_plan_hold(arena, FOURIER_COMPLEX, size / 2);
	if (!transform->coefficients || !transform->folded || !transform->turns || !transform->in || !transform->out ||
	    !transform->plan)
		return NULL;
	for (size_t k = 0; k < size / 2; k++) {
		double angle = ELEMENTARY_PI * (8.0 * (double)k + 1.0) / (8.0 * (double)size);
		transform->turns[k][0] = elementary_cos(angle);
		transform->turns[k][1] = elementary_sin(angle);
	}
	return transform;
}

/* The four quarters a, b, c, d of the window become -c_r - d and a - b_r, where r turns a quarter round. */
static void fold(struct lapped_transform *transform, const double *samples, const double *window)
{
	const size_t half = transform->size / 2, size = transform->size;
	for (size_t i = 0; i < half; i++) {
		size_t a = i, b = size - 1 - i, c = size + half - 1 - i, d = size + half + i;
		transform->folded[i] = -samples[c] * window[c] - samples[d] * window[d];
		transform->folded[half + i] = samples[a] * window[a] - samples[b] * window[b];
	}
}

void lapped_transform_run(struct lapped_transform *transform, const double *samples, const double *window)
{
	const size_t size = transform->size;
	const double scale = sqrt(2.0 / (double)size);
	fold(transform, samples, window);
	for (size_t k = 0; k < size / 2; k++) {
		double real = transform->folded[2 * k], imaginary = transform->folded[size - 1 - 2 * k];
		double cosine = transform->turns[k][0], sine = transform->turns[k][1];
		transform->in[k][0] = real * cosine + imaginary * sine;
		transform->in[k][1] = imaginary * cosine - real * sine;
	}
	fourier_plan_run(transform->plan, *transform->in, *transform->out);
	for (size_t k = 0; k < size / 2; k++) {
		double real = transform->out[k][0], imaginary = transform->out[k][1];
		double cosine = transform->turns[k][0], sine = transform->turns[k][1];
		transform->coefficients[2 * k] = scale * (real * cosine + imaginary * sine);
		transform->coefficients[size - 1 - 2 * k] = scale * (real * sine - imaginary * cosine);
	}
}
