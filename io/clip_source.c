/* Makes the clips of a track one source: it reads, fades and sums those that sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/clip_source.h"

#include "io/audio_file.h"
#include "io/clip_place.h"
#include "io/clip_window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	SEGMENT_FRAMES = 1024, /* what is computed at once */
	WINDOW_FRAMES = 8192, /* beside the taps of the filters */
	OPEN_FILES = 32, /* of all tracks together, where they are few */
	OPEN_FILES_LEAST = 2,
};

/* A clip that sounds at the position. */
struct sounding {
	const struct clip *clip;
	const struct sinc_filter *filter; /* NULL means that it hears the samples as they are */
	struct clip_window *window; /* NULL means that it reads its file straight */
};

struct clip_source {
	struct source source; /* this member is first, because the engine sees only it */
	struct arena *arena;
	const struct clip_list *list;
	struct clip_readers readers;
	const struct sinc_filter **filters; /* [list->count] */
	bool all_windows; /* every clip reads through a window, because more sound at once than files may be open */
	uint64_t position;
	size_t next; /* the first clip that has not begun */
	struct sounding *sounding; /* in the order of the list */
	size_t sounding_count;
	struct clip_window **idle; /* the windows that no clip has */
	struct clip_window *windows;
	size_t idle_count, window_count;
	double *raw[RECIPE_CHANNELS_MAXIMUM]; /* [SEGMENT_FRAMES]: a clip before it is added */
	double *gains; /* [SEGMENT_FRAMES] */
	double *weights; /* of the longest filter */
	struct problem problem;
};

static struct clip_source *clip_source_of(struct source *source)
{
	return (struct clip_source *)source;
}

size_t clip_source_open_files(size_t tracks)
{
	const size_t share = OPEN_FILES / (tracks > 0 ? tracks : 1);
	return share > OPEN_FILES_LEAST ? share : OPEN_FILES_LEAST;
}

static uint64_t end_of(const struct clip *clip)
{
	return clip->start + clip->frames;
}

/* Finds the frames that a clip hears between two of its own frames, both inclusive. */
static void span_of(const struct sounding *sounding, uint64_t first, uint64_t last, int64_t *least, int64_t *most)
{
	const struct clip_part *part = &sounding->clip->part;
	const int64_t one = clip_place_of(part, first).whole, other = clip_place_of(part, last).whole;
	const int64_t half = sounding->filter ? (int64_t)(sounding->filter->taps / 2) : 0;
	*least = (one < other ? one : other) - (half > 0 ? half - 1 : 0);
	*most = (one < other ? other : one) + half + 1;
}

static const double *weights_of(struct clip_source *source, const struct sounding *sounding,
				const struct clip_place *place)
{
	const uint64_t parts = sounding->clip->part.parts;
	const double rest = parts > 0 ? (double)place->part / (double)parts : place->rest;
	if (sounding->filter->parts > 0)
		return sinc_filter_exact(sounding->filter, place->part);
	return sinc_filter_weights(sounding->filter, rest, source->weights);
}

/* Reads a few frames of a clip through its window. */
static enum status read_window(struct clip_source *source, const struct sounding *sounding, uint64_t first,
			       double *const *columns, size_t frames)
{
	const struct clip *clip = sounding->clip;
	const struct sinc_filter *filter = sounding->filter;
	const struct clip_window *window = sounding->window;
	int64_t least, most;
	span_of(sounding, first, first + frames - 1, &least, &most);
	const enum status status =
		clip_window_need(sounding->window, &source->readers, clip, least, most, &source->problem);
	struct clip_place place = clip_place_of(&clip->part, first);
	for (size_t i = 0; i < frames && status == STATUS_OK; i++) {
		const int64_t at = place.whole - window->first;
		const double *weights = filter ? weights_of(source, sounding, &place) : NULL;
		const int64_t from = filter ? at - (int64_t)(filter->taps / 2) + 1 : at;
		for (size_t k = 0; k < clip->width; k++)
			columns[k][i] = filter ? sinc_filter_sum(filter, weights, window->columns[k] + from)
					       : window->columns[k][from];
		clip_place_advance(&clip->part, first + i + 1, &place);
	}
	return status;
}

