/* Prints what leaves for hardware, behind the head that the loop is measured by.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/send_printer.h"

#include "dsp/calibration.h"

#include <stdbool.h>
#include <stdlib.h>

enum { BLOCK_FRAMES = 4096, CHANNELS_MAXIMUM = 64 };

struct send_printer {
	struct printer printer; /* this member is first, because the engine sees only it */
	struct printer *file;
	double sample_rate;
	bool begun; /* the head is written */
	double block[BLOCK_FRAMES];
};

static struct send_printer *send_of(struct printer *printer)
{
	return (struct send_printer *)printer;
}

static enum status tell(struct send_printer *send, enum status status)
{
	send->printer.problem = send->file->problem;
	return status;
}

static enum status write_head(struct send_printer *send)
{
	const double *columns[CHANNELS_MAXIMUM];
	const size_t frames = calibration_frames(send->sample_rate);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < send->printer.channels; i++)
		columns[i] = send->block;
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		const size_t count = frames - done < BLOCK_FRAMES ? frames - done : BLOCK_FRAMES;
		calibration_write(send->sample_rate, done, send->block, count);
		status = send->file->write(send->file, columns, count);
		done += count;
	}
	send->begun = true;
	return status;
}

static enum status write(struct printer *printer, const double *const *columns, size_t frames)
{
	struct send_printer *send = send_of(printer);
	enum status status = send->begun ? STATUS_OK : write_head(send);
	if (status == STATUS_OK)
		status = send->file->write(send->file, columns, frames);
	return tell(send, status);
}

static enum status finish(struct printer *printer)
{
	struct send_printer *send = send_of(printer);
	return tell(send, send->file->finish(send->file));
}

static void free_send(struct printer *printer)
{
	if (!printer)
		return;
	struct send_printer *send = send_of(printer);
	send->file->free(send->file);
	free(send);
}

struct printer *send_printer_new(struct printer *file, double sample_rate)
{
	struct send_printer *send = calloc(1, sizeof *send);
	if (!send) {
		file->free(file);
		return NULL;
	}
	send->file = file;
	send->sample_rate = sample_rate;
	send->printer = (struct printer){
		.channels = file->channels, .write = write, .finish = finish, .free = free_send, .name = file->name
	};
	return &send->printer;
}
