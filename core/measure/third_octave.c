/* stemprint: measures how the power of a signal is spread over third octaves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/third_octave.h"

#include "dsp/elementary.h"
#include "measure/fourier_plan.h"

#include <math.h>
#include <string.h>

/* A transform lasts at least a second divided by this number. */
#define TRANSFORM_SHARE 1.5

enum { HOP_SHORTEST = 64 };

/* A bin is compared with so many, itself among them: as many as the shortest transform has. */
enum { NEIGHBOURS = HOP_SHORTEST };

struct third_octave_meter {
	const struct fourier_plan *plan; /* of hop complex numbers */
	double sample_rate;
	size_t channels;
	size_t hop; /* half a transform */
	size_t filled; /* frames of the newer half */
	bool older_sounds, newer_sounds; /* a half that does not sound counts as silence, whatever it holds */
	uint64_t frames;
	double **halves; /* [2 channel]: the older half, [2 channel + 1]: the newer one */
	const double *window; /* [2 hop] */
	const double (*turns)[2]; /* [hop] cosine and sine of pi n / (2 hop) */
	double (*folded)[2], (*bins)[2]; /* [hop] */
	double *powers; /* [hop] of the bins */
};

static const double *make_window(struct arena *arena, size_t length)
{
	double *window = ARENA_ARRAY(arena, double, length);
	for (size_t i = 0; window && i < length / 2; i++) {
		double slope = elementary_sin(ELEMENTARY_PI * ((double)i + 0.5) / (double)length);
		window[i] = elementary_sin(ELEMENTARY_PI / 2.0 * slope * slope);
		window[length - 1 - i] = window[i];
	}
	return window;
}

static const double (*make_turns(struct arena *arena, size_t hop))[2]
{
	double(*turns)[2] = arena_array(arena, hop, sizeof *turns);
	for (size_t i = 0; turns && i < hop; i++) {
		const double angle = ELEMENTARY_PI * (double)i / (double)(2 * hop);
		turns[i][0] = elementary_cos(angle);
		turns[i][1] = elementary_sin(angle);
	}
	return (const double(*)[2])turns;
}

static bool make_halves(struct third_octave_meter *meter, struct arena *arena)
{
	meter->halves = ARENA_ARRAY(arena, double *, 2 * meter->channels);
	for (size_t i = 0; meter->halves && i < 2 * meter->channels; i++) {
		meter->halves[i] = ARENA_ARRAY(arena, double, meter->hop);
		if (!meter->halves[i])
			return false;
	}
	return meter->halves;
}

struct third_octave_meter *third_octave_new(struct arena *arena, size_t channels, double sample_rate)
{
	struct third_octave_meter *meter = ARENA_NEW(arena, struct third_octave_meter);
	if (!meter)
		return NULL;
	size_t hop = HOP_SHORTEST;
	while ((double)(2 * hop) * TRANSFORM_SHARE < sample_rate)
		hop *= 2;
	meter->sample_rate = sample_rate;
	meter->channels = channels;
	meter->hop = hop;
	meter->plan = fourier_plan_hold(arena, FOURIER_COMPLEX, hop);
	meter->window = make_window(arena, 2 * hop);
	meter->turns = make_turns(arena, hop);
	meter->folded = arena_array(arena, hop, sizeof *meter->folded);
	meter->bins = arena_array(arena, hop, sizeof *meter->bins);
	meter->powers = ARENA_ARRAY(arena, double, hop);
	bool whole = meter->plan && meter->window && meter->turns && meter->folded && meter->bins && meter->powers;
	return whole && make_halves(meter, arena) ? meter : NULL;
}

/* Folds 2 hop real samples x under the window into hop complex ones, whose ordinary transform has x's bins at odd
   multiples of half their distance: with N = 2 hop and n < hop,

       z[n] = (x[n] - i x[n + hop]) e^(-i pi n / N),   Z[k] = sum over x[n] e^(-2 pi i n (2 k + 1/2) / N). */
static void fold(struct third_octave_meter *meter, const double *older, const double *newer)
{
	const double *restrict rising = meter->window, *restrict falling = meter->window + meter->hop;
	for (size_t i = 0; i < meter->hop; i++) {
		const double first = older[i] * rising[i], second = newer[i] * falling[i];
		const double cosine = meter->turns[i][0], sine = meter->turns[i][1];
		meter->folded[i][0] = first * cosine - second * sine;
		meter->folded[i][1] = -(first * sine + second * cosine);
	}
}

/* Adds both halves of every channel to the powers. */
static void transform(struct third_octave_meter *meter)
{
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double **halves = &meter->halves[2 * channel];
		if (!meter->older_sounds)
			memset(halves[0], 0, meter->hop * sizeof **halves);
		if (!meter->newer_sounds)
			memset(halves[1], 0, meter->hop * sizeof **halves);
		fold(meter, halves[0], halves[1]);
		fourier_plan_run(meter->plan, *meter->folded, *meter->bins);
		for (size_t k = 0; k < meter->hop; k++) {
			const double real = meter->bins[k][0], imaginary = meter->bins[k][1];
			meter->powers[k] += real * real + imaginary * imaginary;
		}
	}
}

/* The newer half is full: it becomes the older one. */
static void turn(struct third_octave_meter *meter)
{
	if (meter->older_sounds || meter->newer_sounds)
		transform(meter);
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double **halves = &meter->halves[2 * channel], *older = halves[0];
		halves[0] = halves[1];
		halves[1] = older;
	}
	meter->older_sounds = meter->newer_sounds;
	meter->newer_sounds = false;
	meter->filled = 0;
}

