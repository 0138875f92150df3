/* Finds the filters by which clips of another rate or speed are read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/clip_filters.h"

#include "dsp/elementary.h"

#include <math.h>

/* The most parts of a frame for which a filter has a row each. */
enum { PARTS_MAXIMUM = 1024 };

struct clip_filter {
	struct clip_filter *next;
	uint64_t step_parts, parts; /* of an exact filter */
	double step; /* of any other; parts is 0 */
	const struct sinc_filter *filter;
};

bool clip_part_is_straight(const struct clip_part *part)
{
	return part->parts == 1 && part->step_parts == 1;
}

/* Returns a step of a coarse scale, at or a little over the step, so that many speeds share a filter. */
static double coarse_step(double step)
{
	const double steps_of_an_octave = 12.0;
	if (step <= 1.0)
		return 1.0;
	return elementary_exp2(ceil(elementary_log2(step) * steps_of_an_octave) / steps_of_an_octave);
}

const struct sinc_filter *clip_filters_find(struct clip_filters *filters, const struct clip_part *part)
{
	const bool exact = part->parts > 0 && part->parts <= PARTS_MAXIMUM;
	const struct clip_filter wanted = { .step_parts = exact ? part->step_parts : 0,
					    .parts = exact ? part->parts : 0,
					    .step = exact ? 0.0 : coarse_step(part->step) };
	for (struct clip_filter *i = filters->first; i; i = i->next)
		if (i->step_parts == wanted.step_parts && i->parts == wanted.parts && i->step == wanted.step)
			return i->filter;
	struct clip_filter *made = ARENA_NEW(filters->arena, struct clip_filter);
	if (!made)
		return NULL;
	*made = wanted;
	made->next = filters->first;
	made->filter =
		exact ? sinc_filter_new_exact(filters->arena, &sinc_shape_of_clips, wanted.step_parts, wanted.parts)
		      : sinc_filter_new(filters->arena, &sinc_shape_of_clips, wanted.step);
	if (made->filter)
		filters->first = made;
	return made->filter;
}
