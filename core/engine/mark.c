/* Makes sources of clicks, pops and time-code.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/mark.h"

#include "base/frames.h"
#include "dsp/elementary.h"
#include "dsp/linear_time_code.h"
#include "engine/click_track.h"
#include "engine/pop.h"

#include <math.h>
#include <string.h>

struct mark {
	struct source source; /* comes first, so that a pointer to it is one to its mark */
	const struct recipe_source *from;
	uint64_t start; /* frames of the session */
	uint64_t position;
	struct click_track clicks; /* GENERATOR_CLICK and GENERATOR_COUNT_IN alone */
	struct linear_time_code time_code; /* GENERATOR_LTC alone */
};

/* Time-code begins at the start of the mark, and the frames before it are silent. */
static void render_time_code(const struct mark *mark, double *column, size_t frames)
{
	size_t before = 0;
	if (mark->position < mark->start)
		before = mark->start - mark->position < frames ? (size_t)(mark->start - mark->position) : frames;
	memset(column, 0, before * sizeof *column);
	if (before < frames)
		linear_time_code_render(&mark->time_code, column + before, mark->position + before - mark->start,
					frames - before);
}

static enum status mark_read(struct source *source, double *const *columns, size_t frames)
{
	struct mark *mark = (struct mark *)source;
	const struct recipe_generator *generator = &mark->from->generator;
	size_t written = 1;
	if (generator->kind == GENERATOR_POP) {
		pop_render(generator, source->sample_rate, columns[0], mark->position, frames);
	} else if (generator->kind == GENERATOR_LTC) {
		render_time_code(mark, columns[0], frames);
	} else {
		click_track_render(&mark->clicks, columns, source->channels, mark->position, frames);
		written = source->channels;
	}
	for (size_t i = written; i < source->channels; i++)
		memcpy(columns[i], columns[0], frames * sizeof *columns[i]);
	mark->position += frames;
	return STATUS_OK;
}

static enum status mark_rewind(struct source *source)
{
	struct mark *mark = (struct mark *)source;
	const enum generator_kind kind = mark->from->generator.kind;
	mark->position = 0;
	if (kind == GENERATOR_CLICK || kind == GENERATOR_COUNT_IN)
		click_track_rewind(&mark->clicks, source->frames);
	return STATUS_OK;
}

/* The mark belongs to the arena. */
static void mark_free(struct source *source)
{
	(void)source;
}

/* Time-code has whole video frames alone. */
static void set_end(struct mark *mark, uint64_t end)
{
	const uint64_t frames = end > mark->start ? end - mark->start : 0;
	mark->source.frames = frames > 0 ? end : 0;
	if (mark->from->generator.kind == GENERATOR_LTC) {
		const struct frame_rate *rate = mark->time_code.rate;
		const uint64_t parts = (uint64_t)rate->denominator * mark->time_code.sample_rate;
		mark->time_code.frames = frames * rate->numerator / parts;
	}
	(void)mark_rewind(&mark->source);
}

void mark_extend(struct source *mark, uint64_t end)
{
	if (generator_is_open(&((struct mark *)mark)->from->generator))
		set_end((struct mark *)mark, end);
}

static uint64_t end_of(const struct recipe_source *from, double sample_rate)
{
	const struct recipe_generator *generator = &from->generator;
	if (generator_is_open(generator))
		return 0;
	if (!isnan(generator->end_seconds))
		return frames_of_seconds(generator->end_seconds, sample_rate);
	return frames_of_seconds(from->start_seconds, sample_rate) +
	       frames_of_seconds(generator->length_seconds, sample_rate);
}

struct source *mark_new(const struct recipe_source *from, const struct mark_session *session, struct arena *arena)
{
	const struct recipe_generator *generator = &from->generator;
	struct mark *mark = ARENA_NEW(arena, struct mark);
	if (!mark)
		return NULL;
	mark->from = from;
	mark->start = frames_of_seconds(from->start_seconds, session->sample_rate);
	mark->source = (struct source){
		.sample_rate = session->sample_rate,
		.channels = from->channel_count,
		.read = mark_read,
		.rewind = mark_rewind,
		.free = mark_free,
		.name = from->file,
	};
	const bool clicks = generator->kind == GENERATOR_CLICK || generator->kind == GENERATOR_COUNT_IN;
	if (clicks && !click_track_init(&mark->clicks, from, session, arena))
		return NULL;
	const struct frame_rate *rate = &frame_rates[generator->frame_rate];
	if (generator->kind == GENERATOR_LTC)
		mark->time_code =
			(struct linear_time_code){ .rate = rate,
						   .first = time_code_number(generator->time_code.start, rate),
						   .sample_rate = (unsigned)session->sample_rate,
						   .level = decibel_to_gain(generator->level_dbfs) };
	set_end(mark, end_of(from, session->sample_rate));
	return &mark->source;
}
