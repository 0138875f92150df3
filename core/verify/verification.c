/* stemprint: one pass over all printed files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verification.h"

#include "dsp/elementary.h"
#include "dsp/kernel.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>

enum { BLOCK_FRAMES = 2048 };

struct proof_state {
	struct null_test *test;
	const double *const *mix;
	const double *const **stems;
	uint64_t frames;
};

struct pass {
	const struct verification_job *job;
	struct arena *arena;
	struct verification_result *result;
	double ***columns; /* [file][channel] */
	struct loudness_meter **meters; /* one a file; NULL: not measured */
	const struct kernel *kernel;
	double *peaks; /* of the files not measured */
	struct proof_state *proofs;
	uint64_t frames; /* of the longest file */
};

static enum status blame(struct pass *pass, size_t file, const char *problem)
{
	pass->result->failed_file = file;
	pass->result->problem = problem;
	return problem == NULL ? STATUS_NO_MEMORY : STATUS_BAD_SOURCE;
}

static enum status check_stem(struct pass *pass, const struct source *mix, size_t file)
{
	const struct source *stem = pass->job->files[file].source;
	if (stem->sample_rate != mix->sample_rate)
		return blame(pass, file,
			     arena_format(pass->arena,
					  "has %.0f Hz where the mix \"%s\" has %.0f: print both at one rate",
					  stem->sample_rate, mix->name, mix->sample_rate));
	if (stem->channels != mix->channels)
		return blame(pass, file,
			     arena_format(pass->arena, "has %zu %s where the mix \"%s\" has %zu: print both alike",
					  stem->channels, stem->channels == 1 ? "channel" : "channels", mix->name,
					  mix->channels));
	if (stem->frames != mix->frames)
		return blame(pass, file,
			     arena_format(pass->arena,
					  "has %" PRIu64 " frames where the mix \"%s\" has %" PRIu64
					  ": print both over the same span",
					  stem->frames, mix->name, mix->frames));
	return STATUS_OK;
}

static enum status check_proof(struct pass *pass, const struct verification_proof *proof)
{
	const struct source *mix = pass->job->files[proof->mix].source;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < proof->stem_count && status == STATUS_OK; i++)
		status = check_stem(pass, mix, proof->stems[i]);
	return status;
}

static enum status prepare_file(struct pass *pass, size_t index)
{
	const struct verification_file *file = &pass->job->files[index];
	size_t channels = file->source->channels;
	double **columns = ARENA_ARRAY(pass->arena, double *, channels);
	double *samples = ARENA_ARRAY(pass->arena, double, channels *BLOCK_FRAMES);
	if (columns == NULL || samples == NULL)
		return STATUS_NO_MEMORY;
	for (size_t channel = 0; channel < channels; channel++)
		columns[channel] = samples + channel * BLOCK_FRAMES;
	pass->columns[index] = columns;
	if (file->source->frames > pass->frames)
		pass->frames = file->source->frames;
	if (!file->measure)
		return STATUS_OK;
	enum status status = loudness_new(channels, file->source->sample_rate, &pass->meters[index]);
	if (status == STATUS_LIMIT)
		pass->result->failed_file = index;
	return status;
}

