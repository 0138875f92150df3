/* Finds why stems do not add up to their mix, and what would make them add up.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_causes.h"

#include "base/byte_size.h"
#include "cmd/interrupt.h"
#include "cmd/job/file_probe.h"
#include "forensics/fitted_source.h"
#include "forensics/side_alignment.h"
#include "io/audio_source.h"

#include <math.h>

enum { CAUSES_STEMS_MOST = 256 };

/* A candidate must match the mix in the same properties as the stems. */
static enum status open_candidate(struct null_job *job, size_t index, const struct audio_probe *probe,
				  struct source **source)
{
	const char *path = job->settings->candidates[index];
	const struct audio_properties *mix = &job->members[0].properties;
	if (probe->status != STATUS_OK)
		return null_job_fail(job, probe->status, "source", path, probe->problem.text);
	if (probe->properties.sample_rate != mix->sample_rate && !job->settings->resample)
		return null_job_fail(job, STATUS_BAD_SOURCE, "source", path,
				     "has another sample rate than the mix; convert it, or see --resample");
	if (probe->properties.channels != 1 && probe->properties.channels != job->shape.channels)
		return null_job_fail(job, STATUS_BAD_SOURCE, "source", path,
				     "has another number of channels than the mix; print both alike");
	const struct audio_source_options options = { .sample_rate = mix->sample_rate, .expected = &probe->properties };
	struct problem problem;
	enum status status = audio_source_open(path, &options, &job->candidates[index], &problem);
	if (status != STATUS_OK)
		return null_job_fail(job, status, "source", path, problem.text);
	*source = fitted_source_new(job->arena, job->candidates[index], job->shape.channels, job->shape.frames,
				    null_job_headroom(job, &probe->properties));
	return *source ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status open_candidates(struct null_job *job, struct source **sources)
{
	const size_t count = job->settings->candidate_count;
	struct audio_probe *probes = ARENA_ARRAY(job->arena, struct audio_probe, count);
	job->candidates = ARENA_ARRAY(job->arena, struct source *, count);
	if (!probes || !job->candidates)
		return STATUS_NO_MEMORY;
	struct problem problem;
	enum status status = audio_source_reserve(2 * job->count + count, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(job->diagnostics, status, "source", (struct location){ 0 }, "%s", problem.text);
	if (status == STATUS_OK && file_probe(job->settings->candidates, count, probes) == STATUS_NO_MEMORY)
		status = STATUS_NO_MEMORY;
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = open_candidate(job, i, &probes[i], &sources[i]);
	return status;
}

/* The causes are found by reading the files several times again. A file that was read well before may fail now. */
static enum status report_failure(struct null_job *job, enum status status, size_t file, const char *problem)
{
	if (status == STATUS_OK || status == STATUS_INTERRUPTED || status == STATUS_NO_MEMORY)
		return status;
	const char *path = file < job->count ? job->opened[file]->name : job->settings->candidates[file - job->count];
	return null_job_fail(job, status, "source", path, problem ? problem : status_text(status));
}

static enum status name_culprit(struct null_job *job, struct proof *proof, struct source **sources)
{
	const double floor_dbfs = job->proof_pass.proofs[0].floor_dbfs;
	enum status status = STATUS_OK;
	if (job->settings->candidate_count > 0)
		status = open_candidates(job, sources + job->count);
	if (status != STATUS_OK)
		return status;
	proof->candidate_count = job->settings->candidate_count;
	proof->stem_count += proof->candidate_count;
	status = forensics_run(proof, isnan(floor_dbfs) ? -(double)INFINITY : floor_dbfs, job->arena, &job->forensics);
	return report_failure(job, status, job->forensics.failed_file, job->forensics.problem);
}

/* Lists the files of the proof and undoes their headroom. */
static enum status list_sources(const struct null_job *job, struct source **sources)
{
	for (size_t i = 0; i < job->count; i++) {
		const double headroom_db = null_job_headroom(job, &job->members[i].properties);
		sources[i] = job->files[i].source;
		if (headroom_db > 0.0)
			sources[i] = fitted_source_new(job->arena, job->opened[i], job->shape.channels,
						       job->shape.frames, headroom_db);
		if (!sources[i])
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* The proof is known already, and stays. The search for causes takes some MB for each stem. */
static enum status do_without(struct null_job *job)
{
	char allowed[BYTE_SIZE_LENGTH];
	arena_limit_all(0); /* for the report, which is small */
	job->forensics = (struct forensics){ 0 };
	diagnostics_warning(job->diagnostics, "no-causes", (struct location){ 0 },
			    "%zu files at once take more than the %s of memory that are allowed, so causes were not "
			    "looked for to the end; give fewer stems, or allow more with --max-memory",
			    job->count, byte_size_format(job->settings->limits->memory_bytes, allowed));
	return STATUS_OK;
}

/* Among n stems, fits of all of them together take n^3 steps: that of 3,000 stems took minutes, and 19 GB. */
static enum status refuse_many(struct null_job *job)
{
	diagnostics_warning(job->diagnostics, "no-causes", (struct location){ 0 },
			    "%zu stems are more than the %d among which causes are looked for; sum some of them up, "
			    "or test groups of them",
			    job->count - 1, CAUSES_STEMS_MOST);
	return STATUS_OK;
}

/* What was asked for by an option is not done without. */
static enum status name_or_do_without(struct null_job *job, struct proof *proof, struct source **sources)
{
	if (proof->stem_count > CAUSES_STEMS_MOST)
		return refuse_many(job);
	const enum status status = name_culprit(job, proof, sources);
	return status == STATUS_NO_MEMORY && arena_limit_was_hit() ? do_without(job) : status;
}

enum status null_causes_find(struct null_job *job)
{
	struct source **sources = ARENA_ARRAY(job->arena, struct source *, job->count + job->settings->candidate_count);
	if (!sources || list_sources(job, sources) != STATUS_OK)
		return STATUS_NO_MEMORY;
	struct proof proof = {
		.mix = sources[0], .stems = sources + 1, .stem_count = job->count - 1, .stop = &interrupt_signal
	};
	enum status status = STATUS_OK;
	if (job->settings->align) {
		status = side_alignment_find(&proof, job->arena, &job->alignment);
		status = report_failure(job, status, job->alignment.failed_file, job->alignment.problem);
	}
	if (status == STATUS_OK && job->settings->bleed) {
		status = coherence_find(&proof, job->arena, &job->coherence);
		status = report_failure(job, status, job->coherence.failed_file, job->coherence.problem);
	}
	if (status == STATUS_OK && job->proof_pass.proofs[0].status == VERDICT_FAIL)
		status = name_or_do_without(job, &proof, sources);
	return status;
}
