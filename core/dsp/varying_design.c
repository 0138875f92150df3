/* Designs bands whose values change while they run.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/varying_design.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>

enum { POINTS = 12, UNKNOWNS = 4, ROUNDS = 2 };

/* Where the correction is fitted: the frequency w in radians a frame, 0.907 pi sin(pi i / 24), and sin^2(w / 2). */
static const struct {
	double frequency, phi;
} points[POINTS] = {
	{ 0.37193662274790312, 0.034187357488814983 }, { 0.73750930676027615, 0.12992714461344046 },
	{ 1.090463002057771, 0.26896259638380005 },    { 1.4247585730565953, 0.42724039241260342 },
	{ 1.7346761298527176, 0.58157362267046231 },   { 2.0149128971239754, 0.71483015969327357 },
	{ 2.2606739460860479, 0.81822139591073528 },   { 2.4677542370533572, 0.89071614733208859 },
	{ 2.6326105688339507, 0.93662048923684382 },   { 2.7524222038842519, 0.96261206349654138 },
	{ 2.8251391319104884, 0.97517252486474737 },   { 2.849517146113191, 0.97882415801491218 },
};

/* It pulls the denominator of the correction to 1, so that there is one solution where nothing is missing. */
#define PULL 1e-4

/* A polynomial 1 + c1 z^-1 + c2 z^-2 by its values at z = 1 and z = -1 and by c2: at low frequencies its value at 1 is
   lost in the coefficients. */
struct factor {
	double sum, alternation, c2;
	size_t zeros_at_one; /* roots at z = 1; `sum` is then the value of the rest */
};

/* A correction: the power 1 + first phi + second phi^2 over another such polynomial. */
struct correction {
	double numerator[2], denominator[2];
};

/* Maps a root s = -x, x >= 0, by z = e^s: returns 1 - z without cancellation. */
static double one_less(double x)
{
	return x < 1e-3 ? x * (1.0 - x * (0.5 - x / 6.0 * (1.0 - 0.25 * x))) : 1.0 - elementary_exp(-x);
}

static struct factor real_roots(double first, double second)
{
	const double a = one_less(first), b = one_less(second);
	return (struct factor){ .sum = a * b, .alternation = (2.0 - a) * (2.0 - b), .c2 = (1.0 - a) * (1.0 - b) };
}

/* A pair past Nyquist stays at Nyquist and is damped by how far it is past: it must not fold back. */
static struct factor complex_roots(double damping, double angle)
{
	const double past = angle > ELEMENTARY_PI ? angle - ELEMENTARY_PI : 0.0;
	const double less = one_less(damping + past), radius = 1.0 - less;
	const double sine = elementary_sin(0.5 * (angle - past)), turn = 4.0 * radius * sine * sine;
	return (struct factor){ .sum = less * less + turn,
				.alternation = (1.0 + radius) * (1.0 + radius) - turn,
				.c2 = damping == 0.0 ? 1.0 : radius * radius };
}

/* Maps the roots of c + b s + a s^2, times `scale`, by z = e^s. */
static struct factor map_roots(const double polynomial[3], double scale)
{
	const double a = polynomial[2], b = polynomial[1], c = polynomial[0];
	if (a == 0.0 && b == 0.0)
		return (struct factor){ .sum = 1.0, .alternation = 1.0 };
	if (c == 0.0 && a == 0.0)
		return (struct factor){ .sum = 1.0, .alternation = 2.0, .zeros_at_one = 1 };
	if (c == 0.0 && b == 0.0)
		return (struct factor){ .sum = 1.0, .alternation = 4.0, .c2 = 1.0, .zeros_at_one = 2 };
	if (a == 0.0) {
		const double less = one_less(c / b * scale);
		return (struct factor){ .sum = less, .alternation = 2.0 - less };
	}
	const double discriminant = b * b - 4.0 * a * c;
	if (discriminant < 0.0)
		return complex_roots(b / (2.0 * a) * scale, sqrt(-discriminant) / (2.0 * a) * scale);
	const double sum = 0.5 * (b + sqrt(discriminant));
	return real_roots(sum / a * scale, c / sum * scale);
}

