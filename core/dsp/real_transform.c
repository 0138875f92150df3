/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/real_transform.h"

#include <fftw3.h>

static void destroy(void *plan)
{
	fftw_destroy_plan(plan);
}

/* The plan, or NULL; it goes with the arena. */
static void *keep(struct arena *arena, fftw_plan plan)
{
	if (!plan || arena_defer(arena, destroy, plan))
		return plan;
	fftw_destroy_plan(plan);
	return NULL;
}

struct real_transform *real_transform_new(struct arena *arena, size_t size)
{
	struct real_transform *transform = ARENA_NEW(arena, struct real_transform);
	if (!transform)
		return NULL;
	transform->size = size;
	transform->bin_count = size / 2 + 1;
	transform->samples = ARENA_ARRAY(arena, double, size);
	transform->bins = arena_array(arena, transform->bin_count, sizeof *transform->bins);
	if (!transform->samples || !transform->bins)
		return NULL;
	transform->forward = keep(arena, fftw_plan_dft_r2c_1d((int)size, transform->samples, transform->bins,
							      FFTW_ESTIMATE | FFTW_PRESERVE_INPUT));
	transform->backward =
		keep(arena, fftw_plan_dft_c2r_1d((int)size, transform->bins, transform->samples, FFTW_ESTIMATE));
	return transform->forward && transform->backward ? transform : NULL;
}

void real_transform_forward(struct real_transform *transform)
{
	fftw_execute(transform->forward);
}

void real_transform_backward(struct real_transform *transform)
{
	fftw_execute(transform->backward);
}
