/* stemprint: finds the stems that need a matrix of gains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/matrix_fit.h"

#include "dsp/inner_product.h"

#include <math.h>
#include <string.h>

/* A matrix must lower the energy that is left by 1 dB. Three gains more always lower it a little. Of four faults that
   are equally loud, the first matrix still lowers it by 1.25 dB. */
#define WORTH 1.2589254117941673
#define DEPENDENT 1e-9 /* share of the energy of a column that the others must leave */
#define SILENT 0.03 /* share of a side in a stem of one signal */

/* A gain that is free: of a stem's sides on the sides of the mix. A plain gain has both sides, each on its own. */
struct unknown {
	size_t stem;
	size_t path_count;
	struct {
		size_t in, out;
	} paths[SIDES];
};

struct matrix_fit *matrix_fit_new(size_t stem_count, struct arena *arena)
{
	struct matrix_fit *fit = ARENA_NEW(arena, struct matrix_fit);
	if (!fit)
		return NULL;
	const size_t count = SIDES * stem_count;
	*fit = (struct matrix_fit){ .stem_count = stem_count };
	fit->gram = ARENA_ARRAY(arena, double, count *count);
	fit->right = ARENA_ARRAY(arena, double, count *SIDES);
	fit->taken = ARENA_ARRAY(arena, bool, stem_count);
	fit->matrices = ARENA_ARRAY(arena, struct stereo_matrix, stem_count);
	fit->unknowns = ARENA_ARRAY(arena, struct unknown, SIDES * count);
	fit->present = ARENA_ARRAY(arena, struct stereo_matrix, stem_count);
	const bool done = fit->present && fit->gram && fit->right && fit->taken && fit->matrices && fit->unknowns;
	return done && least_squares_init(&fit->squares, arena, SIDES * count) ? fit : NULL;
}

void matrix_fit_start(struct matrix_fit *fit)
{
	const size_t count = SIDES * fit->stem_count;
	memset(fit->gram, 0, count * count * sizeof *fit->gram);
	memset(fit->right, 0, count * SIDES * sizeof *fit->right);
	memcpy(fit->present, fit->matrices, fit->stem_count * sizeof *fit->present);
	fit->energy = 0.0;
}

void matrix_fit_add(struct matrix_fit *fit, const double *const *sides, double *const *rest, size_t frames)
{
	const size_t count = SIDES * fit->stem_count;
	for (size_t p = 0; p < count; p++) {
		for (size_t out = 0; out < SIDES; out++)
			fit->right[p * SIDES + out] += inner_product(sides[p], rest[out], frames);
		for (size_t q = 0; q <= p; q++) {
			fit->gram[p * count + q] += inner_product(sides[p], sides[q], frames);
			fit->gram[q * count + p] = fit->gram[p * count + q];
		}
	}
	for (size_t out = 0; out < SIDES; out++)
		fit->energy += inner_product(rest[out], rest[out], frames);
}

static double product(const struct matrix_fit *fit, const struct unknown *one, const struct unknown *other)
{
	double sum = 0.0;
	for (size_t i = 0; i < one->path_count; i++)
		for (size_t k = 0; k < other->path_count; k++)
			if (one->paths[i].out == other->paths[k].out)
				sum += fit->gram[(SIDES * one->stem + one->paths[i].in) * SIDES * fit->stem_count +
						 SIDES * other->stem + other->paths[k].in];
	return sum;
}

static double product_with_rest(const struct matrix_fit *fit, const struct unknown *unknown)
{
	double sum = 0.0;
	for (size_t i = 0; i < unknown->path_count; i++)
		sum += fit->right[(SIDES * unknown->stem + unknown->paths[i].in) * SIDES + unknown->paths[i].out];
	return sum;
}

static struct stereo_fit shape_of(const struct matrix_fit *fit, size_t stem)
{
	static const double nothing[SIDES][SIDES];
	struct stereo_sums sums = { 0 };
	for (size_t side = 0; side < SIDES; side++)
		for (size_t other = 0; other < SIDES; other++)
			sums.gram[side][other] =
				fit->gram[(SIDES * stem + side) * SIDES * fit->stem_count + SIDES * stem + other];
	return stereo_fit_of(&sums, nothing);
}

/* If both sides of a stem hold one signal, nothing tells them apart: then each side keeps to its own. If one side is
   silent, the other is free to be on both. */
