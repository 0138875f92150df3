/* stemprint: changes a file of a proof so that it is without a fault.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/mended_source.h"

#include "dsp/elementary.h"
#include "engine/source_part.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

enum { PART = 4096, SINC_REACH = 128, TRANSFORM_LEAST = 8192 };

#define KAISER_BETA 12.0 /* side lobes under -118 dB */

struct mended {
	struct source source; /* the first member: the proof sees only this */
	struct source *inner;
	struct mend mend;
	double **part; /* [channel][PART] what was read last */
	double **dropped; /* [channel][PART] the head of a sound that comes earlier */
	double **row, **rest, **place; /* [channel] where samples go: of a transform, past a silence, of a part */
	uint64_t position; /* of the next frame that is handed out */
	/* A filter, by overlap and save. */
	struct fourier_transform *transform;
	double (**bins)[2]; /* [channel][bin] of the response, over the size of the transform */
	double **history; /* [channel][size] the last samples of the file */
	double **ready; /* [channel][size] filtered samples */
	size_t hop, used; /* how many are ready after each transform; how many of them were handed out */
};

struct mend mend_none(void)
{
	return (struct mend){ .gain = 1.0 };
}

/* The modified Bessel function of the first kind and order 0 (J. F. Kaiser, 1974), by its series. */
static double bessel(double x)
{
	double sum = 1.0, term = 1.0;
	for (int k = 1; k < 64; k++) {
		term *= 0.25 * x * x / ((double)k * (double)k);
		sum += term;
	}
	return sum;
}

/* Writes the taps of a delay by `fraction` of a frame, 2 * SINC_REACH + 1. */
static void write_sinc(double *taps, double fraction)
{
	for (int k = -SINC_REACH; k <= SINC_REACH; k++) {
		const double x = (double)k - fraction, u = x / (SINC_REACH + 1.0);
		const double window = bessel(KAISER_BETA * sqrt(fmax(0.0, 1.0 - u * u))) / bessel(KAISER_BETA);
		taps[k + SINC_REACH] = x == 0.0 ? 1.0 : window * sin(ELEMENTARY_PI * x) / (ELEMENTARY_PI * x);
	}
}

struct mend mend_gain_delay(double gain, double delay, struct arena *arena, bool *done)
{
	const double whole = nearbyint(delay), fraction = delay - whole;
	struct mend mend = { .gain = gain, .later = (int64_t)whole };
	if (fabs(fraction) < 1e-4)
		return mend;
	mend.taps = 2 * SINC_REACH + 1;
	double *taps = ARENA_ARRAY(arena, double, mend.taps);
	mend.response = taps;
	mend.later -= SINC_REACH;
	*done = *done && taps;
	if (taps)
		write_sinc(taps, fraction);
	return mend;
}

struct mend mend_late_side(size_t channel, double delay, struct arena *arena, bool *done)
{
	const double whole = nearbyint(delay);
	const size_t apart = (size_t)fabs(whole), still_at = whole < 0.0 ? apart : 0, moved_at = apart - still_at;
	struct mend mend = { .gain = 1.0, .taps = apart + 2 * SINC_REACH + 1 };
	double *still = ARENA_ARRAY(arena, double, mend.taps), *moved = ARENA_ARRAY(arena, double, mend.taps);
	const double **responses = ARENA_ARRAY(arena, const double *, 2);
	*done = *done && still && moved && responses;
	if (!still || !moved || !responses)
		return mend;
	still[still_at + SINC_REACH] = 1.0;
	write_sinc(moved + moved_at, delay - whole);
	responses[channel] = moved;
	responses[1 - channel] = still;
	mend.responses = responses;
	mend.later = -(int64_t)(still_at + SINC_REACH);
	return mend;
}

/* Reads the next frames of the inner source, with gain and matrix. */
static enum status take(struct mended *mended, double *const *columns, size_t frames)
{
	const size_t channels = mended->source.channels;
	enum status status = mended->inner->read(mended->inner, mended->part, frames);
	mended->source.problem = mended->inner->problem;
	for (size_t out = 0; out < channels && status == STATUS_OK; out++)
		for (size_t i = 0; i < frames; i++) {
			double sum = mended->part[out][i];
			if (mended->mend.matrix) {
				sum = 0.0;
				for (size_t in = 0; in < channels; in++)
					sum += mended->mend.matrix[out * channels + in] * mended->part[in][i];
			}
			columns[out][i] = mended->mend.gain * sum;
		}
	return status;
}

