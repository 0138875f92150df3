/* Runs the stages of a null test: files, proof, residual, causes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_stages.h"

#include "cmd/interrupt.h"
#include "cmd/null/null_causes.h"
#include "cmd/null/null_files.h"
#include "cmd/null/null_residual.h"
#include "cmd/progress.h"
#include "cmd/threads.h"

#include <math.h>

/* Checks that no file was changed or replaced while it was read. */
static enum status confirm(struct null_job *job)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->count; i++) {
		struct source *source = job->opened[i];
		if (source_confirm(source) != STATUS_OK)
			status = null_job_fail(job, STATUS_BAD_SOURCE, "source", source->name, source->problem);
	}
	return status;
}

static enum status report_failure(struct null_job *job, enum status status)
{
	const struct proof_pass *result = &job->proof_pass;
	const char *problem = result->problem ? result->problem : status_text(status);
	if (status == STATUS_OK || status == STATUS_INTERRUPTED)
		return status;
	if (result->failed_file < job->count)
		return null_job_fail(job, status, "source", job->opened[result->failed_file]->name, problem);
	if (result->failed_printer)
		return null_job_fail(job, STATUS_BAD_OUTPUT, "output", job->settings->residual, problem);
	return status;
}

static enum status verify(struct null_job *job)
{
	struct workers *workers = threads_start(job->settings->jobs);
	if (!workers)
		return STATUS_LIMIT;
	struct progress progress = { .title = "null", .sample_rate = job->files[0].source->sample_rate };
	const struct proof_job proof_job = {
		.files = job->files,
		.file_count = job->count,
		.proofs = &job->proof,
		.proof_count = 1,
		.workers = workers,
		.stop = &interrupt_signal,
		.progress = job->settings->progress ? progress_show : NULL,
		.progress_context = &progress,
	};
	enum status status = proof_pass_run(&proof_job, job->arena, &job->proof_pass);
	if (job->settings->progress)
		progress_clear(&progress);
	workers_free(workers);
	return status == STATUS_OK ? confirm(job) : report_failure(job, status);
}

/* Silence adds up to silence, so such a null proves nothing. */
static void warn_of_silence(struct null_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		if (isnan(job->proof_pass.loudness[i].sample_peak_dbfs))
			diagnostics_warning(job->diagnostics, "silent", (struct location){ 0 },
					    "%s \"%s\" is silent; look at what it was printed from",
					    i == 0 ? "mix" : "stem", job->members[i].name);
}

static enum status prove(struct null_job *job)
{
	enum status status = null_files_open(job);
	if (status == STATUS_OK && job->settings->residual)
		status = null_residual_open(job);
	if (status == STATUS_OK)
		status = verify(job);
	if (status == STATUS_OK && job->outputs)
		status = null_residual_commit(job);
	if (status == STATUS_OK)
		status = null_causes_find(job);
	if (status == STATUS_OK)
		warn_of_silence(job);
	return status;
}

enum status null_stages_run(struct null_job *job, struct diagnostics *diagnostics, const char *const *paths,
			    size_t count, const struct null_settings *settings)
{
	*job = (struct null_job){ .settings = settings,
				  .arena = diagnostics->arena,
				  .diagnostics = diagnostics,
				  .verdicts = { .arena = diagnostics->arena } };
	job->starts = ARENA_ARRAY(job->arena, uint64_t, count);
	job->opened = ARENA_ARRAY(job->arena, struct source *, count);
	job->files = ARENA_ARRAY(job->arena, struct proof_file, count);
	job->stems = ARENA_ARRAY(job->arena, size_t, count);
	if (!job->starts || !job->opened || !job->files || !job->stems)
		return STATUS_NO_MEMORY;
	const enum status status = null_files_read(job, paths, count);
	return status == STATUS_OK && job->shape.comparable ? prove(job) : status;
}

void null_stages_release(struct null_job *job)
{
	for (size_t i = 0; job->opened && i < job->count; i++)
		if (job->opened[i])
			job->opened[i]->free(job->opened[i]);
	for (size_t i = 0; job->candidates && i < job->settings->candidate_count; i++)
		if (job->candidates[i])
			job->candidates[i]->free(job->candidates[i]);
	if (job->proof.residual)
		job->proof.residual->free(job->proof.residual);
	output_set_free(job->outputs);
}
