/* Tests the phaser: standing against analog allpasses, sweeping against a chain solved in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "modulation_take.h"

#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { STAGES_MAXIMUM = 12 };

static const char *const stage_words[] = { "2", "4", "6", "8", "10", "12" };

static struct modulation_take phaser_of(size_t channels, size_t stages, double low, double high, double feedback)
{
	struct modulation_take take = modulation_take_new("phaser", channels);
	modulation_take_choose(&take, "stages", stage_words[stages / 2 - 1]);
	modulation_take_set(&take, "low", low);
	modulation_take_set(&take, "high", high);
	modulation_take_set(&take, "feedback", feedback);
	return take;
}

/* C11 has CMPLX(), which not every compiler finds. */
static double complex complex_of(double real, double imaginary)
{
	return real + imaginary * (double complex)I;
}

/* Returns the response of analog allpasses (1 - s) / (1 + s), with the frequency warped around fc as the bilinear
   transform does. */
static double complex chain(double hertz, double centre, double sample_rate, size_t stages, double feedback)
{
	const double x = tan((double)TAKE_PI * hertz / sample_rate) / tan((double)TAKE_PI * centre / sample_rate);
	const double complex stage = complex_of(1.0, -x) / complex_of(1.0, x);
	double complex all = 1.0;
	for (size_t i = 0; i < stages; i++)
		all *= stage;
	return all / (1.0 - feedback * all);
}

/* Returns the response to an impulse at a frequency, by the definition of the Fourier transform. */
static double complex response(struct modulation_take *take, double hertz)
{
	enum { FRAMES = 65536 };
	double **in = harness_columns(1, FRAMES);
	in[0][0] = 1.0;
	double **out = modulation_take_render(take, in, FRAMES);
	double complex sum = 0.0;
	for (size_t i = 0; i < FRAMES; i++) {
		const double angle = 2.0 * (double)TAKE_PI * hertz / take->context.sample_rate * (double)i;
		sum += out[0][i] * complex_of(cos(angle), -sin(angle));
	}
	free(in);
	free(out);
	return sum;
}

Test(phaser, response_at_standstill)
{
	static const struct {
		size_t stages;
		double centre, feedback, mix, sample_rate;
	} rows[] = { { 2, 1000, 0, 1.0, 48000 },    { 4, 800, 0, 0.5, 48000 },      { 4, 800, 0.7, 0.5, 44100 },
		     { 6, 3000, -0.6, 0.3, 48000 }, { 12, 2000, 0.95, 0.5, 44100 }, { 8, 15000, -0.9, 0.5, 48000 },
		     { 10, 300, 0.5, 0.5, 96000 },  { 12, 12000, 0.3, 1.0, 192000 } };
	static const double ratios[] = { 0.05, 0.2, 0.41, 0.7, 1.0, 1.3, 2.2, 4.0, 9.0 };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take =
			phaser_of(1, rows[row].stages, rows[row].centre, rows[row].centre, rows[row].feedback);
		take.context.sample_rate = rows[row].sample_rate;
		modulation_take_set(&take, "mix", rows[row].mix);
		for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
			const double hertz = ratios[i] * rows[row].centre;
			if (hertz > 20000.0)
				continue;
			const double complex turned = chain(hertz, rows[row].centre, rows[row].sample_rate,
							    rows[row].stages, rows[row].feedback);
			const double complex expected = 1.0 - rows[row].mix + rows[row].mix * turned;
			const double complex found = response(&take, hertz);
			cr_expect_leq(cabs(found - expected), 1e-8 * (1.0 + cabs(turned)), "row %zu, %g Hz: off by %g",
				      row, hertz, cabs(found - expected));
			if (cabs(expected) > 1e-3)
				cr_expect_leq(fabs(20.0 * log10(cabs(found) / cabs(expected))), 0.01,
					      "row %zu, %g Hz: %.4f dB", row, hertz,
					      20.0 * log10(cabs(found) / cabs(expected)));
		}
		cr_expect_eq(take.shape.latency, 0);
		modulation_take_release(&take);
	}
}

