/* Turns the times of a region into the frames of an edit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/region_edit.h"

#include "base/frames.h"

#include <math.h>

/* A length in bars, or in parts of a second that no double has, is off by less. */
#define FRAME_SLACK 1e-6

uint64_t region_span_end(double from_seconds, double length_seconds, uint64_t from, double sample_rate)
{
	const double length = length_seconds * sample_rate;
	if (fabs(length - round(length)) < FRAME_SLACK)
		return from + (uint64_t)round(length);
	return frames_of_seconds(from_seconds + length_seconds, sample_rate);
}

uint64_t region_end_frame(const struct recipe_region *region, uint64_t file_frames, double sample_rate)
{
	const uint64_t from = frames_of_seconds(region->from_seconds, sample_rate);
	if (!isnan(region->length_seconds))
		return region_span_end(region->from_seconds, region->length_seconds, from, sample_rate);
	return isnan(region->to_seconds) ? file_frames : frames_of_seconds(region->to_seconds, sample_rate);
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Rounding may make a fade longer by a frame than what it is in. */
static struct edit_fade fade_of(const struct recipe_fade *fade, uint64_t most, double sample_rate)
{
	return (struct edit_fade){ least(frames_of_seconds(fade->seconds, sample_rate), most), fade->shape };
}

/* Adds the frames from `from` to before `end`. */
static struct edit_part *add(struct edit *edit, struct edit_part *parts, uint64_t from, uint64_t end)
{
	struct edit_part *part = &parts[edit->part_count++];
	*part = (struct edit_part){ .from = from, .at = edit->frames, .frames = end > from ? end - from : 0 };
	edit->frames += part->frames;
	return part;
}

static void add_part(struct edit *edit, struct edit_part *parts, const struct recipe_region_part *given,
		     uint64_t file_frames, double sample_rate)
{
	const uint64_t from = frames_of_seconds(given->from_seconds, sample_rate);
	const uint64_t before = edit->part_count > 0 ? parts[edit->part_count - 1].frames : 0;
	uint64_t end = file_frames;
	if (!isnan(given->to_seconds))
		end = frames_of_seconds(given->to_seconds, sample_rate);
	else if (!isnan(given->length_seconds))
		end = region_span_end(given->from_seconds, given->length_seconds, from, sample_rate);
	add(edit, parts, from, end)->crossfade = fade_of(&given->crossfade, least(before, from), sample_rate);
}

/* Lets the last part end where the version has its length. */
static void set_length(struct edit *edit, struct edit_part *parts, uint64_t frames)
{
	struct edit_part *last = &parts[edit->part_count - 1];
	last->frames = frames > last->at ? frames - last->at : 0;
	edit->frames = last->at + last->frames;
}

enum status region_edit_make(const struct recipe_region *region, uint64_t file_frames, double sample_rate,
			     struct arena *arena, struct edit *edit)
{
	struct edit_part *parts = ARENA_ARRAY(arena, struct edit_part, region->part_count + 1);
	if (!parts)
		return STATUS_NO_MEMORY;
	*edit = (struct edit){ .parts = parts };
	for (size_t i = 0; i < region->part_count; i++)
		add_part(edit, parts, &region->parts[i], file_frames, sample_rate);
	if (region->part_count == 0)
		add(edit, parts, frames_of_seconds(region->from_seconds, sample_rate),
		    region_end_frame(region, file_frames, sample_rate));
	else if (!isnan(region->length_seconds))
		set_length(edit, parts, frames_of_seconds(region->length_seconds, sample_rate));
	edit->fade_in = fade_of(&region->fade_in, edit->frames, sample_rate);
	edit->fade_out = fade_of(&region->fade_out, edit->frames, sample_rate);
	return STATUS_OK;
}

enum status region_edit_convert(const struct edit *from, uint64_t (*place)(const void *context, uint64_t frame),
				const void *context, struct arena *arena, struct edit *edit)
{
	struct edit_part *parts = ARENA_ARRAY(arena, struct edit_part, from->part_count);
	if (!parts)
		return STATUS_NO_MEMORY;
	*edit = *from;
	edit->parts = parts;
	edit->frames = place(context, from->frames);
	edit->fade_in.frames = least(place(context, from->fade_in.frames), edit->frames);
	edit->fade_out.frames = least(place(context, from->fade_out.frames), edit->frames);
	for (size_t i = 0; i < from->part_count; i++) {
		const struct edit_part *part = &from->parts[i];
		const uint64_t before = i > 0 ? parts[i - 1].frames : 0;
		parts[i] = *part;
		parts[i].from = place(context, part->from);
		parts[i].at = place(context, part->at);
		parts[i].frames = place(context, part->at + part->frames) - parts[i].at;
		parts[i].crossfade.frames = least(place(context, part->crossfade.frames), least(before, parts[i].from));
	}
	return STATUS_OK;
}
