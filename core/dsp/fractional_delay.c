/* Reads a column between its samples, by windowed sincs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/fractional_delay.h"

#include "dsp/elementary.h"
#include "dsp/kernel/delay.h"

#include <math.h>
#include <string.h>

enum { PHASES = 512, LENGTHS = FRACTIONAL_DELAY_LENGTHS, TAPS_MAXIMUM = 2 * FRACTIONAL_DELAY_REACH };

/** The taps on either side and the shape of the window. Shorter filters give up more of the top octave, to keep the
   level below it. */
static const struct {
	size_t reach;
	double beta;
} lengths[LENGTHS] = { { 20, 10.5 }, { 12, 8.0 }, { 8, 6.3 }, { 4, 4.6 } };

/* Returns I0, the modified Bessel function of the first kind, by its power series, the sum of (x^2 / 4)^k / k!^2. For x
   up to 11 the next term is under 1e-17 of it. */
static double bessel(double x)
{
	static const double steps[] = { 1.0 / 1,   1.0 / 4,   1.0 / 9,   1.0 / 16,  1.0 / 25,  1.0 / 36,  1.0 / 49,
					1.0 / 64,  1.0 / 81,  1.0 / 100, 1.0 / 121, 1.0 / 144, 1.0 / 169, 1.0 / 196,
					1.0 / 225, 1.0 / 256, 1.0 / 289, 1.0 / 324, 1.0 / 361, 1.0 / 400, 1.0 / 441,
					1.0 / 484, 1.0 / 529, 1.0 / 576, 1.0 / 625, 1.0 / 676, 1.0 / 729 };
	const double quarter = x * x / 4.0;
	double sum = 1.0;
	for (size_t i = sizeof steps / sizeof steps[0]; i-- > 0;)
		sum = 1.0 + sum * (quarter * steps[i]);
	return sum;
}

static double kaiser(double at, double beta)
{
	return bessel(beta * sqrt(fmax(1.0 - at * at, 0.0)));
}

/* Computes the filter whose reading lies `fraction` of a frame before tap `reach`. At 0 and 1 it is exactly that tap,
   or the one before. */
static void design_filter(double *filter, size_t reach, double beta, double fraction)
{
	const double sine = elementary_sin(ELEMENTARY_PI * fraction);
	double sum = 0.0;
	for (size_t tap = 0; tap < 2 * reach; tap++) {
		const double distance = (double)tap - (double)reach + fraction;
		const double sign = (tap + reach) % 2 == 0 ? 1.0 : -1.0;
		filter[tap] = sign * sine / (ELEMENTARY_PI * distance) * kaiser(distance / (double)reach, beta);
		sum += filter[tap];
	}
	for (size_t tap = 0; tap < 2 * reach; tap++)
		filter[tap] /= sum;
}

static double *design_filters(struct arena *arena, size_t reach, double beta)
{
	const size_t taps = 2 * reach;
	double *filters = ARENA_ARRAY(arena, double, (PHASES + 1) * taps);
	if (!filters)
		return NULL;
	filters[reach] = 1.0;
	filters[PHASES * taps + reach - 1] = 1.0;
	for (size_t phase = 1; phase <= PHASES / 2; phase++) {
		design_filter(filters + phase * taps, reach, beta, (double)phase / PHASES);
		/* The other half mirrors this one. */
		for (size_t tap = 0; tap < taps; tap++)
			filters[(PHASES - phase) * taps + tap] = filters[phase * taps + taps - 1 - tap];
	}
	return filters;
}

const struct fractional_delay_table *fractional_delay_table_new(struct arena *arena)
{
	struct fractional_delay_table *table = ARENA_NEW(arena, struct fractional_delay_table);
	for (size_t i = 0; table && i < LENGTHS; i++) {
		table->filters[i] = design_filters(arena, lengths[i].reach, lengths[i].beta);
		if (!table->filters[i])
			return NULL;
	}
	return table;
}

