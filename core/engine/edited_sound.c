/* Joins parts of a sound into another version of it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/edited_sound.h"

#include <string.h>

struct edited_sound {
	struct stored_sound sound; /* this member is first, because others see only it */
	struct stored_sound *from;
	const struct edit *edit;
	double **incoming; /* [channels][STORED_SOUND_FRAMES] what fades in */
	double **at; /* [channels] where the next frames go */
};

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A stretch of the version that one part fills, outside of crossfades or within one. */
struct stretch {
	const struct edit_part *part, *next; /* `next` fades in; NULL outside of crossfades */
	uint64_t first; /* a frame of the version */
	size_t frames;
};

/* Finds the stretch that begins at frame `first`, which lies within the version. */
static struct stretch stretch_at(const struct edit *edit, uint64_t first, size_t frames)
{
	size_t index = 0;
	while (first >= edit->parts[index].at + edit->parts[index].frames)
		index++;
	const struct edit_part *part = &edit->parts[index];
	const struct edit_part *next = index + 1 < edit->part_count ? part + 1 : NULL;
	const uint64_t end = part->at + part->frames, fade = end - (next ? next->crossfade.frames : 0);
	const bool fades = first >= fade;
	return (struct stretch){ .part = part,
				 .next = fades ? next : NULL,
				 .first = first,
				 .frames = (size_t)least(frames, (fades ? end : fade) - first) };
}

static void add_incoming(const struct edited_sound *edited, const struct stretch *stretch)
{
	const struct edit_fade *fade = &stretch->next->crossfade;
	const uint64_t done = stretch->first - (stretch->next->at - fade->frames);
	for (size_t frame = 0; frame < stretch->frames; frame++) {
		const double length = (double)fade->frames, in = (double)(done + frame);
		const double gain = fade_gain(fade->shape, in / length);
		const double rest = fade_gain(fade->shape, (length - in) / length);
		for (size_t i = 0; i < edited->sound.channels; i++)
			edited->at[i][frame] = edited->at[i][frame] * rest + edited->incoming[i][frame] * gain;
	}
}

static enum status read_stretch(const struct edited_sound *edited, const struct stretch *stretch)
{
	struct stored_sound *from = edited->from;
	const struct edit_part *part = stretch->part, *next = stretch->next;
	enum status status = from->read(from, part->from + (stretch->first - part->at), edited->at, stretch->frames);
	if (status != STATUS_OK || !next)
		return status;
	status = from->read(from, next->from - (next->at - stretch->first), edited->incoming, stretch->frames);
	if (status == STATUS_OK)
		add_incoming(edited, stretch);
	return status;
}

static double end_gain(const struct edit *edit, uint64_t frame)
{
	const struct edit_fade *in = &edit->fade_in, *out = &edit->fade_out;
	double gain = 1.0;
	if (frame < in->frames)
		gain *= fade_gain(in->shape, (double)frame / (double)in->frames);
	if (edit->frames - frame < out->frames)
		gain *= fade_gain(out->shape, (double)(edit->frames - frame) / (double)out->frames);
	return gain;
}

/* Most blocks lie in no fade. */
static void fade_ends(const struct edited_sound *edited, uint64_t first, double *const *columns, size_t frames)
{
	const struct edit *edit = edited->edit;
	if (first >= edit->fade_in.frames && edit->frames - first - frames >= edit->fade_out.frames)
		return;
	for (size_t frame = 0; frame < frames; frame++) {
		const double gain = end_gain(edit, first + frame);
		for (size_t i = 0; i < edited->sound.channels; i++)
			columns[i][frame] *= gain;
	}
}

static enum status read_edited(struct stored_sound *sound, uint64_t first, double *const *columns, size_t frames)
{
	struct edited_sound *edited = (struct edited_sound *)sound;
	const size_t inside = first < sound->frames ? (size_t)least(frames, sound->frames - first) : 0;
	enum status status = STATUS_OK;
	for (size_t done = 0; done < inside && status == STATUS_OK;) {
		const struct stretch stretch = stretch_at(edited->edit, first + done, inside - done);
		for (size_t i = 0; i < sound->channels; i++)
			edited->at[i] = columns[i] + done;
		status = read_stretch(edited, &stretch);
		done += stretch.frames;
	}
	sound->problem = edited->from->problem;
	if (status != STATUS_OK)
		return status;
	if (inside > 0)
		fade_ends(edited, first, columns, inside);
	for (size_t i = 0; i < sound->channels; i++)
		memset(columns[i] + inside, 0, (frames - inside) * sizeof(double));
	return STATUS_OK;
}

struct stored_sound *edited_sound_new(struct stored_sound *sound, const struct edit *edit, struct arena *arena)
{
	struct edited_sound *edited = ARENA_NEW(arena, struct edited_sound);
	double **incoming = stored_sound_columns(arena, sound->channels);
	double **at = ARENA_ARRAY(arena, double *, sound->channels);
	if (!edited || !incoming || !at)
		return NULL;
	*edited = (struct edited_sound){ .sound = { .sample_rate = sound->sample_rate,
						    .channels = sound->channels,
						    .frames = edit->frames,
						    .read = read_edited,
						    .name = sound->name },
					 .from = sound,
					 .edit = edit,
					 .incoming = incoming,
					 .at = at };
	return &edited->sound;
}

size_t edit_layers(const struct edit *edit)
{
	for (size_t i = 0; i < edit->part_count; i++)
		if (edit->parts[i].crossfade.frames > 0)
			return 2;
	return 1;
}
