/* Reads the printed files back, measures them, and proves that the stems add up to their mixes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/read_back.h"

#include "cmd/interrupt.h"
#include "cmd/render/rendered_file.h"
#include "cmd/render/rendered_set.h"
#include "io/audio_source.h"

#include <math.h>

static bool wants_level(const struct recipe_mix *mix)
{
	if (!mix || !mix->loudness)
		return false;
	const struct loudness_limits limits = loudness_request_all(mix->loudness);
	return !isnan(limits.rms_least_dbfs) || !isnan(limits.rms_most_dbfs);
}

static enum status open_sources(struct render_job *job, struct proof_file *files)
{
	for (size_t i = 0; i < job->file_count; i++) {
		struct rendered_file *file = &job->files[i];
		const struct audio_source_options options = { 0 };
		struct problem problem;
		file->statistics = audio_printer_statistics(file->printer);
		enum status status = audio_source_open(output_path(file->output), &options, &file->source, &problem);
		if (status != STATUS_OK)
			return render_job_fail(job, STATUS_BAD_OUTPUT, "output", file->name, problem.text);
		files[i] = (struct proof_file){ .source = file->source,
						.error = format_error_of_print(file->format),
						.with_level = wants_level(file->mix),
						.measure = rendered_file_is_measured(job, file) };
		files[i].error.headroom_db = file->headroom_db;
	}
	return STATUS_OK;
}

static enum status want_waveforms(struct render_job *job, struct proof_file *files)
{
	for (size_t i = 0; i < job->file_count && job->settings->pictures; i++) {
		struct rendered_file *file = &job->files[i];
		file->waveform = waveform_new(job->project->arena, file->source->frames, file->source->channels);
		if (!file->waveform)
			return STATUS_NO_MEMORY;
		files[i].waveform = file->waveform;
	}
	return STATUS_OK;
}

static enum status want_quality(struct render_job *job, struct proof_file *files)
{
	for (size_t i = 0; i < job->file_count; i++) {
		struct rendered_file *file = &job->files[i];
		if (!file->mix || !file->mix->quality)
			continue;
		enum status status = quality_new(file->source->channels, file->source->sample_rate,
						 encoding_bits(file->format->encoding), &file->quality_meter);
		if (status != STATUS_OK)
			return status;
		quality_skip_coders(file->quality_meter);
		files[i].quality = file->quality_meter;
		file->quality = ARENA_NEW(job->project->arena, struct quality);
		if (!file->quality)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status read_quality(struct render_job *job)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->file_count && status == STATUS_OK; i++)
		if (job->files[i].quality_meter)
			status = quality_read(job->files[i].quality_meter, job->files[i].quality);
	return status;
}

enum status read_back_run(struct render_job *job)
{
	struct arena *arena = job->project->arena;
	struct proof_file *files = ARENA_ARRAY(arena, struct proof_file, job->file_count);
	if (!files)
		return STATUS_NO_MEMORY;
	enum status status = open_sources(job, files);
	if (status == STATUS_OK)
		status = rendered_sets_list_proofs(job);
	if (status == STATUS_OK)
		status = want_waveforms(job, files);
	if (status == STATUS_OK)
		status = want_quality(job, files);
	if (status != STATUS_OK)
		return status;
	const struct proof_job proof_job = {
		.files = files,
		.file_count = job->file_count,
		.proofs = job->proofs,
		.proof_count = job->proof_count,
		.workers = job->settings->workers,
		.stop = &interrupt_signal,
	};
	status = proof_pass_run(&proof_job, arena, &job->proof_pass);
	if (status != STATUS_OK && job->proof_pass.failed_file < job->file_count)
		return render_job_fail(job, STATUS_BAD_OUTPUT, "output", job->files[job->proof_pass.failed_file].name,
				       job->proof_pass.problem ? job->proof_pass.problem : status_text(status));
	return status == STATUS_OK ? read_quality(job) : status;
}
