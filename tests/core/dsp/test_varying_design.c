/* Tests designs of bands that move, and the ramp.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/design_table.h"
#include "dsp/ramp.h"
#include "dsp/varying_design.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>

static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
static const double frequencies[] = { 20.0, 90.0, 400.0, 1700.0, 5200.0, 9800.0, 14300.0, 19500.0 };
static const double gains[] = { -30.0, -11.0, -2.0, 0.0, 3.0, 12.0, 30.0 };
static const double qs[] = { 0.1, 0.4, 0.7071, 1.3, 2.0, 11.0, 40.0 };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The formulas of the reference, by words: s is j f / freq. */
static long double complex analog(const struct filter_band *band, long double f)
{
	const long double complex s = I * f / (long double)band->frequency;
	const long double a = powl(10.0L, (long double)band->gain_db / 40.0L), q = (long double)band->q;
	long double complex h = 1.0L;
	switch (band->kind) {
	case FILTER_BELL:
		return (s * s + s * a / q + 1.0L) / (s * s + s / (a * q) + 1.0L);
	case FILTER_LOW_SHELF:
		return a * (s * s + s * sqrtl(a) / q + a) / (a * s * s + s * sqrtl(a) / q + 1.0L);
	case FILTER_HIGH_SHELF:
		return a * (a * s * s + s * sqrtl(a) / q + 1.0L) / (s * s + s * sqrtl(a) / q + a);
	case FILTER_BAND_PASS:
		return (s / q) / (s * s + s / q + 1.0L);
	case FILTER_NOTCH:
		return (s * s + 1.0L) / (s * s + s / q + 1.0L);
	case FILTER_TILT:
		return (a * s + 1.0L) / (s + a);
	case FILTER_HIGH_PASS:
	case FILTER_LOW_PASS:
		break;
	}
	if (band->order == 2)
		h = 1.0L / (s * s + s / q + 1.0L);
	for (size_t k = 0; band->order != 2 && k < band->order; k++) {
		const long double angle =
			3.14159265358979323846L * (2.0L * (long double)k + 1.0L) / (2.0L * (long double)band->order);
		h /= s + (sinl(angle) - I * cosl(angle));
	}
	return band->kind == FILTER_LOW_PASS ? h : h * cpowl(s, (long double)band->order);
}

/* Solves the equations of the state-variable filter at z = e^(jw). */
static long double complex digital(const struct varying_section *section, long double w)
{
	const double *c = section->rows;
	const long double a1 = c[VARYING_FILTER_A1], a2 = c[VARYING_FILTER_A2], a3 = c[VARYING_FILTER_A3];
	const long double complex z = cexpl(I * w);
	const long double complex m11 = z + 1.0L - 2.0L * a1, m12 = 2.0L * a2;
	const long double complex m21 = -2.0L * a2, m22 = z - 1.0L + 2.0L * a3;
	const long double complex determinant = m11 * m22 - m12 * m21;
	const long double complex first = (2.0L * a2 * m22 - 2.0L * a3 * m12) / determinant;
	const long double complex second = (2.0L * a3 * m11 - 2.0L * a2 * m21) / determinant;
	const long double complex band = a1 * first + a2 * (1.0L - second);
	const long double complex low = second + a2 * first + a3 * (1.0L - second);
	return c[VARYING_FILTER_M0] + c[VARYING_FILTER_M1] * band + c[VARYING_FILTER_M2] * low;
}

/* Returns the largest error of some sections against the formulas, up to 0.907 of half the rate. */
static double error_of(const struct filter_band *band, double rate, const struct varying_section *sections,
		       size_t count)
{
	double worst = 0.0;
	for (int i = 0; i <= 300; i++) {
		const double f = i < 200 ? 20.0 * pow(0.907 * rate / 40.0, (double)i / 200.0)
					 : band->frequency * pow(2.0, ((double)i - 250.5) / 50.0);
		if (f > 0.907 * 0.5 * rate || (band->kind == FILTER_NOTCH && fabs(f / band->frequency - 1.0) < 1e-3))
			continue;
		long double complex h = 1.0L;
		for (size_t k = 0; k < count; k++)
			h *= digital(&sections[k], 2.0L * 3.14159265358979323846L * (long double)f / (long double)rate);
		const double off = (double)(20.0L * log10l(cabsl(h) / cabsl(analog(band, (long double)f))));
		worst = !(fabs(off) <= worst) ? fabs(off) : worst;
	}
	return worst;
}

static double error_db(const struct filter_band *band, double rate)
{
	struct varying_section sections[VARYING_SECTIONS_PER_BAND];
	const size_t count = varying_design(band, rate, sections);
	return error_of(band, rate, sections, count);
}

static bool is_shelf(enum filter_kind kind)
{
	return kind == FILTER_LOW_SHELF || kind == FILTER_HIGH_SHELF;
}

static void check(enum filter_kind kind, double rate, double frequency)
{
	const bool leans = is_shelf(kind) || kind == FILTER_BELL || kind == FILTER_TILT;
	const bool pass = kind == FILTER_HIGH_PASS || kind == FILTER_LOW_PASS;
	for (size_t g = 0; g < (leans ? COUNT(gains) : 1); g++) {
		for (size_t q = 0; q < (kind == FILTER_TILT ? 1 : COUNT(qs)); q++) {
			const struct filter_band band = { kind, frequency, gains[g], qs[q], 2 };
			const double off = error_db(&band, rate);
			const double limit = !is_shelf(kind) || qs[q] < 1.0 ? 0.06 : qs[q] > 2.0 ? 2.0 : 0.3;
			cr_expect_leq(off, limit, "kind %d at %g Hz, %g dB, q %g, rate %g: %g dB off", (int)kind,
				      frequency, gains[g], qs[q], rate, off);
		}
	}
	for (size_t order = 1; pass && order <= FILTER_ORDER_MAXIMUM; order++) {
		const struct filter_band band = { kind, frequency, 0.0, sqrt(0.5), order };
		const double off = error_db(&band, rate);
		cr_expect_leq(off, 0.06, "kind %d at %g Hz, order %zu, rate %g: %g dB off", (int)kind, frequency, order,
			      rate, off);
	}
}

