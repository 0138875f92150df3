/* Computes the gains of waveshaping curves, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   waveshape.h explains the curves and these formulas. No sample depends on another, so the frames of one column run
   side by side. */
#include "dsp/kernel/waveshape.h"
#include "dsp/waveshape.h"

/* The divisor instead of 0: a quotient like sin(x)/x is 1 for it, as at 0. */
#define NEARLY_NOTHING 1e-100

/* Returns e^x - 1 for x from -100 to 0: x = k ln 2 + r, and (e^r - 1)/r is its series. The relative error is a few
   2^-53 down to x = 0. */
INLINE vector exponential_less_one(vector x)
{
	const vector shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52;
	const vector k = shifted - 0x1.8p52;
	const vector r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
	const vector power = number_of(bits_of(all(1.0)) + (bits_of(shifted) << 52));
	vector q = r * (1.0 / 6227020800.0) + 1.0 / 479001600.0;
	q = q * r + 1.0 / 39916800.0;
	q = q * r + 1.0 / 3628800.0;
	q = q * r + 1.0 / 362880.0;
	q = q * r + 1.0 / 40320.0;
	q = q * r + 1.0 / 5040.0;
	q = q * r + 1.0 / 720.0;
	q = q * r + 1.0 / 120.0;
	q = q * r + 1.0 / 24.0;
	q = q * r + 1.0 / 6.0;
	q = q * r + 0.5;
	return power * (r + r * r * q) + (power - 1.0);
}

/* Returns tanh(x)/x. */
INLINE vector tanh_ratio(vector x)
{
	const vector size = larger(magnitude_of(x), all(NEARLY_NOTHING));
	const vector e = exponential_less_one(-2.0 * smaller(size, all(50.0)));
	return -e / ((2.0 + e) * size);
}

/* Returns sin r for |r| up to pi/2, and a finite number for other r; negated where `odd` is odd. */
INLINE vector sine_reduced(vector r, words odd)
{
	r = smaller(larger(r, all(-1.6)), all(1.6));
	const vector z = r * r;
	vector p = z * (1.0 / 51090942171709440000.0) - 1.0 / 121645100408832000.0;
	p = p * z + 1.0 / 355687428096000.0;
	p = p * z - 1.0 / 1307674368000.0;
	p = p * z + 1.0 / 6227020800.0;
	p = p * z - 1.0 / 39916800.0;
	p = p * z + 1.0 / 362880.0;
	p = p * z - 1.0 / 5040.0;
	p = p * z + 1.0 / 120.0;
	p = p * z - 1.0 / 6.0;
	return number_of(bits_of(r + r * (z * p)) ^ (odd << 63));
}

/* Returns x - k pi, with pi in three parts; the first two have 33 bits. */
INLINE vector less_multiple_of_pi(vector x, vector k)
{
	return ((x - k * 0x1.921fb54400000p+1) - k * 0x1.0b4611a600000p-33) - k * 0x1.3198a2e037073p-68;
}

/* Returns sin(x)/x. */
INLINE vector sine_ratio(vector x)
{
	x = larger(magnitude_of(x), all(NEARLY_NOTHING));
	const vector shifted = x * 0x1.45f306dc9c883p-2 + 0x1.8p52;
	return sine_reduced(less_multiple_of_pi(x, shifted - 0x1.8p52), bits_of(shifted)) / x;
}

/* Returns cos x = sin(x + pi/2). */
INLINE vector cosine(vector x)
{
	const vector shifted = (x * 0x1.45f306dc9c883p-2 + 0.5) + 0x1.8p52;
	return sine_reduced(less_multiple_of_pi(x, (shifted - 0x1.8p52) - 0.5), bits_of(shifted));
}

/* Returns artanh(s)/s for z = s^2 up to 1/9. */
INLINE vector artanh_ratio(vector z)
{
	vector p = z * (1.0 / 35.0) + 1.0 / 33.0;
	for (int i = 31; i > 0; i -= 2)
		p = p * z + 1.0 / i;
	return p;
}

/* The gains below are those of u; the drive multiplies them at the end. */

INLINE vector tanh_gain(vector u, const struct waveshape *shape)
{
	const double rest = shape->rest;
	const vector ratio = tanh_ratio(u);
	return ratio * (1.0 - rest * rest) / (1.0 + rest * (ratio * u));
}

