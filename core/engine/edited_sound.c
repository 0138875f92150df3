/* Plays parts of a sound one after the other, with fades.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/edited_sound.h"

#include <string.h>

struct edited_sound {
	struct stored_sound sound; /* this member is first, because others see only it */
	struct stored_sound *from;
	const struct edit *edit;
	double **part; /* [channels][STORED_SOUND_FRAMES] */
	double **at; /* [channels] where the frames of a part go */
};

/* A row of frames of the edit. */
struct stretch {
	uint64_t first, end;
};

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static double gain_in(const struct edit_fade *fade, uint64_t frame)
{
	return frame < fade->frames ? fade_gain(fade->shape, (double)frame / (double)fade->frames) : 1.0;
}

/* `left` is the number of frames up to the end of the fade. */
static double gain_out(const struct edit_fade *fade, uint64_t left)
{
	return left <= fade->frames ? fade_gain(fade->shape, (double)left / (double)fade->frames) : 1.0;
}

/* Returns where the part begins to sound. */
static uint64_t start_of(const struct edit_part *part)
{
	return part->at - part->crossfade.frames;
}

/* Returns the crossfade at the end of a part, which is that of the next part. */
static struct edit_fade fade_after(const struct edit *edit, size_t index)
{
	return index + 1 < edit->part_count ? edit->parts[index + 1].crossfade : (struct edit_fade){ 0 };
}

static double part_gain(const struct edit_part *part, const struct edit_fade *after, uint64_t frame)
{
	return gain_in(&part->crossfade, frame - start_of(part)) * gain_out(after, part->at + part->frames - frame);
}

static void add(const struct edited_sound *edited, size_t index, const struct stretch *stretch, double *const *columns)
{
	const struct edit_part *part = &edited->edit->parts[index];
	const struct edit_fade after = fade_after(edited->edit, index);
	for (uint64_t frame = stretch->first; frame < stretch->end; frame++) {
		const double gain = part_gain(part, &after, frame);
		const size_t at = (size_t)(frame - stretch->first);
		for (size_t i = 0; i < edited->sound.channels; i++)
			columns[i][at] += gain * edited->part[i][at];
	}
}

/* Adds what one part has of the frames that are asked for. */
static enum status add_part(struct edited_sound *edited, size_t index, const struct stretch *asked,
			    double *const *columns)
{
	const struct edit_part *part = &edited->edit->parts[index];
	const uint64_t start = start_of(part);
	const struct stretch stretch = { asked->first > start ? asked->first : start,
					 least(asked->end, part->at + part->frames) };
	if (stretch.first >= stretch.end)
		return STATUS_OK;
	for (size_t i = 0; i < edited->sound.channels; i++)
		edited->at[i] = columns[i] + (stretch.first - asked->first);
	const enum status status = edited->from->read(edited->from, part->from + stretch.first - part->at, edited->part,
						      (size_t)(stretch.end - stretch.first));
	if (status == STATUS_OK)
		add(edited, index, &stretch, edited->at);
	return status;
}

/* Fades the two ends of the whole. */
static void fade(const struct edited_sound *edited, const struct stretch *stretch, double *const *columns)
{
	const struct edit *edit = edited->edit;
	const uint64_t last = edit->frames - edit->fade_out.frames;
	if (stretch->first >= edit->fade_in.frames && stretch->end <= last)
		return;
	for (uint64_t frame = stretch->first; frame < stretch->end; frame++) {
		const double gain = gain_in(&edit->fade_in, frame) * gain_out(&edit->fade_out, edit->frames - frame);
		for (size_t i = 0; i < edited->sound.channels; i++)
			columns[i][frame - stretch->first] *= gain;
	}
}

static enum status read_edited(struct stored_sound *sound, uint64_t first, double *const *columns, size_t frames)
{
	struct edited_sound *edited = (struct edited_sound *)sound;
	const struct stretch inside = { first, least(first + frames, sound->frames) };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sound->channels; i++)
		memset(columns[i], 0, frames * sizeof(double));
	if (inside.first >= inside.end)
		return STATUS_OK;
	for (size_t i = 0; i < edited->edit->part_count && status == STATUS_OK; i++)
		status = add_part(edited, i, &inside, columns);
	fade(edited, &inside, columns);
	sound->problem = edited->from->problem;
	return status;
}

struct stored_sound *edited_sound_new(struct stored_sound *sound, const struct edit *edit, struct arena *arena)
{
	struct edited_sound *edited = ARENA_NEW(arena, struct edited_sound);
	double **part = stored_sound_columns(arena, sound->channels),
	       **at = ARENA_ARRAY(arena, double *, sound->channels);
	if (!edited || !part || !at)
		return NULL;
	*edited = (struct edited_sound){ .sound = { .sample_rate = sound->sample_rate,
						    .channels = sound->channels,
						    .frames = edit->frames,
						    .read = read_edited,
						    .name = sound->name },
					 .from = sound,
					 .edit = edit,
					 .part = part,
					 .at = at };
	return &edited->sound;
}

size_t edit_layers(const struct edit *edit)
{
	size_t layers = 1;
	for (size_t i = 0; i < edit->part_count; i++)
		layers = edit->parts[i].crossfade.frames > 0 ? 2 : layers;
	return layers;
}
