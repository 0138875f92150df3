/* Tests the gains of waveshaping curves against their formulas in long double.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/waveshape.h"

#include "dsp/kernel/select.h"
#include "dsp/kernel/waveshape.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { CURVES = WAVESHAPE_BITS + 1, POINTS = 4000, KERNELS_MAXIMUM = 8 };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const names[CURVES] = { "tanh", "soft", "hard", "tube", "tape", "fold", "bits" };

static const double drives[] = { 0.1, 1.0, 3.0, 10.0, 1000.0 };
static const double biases[] = { 0.0, 0.3, -0.9 };

static const struct kernel *widest(void)
{
	return kernel_select(NULL);
}

/* The curves as the header defines them. */
static long double curve(enum waveshape_curve kind, long double x, double bits)
{
	const long double steps = powl(2.0L, bits - 1.0L), t = tanhl(x);
	switch (kind) {
	case WAVESHAPE_TANH:
		return t;
	case WAVESHAPE_SOFT:
		return fabsl(x) < 1.5L ? x - 4.0L / 27.0L * x * x * x : copysignl(1.0L, x);
	case WAVESHAPE_HARD:
		return fmaxl(-1.0L, fminl(1.0L, x));
	case WAVESHAPE_TUBE:
		return t - t * t / 4.0L;
	case WAVESHAPE_TAPE:
		return x / sqrtl(1.0L + x * x);
	case WAVESHAPE_FOLD:
		return sinl(x);
	case WAVESHAPE_BITS:
		return fmaxl(-1.0L, fminl(1.0L, rintl(x * steps) / steps));
	}
	return 0.0L;
}

static long double slope(enum waveshape_curve kind, long double x)
{
	const long double t = tanhl(x);
	switch (kind) {
	case WAVESHAPE_TANH:
		return 1.0L - t * t;
	case WAVESHAPE_SOFT:
		return 1.0L - 4.0L / 9.0L * x * x;
	case WAVESHAPE_TUBE:
		return (1.0L - t / 2.0L) * (1.0L - t * t);
	case WAVESHAPE_TAPE:
		return powl(1.0L + x * x, -1.5L);
	case WAVESHAPE_FOLD:
		return cosl(x);
	case WAVESHAPE_HARD:
	case WAVESHAPE_BITS:
		break;
	}
	return 1.0L;
}

/* The samples have every size from 1e-12 to 100 over the drive, and both signs. */
static void fill(double *in, size_t count, double drive, uint64_t seed)
{
	for (size_t i = 0; i < count; i++) {
		const double size = pow(10.0, noise_between(&seed, -12.0, 2.0)) / drive;
		in[i] = i % 2 == 0 ? size : -size;
	}
}

static void check_curve(enum waveshape_curve kind, double drive, double bias)
{
	const struct waveshape shape = waveshape_of(kind, false, drive, bias, 5.0);
	double in[POINTS], gain[POINTS];
	fill(in, POINTS, drive, 1);
	widest()->waveshape->gains(&shape, in, gain, POINTS);
	const long double rest = kind == WAVESHAPE_BITS ? rintl(bias * 16.0L) / 16.0L : bias;
	long double worst = 0.0L;
	for (size_t i = 0; i < POINTS; i++) {
		const long double u = (long double)drive * in[i];
		const long double expected = curve(kind, u + rest, 5.0) - curve(kind, rest, 5.0);
		const long double off = fabsl((long double)gain[i] * in[i] - expected);
		/* The error allowed is the last bit of u, for a curve no steeper than 1, and that of the reference. A
		   step of bits may fall to either side. */
		const long double allowed = 1.5e-15L * (fabsl(expected) + (kind == WAVESHAPE_FOLD ? fabsl(u) : 0)) +
					    8e-19L * fmaxl(1.0L, fabsl(u));
		const bool edge = kind == WAVESHAPE_BITS && fabsl(fabsl(fmodl(u * 16.0L, 1.0L)) - 0.5L) < 1e-12L;
		worst = fmaxl(worst, edge ? 0.0L : off / allowed);
	}
	cr_expect_leq(worst, 1.0L, "%s, drive %g, bias %g: %Lg of what is allowed", names[kind], drive, bias, worst);
}

Test(waveshape, follows_its_formula)
{
	for (int kind = 0; kind < CURVES; kind++)
		for (size_t i = 0; i < LENGTH(drives); i++)
			for (size_t k = 0; k < LENGTH(biases); k++)
				check_curve((enum waveshape_curve)kind, drives[i], biases[k]);
}

