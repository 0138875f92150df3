/* Names the levelled copies, checks what stands in their way, and prints them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/loudness/level_copies.h"

#include "base/path.h"
#include "cmd/job/print_bytes.h"
#include "cmd/job/resource_check.h"
#include "cmd/threads.h"
#include "io/audio_printer.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const struct location nowhere = { 0 };

static enum status fail(struct level_job *job, enum status status, const char *name, const char *problem)
{
	diagnostics_failure(job->measured->batch.diagnostics, status, "output", nowhere, "\"%s\": %s", name, problem);
	return status;
}

static bool is_folder(const char *path)
{
	struct stat facts;
	size_t length = strlen(path);
	return (length > 0 && path[length - 1] == '/') || (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode));
}

/* Tells whether the output is the path of the copy itself, not of a folder. */
static bool names_the_copy(const char *output, size_t count)
{
	return count == 1 && !is_folder(output);
}

static bool is_one_file(const struct level_job *job)
{
	return names_the_copy(job->settings->output, job->measured->batch.count);
}

static const char *folder(const struct level_job *job)
{
	struct arena *arena = job->measured->batch.arena;
	const char *output = job->settings->output;
	if (!is_one_file(job))
		return output;
	size_t length = (size_t)(path_last_part(output) - output);
	return length > 0 ? arena_text(arena, output, length) : ".";
}

const char *level_copies_path(const struct level_job *job, size_t file)
{
	const char *output = job->settings->output, *name = job->files[file].name;
	struct arena *arena = job->measured->batch.arena;
	if (is_one_file(job))
		return output;
	size_t length = strlen(output);
	const char *path =
		arena_format(arena, "%s%s%s", output, length > 0 && output[length - 1] == '/' ? "" : "/", name);
	return path ? path : "";
}

static enum encoding encoding_of(const struct audio_properties *properties)
{
	if (properties->bits > 0 && properties->bits <= 16)
		return ENCODING_PCM16;
	if (properties->bits > 24)
		return ENCODING_FLOAT32;
	if (properties->format.encoding == AUDIO_FLOAT32)
		return ENCODING_FLOAT32;
	return properties->format.encoding == AUDIO_FLOAT64 ? ENCODING_FLOAT64 : ENCODING_PCM24;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);
	return length > end_length && strcasecmp(text + length - end_length, end) == 0;
}

static struct print_format format_of(const struct level_job *job, const struct audio_properties *properties)
{
	enum { FLAC_CHANNELS = 8 };
	const char *output = job->settings->output;
	struct print_format format = { .encoding = encoding_of(properties), .dither = DITHER_TPDF };
	bool flac = properties->format.container == AUDIO_FLAC;
	if (is_one_file(job))
		flac = ends_with(output, ".flac");
	if (flac && properties->channels <= FLAC_CHANNELS) {
		format.container = CONTAINER_FLAC;
		if (encoding_bits(format.encoding) == 0)
			format.encoding = ENCODING_PCM24;
	}
	if (encoding_bits(format.encoding) == 0)
		format.dither = DITHER_NONE;
	return format;
}

/* Returns "song.wav" for "old/song.aiff". */
static const char *name_of_copy(const char *path, enum container container, struct arena *arena)
{
	const char *from = path_last_part(path);
	const char *dot = strrchr(from, '.');
	return arena_format(arena, "%.*s.%s", (int)(dot && dot > from ? dot - from : (long)strlen(from)), from,
			    container_name(container));
}

static const char *name_of(const struct level_job *job, size_t index)
{
	const struct file_batch *batch = &job->measured->batch;
	if (is_one_file(job))
		return path_last_part(job->settings->output);
	return name_of_copy(batch->paths[index], job->files[index].format.container, batch->arena);
}

/* The content of the file decides the container of its copy, and is not known yet. This function guards the likely
   name; it guards the other name only where an input has it. */
static enum status guard_copy(struct file_guard *guard, const char *folder, const char *path, enum container container,
			      struct diagnostics *diagnostics)
{
	const char *name = name_of_copy(path, container, guard->arena);
	if (!name)
		return STATUS_NO_MEMORY;
	const struct guarded_output copy = {
		.name = arena_format(guard->arena, "the copy of \"%s\"", path),
		.path = arena_format(guard->arena, "%s/%s", folder, name),
		.remedy = "name another folder",
		.uncertain = (container == CONTAINER_FLAC) != ends_with(path, ".flac"),
		.diagnostics = diagnostics,
	};
	return file_guard_write(guard, &copy);
}

