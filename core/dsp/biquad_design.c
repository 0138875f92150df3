/* Designs biquads that match the analog prototype up to 20 kHz.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/biquad_design.h"

#include "dsp/elementary.h"
#include "dsp/response_fit.h"

#include <math.h>
#include <stdbool.h>

enum { SPREAD_POINTS = 48, NEAR_POINTS = 25, LOW_POINTS = 8, RESONANCE_POINTS = 6, ABOVE_POINTS = 12 };

_Static_assert(SPREAD_POINTS + NEAR_POINTS + LOW_POINTS + RESONANCE_POINTS + ABOVE_POINTS <= RESPONSE_POINTS,
	       "a target holds all points");

#define AUDIBLE_HZ 20000.0
#define AUDIBLE_OF_NYQUIST (20.0 / 22.05)

/* How much of a design the fit may move, the cheapest first. */
enum effort {
	EFFORT_GAIN, /* one section with the roots of the analog one */
	EFFORT_ZEROS, /* one section; the fit moves its zeros */
	EFFORT_ROOTS, /* one section; the fit moves its zeros and poles */
	EFFORT_SECTION, /* two sections; the fit moves the second, beside the exact roots */
	EFFORTS,
};

struct design {
	struct response_model model; /* numerator and denominator, then those of the second section */
	double error; /* step in ln |H|^2 */
};

/* The fit starts from these roots where the analog ones lie past Nyquist or do not exist. */
static const struct response_factor far_roots = { 0.8, 0.2, false, false };
static const struct response_factor no_roots = { 0.5, 0.06, false, false };

/* Maps the roots of c + b s + a s^2, times `scale`, by z = e^s. Returns false for roots past Nyquist, which would fold
   back. */
static bool match_roots(const double polynomial[3], double scale, struct response_factor *factor)
{
	double a = polynomial[2];
	double b = polynomial[1];
	double c = polynomial[0];
	*factor = (struct response_factor){ 0 };
	if (a == 0.0) {
		if (b != 0.0)
			factor->c1 = -elementary_exp(-c / b * scale);
		return true;
	}
	double discriminant = b * b - 4.0 * a * c;
	if (discriminant < 0.0) {
		double radius = elementary_exp(-b / (2.0 * a) * scale);
		double angle = sqrt(-discriminant) / (2.0 * a) * scale;
		factor->c1 = -2.0 * radius * elementary_cos(angle);
		factor->c2 = b == 0.0 ? 1.0 : radius * radius;
		return angle < ELEMENTARY_PI;
	}
	double sum = -0.5 * (b + sqrt(discriminant));
	double first = elementary_exp(sum / a * scale);
	double second = sum == 0.0 ? 1.0 : elementary_exp(c / sum * scale);
	factor->c1 = -(first + second);
	factor->c2 = first * second;
	return true;
}

/* Zeros at 0 Hz and on the frequency axis define the filter, so they stay. */
static bool zeros_on_axis(const struct analog_section *section)
{
	return section->numerator[0] == 0.0 || (section->numerator[1] == 0.0 && section->numerator[2] != 0.0);
}

static bool has_zeros(const struct analog_section *section)
{
	return section->numerator[1] != 0.0 || section->numerator[2] != 0.0;
}

static struct response_model model_of(const struct analog_section *section, double scale, enum effort effort)
{
	struct response_model model = { .count = effort == EFFORT_SECTION ? 4 : 2 };
	struct response_factor *zeros = &model.factors[0];
	struct response_factor *poles = &model.factors[1];
	bool matched = match_roots(section->numerator, scale, zeros);
	bool zeros_move = effort == EFFORT_ZEROS || effort == EFFORT_ROOTS;
	if (!matched)
		*zeros = far_roots;
	else if (zeros_move && !has_zeros(section))
		*zeros = no_roots;
	zeros->fixed = matched && (!zeros_move || zeros_on_axis(section));
	matched = match_roots(section->denominator, scale, poles);
	if (!matched)
		*poles = far_roots;
	poles->fixed = matched && effort != EFFORT_ROOTS;
	poles->denominator = true;
	model.factors[2] = (struct response_factor){ 0.9, 0.15, false, false };
	model.factors[3] = (struct response_factor){ 0.5, 0.04, true, false };
	return model;
}

static void add_point(struct response_target *target, const struct analog_section *section, double x, double scale,
		      double weight)
{
	/* At a notch both the target and the model fall to zero. */
	bool notch = section->numerator[1] == 0.0 && section->numerator[2] != 0.0 && section->numerator[0] != 0.0;
	if (notch && fabs(x - 1.0) < 1e-3)
		return;
	double sine = elementary_sin(0.5 * x * scale);
	target->phi[target->count] = sine * sine;
	target->log_power[target->count] = response_log(analog_section_power(section, x));
	target->weight[target->count++] = weight;
}

