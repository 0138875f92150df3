/* Keeps samples on the disk until it is known how they are printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/held_sound.h"

#include "io/problem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file is a row of chunks of this many frames. A chunk holds its channels one after the other. Only the last
   chunk may be filled in part. */
enum { CHUNK_FRAMES = 4096 };

struct held_sound {
	struct printer printer;
	struct source source;
	int descriptor;
	double *chunk; /* [channels][CHUNK_FRAMES] */
	size_t used; /* the frames of the chunk that were written or read */
	struct problem problem;
};

static struct held_sound *of_printer(struct printer *printer)
{
	return (struct held_sound *)printer; /* the printer is its first member */
}

static struct held_sound *of_source(struct source *source)
{
	return (struct held_sound *)(void *)((char *)source - offsetof(struct held_sound, source));
}

static enum status fail(struct held_sound *held, const char *what, int error)
{
	problem_set_errno(&held->problem, what, error);
	return STATUS_BAD_OUTPUT;
}

static size_t chunk_bytes(const struct held_sound *held)
{
	return held->printer.channels * CHUNK_FRAMES * sizeof *held->chunk;
}

static enum status write_chunk(struct held_sound *held)
{
	const char *bytes = (const char *)held->chunk;
	for (size_t done = 0; done < chunk_bytes(held);) {
		const ssize_t wrote = write(held->descriptor, bytes + done, chunk_bytes(held) - done);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return fail(held, "its samples cannot be kept on the disk", wrote < 0 ? errno : ENOSPC);
		done += (size_t)wrote;
	}
	held->used = 0;
	return STATUS_OK;
}

static enum status read_chunk(struct held_sound *held)
{
	char *bytes = (char *)held->chunk;
	for (size_t done = 0; done < chunk_bytes(held);) {
		const ssize_t got = read(held->descriptor, bytes + done, chunk_bytes(held) - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fail(held, "its samples cannot be read back from the disk", got < 0 ? errno : EIO);
		done += (size_t)got;
	}
	held->used = 0;
	return STATUS_OK;
}

static enum status held_write(struct printer *printer, const double *const *columns, size_t frames)
{
	struct held_sound *held = of_printer(printer);
	enum status status = STATUS_OK;
	for (size_t done = 0, part; done < frames && status == STATUS_OK; done += part) {
		part = frames - done < CHUNK_FRAMES - held->used ? frames - done : CHUNK_FRAMES - held->used;
		for (size_t channel = 0; channel < printer->channels; channel++)
			memcpy(held->chunk + channel * CHUNK_FRAMES + held->used, columns[channel] + done,
			       part * sizeof *held->chunk);
		held->used += part;
		held->source.frames += part;
		if (held->used == CHUNK_FRAMES)
			status = write_chunk(held);
	}
	return status;
}

/* The reading begins with the first chunk. */
static enum status held_finish(struct printer *printer)
{
	struct held_sound *held = of_printer(printer);
	enum status status = held->used > 0 ? write_chunk(held) : STATUS_OK;
	if (status == STATUS_OK && lseek(held->descriptor, 0, SEEK_SET) != 0)
		return fail(held, "its samples cannot be read back from the disk", errno);
	held->used = CHUNK_FRAMES;
	return status;
}

static enum status held_read(struct source *source, double *const *columns, size_t frames)
{
	struct held_sound *held = of_source(source);
	enum status status = STATUS_OK;
	for (size_t done = 0, part; done < frames; done += part) {
		if (held->used == CHUNK_FRAMES)
			status = read_chunk(held);
		if (status != STATUS_OK)
			return status;
		part = frames - done < CHUNK_FRAMES - held->used ? frames - done : CHUNK_FRAMES - held->used;
		for (size_t channel = 0; channel < source->channels; channel++)
			memcpy(columns[channel] + done, held->chunk + channel * CHUNK_FRAMES + held->used,
			       part * sizeof *held->chunk);
		held->used += part;
	}
	return status;
}

static enum status held_rewind(struct source *source)
{
	problem_set(&of_source(source)->problem, "its samples are read once");
	return STATUS_DEFECT;
}

static void free_printer(struct printer *printer)
{
	(void)printer;
}

static void free_source(struct source *source)
{
	(void)source;
}

struct held_sound *held_sound_new(int descriptor, size_t channels, double sample_rate, const char *name)
{
	struct held_sound *held = calloc(1, sizeof *held);
	double *chunk = calloc(channels * CHUNK_FRAMES, sizeof *chunk);
	if (!held || !chunk) {
		free(held);
		free(chunk);
		close(descriptor);
		return NULL;
	}
	*held = (struct held_sound){
		.printer = { .channels = channels,
			     .write = held_write,
			     .finish = held_finish,
			     .free = free_printer,
			     .name = name },
		.source = { .sample_rate = sample_rate,
			    .channels = channels,
			    .read = held_read,
			    .rewind = held_rewind,
			    .free = free_source,
			    .name = name },
		.descriptor = descriptor,
		.chunk = chunk,
	};
	held->printer.problem = held->problem.text;
	held->source.problem = held->problem.text;
	return held;
}

void held_sound_free(struct held_sound *held)
{
	if (!held)
		return;
	close(held->descriptor);
	free(held->chunk);
	free(held);
}

struct printer *held_sound_printer(struct held_sound *held)
{
	return &held->printer;
}

struct source *held_sound_source(struct held_sound *held)
{
	return &held->source;
}
