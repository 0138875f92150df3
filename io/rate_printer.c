/* Converts what is printed to another sample rate, on its way to the file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/rate_printer.h"

#include "dsp/denormals.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "io/resample.h"

#include <math.h>
#include <stdlib.h>

struct rate_printer {
	struct printer printer; /* this member is first, because the engine sees only it */
	struct printer *to;
	struct resampler *resampler;
	const struct kernel *kernel;
	double peak;
};

static enum status hand_on(void *context, const double *const *columns, size_t frames)
{
	struct rate_printer *printer = context;
	for (size_t i = 0; i < printer->printer.channels; i++)
		printer->peak = fmax(printer->peak, printer->kernel->column->peak(columns[i], frames));
	return printer->to->write(printer->to, columns, frames);
}

/* A failure is told as that of the file. */
static enum status tell(struct rate_printer *printer, enum status status)
{
	printer->printer.name = printer->to->name;
	printer->printer.problem = status == STATUS_NO_MEMORY ? "out of memory" : printer->to->problem;
	return status;
}

static enum status rate_printer_write(struct printer *interface, const double *const *columns, size_t frames)
{
	struct rate_printer *printer = (struct rate_printer *)interface;
	const enum status status = resampler_feed(printer->resampler, columns, frames, hand_on, printer);
	return status == STATUS_OK ? status : tell(printer, status);
}

/* The last frames are computed as all others are, also where the engine has ended its work. */
static enum status rate_printer_finish(struct printer *interface)
{
	struct rate_printer *printer = (struct rate_printer *)interface;
	const unsigned before = denormals_flush();
	enum status status = resampler_end(printer->resampler, hand_on, printer);
	denormals_restore(before);
	if (status == STATUS_OK)
		status = printer->to->finish(printer->to);
	return status == STATUS_OK ? status : tell(printer, status);
}

static void rate_printer_free(struct printer *interface)
{
	struct rate_printer *printer = (struct rate_printer *)interface;
	if (!printer)
		return;
	resampler_free(printer->resampler);
	free(printer);
}

struct printer *rate_printer_new(struct printer *to, unsigned from_rate, unsigned to_rate)
{
	struct rate_printer *printer = calloc(1, sizeof *printer);
	if (!printer)
		return NULL;
	*printer = (struct rate_printer){ .printer = { .channels = to->channels,
						       .write = rate_printer_write,
						       .finish = rate_printer_finish,
						       .free = rate_printer_free,
						       .name = to->name },
					  .to = to,
					  .resampler = resampler_new(from_rate, to_rate, to->channels, NULL, NULL),
					  .kernel = kernel_select(NULL) };
	if (printer->resampler)
		return &printer->printer;
	rate_printer_free(&printer->printer);
	return NULL;
}

double rate_printer_peak(const struct printer *printer)
{
	return ((const struct rate_printer *)printer)->peak;
}
