/* stemprint: reads the true peak by libebur128, only where it can rise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/true_peak.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/fir.h"
#include "dsp/kernel/select.h"

#include <ebur128.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	INTERPOLATOR_TAPS = 49,
	CONTEXT = 24, /* the most earlier samples on which an output depends: 12 at 4x, 24 at 2x */
	BLOCK = 232, /* with its context it takes 2 KiB a channel */
	PHASE_TAPS = 24,
};

/* libebur128 keeps samples and outputs as float: each has a relative error of 2^-24, times sum |h|, at most 2.31. */
static const double rounding_margin = 1.0 + 1e-6;

/* These are sums over the phases of libebur128's filter, rounded up. The tests derive them again. */
static const struct true_peak_bound bound_4x = {
	.factor = 4, .absolute = 1.864182, .level = 1.000905, .curvature = 0.301277
};
static const struct true_peak_bound bound_2x = {
	.factor = 2, .absolute = 2.306832, .level = 1.000114, .curvature = 0.416180
};

struct phase {
	size_t taps;
	double coefficients[PHASE_TAPS]; /* of x[t], x[t-1] ... */
};

struct true_peak_meter {
	const struct kernel *kernel;
	const struct true_peak_bound *bound;
	ebur128_state *reader; /* of one channel; every reading brings its own context */
	size_t channels;
	size_t fill; /* samples of each buffer, context included */
	uint64_t scanned; /* frames that left the buffers */
	uint64_t peak_frame; /* where the block that raised `peak` last begins */
	double peak;
	double recent; /* the peak since true_peak_recent(), by our own interpolator */
	size_t readings;
	size_t phase_count;
	struct phase phases[3];
	double buffers[][CONTEXT + BLOCK];
};

const struct true_peak_bound *true_peak_bound(double sample_rate)
{
	if (sample_rate < 96000.0)
		return &bound_4x;
	return sample_rate < 192000.0 ? &bound_2x : NULL;
}

/* The phase that hits the samples themselves is left out, since their peak is known. */
static void make_phases(struct true_peak_meter *meter)
{
	unsigned factor = meter->bound->factor;
	meter->phase_count = factor - 1;
	for (unsigned tap = 0; tap < INTERPOLATOR_TAPS; tap++) {
		if (tap % factor == 0)
			continue;
		double x = ELEMENTARY_PI * ((double)tap - (INTERPOLATOR_TAPS - 1) / 2.0) / factor;
		double window = 0.5 * (1.0 - elementary_cos(2.0 * ELEMENTARY_PI * tap / (INTERPOLATOR_TAPS - 1)));
		struct phase *phase = &meter->phases[tap % factor - 1];
		phase->coefficients[phase->taps++] = elementary_sin(x) / x * window;
	}
}

enum status true_peak_new(size_t channels, double sample_rate, struct true_peak_meter **meter)
{
	if (channels == 0 || channels > 64 || !(sample_rate >= 4000.0 && sample_rate <= 2822400.0))
		return STATUS_LIMIT;
	struct true_peak_meter *made = calloc(1, sizeof *made + channels * sizeof made->buffers[0]);
	if (!made)
		return STATUS_NO_MEMORY;
	made->kernel = kernel_select(NULL);
	made->bound = true_peak_bound(sample_rate);
	made->channels = channels;
	made->fill = CONTEXT;
	if (made->bound) {
		make_phases(made);
		made->reader = ebur128_init(1, (unsigned long)llround(sample_rate), EBUR128_MODE_TRUE_PEAK);
		if (!made->reader) {
			true_peak_free(made);
			return STATUS_NO_MEMORY;
		}
	}
	*meter = made;
	return STATUS_OK;
}

void true_peak_free(struct true_peak_meter *meter)
{
	if (!meter)
		return;
	if (meter->reader)
		ebur128_destroy(&meter->reader);
	free(meter);
}

/* Returns the reading by libebur128 of the samples that follow the context of a buffer. */
static enum status read_exactly(struct true_peak_meter *meter, const double *buffer)
{
	size_t frames = meter->fill - CONTEXT;
	double peak = 0.0;
	if (ebur128_add_frames_double(meter->reader, buffer, CONTEXT) != EBUR128_SUCCESS ||
	    ebur128_add_frames_double(meter->reader, buffer + CONTEXT, frames) != EBUR128_SUCCESS ||
	    ebur128_prev_true_peak(meter->reader, 0, &peak) != EBUR128_SUCCESS)
		return STATUS_NO_MEMORY;
	meter->peak = fmax(meter->peak, peak);
	meter->readings++;
	return STATUS_OK;
}

