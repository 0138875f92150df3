/* Reads a column between its samples, by windowed sincs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/fractional_delay.h"

#include "dsp/elementary.h"
#include "dsp/kernel/fir.h"

#include <math.h>
#include <string.h>

enum { PHASES = 512, LENGTHS = FRACTIONAL_DELAY_LENGTHS };

/* The frames and the columns that a pass of the readings treats. */
enum { PASS = DOUBLED_FRAMES, COLUMNS = 8 };

/* A line that is pushed is filtered by the longest filter at half a frame. So the plane of the halves is late by its
   reach. */
enum { HALVES_PAIRS = FRACTIONAL_DELAY_REACH, HALVES_PAST = 2 * HALVES_PAIRS - 1 };

/* A plane is repeated by so many samples behind its end, so that what is read or written at once lies in one piece. */
enum { REPEATED = HALVES_PAST + FRACTIONAL_DELAY_RUN };

/* The taps of a far reading on either side, in halves of a frame, and the shape of their window: images are 125 dB
   lower. */
enum { DOUBLED_REACH = DOUBLED_TAPS / 2 };
#define DOUBLED_BETA 12.8

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

/* Computes the filters of far readings, as kernel/delay.h has them. */
static double *design_doubled(struct arena *arena)
{
	double *filters = ARENA_ARRAY(arena, double, (DOUBLED_SILENCE + 1) * DOUBLED_ROW);
	if (!filters)
		return NULL;
	for (size_t phase = 0; phase <= DOUBLED_PHASES; phase++) {
		double row[DOUBLED_TAPS] = { 0.0 }, *filter = filters + phase * DOUBLED_ROW;
		if (phase > 0 && phase < DOUBLED_PHASES)
			design_filter(row, DOUBLED_REACH, DOUBLED_BETA, (double)phase / DOUBLED_PHASES);
		else
			row[phase == 0 ? DOUBLED_REACH : DOUBLED_REACH - 1] = 1.0;
		for (size_t tap = 0; tap < DOUBLED_TAPS; tap++)
			filter[tap / 2 + tap % 2 * DOUBLED_REACH] = row[tap];
	}
	for (size_t phase = 0; phase < DOUBLED_PHASES; phase++) {
		double *filter = filters + phase * DOUBLED_ROW;
		for (size_t tap = 0; tap < DOUBLED_TAPS; tap++)
			filter[DOUBLED_TAPS + tap] = filter[DOUBLED_ROW + tap] - filter[tap];
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
	if (!table)
		return NULL;
	table->doubled = design_doubled(arena);
	return table->doubled ? table : NULL;
}

static double *plane_of(const struct fractional_delay *line, size_t plane)
{
	return line->planes + plane * (line->length + REPEATED);
}

bool fractional_delay_init(struct fractional_delay *line, struct arena *arena, double longest)
{
	const size_t needed = (size_t)fmax(longest, FRACTIONAL_DELAY_MINIMUM) + REPEATED + FRACTIONAL_DELAY_RUN;
	size_t length = 1;
	while (length < needed)
		length *= 2;
	*line = (struct fractional_delay){ .planes = ARENA_ARRAY(arena, double, 2 * (length + REPEATED)),
					   .length = length };
	return line->planes;
}

void fractional_delay_reset(struct fractional_delay *line)
{
	memset(line->planes, 0, 2 * (line->length + REPEATED) * sizeof *line->planes);
	line->head = 0;
}

/* Carries what was written at `at`, in one piece, to where it is repeated. */
static void repeat(double *plane, size_t length, size_t at, size_t frames)
{
	const size_t end = at + frames;
	if (end > length)
		memcpy(plane, plane + length, (end - length) * sizeof *plane);
	else if (at < REPEATED)
		memcpy(plane + length + at, plane + at, ((end < REPEATED ? end : REPEATED) - at) * sizeof *plane);
}

void fractional_delay_push(struct fractional_delay *line, const struct fractional_delay_table *table,
			   const struct kernel *kernel, const double *in, size_t frames)
{
	const size_t mask = line->length - 1, half = (line->head - HALVES_PAIRS) & mask;
	double *samples = plane_of(line, 0), *halves = plane_of(line, 1);
	memcpy(samples + line->head, in, frames * sizeof *in);
	repeat(samples, line->length, line->head, frames);
	kernel->fir->half_band(halves + half, samples + ((line->head - HALVES_PAST) & mask),
			       table->filters[0] + PHASES / 2 * 2 * FRACTIONAL_DELAY_REACH, HALVES_PAIRS, frames);
	repeat(halves, line->length, half, frames);
	line->head = (line->head + frames) & mask;
}

/* Returns the longest filter that fits between the delay and the newest frame. */
static size_t kind_of(size_t whole)
{
	return whole >= lengths[0].reach ? 0 : whole >= lengths[1].reach ? 1 : whole >= lengths[2].reach ? 2 : 3;
}

/* Returns the frames after the delay that a reading needs. */
static size_t reach_of(size_t whole)
{
	return whole >= FRACTIONAL_DELAY_FAR ? FRACTIONAL_DELAY_AHEAD : lengths[kind_of(whole)].reach;
}

size_t fractional_delay_ahead(const double *delays, size_t frames)
{
	double clear = 1.0 + FRACTIONAL_DELAY_AHEAD;
	for (size_t i = 1; i < frames; i++, clear += 1.0) {
		/* No reading needs more than this, and most have it. */
		if (delays[i] >= clear)
			continue;
		const double held = delays[i] > FRACTIONAL_DELAY_MINIMUM ? delays[i] : FRACTIONAL_DELAY_MINIMUM;
		const size_t whole = (size_t)held;
		if (whole - reach_of(whole) < i)
			return i;
	}
	return frames;
}

static double longest_of(const struct fractional_delay *line)
{
	return (double)(line->length - REPEATED - FRACTIONAL_DELAY_RUN);
}

/* Prepares a near reading at frame `now`, which counts on without an end. */
static struct interpolation near_reading(const struct fractional_delay *line,
					 const struct fractional_delay_table *table, size_t now, double delay)
{
	delay = delay > FRACTIONAL_DELAY_MINIMUM ? delay : FRACTIONAL_DELAY_MINIMUM;
	/* A conversion to a signed number is one instruction, whereas an unsigned one takes a branch. */
	const size_t whole = (size_t)(ptrdiff_t)delay;
	const size_t kind = kind_of(whole);
	const size_t taps = 2 * lengths[kind].reach;
	const double position = (delay - (double)whole) * PHASES;
	const size_t phase = (size_t)(ptrdiff_t)position;
	return (struct interpolation){
		.window = plane_of(line, 0) + ((now - whole - lengths[kind].reach) & (line->length - 1)),
		.filters = table->filters[kind] + phase * taps,
		.fraction = position - (double)phase,
		.taps = taps,
	};
}

/* What a pass reads. */
struct pass {
	const struct fractional_delay *const *lines;
	double *const *out;
	size_t columns;
	const struct fractional_delay_reading *reading;
	size_t now; /* frame of the first delay, which counts on without an end */
	size_t start, frames; /* of the delays and out */
};

static void add_near(const struct pass *pass, size_t voice)
{
	const struct fractional_delay_reading *reading = pass->reading;
	const double *delays = reading->delays[voice] + pass->start;
	for (size_t column = 0; column < pass->columns; column++) {
		const struct fractional_delay *line = pass->lines[column];
		struct interpolation readings[PASS];
		double values[PASS], *out = pass->out[column] + pass->start;
		size_t places[PASS], count = 0;
		for (size_t i = 0; i < pass->frames; i++)
			if (delays[i] < FRACTIONAL_DELAY_FAR) {
				places[count] = i;
				readings[count++] = near_reading(line, reading->table, pass->now + i, delays[i]);
			}
		reading->kernel->delay->interpolate(values, readings, count);
		for (size_t i = 0; i < count; i++)
			out[places[i]] += reading->gain * values[i];
	}
}

static void read_far(const struct pass *pass, const struct doubled_voice *readings)
{
	for (size_t first = 0; first < pass->columns; first += COLUMNS) {
		const size_t left = pass->columns - first;
		const size_t columns = left < COLUMNS ? left : COLUMNS;
		const double *lines[COLUMNS];
		double *out[COLUMNS];
		for (size_t i = 0; i < columns; i++) {
			lines[i] = pass->lines[first + i]->planes;
			out[i] = pass->out[first + i] + pass->start;
		}
		pass->reading->kernel->delay->read_doubled(out, lines, columns, pass->reading->table->doubled, readings,
							   pass->reading->voices, pass->reading->gain, pass->frames);
	}
}

static void run_pass(const struct pass *pass)
{
	const struct fractional_delay_reading *reading = pass->reading;
	const struct fractional_delay *line = pass->lines[0];
	const struct doubled_line shape = {
		.length = line->length,
		.stride = line->length + REPEATED,
		.now = pass->now & (line->length - 1),
		.nearest = FRACTIONAL_DELAY_FAR,
		.longest = longest_of(line),
	};
	struct doubled_voice readings[FRACTIONAL_DELAY_VOICES];
	size_t near[FRACTIONAL_DELAY_VOICES], all_near = 0;
	for (size_t voice = 0; voice < reading->voices; voice++)
		all_near += near[voice] = reading->kernel->delay->place_doubled(
			&readings[voice], &shape, reading->delays[voice] + pass->start, pass->frames);
	if (all_near < pass->frames * reading->voices)
		read_far(pass, readings);
	else
		for (size_t column = 0; column < pass->columns; column++)
			memset(pass->out[column] + pass->start, 0, pass->frames * sizeof(double));
	for (size_t voice = 0; voice < reading->voices; voice++)
		if (near[voice] > 0)
			add_near(pass, voice);
}

/* Reads from frame `now` on. */
static void read_from(const struct fractional_delay *const *lines, double *const *out, size_t columns,
		      const struct fractional_delay_reading *reading, size_t now, size_t frames)
{
	struct pass pass = { lines, out, columns, reading, now, 0, 0 };
	for (; pass.start < frames; pass.start += pass.frames, pass.now += pass.frames) {
		pass.frames = frames - pass.start < PASS ? frames - pass.start : PASS;
		run_pass(&pass);
	}
}

void fractional_delay_peek(const struct fractional_delay *const *lines, double *const *out, size_t columns,
			   const struct fractional_delay_reading *reading, size_t frames)
{
	if (columns > 0)
		read_from(lines, out, columns, reading, lines[0]->head, frames);
}

void fractional_delay_read(const struct fractional_delay *const *lines, double *const *out, size_t columns,
			   const struct fractional_delay_reading *reading, size_t frames)
{
	if (columns > 0)
		read_from(lines, out, columns, reading, lines[0]->head - frames, frames);
}
