/* Prints what is left of a null test into a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_residual.h"

#include "base/path.h"
#include "cmd/job/print_bytes.h"
#include "cmd/job/resource_check.h"
#include "io/audio_printer.h"

static enum status refuse(struct null_job *job, enum status status)
{
	diagnostics_failure(job->diagnostics, status, "output", (struct location){ 0 }, "%s",
			    output_set_problem(job->outputs));
	return status;
}

static enum status check_room(struct null_job *job, const char *folder)
{
	const uint64_t bytes = print_bytes_of((double)job->shape.frames, job->shape.channels, ENCODING_FLOAT32);
	return resource_check_room(job->diagnostics, "the residual needs", bytes, folder);
}

enum status null_residual_open(struct null_job *job)
{
	const char *path = job->settings->residual;
	const char *name = path_last_part(path);
	const char *folder = name > path ? arena_text(job->arena, path, (size_t)(name - path)) : ".";
	job->outputs = folder ? output_set_new(folder) : NULL;
	if (!job->outputs)
		return STATUS_NO_MEMORY;
	output_set_use(job->outputs, &(struct output_policy){ .force = job->settings->force });
	enum status status = check_room(job, folder);
	if (status != STATUS_OK)
		return status;
	struct output *output;
	status = output_set_add(job->outputs, name, &output);
	if (status != STATUS_OK)
		return refuse(job, status);
	const struct audio_printer_settings settings = {
		.format = { .container = CONTAINER_WAV, .encoding = ENCODING_FLOAT32, .dither = DITHER_NONE },
		.sample_rate = job->members[0].properties.sample_rate,
		.channels = job->shape.channels,
		.frames_maximum = job->shape.frames,
		.name = path,
	};
	struct problem problem;
	status = audio_printer_open(output_path(output), output_descriptor(output), &settings, &job->proof.residual,
				    &problem);
	return status == STATUS_OK ? status : null_job_fail(job, status, "output", path, problem.text);
}

enum status null_residual_commit(struct null_job *job)
{
	struct printer *printer = job->proof.residual;
	enum status status = printer->finish(printer);
	if (status != STATUS_OK)
		return null_job_fail(job, status, "output", job->settings->residual, printer->problem);
	status = output_set_commit(job->outputs);
	return status == STATUS_OK ? status : refuse(job, status);
}
