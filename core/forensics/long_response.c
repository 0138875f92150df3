/* stemprint: finds the long response from a stem to a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/long_response.h"

#include "dsp/inner_product.h"

#include <string.h>

enum { BINS = RESPONSE_WINDOW / 2 + 1 };

#define REGULARISATION 1e-4 /* of the power of the inputs */

/* The unknowns of one side of the residual: the responses of all inputs, one behind the other. */
struct solver {
	struct long_response *response;
	struct fourier_transform *transform;
	response_bins kernels[RESPONSE_SIDES][RESPONSE_SIDES]; /* of the Toeplitz matrices */
	response_bins spectra[RESPONSE_SIDES]; /* of a vector */
	double *right, *left, *direction, *product;
	size_t unknowns;
};

struct long_response *long_response_new(size_t input_count, struct arena *arena)
{
	struct long_response *response = ARENA_NEW(arena, struct long_response);
	if (!response)
		return NULL;
	response->input_count = input_count;
	for (size_t i = 0; i < input_count; i++) {
		for (size_t k = 0; k < input_count; k++)
			response->inputs[i][k] = arena_array(arena, BINS, sizeof **response->inputs[i]);
		for (size_t side = 0; side < RESPONSE_SIDES; side++)
			response->outputs[i][side] = arena_array(arena, BINS, sizeof **response->outputs[i]);
		if (!response->inputs[i][0] || !response->inputs[i][input_count - 1] || !response->outputs[i][0] ||
		    !response->outputs[i][1])
			return NULL;
	}
	return response;
}

/* Adds conj(one) other. */
static void add_products(response_bins one, response_bins other, response_bins sums)
{
	for (size_t k = 0; k < BINS; k++) {
		sums[k][0] += one[k][0] * other[k][0] + one[k][1] * other[k][1];
		sums[k][1] += one[k][0] * other[k][1] - one[k][1] * other[k][0];
	}
}

void long_response_add(struct long_response *response, const double *const *windows, const response_bins *residual,
		       struct fourier_transform *transform, response_bins scratch[RESPONSE_SIDES])
{
	for (size_t k = 0; k < response->input_count; k++) {
		memcpy(transform->samples, windows[k], RESPONSE_WINDOW * sizeof(double));
		fourier_transform_forward(transform);
		memcpy(scratch[k], transform->bins, BINS * sizeof *transform->bins);
	}
	for (size_t i = 0; i < response->input_count; i++) {
		const double *middle = windows[i] + RESPONSE_BEFORE;
		memset(transform->samples, 0, RESPONSE_WINDOW * sizeof(double));
		memcpy(transform->samples + RESPONSE_BEFORE, middle, RESPONSE_HOP * sizeof(double));
		response->power += inner_product(middle, middle, RESPONSE_HOP);
		fourier_transform_forward(transform);
		for (size_t k = 0; k < response->input_count; k++)
			add_products(transform->bins, scratch[k], response->inputs[i][k]);
		for (size_t side = 0; side < RESPONSE_SIDES; side++)
			add_products(transform->bins, residual[side], response->outputs[i][side]);
	}
}

static void to_lags(struct fourier_transform *transform, response_bins bins)
{
	memcpy(transform->bins, bins, BINS * sizeof *transform->bins);
	fourier_transform_backward(transform);
	for (size_t i = 0; i < RESPONSE_WINDOW; i++)
		transform->samples[i] /= RESPONSE_WINDOW;
}

/* A window holds all later lags, but few earlier ones: those are the later lags of the pair the other way round. */
static void make_kernel(struct solver *solver, size_t one, size_t other)
{
	struct fourier_transform *transform = solver->transform;
	double *lags = solver->product; /* long enough: the caller has not begun yet */
	to_lags(transform, solver->response->inputs[other][one]);
	memcpy(lags, transform->samples, RESPONSE_TAPS * sizeof *lags);
	to_lags(transform, solver->response->inputs[one][other]);
	memset(transform->samples + RESPONSE_TAPS, 0, (RESPONSE_WINDOW - RESPONSE_TAPS) * sizeof(double));
	for (size_t lag = 1; lag < RESPONSE_TAPS; lag++)
		transform->samples[RESPONSE_WINDOW - lag] = lags[lag];
	fourier_transform_forward(transform);
	memcpy(solver->kernels[one][other], transform->bins, BINS * sizeof *transform->bins);
}