/* Reads frames of a clip, counted from its start. */
static enum status read_clip(struct clip_source *source, const struct sounding *sounding, uint64_t first,
			     double *const *columns, size_t frames)
{
	const struct clip *clip = sounding->clip;
	if (!sounding->window)
		return clip_part_read(&source->readers, clip, clip_place_of(&clip->part, first).whole, columns, frames,
				      &source->problem);
	const size_t piece = (size_t)fmax(1.0, floor((WINDOW_FRAMES - 2) / fmax(1.0, clip->part.step)));
	double *rest[RECIPE_CHANNELS_MAXIMUM];
	enum status status = STATUS_OK;
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		const size_t count = frames - done < piece ? frames - done : piece;
		for (size_t i = 0; i < clip->width; i++)
			rest[i] = columns[i] + done;
		status = read_window(source, sounding, first + done, rest, count);
		done += count;
	}
	return status;
}

static void take_mean(double *const *columns, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		columns[0][i] = 0.5 * (columns[0][i] + columns[1][i]);
}

static double gain_at(const struct clip *clip, uint64_t frame)
{
	double gain = clip->gain;
	if (frame < clip->fade_in)
		gain *= fade_gain(clip->fade_in_shape, (double)frame / (double)clip->fade_in);
	if (frame >= clip->frames - clip->fade_out)
		gain *= fade_gain(clip->fade_out_shape, (double)(clip->frames - frame) / (double)clip->fade_out);
	return gain;
}

static void scale(const struct clip_source *source, const struct clip *clip, uint64_t first, double *const *columns,
		  size_t width, size_t frames)
{
	const bool faded = first < clip->fade_in || first + frames > clip->frames - clip->fade_out;
	if (!faded && clip->gain == 1.0)
		return;
	for (size_t i = 0; i < frames; i++)
		source->gains[i] = faded ? gain_at(clip, first + i) : clip->gain;
	for (size_t k = 0; k < width; k++)
		for (size_t i = 0; i < frames; i++)
			columns[k][i] *= source->gains[i];
}

/* Puts a clip into the columns of the track, or adds it to what they hold. */
static void spread(const struct clip_source *source, size_t width, double *const *columns, size_t frames, bool first)
{
	const size_t channels = source->source.channels;
	const bool panned = width == 1 && channels > 1;
	for (size_t k = 0; k < channels; k++) {
		const double *from = panned && k < 2 ? source->raw[0] : k < width ? source->raw[k] : NULL;
		const double gain = panned && k < 2 ? source->list->side_gains[k] : 1.0;
		if (!from && first)
			memset(columns[k], 0, frames * sizeof *columns[k]);
		for (size_t i = 0; from && i < frames; i++)
			columns[k][i] = first ? gain * from[i] : columns[k][i] + gain * from[i];
	}
}

/* Adds a clip; the first one replaces what is in the columns. */
static enum status add_clip(struct clip_source *source, const struct sounding *sounding, double *const *columns,
			    size_t frames, bool first)
{
	const struct clip *clip = sounding->clip;
	const uint64_t from = source->position - clip->start;
	const size_t width = clip->mono ? 1 : clip->width;
	const bool straight = first && clip->width == source->source.channels && !clip->mono;
	double *const *target = straight ? columns : source->raw;
	const enum status status = read_clip(source, sounding, from, target, frames);
	if (status != STATUS_OK)
		return status;
	if (clip->mono)
		take_mean(target, frames);
	scale(source, clip, from, target, width, frames);
	if (!straight)
		spread(source, width, columns, frames, first);
	return STATUS_OK;
}

static void begin_clip(struct clip_source *source, size_t index)
{
	struct sounding *sounding = &source->sounding[source->sounding_count++];
	const struct clip *clip = &source->list->items[index];
	*sounding = (struct sounding){ .clip = clip, .filter = source->filters[index] };
	if (!sounding->filter && !clip->part.backwards && !source->all_windows)
		return;
	int64_t least, most;
	sounding->window = source->idle[--source->idle_count];
	span_of(sounding, 0, clip->frames - 1, &least, &most);
	clip_window_start(sounding->window, least, most);
}

static void end_clip(struct clip_source *source, const struct sounding *sounding)
{
	clip_readers_leave(&source->readers, sounding->clip);
	if (sounding->window)
		source->idle[source->idle_count++] = sounding->window;
}

