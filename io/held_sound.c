/* Keeps samples on the disk until it is known how they are printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/held_sound.h"

#include "io/file_call.h"
#include "io/problem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The file is a row of chunks of this many frames. A chunk holds its channels one after the other. Only the last
   chunk may be filled in part. */
enum { CHUNK_FRAMES = 4096 };

struct held_sound {
	struct printer printer;
	struct stored_sound sound;
	int descriptor;
	double *chunk; /* [channels][CHUNK_FRAMES] */
	size_t used; /* the frames of the chunk that wait to be written */
	struct problem problem;
};

static struct held_sound *of_printer(struct printer *printer)
{
	return (struct held_sound *)printer; /* the printer is its first member */
}

static struct held_sound *of_sound(struct stored_sound *sound)
{
	return (struct held_sound *)(void *)((char *)sound - offsetof(struct held_sound, sound));
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
	const int error = file_write(held->descriptor, held->chunk, chunk_bytes(held));
	if (error)
		return fail(held, "its samples cannot be kept on the disk", error);
	held->used = 0;
	return STATUS_OK;
}

/* Reads a row of samples, which lie in one chunk. */
static enum status read_row(struct held_sound *held, uint64_t sample, double *row, size_t count)
{
	const ssize_t got = file_read_at(held->descriptor, row, count * sizeof *row, (off_t)(sample * sizeof *row));
	if (got == (ssize_t)(count * sizeof *row))
		return STATUS_OK;
	return fail(held, "its samples cannot be read back from the disk", got < 0 ? errno : EIO);
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
		held->sound.frames += part;
		if (held->used == CHUNK_FRAMES)
			status = write_chunk(held);
	}
	return status;
}

static enum status held_finish(struct printer *printer)
{
	struct held_sound *held = of_printer(printer);
	return held->used > 0 ? write_chunk(held) : STATUS_OK;
}

static enum status read_chunk(struct held_sound *held, uint64_t first, double *const *columns, size_t done,
			      size_t frames)
{
	const size_t channels = held->printer.channels;
	const uint64_t chunk = first / CHUNK_FRAMES * channels * CHUNK_FRAMES;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < channels && status == STATUS_OK; i++)
		status = read_row(held, chunk + i * CHUNK_FRAMES + first % CHUNK_FRAMES, columns[i] + done, frames);
	return status;
}

static size_t least(size_t a, uint64_t b)
{
	return a < b ? a : (size_t)b;
}

static enum status held_read(struct stored_sound *sound, uint64_t first, double *const *columns, size_t frames)
{
	struct held_sound *held = of_sound(sound);
	const size_t inside = least(frames, first < sound->frames ? sound->frames - first : 0);
	enum status status = STATUS_OK;
	for (size_t done = 0, part; done < inside && status == STATUS_OK; done += part) {
		part = least(inside - done, CHUNK_FRAMES - (first + done) % CHUNK_FRAMES);
		status = read_chunk(held, first + done, columns, done, part);
	}
	for (size_t i = 0; i < sound->channels; i++)
		memset(columns[i] + inside, 0, (frames - inside) * sizeof(double));
	return status;
}

static void free_printer(struct printer *printer)
{
	(void)printer;
}

struct held_sound *held_sound_new(int descriptor, size_t channels, double sample_rate, const char *name)
{
	struct held_sound *held = calloc(1, sizeof *held);
	double *chunk = calloc(channels * CHUNK_FRAMES, sizeof *chunk);
	if (!held || !chunk) {
		free(held);
		free(chunk);
		file_close(descriptor);
		return NULL;
	}
	*held = (struct held_sound){
		.printer = { .channels = channels,
			     .write = held_write,
			     .finish = held_finish,
			     .free = free_printer,
			     .name = name },
		.sound = { .sample_rate = sample_rate, .channels = channels, .read = held_read, .name = name },
		.descriptor = descriptor,
		.chunk = chunk,
	};
	held->printer.problem = held->problem.text;
	held->sound.problem = held->problem.text;
	return held;
}

void held_sound_free(struct held_sound *held)
{
	if (!held)
		return;
	file_close(held->descriptor);
	free(held->chunk);
	free(held);
}

struct printer *held_sound_printer(struct held_sound *held)
{
	return &held->printer;
}

struct stored_sound *held_sound_stored(struct held_sound *held)
{
	return &held->sound;
}
