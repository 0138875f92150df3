/* Adds what comes after the end of a loop to its start.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/folded_sound.h"

#include <string.h>

struct folded_sound {
	struct stored_sound sound; /* this member is first, because others see only it */
	struct stored_sound *from;
	double **layer; /* [channels][STORED_SOUND_FRAMES] */
};

/* Adds one layer to those before it. */
static enum status add_layer(struct folded_sound *folded, uint64_t first, double *const *columns, size_t frames)
{
	const enum status status = folded->from->read(folded->from, first, folded->layer, frames);
	for (size_t i = 0; i < folded->sound.channels && status == STATUS_OK; i++)
		for (size_t frame = 0; frame < frames; frame++)
			columns[i][frame] += folded->layer[i][frame];
	return status;
}

static size_t frames_inside(const struct folded_sound *folded, uint64_t first, size_t frames)
{
	const uint64_t left = first < folded->sound.frames ? folded->sound.frames - first : 0;
	return left < frames ? (size_t)left : frames;
}

static enum status read_folded(struct stored_sound *sound, uint64_t first, double *const *columns, size_t frames)
{
	struct folded_sound *folded = (struct folded_sound *)sound;
	struct stored_sound *from = folded->from;
	const size_t inside = frames_inside(folded, first, frames);
	enum status status = from->read(from, first, columns, inside);
	for (uint64_t at = first + sound->frames; inside > 0 && at < from->frames && status == STATUS_OK;
	     at += sound->frames)
		status = add_layer(folded, at, columns, inside);
	for (size_t i = 0; i < sound->channels; i++)
		memset(columns[i] + inside, 0, (frames - inside) * sizeof(double));
	sound->problem = from->problem;
	return status;
}

struct stored_sound *folded_sound_new(struct stored_sound *sound, uint64_t frames, struct arena *arena)
{
	struct folded_sound *folded = ARENA_NEW(arena, struct folded_sound);
	double **layer = stored_sound_columns(arena, sound->channels);
	if (!folded || !layer)
		return NULL;
	*folded = (struct folded_sound){ .sound = { .sample_rate = sound->sample_rate,
						    .channels = sound->channels,
						    .frames = frames,
						    .read = read_folded,
						    .name = sound->name },
					 .from = sound,
					 .layer = layer };
	return &folded->sound;
}