/* Filters the next `hop` frames. */
static enum status filter(struct mended *mended)
{
	struct fourier_transform *transform = mended->transform;
	const size_t channels = mended->source.channels, size = transform->size, kept = size - mended->hop;
	enum status status = STATUS_OK;
	for (size_t channel = 0; channel < channels; channel++)
		memmove(mended->history[channel], mended->history[channel] + mended->hop, kept * sizeof(double));
	for (size_t done = 0, frames; done < mended->hop && status == STATUS_OK; done += frames) {
		frames = mended->hop - done < PART ? mended->hop - done : PART;
		for (size_t channel = 0; channel < channels; channel++)
			mended->row[channel] = mended->history[channel] + kept + done;
		status = take(mended, mended->row, frames);
	}
	for (size_t channel = 0; channel < channels && status == STATUS_OK; channel++) {
		memcpy(transform->samples, mended->history[channel], size * sizeof(double));
		fourier_transform_forward(transform);
		for (size_t k = 0; k < transform->bin_count; k++) {
			const double real = transform->bins[k][0], imaginary = transform->bins[k][1];
			const double *h = mended->bins[channel][k];
			transform->bins[k][0] = real * h[0] - imaginary * h[1];
			transform->bins[k][1] = real * h[1] + imaginary * h[0];
		}
		fourier_transform_backward(transform);
		memcpy(mended->ready[channel], transform->samples + kept, mended->hop * sizeof(double));
	}
	mended->used = 0;
	return status;
}

/* Gives the next frames, at most PART, with the filter. */
static enum status give(struct mended *mended, double *const *columns, size_t frames)
{
	if (!mended->transform)
		return take(mended, columns, frames);
	enum status status = STATUS_OK;
	for (size_t done = 0, count; done < frames && status == STATUS_OK; done += count) {
		if (mended->used == mended->hop)
			status = filter(mended);
		const size_t left = mended->hop - mended->used;
		count = frames - done < left ? frames - done : left;
		for (size_t channel = 0; channel < mended->source.channels && status == STATUS_OK; channel++)
			memcpy(columns[channel] + done, mended->ready[channel] + mended->used, count * sizeof(double));
		mended->used += count;
	}
	return status;
}

static void silence(struct mended *mended, double *const *columns, size_t frames)
{
	const struct mend *mend = &mended->mend;
	const uint64_t start = mended->position, end = start + frames;
	const uint64_t from = mend->silent_from > start ? mend->silent_from : start;
	const uint64_t to = mend->silent_to < end ? mend->silent_to : end;
	for (size_t channel = 0; channel < mended->source.channels; channel++) {
		for (size_t i = 0; i < frames && mend->constant && start + i < mended->source.frames; i++)
			columns[channel][i] += mend->constant[channel];
		if (from < to)
			memset(columns[channel] + (from - start), 0, (size_t)(to - from) * sizeof(double));
	}
}

/* Hands out at most PART frames. A sound that comes later is silent at first. */
static enum status read_part(struct source *source, double *const *columns, size_t frames)
{
	struct mended *mended = (struct mended *)source;
	const uint64_t late = mended->mend.later > 0 ? (uint64_t)mended->mend.later : 0;
	const uint64_t waiting = mended->position < late ? late - mended->position : 0;
	const size_t silent = waiting < frames ? (size_t)waiting : frames;
	for (size_t channel = 0; channel < mended->source.channels; channel++) {
		memset(columns[channel], 0, silent * sizeof(double));
		mended->rest[channel] = columns[channel] + silent;
	}
	const enum status status = silent < frames ? give(mended, mended->rest, frames - silent) : STATUS_OK;
	if (status == STATUS_OK)
		silence(mended, columns, frames);
	mended->position += frames;
	return status;
}

static enum status mended_read(struct source *source, double *const *columns, size_t frames)
{
	double **place = ((struct mended *)source)->place;
	return source_part_read(source, read_part, PART, place, columns, frames);
}

