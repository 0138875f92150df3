/* Reads sound that is stored: one frame after the other, or for its peak.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stored_sound.h"

#include "engine/source_part.h"

#include <math.h>

struct stored_source {
	struct source source; /* this member is first, because others see only it */
	struct stored_sound *sound;
	uint64_t position;
	double **at; /* [channels] where the next frames go */
	double peak;
};

double **stored_sound_columns(struct arena *arena, size_t channels)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	double *samples = ARENA_ARRAY(arena, double, channels *STORED_SOUND_FRAMES);
	if (!columns || !samples)
		return NULL;
	for (size_t i = 0; i < channels; i++)
		columns[i] = samples + i * STORED_SOUND_FRAMES;
	return columns;
}

static double peak_of(double *const *columns, size_t channels, size_t frames)
{
	double peak = 0.0;
	for (size_t i = 0; i < channels; i++)
		for (size_t frame = 0; frame < frames; frame++)
			peak = fabs(columns[i][frame]) > peak ? fabs(columns[i][frame]) : peak;
	return peak;
}

static enum status read_part(struct source *interface, double *const *columns, size_t frames)
{
	struct stored_source *source = (struct stored_source *)interface;
	const enum status status = source->sound->read(source->sound, source->position, columns, frames);
	source->source.problem = source->sound->problem;
	if (status != STATUS_OK)
		return status;
	source->position += frames;
	source->peak = fmax(source->peak, peak_of(columns, source->source.channels, frames));
	return STATUS_OK;
}

static enum status read_next(struct source *interface, double *const *columns, size_t frames)
{
	double **at = ((struct stored_source *)interface)->at;
	return source_part_read(interface, read_part, STORED_SOUND_FRAMES, at, columns, frames);
}

static enum status go_back(struct source *interface)
{
	struct stored_source *source = (struct stored_source *)interface;
	source->position = 0;
	source->peak = 0.0;
	return STATUS_OK;
}

static void free_nothing(struct source *source)
{
	(void)source;
}

struct source *stored_sound_source(struct stored_sound *sound, struct arena *arena)
{
	struct stored_source *source = ARENA_NEW(arena, struct stored_source);
	double **at = ARENA_ARRAY(arena, double *, sound->channels);
	if (!source || !at)
		return NULL;
	*source = (struct stored_source){ .source = { .sample_rate = sound->sample_rate,
						      .channels = sound->channels,
						      .frames = sound->frames,
						      .read = read_next,
						      .rewind = go_back,
						      .free = free_nothing,
						      .name = sound->name },
					  .sound = sound,
					  .at = at };
	return &source->source;
}

double stored_sound_peak(const struct source *source)
{
	return ((const struct stored_source *)source)->peak;
}

enum status stored_sound_find_peak(struct stored_sound *sound, uint64_t first, uint64_t frames, struct arena *arena,
				   const volatile sig_atomic_t *stop, double *peak)
{
	double **columns = stored_sound_columns(arena, sound->channels);
	enum status status = columns ? STATUS_OK : STATUS_NO_MEMORY;
	*peak = 0.0;
	for (uint64_t done = 0; done < frames && status == STATUS_OK; done += STORED_SOUND_FRAMES) {
		const uint64_t left = frames - done;
		const size_t part = left < STORED_SOUND_FRAMES ? (size_t)left : STORED_SOUND_FRAMES;
		status = stop && *stop ? STATUS_INTERRUPTED : sound->read(sound, first + done, columns, part);
		if (status == STATUS_OK)
			*peak = fmax(*peak, peak_of(columns, sound->channels, part));
	}
	return status;
}
