/* Reads the printed files back, measures them, and proves that the stems add up to their mixes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/read_back.h"

#include "cmd/interrupt.h"
#include "cmd/progress.h"
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

/* A group is read back by itself, so that the files of many regions need not be open at once. Its files are counted
   from the first one of the group. */
struct reading {
	struct render_job *job;
	const struct rendered_group *group;
	struct rendered_file *files; /* [group->file_count] those of the job */
	struct proof_file *proof_files; /* [group->file_count] */
	struct proof_request *proofs;
	size_t first_proof, proof_count; /* they are those of the job from first_proof on */
};

/* What cannot be read back is an output that was not printed well. */
static enum status as_output(enum status status)
{
	return status == STATUS_BAD_SOURCE || status == STATUS_NOT_FINITE ? STATUS_BAD_OUTPUT : status;
}

static enum status open_sources(const struct reading *reading)
{
	struct render_job *job = reading->job;
	for (size_t i = 0; i < reading->group->file_count; i++) {
		struct rendered_file *file = &reading->files[i];
		const struct audio_source_options options = { .file_hash = &file->hash,
							      .file_hash_kind = job->settings->hash };
		struct problem problem;
		if (file->printer)
			file->statistics = audio_printer_statistics(file->printer);
		enum status status = audio_source_open(output_path(file->output), &options, &file->source, &problem);
		if (status != STATUS_OK)
			return render_job_fail(job, as_output(status), "output", file->name, problem.text);
		reading->proof_files[i] = (struct proof_file){ .source = file->source,
							       .error = format_error_of_print(file->format),
							       .with_level = wants_level(file->mix),
							       .measure = rendered_file_is_measured(job, file) };
		reading->proof_files[i].error.headroom_db = file->headroom_db;
	}
	return STATUS_OK;
}

static void close_sources(const struct reading *reading)
{
	for (size_t i = 0; i < reading->group->file_count; i++) {
		struct rendered_file *file = &reading->files[i];
		if (file->source)
			file->source->free(file->source);
		file->source = NULL;
		overview_release(file->overview);
		output_take_hash(file->output, &file->hash);
	}
}

static enum status want_overviews(const struct reading *reading)
{
	struct render_job *job = reading->job;
	for (size_t i = 0; i < reading->group->file_count && job->settings->pictures; i++) {
		struct rendered_file *file = &reading->files[i];
		file->overview = overview_new(job->project->arena, file->source->frames, file->source->channels,
					      file->source->sample_rate);
		if (!file->overview)
			return STATUS_NO_MEMORY;
		reading->proof_files[i].overview = file->overview;
	}
	return STATUS_OK;
}

static enum status want_quality(const struct reading *reading)
{
	for (size_t i = 0; i < reading->group->file_count; i++) {
		struct rendered_file *file = &reading->files[i];
		if (!file->mix || !file->mix->quality)
			continue;
		enum status status = quality_new(file->source->channels, file->source->sample_rate,
						 encoding_bits(file->format->encoding), &file->quality_meter);
		if (status != STATUS_OK)
			return status;
		quality_skip_coders(file->quality_meter);
		reading->proof_files[i].quality = file->quality_meter;
		file->quality = ARENA_NEW(reading->job->project->arena, struct quality);
		if (!file->quality)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status read_quality(const struct reading *reading)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < reading->group->file_count && status == STATUS_OK; i++) {
		struct rendered_file *file = &reading->files[i];
		if (file->quality_meter)
			status = quality_read(file->quality_meter, file->quality);
	}
	return status;
}

/* Lists the proofs of the group, with its files counted from its first one. */
static enum status list_proofs(struct reading *reading)
{
	const struct render_job *job = reading->job;
	struct arena *arena = job->project->arena;
	const struct rendered_group *group = reading->group;
	reading->proofs = ARENA_ARRAY(arena, struct proof_request, group->set_count);
	if (!reading->proofs)
		return STATUS_NO_MEMORY;
	while (reading->first_proof < job->proof_count && job->proofs[reading->first_proof].mix < group->first_file)
		reading->first_proof++;
	for (size_t i = reading->first_proof;
	     i < job->proof_count && job->proofs[i].mix < group->first_file + group->file_count; i++) {
		struct proof_request *proof = &reading->proofs[reading->proof_count++];
		*proof = job->proofs[i];
		size_t *stems = ARENA_ARRAY(arena, size_t, proof->stem_count);
		if (!stems)
			return STATUS_NO_MEMORY;
		for (size_t k = 0; k < proof->stem_count; k++)
			stems[k] = proof->stems[k] - group->first_file;
		proof->stems = stems;
		proof->mix -= group->first_file;
	}
	return STATUS_OK;
}

