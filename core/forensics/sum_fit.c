/* stemprint: fits the gains and delays of stems to the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/sum_fit.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { STEPS = 24, HALVINGS = 6 };

#define DEPENDENT 1e-9 /* share of the energy of a column that the others must leave */
#define SAME 1e-7 /* the same share, between whole stems */
#define REGULARISATION 1e-3 /* of the mean power of a signal over frequency: weaker bins count less */
#define HARDLY_THERE 0.03 /* under this gain a delay means nothing */
#define LONGEST_STEP 1.0 /* frames */
#define SETTLED 1e-9 /* of the energy of the residual: a step that gains less is the last */

static double expected_gain(const struct sum_fit *fit, size_t signal)
{
	return signal < fit->spectra->stem_count ? proof_gain(fit->proof, signal) : 1.0;
}

/* Gives conj(X_one) X_other at a bin. The sum of stems occurs only with itself. */
static void product_at(const struct sum_fit *fit, size_t one, size_t other, size_t bin, double *real, double *imaginary)
{
	if (one == fit->spectra->stem_count) {
		*real = fit->sum_power[bin];
		*imaginary = 0.0;
	} else if (one <= other) {
		*real = cross_spectra_real(fit->spectra, one, other)[bin];
		*imaginary = cross_spectra_imaginary(fit->spectra, one, other)[bin];
	} else {
		*real = cross_spectra_real(fit->spectra, other, one)[bin];
		*imaginary = -cross_spectra_imaginary(fit->spectra, other, one)[bin];
	}
}

double sum_fit_power(const struct sum_fit *fit, size_t signal, size_t bin)
{
	double real, imaginary;
	product_at(fit, signal, signal, bin, &real, &imaginary);
	return real;
}

/* Sums up the products of the residual with each stem, and with the sum T of those that should be in the mix. */
static void add_up(struct sum_fit *fit)
{
	const size_t stems = fit->spectra->stem_count, bins = fit->spectra->bin_count;
	for (size_t k = 0; k < bins; k++) {
		for (size_t i = 0; i < stems; i++) {
			const size_t slot = i * bins + k;
			product_at(fit, i, stems, k, &fit->real[slot], &fit->imaginary[slot]);
			const double gain = proof_gain(fit->proof, i);
			fit->real[stems * bins + k] += gain * fit->real[slot];
			fit->imaginary[stems * bins + k] += gain * fit->imaginary[slot];
			for (size_t other = 0; other < stems; other++) {
				double real, imaginary;
				product_at(fit, i, other, k, &real, &imaginary);
				fit->sum_power[k] += gain * proof_gain(fit->proof, other) * real;
			}
		}
		fit->sum_power[k] = fmax(0.0, fit->sum_power[k]);
		fit->residual_power[k] = cross_spectra_real(fit->spectra, stems, stems)[k];
		fit->energy += fit->residual_power[k];
	}
}

struct sum_fit *sum_fit_new(const struct cross_spectra *spectra, const struct proof *proof, struct arena *arena)
{
	struct sum_fit *fit = ARENA_NEW(arena, struct sum_fit);
	const size_t signals = spectra->stem_count + 1, bins = spectra->bin_count;
	if (!fit)
		return NULL;
	*fit = (struct sum_fit){ .spectra = spectra, .proof = proof };
	fit->real = ARENA_ARRAY(arena, double, signals *bins);
	fit->imaginary = ARENA_ARRAY(arena, double, signals *bins);
	fit->cosine = ARENA_ARRAY(arena, double, signals *bins);
	fit->sine = ARENA_ARRAY(arena, double, signals *bins);
	fit->sum_power = ARENA_ARRAY(arena, double, bins);
	fit->residual_power = ARENA_ARRAY(arena, double, bins);
	fit->trial = ARENA_ARRAY(arena, struct gain_delay, signals);
	fit->transform = fourier_transform_new(arena, spectra->size);
	if (!fit->transform || !fit->real || !fit->imaginary || !fit->cosine || !fit->sine || !fit->sum_power ||
	    !fit->residual_power || !fit->trial || !least_squares_init(&fit->squares, arena, 2 * signals))
		return NULL;
	add_up(fit);
	return fit;
}

