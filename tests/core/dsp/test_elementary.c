/* Tests the elementary functions against glibc's in long double, in units of the last digit (ulp).
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/elementary.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>

#define INFINITE ((double)INFINITY)

enum scale { LINEAR, LOGARITHMIC };

enum { POINTS = 40000 };

static const double limit_ulp = 1.0;

static long double gain_exact(long double db)
{
	return powl(10.0L, db / 20.0L);
}

static long double decibel_exact(long double gain)
{
	return 20.0L * log10l(gain);
}

static double error_ulp(double value, long double exact)
{
	double size = fabs((double)exact);
	return (double)(fabsl((long double)value - exact) / (long double)(nextafter(size, INFINITE) - size));
}

Test(elementary, error)
{
	static const struct {
		const char *name;
		double (*function)(double);
		long double (*exact)(long double);
		double from, to;
		enum scale scale;
	} rows[] = {
		{ "exp", elementary_exp, expl, -700.0, 709.0, LINEAR },
		{ "exp", elementary_exp, expl, -1.0, 1.0, LINEAR },
		{ "exp", elementary_exp, expl, 1e-20, 1.0, LOGARITHMIC },
		{ "exp2", elementary_exp2, exp2l, -1020.0, 1023.9, LINEAR },
		{ "exp2", elementary_exp2, exp2l, -1.0, 1.0, LINEAR },
		{ "log", elementary_log, logl, 1e-150, 1e150, LOGARITHMIC },
		{ "log", elementary_log, logl, 0.5, 2.0, LINEAR },
		{ "log", elementary_log, logl, 0.99999, 1.00001, LINEAR },
		{ "log2", elementary_log2, log2l, 1e-150, 1e150, LOGARITHMIC },
		{ "log2", elementary_log2, log2l, 0.5, 2.0, LINEAR },
		{ "log2", elementary_log2, log2l, 0.99999, 1.00001, LINEAR },
		{ "sin", elementary_sin, sinl, -10.0, 10.0, LINEAR },
		{ "sin", elementary_sin, sinl, -1e5, 1e5, LINEAR },
		{ "sin", elementary_sin, sinl, 1e-12, 1.0, LOGARITHMIC },
		{ "cos", elementary_cos, cosl, -10.0, 10.0, LINEAR },
		{ "cos", elementary_cos, cosl, -1e5, 1e5, LINEAR },
		{ "tan", elementary_tan, tanl, -10.0, 10.0, LINEAR },
		{ "tan", elementary_tan, tanl, -1e5, 1e5, LINEAR },
		{ "tan", elementary_tan, tanl, 1e-12, 1.5707963, LOGARITHMIC },
		{ "sinh", elementary_sinh, sinhl, -710.0, 710.0, LINEAR },
		{ "sinh", elementary_sinh, sinhl, 1e-12, 45.0, LOGARITHMIC },
		{ "tanh", elementary_tanh, tanhl, -3.0, 3.0, LINEAR },
		{ "tanh", elementary_tanh, tanhl, 1e-12, 25.0, LOGARITHMIC },
		{ "decibel_to_gain", decibel_to_gain, gain_exact, -300.0, 100.0, LINEAR },
		{ "gain_to_decibel", gain_to_decibel, decibel_exact, 1e-15, 1e5, LOGARITHMIC },
		{ "gain_to_decibel", gain_to_decibel, decibel_exact, 0.9, 1.1, LINEAR },
	};
	uint64_t seed = 1;
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		double worst = 0.0, worst_at = 0.0, from = rows[row].from, to = rows[row].to;
		for (size_t i = 0; i < POINTS; i++) {
			double way = ((double)i + noise(&seed)) / POINTS;
			double x = rows[row].scale == LINEAR ? from + (to - from) * way : from * pow(to / from, way);
			double error = error_ulp(rows[row].function(x), rows[row].exact((long double)x));
			if (!(error <= worst)) {
				worst = error;
				worst_at = x;
			}
		}
		cr_expect_leq(worst, limit_ulp, "%s from %g to %g: %.3f ulp at %a", rows[row].name, from, to, worst,
			      worst_at);
	}
}

/* Tests doubles next to multiples of pi/2, where the reduction cancels nearly all bits. */
Test(elementary, next_to_zeros)
{
	for (int count = 1; count < 63000; count++) {
		double x = (double)((long double)count * 1.57079632679489661923132169163975144L);
		cr_assert_leq(error_ulp(elementary_sin(x), sinl((long double)x)), limit_ulp, "sin %a", x);
		cr_assert_leq(error_ulp(elementary_cos(x), cosl((long double)x)), limit_ulp, "cos %a", x);
		cr_assert_leq(error_ulp(elementary_tan(x), tanl((long double)x)), limit_ulp, "tan %a", x);
	}
}

