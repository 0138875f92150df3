/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/claim.h"

#include <string.h>

uint64_t claim_frames(const struct claim *claim)
{
	uint64_t frames = claim->mix->frames;
	for (size_t i = 0; i < claim->stem_count; i++)
		if (claim->stems[i]->frames > frames)
			frames = claim->stems[i]->frames;
	return frames;
}

double claim_gain(const struct claim *claim, size_t stem)
{
	return stem + claim->candidate_count < claim->stem_count ? 1.0 : 0.0;
}

static double **columns_new(struct arena *arena, size_t channels)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	double *samples = ARENA_ARRAY(arena, double, channels *CLAIM_BLOCK);
	if (!columns || !samples)
		return NULL;
	for (size_t channel = 0; channel < channels; channel++)
		columns[channel] = samples + channel * CLAIM_BLOCK;
	return columns;
}

bool claim_reader_init(struct claim_reader *reader, const struct claim *claim, struct arena *arena)
{
	const size_t channels = claim->mix->channels;
	*reader = (struct claim_reader){ .claim = claim, .channels = channels, .frames = claim_frames(claim) };
	reader->mix = columns_new(arena, channels);
	reader->residual = columns_new(arena, channels);
	reader->stems = ARENA_ARRAY(arena, double **, claim->stem_count);
	if (!reader->mix || !reader->residual || !reader->stems)
		return false;
	bool done = true;
	for (size_t i = 0; i < claim->stem_count && done; i++) {
		reader->stems[i] = columns_new(arena, channels);
		done = reader->stems[i];
	}
	return done;
}

static enum status watch(struct claim_reader *reader, size_t file, enum status status)
{
	if (status == STATUS_OK)
		return STATUS_OK;
	reader->failed_file = file;
	reader->problem = (file == 0 ? reader->claim->mix : reader->claim->stems[file - 1])->problem;
	return status;
}

/* A stem that comes too late begins in its middle. */
static enum status skip(struct claim_reader *reader, size_t stem, uint64_t frames)
{
	struct source *source = reader->claim->stems[stem];
	enum status status = STATUS_OK;
	while (frames > 0 && status == STATUS_OK) {
		const size_t part = frames < CLAIM_BLOCK ? (size_t)frames : CLAIM_BLOCK;
		status = source->read(source, reader->stems[stem], part);
		frames -= part;
	}
	return status;
}

enum status claim_reader_start(struct claim_reader *reader, const int64_t *lags)
{
	const struct claim *claim = reader->claim;
	reader->lags = lags;
	reader->position = 0;
	enum status status = watch(reader, 0, claim->mix->rewind(claim->mix));
	for (size_t i = 0; i < claim->stem_count && status == STATUS_OK; i++) {
		status = watch(reader, i + 1, claim->stems[i]->rewind(claim->stems[i]));
		if (status == STATUS_OK && lags && lags[i] < 0)
			status = watch(reader, i + 1, skip(reader, i, (uint64_t)-lags[i]));
	}
	return status;
}

static enum status read_stem(struct claim_reader *reader, size_t stem, size_t frames)
{
	struct source *source = reader->claim->stems[stem];
	double **columns = reader->stems[stem];
	const uint64_t late = reader->lags && reader->lags[stem] > 0 ? (uint64_t)reader->lags[stem] : 0;
	if (reader->position >= late)
		return source->read(source, columns, frames);
	const uint64_t waiting = late - reader->position;
	const size_t silent = waiting < frames ? (size_t)waiting : frames;
	enum status status = STATUS_OK;
	if (silent < frames)
		status = source->read(source, columns, frames - silent);
	for (size_t channel = 0; channel < reader->channels; channel++) {
		memmove(columns[channel] + silent, columns[channel], (frames - silent) * sizeof(double));
		memset(columns[channel], 0, silent * sizeof(double));
	}
	return status;
}

static void subtract(struct claim_reader *reader, size_t frames)
{
	for (size_t channel = 0; channel < reader->channels; channel++) {
		double *restrict residual = reader->residual[channel];
		memset(residual, 0, frames * sizeof *residual);
		for (size_t stem = 0; stem + reader->claim->candidate_count < reader->claim->stem_count; stem++) {
			const double *restrict column = reader->stems[stem][channel];
			for (size_t i = 0; i < frames; i++)
				residual[i] += column[i];
		}
		for (size_t i = 0; i < frames; i++)
			residual[i] = reader->mix[channel][i] - residual[i];
	}
}

enum status claim_reader_next(struct claim_reader *reader, size_t *frames)
{
	const struct claim *claim = reader->claim;
	const uint64_t left = reader->frames - reader->position;
	*frames = left < CLAIM_BLOCK ? (size_t)left : CLAIM_BLOCK;
	if (*frames == 0)
		return STATUS_OK;
	if (claim->stop && *claim->stop)
		return STATUS_INTERRUPTED;
	enum status status = watch(reader, 0, claim->mix->read(claim->mix, reader->mix, *frames));
	for (size_t i = 0; i < claim->stem_count && status == STATUS_OK; i++)
		status = watch(reader, i + 1, read_stem(reader, i, *frames));
	if (status != STATUS_OK)
		return status;
	subtract(reader, *frames);
	reader->position += *frames;
	return STATUS_OK;
}
