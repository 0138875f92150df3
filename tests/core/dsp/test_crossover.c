/* Tests crossovers against the identities of Linkwitz and Riley, by |H| in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/crossover.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>

static long double complex response(const struct biquad *sections, size_t count, long double frequency,
				    long double rate)
{
	long double complex z = cexpl(-2.0L * acosl(-1.0L) * frequency / rate * I), product = 1.0L;
	for (size_t i = 0; i < count; i++)
		product *= (sections[i].b0 + z * (sections[i].b1 + z * sections[i].b2)) /
			   (1.0L + z * (sections[i].a1 + z * sections[i].a2));
	return product;
}

static long double decibel(long double complex value)
{
	return 20.0L * log10l(cabsl(value));
}

struct row {
	double frequencies[CROSSOVERS_MAXIMUM];
	size_t count, order;
	double rate;
	double dip_db; /* level of the sum without the allpasses, from oracles.md; 0: not known */
};

/* 200 / 2000 Hz: 0.11 dB, 250 / 1000: 0.76, 500 / 1000: 3.56. */
static const struct row rows[] = {
	{ { 1000.0 }, 1, 2, 48000.0, 0.0 },
	{ { 200.0, 2000.0 }, 2, 2, 48000.0, 0.11 },
	{ { 250.0, 1000.0 }, 2, 2, 48000.0, 0.76 },
	{ { 500.0, 1000.0 }, 2, 2, 48000.0, 3.56 },
	{ { 30.0, 120.0, 2500.0 }, 3, 2, 192000.0, 0.0 },
	{ { 80.0, 400.0, 2000.0, 8000.0 }, 4, 2, 44100.0, 0.0 },
	{ { 1000.0 }, 1, 4, 48000.0, 0.0 },
	{ { 80.0, 400.0, 2000.0, 8000.0 }, 4, 4, 96000.0, 0.0 },
	{ { 400.0, 500.0, 19000.0 }, 3, 4, 44100.0, 0.0 },
};

/* Returns the sum of all bands; without_allpass leaves out the sections whose response is flat. */
static long double complex sum_at(const struct row *row, long double frequency, bool without_allpass)
{
	struct crossover crossover = { row->rate, row->frequencies, row->count, row->order };
	long double complex sum = 0.0L;
	for (size_t band = 0; band <= row->count; band++) {
		struct biquad sections[CROSSOVER_SECTIONS_MAXIMUM];
		size_t count = crossover_band(&crossover, band, sections);
		for (size_t i = count; without_allpass && i-- > 0 && sections[i].b2 == 1.0;)
			count = i;
		sum += response(sections, count, frequency, row->rate);
	}
	return sum;
}

Test(crossover, bands_add_up_to_an_allpass)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		long double worst = 0.0L, dip = 0.0L;
		for (long double frequency = 10.0L; frequency < 0.49L * rows[i].rate; frequency *= 1.01L) {
			worst = fmaxl(worst, fabsl(decibel(sum_at(&rows[i], frequency, false))));
			dip = fmaxl(dip, -decibel(sum_at(&rows[i], frequency, true)));
		}
		/* Sections at 30 Hz of 192 kHz have coefficients of 1e-7, so rounding of 1e-16 shows. */
		const double lowest = rows[i].frequencies[0] / rows[i].rate;
		cr_expect_lt(worst,
			     lowest < 1e-3   ? 1e-8L
			     : lowest < 4e-3 ? 1e-10L
					     : 1e-11L,
			     "row %zu: %Lg dB", i, worst);
		if (rows[i].dip_db > 0.0)
			cr_expect_float_eq((double)dip, rows[i].dip_db, 0.01, "row %zu: %Lg dB without the allpass", i,
					   dip);
	}
}

Test(crossover, each_branch_is_six_decibels_down_where_they_meet)
{
	for (size_t order = 2; order <= 4; order += 2)
		for (double frequency = 40.0; frequency < 20000.0; frequency *= 1.7) {
			struct crossover crossover = { 48000.0, &frequency, 1, order };
			for (size_t band = 0; band < 2; band++) {
				struct biquad sections[CROSSOVER_SECTIONS_MAXIMUM];
				size_t count = crossover_band(&crossover, band, sections);
				cr_expect_eq(count, order);
				double level = (double)decibel(response(sections, count, frequency, 48000.0L));
				cr_expect_float_eq(level, -6.0205999, 1e-6, "%g Hz: %.9f dB", frequency, level);
				double far = (double)decibel(
					response(sections, count, band == 0 ? frequency * 2 : frequency / 2, 48000.0L));
				if (frequency < 1000.0) /* above, the bilinear transform makes the slope steeper */
					cr_expect_float_eq(far, order == 2 ? -24.6 : -48.2, 0.6, "%g Hz: %.3f dB",
							   frequency, far);
			}
		}
}

/* The sum is the allpass of the Butterworth polynomial, and not only flat. */
Test(crossover, the_allpass_is_that_of_butterworth)
{
	double frequency = 1000.0;
	struct row row = { { 1000.0 }, 1, 2, 48000.0, 0.0 };
	long double warp = tanl(acosl(-1.0L) * 1000.0L / 48000.0L);
	for (frequency = 20.0; frequency < 23000.0; frequency *= 1.1) {
		long double complex s = I * tanl(acosl(-1.0L) * (long double)frequency / 48000.0L) / warp;
		long double complex allpass = (s * s - sqrtl(2.0L) * s + 1.0L) / (s * s + sqrtl(2.0L) * s + 1.0L);
		long double off = cabsl(sum_at(&row, frequency, false) - allpass);
		cr_expect_lt(off, 1e-12L, "%g Hz: %Lg", frequency, off);
	}
}
