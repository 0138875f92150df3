/* Makes the copies of sound that a page holds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/page_copies.h"

#include "cmd/interrupt.h"
#include "dsp/elementary.h"
#include "io/audio_source.h"
#include "io/opus_copy.h"
#include "report/html_player.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_FRAMES = 4096 };

/* The residual is raised in such steps, and ends up this far under full scale or lower: nobody's ears are hurt. */
#define RAISE_STEP_DB 10.0
#define RESIDUAL_CEILING_DBFS (-12.0)

struct copies {
	struct report *report;
	struct report_file *files; /* [report->file_count] those of the report */
	struct report_proof *proofs; /* [report->proof_count] the same */
	struct arena *arena;
	struct problem *problem;
	size_t left; /* so many bytes may still be copied */
};

/* One sound that is copied: the first source, minus the other ones, at the gains. */
struct mixture {
	size_t count, channels;
	struct source **sources; /* [count] */
	double *gains; /* [count] */
	double *room; /* two blocks of all channels */
};

static enum status fail(const struct copies *copies, const char *path, const char *why)
{
	problem_set(copies->problem, "\"%s\" cannot be copied into the page: %s", path, why);
	return STATUS_BAD_OUTPUT;
}

static void point(double *columns[], double *room, size_t channels)
{
	for (size_t c = 0; c < channels; c++)
		columns[c] = room + c * BLOCK_FRAMES;
}

/* Adds a part to the sum. Returns whether all of it is finite. */
static bool add_part(double *sum, const double *more, double gain, size_t frames)
{
	bool finite = true;
	for (size_t i = 0; i < frames; i++) {
		sum[i] += gain * more[i];
		finite &= isfinite(sum[i]);
	}
	return finite;
}

/* Makes the next frames in the first block of the room. */
static enum status mix_block(const struct copies *copies, const struct mixture *mixture, size_t frames)
{
	double *sum[OPUS_COPY_CHANNELS_MAXIMUM], *part[OPUS_COPY_CHANNELS_MAXIMUM];
	point(sum, mixture->room, mixture->channels);
	point(part, mixture->room + mixture->channels * BLOCK_FRAMES, mixture->channels);
	memset(mixture->room, 0, mixture->channels * BLOCK_FRAMES * sizeof *mixture->room);
	for (size_t k = 0; k < mixture->count; k++) {
		struct source *source = mixture->sources[k];
		const enum status status = source->read(source, part, frames);
		if (status != STATUS_OK)
			return status == STATUS_NO_MEMORY ? status : fail(copies, source->name, source->problem);
		for (size_t c = 0; c < mixture->channels; c++)
			if (!add_part(sum[c], part[c], mixture->gains[k], frames))
				return fail(copies, source->name, "a sample is too large");
	}
	return STATUS_OK;
}

static enum status encode(const struct copies *copies, const struct mixture *mixture, struct opus_copy *copy)
{
	double *columns[OPUS_COPY_CHANNELS_MAXIMUM];
	enum status status = STATUS_OK;
	uint64_t left = mixture->sources[0]->frames;
	point(columns, mixture->room, mixture->channels);
	while (left > 0 && status == STATUS_OK) {
		const size_t frames = left < BLOCK_FRAMES ? (size_t)left : BLOCK_FRAMES;
		status = interrupt_signal ? STATUS_INTERRUPTED : mix_block(copies, mixture, frames);
		if (status == STATUS_OK)
			status = opus_copy_add(copy, (const double *const *)columns, frames);
		left -= frames;
	}
	return status == STATUS_OK ? opus_copy_finish(copy) : status;
}

static enum status copy_mixture(struct copies *copies, const struct mixture *mixture, struct report_copy *result)
{
	struct opus_copy *copy =
		opus_copy_new(mixture->channels, REPORT_COPY_BITS_PER_SECOND, copies->left, copies->problem);
	if (!copy)
		return STATUS_BAD_OUTPUT;
	enum status status = encode(copies, mixture, copy);
	if (status == STATUS_OK) {
		size_t length;
		const unsigned char *bytes = opus_copy_bytes(copy, &length);
		result->bytes = (const unsigned char *)arena_text(copies->arena, (const char *)bytes, length);
		result->length = length;
		status = result->bytes ? STATUS_OK : STATUS_NO_MEMORY;
		copies->left -= length;
	}
	opus_copy_free(copy);
	return status;
}

static enum status open_source(const struct copies *copies, const char *path, struct mixture *mixture)
{
	const struct audio_source_options options = { .sample_rate = OPUS_COPY_RATE };
	struct problem problem;
	const enum status status = audio_source_open(path, &options, &mixture->sources[mixture->count], &problem);
	if (status != STATUS_OK)
		return status == STATUS_NO_MEMORY ? status : fail(copies, path, problem.text);
	mixture->count++;
	return STATUS_OK;
}

static bool make_mixture(struct mixture *mixture, size_t count, size_t channels)
{
	*mixture = (struct mixture){ .channels = channels,
				     .sources = calloc(count, sizeof *mixture->sources),
				     .gains = calloc(count, sizeof *mixture->gains),
				     .room = calloc(2 * channels * BLOCK_FRAMES, sizeof *mixture->room) };
	return mixture->sources && mixture->gains && mixture->room;
}

static void release_mixture(struct mixture *mixture)
{
	for (size_t i = 0; i < mixture->count; i++)
		mixture->sources[i]->free(mixture->sources[i]);
	free(mixture->sources);
	free(mixture->gains);
	free(mixture->room);
}

