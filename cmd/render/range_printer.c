/* Prints parts of what one file prints into files of their own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/range_printer.h"

#include "cmd/render/rendered_file.h"
#include "dsp/elementary.h"
#include "dsp/kernel/column.h"

#include <math.h>

struct range_printer {
	struct printer printer; /* this member is first, because the engine sees only it */
	const struct render_job *job;
	struct rendered_file *whole;
	struct rendered_file *parts; /* there is one for each range of the job */
	uint64_t position; /* the frame that comes in next */
	struct problem problem;
};

static struct range_printer *range_printer_of(struct printer *printer)
{
	return (struct range_printer *)printer;
}

/* The printer gets frames of the rate of the files. */
static uint64_t frame_of(const struct range_printer *printer, uint64_t session_frame)
{
	return rendered_file_frame(printer->job, printer->whole->format, session_frame);
}

static enum status fail(struct range_printer *printer, const struct rendered_file *part, enum status status,
			const char *problem)
{
	printer->printer.name = part->name;
	printer->printer.problem = problem;
	return status;
}

static enum status open_part(struct range_printer *printer, struct rendered_file *part)
{
	enum status status = rendered_file_open(printer->job, part, printer->whole->printer, &printer->problem);
	return status == STATUS_OK ? status : fail(printer, part, status, printer->problem.text);
}

/* Opens the files of the ranges that begin in this block. It runs before the whole takes the block, because a part
   begins with the state of the whole. */
static enum status open_parts(struct range_printer *printer, size_t frames)
{
	const struct print_ranges *ranges = &printer->job->ranges;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < ranges->count && status == STATUS_OK; i++) {
		const uint64_t from = frame_of(printer, ranges->items[i].from);
		if (!ranges->items[i].edited && from >= printer->position && from - printer->position < frames)
			status = open_part(printer, &printer->parts[i]);
	}
	return status;
}

/* Returns the linear peak of a block before headroom and rounding. Stems of `sum: exact` come in as integers. */
static double peak_of(const struct rendered_file *part, const double *const *columns, struct frame_span span,
		      const struct kernel *kernel, bool rounded)
{
	double peak = 0.0;
	for (size_t i = 0; i < part->channels; i++)
		peak = fmax(peak, kernel->column->peak(columns[i] + span.first, span.frames));
	if (!rounded)
		return peak;
	return ldexp(peak, 1 - (int)encoding_bits(part->format->encoding)) * decibel_to_gain(part->headroom_db);
}

/* Completes a file at the end of its range, and gives its memory and its descriptor back. */
static enum status finish_part(struct range_printer *printer, struct rendered_file *part)
{
	enum status status = part->printer->finish(part->printer);
	if (status != STATUS_OK)
		return fail(printer, part, status, part->printer->problem);
	part->statistics = audio_printer_statistics(part->printer);
	part->printer->free(part->printer);
	part->printer = NULL;
	return STATUS_OK;
}

static enum status write_part(struct range_printer *printer, size_t index, const double *const *columns, size_t frames)
{
	const struct render_job *job = printer->job;
	struct rendered_file *part = &printer->parts[index];
	const uint64_t from = frame_of(printer, job->ranges.items[index].from);
	const uint64_t to = frame_of(printer, job->ranges.items[index].to);
	const bool ends = to - printer->position <= frames;
	const size_t count = ends ? (size_t)(to - printer->position) : frames;
	const struct frame_span span = frame_span_within(printer->position, count, from, to);
	part->peak = fmax(part->peak,
			  peak_of(part, columns, span, job->settings->kernel, rendered_file_is_rounded(job, part)));
	enum status status = part->printer->write(part->printer, columns, count);
	if (status != STATUS_OK)
		return fail(printer, part, status, part->printer->problem);
	return ends ? finish_part(printer, part) : STATUS_OK;
}

static enum status range_printer_write(struct printer *interface, const double *const *columns, size_t frames)
{
	struct range_printer *printer = range_printer_of(interface);
	struct printer *whole = printer->whole->printer;
	enum status status = open_parts(printer, frames);
	if (status == STATUS_OK) {
		status = whole->write(whole, columns, frames);
		if (status != STATUS_OK)
			return fail(printer, printer->whole, status, whole->problem);
	}
	for (size_t i = 0; i < printer->job->ranges.count && status == STATUS_OK; i++)
		if (printer->parts[i].printer)
			status = write_part(printer, i, columns, frames);
	printer->position += frames;
	return status;
}

static enum status range_printer_finish(struct printer *interface)
{
	struct range_printer *printer = range_printer_of(interface);
	struct printer *whole = printer->whole->printer;
	enum status status = whole->finish(whole);
	if (status != STATUS_OK)
		return fail(printer, printer->whole, status, whole->problem);
	for (size_t i = 0; i < printer->job->ranges.count && status == STATUS_OK; i++)
		if (printer->parts[i].printer)
			status = finish_part(printer, &printer->parts[i]);
	return status;
}

static void range_printer_free(struct printer *printer)
{
	(void)printer;
}

struct printer *range_printer_new(const struct render_job *job, struct rendered_file *whole,
				  struct rendered_file *parts)
{
	struct range_printer *printer = ARENA_NEW(job->project->arena, struct range_printer);
	if (!printer)
		return NULL;
	*printer = (struct range_printer){ .printer = { .channels = whole->channels,
							.write = range_printer_write,
							.finish = range_printer_finish,
							.free = range_printer_free,
							.name = whole->name },
					   .job = job,
					   .whole = whole,
					   .parts = parts };
	return &printer->printer;
}
