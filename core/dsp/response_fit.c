/* Fits a minimum-phase response to a magnitude, in decibels.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/response_fit.h"

#include <math.h>
#include <stdint.h>

enum { PARAMETERS = 1 + 2 * RESPONSE_FACTORS, STEPS = 40, TRIALS = 8 };

/* The data of one step: the normal equations at the present model. */
struct normal {
	double cost;
	double gradient[PARAMETERS];
	double matrix[PARAMETERS][PARAMETERS];
};

/* ln m = 2 atanh((m - 1) / (m + 1)), with m within a factor of sqrt(2) of 1. */
double response_log(double x)
{
	union {
		double number;
		uint64_t bits;
	} parts = { .number = x };
	double exponent = (double)((int64_t)(parts.bits >> 52) - 1023);
	parts.bits = (parts.bits & 0x000fffffffffffffu) | 0x3ff0000000000000u;
	double mantissa = parts.number;
	if (mantissa > 1.4142135623730951) {
		mantissa *= 0.5;
		exponent += 1.0;
	}
	double z = (mantissa - 1.0) / (mantissa + 1.0);
	double y = z * z;
	double low = 1.0 + y * (1.0 / 3.0 + y * (1.0 / 5.0 + y * (1.0 / 7.0)));
	double high = 1.0 / 9.0 + y * (1.0 / 11.0 + y * (1.0 / 13.0 + y * (1.0 / 15.0)));
	return exponent * 0.6931471805599453 + 2.0 * z * (low + y * y * y * y * high);
}

/* Returns |1 + c1 z^-1 + c2 z^-2|^2 by its values at 0 Hz and Nyquist (Vicanek 2016). */
static double factor_power(const struct response_factor *factor, double phi)
{
	double low = 1.0 + factor->c1 + factor->c2;
	double high = 1.0 - factor->c1 + factor->c2;
	double power = low * low * (1.0 - phi) + high * high * phi - 16.0 * factor->c2 * phi * (1.0 - phi);
	return fmax(power, 1e-200);
}

static void factor_slopes(const struct response_factor *factor, double phi, double slopes[2])
{
	double low = 2.0 * (1.0 + factor->c1 + factor->c2) * (1.0 - phi);
	double high = 2.0 * (1.0 - factor->c1 + factor->c2) * phi;
	double scale = (factor->denominator ? -1.0 : 1.0) / factor_power(factor, phi);
	slopes[0] = (low - high) * scale;
	slopes[1] = (low + high - 16.0 * phi * (1.0 - phi)) * scale;
}

static double power_of(const struct response_model *model, double phi, bool fixed)
{
	double above = 1.0;
	double below = 1.0;
	for (size_t i = 0; i < model->count; i++) {
		const struct response_factor *factor = &model->factors[i];
		if (factor->fixed != fixed)
			continue;
		if (factor->denominator)
			below *= factor_power(factor, phi);
		else
			above *= factor_power(factor, phi);
	}
	return above / below;
}

double response_log_power(const struct response_model *model, double phi)
{
	return model->log_gain + response_log(power_of(model, phi, false) * power_of(model, phi, true));
}

static size_t slopes_of(const struct response_model *model, double phi, double slopes[PARAMETERS])
{
	size_t count = 0;
	slopes[count++] = 1.0;
	for (size_t i = 0; i < model->count; i++)
		if (!model->factors[i].fixed) {
			factor_slopes(&model->factors[i], phi, &slopes[count]);
			count += 2;
		}
	return count;
}

static double error_at(const struct response_model *model, const struct response_target *target, size_t point)
{
	double free_power = power_of(model, target->phi[point], false);
	return model->log_gain + response_log(free_power) - target->log_power[point];
}

static double cost_of(const struct response_model *model, const struct response_target *target)
{
	double cost = 0.0;
	for (size_t point = 0; point < target->count; point++) {
		double error = error_at(model, target, point) * target->weight[point];
		cost += error * error;
	}
	return cost;
}

