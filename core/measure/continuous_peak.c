/* Finds the peak of the continuous signal, and looks closely only where it can rise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/continuous_peak.h"

#include "dsp/intersample_peak.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	REACH = INTERSAMPLE_REACH,
	BLOCK = 2048, /* readings that are looked at or left out together */
	BUFFER = REACH + BLOCK + REACH,
	RUN = 32, /* readings whose curvature is taken together */
	AROUND = 16, /* samples before and after a run whose curvature counts for it */
};

/* Between two of 16 points a tone hides at most 0.042 dB: a reading that lies lower by more cannot hold the peak. */
static const double hidden = 0.995;

/* What hides there is at most the curvature at that place times (1/32)^2 / 2, for half a step in samples. A second
   difference of samples shows it, too small by up to pi^2/4 near half the rate; 4 leaves a margin. */
static const double hidden_of_curvature = 4.0 / 2048.0;

/* What rounding could add to a value that a bound rules out. */
static const double rounding_margin = 1.0 + 1e-9;

struct continuous_peak {
	double level; /* linear */
	uint64_t frame; /* of the meter, after which it lies */
};

struct continuous_peak_meter {
	const struct kernel *kernel;
	struct intersample_peak filters;
	struct continuous_peak peak;
	size_t channels;
	size_t fill; /* samples of each buffer, those before its first reading included */
	uint64_t frame; /* of the first reading; the buffers begin REACH frames earlier */
	double buffers[][BUFFER];
};

enum status continuous_peak_new(size_t channels, struct continuous_peak_meter **meter)
{
	struct continuous_peak_meter *made = calloc(1, sizeof *made + channels * sizeof made->buffers[0]);
	if (!made)
		return STATUS_NO_MEMORY;
	made->kernel = kernel_select(NULL);
	intersample_peak_init_longest(&made->filters);
	made->channels = channels;
	/* The crest before the first frame counts, so the readings begin REACH frames before it. */
	made->fill = 2 * REACH;
	*meter = made;
	return STATUS_OK;
}

void continuous_peak_free(struct continuous_peak_meter *meter)
{
	free(meter);
}

/* True when no reading of these samples can be over `level`. The first sample is the first that a reading sees. */
static bool stays_under(const struct continuous_peak_meter *meter, const double *seen, size_t count, double level)
{
	const struct intersample_peak *filters = &meter->filters;
	const double largest = meter->kernel->column->peak(seen, count);
	if (filters->absolute * largest * rounding_margin <= level)
		return true;
	if (filters->level * largest > level)
		return false;
	const double curvature = meter->kernel->column->curvature(seen, count - 2);
	return (filters->level * largest + filters->curvature * curvature) * rounding_margin <= level;
}

/* Finds the crests of a run whose points come near the peak. A low tone has many: what hides beside its points is
   little, so most of them are left out. `frame` is that of column[0]. */
static void refine(const struct continuous_peak_meter *meter, struct continuous_peak *peak, const double *column,
		   const double *levels, size_t frames, uint64_t frame)
{
	const struct column_kernel *kernel = meter->kernel->column;
	if (!(kernel->peak(levels, frames) > peak->level * hidden))
		return;
	const double curvature = kernel->curvature(column - AROUND - 1, frames + 2 * (size_t)AROUND);
	for (size_t i = 0; i < frames; i++) {
		if (!(levels[i] > fmax(peak->level * hidden, peak->level - hidden_of_curvature * curvature)))
			continue;
		const double level = intersample_peak_between(&meter->filters, meter->kernel, column + i);
		if (level > peak->level)
			*peak = (struct continuous_peak){ level, frame + i };
	}
}

static void look_closely(const struct continuous_peak_meter *meter, struct continuous_peak *peak, const double *column,
			 size_t frames, uint64_t frame)
{
	const double limit = peak->level * hidden;
	double levels[INTERSAMPLE_FRAMES], limits[INTERSAMPLE_FRAMES];
	for (size_t i = 0; i < frames; i++)
		limits[i] = limit;
	if (!intersample_peak_read(&meter->filters, meter->kernel, levels, column, frames, limits, limit))
		return;
	for (size_t i = 0; i < frames; i += RUN)
		refine(meter, peak, column + i, levels + i, frames - i < RUN ? frames - i : RUN, frame + i);
}

/* Makes `frames` readings of one channel from buffer[REACH] on. */
static void read_buffer(const struct continuous_peak_meter *meter, struct continuous_peak *peak, const double *buffer,
			size_t frames)
{
	if (stays_under(meter, buffer, frames + 2 * (size_t)REACH, peak->level * hidden))
		return;
	for (size_t start = 0; start < frames; start += INTERSAMPLE_FRAMES) {
		const size_t left = frames - start;
		look_closely(meter, peak, buffer + REACH + start, left < INTERSAMPLE_FRAMES ? left : INTERSAMPLE_FRAMES,
			     meter->frame + start);
	}
}

void continuous_peak_add(struct continuous_peak_meter *meter, const double *const *columns, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		const size_t room = BUFFER - meter->fill;
		const size_t count = frames - done < room ? frames - done : room;
		for (size_t channel = 0; channel < meter->channels; channel++)
			memcpy(meter->buffers[channel] + meter->fill, columns[channel] + done, count * sizeof(double));
		meter->fill += count;
		done += count;
		if (count < room)
			return;
		for (size_t channel = 0; channel < meter->channels; channel++) {
			double *buffer = meter->buffers[channel];
			read_buffer(meter, &meter->peak, buffer, BLOCK);
			memmove(buffer, buffer + BLOCK, 2 * REACH * sizeof *buffer);
		}
		meter->frame += BLOCK;
		meter->fill = 2 * REACH;
	}
}

/* The rest is read in a copy, behind which REACH zeros stand twice: once to be read, once to be seen. */
static struct continuous_peak peak_with_rest(const struct continuous_peak_meter *meter)
{
	double rest[BUFFER + 2 * REACH];
	struct continuous_peak peak = meter->peak;
	for (size_t channel = 0; channel < meter->channels; channel++) {
		memset(rest, 0, sizeof rest);
		memcpy(rest, meter->buffers[channel], meter->fill * sizeof *rest);
		read_buffer(meter, &peak, rest, meter->fill);
	}
	return peak;
}

double continuous_peak_read(const struct continuous_peak_meter *meter, uint64_t *frame)
{
	const struct continuous_peak peak = peak_with_rest(meter);
	*frame = peak.frame > REACH ? peak.frame - REACH : 0;
	return peak.level;
}
