/* SPDX-License-Identifier: GPL-3.0-or-later

   Everything is computed in the 80-bit arithmetic of the x87, whose +, -, * and / are defined to the bit on every x86-64, and rounded to
   double once at the end: the error is hardly over half an ulp. Only what is computed before the render uses this. */
#include "dsp/elementary.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#if LDBL_MANT_DIG != 64
#error "elementary.c needs the 80-bit long double of x86-64"
#endif

static const long double ln2 = 0.693147180559945309417232121458L;
static const long double log2_10 = 3.32192809488736234787031942949L;
static const long double log10_2 = 0.301029995663981195213738894724L;

/* 2^x: the Taylor series of e^(f ln 2) for |f| <= 1/2; the 22nd term is under 2^-70. */
static long double power_of_two(long double x)
{
	if (x > 1100.0L)
		return (long double)INFINITY;
	if (x < -1200.0L)
		return 0.0L;
	long double n = rintl(x);
	long double t = (x - n) * ln2;
	long double sum = 1.0L;
	for (int k = 22; k >= 1; k--)
		sum = 1.0L + t * sum / (long double)k;
	return ldexpl(sum, (int)n);
}

/* log2 of a positive finite x = m 2^e with m in [sqrt(1/2), sqrt(2)): 2 atanh((m - 1) / (m + 1)) / ln 2. */
static long double log_of_two(long double x)
{
	int e;
	long double m = frexpl(x, &e);
	if (m < 0.707106781186547524400844362105L) {
		m *= 2.0L;
		e--;
	}
	long double s = (m - 1.0L) / (m + 1.0L), z = s * s, sum = 0.0L;
	for (int k = 31; k >= 1; k -= 2)
		sum = sum * z + 1.0L / (long double)k;
	return (long double)e + 2.0L * s * sum / ln2;
}

static bool has_no_logarithm(double x, double *result)
{
	if (x > 0.0 && x < (double)INFINITY)
		return false;
	*result = x == 0.0 ? -(double)INFINITY : x > 0.0 ? x : (double)NAN;
	return true;
}

double elementary_exp2(double x)
{
	return isnan(x) ? x : (double)power_of_two((long double)x);
}

double elementary_exp(double x)
{
	return isnan(x) ? x : (double)power_of_two((long double)x / ln2);
}

double elementary_log2(double x)
{
	double result;
	return has_no_logarithm(x, &result) ? result : (double)log_of_two((long double)x);
}

double elementary_log(double x)
{
	double result;
	return has_no_logarithm(x, &result) ? result : (double)(log_of_two((long double)x) * ln2);
}

double elementary_pow(double x, double y)
{
	double result;
	if (has_no_logarithm(x, &result))
		return y == 0.0 ? 1.0 : x == 0.0 ? (y > 0.0 ? 0.0 : (double)INFINITY) : result;
	return (double)power_of_two(log_of_two((long double)x) * (long double)y);
}

/* x minus the nearest multiple of pi/2, whose number (modulo 4) goes to *quadrant. The first part of pi/2 has 40 bits: times any multiple
   that |x| <= 1e5 allows it is exact. */
static long double reduce(double x, int *quadrant)
{
	const long double first = 1.570796326794152264483273029327392578125L;
	const long double second = 7.4435474804866231235886397358469968755291048747e-13L;
	long double n = rintl((long double)x / 1.57079632679489661923132169163975144L);
	*quadrant = (int)((long long)n & 3);
	return ((long double)x - n * first) - n * second;
}

/* Taylor series for |x| <= pi/4; the last terms are under 2^-70. */
static long double sine_of(long double x)
{
	long double z = x * x, sum = 1.0L;
	for (int k = 22; k >= 2; k -= 2)
		sum = 1.0L - z * sum / (long double)(k * (k + 1));
	return x * sum;
}

static long double cosine_of(long double x)
{
	long double z = x * x, sum = 1.0L;
	for (int k = 21; k >= 1; k -= 2)
		sum = 1.0L - z * sum / (long double)(k * (k + 1));
	return sum;
}

/* Sine of x plus `turn` right angles. */
static long double sine(double x, int turn)
{
	int quadrant;
	long double r = reduce(x, &quadrant);
	quadrant = (quadrant + turn) & 3;
	long double value = quadrant & 1 ? cosine_of(r) : sine_of(r);
	return quadrant & 2 ? -value : value;
}

double elementary_sin(double x)
{
	return (double)sine(x, 0);
}

double elementary_cos(double x)
{
	return (double)sine(x, 1);
}

double elementary_tan(double x)
{
	return (double)(sine(x, 0) / sine(x, 1));
}

/* e^x - 1 for small x without cancellation. */
static long double exponential_less_one(long double x)
{
	if (fabsl(x) > 0.5L)
		return power_of_two(x / ln2) - 1.0L;
	long double sum = 1.0L;
	for (int k = 22; k >= 2; k--)
		sum = 1.0L + x * sum / (long double)k;
	return x * sum;
}

double elementary_sinh(double x)
{
	if (isnan(x))
		return x;
	long double e = exponential_less_one(fabsl((long double)x));
	long double value = isinf(e) ? e : 0.5L * (e + e / (e + 1.0L));
	return (double)(signbit(x) ? -value : value);
}

double elementary_tanh(double x)
{
	if (isnan(x))
		return x;
	if (fabs(x) > 30.0)
		return signbit(x) ? -1.0 : 1.0;
	long double e = exponential_less_one(2.0L * fabsl((long double)x));
	long double value = e / (e + 2.0L);
	return (double)(signbit(x) ? -value : value);
}

double decibel_to_gain(double db)
{
	return (double)power_of_two((long double)db * log2_10 / 20.0L);
}

double gain_to_decibel(double gain)
{
	double result;
	return has_no_logarithm(gain, &result) ? result : (double)(20.0L * log10_2 * log_of_two((long double)gain));
}
