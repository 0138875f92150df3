/* Converts one sample rate into another, as a stream.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/resample.h"

#include "base/arena.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/select.h"
#include "dsp/sinc_filter.h"

#include <stdlib.h>
#include <string.h>

enum {
	ROWS_MAXIMUM = 2048, /* Of a filter that has a row for each place of an output frame between two input frames,
		   or an input frame between two output frames. Rarer ratios interpolate between rows. */
	BLOCK_FRAMES = 4096, /* those of the higher rate that are converted at once, about: a row is loaded once for
		   several frames */
};

struct resampler {
	unsigned period_in, period_out; /* so many frames last equally long */
	bool exact; /* the filter has a row for each place */
	size_t channels;
	resampler_pull *pull;
	void *context;
	struct arena *arena;
	const struct kernel *kernel;
	const struct sinc_filter *filter;
	double *weights; /* [taps]: room for a row between rows */
	double **window; /* [channels][capacity]: the input that the next output frames hear */
	double **ready; /* [channels][ready_capacity]: the output, of which ready_used frames are read */
	double **in; /* [channels] */
	const double **out; /* [channels] */
	size_t capacity, ready_capacity;
	size_t filled; /* the frames in the window */
	size_t first; /* the first frame that the next output frame hears; it may lie after those in the window */
	uint64_t part; /* the place of the next output frame between two frames of input, in parts of period_out */
	size_t ready_used, ready_filled;
	uint64_t fed, pushed; /* the frames that were fed, and those that they became */
	uint64_t push_end; /* no frame from this one on is pushed */
};

uint64_t resampled_frames(uint64_t frames, unsigned from, unsigned to)
{
	uint64_t seconds = frames / from, rest = frames % from;
	return seconds * to + (rest * to * 2 + from) / (2 * (uint64_t)from);
}

uint64_t resampler_reach(unsigned from, unsigned to)
{
	return sinc_filter_taps(&sinc_shape_of_files, (double)from / (double)to) / 2;
}