/* Puts what a pass found where the job has the files and proofs of the group. */
static void keep(const struct reading *reading, const struct proof_pass *pass)
{
	struct proof_pass *all = &reading->job->proof_pass;
	for (size_t i = 0; i < reading->group->file_count; i++) {
		all->loudness[reading->group->first_file + i] = pass->loudness[i];
		all->levels[reading->group->first_file + i] = pass->levels[i];
		all->courses[reading->group->first_file + i] = pass->courses[i];
	}
	for (size_t i = 0; i < reading->proof_count; i++)
		all->proofs[reading->first_proof + i] = pass->proofs[i];
}

static enum status run_pass(const struct reading *reading)
{
	struct render_job *job = reading->job;
	struct progress progress = { .title = job->project->diagnostics.file,
				     .pass = "reading back",
				     .number = job->pass_count,
				     .count = job->pass_count,
				     .sample_rate = reading->group->file_count > 0
							    ? reading->files[0].source->sample_rate
							    : 1.0 };
	const struct proof_job proof_job = {
		.files = reading->proof_files,
		.file_count = reading->group->file_count,
		.proofs = reading->proofs,
		.proof_count = reading->proof_count,
		.workers = job->settings->workers,
		.stop = &interrupt_signal,
		.progress = job->settings->progress ? progress_show : NULL,
		.progress_context = &progress,
	};
	struct proof_pass pass;
	const enum status status = proof_pass_run(&proof_job, job->project->arena, &pass);
	if (job->settings->progress)
		progress_clear(&progress);
	for (size_t i = 0; i < reading->group->file_count && status == STATUS_OK; i++)
		if (reading->files[i].overview)
			overview_read(reading->files[i].overview);
	if (status == STATUS_OK)
		keep(reading, &pass);
	else if (pass.failed_file < reading->group->file_count)
		return render_job_fail(job, as_output(status), "output", reading->files[pass.failed_file].name,
				       pass.problem ? pass.problem : status_text(status));
	return status == STATUS_OK ? read_quality(reading) : status;
}

static enum status read_group(struct render_job *job, const struct rendered_group *group)
{
	struct reading reading = { .job = job, .group = group, .files = &job->files[group->first_file] };
	reading.proof_files = ARENA_ARRAY(job->project->arena, struct proof_file, group->file_count);
	if (!reading.proof_files)
		return STATUS_NO_MEMORY;
	enum status status = open_sources(&reading);
	if (status == STATUS_OK)
		status = list_proofs(&reading);
	if (status == STATUS_OK)
		status = want_overviews(&reading);
	if (status == STATUS_OK)
		status = want_quality(&reading);
	if (status == STATUS_OK)
		status = run_pass(&reading);
	close_sources(&reading);
	return status;
}

static enum status make_room(struct render_job *job)
{
	struct arena *arena = job->project->arena;
	struct proof_pass *pass = &job->proof_pass;
	pass->loudness = ARENA_ARRAY(arena, struct loudness, job->file_count);
	pass->levels = ARENA_ARRAY(arena, struct level, job->file_count);
	pass->courses = ARENA_ARRAY(arena, const struct loudness_course *, job->file_count);
	pass->proofs = ARENA_ARRAY(arena, struct proof_result, job->proof_count);
	return pass->loudness && pass->levels && pass->courses && pass->proofs ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status read_back_run(struct render_job *job)
{
	enum status status = rendered_sets_list_proofs(job);
	if (status == STATUS_OK)
		status = make_room(job);
	for (size_t i = 0; i < job->group_count && status == STATUS_OK; i++)
		status = read_group(job, &job->groups[i]);
	return status;
}