/* Computes e^(-iw d) of every free signal. */
static void turn(struct sum_fit *fit, const size_t *free, size_t count, const struct gain_delay *gain_delays)
{
	const size_t bins = fit->spectra->bin_count;
	for (size_t p = 0; p < count; p++) {
		double *cosine = fit->cosine + free[p] * bins, *sine = fit->sine + free[p] * bins;
		for (size_t k = 0; k < bins; k++) {
			const double angle = -2.0 * ELEMENTARY_PI * (double)k / (double)fit->spectra->size *
					     gain_delays[free[p]].delay;
			cosine[k] = cos(angle);
			sine[k] = sin(angle);
		}
	}
}

struct sum_fit *sum_fit_of_louder_mix(const struct sum_fit *fit, double gain, struct arena *arena)
{
	struct sum_fit *other = sum_fit_new(fit->spectra, fit->proof, arena);
	const size_t stems = fit->spectra->stem_count, bins = fit->spectra->bin_count;
	if (!other)
		return NULL;
	other->energy = 0.0;
	for (size_t k = 0; k < bins; k++) {
		const double sum = fit->sum_power[k], cross = fit->real[stems * bins + k];
		const double mix = fmax(0.0, fit->residual_power[k] + 2.0 * cross + sum);
		other->residual_power[k] = fmax(0.0, mix / (gain * gain) - 2.0 * (cross + sum) / gain + sum);
		other->energy += other->residual_power[k];
		for (size_t i = 0; i <= stems; i++) {
			double real = i == stems ? sum : 0.0, imaginary = 0.0;
			for (size_t j = 0; j < stems && i < stems; j++) {
				double x, y;
				product_at(fit, i, j, k, &x, &y);
				real += proof_gain(fit->proof, j) * x;
				imaginary += proof_gain(fit->proof, j) * y;
			}
			const size_t slot = i * bins + k;
			other->real[slot] = (fit->real[slot] + real) / gain - real;
			other->imaginary[slot] = (fit->imaginary[slot] + imaginary) / gain - imaginary;
		}
	}
	return other;
}

/* One bin of the normal equations. The unknowns are the gains, then the delays, whose columns are -iw g times those of
   the gains. */
struct equations {
	double *gram, *right;
	size_t count; /* free signals */
	bool delays;
};

static void add_pair(const struct equations *equations, size_t p, size_t q, double real, double imaginary, double w,
		     double gain_p, double gain_q)
{
	const size_t count = equations->count, all = equations->delays ? 2 * count : count;
	equations->gram[p * all + q] += real;
	if (!equations->delays)
		return;
	equations->gram[p * all + count + q] += w * gain_q * imaginary;
	equations->gram[(count + p) * all + q] -= w * gain_p * imaginary;
	equations->gram[(count + p) * all + count + q] += w * w * gain_p * gain_q * real;
}

/* Gives the product of X_p with what the free signals leave of R at a bin, turned like X_p. */
static void left_over(const struct sum_fit *fit, const size_t *free, size_t count, const struct gain_delay *gain_delays,
		      size_t p, size_t bin, double *real, double *imaginary)
{
	const size_t bins = fit->spectra->bin_count;
	double a = fit->real[free[p] * bins + bin], b = fit->imaginary[free[p] * bins + bin];
	for (size_t q = 0; q < count; q++) {
		const double gain = gain_delays[free[q]].gain;
		const double u = gain * fit->cosine[free[q] * bins + bin] - expected_gain(fit, free[q]);
		const double v = gain * fit->sine[free[q] * bins + bin];
		double x, y;
		product_at(fit, free[p], free[q], bin, &x, &y);
		a -= u * x - v * y;
		b -= u * y + v * x;
	}
	const double cosine = fit->cosine[free[p] * bins + bin], sine = fit->sine[free[p] * bins + bin];
	*real = cosine * a + sine * b;
	*imaginary = cosine * b - sine * a;
}