/* Ends and begins clips at the position. Returns for how many of the next frames the same ones sound. */
static size_t settle_sounding(struct clip_source *source, size_t frames)
{
	uint64_t until = source->position + (frames < SEGMENT_FRAMES ? frames : SEGMENT_FRAMES);
	size_t kept = 0;
	for (size_t i = 0; i < source->sounding_count; i++) {
		if (end_of(source->sounding[i].clip) <= source->position)
			end_clip(source, &source->sounding[i]);
		else
			source->sounding[kept++] = source->sounding[i];
	}
	source->sounding_count = kept;
	for (; source->next < source->list->count; source->next++) {
		const struct clip *clip = &source->list->items[source->next];
		if (clip->start > source->position)
			break;
		if (end_of(clip) > source->position)
			begin_clip(source, source->next);
	}
	if (source->next < source->list->count && source->list->items[source->next].start < until)
		until = source->list->items[source->next].start;
	for (size_t i = 0; i < source->sounding_count; i++)
		if (end_of(source->sounding[i].clip) < until)
			until = end_of(source->sounding[i].clip);
	return (size_t)(until - source->position);
}

static enum status source_read(struct source *interface, double *const *columns, size_t frames)
{
	struct clip_source *source = clip_source_of(interface);
	double *rest[RECIPE_CHANNELS_MAXIMUM];
	for (size_t done = 0; done < frames;) {
		const size_t count = settle_sounding(source, frames - done);
		enum status status = STATUS_OK;
		for (size_t i = 0; i < interface->channels; i++)
			rest[i] = columns[i] + done;
		for (size_t i = 0; source->sounding_count == 0 && i < interface->channels; i++)
			memset(rest[i], 0, count * sizeof *rest[i]);
		for (size_t i = 0; i < source->sounding_count && status == STATUS_OK; i++)
			status = add_clip(source, &source->sounding[i], rest, count, i == 0);
		interface->name = source->readers.name;
		if (status != STATUS_OK)
			return status;
		source->position += count;
		done += count;
	}
	return STATUS_OK;
}

static enum status source_skip(struct source *interface, uint64_t frames)
{
	clip_source_of(interface)->position += frames;
	return STATUS_OK;
}

/* The files are closed, so that the second pass opens and reads them like the first. */
static enum status source_rewind(struct source *interface)
{
	struct clip_source *source = clip_source_of(interface);
	for (size_t i = 0; i < source->sounding_count; i++)
		end_clip(source, &source->sounding[i]);
	clip_readers_close(&source->readers);
	source->sounding_count = source->next = 0;
	source->position = 0;
	return STATUS_OK;
}

static enum status source_confirm_files(struct source *interface)
{
	struct clip_source *source = clip_source_of(interface);
	enum status status = clip_readers_confirm(&source->readers, &source->problem);
	size_t last = SIZE_MAX;
	for (size_t i = 0; i < source->list->count && status == STATUS_OK; i++) {
		const size_t file = source->list->items[i].file;
		const struct clip_source_file *from = &source->readers.files[file];
		source->readers.name = from->path;
		if (file != last)
			status = audio_file_confirm_path(from->path, &from->properties->identity, &source->problem);
		last = file;
	}
	interface->name = source->readers.name;
	return status;
}

static void source_free(struct source *interface)
{
	if (!interface)
		return;
	struct clip_source *source = clip_source_of(interface);
	clip_readers_close(&source->readers);
	arena_free(source->arena);
}

static int by_number(const void *a, const void *b)
{
	const uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
	return one < other ? -1 : one > other;
}

/* Returns the largest number of clips that sound at once; `with_window` counts only those that need a window anyway.
 *failed is set when memory runs out. */
static size_t count_at_once(const struct clip_source *source, bool with_window, bool *failed)
{
	const struct clip_list *list = source->list;
	uint64_t *starts = calloc(list->count + 1, sizeof *starts), *ends = calloc(list->count + 1, sizeof *ends);
	size_t count = 0, now = 0, most = 0;
	*failed |= !starts || !ends;
	for (size_t i = 0; starts && ends && i < list->count; i++) {
		if (with_window && !source->filters[i] && !list->items[i].part.backwards)
			continue;
		starts[count] = list->items[i].start;
		ends[count++] = end_of(&list->items[i]);
	}
	if (starts && ends)
		qsort(ends, count, sizeof *ends, by_number);
	for (size_t begun = 0, ended = 0; begun < count; begun++) {
		for (now++; ends[ended] <= starts[begun]; ended++)
			now--;
		most = now > most ? now : most;
	}
	free(starts);
	free(ends);
	return most;
}

