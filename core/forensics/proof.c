/* stemprint: reads a mix and its stems side by side, and makes their residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/proof.h"

#include <string.h>

uint64_t proof_frames(const struct proof *proof)
{
	uint64_t frames = proof->mix->frames;
	for (size_t i = 0; i < proof->stem_count; i++)
		if (proof->stems[i]->frames > frames)
			frames = proof->stems[i]->frames;
	return frames;
}

double proof_gain(const struct proof *proof, size_t stem)
{
	return stem + proof->candidate_count < proof->stem_count ? 1.0 : 0.0;
}

static double **columns_new(struct arena *arena, size_t channels)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	double *samples = ARENA_ARRAY(arena, double, channels *PROOF_BLOCK);
	if (!columns || !samples)
		return NULL;
	for (size_t channel = 0; channel < channels; channel++)
		columns[channel] = samples + channel * PROOF_BLOCK;
	return columns;
}

bool proof_reader_init(struct proof_reader *reader, const struct proof *proof, struct arena *arena)
{
	const size_t channels = proof->mix->channels;
	*reader = (struct proof_reader){ .proof = proof, .channels = channels, .frames = proof_frames(proof) };
	reader->mix = columns_new(arena, channels);
	reader->residual = columns_new(arena, channels);
	reader->stems = ARENA_ARRAY(arena, double **, proof->stem_count);
	if (!reader->mix || !reader->residual || !reader->stems)
		return false;
	bool done = true;
	for (size_t i = 0; i < proof->stem_count && done; i++) {
		reader->stems[i] = columns_new(arena, channels);
		done = reader->stems[i];
	}
	return done;
}

static enum status note_failure(struct proof_reader *reader, size_t file, enum status status)
{
	if (status == STATUS_OK)
		return STATUS_OK;
	reader->failed_file = file;
	reader->problem = (file == 0 ? reader->proof->mix : reader->proof->stems[file - 1])->problem;
	return status;
}

/* A stem that the mix holds earlier begins in its middle. */
static enum status skip(struct proof_reader *reader, size_t stem, uint64_t frames)
{
	struct source *source = reader->proof->stems[stem];
	enum status status = STATUS_OK;
	while (frames > 0 && status == STATUS_OK) {
		const size_t part = frames < PROOF_BLOCK ? (size_t)frames : PROOF_BLOCK;
		status = source->read(source, reader->stems[stem], part);
		frames -= part;
	}
	return status;
}

enum status proof_reader_start(struct proof_reader *reader, const int64_t *lags)
{
	const struct proof *proof = reader->proof;
	reader->lags = lags;
	reader->position = 0;
	enum status status = note_failure(reader, 0, proof->mix->rewind(proof->mix));
	for (size_t i = 0; i < proof->stem_count && status == STATUS_OK; i++) {
		status = note_failure(reader, i + 1, proof->stems[i]->rewind(proof->stems[i]));
		if (status == STATUS_OK && lags && lags[i] < 0)
			status = note_failure(reader, i + 1, skip(reader, i, (uint64_t)-lags[i]));
	}
	return status;
}

static enum status read_stem(struct proof_reader *reader, size_t stem, size_t frames)
{
	struct source *source = reader->proof->stems[stem];
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

/* Returns by how many frames the lags move sound out of the files, at the beginning or at the end. */
static uint64_t moved_out(const struct proof_reader *reader, bool at_end)
{
	const double longest = PROOF_EDGE_SECONDS * reader->proof->mix->sample_rate;
	uint64_t moved = 0;
	for (size_t i = 0; i < reader->proof->stem_count && reader->lags; i++) {
		const int64_t lag = at_end ? -reader->lags[i] : reader->lags[i];
		if (lag > 0 && (double)lag <= longest && (uint64_t)lag > moved)
			moved = (uint64_t)lag;
	}
	return moved;
}

/* A file that was moved has lost what lay beyond its end. So nothing is known of the residual there. */
static void forget_edges(struct proof_reader *reader, size_t frames)
{
	const uint64_t begin = moved_out(reader, false), lost = moved_out(reader, true);
	const uint64_t end = reader->frames - (lost < reader->frames ? lost : reader->frames);
	for (size_t i = 0; i < frames; i++) {
		const uint64_t frame = reader->position + i;
		if (frame >= begin && frame < end)
			continue;
		for (size_t channel = 0; channel < reader->channels; channel++)
			reader->residual[channel][i] = 0.0;
	}
}

static void subtract(struct proof_reader *reader, size_t frames)
{
	for (size_t channel = 0; channel < reader->channels; channel++) {
		double *restrict residual = reader->residual[channel];
		memset(residual, 0, frames * sizeof *residual);
		for (size_t stem = 0; stem + reader->proof->candidate_count < reader->proof->stem_count; stem++) {
			const double *restrict column = reader->stems[stem][channel];
			for (size_t i = 0; i < frames; i++)
				residual[i] += column[i];
		}
		for (size_t i = 0; i < frames; i++)
			residual[i] = reader->mix[channel][i] - residual[i];
	}
}

enum status proof_reader_next(struct proof_reader *reader, size_t *frames)
{
	const struct proof *proof = reader->proof;
	const uint64_t left = reader->frames - reader->position;
	*frames = left < PROOF_BLOCK ? (size_t)left : PROOF_BLOCK;
	if (*frames == 0)
		return STATUS_OK;
	if (proof->stop && *proof->stop)
		return STATUS_INTERRUPTED;
	enum status status = note_failure(reader, 0, proof->mix->read(proof->mix, reader->mix, *frames));
	for (size_t i = 0; i < proof->stem_count && status == STATUS_OK; i++)
		status = note_failure(reader, i + 1, read_stem(reader, i, *frames));
	if (status != STATUS_OK)
		return status;
	subtract(reader, *frames);
	if (reader->lags)
		forget_edges(reader, *frames);
	reader->position += *frames;
	return STATUS_OK;
}