static bool can_be_copied(const struct report_file *file)
{
	return file->location && file->channels <= OPUS_COPY_CHANNELS_MAXIMUM;
}

static enum status copy_file(struct copies *copies, struct report_file *file)
{
	struct mixture mixture;
	if (!can_be_copied(file))
		return STATUS_OK;
	enum status status = make_mixture(&mixture, 1, file->channels) ? open_source(copies, file->location, &mixture)
								       : STATUS_NO_MEMORY;
	if (status == STATUS_OK) {
		mixture.gains[0] = 1.0;
		status = copy_mixture(copies, &mixture, &file->copy);
	}
	release_mixture(&mixture);
	return status;
}

/* Returns whether two files can be subtracted as they are. */
static bool fit(const struct report_file *a, const struct report_file *b)
{
	return can_be_copied(a) && can_be_copied(b) && a->channels == b->channels && a->sample_rate == b->sample_rate &&
	       a->frames == b->frames && a->start_seconds == b->start_seconds;
}

static bool has_audible_residual(const struct copies *copies, const struct report_proof *proof)
{
	const struct report_file *mix = &copies->files[proof->mix];
	bool fits = isfinite(proof->result.residual_peak_dbfs);
	for (size_t i = 0; i < proof->result.stem_count; i++)
		fits &= fit(mix, &copies->files[proof->stems[i]]);
	return fits;
}

static double gain_of(const struct report_file *file, double raise_db)
{
	return decibel_to_gain(file->headroom_db + raise_db);
}

static enum status copy_residual(struct copies *copies, struct report_proof *proof)
{
	struct mixture mixture;
	const struct report_file *mix = &copies->files[proof->mix];
	if (!has_audible_residual(copies, proof))
		return STATUS_OK;
	proof->residual_raise_db =
		RAISE_STEP_DB * floor((RESIDUAL_CEILING_DBFS - proof->result.residual_peak_dbfs) / RAISE_STEP_DB);
	const size_t stems = proof->result.stem_count;
	enum status status = make_mixture(&mixture, 1 + stems, mix->channels)
				     ? open_source(copies, mix->location, &mixture)
				     : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		mixture.gains[0] = gain_of(mix, proof->residual_raise_db);
	for (size_t i = 0; i < stems && status == STATUS_OK; i++) {
		const struct report_file *stem = &copies->files[proof->stems[i]];
		mixture.gains[1 + i] = -gain_of(stem, proof->residual_raise_db);
		status = open_source(copies, stem->location, &mixture);
	}
	if (status == STATUS_OK)
		status = copy_mixture(copies, &mixture, &proof->residual);
	release_mixture(&mixture);
	return status;
}

/* Copies the files of a range and its residuals. */
static enum status copy_range(struct copies *copies, const struct report_range *range)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < copies->report->file_count && status == STATUS_OK; i++)
		if (copies->files[i].range == range)
			status = copy_file(copies, &copies->files[i]);
	for (size_t i = 0; i < copies->report->proof_count && status == STATUS_OK; i++)
		if (copies->files[copies->proofs[i].mix].range == range)
			status = copy_residual(copies, &copies->proofs[i]);
	return status;
}

static void forget_range(struct copies *copies, const struct report_range *range)
{
	for (size_t i = 0; i < copies->report->file_count; i++)
		if (copies->files[i].range == range)
			copies->files[i].copy = (struct report_copy){ 0 };
	for (size_t i = 0; i < copies->report->proof_count; i++)
		if (copies->files[copies->proofs[i].mix].range == range)
			copies->proofs[i].residual = (struct report_copy){ 0 };
}

/* Returns about how many bytes the copies of a range will take, so that none is begun in vain. */
static double estimate(const struct copies *copies, const struct report_range *range)
{
	double bytes = 0.0;
	for (size_t i = 0; i < copies->report->file_count; i++) {
		const struct report_file *file = &copies->files[i];
		if (file->range == range && can_be_copied(file) && file->sample_rate > 0.0)
			bytes += (double)file->frames / file->sample_rate * (double)file->channels *
				 REPORT_COPY_BITS_PER_SECOND / 8.0;
	}
	return bytes;
}

static enum status copy_or_forget(struct copies *copies, const struct report_range *range)
{
	const size_t before = copies->left;
	if (estimate(copies, range) > (double)copies->left)
		return STATUS_OK;
	const enum status status = copy_range(copies, range);
	if (status != STATUS_LIMIT)
		return status;
	forget_range(copies, range);
	copies->left = before;
	return STATUS_OK;
}

static bool is_first_of_range(const struct copies *copies, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (copies->files[i].range == copies->files[index].range)
			return false;
	return true;
}

enum status page_copies_add(struct report *report, struct arena *arena, struct problem *problem)
{
	struct copies copies = { .report = report,
				 .files = ARENA_ARRAY(arena, struct report_file, report->file_count),
				 .proofs = ARENA_ARRAY(arena, struct report_proof, report->proof_count),
				 .arena = arena,
				 .problem = problem,
				 .left = REPORT_COPIES_MAXIMUM };
	if (!copies.files || !copies.proofs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < report->file_count; i++)
		copies.files[i] = report->files[i];
	for (size_t i = 0; i < report->proof_count; i++)
		copies.proofs[i] = report->proofs[i];
	report->files = copies.files;
	report->proofs = copies.proofs;
	report->embeds = true;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < report->file_count && status == STATUS_OK; i++)
		if (is_first_of_range(&copies, i))
			status = copy_or_forget(&copies, copies.files[i].range);
	return status;
}
