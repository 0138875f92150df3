/* stemprint tests: a lossy coder by the sums of its formulas.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/coded.h"

#include "support/signal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOP = CODED_HOP, GROUP = 16 };

static double bessel(double x)
{
	double sum = 1.0, term = 1.0;
	for (int n = 1; n < 60; n++) {
		term *= x / (2.0 * n) * (x / (2.0 * n));
		sum += term;
	}
	return sum;
}

/* The root of the share of Kaiser's window, of 4 pi, up to place i of HOP. */
static double kaiser_slope(size_t i)
{
	double part = 0.0, whole = 0.0;
	for (size_t k = 0; k <= HOP; k++) {
		const double place = 2.0 * (double)k / HOP - 1.0,
			     value = bessel(4.0 * M_PI * sqrt(1.0 - place * place));
		part += k <= i ? value : 0.0;
		whole += value;
	}
	return sqrt(part / whole);
}

static double value_of(enum coded_window window, size_t i)
{
	const double sine = sin(M_PI * ((double)i + 0.5) / (2.0 * HOP));
	if (window == CODED_KAISER)
		return kaiser_slope(i < HOP ? i : 2 * (size_t)HOP - 1 - i);
	return window == CODED_SINE ? sine : sin(0.5 * M_PI * sine * sine);
}

/* Makes a table of the cosines of the transform under the window, [sample][coefficient]. */
static double *make_table(enum coded_window window)
{
	double *table = samples_new((size_t)2 * HOP * HOP);
	for (size_t i = 0; i < 2 * HOP; i++) {
		const double value = value_of(window, i);
		for (size_t k = 0; k < HOP; k++)
			table[i * HOP + k] =
				value * cos(M_PI / HOP * ((double)i + 0.5 + HOP / 2.0) * ((double)k + 0.5));
	}
	return table;
}

static void quantise(double *coefficients, double low_step, double high_step, size_t limit)
{
	for (size_t from = 0; from < HOP; from += GROUP) {
		double power = 1e-12;
		for (size_t k = from; k < from + GROUP; k++)
			power += coefficients[k] * coefficients[k] / GROUP;
		const double step = sqrt(power) * (low_step + (high_step - low_step) * (double)from / HOP);
		for (size_t k = from; k < from + GROUP; k++)
			coefficients[k] = k < limit ? step * round(coefficients[k] / step) : 0.0;
	}
}

static void quantise_powers(double *coefficients, double step)
{
	for (size_t k = 0; k < HOP; k++) {
		const double steps = round(pow(fabs(coefficients[k]) / step, 0.75));
		coefficients[k] = copysign(step * pow(steps, 4.0 / 3.0), coefficients[k]);
	}
}

/* How a frame is rounded: by powers when the step is not 0. */
struct rounding {
	double low_step, high_step;
	size_t limit;
	double step;
};

static void code(const double *samples, double *out, size_t count, size_t first, enum coded_window window,
		 const struct rounding *rounding)
{
	double *table = make_table(window), coefficients[HOP];
	memcpy(out, samples, count * sizeof *out);
	for (size_t at = first; at + 2 * HOP <= count; at += HOP) {
		if (at == first)
			memset(out + at + HOP, 0, (count - at - HOP) * sizeof *out);
		memset(coefficients, 0, sizeof coefficients);
		for (size_t i = 0; i < 2 * HOP; i++)
			for (size_t k = 0; k < HOP; k++)
				coefficients[k] += samples[at + i] * table[i * HOP + k];
		if (rounding->step > 0.0)
			quantise_powers(coefficients, rounding->step);
		else
			quantise(coefficients, rounding->low_step, rounding->high_step, rounding->limit);
		for (size_t i = at == first ? HOP : 0; i < 2 * HOP; i++) {
			double sum = 0.0;
			for (size_t k = 0; k < HOP; k++)
				sum += coefficients[k] * table[i * HOP + k];
			out[at + i] += 2.0 / HOP * sum;
		}
	}
	free(table);
}

void coded(const double *samples, double *out, size_t count, size_t first, enum coded_window window, double low_step,
	   double high_step, size_t limit)
{
	code(samples, out, count, first, window, &(struct rounding){ low_step, high_step, limit, 0.0 });
}

void coded_by_powers(const double *samples, double *out, size_t count, size_t first, enum coded_window window,
		     double step)
{
	code(samples, out, count, first, window, &(struct rounding){ .step = step });
}