static double value_at_one(const struct factor *factor)
{
	return factor->zeros_at_one > 0 ? 0.0 : factor->sum;
}

/* Returns |1 + c1 z^-1 + c2 z^-2|^2 by phi = sin^2(w / 2). */
static double factor_power(const struct factor *factor, double phi)
{
	const double sum = value_at_one(factor);
	return sum * sum * (1.0 - phi) + factor->alternation * factor->alternation * phi -
	       16.0 * factor->c2 * phi * (1.0 - phi);
}

/* Returns the gain that makes both alike at 0 Hz, or in what they are there in proportion to s or s^2. */
static double gain_of(const struct analog_section *section, const struct factor *zeros, const struct factor *poles,
		      double scale)
{
	double gain = poles->sum / zeros->sum / section->denominator[0] * section->numerator[zeros->zeros_at_one];
	for (size_t i = 0; i < zeros->zeros_at_one; i++)
		gain /= scale;
	return gain;
}

/* Returns |1 - x^2|^2 over the power of the digital zeros, for zeros on the frequency axis at `scale`. Both vanish
   there; their quotient does not. */
static double notch_quotient(double frequency, double scale)
{
	const double apart = 0.5 * (scale - frequency), middle = 0.5 * (scale + frequency);
	const double turn = fabs(apart) < 1e-4 ? 1.0 + apart * apart / 6.0 : apart / elementary_sin(apart);
	const double quotient = turn * middle / (scale * scale * elementary_sin(middle));
	return quotient * quotient;
}

/* Writes what the section misses at each point, as a factor of its power. */
static void find_missing(const struct analog_section *section, const struct factor *zeros, const struct factor *poles,
			 double scale, double gain, double missing[POINTS])
{
	const struct analog_section poles_alone = { .numerator = { 1.0, 0.0, 0.0 },
						    .denominator = { section->denominator[0], section->denominator[1],
								     section->denominator[2] } };
	const bool notch = section->numerator[0] != 0.0 && section->numerator[1] == 0.0 && section->numerator[2] != 0.0;
	for (size_t i = 0; i < POINTS; i++) {
		const double x = points[i].frequency / scale, phi = points[i].phi;
		const double model = factor_power(poles, phi) / (gain * gain);
		missing[i] = notch ? analog_section_power(&poles_alone, x) * model *
					     notch_quotient(points[i].frequency, scale)
				   : analog_section_power(section, x) * model / factor_power(zeros, phi);
	}
}

/* Solves the symmetric positive system matrix x = values in place, by Cholesky. */
static void solve(double matrix[UNKNOWNS][UNKNOWNS], double values[UNKNOWNS])
{
	for (size_t i = 0; i < UNKNOWNS; i++) {
		for (size_t j = 0; j <= i; j++) {
			double sum = matrix[i][j];
			for (size_t k = 0; k < j; k++)
				sum -= matrix[i][k] * matrix[j][k];
			matrix[i][j] = i == j ? sqrt(fmax(sum, 1e-30)) : sum / matrix[j][j];
		}
		for (size_t k = 0; k < i; k++)
			values[i] -= matrix[i][k] * values[k];
		values[i] /= matrix[i][i];
	}
	for (size_t i = UNKNOWNS; i-- > 0;) {
		for (size_t k = i + 1; k < UNKNOWNS; k++)
			values[i] -= matrix[k][i] * values[k];
		values[i] /= matrix[i][i];
	}
}

