/* stemprint: transforms real samples into their spectrum and back.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/fourier_transform.h"

struct fourier_transform *fourier_transform_new(struct arena *arena, size_t size)
{
	struct fourier_transform *transform = ARENA_NEW(arena, struct fourier_transform);
	if (!transform)
		return NULL;
	transform->size = size;
	transform->bin_count = size / 2 + 1;
	transform->samples = ARENA_ARRAY(arena, double, size);
	transform->bins = arena_array(arena, transform->bin_count, sizeof *transform->bins);
	transform->forward = fourier_plan_hold(arena, FOURIER_FORWARD, size);
	transform->backward = fourier_plan_hold(arena, FOURIER_BACKWARD, size);
	bool whole = transform->samples && transform->bins && transform->forward && transform->backward;
	return whole ? transform : NULL;
}

void fourier_transform_forward(struct fourier_transform *transform)
{
	fourier_plan_run(transform->forward, transform->samples, *transform->bins);
}

void fourier_transform_backward(struct fourier_transform *transform)
{
	fourier_plan_run(transform->backward, *transform->bins, transform->samples);
}
