/* Converts one sample rate into another, as a stream.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/resample.h"

#include <soxr.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_FRAMES = 1024, /* the input frames of a block; the number is fixed, so that soxr sees the same cuts
		   for every reader */
	LEAD_PERIODS = 1024, /* the periods of the lower rate; they take several times as long as soxr's filters
		   ring */
	REACH_PERIODS = 1 << 18, /* the periods of the lower rate; two of soxr's longest transforms are as long, and no
		   inner rate is lower */
};

struct resampler {
	unsigned from, to;
	size_t channels;
	resampler_pull *pull;
	void *context;
	soxr_t soxr;
	double *memory;
	double **block; /* [channels][BLOCK_FRAMES]: the input */
	double **ready; /* [channels][BLOCK_FRAMES]: the output, of which ready_used frames are read */
	const double **in; /* [channels] */
	double **out; /* [channels] */
	size_t block_used, block_filled;
	size_t ready_used, ready_filled;
	uint64_t lead; /* the frames of silence that still go in first; they are a whole number of periods of the
		   two rates */
	uint64_t drop; /* the frames that come out for that silence, which are dropped */
	uint64_t fed, pushed; /* the frames that were fed, and those that they became */
	uint64_t push_end; /* no frame from this one on is pushed */
};

uint64_t resampled_frames(uint64_t frames, unsigned from, unsigned to)
{
	uint64_t seconds = frames / from, rest = frames % from;
	return seconds * to + (rest * to * 2 + from) / (2 * (uint64_t)from);
}

/* Returns how many frames of input take as long as so many frames of the lower rate. */
static uint64_t input_frames(uint64_t periods, unsigned from, unsigned to)
{
	return from > to ? periods * from / to : periods;
}

uint64_t resampler_reach(unsigned from, unsigned to)
{
	return input_frames(REACH_PERIODS, from, to);
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

static enum status start(struct resampler *resampler)
{
	soxr_delete(resampler->soxr);
	soxr_io_spec_t planar = soxr_io_spec(SOXR_FLOAT64_S, SOXR_FLOAT64_S);
	soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
	soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
	soxr_error_t error = NULL;
	resampler->soxr = soxr_create(resampler->from, resampler->to, (unsigned)resampler->channels, &error, &planar,
				      &quality, &runtime);
	if (error || !resampler->soxr)
		return STATUS_NO_MEMORY;
	unsigned divisor = greatest_common_divisor(resampler->from, resampler->to);
	uint64_t period_in = resampler->from / divisor, period_out = resampler->to / divisor;
	uint64_t wanted = input_frames(LEAD_PERIODS, resampler->from, resampler->to);
	uint64_t periods = (wanted + period_in - 1) / period_in;
	resampler->lead = periods * period_in;
	resampler->drop = periods * period_out;
	resampler->block_used = resampler->block_filled = 0;
	resampler->ready_used = resampler->ready_filled = 0;
	resampler->fed = resampler->pushed = 0;
	resampler->push_end = UINT64_MAX;
	return STATUS_OK;
}

struct resampler *resampler_new(unsigned from, unsigned to, size_t channels, resampler_pull *pull, void *context)
{
	struct resampler *resampler = calloc(1, sizeof *resampler);
	if (!resampler)
		return NULL;
	*resampler =
		(struct resampler){ .from = from, .to = to, .channels = channels, .pull = pull, .context = context };
	resampler->memory = calloc(channels * 2 * BLOCK_FRAMES, sizeof(double));
	resampler->block = calloc(channels, sizeof(double *));
	resampler->ready = calloc(channels, sizeof(double *));
	resampler->in = calloc(channels, sizeof(double *));
	resampler->out = calloc(channels, sizeof(double *));
	if (!resampler->memory || !resampler->block || !resampler->ready || !resampler->in || !resampler->out ||
	    start(resampler) != STATUS_OK) {
		resampler_free(resampler);
		return NULL;
	}
	for (size_t i = 0; i < channels; i++) {
		resampler->block[i] = resampler->memory + 2 * i * BLOCK_FRAMES;
		resampler->ready[i] = resampler->block[i] + BLOCK_FRAMES;
	}
	return resampler;
}

static enum status fill_block(struct resampler *resampler)
{
	size_t silent = resampler->lead < BLOCK_FRAMES ? (size_t)resampler->lead : BLOCK_FRAMES;
	resampler->lead -= silent;
	for (size_t i = 0; i < resampler->channels; i++) {
		memset(resampler->block[i], 0, silent * sizeof(double));
		resampler->out[i] = resampler->block[i] + silent;
	}
	resampler->block_used = 0;
	resampler->block_filled = BLOCK_FRAMES;
	if (silent == BLOCK_FRAMES)
		return STATUS_OK;
	return resampler->pull(resampler->context, resampler->out, BLOCK_FRAMES - silent);
}

/* The function always asks for a whole block, because a call of soxr costs far more than a frame. */
static enum status fill_ready(struct resampler *resampler)
{
	resampler->ready_used = resampler->ready_filled = 0;
	while (resampler->ready_filled == 0) {
		enum status status = STATUS_OK;
		if (resampler->block_used == resampler->block_filled)
			status = fill_block(resampler);
		if (status != STATUS_OK)
			return status;
		for (size_t i = 0; i < resampler->channels; i++)
			resampler->in[i] = resampler->block[i] + resampler->block_used;
		size_t taken = 0;
		soxr_error_t error =
			soxr_process(resampler->soxr, resampler->in, resampler->block_filled - resampler->block_used,
				     &taken, resampler->ready, BLOCK_FRAMES, &resampler->ready_filled);
		if (error)
			return STATUS_NO_MEMORY;
		resampler->block_used += taken;
	}
	size_t dropped = resampler->drop < resampler->ready_filled ? (size_t)resampler->drop : resampler->ready_filled;
	resampler->drop -= dropped;
	resampler->ready_used = dropped;
	return STATUS_OK;
}

enum status resampler_read(struct resampler *resampler, double *const *columns, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		enum status status = STATUS_OK;
		if (resampler->ready_used == resampler->ready_filled)
			status = fill_ready(resampler);
		if (status != STATUS_OK)
			return status;
		size_t left = resampler->ready_filled - resampler->ready_used;
		size_t count = frames - done < left ? frames - done : left;
		for (size_t i = 0; i < resampler->channels; i++)
			memcpy(columns[i] + done, resampler->ready[i] + resampler->ready_used, count * sizeof(double));
		resampler->ready_used += count;
		done += count;
	}
	return STATUS_OK;
}

