/* Tests the reproducing head against its field, integrated along the tape.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/processor_take.h"

#include <criterion/criterion.h>
#include <math.h>

TestSuite(tape_head, .timeout = 120);

#define PI 3.14159265358979323846

struct row {
	double speed, bump, length, spacing, gap; /* as the parameters are */
};

static const double ips[] = { 7.5, 15.0, 30.0 };

/* Returns the integral of P cos(k x) / x^2 over x from P on, by Simpson's rule over 300 P, and the first terms of the
   rest by parts. */
static double fringe(double a)
{
	enum { STEPS = 600000 };
	const double last = 300.0, step = (last - 1.0) / STEPS;
	double sum = 0.0;
	for (int i = 0; i <= STEPS; i++) {
		const double s = 1.0 + i * step;
		sum += (i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * cos(a * s) / (s * s);
	}
	const double rest = a > 1e-3 ? -sin(a * last) / (a * last * last) : 1.0 / last;
	return sum * step / 3.0 + rest;
}

static double formula(const struct row *row, double hertz)
{
	const double wavelength = ips[(size_t)row->speed] * 0.0254 / hertz;
	const double k = 2.0 * PI / wavelength;
	const double y = 1.11 * PI * row->gap * 1e-6 / wavelength;
	const double bump = row->bump > 0.0 ? 1.0 - row->bump * fringe(0.5 * k * row->length * 1e-3) : 1.0;
	return bump * exp(-k * row->spacing * 1e-6) * (y > 0.0 ? sin(y) / y : 1.0);
}

static double response(const struct processor_take *take, double hertz)
{
	double re = 0.0, im = 0.0;
	for (size_t i = 0; i < take->frames; i++) {
		const double angle = 2.0 * PI * fmod((double)i * hertz / take->sample_rate, 1.0);
		re += take->out[0][i] * cos(angle);
		im -= take->out[0][i] * sin(angle);
	}
	return hypot(re, im);
}

static void check(const struct row *row, double sample_rate, const double *frequencies, size_t count, double limit_db)
{
	struct processor_take take = processor_take_new("tape-head", 1, (size_t)(1.5 * sample_rate));
	take.sample_rate = sample_rate;
	processor_take_set(&take, "speed", row->speed);
	processor_take_set(&take, "bump", row->bump);
	processor_take_set(&take, "length", row->length);
	processor_take_set(&take, "spacing", row->spacing);
	processor_take_set(&take, "gap", row->gap);
	take.in[0][0] = 1.0;
	processor_take_render(&take);
	double worst = 0.0;
	for (size_t i = 0; i < count; i++) {
		const double wanted = fabs(formula(row, frequencies[i])), found = response(&take, frequencies[i]);
		const double off = 20.0 * log10(found / wanted);
		worst = fmax(worst, fabs(off));
		cr_expect_leq(fabs(off), limit_db, "%g ips, %g mm, %g %%, %g Hz at %g Hz: off by %.3f dB",
			      ips[(size_t)row->speed], row->length, 100.0 * row->bump, frequencies[i], sample_rate,
			      off);
	}
	cr_log_info("%g ips at %g Hz: at most %.3f dB off", ips[(size_t)row->speed], sample_rate, worst);
	processor_take_release(&take);
}

static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };

Test(tape_head, bumps_by_the_formula)
{
	static const double frequencies[] = { 20.0, 30.0, 39.0, 55.0, 80.0, 110.0, 160.0, 400.0, 1000.0 };
	static const struct row rows[] = { { 0.0, 0.5, 6.0, 0.0, 0.0 },
					   { 1.0, 0.5, 6.0, 0.0, 0.0 },
					   { 2.0, 1.0, 6.0, 0.0, 0.0 },
					   { 1.0, 1.0, 12.0, 0.0, 0.0 } };
	for (size_t rate = 0; rate < 4; rate++)
		for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
			check(&rows[row], rates[rate], frequencies, sizeof frequencies / sizeof *frequencies, 0.2);
}

Test(tape_head, loses_by_the_formulas)
{
	static const double frequencies[] = { 100.0, 1000.0, 5000.0, 10000.0, 15000.0, 18000.0 };
	static const struct row rows[] = { { 0.0, 0.0, 6.0, 2.0, 0.0 },
					   { 1.0, 0.0, 6.0, 0.0, 10.0 },
					   { 2.0, 0.0, 6.0, 10.0, 5.0 } };
	for (size_t rate = 0; rate < 4; rate++)
		for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
			check(&rows[row], rates[rate], frequencies, sizeof frequencies / sizeof *frequencies, 0.1);
}

/* The bump that the description names: 1.4 dB at 39 Hz. */
Test(tape_head, bumps_as_it_says)
{
	static const struct row row = { 1.0, 0.5, 6.0, 0.0, 0.0 }, strong = { 1.0, 1.0, 6.0, 0.0, 0.0 };
	const double frequency = 0.381 / (1.63 * 0.006);
	cr_expect_float_eq(20.0 * log10(formula(&row, frequency)), 1.4, 0.05);
	cr_expect_float_eq(20.0 * log10(formula(&strong, frequency)), 2.6, 0.05);
	cr_expect_lt(formula(&row, frequency * 0.9), formula(&row, frequency));
	cr_expect_lt(formula(&row, frequency * 1.1), formula(&row, frequency));
}
