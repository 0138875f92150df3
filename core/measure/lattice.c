/* stemprint: finds the lattice on which samples lie.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/lattice.h"

#include <math.h>
#include <string.h>

static const double least_step = 2e-6; /* -114 dBFS */
static const double reach = 512.0; /* steps */
static const double most_error = 0.1; /* of a step, rms */

/* Puts a magnitude into its place among the smallest ones. */
static void keep_least(struct lattice *lattice, double magnitude)
{
	size_t at = lattice->least_count;
	while (at > 0 && lattice->least[at - 1] > magnitude)
		at--;
	if (at > 0 && lattice->least[at - 1] == magnitude)
		return;
	if (lattice->least_count < LATTICE_LEAST)
		lattice->least_count++;
	memmove(lattice->least + at + 1, lattice->least + at, (lattice->least_count - 1 - at) * sizeof *lattice->least);
	lattice->least[at] = magnitude;
}

/* When the room is full, every second sample goes, and from now on half as many come. */
static void keep_sample(struct lattice *lattice, double magnitude)
{
	if (++lattice->skipped < lattice->stride)
		return;
	lattice->skipped = 0;
	if (lattice->count == LATTICE_SAMPLES) {
		for (size_t i = 0; i < LATTICE_SAMPLES / 2; i++)
			lattice->samples[i] = lattice->samples[2 * i + 1];
		lattice->count = LATTICE_SAMPLES / 2;
		lattice->stride *= 2;
	}
	lattice->samples[lattice->count++] = magnitude;
}

void lattice_add(struct lattice *lattice, const double *column, size_t frames)
{
	if (lattice->stride == 0)
		lattice->stride = 1;
	for (size_t i = 0; i < frames; i++) {
		double magnitude = fabs(column[i]);
		if (magnitude == 0.0)
			continue;
		if (lattice->least_count < LATTICE_LEAST || magnitude < lattice->least[LATTICE_LEAST - 1])
			keep_least(lattice, magnitude);
		keep_sample(lattice, magnitude);
	}
}

/* How well some samples lie on a lattice. */
struct fit {
	double step; /* refined */
	double error; /* rms, in steps */
	size_t count;
};

/* Fits the samples of up to `most` steps. */
static struct fit fit_step(const double *samples, size_t count, double step, double most)
{
	struct fit fit = { .step = step };
	double products = 0.0, squares = 0.0, errors = 0.0;
	for (size_t i = 0; i < count; i++) {
		double steps = samples[i] / step, whole = nearbyint(steps);
		if (steps > most)
			continue;
		products += whole * samples[i];
		squares += whole * whole;
		errors += (steps - whole) * (steps - whole);
		fit.count++;
	}
	if (fit.count > 0)
		fit.error = sqrt(errors / (double)fit.count);
	if (squares > 0.0)
		fit.step = products / squares;
	return fit;
}

/* Doubles the range until it holds all samples, and refines the step each time. Returns 0 where it fails. */
static double refine(const struct lattice *lattice, double step)
{
	const double largest = 1e7;
	struct fit fit = { .step = step };
	for (double most = 4.5; most < 2.0 * LATTICE_LEAST; most *= 1.5) {
		fit = fit_step(lattice->least, lattice->least_count, fit.step, most);
		if (fit.error > most_error)
			return 0.0;
	}
	for (double most = 64.0; most < largest; most *= 2.0) {
		struct fit next = fit_step(lattice->samples, lattice->count, fit.step, most);
		if (next.count < LATTICE_LEAST)
			continue;
		if (next.error > most_error)
			return 0.0;
		fit = next;
		if (fit.count == lattice->count)
			break;
	}
	return fit.count == lattice->count ? fit.step : 0.0;
}

double lattice_read(const struct lattice *lattice)
{
	double largest = 0.0;
	for (size_t i = 0; i < lattice->count; i++)
		largest = fmax(largest, lattice->samples[i]);
	if (lattice->least_count < LATTICE_LEAST || lattice->count < LATTICE_SAMPLES / 4)
		return 0.0;
	for (size_t divisor = 1; divisor <= 3; divisor++) {
		double step = lattice->least[0] / (double)divisor;
		if (step < least_step || largest < reach * step)
			continue;
		step = refine(lattice, step);
		if (step > 0.0)
			return step;
	}
	return 0.0;
}