/* Down to the smallest numbers, and at 0, the gain is the slope of the curve. */
Test(waveshape, is_continuous_through_zero)
{
	static const double sizes[] = { 0.0,   -0.0,  1e-310, 5e-324, 1e-200, -1e-101, 1e-100, 1e-99, -1e-50,
					1e-30, 1e-17, -1e-16, 1e-15,  1e-12,  -1e-10,  1e-9,   1e-8 };
	for (int kind = 0; kind < WAVESHAPE_BITS; kind++)
		for (size_t k = 0; k < LENGTH(biases); k++)
			for (size_t i = 0; i < LENGTH(drives); i++) {
				const struct waveshape shape =
					waveshape_of((enum waveshape_curve)kind, false, drives[i], biases[k], 24.0);
				const double expected =
					drives[i] * (double)slope((enum waveshape_curve)kind, biases[k]);
				double gains[LENGTH(sizes)];
				widest()->waveshape->gains(&shape, sizes, gains, LENGTH(sizes));
				for (size_t j = 0; j < LENGTH(sizes); j++)
					cr_expect_float_eq(gains[j], expected,
							   drives[i] * (2e-15 + fabs(sizes[j]) * drives[i]),
							   "%s, drive %g, bias %g at %g: %.17g, not %.17g", names[kind],
							   drives[i], biases[k], sizes[j], gains[j], expected);
			}
}

Test(waveshape, bits_are_silent_under_half_a_step)
{
	static const double in[] = { 0.0, -0.0, 1e-300, -1e-20, 0.24, -0.24, 0.26, -0.26, 0.6, 0.9, 5.0 };
	static const double out[] = { 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, -0.5, 0.5, 1.0, 1.0 };
	const struct waveshape shape = waveshape_of(WAVESHAPE_BITS, false, 1.0, 0.0, 2.0);
	double gains[LENGTH(in)];
	widest()->waveshape->gains(&shape, in, gains, LENGTH(in));
	for (size_t i = 0; i < LENGTH(in); i++)
		cr_expect_float_eq(gains[i] * in[i], out[i], 1e-15, "%g becomes %g", in[i], gains[i] * in[i]);
}

static bool has_means(int kind)
{
	return waveshape_has_antiderivative((enum waveshape_curve)kind);
}

/* Integrates one stretch by ten-point Gauss-Legendre. */
static long double stretch(enum waveshape_curve kind, long double from, long double to)
{
	static const long double nodes[] = { 0.148874338981631210884826L, 0.433395394129247190799266L,
					     0.679409568299024406234327L, 0.865063366688984510732097L,
					     0.973906528517171720077964L };
	static const long double weights[] = { 0.295524224714752870173815L, 0.269266719309996355091227L,
					       0.219086362515982043995535L, 0.149451349150580593145863L,
					       0.0666713443086881375935688L };
	const long double middle = 0.5L * (from + to), half = 0.5L * (to - from);
	long double sum = 0.0L;
	for (int i = 0; i < 5; i++)
		sum += weights[i] *
		       (curve(kind, middle - half * nodes[i], 0.0) + curve(kind, middle + half * nodes[i], 0.0));
	return half * sum;
}

/* Integrates in short stretches, none of which contains a corner of a curve. */
static long double integral(enum waveshape_curve kind, long double from, long double to)
{
	static const long double corners[] = { -1.5L, -1.0L, 1.0L, 1.5L };
	long double sum = 0.0L;
	for (long double at = from; at < to;) {
		long double next = fminl(to, at + 0.25L);
		for (size_t i = 0; i < LENGTH(corners); i++)
			if (at < corners[i] && corners[i] < next)
				next = corners[i];
		sum += stretch(kind, at, next);
		at = next;
	}
	return sum;
}

static double mean_gain(const struct waveshape *shape, double before, double now)
{
	const double in[2] = { before, now };
	double gain;
	widest()->waveshape->gains(shape, in + 1, &gain, 1);
	return gain;
}

/* The gain is the mean of the curve between two samples, by quadrature. */
Test(waveshape, means_are_the_integral)
{
	uint64_t seed = 5;
	for (int kind = 0; kind < CURVES; kind++) {
		const struct waveshape shape = waveshape_of((enum waveshape_curve)kind, true, 1.0, 0.0, 24.0);
		for (int i = 0; has_means(kind) && i < 3000; i++) {
			const double reach = i % 3 == 0 ? 1.3 : i % 3 == 1 ? 3.0 : 20.0;
			const double a = noise_between(&seed, -reach, reach);
			const double b = i % 4 == 0 ? a + noise_between(&seed, -1e-3, 1e-3)
						    : noise_between(&seed, -reach, reach);
			const double mean = mean_gain(&shape, a, b) * 0.5 * (a + b);
			const long double expected = integral((enum waveshape_curve)kind, fmin(a, b), fmax(a, b)) /
						     fabsl((long double)b - a);
			cr_assert_float_eq(mean, (double)expected, 3e-15 + 1e-18 * reach / fabs(b - a),
					   "%s from %.17g to %.17g: %.17g, not %.17Lg", names[kind], a, b, mean,
					   expected);
		}
	}
}