static void assemble(struct sum_fit *fit, const size_t *free, size_t count, size_t settled, bool delays,
		     const struct gain_delay *gain_delays)
{
	const size_t bins = fit->spectra->bin_count, unknown = count - settled, all = delays ? 2 * unknown : unknown;
	const struct equations equations = { fit->squares.gram, fit->squares.right, unknown, delays };
	fit->squares.count = all;
	memset(equations.gram, 0, all * all * sizeof(double));
	memset(equations.right, 0, all * sizeof(double));
	for (size_t k = 0; k < bins; k++) {
		const double w = 2.0 * ELEMENTARY_PI * (double)k / (double)fit->spectra->size;
		for (size_t p = settled; p < count; p++) {
			const double gain = gain_delays[free[p]].gain;
			const double cp = fit->cosine[free[p] * bins + k], sp = fit->sine[free[p] * bins + k];
			double real, imaginary;
			left_over(fit, free, count, gain_delays, p, k, &real, &imaginary);
			equations.right[p - settled] += real;
			if (delays)
				equations.right[unknown + p - settled] -= w * gain * imaginary;
			for (size_t q = settled; q < count; q++) {
				const double cq = fit->cosine[free[q] * bins + k], sq = fit->sine[free[q] * bins + k];
				const double c = cp * cq + sp * sq, s = cp * sq - sp * cq;
				double x, y;
				product_at(fit, free[p], free[q], k, &x, &y);
				add_pair(&equations, p - settled, q - settled, x * c - y * s, x * s + y * c, w, gain,
					 gain_delays[free[q]].gain);
			}
		}
	}
}

/* Returns the energy that gain_delays leave. The turns of their delays must be computed. */
static double energy_left(const struct sum_fit *fit, const size_t *free, size_t count,
			  const struct gain_delay *gain_delays)
{
	const size_t bins = fit->spectra->bin_count;
	double energy = fit->energy;
	for (size_t k = 0; k < bins; k++)
		for (size_t p = 0; p < count; p++) {
			const size_t slot = free[p] * bins + k;
			const double gain = gain_delays[free[p]].gain;
			const double u = gain * fit->cosine[slot] - expected_gain(fit, free[p]);
			const double v = gain * fit->sine[slot];
			energy -= 2.0 * (u * fit->real[slot] + v * fit->imaginary[slot]);
			for (size_t q = 0; q < count; q++) {
				const size_t other = free[q] * bins + k;
				const double gain_q = gain_delays[free[q]].gain;
				const double uq = gain_q * fit->cosine[other] - expected_gain(fit, free[q]);
				const double vq = gain_q * fit->sine[other];
				double x, y;
				product_at(fit, free[p], free[q], k, &x, &y);
				energy += (u * uq + v * vq) * x - (u * vq - v * uq) * y;
			}
		}
	return fmax(0.0, energy);
}

static double clamp(double value, double limit)
{
	return fmax(-limit, fmin(limit, value));
}

static void step_to(const struct sum_fit *fit, const size_t *free, size_t count, size_t settled, bool delays,
		    double share, const struct gain_delay *from, struct gain_delay *to)
{
	const double reach = (double)fit->spectra->size / 2.0;
	for (size_t p = 0; p < count; p++) {
		const struct gain_delay *old = &from[free[p]];
		to[free[p]] = *old;
		if (p < settled)
			continue;
		to[free[p]].gain += share * fit->squares.right[p - settled];
		if (delays && fabs(old->gain) > HARDLY_THERE)
			to[free[p]].delay = clamp(
				old->delay + share * clamp(fit->squares.right[count - 2 * settled + p], LONGEST_STEP),
				reach);
	}
}