bool fractional_delay_init(struct fractional_delay *line, struct arena *arena, double longest)
{
	const size_t needed =
		(size_t)fmax(longest, FRACTIONAL_DELAY_MINIMUM) + FRACTIONAL_DELAY_REACH + FRACTIONAL_DELAY_RUN + 2;
	size_t length = 1;
	while (length < needed)
		length *= 2;
	*line = (struct fractional_delay){ .ring = ARENA_ARRAY(arena, double, length + TAPS_MAXIMUM),
					   .length = length };
	return line->ring;
}

void fractional_delay_reset(struct fractional_delay *line)
{
	memset(line->ring, 0, (line->length + TAPS_MAXIMUM) * sizeof *line->ring);
	line->head = 0;
}

void fractional_delay_push(struct fractional_delay *line, const double *in, size_t frames)
{
	const size_t room = line->length - line->head;
	const size_t first = frames < room ? frames : room;
	memcpy(line->ring + line->head, in, first * sizeof *in);
	memcpy(line->ring, in + first, (frames - first) * sizeof *in);
	/* The first samples are repeated, so that a window across the end lies in one piece. */
	if (line->head < TAPS_MAXIMUM || frames > first)
		memcpy(line->ring + line->length, line->ring, TAPS_MAXIMUM * sizeof *in);
	line->head = (line->head + frames) & (line->length - 1);
}

/* Returns the longest filter that fits between the delay and the newest frame. */
static size_t kind_of(size_t whole)
{
	return whole >= lengths[0].reach ? 0 : whole >= lengths[1].reach ? 1 : whole >= lengths[2].reach ? 2 : 3;
}

size_t fractional_delay_ahead(const double *delays, size_t frames)
{
	for (size_t i = 1; i < frames; i++) {
		const double held = delays[i] > FRACTIONAL_DELAY_MINIMUM ? delays[i] : FRACTIONAL_DELAY_MINIMUM;
		const size_t whole = (size_t)held;
		if (whole - lengths[kind_of(whole)].reach < i)
			return i;
	}
	return frames;
}

/* Prepares a reading at frame `now`, which counts on without an end. */
static struct interpolation reading_of(const struct fractional_delay *line, const struct fractional_delay_table *table,
				       size_t now, double delay)
{
	const double longest = (double)(line->length - FRACTIONAL_DELAY_REACH - FRACTIONAL_DELAY_RUN - 2);
	delay = delay > FRACTIONAL_DELAY_MINIMUM ? delay : FRACTIONAL_DELAY_MINIMUM;
	delay = delay < longest ? delay : longest;
	/* A conversion to a signed number is one instruction, whereas an unsigned one takes a branch. */
	const size_t whole = (size_t)(ptrdiff_t)delay;
	const size_t kind = kind_of(whole);
	const size_t taps = 2 * lengths[kind].reach;
	const double position = (delay - (double)whole) * PHASES;
	const size_t phase = (size_t)(ptrdiff_t)position;
	return (struct interpolation){
		.window = line->ring + ((now - whole - lengths[kind].reach) & (line->length - 1)),
		.filters = table->filters[kind] + phase * taps,
		.fraction = position - (double)phase,
		.taps = taps,
	};
}

void fractional_delay_peek(const struct fractional_delay *line, const struct fractional_delay_table *table,
			   const struct kernel *kernel, double *out, const double *delays, size_t frames)
{
	struct interpolation readings[FRACTIONAL_DELAY_RUN];
	for (size_t i = 0; i < frames; i++)
		readings[i] = reading_of(line, table, line->head + i, delays[i]);
	kernel->delay->interpolate(out, readings, frames);
}

void fractional_delay_read(const struct fractional_delay *line, const struct fractional_delay_table *table,
			   const struct kernel *kernel, double *out, const double *delays, size_t frames)
{
	struct interpolation readings[FRACTIONAL_DELAY_RUN];
	for (size_t i = 0; i < frames; i++)
		readings[i] = reading_of(line, table, line->head - frames + i, delays[i]);
	kernel->delay->interpolate(out, readings, frames);
}