static enum status prepare_proof(struct pass *pass, size_t index)
{
	const struct verification_proof *proof = &pass->job->proofs[index];
	const struct verification_file *files = pass->job->files;
	struct proof_state *state = &pass->proofs[index];
	struct print_format *formats = ARENA_ARRAY(pass->arena, struct print_format, proof->stem_count);
	state->stems = ARENA_ARRAY(pass->arena, const double *const *, proof->stem_count);
	if (formats == NULL || state->stems == NULL)
		return STATUS_NO_MEMORY;
	state->mix = (const double *const *)pass->columns[proof->mix];
	state->frames = files[proof->mix].source->frames;
	for (size_t i = 0; i < proof->stem_count; i++) {
		formats[i] = files[proof->stems[i]].format;
		state->stems[i] = (const double *const *)pass->columns[proof->stems[i]];
	}
	state->test = null_test_new(pass->arena, &files[proof->mix].format, formats, proof->stem_count,
				    files[proof->mix].source->channels, BLOCK_FRAMES);
	return state->test == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status prepare(struct pass *pass)
{
	const struct verification_job *job = pass->job;
	pass->columns = ARENA_ARRAY(pass->arena, double **, job->file_count);
	pass->meters = ARENA_ARRAY(pass->arena, struct loudness_meter *, job->file_count);
	pass->proofs = ARENA_ARRAY(pass->arena, struct proof_state, job->proof_count);
	pass->result->loudness = ARENA_ARRAY(pass->arena, struct loudness, job->file_count);
	pass->result->nulls = ARENA_ARRAY(pass->arena, struct null_result, job->proof_count);
	pass->peaks = ARENA_ARRAY(pass->arena, double, job->file_count);
	if (pass->columns == NULL || pass->meters == NULL || pass->peaks == NULL || pass->proofs == NULL ||
	    pass->result->loudness == NULL || pass->result->nulls == NULL)
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->proof_count && status == STATUS_OK; i++)
		status = check_proof(pass, &job->proofs[i]);
	for (size_t i = 0; i < job->file_count && status == STATUS_OK; i++)
		status = prepare_file(pass, i);
	for (size_t i = 0; i < job->proof_count && status == STATUS_OK; i++)
		status = prepare_proof(pass, i);
	return status;
}

static size_t frames_at(uint64_t frames, uint64_t position)
{
	uint64_t left = position < frames ? frames - position : 0;
	return left < BLOCK_FRAMES ? (size_t)left : BLOCK_FRAMES;
}

static enum status read_file(struct pass *pass, size_t index, uint64_t position)
{
	struct source *source = pass->job->files[index].source;
	size_t frames = frames_at(source->frames, position);
	if (frames == 0)
		return STATUS_OK;
	enum status status = source->read(source, pass->columns[index], frames);
	if (status != STATUS_OK) {
		pass->result->failed_file = index;
		pass->result->problem = source->problem;
		return status;
	}
	if (pass->meters[index] != NULL)
		return loudness_add(pass->meters[index], (const double *const *)pass->columns[index], frames);
	for (size_t channel = 0; channel < source->channels; channel++)
		pass->peaks[index] =
			fmax(pass->peaks[index], pass->kernel->peak(pass->columns[index][channel], frames));
	return STATUS_OK;
}

static enum status read_block(struct pass *pass, uint64_t position)
{
	if (pass->job->stop != NULL && *pass->job->stop)
		return STATUS_INTERRUPTED;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < pass->job->file_count && status == STATUS_OK; i++)
		status = read_file(pass, i, position);
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++) {
		struct proof_state *proof = &pass->proofs[i];
		size_t frames = frames_at(proof->frames, position);
		if (frames != 0)
			null_test_add(proof->test, proof->mix, (const double *const *const *)proof->stems, frames);
	}
	return status;
}

static enum status collect(struct pass *pass)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < pass->job->file_count && status == STATUS_OK; i++) {
		double peak_dbfs = pass->peaks[i] > 0.0 ? gain_to_decibel(pass->peaks[i]) : (double)NAN;
		pass->result->loudness[i] = (struct loudness){ NAN, NAN, NAN, NAN, NAN, peak_dbfs };
		if (pass->meters[i] != NULL)
			status = loudness_read(pass->meters[i], &pass->result->loudness[i]);
	}
	for (size_t i = 0; i < pass->job->proof_count; i++)
		null_test_result(pass->proofs[i].test, &pass->job->limits, &pass->result->nulls[i]);
	return status;
}

enum status verification_run(const struct verification_job *job, struct arena *arena,
			     struct verification_result *result)
{
	*result = (struct verification_result){ .failed_file = VERIFICATION_NO_FILE };
	struct pass pass = { .job = job, .arena = arena, .result = result, .kernel = kernel_select(NULL) };
	enum status status = prepare(&pass);
	for (uint64_t position = 0; position < pass.frames && status == STATUS_OK; position += BLOCK_FRAMES)
		status = read_block(&pass, position);
	if (status == STATUS_OK)
		status = collect(&pass);
	for (size_t i = 0; pass.meters != NULL && i < job->file_count; i++)
		loudness_free(pass.meters[i]);
	return status;
}