enum status level_copies_guard(struct file_guard *guard, const struct level_settings *settings,
			       const char *const *paths, size_t count, struct diagnostics *diagnostics)
{
	const bool one = names_the_copy(settings->output, count);
	const struct guarded_output output = { .name = "--output",
					       .path = settings->output,
					       .remedy = one ? "name another file" : "name another folder",
					       .is_folder = !one,
					       .diagnostics = diagnostics };
	enum status status = file_guard_write(guard, &output);
	for (size_t i = 0; !one && i < count && status == STATUS_OK; i++) {
		status = guard_copy(guard, settings->output, paths[i], CONTAINER_WAV, diagnostics);
		if (status == STATUS_OK)
			status = guard_copy(guard, settings->output, paths[i], CONTAINER_FLAC, diagnostics);
	}
	return status;
}

static enum status open_printer(struct level_job *job, struct level_copy *file,
				const struct audio_properties *properties)
{
	const struct audio_printer_settings settings = {
		.format = file->format,
		.sample_rate = properties->sample_rate,
		.channels = properties->channels,
		.frames_maximum = properties->frames,
		.name = file->name,
	};
	struct problem problem;
	enum status status = audio_printer_open(output_path(file->output), output_descriptor(file->output), &settings,
						&file->printer, &problem);
	return status == STATUS_OK ? status : fail(job, status, file->name, problem.text);
}

static enum status tell(struct level_job *job, enum status status)
{
	if (status_is_of_output(status))
		diagnostics_failure(job->measured->batch.diagnostics, status, "output", nowhere, "%s",
				    output_set_problem(job->outputs));
	return status;
}

static enum status expect(struct level_job *job, size_t index)
{
	struct level_copy *file = &job->files[index];
	file->format = format_of(job, &job->measured->batch.files[index].properties);
	file->name = name_of(job, index);
	if (!file->name)
		return STATUS_NO_MEMORY;
	return tell(job, output_set_expect(job->outputs, file->name));
}

static uint64_t bytes_of_copy(const struct level_job *job, size_t index)
{
	const struct audio_properties *file = &job->measured->batch.files[index].properties;
	const struct print_format *format = &job->files[index].format;
	if (job->files[index].left_out || format->container == CONTAINER_FLAC)
		return 0;
	return print_bytes_of((double)file->frames, file->channels, format->encoding);
}

static enum status check_room(struct level_job *job, const char *folder)
{
	uint64_t bytes = 0;
	for (size_t i = 0; i < job->measured->batch.count; i++)
		bytes += bytes_of_copy(job, i);
	return resource_check_room(job->measured->batch.diagnostics, "the copies need", bytes, folder);
}

enum status level_copies_expect(struct level_job *job)
{
	const char *into = folder(job);
	job->outputs = into ? output_set_new(into) : NULL;
	if (!job->outputs)
		return STATUS_NO_MEMORY;
	output_set_use(job->outputs, &(struct output_policy){ .force = job->settings->force });
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->measured->batch.count && status != STATUS_NO_MEMORY; i++) {
		const enum status found = job->files[i].left_out ? STATUS_OK : expect(job, i);
		status = found == STATUS_OK ? status : found;
	}
	return status == STATUS_OK ? check_room(job, into) : status;
}

static enum status begin(void *context, size_t index, const struct audio_properties *properties)
{
	struct level_job *job = context;
	struct level_copy *file = &job->files[index];
	if (file->left_out)
		return STATUS_OK;
	enum status status = tell(job, output_set_add(job->outputs, file->name, &file->output));
	return status == STATUS_OK ? open_printer(job, file, properties) : status;
}

static enum status hear(void *context, size_t index, const double *const *columns, size_t frames)
{
	struct printer *printer = ((struct level_job *)context)->files[index].printer;
	return printer ? printer->write(printer, columns, frames) : STATUS_OK;
}

static enum status end(void *context, size_t index)
{
	struct printer *printer = ((struct level_job *)context)->files[index].printer;
	return printer ? printer->finish(printer) : STATUS_OK;
}

static enum status read_all(struct level_job *job,
			    struct source *(*open)(void *context, size_t file, struct source *source))
{
	const struct file_batch_listener listener = {
		.begin = begin, .hear = hear, .end = end, .open = open, .context = job
	};
	struct workers *workers = threads_start(job->measured->settings->jobs);
	if (!workers)
		return STATUS_LIMIT;
	enum status status = file_batch_read(&job->measured->batch, workers, &listener);
	workers_free(workers);
	return status;
}

enum status level_copies_print(struct level_job *job,
			       struct source *(*open)(void *context, size_t file, struct source *source))
{
	enum status status = read_all(job, open);
	for (size_t i = 0; i < job->measured->batch.count; i++) {
		const struct level_copy *file = &job->files[i];
		if (file->printer && file->printer->problem && status != STATUS_OK)
			return fail(job, status, file->name, file->printer->problem);
		if (status == STATUS_OK && file->output && job->measured->batch.files[i].status != STATUS_OK)
			return fail(job, job->measured->batch.files[i].status, file->name,
				    job->measured->batch.files[i].problem.text);
	}
	return status;
}
