/* Plays a source earlier or later, by fractions of a frame too.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/aligned_source.h"

#include "dsp/sinc_filter.h"
#include "engine/source_part.h"

#include <math.h>
#include <string.h>

enum { PIECE_FRAMES = 1024, SPARE_FRAMES = 16 };

struct aligned_source {
	struct source source; /* comes first, so that a pointer to it is one to its aligned_source */
	struct arena *arena;
	struct source *from;
	struct aligned_source_settings settings;
	const struct sinc_filter *filter;
	double *weights; /* of one position */
	double weighed; /* the fraction that they are for; negative: none */
	double **window; /* [channels][capacity]: frames of `from` */
	size_t capacity;
	int64_t first, end; /* the frames in the window; `from` goes on at `end`, or at 0 while that is negative */
	uint64_t frame; /* the next frame */
	double **rest, **place; /* [channels]: where `from` and a part are written */
};

static struct aligned_source *aligned(struct source *source)
{
	return (struct aligned_source *)source;
}

/* Returns the frames of `from` on each side of a position. */
static int64_t half_of(const struct aligned_source *source)
{
	return (int64_t)(source->filter->taps / 2);
}

/* Reads the next frames of `from` behind the window. */
static enum status append(struct aligned_source *source, size_t frames)
{
	const size_t held = (size_t)(source->end - source->first);
	size_t silent = 0;
	if (source->end < 0)
		silent = -source->end < (int64_t)frames ? (size_t)-source->end : frames;
	for (size_t i = 0; i < source->source.channels; i++) {
		memset(source->window[i] + held, 0, silent * sizeof(double));
		source->rest[i] = source->window[i] + held + silent;
	}
	source->end += (int64_t)frames;
	if (silent == frames)
		return STATUS_OK;
	const enum status status = source->from->read(source->from, source->rest, frames - silent);
	source->source.problem = source->from->problem;
	return status;
}

/* Drops frames that `from` has before the window. */
static enum status pass_over(struct aligned_source *source, int64_t to)
{
	enum status status = STATUS_OK;
	if (source->end >= 0 && source->end < to && source->from->skip) {
		status = source->from->skip(source->from, (uint64_t)(to - source->end));
		source->source.problem = source->from->problem;
		source->end = to;
	}
	while (source->end < to && status == STATUS_OK) {
		const int64_t left = to - source->end;
		source->first = source->end;
		status = append(source, left < PIECE_FRAMES ? (size_t)left : PIECE_FRAMES);
	}
	source->first = source->end;
	return status;
}

/* Lets the window hold the frames from `first` to under `end`. */
static enum status need(struct aligned_source *source, int64_t first, int64_t end)
{
	enum status status = STATUS_OK;
	if (first >= source->end) {
		status = pass_over(source, first);
	} else if (first > source->first) {
		const size_t dropped = (size_t)(first - source->first), kept = (size_t)(source->end - first);
		for (size_t i = 0; i < source->source.channels; i++)
			memmove(source->window[i], source->window[i] + dropped, kept * sizeof(double));
		source->first = first;
	}
	if (status == STATUS_OK && source->end < end)
		status = append(source, (size_t)(end - source->end));
	return status;
}

/* The place of a frame: a whole number of frames and a rest from 0 to under 1. */
static int64_t place_of(const struct aligned_source *source, uint64_t frame, double *rest)
{
	const double place = source->settings.position + (double)frame * (source->settings.step - 1.0);
	const double whole = floor(place);
	*rest = place - whole;
	return (int64_t)whole + (int64_t)frame;
}

static void weigh(struct aligned_source *source, double rest)
{
	if (rest == source->weighed)
		return;
	sinc_filter_weights(source->filter, rest, source->weights);
	source->weighed = rest;
}

static void interpolate(struct aligned_source *source, double *const *columns, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		double rest;
		const int64_t at = place_of(source, source->frame + i, &rest) - source->first;
		if (rest != 0.0)
			weigh(source, rest);
		for (size_t k = 0; k < source->source.channels; k++) {
			const double *samples = source->window[k] + at;
			columns[k][i] =
				source->settings.gain * (rest == 0.0 ? *samples
								     : sinc_filter_sum(source->filter, source->weights,
										       samples - half_of(source) + 1));
		}
	}
}