/* Fits P - missing Q = 0 with P = 1 + p phi + p' phi^2 and Q alike, by least squares under the weights. */
static struct correction fit_round(const double missing[POINTS], const double weights[POINTS])
{
	double matrix[UNKNOWNS][UNKNOWNS] = { 0 }, values[UNKNOWNS] = { 0 };
	for (size_t i = 0; i < POINTS; i++) {
		const double phi = points[i].phi, weight = weights[i];
		const double row[UNKNOWNS] = { phi * weight, phi * phi * weight, -missing[i] * phi * weight,
					       -missing[i] * phi * phi * weight };
		for (size_t j = 0; j < UNKNOWNS; j++) {
			for (size_t k = 0; k <= j; k++)
				matrix[j][k] += row[j] * row[k];
			values[j] += row[j] * (missing[i] - 1.0) * weight;
		}
	}
	matrix[2][2] += PULL;
	matrix[3][3] += PULL;
	matrix[0][0] += 1e-12;
	matrix[1][1] += 1e-12;
	solve(matrix, values);
	return (struct correction){ { values[0], values[1] }, { values[2], values[3] } };
}

static struct correction fit(const double missing[POINTS])
{
	struct correction correction = { 0 };
	for (size_t round = 0; round < ROUNDS; round++) {
		double weights[POINTS];
		for (size_t i = 0; i < POINTS; i++) {
			const double *q = correction.denominator;
			const double power = 1.0 + (q[0] + q[1] * points[i].phi) * points[i].phi;
			weights[i] = 1.0 / (missing[i] * fmax(power, 0.05));
		}
		correction = fit_round(missing, weights);
	}
	return correction;
}

/* Finds the polynomial of minimum phase with the power 1 + first phi + second phi^2, 1 at z = 1 (M. Vicanek, 2016). A
   power that falls to zero or below, which no filter has, is held above. */
static struct factor factor_of(const double power[2], double *scale)
{
	const double alternation = sqrt(fmax(1.0 + power[0] + power[1], 1e-4)), middle = 0.5 * (1.0 + alternation);
	const double second = fmin(power[1], 3.996 * middle * middle);
	const double b0 = 0.5 * (middle + sqrt(middle * middle - 0.25 * second));
	*scale = b0;
	return (struct factor){ .sum = 1.0 / b0, .alternation = alternation / b0, .c2 = second / (16.0 * b0 * b0) };
}

/* Writes a section with that gain, zeros and poles in the form of the state-variable filter. */
static struct varying_section realise(double gain, const struct factor *zeros, const struct factor *poles)
{
	const double a1 = 0.25 * poles->alternation, a3 = 0.25 * poles->sum, a2 = sqrt(a1 * a3);
	const double direct = gain * zeros->alternation / poles->alternation;
	const double still = gain * value_at_one(zeros) / poles->sum;
	const double band = (gain * (1.0 - zeros->c2) - direct * (1.0 - poles->c2)) / (2.0 * a2);
	return (struct varying_section){ .rows = { [VARYING_FILTER_A1] = a1,
						   [VARYING_FILTER_A2] = a2,
						   [VARYING_FILTER_A3] = a3,
						   [VARYING_FILTER_M0] = direct,
						   [VARYING_FILTER_M1] = band,
						   [VARYING_FILTER_M2] = still - direct } };
}

static void design_section(const struct analog_section *section, double scale, struct varying_section *sections)
{
	const struct factor zeros = map_roots(section->numerator, scale);
	const struct factor poles = map_roots(section->denominator, scale);
	const double gain = gain_of(section, &zeros, &poles, scale);
	double missing[POINTS], above, below;
	find_missing(section, &zeros, &poles, scale, gain, missing);
	const struct correction correction = fit(missing);
	const struct factor numerator = factor_of(correction.numerator, &above);
	const struct factor denominator = factor_of(correction.denominator, &below);
	sections[0] = realise(gain, &zeros, &poles);
	sections[1] = realise(above / below, &numerator, &denominator);
}

size_t varying_design(const struct filter_band *band, double sample_rate,
		      struct varying_section sections[VARYING_SECTIONS_PER_BAND])
{
	struct analog_section prototype[FILTER_PROTOTYPE_SECTIONS];
	const size_t found = filter_prototype(band, prototype), count = found > 0 ? found : 1;
	const double scale = 2.0 * ELEMENTARY_PI * band->frequency / sample_rate;
	for (size_t i = 0; i < count; i++)
		design_section(&prototype[i], scale, &sections[2 * i]);
	return 2 * count;
}
