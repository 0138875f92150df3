/* Computes the taps of slowly moving delays.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/delay_modulation.h"

#include "dsp/elementary.h"

#include <math.h>

#define KAISER_BETA 6.0

/* Returns the modified Bessel function of the first kind and order 0, by its power series. */
static double bessel(double x)
{
	double term = 1.0, sum = 1.0;
	for (int k = 1; k < 40; k++) {
		term *= (0.5 * x / k) * (0.5 * x / k);
		sum += term;
	}
	return sum;
}

static double windowed_sinc(double x)
{
	const double half = DELAY_MODULATION_TAPS / 2.0;
	if (fabs(x) >= half)
		return 0.0;
	const double window = bessel(KAISER_BETA * sqrt(1.0 - x * x / (half * half)));
	return window * (x == 0.0 ? 1.0 : elementary_sin(ELEMENTARY_PI * x) / (ELEMENTARY_PI * x));
}

void delay_modulation_table_init(struct delay_modulation_table *table)
{
	for (int phase = 0; phase <= DELAY_MODULATION_PHASES; phase++) {
		double *taps = table->taps[phase];
		double sum = 0.0;
		for (int k = DELAY_MODULATION_TAPS; k < RAMPED_FIR_ROW; k++)
			taps[k] = 0.0;
		for (int k = 0; k < DELAY_MODULATION_TAPS; k++) {
			taps[k] = windowed_sinc(k - DELAY_MODULATION_TAPS / 2.0 +
						(double)phase / DELAY_MODULATION_PHASES);
			sum += taps[k];
		}
		for (int k = 0; k < DELAY_MODULATION_TAPS; k++)
			taps[k] /= sum;
	}
}

/* Approximates a sine by a parabola and its square, which cost less than a sine. */
static double wave(double turns)
{
	const double whole = (double)(int64_t)turns, fraction = turns - whole;
	const double x = 2.0 * (fraction < 0.0 ? fraction + 1.0 : fraction) - 1.0;
	const double parabola = -4.0 * x * (1.0 - fabs(x));
	return parabola * (0.775 + 0.225 * fabs(parabola));
}

void delay_modulation_point_init(struct delay_modulation_point *point, const struct delay_modulation *modulation,
				 const struct delay_modulation_table *table, const struct kernel *kernel,
				 int64_t number)
{
	const double turns = modulation->phase + modulation->step * (double)number;
	const double delay = modulation->delay + modulation->depth * wave(turns);
	const size_t whole = (size_t)delay;
	const double position = (delay - (double)whole) * DELAY_MODULATION_PHASES;
	const int phase = (int)position;
	point->whole = whole;
	point->row[0] = 0.0;
	kernel->delay->blend_rows(point->row + 1, table->taps[phase], table->taps[phase + 1], position - phase);
}

/* The larger of two delays is read one frame earlier: its taps start one entry earlier, behind the zero. */
struct delay_modulation_segment delay_modulation_segment_of(const struct delay_modulation_point *from,
							    const struct delay_modulation_point *to)
{
	const size_t base = from->whole < to->whole ? from->whole : to->whole;
	return (struct delay_modulation_segment){ .base = base,
						  .from = from->row + (from->whole > base ? 1 : 0),
						  .to = to->row + (to->whole > base ? 1 : 0) };
}