/* Four stages turn the phase by 180 degrees where each turns by 45 or by 135: at tan(pi/8) and its inverse times fc. */
Test(phaser, notches_by_formula)
{
	const double centre = 1000.0;
	struct modulation_take take = phaser_of(1, 4, centre, centre, 0.0);
	for (size_t i = 0; i < 2; i++) {
		const double x = i == 0 ? sqrt(2.0) - 1.0 : sqrt(2.0) + 1.0;
		const double bent = x * tan((double)TAKE_PI * centre / 48000.0);
		const double hertz = atan(bent) * 48000.0 / (double)TAKE_PI;
		const double found = 20.0 * log10(cabs(response(&take, hertz)));
		cr_expect_leq(found, -150.0, "%g Hz: %.1f dB", hertz, found);
	}
	modulation_take_release(&take);
}

/** A chain of rotations whose loop is solved by fixed point steps, independently of any formula for the solution. */
struct reference {
	size_t stages;
	long double feedback;
	long double state[STAGES_MAXIMUM];
};

static long double through(const struct reference *reference, long double x, long double c, long double s,
			   long double *states)
{
	for (size_t i = 0; i < reference->stages; i++) {
		const long double state = reference->state[i];
		states[i] = s * x - c * state;
		x = c * x + s * state;
	}
	return x;
}

static long double reference_next(struct reference *reference, long double x, long double c)
{
	const long double s = sqrtl(1.0L - c * c);
	long double states[STAGES_MAXIMUM];
	long double y = 0.0L;
	/* |feedback c^stages| is under 0.95: it converges. */
	for (size_t step = 0; step < 900; step++)
		y = through(reference, x + reference->feedback * y, c, s, states);
	for (size_t i = 0; i < reference->stages; i++)
		reference->state[i] = states[i];
	return y;
}

/* The test goes sample by sample at the fastest sweep: 100 Hz over six octaves. */
Test(phaser, sweeps_as_the_chain_does)
{
	enum { FRAMES = 3000 };
	static const struct {
		size_t stages;
		double low, high, feedback, rate, start;
	} rows[] = { { 4, 300, 3000, 0.2, 0.5, 0 },
		     { 2, 100, 6400, -0.8, 100, 90 },
		     { 12, 100, 15000, 0.95, 100, 200 },
		     { 6, 20, 20000, -0.95, 30, 0 } };
	double **in = modulation_take_noise(1, FRAMES);
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take =
			phaser_of(1, rows[row].stages, rows[row].low, rows[row].high, rows[row].feedback);
		modulation_take_set(&take, "mix", 1.0);
		modulation_take_set(&take, "rate", rows[row].rate);
		modulation_take_set(&take, "start", rows[row].start);
		double **out = modulation_take_render(&take, in, FRAMES);
		struct reference reference = { .stages = rows[row].stages, .feedback = rows[row].feedback };
		double worst = 0.0;
		for (size_t i = 0; i < FRAMES; i++) {
			const long double wave = sinl(
				2.0L * TAKE_PI * (rows[row].start / 360.0L + rows[row].rate * (double)i / 48000.0L));
			const long double hertz =
				rows[row].low * powl(rows[row].high / (long double)rows[row].low, 0.5L * (1.0L + wave));
			const long double g = tanl(TAKE_PI * hertz / 48000.0L);
			const long double expected = reference_next(&reference, in[0][i], (g - 1.0L) / (g + 1.0L));
			worst = harness_worse(worst, fabs((double)(out[0][i] - expected)));
		}
		cr_expect_leq(worst, 3e-5, "row %zu: off by %g", row, worst);
		free(out);
		modulation_take_release(&take);
	}
	free(in);
}

/* A chain without feedback returns the energy that it got, at any speed. With feedback the amplitude grows by at most 1
   / (1 - |k|). */
Test(phaser, keeps_the_energy)
{
	enum { SOUNDING = 20000, FRAMES = 60000 };
	for (size_t row = 0; row < 8; row++) {
		const double feedback = row < 2 ? 0.0 : row % 2 == 0 ? 0.95 : -0.95;
		struct modulation_take take = phaser_of(1, row < 4 ? 4 : 12, 100, 16000, feedback);
		modulation_take_set(&take, "mix", 1.0);
		modulation_take_set(&take, "rate", row % 2 == 0 ? 100.0 : 37.0);
		double **in = modulation_take_noise(1, FRAMES);
		double came = 0.0, went = 0.0;
		for (size_t i = 0; i < FRAMES; i++) {
			in[0][i] = i < SOUNDING ? in[0][i] : 0.0;
			came += in[0][i] * in[0][i];
		}
		double **out = modulation_take_render(&take, in, FRAMES);
		for (size_t i = 0; i < FRAMES; i++)
			went += out[0][i] * out[0][i];
		if (feedback == 0.0)
			cr_expect_float_eq(went / came, 1.0, 1e-10, "row %zu: %.12f", row, went / came);
		else
			cr_expect_leq(went / came, 400.0, "row %zu: %g", row, went / came);
		free(in);
		free(out);
		modulation_take_release(&take);
	}
}

