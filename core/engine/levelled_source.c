/* Plays a source at another level, under a ceiling if need be.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/levelled_source.h"

#include "dsp/elementary.h"
#include "dsp/kernel/select.h"
#include "processors/limiter.h"

#include <string.h>

enum { BLOCK_FRAMES = 4096 };

struct levelled_source {
	struct source source; /* comes first, so that a pointer to it is one to its levelled_source */
	struct arena *arena;
	struct source *from;
	double gain;
	double **columns; /* the source's frames at their new level */
	double **limited; /* the output of the limiter */
	const struct processor *limiter; /* NULL without a limiter */
	struct processor_instance instance;
	void *batch;
	size_t late; /* frames of the limiter's latency that are still to be removed */
};

static double **columns_new(struct arena *arena, size_t channels)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	for (size_t i = 0; columns && i < channels; i++)
		if (!(columns[i] = ARENA_ARRAY(arena, double, BLOCK_FRAMES)))
			return NULL;
	return columns;
}

/* Advances by at most a block, behind all processing; the output is late by the latency. */
static enum status advance(struct levelled_source *levelled, size_t frames)
{
	enum status status = levelled->from->read(levelled->from, levelled->columns, frames);
	levelled->source.problem = levelled->from->problem;
	if (status != STATUS_OK)
		return status;
	for (size_t channel = 0; channel < levelled->source.channels; channel++)
		for (size_t i = 0; i < frames; i++)
			levelled->columns[channel][i] *= levelled->gain;
	if (levelled->limiter)
		levelled->limiter->process(levelled->batch, 0, frames);
	return STATUS_OK;
}

static enum status read_frames(struct source *source, double *const *columns, size_t frames)
{
	struct levelled_source *levelled = (struct levelled_source *)source;
	enum status status = STATUS_OK;
	for (; levelled->late > 0 && status == STATUS_OK;) {
		size_t count = levelled->late < BLOCK_FRAMES ? levelled->late : BLOCK_FRAMES;
		status = advance(levelled, count);
		levelled->late -= count;
	}
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		size_t count = frames - done < BLOCK_FRAMES ? frames - done : BLOCK_FRAMES;
		status = advance(levelled, count);
		for (size_t channel = 0; channel < source->channels; channel++)
			memcpy(columns[channel] + done, levelled->limited[channel], count * sizeof(double));
		done += count;
	}
	return status;
}

static enum status rewind_all(struct source *source)
{
	struct levelled_source *levelled = (struct levelled_source *)source;
	if (levelled->limiter) {
		levelled->limiter->reset(levelled->batch);
		levelled->late = levelled->instance.shape.latency;
	}
	return levelled->from->rewind(levelled->from);
}

static void free_all(struct source *source)
{
	struct levelled_source *levelled = (struct levelled_source *)source;
	if (!levelled)
		return;
	levelled->from->free(levelled->from);
	arena_free(levelled->arena);
}

static bool add_limiter(struct levelled_source *levelled, double ceiling_dbtp)
{
	const struct processor *limiter = &limiter_processor;
	const size_t channels = levelled->source.channels;
	if (channels > LEVELLED_CHANNELS_MAXIMUM)
		return false;
	struct parameter_value *values =
		parameter_defaults(levelled->arena, limiter->parameters, limiter->parameter_count);
	levelled->limited = columns_new(levelled->arena, channels);
	if (!values || !levelled->limited)
		return false;
	values[LIMITER_CEILING].number = ceiling_dbtp;
	values[LIMITER_CEILING].given = true;
	levelled->instance = (struct processor_instance){
		.values = values,
		.context = { .sample_rate = levelled->source.sample_rate, .channels = channels },
		.shape = { .channels = channels },
		.groups = 1,
		.in = (const double *const *)levelled->columns,
		.out = levelled->limited,
	};
	const char *problem;
	struct location at;
	if (!limiter->shape(values, &levelled->instance.context, levelled->arena, &levelled->instance.shape, &problem,
			    &at))
		return false;
	levelled->batch =
		limiter->batch_new(levelled->arena, kernel_select(NULL), &levelled->instance, 1, BLOCK_FRAMES);
	levelled->limiter = limiter;
	levelled->late = levelled->instance.shape.latency;
	return levelled->batch;
}

struct source *levelled_source_new(struct source *from, const struct levelled_source_settings *settings)
{
	struct arena *arena = arena_new();
	struct levelled_source *levelled = arena ? ARENA_NEW(arena, struct levelled_source) : NULL;
	bool well = levelled;
	if (well) {
		*levelled = (struct levelled_source){
			.source = *from, .arena = arena, .from = from, .gain = decibel_to_gain(settings->gain_db)
		};
		levelled->source.read = read_frames;
		levelled->source.rewind = rewind_all;
		levelled->source.free = free_all;
		levelled->columns = columns_new(arena, from->channels);
		levelled->limited = levelled->columns;
		well = levelled->columns && (!settings->limited || add_limiter(levelled, settings->ceiling_dbtp));
	}
	if (well)
		return &levelled->source;
	from->free(from);
	arena_free(arena);
	return NULL;
}
