/* Finds the place in a file that a frame of a clip hears.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/clip_place.h"

#include <math.h>

static struct clip_place exact_place(const struct clip_part *part, uint64_t frame)
{
	const int64_t run = (int64_t)(frame * part->step_parts), parts = (int64_t)part->parts;
	const int64_t at = part->backwards ? part->first_parts - run : part->first_parts + run;
	const int64_t rest = (at % parts + parts) % parts;
	return (struct clip_place){ .whole = (at - rest) / parts, .part = (uint64_t)rest };
}

/* The whole frames and the rest of the product are computed apart, so that the place keeps its precision in long clips.
   Frame numbers are split, so that the products are exact as far as the step is. */
static struct clip_place stepped_place(const struct clip_part *part, uint64_t frame)
{
	const double whole_step = floor(part->step), rest_step = part->step - whole_step;
	const double split = 0x1p20, high = floor((double)frame / split), low = (double)frame - high * split;
	const double part_high = rest_step * split, whole_high = floor(part_high);
	const double moved_high = high * (part_high - whole_high), moved_low = low * rest_step;
	const double moved = moved_high + moved_low;
	const int64_t run = (int64_t)frame * (int64_t)whole_step + (int64_t)(high * whole_high);
	const double at = part->backwards ? part->first_rest - moved : part->first_rest + moved;
	const double down = floor(at);
	double rest = at - down;
	int64_t whole = part->first_whole + (part->backwards ? -run : run) + (int64_t)down;
	if (rest >= 1.0) {
		rest = 0.0;
		whole++;
	}
	return (struct clip_place){ .whole = whole, .rest = rest };
}

void clip_place_advance(const struct clip_part *part, uint64_t frame, struct clip_place *place)
{
	if (part->parts == 0) {
		*place = stepped_place(part, frame);
		return;
	}
	const uint64_t whole = part->step_parts / part->parts, rest = part->step_parts % part->parts;
	if (part->backwards) {
		const bool borrows = place->part < rest;
		place->whole -= (int64_t)whole + borrows;
		place->part = (borrows ? place->part + part->parts : place->part) - rest;
	} else {
		const bool carries = place->part + rest >= part->parts;
		place->whole += (int64_t)whole + carries;
		place->part = (carries ? place->part - part->parts : place->part) + rest;
	}
}

struct clip_place clip_place_of(const struct clip_part *part, uint64_t frame)
{
	return part->parts > 0 ? exact_place(part, frame) : stepped_place(part, frame);
}