static enum status read_part(struct source *interface, double *const *columns, size_t frames)
{
	struct aligned_source *source = aligned(interface);
	double rest;
	const int64_t first = place_of(source, source->frame, &rest) - half_of(source) + 1;
	const int64_t last = place_of(source, source->frame + frames - 1, &rest) + half_of(source) + 1;
	const enum status status = need(source, first, last);
	if (status != STATUS_OK)
		return status;
	interpolate(source, columns, frames);
	source->frame += frames;
	return STATUS_OK;
}

static enum status read_frames(struct source *interface, double *const *columns, size_t frames)
{
	return source_part_read(interface, read_part, PIECE_FRAMES, aligned(interface)->place, columns, frames);
}

static enum status skip_frames(struct source *interface, uint64_t frames)
{
	aligned(interface)->frame += frames;
	return STATUS_OK;
}

/* The window begins empty: at the first frame that is heard, or at frame 0 where that comes later. */
static void start(struct aligned_source *source)
{
	const int64_t first = (int64_t)floor(source->settings.position) - half_of(source) + 1;
	source->first = source->end = first < 0 ? first : 0;
	source->frame = 0;
	source->weighed = -1.0;
}

static enum status rewind_all(struct source *interface)
{
	struct aligned_source *source = aligned(interface);
	start(source);
	const enum status status = source->from->rewind(source->from);
	interface->problem = source->from->problem;
	return status;
}

static enum status confirm(struct source *interface)
{
	struct aligned_source *source = aligned(interface);
	const enum status status = source_confirm(source->from);
	interface->problem = source->from->problem;
	return status;
}

static void free_all(struct source *interface)
{
	if (!interface)
		return;
	struct aligned_source *source = aligned(interface);
	if (!source->settings.borrowed)
		source->from->free(source->from);
	arena_free(source->arena);
}

static bool make_room(struct aligned_source *source)
{
	const size_t channels = source->source.channels;
	source->filter = sinc_filter_new(source->arena, &sinc_shape_of_clips, source->settings.step);
	source->window = ARENA_ARRAY(source->arena, double *, channels);
	source->rest = ARENA_ARRAY(source->arena, double *, channels);
	source->place = ARENA_ARRAY(source->arena, double *, channels);
	if (!source->filter || !source->window || !source->rest || !source->place)
		return false;
	source->weights = ARENA_ARRAY(source->arena, double, source->filter->taps);
	source->capacity = PIECE_FRAMES + source->filter->taps + SPARE_FRAMES;
	for (size_t i = 0; i < channels; i++)
		if (!(source->window[i] = ARENA_ARRAY(source->arena, double, source->capacity)))
			return false;
	return source->weights;
}

/* Returns how many frames it takes until `from` has ended. */
static uint64_t frames_of(const struct source *from, const struct aligned_source_settings *settings)
{
	return (uint64_t)fmax(0.0, ceil(((double)from->frames - settings->position) / settings->step));
}

struct source *aligned_source_new(struct source *from, const struct aligned_source_settings *settings)
{
	struct arena *arena = arena_new();
	struct aligned_source *source = arena ? ARENA_NEW(arena, struct aligned_source) : NULL;
	if (source) {
		*source = (struct aligned_source){ .arena = arena, .from = from, .settings = *settings };
		source->source = (struct source){ .sample_rate = from->sample_rate,
						  .channels = from->channels,
						  .frames = frames_of(from, settings),
						  .outlasts = true,
						  .read = read_frames,
						  .skip = skip_frames,
						  .rewind = rewind_all,
						  .confirm = confirm,
						  .free = free_all,
						  .name = from->name };
	}
	if (source && make_room(source)) {
		start(source);
		return &source->source;
	}
	if (!settings->borrowed)
		from->free(from);
	arena_free(arena);
	return NULL;
}
