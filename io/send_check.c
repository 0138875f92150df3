/* Compares a signal with a send that was printed before.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/send_check.h"

#include <math.h>

enum { BLOCK_FRAMES = 4096 };

static const double silence = 1e-6; /* -120 dBFS, where a tail ends */
static const double step = 0x1p-23; /* of pcm24 */

struct send_check {
	struct printer printer; /* this member is first, because the engine sees only it */
	struct arena *arena;
	struct send_check_settings settings;
	double **columns; /* [channels][BLOCK_FRAMES] */
	uint64_t position; /* frames of the file that were read */
	uint64_t frame; /* frames of the signal that were compared */
	struct send_difference found;
};

static struct send_check *check_of(struct printer *printer)
{
	return (struct send_check *)printer;
}

/* Returns by how much a sample misses that of the file; 0 where the encoding explains it. */
static double miss(const struct send_check *check, double sample, double printed, bool ended)
{
	if (ended)
		return fabs(sample) > silence ? fabs(sample) : 0.0;
	if (check->settings.encoding == ENCODING_FLOAT32)
		return fabs((double)(float)sample - printed);
	const double difference = fabs(fmax(-1.0, fmin(1.0 - step, sample)) - printed);
	return difference > 1.5 * step ? difference : 0.0;
}

static void compare(struct send_check *check, const double *const *signal, size_t offset, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		for (size_t k = 0; k < check->printer.channels; k++) {
			const bool ended = check->position + i >= check->settings.send->frames;
			const double found = miss(check, signal[k][offset + i], check->columns[k][i], ended);
			if (!(found > 0.0))
				continue;
			if (!check->found.differs)
				check->found.first = check->frame + i;
			check->found.differs = true;
			check->found.peak = fmax(check->found.peak, found);
		}
}

static enum status read_block(struct send_check *check, size_t frames)
{
	struct source *send = check->settings.send;
	const enum status status = send->read(send, check->columns, frames);
	if (status != STATUS_OK) {
		check->printer.name = send->name;
		check->printer.problem = send->problem;
	}
	return status;
}

static enum status skip_lead(struct send_check *check)
{
	enum status status = STATUS_OK;
	while (check->position < check->settings.lead && status == STATUS_OK) {
		const uint64_t left = check->settings.lead - check->position;
		const size_t count = left < BLOCK_FRAMES ? (size_t)left : BLOCK_FRAMES;
		status = read_block(check, count);
		check->position += count;
	}
	return status;
}

static enum status write(struct printer *printer, const double *const *columns, size_t frames)
{
	struct send_check *check = check_of(printer);
	if (check->found.unlike)
		return STATUS_OK;
	enum status status = skip_lead(check);
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		const size_t count = frames - done < BLOCK_FRAMES ? frames - done : BLOCK_FRAMES;
		status = read_block(check, count);
		if (status == STATUS_OK)
			compare(check, columns, done, count);
		check->position += count;
		check->frame += count;
		done += count;
	}
	return status;
}

static enum status finish(struct printer *printer)
{
	(void)printer;
	return STATUS_OK;
}

static void free_check(struct printer *printer)
{
	if (!printer)
		return;
	struct send_check *check = check_of(printer);
	check->settings.send->free(check->settings.send);
	arena_free(check->arena);
}

static bool make_room(struct send_check *check)
{
	check->columns = ARENA_ARRAY(check->arena, double *, check->printer.channels);
	for (size_t i = 0; check->columns && i < check->printer.channels; i++)
		if (!(check->columns[i] = ARENA_ARRAY(check->arena, double, BLOCK_FRAMES)))
			return false;
	return check->columns;
}

struct printer *send_check_new(const struct send_check_settings *settings)
{
	struct arena *arena = arena_new();
	struct send_check *check = arena ? ARENA_NEW(arena, struct send_check) : NULL;
	if (check) {
		*check = (struct send_check){ .arena = arena, .settings = *settings };
		check->printer = (struct printer){ .channels = settings->channels,
						   .write = write,
						   .finish = finish,
						   .free = free_check,
						   .name = settings->send->name };
		check->found.unlike = settings->send->channels != settings->channels;
		if (make_room(check))
			return &check->printer;
	}
	settings->send->free(settings->send);
	arena_free(arena);
	return NULL;
}

struct send_difference send_check_result(const struct printer *printer)
{
	return ((const struct send_check *)printer)->found;
}
