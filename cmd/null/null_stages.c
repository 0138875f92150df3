/* Runs the stages of a null test: files, proof, residual, causes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_stages.h"

#include "cmd/interrupt.h"
#include "cmd/job/memory_parts.h"
#include "cmd/job/resource_check.h"
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
	for (size_t i = 0; i < job->count && job->settings->pictures && status == STATUS_OK; i++)
		overview_read(job->files[i].overview);
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

/* Finds before the first block what the test would not have. What looks for causes of a failed null takes more, and has
   its own end (null_causes.h). */
static enum status check_resources(struct null_job *job)
{
	const struct audio_properties *mix = &job->members[0].properties;
	uint64_t bytes = memory_of_program(threads_count(job->settings->jobs)) + arena_footprint(job->arena);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->count; i++) {
		const struct null_member *member = &job->members[i];
		const size_t files = member->paired ? 2 : 1, channels = member->properties.channels / files;
		const bool converts = member->properties.sample_rate != mix->sample_rate;
		bytes += files * (memory_of_source(channels, converts) - memory_of_source(channels, false)) +
			 files * memory_of_read_back(job->shape.channels);
		if (job->settings->pictures)
			bytes += memory_of_overview(job->shape.channels, mix->sample_rate);
		if (resource_check_frames(job->diagnostics, member->name, member->properties.frames,
					  job->settings->limits) != STATUS_OK)
			status = STATUS_LIMIT;
	}
	resource_limits_leave(job->settings->limits, bytes - arena_footprint(job->arena));
	const enum status memory = resource_check_readers(job->diagnostics, job->count, bytes, job->settings->limits);
	return status == STATUS_OK ? memory : status;
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
	enum status status = resource_check_files(diagnostics, count, settings->limits);
	if (status == STATUS_OK)
		status = null_files_read(job, paths, count);
	if (status == STATUS_OK)
		status = check_resources(job);
	return status == STATUS_OK && job->shape.comparable ? prove(job) : status;
}

void null_stages_release(struct null_job *job)
{
	for (size_t i = 0; job->opened && i < job->count; i++)
		if (job->opened[i])
			job->opened[i]->free(job->opened[i]);
	for (size_t i = 0; job->files && i < job->count; i++)
		overview_release(job->files[i].overview);
	for (size_t i = 0; job->candidates && i < job->settings->candidate_count; i++)
		if (job->candidates[i])
			job->candidates[i]->free(job->candidates[i]);
	if (job->proof.residual)
		job->proof.residual->free(job->proof.residual);
	output_set_free(job->outputs);
}