/* Makes a step that leaves less. Returns false when there is none. */
static bool improve(struct sum_fit *fit, const size_t *free, size_t count, size_t settled, bool delays,
		    struct gain_delay *gain_delays, double *energy)
{
	assemble(fit, free, count, settled, delays, gain_delays);
	least_squares_solve(&fit->squares, DEPENDENT);
	double share = 1.0;
	for (int i = 0; i < HALVINGS; i++, share /= 2.0) {
		step_to(fit, free, count, settled, delays, share, gain_delays, fit->trial);
		turn(fit, free + settled, count - settled, fit->trial);
		const double left = energy_left(fit, free, count, fit->trial);
		if (left > *energy)
			continue;
		const bool worth = *energy - left > SETTLED * fit->energy;
		for (size_t p = 0; p < count; p++)
			gain_delays[free[p]] = fit->trial[free[p]];
		*energy = left;
		return worth;
	}
	turn(fit, free + settled, count - settled, gain_delays);
	return false;
}

double sum_fit_run(struct sum_fit *fit, const size_t *free, size_t count, size_t settled, bool delays,
		   struct gain_delay *gain_delays)
{
	turn(fit, free, count, gain_delays);
	double energy = energy_left(fit, free, count, gain_delays);
	for (int i = 0; i < STEPS; i++)
		if (!improve(fit, free, count, settled, delays, gain_delays, &energy))
			break;
	return energy;
}

/* A generalised cross-correlation, as lag_search.h has it. */
double sum_fit_coarse_delay(struct sum_fit *fit, size_t signal)
{
	struct fourier_transform *transform = fit->transform;
	const size_t bins = fit->spectra->bin_count, size = fit->spectra->size;
	double mean = 0.0;
	for (size_t k = 0; k < bins; k++)
		mean += sum_fit_power(fit, signal, k) / (double)bins;
	for (size_t k = 0; k < bins; k++) {
		const double power = sum_fit_power(fit, signal, k), divisor = power + REGULARISATION * mean + 1e-300;
		transform->bins[k][0] = (fit->real[signal * bins + k] + expected_gain(fit, signal) * power) / divisor;
		transform->bins[k][1] = fit->imaginary[signal * bins + k] / divisor;
	}
	fourier_transform_backward(transform);
	size_t best = 0;
	for (size_t i = 1; i < size; i++)
		if (fabs(transform->samples[i]) > fabs(transform->samples[best]))
			best = i;
	return best < size / 2 ? (double)best : (double)best - (double)size;
}

double sum_fit_firmness(struct sum_fit *fit, const size_t *free, size_t count, size_t index,
			const struct gain_delay *gain_delays)
{
	const size_t bins = fit->spectra->bin_count, signal = free[index];
	double along = 0.0, across = 0.0;
	turn(fit, free, count, gain_delays);
	for (size_t k = 1; k + 1 < bins; k++) {
		const double cosine = fit->cosine[signal * bins + k], sine = fit->sine[signal * bins + k];
		const double u = gain_delays[signal].gain * cosine - expected_gain(fit, signal);
		const double v = gain_delays[signal].gain * sine;
		const double power = sum_fit_power(fit, signal, k), change = u * u + v * v;
		const double scale = sqrt(change * power * fit->residual_power[k]);
		double a, b;
		left_over(fit, free, count, gain_delays, index, k, &a, &b);
		if (!(scale > 0.0))
			continue;
		/* What is left over is turned like the signal; the change is not. */
		const double real = cosine * a - sine * b, imaginary = sine * a + cosine * b;
		along += (u * real + v * imaginary + change * power) / scale;
		across += pow((u * imaginary - v * real) / scale, 2.0);
	}
	return across > 0.0 ? along / sqrt(across) : along > 0.0 ? HUGE_VAL : 0.0;
}

size_t sum_fit_distinct(struct sum_fit *fit, const struct gain_delay *gain_delays, size_t *stems)
{
	const size_t count = fit->spectra->stem_count;
	for (size_t i = 0; i < count; i++)
		stems[i] = i;
	turn(fit, stems, count, gain_delays);
	assemble(fit, stems, count, 0, false, gain_delays);
	const size_t rank = least_squares_solve(&fit->squares, SAME);
	for (size_t i = 0; i < rank; i++)
		stems[i] = fit->squares.order[i];
	return rank;
}