/* Adds points around a sharp resonance, of poles or of zeros, which would fall between the other points. */
static void add_resonance(struct response_target *target, const struct analog_section *section,
			  const double polynomial[3], double scale, double edge, double shift)
{
	double product = polynomial[0] * polynomial[2];
	if (polynomial[1] == 0.0 || polynomial[1] * polynomial[1] >= 4.0 * product)
		return;
	double half_width = 0.5 * polynomial[1] / sqrt(product);
	double centre = sqrt(polynomial[0] / polynomial[2]);
	for (int side = -1; side <= 1; side++) {
		double x = centre * (1.0 + half_width * (0.99 - shift) * side);
		if (x * scale < edge)
			add_point(target, section, x, scale, 1.0);
	}
}

/* Samples the target. Frequencies are radians a sample; `shift`, in steps, separates two interleaved sets of points.
   Above the audible range the analog curve has little weight; it only keeps the response tame. */
static void sample_target(struct response_target *target, const struct analog_section *section, double scale,
			  double edge, double shift)
{
	target->count = 0;
	for (int i = 1; i <= SPREAD_POINTS; i++) {
		double share = ((double)i - shift) / SPREAD_POINTS;
		add_point(target, section, edge * elementary_sin(0.5 * ELEMENTARY_PI * share) / scale, scale, 1.0);
	}
	for (int i = 0; i < NEAR_POINTS; i++) {
		double x = elementary_exp2(((double)i - shift) * 0.25 - 2.963);
		if (x * scale < edge)
			add_point(target, section, x, scale, 1.0);
	}
	for (int i = 1; i <= LOW_POINTS; i++)
		add_point(target, section, edge * elementary_exp2(shift - 3.0 - i) / scale, scale, 1.0);
	add_resonance(target, section, section->numerator, scale, edge, shift);
	add_resonance(target, section, section->denominator, scale, edge, shift);
	for (int i = 1; i <= ABOVE_POINTS; i++) {
		double angle = edge + (ELEMENTARY_PI - edge) * (double)i / ABOVE_POINTS;
		add_point(target, section, angle / scale, scale, 0.035);
	}
}

static double largest_error(const struct response_model *model, const struct response_target *target)
{
	double largest = 0.0;
	for (size_t i = 0; i < target->count; i++)
		if (target->weight[i] == 1.0)
			largest = fmax(largest, fabs(response_log_power(model, target->phi[i]) - target->log_power[i]));
	return largest;
}

/* Takes the first effort whose error is within the limit, or else the best one. */
static struct design design_section(const struct analog_section *section, double scale, double edge, double limit)
{
	struct response_target target;
	struct response_target check;
	struct design best = { .error = (double)INFINITY };
	sample_target(&target, section, scale, edge, 0.0);
	sample_target(&check, section, scale, edge, 0.5);
	for (enum effort effort = EFFORT_GAIN; effort < EFFORTS && !(best.error <= limit); effort++) {
		struct design design = { .model = model_of(section, scale, effort) };
		response_fit(&design.model, &target);
		design.error = fmax(largest_error(&design.model, &target), largest_error(&design.model, &check));
		if (design.error < best.error || effort == EFFORT_GAIN)
			best = design;
	}
	return best;
}

static size_t to_biquads(const struct response_model *model, struct biquad *sections)
{
	double gain = sqrt(elementary_exp(model->log_gain));
	for (size_t i = 0; i < model->count; i += 2) {
		const struct response_factor *zeros = &model->factors[i];
		const struct response_factor *poles = &model->factors[i + 1];
		sections[i / 2] = (struct biquad){ gain, gain * zeros->c1, gain * zeros->c2, poles->c1, poles->c2 };
		gain = 1.0;
	}
	return model->count / 2;
}

size_t biquad_design(const struct filter_band *band, double sample_rate, struct biquad sections[BIQUADS_PER_BAND],
		     double *error_db)
{
	/* 10 / ln 10: converts ln |H|^2 to decibels */
	const double decibels = 4.342944819032518;
	struct analog_section prototype[FILTER_PROTOTYPE_SECTIONS];
	size_t prototype_count = filter_prototype(band, prototype);
	double radians = 2.0 * ELEMENTARY_PI / sample_rate;
	double edge = fmin(fmax(AUDIBLE_HZ, 1.5 * band->frequency), AUDIBLE_OF_NYQUIST * 0.5 * sample_rate) * radians;
	size_t count = 0;
	double error = 0.0;
	for (size_t i = 0; i < prototype_count; i++) {
		double limit = BIQUAD_DESIGN_ERROR_DB / decibels / (double)prototype_count;
		struct design design = design_section(&prototype[i], band->frequency * radians, edge, limit);
		count += to_biquads(&design.model, &sections[count]);
		error += design.error;
	}
	if (error_db)
		*error_db = error * decibels;
	return count;
}
