/* stemprint tests: the filter bank of MP3 is very nearly orthogonal, as a bank must be that a decoder undoes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/hybrid_bank.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

/* Writes what each coefficient takes of each sample of its span: [sample][coefficient]. */
static double *responses_of(struct hybrid_bank *bank)
{
	double *impulse = samples_new(HYBRID_SAMPLES);
	double *responses = samples_new((size_t)HYBRID_SPAN * HYBRID_HOP);
	for (size_t i = 0; i < HYBRID_SPAN; i++) {
		impulse[i] = 1.0;
		hybrid_bank_load(bank, impulse);
		hybrid_bank_run(bank, 0, responses + i * HYBRID_HOP);
		impulse[i] = 0.0;
	}
	free(impulse);
	return responses;
}

/* Returns the product of two coefficients, the second one of a later frame. */
static double product(const double *responses, size_t one, size_t other, size_t later)
{
	double sum = 0.0;
	for (size_t i = later; i < HYBRID_SPAN; i++)
		sum += responses[i * HYBRID_HOP + one] * responses[(i - later) * HYBRID_HOP + other];
	return sum;
}

Test(hybrid_bank, is_orthogonal)
{
	static const size_t chosen[] = { 0, 7, 17, 18, 25, 36, 53, 54, 55, 200, 287, 288, 401, 540, 575 };
	struct arena *arena = arena_new();
	struct hybrid_bank *bank = hybrid_bank_new(arena);
	cr_assert(bank);
	double *responses = responses_of(bank);
	const double square = product(responses, 300, 300, 0);
	for (size_t c = 0; c < sizeof chosen / sizeof *chosen; c++)
		for (size_t other = 0; other < HYBRID_HOP; other++)
			for (size_t later = 0; later < 2 * HYBRID_HOP; later += HYBRID_HOP) {
				const double same = chosen[c] == other && later == 0 ? 1.0 : 0.0;
				const double found = product(responses, chosen[c], other, later) / square;
				cr_expect(fabs(found - same) < 2e-4, "%zu and %zu, %zu later: %g", chosen[c], other,
					  later, found);
			}
	free(responses);
	arena_free(arena);
}

/* A tone in the middle of a coefficient is in that one and in its neighbours. */
Test(hybrid_bank, coefficients_are_in_order)
{
	struct arena *arena = arena_new();
	struct hybrid_bank *bank = hybrid_bank_new(arena);
	double samples[HYBRID_SAMPLES], coefficients[HYBRID_HOP];
	for (size_t k = 3; k < HYBRID_HOP - 3; k += 11) {
		double all = 0.0, near = 0.0;
		for (size_t i = 0; i < HYBRID_SAMPLES; i++)
			samples[i] = sin(M_PI * ((double)k + 0.5) * (double)i / HYBRID_HOP);
		hybrid_bank_load(bank, samples);
		hybrid_bank_run(bank, 100, coefficients);
		for (size_t i = 0; i < HYBRID_HOP; i++) {
			all += coefficients[i] * coefficients[i];
			near += i + 3 > k && i < k + 3 ? coefficients[i] * coefficients[i] : 0.0;
		}
		cr_expect(near > 0.97 * all, "%zu: %g of %g", k, near, all);
	}
	arena_free(arena);
}