/* The gain of t - t^2/4, t = tanh(u + b): the quotient of differences of t, times 1 - (t + tanh b)/4. */
INLINE vector tube_gain(vector u, const struct waveshape *shape)
{
	const double rest = shape->rest;
	const vector ratio = tanh_ratio(u), t = ratio * u;
	const vector biased = (t + rest) / (1.0 + rest * t);
	return ratio * (1.0 - rest * rest) / (1.0 + rest * t) * (1.0 - 0.25 * (biased + rest));
}

INLINE vector soft_gain(vector u, const struct waveshape *shape)
{
	const double b = shape->bias;
	const vector x = u + b, level = choose_if_less(x, all(0.0), all(-1.0), all(1.0));
	const vector inside = 1.0 - (x * x + x * b + b * b) * (4.0 / 27.0);
	return choose_if_less(magnitude_of(x), all(1.5), inside, (level - shape->rest) / u);
}

INLINE vector hard_gain(vector u, const struct waveshape *shape)
{
	const vector x = u + shape->bias, level = choose_if_less(x, all(0.0), all(-1.0), all(1.0));
	return choose_if_less(all(1.0), magnitude_of(x), (level - shape->rest) / u, all(1.0));
}

/* The difference x1/r1 - x0/r0 over x1 - x0, r = sqrt(1 + x^2), with a common denominator. No square overflows. */
INLINE vector tape_gain(vector u, const struct waveshape *shape)
{
	u = smaller(larger(u, all(-1e100)), all(1e100));
	const vector x1 = u + shape->bias, x0 = all(shape->bias);
	const vector r1 = square_root(1.0 + x1 * x1), r0 = square_root(1.0 + x0 * x0);
	return (1.0 + (r0 * r1 - x0 * x1)) / (r0 * r1 * (r0 + r1));
}

/* By sin(u + b) - sin b = 2 cos(b + u/2) sin(u/2). */
INLINE vector fold_gain(vector u, const struct waveshape *shape)
{
	const vector half = 0.5 * u;
	return cosine(half + shape->bias) * sine_ratio(half);
}

INLINE vector bits_gain(vector u, const struct waveshape *shape)
{
	const vector x = smaller(larger(u, all(-shape->limit - shape->bias)), all(shape->limit - shape->bias));
	const vector whole = (x * shape->steps + 0x1.8p52) - 0x1.8p52;
	return whole / shape->steps / choose_if_less(magnitude_of(u), all(NEARLY_NOTHING), all(NEARLY_NOTHING), u);
}

/* The gains below are even functions of m = |x1 + x0|/2 and e = |x1 - x0|/2, which come as magnitudes. */

/* artanh(tanh m tanh e)/(m e), directly where the argument is under 1/3. Above that both are large, and ln(cosh(m +
   e)/cosh(m - e)) is twice the smaller of them plus ln((1 + exp(-2(m + e)))/(1 + exp(-2|m - e|))), again an artanh. */
INLINE vector tanh_mean(vector m, vector e)
{
	const vector m_ratio = tanh_ratio(m), e_ratio = tanh_ratio(e);
	const vector product = (m_ratio * m) * (e_ratio * e);
	const vector sum = 1.0 + exponential_less_one(-2.0 * smaller(m + e, all(50.0)));
	const vector difference = 1.0 + exponential_less_one(-2.0 * smaller(magnitude_of(m - e), all(50.0)));
	const vector s = (difference - sum) / (2.0 + (sum + difference));
	const vector third = all(1.0 / 3.0);
	const vector ratio = artanh_ratio(choose_if_less(product, third, product * product, s * s));
	return choose_if_less(product, third, m_ratio * e_ratio * ratio, (smaller(m, e) - s * ratio) / (m * e));
}

INLINE vector tape_mean(vector m, vector e)
{
	const vector a = m + e, b = m - e;
	return 2.0 / (square_root(1.0 + a * a) + square_root(1.0 + b * b));
}

INLINE vector fold_mean(vector m, vector e)
{
	return sine_ratio(m) * sine_ratio(e);
}

/* Handles the limit on both sides of the corner: 1/m where the whole line is over it, 1/e where both ends are over it
   on opposite sides, `gain` elsewhere. */
INLINE vector past_corners(vector m, vector e, double corner, vector gain)
{
	const vector b = m - e;
	gain = choose_if_less(b, all(-corner), 1.0 / e, gain);
	return choose_if_less(b, all(corner), gain, 1.0 / m);
}

/* p is how far the end a = m + e is over the corner. The area of m then lacks the triangle p^2/2. For large m, where
   that cancels, it is the sum of both pieces. */