static size_t list_matrix(const struct matrix_fit *fit, size_t stem, struct unknown *unknowns)
{
	const struct stereo_fit shape = shape_of(fit, stem);
	size_t count = 0;
	for (size_t out = 0; out < SIDES; out++)
		for (size_t in = 0; in < SIDES; in++) {
			const size_t live = fabs(shape.direction[out]) > SILENT ? out : 1 - out;
			if (shape.stereo || in == live)
				unknowns[count++] = (struct unknown){ stem, 1, { { in, out } } };
		}
	return count;
}

static size_t list_unknowns(struct matrix_fit *fit, const bool *known)
{
	static const struct unknown plain = { .path_count = SIDES,
					      .paths = { { SIDE_LEFT, SIDE_LEFT }, { SIDE_RIGHT, SIDE_RIGHT } } };
	size_t count = 0;
	for (size_t stem = 0; stem < fit->stem_count; stem++) {
		if (!known[stem])
			continue;
		if (fit->taken[stem]) {
			count += list_matrix(fit, stem, fit->unknowns + count);
		} else {
			fit->unknowns[count] = plain;
			fit->unknowns[count++].stem = stem;
		}
	}
	return count;
}

/* Nothing tells what became of a silent side. It has no sound of its own, or goes with the other side. */
static void complete(const struct matrix_fit *fit, size_t stem)
{
	const struct stereo_fit shape = shape_of(fit, stem);
	double(*gain)[SIDES] = fit->matrices[stem].gain;
	for (size_t side = 0; side < SIDES && !shape.stereo; side++)
		if (fabs(shape.direction[side]) <= SILENT)
			gain[side][side] = fabs(gain[side][1 - side]) > SILENT ? 0.0 : gain[1 - side][1 - side];
}

/* Fits all gains and matrices. Returns the energy that is left; INFINITY when not all gains can be told apart. */
static double solve(struct matrix_fit *fit, const bool *known)
{
	struct least_squares *squares = &fit->squares;
	const size_t count = squares->count = list_unknowns(fit, known);
	for (size_t p = 0; p < count; p++) {
		squares->right[p] = product_with_rest(fit, &fit->unknowns[p]);
		for (size_t q = 0; q < count; q++)
			squares->gram[p * count + q] = product(fit, &fit->unknowns[p], &fit->unknowns[q]);
	}
	const size_t rank = least_squares_solve(squares, DEPENDENT);
	memcpy(fit->matrices, fit->present, fit->stem_count * sizeof *fit->matrices);
	double left = fit->energy;
	for (size_t p = 0; p < count; p++) {
		const struct unknown *unknown = &fit->unknowns[p];
		left -= squares->right[p] * product_with_rest(fit, unknown);
		for (size_t i = 0; i < unknown->path_count; i++)
			fit->matrices[unknown->stem].gain[unknown->paths[i].out][unknown->paths[i].in] +=
				squares->right[p];
	}
	for (size_t i = 0; i < fit->stem_count; i++)
		if (fit->taken[i])
			complete(fit, i);
	return rank == count ? fmax(0.0, left) : (double)INFINITY;
}

/* Finds the stem whose matrix leaves least. Returns stem_count when no matrix is worth it. */
static size_t best_stem(struct matrix_fit *fit, const bool *known, double *left)
{
	size_t best = fit->stem_count;
	double least = *left / WORTH;
	for (size_t i = 0; i < fit->stem_count; i++) {
		if (!known[i] || fit->taken[i])
			continue;
		fit->taken[i] = true;
		const double energy = solve(fit, known);
		fit->taken[i] = false;
		if (energy > least || stereo_matrix_kind(&fit->matrices[i]) == STEREO_PLAIN)
			continue;
		best = i;
		least = energy;
	}
	if (best < fit->stem_count)
		*left = least;
	return best;
}

size_t matrix_fit_choose(struct matrix_fit *fit, const bool *known, double floor)
{
	size_t count = 0;
	memset(fit->taken, 0, fit->stem_count * sizeof *fit->taken);
	double left = solve(fit, known);
	for (size_t best = 0; isfinite(left) && left > floor && best < fit->stem_count;) {
		best = best_stem(fit, known, &left);
		if (best < fit->stem_count)
			fit->taken[best] = true;
	}
	/* A stem that took a matrix in place of one that shares its sound may not need it any more. */
	for (size_t i = 0; i < fit->stem_count; i++) {
		if (!fit->taken[i])
			continue;
		fit->taken[i] = false;
		const double without = solve(fit, known);
		fit->taken[i] = without > WORTH * fmax(left, floor);
		left = fit->taken[i] ? left : without;
		count += fit->taken[i];
	}
	solve(fit, known);
	return count;
}

void matrix_fit_refine(struct matrix_fit *fit, const bool *known)
{
	solve(fit, known);
}