/* Takes the next frames of the newer half, of every channel; without columns they are silence. */
static void fill(struct third_octave_meter *meter, const double *const *columns, size_t offset, size_t frames)
{
	for (size_t channel = 0; channel < meter->channels; channel++) {
		double *half = meter->halves[2 * channel + 1];
		if (columns && !meter->newer_sounds)
			memset(half, 0, meter->filled * sizeof *half);
		if (columns)
			memcpy(half + meter->filled, columns[channel] + offset, frames * sizeof *half);
		else if (meter->newer_sounds)
			memset(half + meter->filled, 0, frames * sizeof *half);
	}
	meter->newer_sounds |= !!columns;
	meter->filled += frames;
	if (meter->filled == meter->hop)
		turn(meter);
}

void third_octave_add(struct third_octave_meter *meter, const double *const *columns, size_t offset, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		size_t room = meter->hop - meter->filled, left = frames - done;
		size_t count = left < room ? left : room;
		fill(meter, columns, offset + done, count);
		done += count;
	}
	meter->frames += frames;
}

void third_octave_rest(struct third_octave_meter *meter, uint64_t frames)
{
	for (uint64_t done = 0; done < frames;) {
		size_t room = meter->hop - meter->filled;
		size_t count = frames - done < room ? (size_t)(frames - done) : room;
		fill(meter, NULL, 0, count);
		done += count;
	}
	meter->frames += frames;
}

/* Adds silence until the last frame has been in both halves. */
static void flush(struct third_octave_meter *meter)
{
	for (unsigned half = 0; half < 2; half++)
		fill(meter, NULL, 0, meter->hop - meter->filled);
}

/* Returns the slice of the frequencies that a bin is, from 0 Hz on, each as wide as half the distance of two bins. Bin
   k lies at 4 k + 1 quarters of that distance; what is over half the rate comes back from there. */
static size_t slice_of(size_t bin, size_t hop)
{
	return 2 * bin < hop ? 2 * bin : 2 * (hop - bin) - 1;
}

/* Writes the edges of all bands, in slices, and returns the count of bands. */
static size_t find_edges(const struct third_octave_meter *meter, double *edges)
{
	const double slice = meter->sample_rate / (2.0 * (double)meter->hop), half = (double)meter->hop;
	size_t count = 0;
	while (count < THIRD_OCTAVE_BANDS && third_octave_centre(count) < meter->sample_rate / 2.0)
		count++;
	for (size_t i = 0; i <= count; i++)
		edges[i] = fmin(third_octave_edge(i) / slice, half);
	return count;
}

/* Adds the power of a slice to the bands in which it lies. */
static void share(struct third_octaves *octaves, const double *edges, size_t slice, double power)
{
	const double start = (double)slice, end = start + 1.0;
	octaves->below += power * fmin(fmax(edges[0] - start, 0.0), 1.0);
	octaves->above += power * fmin(fmax(end - edges[octaves->count], 0.0), 1.0);
	for (size_t i = 0; i < octaves->count; i++) {
		double within = fmin(end, edges[i + 1]) - fmax(start, edges[i]);
		if (within > 0.0)
			octaves->powers[i] += power * within;
	}
}

void third_octave_read(struct third_octave_meter *meter, struct third_octaves *octaves)
{
	double edges[THIRD_OCTAVE_BANDS + 1];
	*octaves = (struct third_octaves){ .count = find_edges(meter, edges) };
	if (meter->frames == 0)
		return;
	flush(meter);
	const double scale = 1.0 / ((double)meter->hop * (double)meter->frames * (double)meter->channels);
	for (size_t bin = 0; bin < meter->hop; bin++)
		share(octaves, edges, slice_of(bin, meter->hop), meter->powers[bin] * scale);
}

static double level_of_bin(const struct third_octave_meter *meter, size_t bin)
{
	return 10.0 * log10(meter->powers[bin] / ((double)meter->frames * (double)meter->channels));
}

/* Returns by how many dB a bin is over the mean of its neighbours in dB. `sum` is that of the bins around it. */
static double over_neighbours(double level, double sum, size_t count)
{
	return level - (sum - level) / (double)(count - 1);
}

struct spectrum_shape third_octave_shape(const struct third_octave_meter *meter, double white_power)
{
	const double white_db = 10.0 * log10(white_power);
	struct spectrum_shape shape = { .tone_db = -(double)INFINITY };
	double all = 0.0, around = 0.0;
	for (size_t i = 0; i < NEIGHBOURS; i++)
		around += level_of_bin(meter, i);
	for (size_t bin = 0, first = 0; bin < meter->hop; bin++) {
		const double level = level_of_bin(meter, bin);
		if (bin > first + NEIGHBOURS / 2 && first + NEIGHBOURS < meter->hop) {
			around += level_of_bin(meter, first + NEIGHBOURS) - level_of_bin(meter, first);
			first++;
		}
		all += level;
		shape.hollow_db += fmax(0.0, white_db - level);
		shape.tone_db = fmax(shape.tone_db, over_neighbours(level, around, NEIGHBOURS));
	}
	shape.flat_power = exp(all * log(10.0) / 10.0 / (double)meter->hop);
	shape.hollow_db /= (double)meter->hop;
	return shape;
}