INLINE vector hard_mean(vector m, vector e)
{
	const vector p = larger(m + e - 1.0, all(0.0)), b = m - e;
	const vector small = 1.0 - p * p / larger(4.0 * m * e, all(NEARLY_NOTHING * NEARLY_NOTHING));
	const vector large = (p + 0.5 * ((1.0 - b) * (1.0 + b))) / (2.0 * e * m);
	return past_corners(m, e, 1.0, choose_if_less(m, all(1.0), small, large));
}

INLINE vector soft_mean(vector m, vector e)
{
	const vector a = m + e, p = larger(a - 1.5, all(0.0)), b = m - e, b2 = b * b;
	const vector over = p * p * p * (p * (1.0 / 27.0) + 2.0 / 9.0);
	const vector small =
		1.0 - (m * m + e * e) * (4.0 / 27.0) + over / larger(2.0 * m * e, all(NEARLY_NOTHING * NEARLY_NOTHING));
	const vector large = (a - 0.5625 - b2 * (0.5 - b2 * (1.0 / 27.0))) / (2.0 * e * m);
	return past_corners(m, e, 1.5, choose_if_less(all(1.5), a, choose_if_less(m, all(1.0), small, large), small));
}

/* Both functions are constants where this is called. */
INLINE vector shaped(vector (*gain)(vector, const struct waveshape *), vector (*mean)(vector, vector),
		     const struct waveshape *shape, const double *in)
{
	const vector s1 = load(in);
	if (gain)
		return gain(s1 * shape->drive, shape) * shape->drive;
	const vector s0 = load(in - 1);
	const double half = 0.5 * shape->drive;
	return mean(magnitude_of(s1 + s0) * half, magnitude_of(s1 - s0) * half) * shape->drive;
}

INLINE void shape_column(vector (*gain)(vector, const struct waveshape *), vector (*mean)(vector, vector),
			 const struct waveshape *shape, const double *in, double *out, size_t frames)
{
	size_t i = 0;
	for (; i + W <= frames; i += W)
		store(out + i, shaped(gain, mean, shape, in + i));
	if (i == frames)
		return;
	double rest[1 + W] = { 0.0 }, gains[W];
	for (size_t k = 0; k < frames - i; k++)
		rest[1 + k] = in[i + k];
	if (!gain)
		rest[0] = in[(ptrdiff_t)i - 1];
	store(gains, shaped(gain, mean, shape, rest + 1));
	memcpy(out + i, gains, (frames - i) * sizeof *out);
}

static void mean_gains(const struct waveshape *shape, const double *in, double *gain, size_t frames)
{
	switch (shape->curve) {
	case WAVESHAPE_TANH:
		shape_column(NULL, tanh_mean, shape, in, gain, frames);
		break;
	case WAVESHAPE_SOFT:
		shape_column(NULL, soft_mean, shape, in, gain, frames);
		break;
	case WAVESHAPE_HARD:
		shape_column(NULL, hard_mean, shape, in, gain, frames);
		break;
	case WAVESHAPE_TAPE:
		shape_column(NULL, tape_mean, shape, in, gain, frames);
		break;
	case WAVESHAPE_FOLD:
	case WAVESHAPE_TUBE:
	case WAVESHAPE_BITS:
		shape_column(NULL, fold_mean, shape, in, gain, frames);
		break;
	}
}

static void gains_of(const struct waveshape *shape, const double *in, double *gain, size_t frames)
{
	if (shape->antiderivative) {
		mean_gains(shape, in, gain, frames);
		return;
	}
	switch (shape->curve) {
	case WAVESHAPE_TANH:
		shape_column(tanh_gain, NULL, shape, in, gain, frames);
		break;
	case WAVESHAPE_SOFT:
		shape_column(soft_gain, NULL, shape, in, gain, frames);
		break;
	case WAVESHAPE_HARD:
		shape_column(hard_gain, NULL, shape, in, gain, frames);
		break;
	case WAVESHAPE_TUBE:
		shape_column(tube_gain, NULL, shape, in, gain, frames);
		break;
	case WAVESHAPE_TAPE:
		shape_column(tape_gain, NULL, shape, in, gain, frames);
		break;
	case WAVESHAPE_FOLD:
		shape_column(fold_gain, NULL, shape, in, gain, frames);
		break;
	case WAVESHAPE_BITS:
		shape_column(bits_gain, NULL, shape, in, gain, frames);
		break;
	}
}

static const struct waveshape_kernel waveshape_kernel = {
	.gains = gains_of,
};

#undef NEARLY_NOTHING
