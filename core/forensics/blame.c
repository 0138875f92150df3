/* stemprint: finds the file that holds a sound that does not belong there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/blame.h"

#include <math.h>

enum { NARROW = 4, WIDE = 16, NARROW_BELOW = 64 };

#define ODDS_LEAST 6.0 /* natural logarithm of the odds of a file against all others */
#define PART_LEAST 0.4 /* of the residual that it must hold */
#define PART_MOST 2.0
#define OVER_FLOOR 3.0 /* the energy from which a band counts */
#define DEPENDENCE 4.0 /* neighbouring bins and windows are not independent: variances grow by so much */

bool blame_init(struct blame *blame, size_t file_count, struct arena *arena)
{
	*blame = (struct blame){ .file_count = file_count };
	blame->product = ARENA_ARRAY(arena, double, file_count);
	blame->energy = ARENA_ARRAY(arena, double, file_count);
	blame->variance = ARENA_ARRAY(arena, double, file_count);
	return blame->product && blame->energy && blame->variance;
}

struct band {
	double residual, file, product;
};

static void add_band(struct blame *blame, size_t file, const struct band *band, size_t width)
{
	const double weight = 1.0 / (band->file + band->residual);
	blame->product[file] += weight * band->product;
	blame->energy[file] += weight * band->residual;
	blame->variance[file] += DEPENDENCE * weight * weight * band->file * band->residual / (2.0 * (double)width);
}

/* Adds the bands of a stem; without a stem, those of the mix. */
static void add_file(struct blame *blame, size_t file, const double *parts, size_t stem_count, size_t bins,
		     double floor)
{
	const double *residual = parts + stem_count * 2 * bins;
	const size_t first = file == 0 ? 0 : file - 1, last = file == 0 ? blame->file_count - 1 : file;
	for (size_t from = 1, width; from < bins; from += width) {
		struct band band = { 0.0, 0.0, 0.0 };
		width = from < NARROW_BELOW ? NARROW : WIDE;
		width = from + width < bins ? width : bins - from;
		for (size_t k = from; k < from + width; k++) {
			const double real = residual[k], imaginary = residual[bins + k];
			double a = file == 0 ? real : 0.0, b = file == 0 ? imaginary : 0.0;
			for (size_t i = first; i < last; i++) {
				a += parts[i * 2 * bins + k];
				b += parts[(i * 2 + 1) * bins + k];
			}
			band.file += a * a + b * b;
			band.residual += real * real + imaginary * imaginary;
			band.product += a * real + b * imaginary;
		}
		if (band.residual > OVER_FLOOR * floor * (double)width && band.residual > 0.0)
			add_band(blame, file, &band, width);
	}
}

void blame_add(struct blame *blame, const double *parts, size_t stem_count, size_t bins, double floor)
{
	for (size_t file = 0; file < blame->file_count; file++)
		add_file(blame, file, parts, stem_count, bins, floor);
}

double blame_part(const struct blame *blame, size_t file)
{
	const double part = blame->energy[file] > 0.0 ? blame->product[file] / blame->energy[file] : 0.0;
	return file == 0 ? part : -part;
}

/* Returns the logarithm of the likelihood that a file holds the whole residual, less that of holding nothing. */
static double odds(const struct blame *blame, size_t file)
{
	const double energy = blame->energy[file];
	const double variance = energy > 0.0 ? blame->variance[file] / (energy * energy) : 0.0;
	return (2.0 * blame_part(blame, file) - 1.0) / (2.0 * variance + 1e-6);
}

size_t blame_file(const struct blame *blame)
{
	size_t best = 0;
	double second = 0.0;
	for (size_t i = 1; i < blame->file_count; i++)
		if (odds(blame, i) > odds(blame, best))
			best = i;
	for (size_t i = 0; i < blame->file_count; i++)
		if (i != best && odds(blame, i) > second)
			second = odds(blame, i);
	const double part = blame_part(blame, best);
	const bool sure = odds(blame, best) - second > ODDS_LEAST && part > PART_LEAST && part < PART_MOST;
	return sure ? best : blame->file_count;
}

size_t blame_stem(const struct blame *blame)
{
	const size_t file = blame_file(blame);
	return file > 0 && file < blame->file_count ? file - 1 : CAUSE_OF_MIX;
}

const char *blame_holder(const struct blame *blame, const char *stem)
{
	const size_t file = blame_file(blame);
	if (file == 0)
		return "the mix";
	return file < blame->file_count ? stem : "the mix or a stem";
}