static bool find_filters(struct clip_source *source, struct clip_filters *filters, size_t *taps)
{
	source->filters = ARENA_ARRAY(source->arena, const struct sinc_filter *, source->list->count);
	for (size_t i = 0; source->filters && i < source->list->count; i++) {
		const struct clip_part *part = &source->list->items[i].part;
		if (clip_part_is_straight(part))
			continue;
		source->filters[i] = clip_filters_find(filters, part);
		if (!source->filters[i])
			return false;
		*taps = source->filters[i]->taps > *taps ? source->filters[i]->taps : *taps;
	}
	return source->filters;
}

static enum status make_windows(struct clip_source *source, size_t at_once, size_t taps, struct problem *problem)
{
	bool failed = false;
	size_t width = 1;
	source->window_count = source->all_windows ? at_once : count_at_once(source, true, &failed);
	if (source->window_count > CLIP_WINDOWS_MAXIMUM) {
		problem_set(problem,
			    "%zu clips of a track sound at once, and %d may; put some of them on another track",
			    source->window_count, CLIP_WINDOWS_MAXIMUM);
		return STATUS_LIMIT;
	}
	for (size_t i = 0; i < source->list->count; i++)
		width = source->list->items[i].width > width ? source->list->items[i].width : width;
	source->windows = clip_windows_new(source->window_count, width, WINDOW_FRAMES + 2 * taps, source->arena);
	source->idle = ARENA_ARRAY(source->arena, struct clip_window *, source->window_count);
	if (failed || !source->windows || !source->idle)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < source->window_count; i++)
		source->idle[source->idle_count++] = &source->windows[i];
	for (size_t i = 0; i < (width > source->list->channels ? width : source->list->channels); i++)
		if (!(source->raw[i] = ARENA_ARRAY(source->arena, double, SEGMENT_FRAMES)))
			return STATUS_NO_MEMORY;
	return STATUS_OK;
}

static enum status make_parts(struct clip_source *source, const struct clip_source_options *options,
			      struct problem *problem)
{
	size_t taps = 0;
	bool failed = !find_filters(source, options->filters, &taps);
	const size_t at_once = failed ? 0 : count_at_once(source, false, &failed);
	const size_t open = at_once + 1 < options->open_files ? at_once + 1 : options->open_files;
	source->all_windows = at_once > options->open_files;
	source->sounding = ARENA_ARRAY(source->arena, struct sounding, at_once);
	source->gains = ARENA_ARRAY(source->arena, double, SEGMENT_FRAMES);
	source->weights = ARENA_ARRAY(source->arena, double, taps);
	if (failed || !source->sounding || !source->gains || !source->weights ||
	    !clip_readers_init(&source->readers, options->files, open, source->arena))
		return STATUS_NO_MEMORY;
	return make_windows(source, at_once, taps, problem);
}

enum status clip_source_new(const struct clip_source_options *options, struct source **source, struct problem *problem)
{
	struct arena *arena = arena_new();
	struct clip_source *made = arena ? ARENA_NEW(arena, struct clip_source) : NULL;
	*source = NULL;
	problem_set(problem, "out of memory");
	if (!made) {
		arena_free(arena);
		return STATUS_NO_MEMORY;
	}
	*made = (struct clip_source){ .arena = arena, .list = options->clips };
	made->source = (struct source){ .sample_rate = options->sample_rate,
					.channels = options->clips->channels,
					.frames = options->clips->frames,
					.read = source_read,
					.skip = source_skip,
					.rewind = source_rewind,
					.confirm = source_confirm_files,
					.free = source_free,
					.name = "clips",
					.problem = made->problem.text };
	const enum status status = make_parts(made, options, problem);
	if (status != STATUS_OK)
		source_free(&made->source);
	else
		*source = &made->source;
	return status;
}