static size_t normal_equations(const struct response_model *model, const struct response_target *target,
			       struct normal *normal)
{
	size_t count = 0;
	*normal = (struct normal){ 0 };
	for (size_t point = 0; point < target->count; point++) {
		double slopes[PARAMETERS];
		double weight = target->weight[point] * target->weight[point];
		double error = error_at(model, target, point);
		count = slopes_of(model, target->phi[point], slopes);
		normal->cost += weight * error * error;
		for (size_t row = 0; row < count; row++) {
			normal->gradient[row] += weight * slopes[row] * error;
			for (size_t column = 0; column <= row; column++)
				normal->matrix[row][column] += weight * slopes[row] * slopes[column];
		}
	}
	return count;
}

/* Solves the damped normal equations by Cholesky. Returns false when they are not positive definite. */
static bool solve(const struct normal *normal, size_t count, double damping, double step[PARAMETERS])
{
	double lower[PARAMETERS][PARAMETERS];
	for (size_t row = 0; row < count; row++) {
		double right = -normal->gradient[row];
		for (size_t column = 0; column <= row; column++) {
			double sum = normal->matrix[row][column];
			if (column == row)
				sum += damping * sum + 1e-14;
			for (size_t k = 0; k < column; k++)
				sum -= lower[row][k] * lower[column][k];
			if (column == row && !(sum > 0.0))
				return false;
			lower[row][column] = column == row ? sqrt(sum) : sum / lower[column][column];
		}
		for (size_t k = 0; k < row; k++)
			right -= lower[row][k] * step[k];
		step[row] = right / lower[row][row];
	}
	for (size_t row = count; row-- > 0;) {
		for (size_t k = row + 1; k < count; k++)
			step[row] -= lower[k][row] * step[k];
		step[row] /= lower[row][row];
	}
	return true;
}

/* Tells whether the factor is in the stability triangle, with a margin: a fitted root close to the circle would ring
   near Nyquist. */
static bool inside(const struct response_factor *factor)
{
	return fabs(factor->c2) < 1.0 - 1e-3 && fabs(factor->c1) < 1.0 + factor->c2 - 1e-4;
}

static bool moved(const struct response_model *model, const double *step, struct response_model *trial)
{
	*trial = *model;
	trial->log_gain += *step++;
	for (size_t i = 0; i < trial->count; i++) {
		struct response_factor *factor = &trial->factors[i];
		if (factor->fixed)
			continue;
		factor->c1 += *step++;
		factor->c2 += *step++;
		if (!inside(factor))
			return false;
	}
	return true;
}

/* Takes one step downhill. Returns false when there is none, or only one too small to matter. */
static bool descend(struct response_model *model, const struct response_target *target, double *damping)
{
	struct normal normal;
	size_t count = normal_equations(model, target, &normal);
	for (int i = 0; i < TRIALS; i++, *damping *= 4.0) {
		double step[PARAMETERS];
		struct response_model trial;
		if (!solve(&normal, count, *damping, step) || !moved(model, step, &trial))
			continue;
		double cost = cost_of(&trial, target);
		if (!(cost < normal.cost))
			continue;
		*model = trial;
		*damping = fmax(*damping / 5.0, 1e-9);
		return cost < normal.cost * (1.0 - 1e-4);
	}
	return false;
}

void response_fit(struct response_model *model, const struct response_target *target)
{
	/* Subtracts the fixed factors from the target once. */
	struct response_target rest = *target;
	double sum = 0.0;
	double weights = 0.0;
	for (size_t i = 0; i < rest.count; i++)
		rest.log_power[i] -= response_log(power_of(model, rest.phi[i], true));
	model->log_gain = 0.0;
	for (size_t i = 0; i < rest.count; i++) {
		sum += rest.weight[i] * error_at(model, &rest, i);
		weights += rest.weight[i];
	}
	model->log_gain = -sum / weights;
	double damping = 1e-3;
	for (int i = 0; i < STEPS; i++)
		if (!descend(model, &rest, &damping))
			return;
}