Test(elementary, power)
{
	uint64_t seed = 2;
	for (size_t i = 0; i < 10 * POINTS; i++) {
		double x = exp(noise_between(&seed, -40.0, 40.0)), y = noise_between(&seed, -17.0, 17.0);
		cr_assert_leq(error_ulp(elementary_pow(x, y), powl((long double)x, (long double)y)), limit_ulp,
			      "%a ^ %a", x, y);
	}
	for (size_t i = 0; i < POINTS; i++) {
		double x = 1.0 + noise_between(&seed, -1e-6, 1e-6), y = noise_between(&seed, -5e8, 5e8);
		cr_assert_leq(error_ulp(elementary_pow(x, y), powl((long double)x, (long double)y)), limit_ulp,
			      "%a ^ %a", x, y);
	}
}

Test(elementary, exact_values)
{
	for (int i = -1074; i < 1024; i++)
		cr_assert_eq(elementary_exp2(i), ldexp(1.0, i), "2^%d", i);
	for (int i = -1074; i < 1024; i++)
		cr_assert_eq(elementary_log2(ldexp(1.0, i)), (double)i, "log2 of 2^%d", i);
	cr_expect_eq(elementary_exp(0.0), 1.0);
	cr_expect_eq(elementary_log(1.0), 0.0);
	cr_expect_eq(elementary_sin(0.0), 0.0);
	cr_expect_eq(elementary_cos(0.0), 1.0);
	cr_expect_eq(elementary_tan(0.0), 0.0);
	cr_expect_eq(elementary_sinh(0.0), 0.0);
	cr_expect_eq(elementary_tanh(0.0), 0.0);
	cr_expect_eq(elementary_pow(7.0, 0.0), 1.0);
	cr_expect_eq(elementary_pow(2.0, 10.0), 1024.0);
	cr_expect_eq(elementary_pow(10.0, -0.0), 1.0);
	cr_expect_eq(decibel_to_gain(0.0), 1.0);
	cr_expect_eq(decibel_to_gain(-0.0), 1.0);
	cr_expect_eq(decibel_to_gain(20.0), 10.0);
	cr_expect_eq(decibel_to_gain(-INFINITE), 0.0);
	cr_expect_eq(gain_to_decibel(1.0), 0.0);
	cr_expect_eq(gain_to_decibel(10.0), 20.0);
	cr_expect_eq(gain_to_decibel(0.0), -INFINITE);
}

Test(elementary, odd_functions_are_odd)
{
	uint64_t seed = 3;
	for (size_t i = 0; i < POINTS; i++) {
		double x = noise_between(&seed, 0.0, 30.0);
		cr_assert_eq(elementary_sin(-x), -elementary_sin(x));
		cr_assert_eq(elementary_tan(-x), -elementary_tan(x));
		cr_assert_eq(elementary_sinh(-x), -elementary_sinh(x));
		cr_assert_eq(elementary_tanh(-x), -elementary_tanh(x));
		cr_assert_eq(elementary_cos(-x), elementary_cos(x));
	}
}

Test(elementary, ends_of_the_range)
{
	cr_expect_eq(elementary_exp(INFINITE), INFINITE);
	cr_expect_eq(elementary_exp(710.0), INFINITE);
	cr_expect_eq(elementary_exp(-INFINITE), 0.0);
	cr_expect_eq(elementary_exp(-800.0), 0.0);
	cr_expect_float_eq(elementary_exp(-740.0), (double)expl(-740.0L), 5e-324);
	cr_expect_eq(elementary_exp2(1024.0), INFINITE);
	cr_expect_eq(elementary_exp2(-1e300), 0.0);
	cr_expect_eq(elementary_log(INFINITE), INFINITE);
	cr_expect_eq(elementary_log(0.0), -INFINITE);
	cr_expect(isnan(elementary_log(-1.0)));
	cr_expect_eq(elementary_pow(1e10, 1e300), INFINITE);
	cr_expect_eq(elementary_pow(1e-10, 1e300), 0.0);
	cr_expect_eq(elementary_pow(0.0, 2.0), 0.0);
	cr_expect_eq(elementary_pow(0.0, -2.0), INFINITE);
	cr_expect(isnan(elementary_sin(INFINITE)));
	cr_expect(isnan(elementary_cos(-INFINITE)));
	cr_expect(fabs(elementary_sin(1e300)) <= 1.0);
	cr_expect_eq(elementary_tanh(INFINITE), 1.0);
	cr_expect_eq(elementary_tanh(-30.0), -1.0);
	cr_expect_eq(elementary_sinh(-INFINITE), -INFINITE);
	cr_expect_eq(decibel_to_gain(INFINITE), INFINITE);
	cr_expect_eq(decibel_to_gain(1e9), INFINITE);
	cr_expect_eq(decibel_to_gain(-1e9), 0.0);
	static double (*const functions[])(double) = { elementary_exp,  elementary_log,  elementary_exp2,
						       elementary_log2, elementary_sin,  elementary_cos,
						       elementary_tan,  elementary_sinh, elementary_tanh,
						       decibel_to_gain, gain_to_decibel };
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		cr_expect(isnan(functions[i]((double)NAN)), "function %zu", i);
	cr_expect(isnan(elementary_pow((double)NAN, 2.0)));
	cr_expect(isnan(elementary_pow(2.0, (double)NAN)));
}