static double interpolated_peak(const struct true_peak_meter *meter, const double *buffer)
{
	size_t frames = meter->fill - CONTEXT;
	double peak = 0.0;
	for (size_t p = 0; p < meter->phase_count; p++) {
		const struct phase *phase = &meter->phases[p];
		double outputs[BLOCK] = { 0.0 };
		meter->kernel->fir->convolve(outputs, buffer + CONTEXT, phase->coefficients, phase->taps, frames);
		peak = fmax(peak, meter->kernel->column->peak(outputs, frames));
	}
	return peak;
}

/* The phase that hits the samples gives them back as floats, late by half the filter, so a rounding up counts. */
static void hear_samples(struct true_peak_meter *meter, const double *buffer, double sample_peak)
{
	if (!meter->bound || (double)(float)sample_peak <= meter->peak)
		return;
	size_t delay = (INTERPOLATOR_TAPS - 1) / 2 / meter->bound->factor;
	double late = meter->kernel->column->peak(buffer + CONTEXT - delay, meter->fill - CONTEXT);
	meter->peak = fmax(meter->peak, (double)(float)late);
}

static enum status scan_buffer(struct true_peak_meter *meter, const double *buffer)
{
	const struct true_peak_bound *bound = meter->bound;
	double sample_peak = meter->kernel->column->peak(buffer, meter->fill);
	meter->peak = fmax(meter->peak, sample_peak);
	meter->recent = fmax(meter->recent, sample_peak);
	hear_samples(meter, buffer, sample_peak);
	/* A block whose bound is under both peaks can raise neither. Rounding may make either one the smaller. */
	double known = fmin(meter->recent, meter->peak);
	if (!bound || bound->absolute * sample_peak * rounding_margin <= known)
		return STATUS_OK;
	double smooth = bound->level * sample_peak +
			bound->curvature * meter->kernel->column->curvature(buffer, meter->fill - 2);
	if (smooth * rounding_margin <= known)
		return STATUS_OK;
	double interpolated = interpolated_peak(meter, buffer);
	meter->recent = fmax(meter->recent, interpolated);
	if (interpolated * rounding_margin <= meter->peak)
		return STATUS_OK;
	return read_exactly(meter, buffer);
}

/* Scans the buffered samples and keeps their end as the next context. */
static enum status scan(struct true_peak_meter *meter)
{
	enum status status = STATUS_OK;
	const double before = meter->peak;
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double *buffer = meter->buffers[channel];
		if (status == STATUS_OK)
			status = scan_buffer(meter, buffer);
		memmove(buffer, buffer + meter->fill - CONTEXT, CONTEXT * sizeof *buffer);
	}
	if (meter->peak > before)
		meter->peak_frame = meter->scanned;
	meter->scanned += meter->fill - CONTEXT;
	meter->fill = CONTEXT;
	return status;
}

enum status true_peak_add(struct true_peak_meter *meter, const double *const *columns, size_t frames)
{
	enum status status = STATUS_OK;
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		size_t room = CONTEXT + BLOCK - meter->fill;
		size_t count = frames - done < room ? frames - done : room;
		for (size_t channel = 0; channel < meter->channels; channel++)
			memcpy(meter->buffers[channel] + meter->fill, columns[channel] + done, count * sizeof(double));
		meter->fill += count;
		done += count;
		if (count == room)
			status = scan(meter);
	}
	return status;
}

enum status true_peak_read(struct true_peak_meter *meter, double *true_peak)
{
	enum status status = meter->fill > CONTEXT ? scan(meter) : STATUS_OK;
	*true_peak = meter->peak;
	return status;
}

uint64_t true_peak_frame(const struct true_peak_meter *meter)
{
	return meter->peak_frame;
}

double true_peak_recent(struct true_peak_meter *meter)
{
	double recent = meter->recent;
	meter->recent = 0.0;
	return recent;
}

size_t true_peak_readings(const struct true_peak_meter *meter)
{
	return meter->readings;
}
