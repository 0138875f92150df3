/* Serves sources from memory, and prints into memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"

#include <stdlib.h>
#include <string.h>

struct memory_source {
	struct source source;
	const double *const *columns;
	uint64_t position, frames_read;
};

static enum status read_columns(struct source *source, double *const *columns, size_t frames)
{
	struct memory_source *memory = (struct memory_source *)source;
	uint64_t left = memory->position < source->frames ? source->frames - memory->position : 0;
	size_t count = left < frames ? (size_t)left : frames;
	for (size_t i = 0; i < source->channels; i++) {
		if (count)
			memcpy(columns[i], memory->columns[i] + memory->position, count * sizeof(double));
		memset(columns[i] + count, 0, (frames - count) * sizeof(double));
	}
	memory->position += frames;
	memory->frames_read += frames;
	return STATUS_OK;
}

static enum status skip_columns(struct source *source, uint64_t frames)
{
	((struct memory_source *)source)->position += frames;
	return STATUS_OK;
}

static enum status rewind_source(struct source *source)
{
	((struct memory_source *)source)->position = 0;
	return STATUS_OK;
}

static void free_source(struct source *source)
{
	free(source);
}

struct source *memory_source_new(const double *const *columns, size_t channels, uint64_t frames, double sample_rate)
{
	struct memory_source *memory = calloc(1, sizeof *memory);
	if (!memory)
		return NULL;
	memory->columns = columns;
	memory->source = (struct source){ .sample_rate = sample_rate,
					  .channels = channels,
					  .frames = frames,
					  .read = read_columns,
					  .skip = skip_columns,
					  .rewind = rewind_source,
					  .free = free_source,
					  .name = "memory" };
	return &memory->source;
}

uint64_t memory_source_frames_read(const struct source *source)
{
	return ((const struct memory_source *)source)->frames_read;
}

static enum status write_columns(struct printer *printer, const double *const *columns, size_t frames)
{
	struct memory_printer *memory = (struct memory_printer *)printer;
	if (memory->frames + frames > memory->capacity) {
		memory->capacity = (memory->frames + frames) * 2;
		for (size_t i = 0; i < printer->channels; i++) {
			memory->columns[i] = realloc(memory->columns[i], memory->capacity * sizeof(double));
			if (!memory->columns[i])
				abort();
		}
	}
	for (size_t i = 0; i < printer->channels; i++)
		memcpy(memory->columns[i] + memory->frames, columns[i], frames * sizeof(double));
	memory->frames += frames;
	return STATUS_OK;
}

static enum status finish_printer(struct printer *printer)
{
	((struct memory_printer *)printer)->finished = 1;
	return STATUS_OK;
}

static void free_printer(struct printer *printer)
{
	struct memory_printer *memory = (struct memory_printer *)printer;
	for (size_t i = 0; i < printer->channels; i++)
		free(memory->columns[i]);
	free(memory->columns);
	free(memory);
}

struct memory_printer *memory_printer_new(size_t channels)
{
	struct memory_printer *memory = calloc(1, sizeof *memory);
	if (!memory)
		abort();
	memory->columns = calloc(channels, sizeof *memory->columns);
	if (!memory->columns)
		abort();
	memory->printer = (struct printer){ .channels = channels,
					    .write = write_columns,
					    .finish = finish_printer,
					    .free = free_printer,
					    .name = "memory" };
	return memory;
}