static bool solver_init(struct solver *solver, struct long_response *response, struct fourier_transform *transform,
			struct arena *arena)
{
	const size_t count = response->input_count, unknowns = count * RESPONSE_TAPS;
	*solver = (struct solver){ .response = response, .transform = transform, .unknowns = unknowns };
	solver->right = ARENA_ARRAY(arena, double, unknowns);
	solver->left = ARENA_ARRAY(arena, double, unknowns);
	solver->direction = ARENA_ARRAY(arena, double, unknowns);
	solver->product = ARENA_ARRAY(arena, double, unknowns);
	bool done = solver->right && solver->left && solver->direction && solver->product;
	for (size_t one = 0; one < count; one++) {
		solver->spectra[one] = arena_array(arena, BINS, sizeof **solver->spectra);
		done = done && solver->spectra[one];
		for (size_t other = 0; other < count; other++) {
			solver->kernels[one][other] = arena_array(arena, BINS, sizeof **solver->kernels[one]);
			done = done && solver->kernels[one][other];
		}
		for (size_t side = 0; side < RESPONSE_SIDES; side++) {
			response->taps[side][one] = ARENA_ARRAY(arena, double, RESPONSE_TAPS);
			done = done && response->taps[side][one];
		}
	}
	for (size_t one = 0; one < count && done; one++)
		for (size_t other = 0; other < count; other++)
			make_kernel(solver, one, other);
	return done;
}

/* Computes the product of the normal equations with the direction. */
static void multiply(struct solver *solver)
{
	struct fourier_transform *transform = solver->transform;
	const size_t count = solver->response->input_count;
	const double steady = REGULARISATION * solver->response->power / (double)count;
	for (size_t i = 0; i < count; i++) {
		memset(transform->samples, 0, RESPONSE_WINDOW * sizeof(double));
		memcpy(transform->samples, solver->direction + i * RESPONSE_TAPS, RESPONSE_TAPS * sizeof(double));
		fourier_transform_forward(transform);
		memcpy(solver->spectra[i], transform->bins, BINS * sizeof *transform->bins);
	}
	for (size_t one = 0; one < count; one++) {
		memset(transform->bins, 0, BINS * sizeof *transform->bins);
		for (size_t other = 0; other < count; other++)
			for (size_t k = 0; k < BINS; k++) {
				const double *a = solver->kernels[one][other][k], *b = solver->spectra[other][k];
				transform->bins[k][0] += (a[0] * b[0] - a[1] * b[1]) / RESPONSE_WINDOW;
				transform->bins[k][1] += (a[0] * b[1] + a[1] * b[0]) / RESPONSE_WINDOW;
			}
		fourier_transform_backward(transform);
		for (size_t i = 0; i < RESPONSE_TAPS; i++)
			solver->product[one * RESPONSE_TAPS + i] =
				transform->samples[i] + steady * solver->direction[one * RESPONSE_TAPS + i];
	}
}

static double product_of(const struct solver *solver, const double *one, const double *other)
{
	return inner_product(one, other, solver->unknowns);
}

static void begin(struct solver *solver, size_t side)
{
	struct long_response *response = solver->response;
	for (size_t i = 0; i < response->input_count; i++) {
		double *right = solver->right + i * RESPONSE_TAPS;
		to_lags(solver->transform, response->outputs[i][side]);
		memcpy(right, solver->transform->samples + RESPONSE_WINDOW - RESPONSE_BEFORE,
		       RESPONSE_BEFORE * sizeof *right);
		memcpy(right + RESPONSE_BEFORE, solver->transform->samples, RESPONSE_AFTER * sizeof *right);
		memset(response->taps[side][i], 0, RESPONSE_TAPS * sizeof(double));
	}
	memcpy(solver->left, solver->right, solver->unknowns * sizeof(double));
	memcpy(solver->direction, solver->right, solver->unknowns * sizeof(double));
}

/* Returns the energy that the response explains: twice its product with the right side, less its own energy. */
static double iterate(struct solver *solver, size_t side, int iterations)
{
	double *const *taps = solver->response->taps[side];
	double square = product_of(solver, solver->left, solver->left), explained = 0.0;
	for (int n = 0; n < iterations && square > 0.0; n++) {
		multiply(solver);
		const double bend = product_of(solver, solver->direction, solver->product);
		const double step = bend > 0.0 ? square / bend : 0.0;
		for (size_t i = 0; i < solver->unknowns; i++) {
			taps[i / RESPONSE_TAPS][i % RESPONSE_TAPS] += step * solver->direction[i];
			solver->left[i] -= step * solver->product[i];
		}
		const double next = product_of(solver, solver->left, solver->left);
		for (size_t i = 0; i < solver->unknowns; i++)
			solver->direction[i] = solver->left[i] + next / square * solver->direction[i];
		square = step > 0.0 ? next : 0.0;
	}
	for (size_t i = 0; i < solver->unknowns; i++)
		explained += taps[i / RESPONSE_TAPS][i % RESPONSE_TAPS] * (solver->right[i] + solver->left[i]);
	return explained;
}

bool long_response_solve(struct long_response *response, int iterations, struct fourier_transform *transform,
			 struct arena *arena, double *explained)
{
	struct solver solver;
	*explained = 0.0;
	if (!solver_init(&solver, response, transform, arena))
		return false;
	for (size_t side = 0; side < RESPONSE_SIDES && response->power > 0.0; side++) {
		begin(&solver, side);
		*explained += iterate(&solver, side, iterations);
	}
	return true;
}