static unsigned greatest_common_divisor(unsigned a, unsigned b)
{
	while (b) {
		unsigned rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Before the first frame of input lies silence. */
static void start(struct resampler *resampler)
{
	resampler->filled = resampler->filter->taps / 2 - 1;
	for (size_t i = 0; i < resampler->channels; i++)
		memset(resampler->window[i], 0, resampler->filled * sizeof(double));
	resampler->first = 0;
	resampler->part = 0;
	resampler->ready_used = resampler->ready_filled = 0;
	resampler->fed = resampler->pushed = 0;
	resampler->push_end = UINT64_MAX;
}

static bool make_filter(struct resampler *resampler)
{
	const unsigned in = resampler->period_in, out = resampler->period_out;
	resampler->exact = in <= ROWS_MAXIMUM && out <= ROWS_MAXIMUM;
	resampler->filter = resampler->exact
				    ? sinc_filter_new_exact(resampler->arena, &sinc_shape_of_files, in, out)
				    : sinc_filter_new(resampler->arena, &sinc_shape_of_files, (double)in / (double)out);
	if (!resampler->filter)
		return false;
	resampler->weights = ARENA_ARRAY(resampler->arena, double, resampler->filter->taps);
	return resampler->weights;
}

/* Whole periods make a block, where they are short. */
static void choose_block(struct resampler *resampler)
{
	const uint64_t in = resampler->period_in, out = resampler->period_out, higher = in > out ? in : out;
	const uint64_t periods = higher < BLOCK_FRAMES ? BLOCK_FRAMES / higher : 1;
	const uint64_t block =
		resampler->exact ? periods * in : (in < out ? BLOCK_FRAMES * in / out : BLOCK_FRAMES) + 1;
	resampler->capacity = resampler->filter->taps + (size_t)block;
	resampler->ready_capacity = (size_t)(((block + 1) * out + in - 1) / in);
}

static double **columns_new(const struct resampler *resampler, size_t frames)
{
	double **columns = ARENA_ARRAY(resampler->arena, double *, resampler->channels);
	for (size_t i = 0; columns && i < resampler->channels; i++) {
		columns[i] = ARENA_ARRAY(resampler->arena, double, frames);
		if (!columns[i])
			return NULL;
	}
	return columns;
}

static bool make_room(struct resampler *resampler)
{
	choose_block(resampler);
	resampler->window = columns_new(resampler, resampler->capacity);
	resampler->ready = columns_new(resampler, resampler->ready_capacity);
	resampler->in = ARENA_ARRAY(resampler->arena, double *, resampler->channels);
	resampler->out = ARENA_ARRAY(resampler->arena, const double *, resampler->channels);
	return resampler->window && resampler->ready && resampler->in && resampler->out;
}

struct resampler *resampler_new(unsigned from, unsigned to, size_t channels, resampler_pull *pull, void *context)
{
	struct resampler *resampler = calloc(1, sizeof *resampler);
	if (!resampler)
		return NULL;
	const unsigned divisor = greatest_common_divisor(from, to);
	*resampler = (struct resampler){ .period_in = from / divisor,
					 .period_out = to / divisor,
					 .channels = channels,
					 .pull = pull,
					 .context = context,
					 .arena = arena_new(),
					 .kernel = kernel_select(NULL) };
	if (!resampler->arena || !make_filter(resampler) || !make_room(resampler)) {
		resampler_free(resampler);
		return NULL;
	}
	start(resampler);
	return resampler;
}

/* Returns how many output frames hear nothing beyond the window. */
static size_t complete_frames(const struct resampler *resampler)
{
	const uint64_t in = resampler->period_in, out = resampler->period_out;
	const size_t taps = resampler->filter->taps;
	if (resampler->first + taps > resampler->filled)
		return 0;
	const uint64_t places = (resampler->filled - taps - resampler->first + 1) * out;
	return (size_t)((places - resampler->part + in - 1) / in);
}

/* Converts the frames `index`, `index` + period_out and so on, which share a row. */
static void convert_row(struct resampler *resampler, size_t index, size_t frames)
{
	const struct sinc_filter *filter = resampler->filter;
	const size_t in_step = resampler->period_in, out_step = resampler->period_out;
	const uint64_t places = resampler->part + (uint64_t)index * in_step, part = places % out_step;
	const size_t first = resampler->first + (size_t)(places / out_step);
	const double *row = resampler->exact
				    ? sinc_filter_exact(filter, part)
				    : sinc_filter_weights(filter, (double)part / (double)out_step, resampler->weights);
	for (size_t i = 0; i < resampler->channels; i++)
		resampler->kernel->fir->weigh(resampler->ready[i] + index, out_step, resampler->window[i] + first,
					      in_step, row, filter->taps, frames);
}

/* Drops the input that no later frame hears. */
static void move_window(struct resampler *resampler, size_t frames)
{
	const uint64_t places = resampler->part + (uint64_t)frames * resampler->period_in;
	resampler->part = places % resampler->period_out;
	resampler->first += (size_t)(places / resampler->period_out);
	const size_t dropped = resampler->first < resampler->filled ? resampler->first : resampler->filled;
	resampler->first -= dropped;
	resampler->filled -= dropped;
	for (size_t i = 0; i < resampler->channels; i++)
		memmove(resampler->window[i], resampler->window[i] + dropped, resampler->filled * sizeof(double));
}

static void convert_window(struct resampler *resampler)
{
	const size_t frames = complete_frames(resampler), period = resampler->period_out;
	for (size_t i = 0; i < frames && i < period; i++)
		convert_row(resampler, i, (frames - i + period - 1) / period);
	move_window(resampler, frames);
	resampler->ready_used = 0;
	resampler->ready_filled = frames;
}

static enum status pull_window(struct resampler *resampler)
{
	for (size_t i = 0; i < resampler->channels; i++)
		resampler->in[i] = resampler->window[i] + resampler->filled;
	const enum status status =
		resampler->pull(resampler->context, resampler->in, resampler->capacity - resampler->filled);
	if (status == STATUS_OK)
		resampler->filled = resampler->capacity;
	return status;
}

enum status resampler_read(struct resampler *resampler, double *const *columns, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		if (resampler->ready_used == resampler->ready_filled) {
			const enum status status = pull_window(resampler);
			if (status != STATUS_OK)
				return status;
			convert_window(resampler);
		}
		const size_t left = resampler->ready_filled - resampler->ready_used;
		const size_t count = frames - done < left ? frames - done : left;
		for (size_t i = 0; i < resampler->channels; i++)
			memcpy(columns[i] + done, resampler->ready[i] + resampler->ready_used, count * sizeof(double));
		resampler->ready_used += count;
		done += count;
	}
	return STATUS_OK;
}

static enum status push_ready(struct resampler *resampler, resampler_push *push, void *context)
{
	const uint64_t left = resampler->push_end - resampler->pushed;
	const size_t frames = resampler->ready_filled < left ? resampler->ready_filled : (size_t)left;
	resampler->ready_filled = 0;
	resampler->pushed += frames;
	for (size_t i = 0; i < resampler->channels; i++)
		resampler->out[i] = resampler->ready[i];
	return frames > 0 ? push(context, resampler->out, frames) : STATUS_OK;
}

/* Takes input, or silence where `columns` is NULL. */
static enum status take(struct resampler *resampler, const double *const *columns, size_t frames, resampler_push *push,
			void *context)
{
	enum status status = STATUS_OK;
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		const size_t room = resampler->capacity - resampler->filled;
		const size_t part = frames - done < room ? frames - done : room;
		for (size_t i = 0; i < resampler->channels; i++) {
			double *to = resampler->window[i] + resampler->filled;
			if (columns)
				memcpy(to, columns[i] + done, part * sizeof(double));
			else
				memset(to, 0, part * sizeof(double));
		}
		resampler->filled += part;
		done += part;
		if (resampler->filled < resampler->capacity)
			continue;
		convert_window(resampler);
		status = push_ready(resampler, push, context);
	}
	return status;
}

enum status resampler_feed(struct resampler *resampler, const double *const *columns, size_t frames,
			   resampler_push *push, void *context)
{
	resampler->fed += frames;
	return take(resampler, columns, frames, push, context);
}

enum status resampler_end(struct resampler *resampler, resampler_push *push, void *context)
{
	enum status status = STATUS_OK;
	resampler->push_end = resampled_frames(resampler->fed, resampler->period_in, resampler->period_out);
	while (resampler->pushed < resampler->push_end && status == STATUS_OK)
		status = take(resampler, NULL, BLOCK_FRAMES, push, context);
	return status;
}

void resampler_reset(struct resampler *resampler)
{
	start(resampler);
}

void resampler_free(struct resampler *resampler)
{
	if (!resampler)
		return;
	arena_free(resampler->arena);
	free(resampler);
}