Test(varying_design, follows_the_formulas)
{
	for (int kind = FILTER_BELL; kind <= FILTER_TILT; kind++)
		for (size_t rate = 0; rate < COUNT(rates); rate++)
			for (size_t i = 0; i < COUNT(frequencies); i++)
				check((enum filter_kind)kind, rates[rate], frequencies[i]);
}

static double table_limit(const struct filter_band *band)
{
	return !is_shelf(band->kind) || band->q < 1.0 ? 0.06 : band->q > 2.0 ? 2.0 : 0.3;
}

/* Reads a table between its nodes and at its ends, and compares it with the formulas. */
static void check_table(struct filter_band band, enum design_value value, double least, double greatest, double rate)
{
	struct arena *arena = arena_new();
	const struct design_table *table = design_table_new(arena, &band, value, least, greatest, rate);
	cr_assert_not_null(table);
	for (int i = 0; i <= 37; i++) {
		const double share = (double)i / 37.0;
		const double at = value == DESIGN_GAIN ? least + (greatest - least) * share
						       : least * pow(greatest / least, share);
		struct varying_section sections[VARYING_SECTIONS_PER_BAND];
		*(value == DESIGN_FREQUENCY ? &band.frequency : value == DESIGN_GAIN ? &band.gain_db : &band.q) = at;
		design_table_read(table, at, sections);
		const double off = error_of(&band, rate, sections, design_table_sections(table));
		cr_expect_leq(off, table_limit(&band), "kind %d at %g Hz, %g dB, q %g, rate %g: %g dB off",
			      (int)band.kind, band.frequency, band.gain_db, band.q, rate, off);
		for (size_t k = 0; k < design_table_sections(table); k++) {
			const double *c = sections[k].rows;
			cr_expect(c[VARYING_FILTER_A2] * c[VARYING_FILTER_A2] <=
				  c[VARYING_FILTER_A1] * c[VARYING_FILTER_A3] * (1.0 + 1e-12));
		}
	}
	arena_free(arena);
}

Test(design_table, follows_the_formulas)
{
	for (int kind = FILTER_BELL; kind <= FILTER_TILT; kind++) {
		const bool pass = kind == FILTER_HIGH_PASS || kind == FILTER_LOW_PASS;
		for (size_t rate = 0; rate < COUNT(rates); rate++) {
			const struct filter_band band = { (enum filter_kind)kind, 1000.0, 7.0, 0.7071, pass ? 6 : 0 };
			check_table(band, DESIGN_FREQUENCY, 20.0, 19500.0, rates[rate]);
			for (size_t i = 0; !pass && i < COUNT(frequencies); i++) {
				const struct filter_band other = { (enum filter_kind)kind, frequencies[i], -5.0, 0.9,
								   0 };
				check_table(other, DESIGN_GAIN, -30.0, 30.0, rates[rate]);
				check_table(other, DESIGN_Q, 0.1, is_shelf((enum filter_kind)kind) ? 0.99 : 40.0,
					    rates[rate]);
			}
		}
	}
}

/* The states hold no more energy than before, whatever the coefficients: I - M'M has no negative eigenvalue. */
Test(varying_design, keeps_energy)
{
	for (size_t i = 0; i < COUNT(frequencies); i++) {
		for (size_t q = 0; q < COUNT(qs); q++) {
			const struct filter_band band = { FILTER_BELL, frequencies[i], 9.0, qs[q], 0 };
			struct varying_section sections[VARYING_SECTIONS_PER_BAND];
			const size_t count = varying_design(&band, 48000.0, sections);
			for (size_t k = 0; k < count; k++) {
				const double *c = sections[k].rows;
				const double m[2][2] = { { 2.0 * c[0] - 1.0, -2.0 * c[1] },
							 { 2.0 * c[1], 1.0 - 2.0 * c[2] } };
				const double x = m[0][0] * m[0][0] + m[1][0] * m[1][0];
				const double y = m[0][1] * m[0][1] + m[1][1] * m[1][1];
				const double cross = m[0][0] * m[0][1] + m[1][0] * m[1][1];
				const double largest = 0.5 * (x + y) + sqrt(0.25 * (x - y) * (x - y) + cross * cross);
				cr_expect_leq(largest, 1.0 + 1e-12);
			}
		}
	}
}

Test(varying_design, a_band_of_0_db_passes)
{
	const struct filter_band band = { FILTER_BELL, 1000.0, 0.0, 1.0, 0 };
	cr_expect_leq(error_db(&band, 48000.0), 1e-9);
}

Test(ramp, goes_in_a_straight_line_to_its_target_and_rests)
{
	struct ramp ramp = { 0 };
	double values[80];
	ramp_set(&ramp, 3.0);
	ramp_aim(&ramp, 7.0);
	ramp_fill(&ramp, values, 5);
	ramp_advance(&ramp, 5);
	ramp_fill(&ramp, values + 5, 75);
	for (int i = 0; i < 80; i++)
		cr_expect_eq(values[i], i < 32 ? 3.0 + 4.0 * i / 32.0 : 7.0, "frame %d: %g", i, values[i]);
	ramp_aim(&ramp, 1.0); /* from the middle of the way */
	cr_expect_eq(ramp_value(&ramp, 0), 3.0 + 4.0 * 5.0 / 32.0);
	cr_expect_eq(ramp_value(&ramp, 32), 1.0);
}
