/* Probes audio files and reads them in parallel, each on one thread.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/file_batch.h"

#include "cmd/interrupt.h"
#include "cmd/job/file_probe.h"
#include "engine/queue.h"
#include "io/audio_source.h"

#include <stdlib.h>

enum { BLOCK_FRAMES = 4096 };

struct reading {
	struct file_batch *batch;
	const struct file_batch_listener *listener;
};

enum status file_batch_probe(struct file_batch *batch, struct diagnostics *diagnostics, const char *const *paths,
			     size_t count)
{
	*batch = (struct file_batch){
		.arena = diagnostics->arena, .diagnostics = diagnostics, .paths = paths, .count = count
	};
	batch->files = ARENA_ARRAY(batch->arena, struct audio_probe, count);
	if (!batch->files)
		return STATUS_NO_MEMORY;
	enum status status = file_probe(paths, count, batch->files);
	for (size_t i = 0; i < count && status != STATUS_NO_MEMORY; i++)
		if (batch->files[i].status == STATUS_OK && batch->files[i].properties.open_ended)
			diagnostics_warning(diagnostics, "open-ended", (struct location){ 0 }, "\"%s\": %s", paths[i],
					    AUDIO_OPEN_ENDED_TEXT);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

/* A fault of one file alone is kept with the file and does not end the batch. */
static enum status keep(struct audio_probe *file, enum status status, const char *problem)
{
	if (status != STATUS_BAD_SOURCE && status != STATUS_NOT_FINITE && status != STATUS_LIMIT)
		return status;
	file->status = status;
	if (problem)
		problem_set(&file->problem, "%s", problem);
	return STATUS_OK;
}

static enum status begin_file(void *context, size_t index)
{
	struct reading *reading = context;
	struct audio_probe *file = &reading->batch->files[index];
	if (file->status != STATUS_OK)
		return STATUS_OK;
	enum status status = reading->listener->begin(reading->listener->context, index, &file->properties);
	return keep(file, status, "its rate or its channels are more than can be measured");
}

static enum status hear_all(struct reading *reading, size_t index, struct source *source, double **columns)
{
	const struct file_batch_listener *listener = reading->listener;
	struct audio_probe *file = &reading->batch->files[index];
	enum status status = STATUS_OK;
	for (uint64_t done = 0; done < source->frames && status == STATUS_OK && file->status == STATUS_OK;) {
		uint64_t left = source->frames - done;
		size_t frames = left < BLOCK_FRAMES ? (size_t)left : BLOCK_FRAMES;
		if (interrupt_signal)
			return STATUS_INTERRUPTED;
		status = source->read(source, columns, frames);
		if (status != STATUS_OK)
			return keep(file, status, source->problem);
		status = listener->hear(listener->context, index, (const double *const *)columns, frames);
		done += frames;
	}
	return status;
}

static enum status hear_file(struct reading *reading, size_t index, struct source *source)
{
	double *columns[AUDIO_CHANNELS_MAXIMUM];
	double *samples = calloc(source->channels * BLOCK_FRAMES, sizeof *samples);
	if (!samples)
		return STATUS_NO_MEMORY;
	for (size_t channel = 0; channel < source->channels; channel++)
		columns[channel] = samples + channel * BLOCK_FRAMES;
	enum status status = hear_all(reading, index, source, columns);
	free(samples);
	return status;
}

static enum status open_and_hear(struct reading *reading, size_t index)
{
	struct audio_probe *file = &reading->batch->files[index];
	const struct audio_source_options options = { .expected = &file->properties };
	struct source *source;
	enum status status = audio_source_open(reading->batch->paths[index], &options, &source, &file->problem);
	if (status != STATUS_OK)
		return keep(file, status, NULL);
	if (reading->listener->open && !(source = reading->listener->open(reading->listener->context, index, source)))
		return STATUS_NO_MEMORY;
	status = hear_file(reading, index, source);
	source->free(source);
	return status;
}

static enum status read_file(void *context, size_t index)
{
	struct reading *reading = context;
	const struct file_batch_listener *listener = reading->listener;
	const struct audio_probe *file = &reading->batch->files[index];
	if (file->status != STATUS_OK)
		return STATUS_OK;
	const enum status status = open_and_hear(reading, index);
	if (status != STATUS_OK || !listener->finish)
		return status;
	return listener->finish(listener->context, index, file->status == STATUS_OK);
}

static enum status end_file(void *context, size_t index)
{
	struct reading *reading = context;
	if (reading->batch->files[index].status != STATUS_OK)
		return STATUS_OK;
	return reading->listener->end(reading->listener->context, index);
}

enum status file_batch_read(struct file_batch *batch, struct workers *workers,
			    const struct file_batch_listener *listener)
{
	struct problem problem;
	struct reading reading = { batch, listener };
	const struct queue queue = {
		.count = batch->count, .begin = begin_file, .run = read_file, .end = end_file, .context = &reading
	};
	enum status status = audio_source_reserve(workers_count(workers), &problem);
	if (status == STATUS_OK)
		return queue_run(&queue, workers);
	diagnostics_failure(batch->diagnostics, status, "source", (struct location){ 0 }, "%s", problem.text);
	return status;
}

void file_batch_report(const struct file_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		if (batch->files[i].status != STATUS_OK)
			diagnostics_failure(batch->diagnostics, batch->files[i].status, "source",
					    (struct location){ 0 }, "\"%s\": %s", batch->paths[i],
					    batch->files[i].problem.text);
}