/* A sound that comes earlier begins in its middle. */
static enum status drop_head(struct mended *mended)
{
	uint64_t left = mended->mend.later < 0 ? (uint64_t)-mended->mend.later : 0;
	enum status status = STATUS_OK;
	while (left > 0 && status == STATUS_OK) {
		const size_t count = left < PART ? (size_t)left : PART;
		status = give(mended, mended->dropped, count);
		left -= count;
	}
	return status;
}

static enum status mended_rewind(struct source *source)
{
	struct mended *mended = (struct mended *)source;
	enum status status = mended->inner->rewind(mended->inner);
	source->problem = mended->inner->problem;
	mended->position = 0;
	mended->used = mended->hop;
	for (size_t channel = 0; channel < source->channels && mended->transform; channel++)
		memset(mended->history[channel], 0, mended->transform->size * sizeof(double));
	return status == STATUS_OK ? drop_head(mended) : status;
}

static void mended_free(struct source *source)
{
	(void)source;
}

static double **columns_new(struct arena *arena, size_t channels, size_t frames)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	bool done = columns;
	for (size_t channel = 0; channel < channels && done && frames > 0; channel++) {
		columns[channel] = ARENA_ARRAY(arena, double, frames);
		done = columns[channel];
	}
	return done ? columns : NULL;
}

/* Returns the bins of a response, or NULL when out of memory. */
static double (*bins_new(struct fourier_transform *transform, const double *response, size_t taps,
			 struct arena *arena))[2]
{
	double(*bins)[2] = arena_array(arena, transform->bin_count, sizeof *bins);
	if (!bins)
		return NULL;
	memset(transform->samples, 0, transform->size * sizeof(double));
	for (size_t i = 0; i < taps; i++)
		transform->samples[i] = response[i] / (double)transform->size;
	fourier_transform_forward(transform);
	memcpy(bins, transform->bins, transform->bin_count * sizeof *bins);
	return bins;
}

static bool bins_init(struct mended *mended, struct arena *arena)
{
	const struct mend *mend = &mended->mend;
	mended->bins = arena_array(arena, mended->source.channels, sizeof *mended->bins);
	bool done = mended->bins;
	for (size_t channel = 0; channel < mended->source.channels && done; channel++) {
		const double *response = mend->responses ? mend->responses[channel] : mend->response;
		const bool shared = channel > 0 && !mend->responses;
		mended->bins[channel] =
			shared ? mended->bins[0] : bins_new(mended->transform, response, mend->taps, arena);
		done = mended->bins[channel];
	}
	return done;
}

static bool filter_init(struct mended *mended, struct arena *arena)
{
	const struct mend *mend = &mended->mend;
	size_t size = TRANSFORM_LEAST;
	while (size < 4 * mend->taps)
		size *= 2;
	mended->transform = fourier_transform_new(arena, size);
	mended->history = columns_new(arena, mended->source.channels, size);
	mended->ready = columns_new(arena, mended->source.channels, size);
	if (!mended->transform || !mended->history || !mended->ready)
		return false;
	mended->hop = mended->used = size - mend->taps + 1;
	return bins_init(mended, arena);
}

struct source *mended_source_new(struct arena *arena, struct source *source, const struct mend *mend)
{
	struct mended *mended = ARENA_NEW(arena, struct mended);
	if (!mended)
		return NULL;
	*mended = (struct mended){
		.source = { .sample_rate = source->sample_rate,
			    .channels = source->channels,
			    .frames = source->frames,
			    .read = mended_read,
			    .rewind = mended_rewind,
			    .free = mended_free,
			    .name = source->name },
		.inner = source,
		.mend = *mend,
		.part = columns_new(arena, source->channels, PART),
		.dropped = columns_new(arena, source->channels, PART),
		.row = columns_new(arena, source->channels, 0),
		.rest = columns_new(arena, source->channels, 0),
		.place = columns_new(arena, source->channels, 0),
	};
	if (!mended->part || !mended->dropped || !mended->row || !mended->rest || !mended->place)
		return NULL;
	return (!mend->response && !mend->responses) || filter_init(mended, arena) ? &mended->source : NULL;
}