/* After the declared tail little is left of steady, alternating and random full scale, sweeping and standing; and the
   tail is not far too long. */
Test(phaser, tail_is_a_bound)
{
	static const struct {
		size_t stages;
		double low, high, feedback, rate;
	} rows[] = { { 2, 200, 200, 0.0, 1 },       { 4, 200, 200, 0.6, 1 },     { 12, 100, 100, 0.0, 1 },
		     { 12, 100, 100, 0.01, 1 },     { 12, 300, 300, -0.95, 1 },  { 12, 15000, 15000, 0.95, 1 },
		     { 6, 15000, 15000, -0.9, 1 },  { 4, 100, 10000, 0.9, 7 },   { 12, 50, 5000, -0.9, 23 },
		     { 8, 1000, 16000, 0.95, 100 }, { 10, 30, 20000, 0.5, 0.3 }, { 2, 6000, 20000, 0.95, 3 } };
	enum { SOUNDING = 24000 };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		struct modulation_take take =
			phaser_of(1, rows[row].stages, rows[row].low, rows[row].high, rows[row].feedback);
		modulation_take_set(&take, "rate", rows[row].rate);
		modulation_take_set(&take, "mix", 1.0);
		cr_assert_null(modulation_take_problem(&take));
		const size_t tail = (size_t)ceil(take.shape.tail_seconds * 48000.0);
		const size_t frames = SOUNDING + tail + 12000;
		size_t longest = 0;
		for (size_t kind = 0; kind < 3; kind++) {
			double **in = modulation_take_noise(1, frames);
			for (size_t i = 0; i < frames; i++)
				in[0][i] = i >= SOUNDING ? 0.0
					   : kind == 0   ? 1.0
					   : kind == 1   ? (i % 2 == 0 ? 1.0 : -1.0)
							 : copysign(1.0, in[0][i]);
			double **out = modulation_take_render(&take, in, frames);
			for (size_t i = SOUNDING; i < frames; i++)
				if (fabs(out[0][i]) > 1e-6 && i - SOUNDING + 1 > longest)
					longest = i - SOUNDING + 1;
			free(in);
			free(out);
		}
		cr_expect_leq(longest, tail, "row %zu: %zu frames declared, %zu found", row, tail, longest);
		/* A sweep hurries through its slowest point. */
		if (rows[row].low == rows[row].high)
			cr_expect_leq(tail, 2 * longest, "row %zu: %zu frames declared, %zu found", row, tail, longest);
		modulation_take_release(&take);
	}
}

Test(phaser, stays_where_the_session_is)
{
	static const char *const words[] = { "sine", "triangle", "random" };
	for (size_t i = 0; i < 6; i++) {
		struct modulation_take take = phaser_of(2, 4 + 4 * (i % 3), 200, 5000, i < 3 ? 0.8 : 0.0);
		modulation_take_choose(&take, "shape", words[i % 3]);
		modulation_take_set(&take, "rate", 8.1);
		modulation_take_set(&take, "phase", i % 2 == 0 ? 70.0 : 0.0);
		modulation_take_expect_lock(&take);
		modulation_take_expect_seed(&take, i % 3 == 2);
		modulation_take_release(&take);
	}
}

Test(phaser, refusals)
{
	struct modulation_take take = phaser_of(1, 4, 3000, 300, 0.0);
	cr_expect_str_eq(modulation_take_problem(&take),
			 "'low' is over 'high'; change the two, or turn 'start' by 180");
	modulation_take_set(&take, "low", 100);
	modulation_take_set(&take, "high", 16000);
	take.context.sample_rate = 32000;
	cr_expect_str_eq(modulation_take_problem(&take),
			 "'high' is too close to half the sample rate; give a lower frequency");
	modulation_take_release(&take);
}