/* Drops what came out for the lead, and what comes after the end. */
static enum status push_ready(struct resampler *resampler, resampler_push *push, void *context)
{
	const size_t filled = resampler->ready_filled;
	const size_t first = resampler->drop < filled ? (size_t)resampler->drop : filled;
	const uint64_t left = resampler->push_end - resampler->pushed;
	const size_t frames = filled - first < left ? filled - first : (size_t)left;
	resampler->drop -= first;
	resampler->pushed += frames;
	for (size_t i = 0; i < resampler->channels; i++)
		resampler->in[i] = resampler->ready[i] + first;
	return frames > 0 ? push(context, resampler->in, frames) : STATUS_OK;
}

/* Converts a full block. soxr takes no more of it than it has room for in the output. */
static enum status convert_block(struct resampler *resampler, resampler_push *push, void *context)
{
	enum status status = STATUS_OK;
	resampler->block_used = 0;
	do {
		size_t taken = 0;
		for (size_t i = 0; i < resampler->channels; i++)
			resampler->in[i] = resampler->block[i] + resampler->block_used;
		if (soxr_process(resampler->soxr, resampler->in, BLOCK_FRAMES - resampler->block_used, &taken,
				 resampler->ready, BLOCK_FRAMES, &resampler->ready_filled))
			return STATUS_NO_MEMORY;
		resampler->block_used += taken;
		status = push_ready(resampler, push, context);
	} while (status == STATUS_OK && (resampler->block_used < BLOCK_FRAMES || resampler->ready_filled > 0));
	resampler->block_filled = 0;
	return status;
}

/* Takes input, or silence where `columns` is NULL. The blocks are as long as those that a reader pulls. */
static enum status take(struct resampler *resampler, const double *const *columns, uint64_t frames,
			resampler_push *push, void *context)
{
	enum status status = STATUS_OK;
	for (uint64_t done = 0; done < frames && status == STATUS_OK;) {
		const size_t room = BLOCK_FRAMES - resampler->block_filled;
		const size_t part = frames - done < room ? (size_t)(frames - done) : room;
		for (size_t i = 0; i < resampler->channels; i++) {
			double *to = resampler->block[i] + resampler->block_filled;
			if (columns)
				memcpy(to, columns[i] + done, part * sizeof(double));
			else
				memset(to, 0, part * sizeof(double));
		}
		resampler->block_filled += part;
		done += part;
		if (resampler->block_filled == BLOCK_FRAMES)
			status = convert_block(resampler, push, context);
	}
	return status;
}

enum status resampler_feed(struct resampler *resampler, const double *const *columns, size_t frames,
			   resampler_push *push, void *context)
{
	const uint64_t lead = resampler->lead;
	resampler->lead = 0;
	resampler->fed += frames;
	const enum status status = take(resampler, NULL, lead, push, context);
	return status == STATUS_OK ? take(resampler, columns, frames, push, context) : status;
}

enum status resampler_end(struct resampler *resampler, resampler_push *push, void *context)
{
	enum status status = STATUS_OK;
	resampler->push_end = resampled_frames(resampler->fed, resampler->from, resampler->to);
	while (resampler->pushed < resampler->push_end && status == STATUS_OK)
		status = take(resampler, NULL, BLOCK_FRAMES, push, context);
	return status;
}

enum status resampler_reset(struct resampler *resampler)
{
	return start(resampler);
}

void resampler_free(struct resampler *resampler)
{
	if (!resampler)
		return;
	soxr_delete(resampler->soxr);
	free(resampler->memory);
	free(resampler->block);
	free(resampler->ready);
	free(resampler->in);
	free(resampler->out);
	free(resampler);
}