/* Where a wave crosses zero between two samples of any size, the gain is f(e)/e, however near their sum is to 0; where
   they are equal it is the gain of the curve itself. */
Test(waveshape, means_have_no_poles)
{
	uint64_t seed = 6;
	for (int kind = 0; kind < CURVES; kind++) {
		const struct waveshape shape = waveshape_of((enum waveshape_curve)kind, true, 1.0, 0.0, 24.0);
		for (int i = 0; has_means(kind) && i < 3000; i++) {
			const double e = pow(10.0, noise_between(&seed, -6.0, 2.0));
			const double near = e * pow(10.0, noise_between(&seed, -30.0, -9.0));
			const double expected = (double)(curve((enum waveshape_curve)kind, e, 0.0) / e);
			const double crossing = mean_gain(&shape, -e, e * (1.0 + 2e-16) + near);
			const double still = mean_gain(&shape, e, e + near);
			cr_assert_float_eq(crossing, expected, 1e-8 * fabs(expected) + 1e-9, "%s across %g: %g, not %g",
					   names[kind], e, crossing, expected);
			cr_assert_float_eq(still, expected, 1e-8 * fabs(expected) + 1e-9, "%s at %g: %g, not %g",
					   names[kind], e, still, expected);
		}
		cr_expect(!has_means(kind) || mean_gain(&shape, 0.0, 0.0) == 1.0, "%s at rest", names[kind]);
	}
}

/* Stems depend on this: no lane is raised by more than the steepest slope. */
Test(waveshape, gains_are_bounded)
{
	static const double sizes[] = { 0.0,  5e-324, 1e-310, 1e-200, 1e-100, 1e-20, 1e-9,
					1e-3, 0.5,    1.0,    1.5,    20.0,   1e6,   1e300 };
	for (int kind = 0; kind < CURVES; kind++)
		for (int means = 0; means < (has_means(kind) ? 2 : 1); means++)
			for (size_t d = 0; d < LENGTH(drives); d++)
				for (size_t i = 0; i < LENGTH(sizes) * LENGTH(sizes) * 2; i++) {
					const struct waveshape shape =
						waveshape_of((enum waveshape_curve)kind, means != 0, drives[d],
							     means ? 0.0 : 0.9, 3.3);
					const double now = sizes[i % LENGTH(sizes)] * (i % 3 == 0 ? -1.0 : 1.0);
					const double before =
						sizes[i / LENGTH(sizes) % LENGTH(sizes)] * (i % 2 == 0 ? -1.0 : 1.0);
					const double most = drives[d] * waveshape_steepest((enum waveshape_curve)kind);
					const double gain = mean_gain(&shape, before, now);
					cr_expect(fabs(gain) <= most * (1.0 + 1e-9),
						  "%s, means %d, drive %g, from %g to %g: %g", names[kind], means,
						  drives[d], before, now, gain);
				}
}

Test(waveshape, every_table_gives_the_same_bits)
{
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t count = kernel_list(kernels, KERNELS_MAXIMUM);
	double in[POINTS + 1] = { 0.0 }, expected[POINTS], gain[POINTS];
	fill(in + 1, POINTS, 3.0, 7);
	for (int kind = 0; kind < CURVES; kind++)
		for (int means = 0; means < (has_means(kind) ? 2 : 1); means++) {
			const struct waveshape shape =
				waveshape_of((enum waveshape_curve)kind, means != 0, 3.0, means ? 0.0 : 0.2, 9.0);
			kernels[0]->waveshape->gains(&shape, in + 1, expected, POINTS);
			for (size_t table = 0; table < count; table++)
				for (size_t cut = 1; cut < 40; cut += 3) {
					for (size_t i = 0; i < POINTS; i += cut)
						kernels[table]->waveshape->gains(&shape, in + 1 + i, gain + i,
										 cut < POINTS - i ? cut : POINTS - i);
					cr_assert_eq(memcmp(expected, gain, sizeof gain), 0,
						     "%s, means %d, %s, %zu abreast", names[kind], means,
						     kernels[table]->name, cut);
				}
		}
}
