/* Compares the spectra of a loop's send and answer.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/loop_spectra.h"

#include "dsp/elementary.h"
#include "engine/aligned_source.h"

#include <math.h>
#include <string.h>

struct loop_spectra *loop_spectra_new(struct arena *arena, size_t size)
{
	struct loop_spectra *spectra = ARENA_NEW(arena, struct loop_spectra);
	if (!spectra)
		return NULL;
	spectra->size = size;
	spectra->bin_count = (size_t)(LOOP_BAND * (double)size);
	spectra->cross = arena_array(arena, spectra->bin_count, sizeof *spectra->cross);
	spectra->send = ARENA_ARRAY(arena, double, spectra->bin_count);
	spectra->answer = ARENA_ARRAY(arena, double, spectra->bin_count);
	return spectra->cross && spectra->send && spectra->answer ? spectra : NULL;
}

void loop_spectra_clear(struct loop_spectra *spectra)
{
	memset(spectra->cross, 0, spectra->bin_count * sizeof *spectra->cross);
	memset(spectra->send, 0, spectra->bin_count * sizeof *spectra->send);
	memset(spectra->answer, 0, spectra->bin_count * sizeof *spectra->answer);
	spectra->windows = 0;
}

void loop_spectra_add(struct loop_spectra *spectra, const struct fourier_transform *send,
		      const struct fourier_transform *answer)
{
	for (size_t k = 0; k < spectra->bin_count; k++) {
		const double *x = send->bins[k], *y = answer->bins[k];
		spectra->cross[k][0] += x[0] * y[0] + x[1] * y[1];
		spectra->cross[k][1] += x[0] * y[1] - x[1] * y[0];
		spectra->send[k] += x[0] * x[0] + x[1] * x[1];
		spectra->answer[k] += y[0] * y[0] + y[1] * y[1];
	}
	spectra->windows++;
}

/* The sum at a delay, and its first two derivatives. */
struct slope {
	double value, first, second;
};

static struct slope slope_at(const struct loop_spectra *spectra, const double *weights, double delay)
{
	struct slope slope = { 0.0, 0.0, 0.0 };
	for (size_t k = 1; k < spectra->bin_count; k++) {
		const double w = 2.0 * ELEMENTARY_PI * (double)k / (double)spectra->size;
		const double cosine = elementary_cos(w * delay), sine = elementary_sin(w * delay);
		const double *c = spectra->cross[k];
		const double real = weights[k] * (c[0] * cosine - c[1] * sine);
		const double imaginary = weights[k] * (c[0] * sine + c[1] * cosine);
		slope.value += real;
		slope.first -= w * imaginary;
		slope.second -= w * w * real;
	}
	return slope;
}

/* Newton's method, with steps of half a frame at most. */
double loop_spectra_delay(const struct loop_spectra *spectra, const double *weights, double *extreme)
{
	enum { STEPS = 12 };
	double delay = 0.0;
	struct slope slope = slope_at(spectra, weights, delay);
	for (size_t i = 0; i < STEPS && slope.second != 0.0; i++) {
		const double step = -slope.first / slope.second;
		delay += fmax(-0.5, fmin(0.5, step));
		slope = slope_at(spectra, weights, delay);
		if (fabs(step) < 1e-7)
			break;
	}
	*extreme = slope.value;
	return delay;
}

struct loop_columns loop_columns_new(struct arena *arena, size_t channels, size_t frames)
{
	struct loop_columns made = { ARENA_ARRAY(arena, double *, channels), channels, frames };
	for (size_t i = 0; made.columns && i < channels; i++)
		if (!(made.columns[i] = ARENA_ARRAY(arena, double, frames)))
			made.columns = NULL;
	return made;
}

enum status loop_columns_read(struct loop_columns *columns, struct source *source, uint64_t *position, uint64_t first,
			      size_t frames)
{
	enum status status = STATUS_OK;
	if (*position < first && source->skip) {
		status = source->skip(source, first - *position);
		*position = first;
	}
	while (*position < first && status == STATUS_OK) {
		const uint64_t left = first - *position;
		const size_t count = left < columns->frames ? (size_t)left : columns->frames;
		status = source->read(source, columns->columns, count);
		*position += count;
	}
	if (status == STATUS_OK)
		status = source->read(source, columns->columns, frames);
	*position += frames;
	return status;
}

struct source *loop_answer_open(const struct loop_case *loop, struct loop_model model, double offset)
{
	const struct aligned_source_settings settings = { .position = model.lag + (1.0 + model.drift) * offset,
							  .step = 1.0 + model.drift,
							  .gain = 1.0,
							  .borrowed = true };
	if (loop->answer->rewind(loop->answer) != STATUS_OK)
		return NULL;
	return aligned_source_new(loop->answer, &settings);
}
