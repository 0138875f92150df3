/* stemprint: fits the matrix of a stereo stem, and names it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/stereo_matrix.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"

#include <math.h>

#define ONE_SIGNAL 1e-6 /* share of the energy of a signal that is not the same on both sides */
#define ALIKE 0.03 /* distance of two gains that count as the same, of the largest one */
#define PLAIN 0.05 /* what differs between the sides, of what a gain changes on both */
#define STRAY 0.1 /* share of a change that may not fit its name */

struct stereo_matrix stereo_matrix_identity(void)
{
	return (struct stereo_matrix){ { { 1.0, 0.0 }, { 0.0, 1.0 } } };
}

void stereo_sums_add(struct stereo_sums *sums, double *const *signal, double *const *residual, size_t frames)
{
	for (size_t in = 0; in < SIDES; in++) {
		for (size_t other = in; other < SIDES; other++)
			sums->gram[in][other] += inner_product(signal[in], signal[other], frames);
		for (size_t out = 0; out < SIDES; out++)
			sums->cross[in][out] += inner_product(signal[in], residual[out], frames);
	}
	sums->gram[SIDE_RIGHT][SIDE_LEFT] = sums->gram[SIDE_LEFT][SIDE_RIGHT];
}

static double determinant(const double gram[SIDES][SIDES])
{
	return gram[0][0] * gram[1][1] - gram[0][1] * gram[0][1];
}

static void fit_stereo(struct stereo_fit *fit, const struct stereo_sums *sums)
{
	const double scale = 1.0 / determinant(sums->gram);
	for (size_t out = 0; out < SIDES; out++) {
		const double left = sums->cross[SIDE_LEFT][out], right = sums->cross[SIDE_RIGHT][out];
		fit->matrix.gain[out][SIDE_LEFT] += scale * (sums->gram[1][1] * left - sums->gram[0][1] * right);
		fit->matrix.gain[out][SIDE_RIGHT] += scale * (sums->gram[0][0] * right - sums->gram[0][1] * left);
	}
}

/* Both sides hold one signal in the proportions of `direction`. What it becomes is a matter of two gains. */
static void fit_single(struct stereo_fit *fit, const struct stereo_sums *sums)
{
	const double(*gram)[SIDES] = sums->gram;
	const bool leans_left = gram[0][0] >= gram[1][1];
	const double power = gram[0][0] + gram[1][1];
	const double across = hypot(leans_left ? gram[0][0] : gram[0][1], leans_left ? gram[0][1] : gram[1][1]);
	if (!(across > 0.0))
		return;
	fit->direction[SIDE_LEFT] = (leans_left ? gram[0][0] : gram[0][1]) / across;
	fit->direction[SIDE_RIGHT] = (leans_left ? gram[0][1] : gram[1][1]) / across;
	for (size_t out = 0; out < SIDES; out++) {
		const double change =
			(fit->direction[0] * sums->cross[0][out] + fit->direction[1] * sums->cross[1][out]) / power;
		const size_t in = fabs(fit->direction[out]) > ALIKE ? out : 1 - out;
		fit->matrix.gain[out][in] += change / fit->direction[in];
	}
	/* Nothing tells what became of a silent side. It has no sound of its own, or goes with the other side. */
	for (size_t out = 0; out < SIDES; out++)
		if (fabs(fit->direction[out]) <= ALIKE)
			fit->matrix.gain[out][out] =
				fabs(fit->matrix.gain[out][1 - out]) > ALIKE ? 0.0 : fit->matrix.gain[1 - out][1 - out];
}

struct stereo_fit stereo_fit_of(const struct stereo_sums *sums, const double residual[SIDES][SIDES])
{
	struct stereo_fit fit = { .matrix = stereo_matrix_identity() };
	const double power = sums->gram[0][0] + sums->gram[1][1];
	fit.stereo = determinant(sums->gram) > ONE_SIGNAL * power * power;
	if (fit.stereo)
		fit_stereo(&fit, sums);
	else
		fit_single(&fit, sums);
	const struct stereo_matrix same = stereo_matrix_identity();
	for (size_t one = 0; one < SIDES; one++)
		for (size_t other = 0; other < SIDES; other++) {
			double left = residual[one][other];
			for (size_t in = 0; in < SIDES; in++) {
				const double change = fit.matrix.gain[one][in] - same.gain[one][in];
				const double change_other = fit.matrix.gain[other][in] - same.gain[other][in];
				left -= change * sums->cross[in][other] + change_other * sums->cross[in][one];
				for (size_t k = 0; k < SIDES; k++)
					left += change * (fit.matrix.gain[other][k] - same.gain[other][k]) *
						sums->gram[in][k];
			}
			fit.left[one][other] = left;
		}
	return fit;
}

static double largest(const struct stereo_matrix *matrix)
{
	double most = 0.0;
	for (size_t out = 0; out < SIDES; out++)
		for (size_t in = 0; in < SIDES; in++)
			most = fmax(most, fabs(matrix->gain[out][in]));
	return most;
}

/* A row for each kind with fixed proportions. A gain may be beside them. */
static const struct {
	enum stereo_kind kind;
	double gain[SIDES][SIDES];
} named[] = {
	{ STEREO_SWAPPED, { { 0.0, 1.0 }, { 1.0, 0.0 } } },
	{ STEREO_INVERTED_LEFT, { { -1.0, 0.0 }, { 0.0, 1.0 } } },
	{ STEREO_INVERTED_RIGHT, { { 1.0, 0.0 }, { 0.0, -1.0 } } },
	{ STEREO_SILENT_LEFT, { { 0.0, 0.0 }, { 0.0, 1.0 } } },
	{ STEREO_SILENT_RIGHT, { { 1.0, 0.0 }, { 0.0, 0.0 } } },
	{ STEREO_COPIED_LEFT, { { 1.0, 0.0 }, { 1.0, 0.0 } } },
	{ STEREO_COPIED_RIGHT, { { 0.0, 1.0 }, { 0.0, 1.0 } } },
	{ STEREO_FOLDED, { { 1.0, 1.0 }, { 1.0, 1.0 } } },
};

static bool has_proportions(const struct stereo_matrix *matrix, const double gain[SIDES][SIDES], double most)
{
	bool alike = most > 0.0;
	for (size_t out = 0; out < SIDES; out++)
		for (size_t in = 0; in < SIDES; in++)
			alike &= fabs(matrix->gain[out][in] - most * gain[out][in]) <= ALIKE * most;
	return alike;
}

enum stereo_kind stereo_matrix_kind(const struct stereo_matrix *matrix)
{
	const double(*gain)[SIDES] = matrix->gain, most = largest(matrix);
	const double tilt = fabs(gain[0][0] - gain[1][1]), crossing = fmax(fabs(gain[0][1]), fabs(gain[1][0]));
	const double skew = fabs(gain[0][1] - gain[1][0]);
	if (fmax(tilt, crossing) <= PLAIN * fabs(0.5 * (gain[0][0] + gain[1][1]) - 1.0))
		return STEREO_PLAIN;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (has_proportions(matrix, named[i].gain, most))
			return named[i].kind;
	if (crossing <= STRAY * tilt && gain[0][0] > 0.0 && gain[1][1] > 0.0)
		return STEREO_BALANCE;
	if (fmax(tilt, skew) <= STRAY * crossing && gain[0][0] + gain[0][1] > 0.0)
		return STEREO_WIDTH;
	return STEREO_OTHER;
}

double stereo_matrix_value(const struct stereo_matrix *matrix)
{
	const double(*gain)[SIDES] = matrix->gain;
	const double same = 0.5 * (gain[0][0] + gain[1][1]), crossing = 0.5 * (gain[0][1] + gain[1][0]);
	const enum stereo_kind kind = stereo_matrix_kind(matrix);
	if (kind == STEREO_BALANCE)
		return gain_to_decibel(gain[0][0] / gain[1][1]);
	return kind == STEREO_WIDTH ? (same - crossing) / (same + crossing) : (double)NAN;
}

double stereo_matrix_gain(const struct stereo_matrix *matrix)
{
	const double(*gain)[SIDES] = matrix->gain;
	switch (stereo_matrix_kind(matrix)) {
	case STEREO_PLAIN:
		return 0.5 * (gain[0][0] + gain[1][1]);
	case STEREO_FOLDED:
	case STEREO_WIDTH:
		return 0.5 * (gain[0][0] + gain[0][1] + gain[1][0] + gain[1][1]);
	case STEREO_OTHER:
		return 1.0;
	case STEREO_SWAPPED:
	case STEREO_INVERTED_LEFT:
	case STEREO_INVERTED_RIGHT:
	case STEREO_SILENT_LEFT:
	case STEREO_SILENT_RIGHT:
	case STEREO_COPIED_LEFT:
	case STEREO_COPIED_RIGHT:
	case STEREO_BALANCE:
		break;
	}
	return largest(matrix);
}

char *stereo_matrix_text(const struct stereo_matrix *matrix, struct arena *arena)
{
	const double(*gain)[SIDES] = matrix->gain, value = stereo_matrix_value(matrix);
	switch (stereo_matrix_kind(matrix)) {
	case STEREO_PLAIN:
		return arena_format(arena, "at %+.3f dB", gain_to_decibel(fmax(1e-6, fabs(gain[0][0]))));
	case STEREO_SWAPPED:
		return arena_format(arena, "with its sides swapped");
	case STEREO_INVERTED_LEFT:
		return arena_format(arena, "with its left side inverted");
	case STEREO_INVERTED_RIGHT:
		return arena_format(arena, "with its right side inverted");
	case STEREO_SILENT_LEFT:
		return arena_format(arena, "without its left side");
	case STEREO_SILENT_RIGHT:
		return arena_format(arena, "without its right side");
	case STEREO_COPIED_LEFT:
		return arena_format(arena, "with its left side copied to the right");
	case STEREO_COPIED_RIGHT:
		return arena_format(arena, "with its right side copied to the left");
	case STEREO_FOLDED:
		return arena_format(arena, "folded to mono");
	case STEREO_BALANCE:
		return arena_format(arena, "with the balance moved by %.3g dB to the %s", fabs(value),
				    value > 0.0 ? "left" : "right");
	case STEREO_WIDTH:
		return arena_format(arena, "at a width of %.4g", value);
	case STEREO_OTHER:
		break;
	}
	return arena_format(arena, "through a matrix: left = %.3f left %+.3f right, right = %.3f left %+.3f right",
			    gain[0][0], gain[0][1], gain[1][0], gain[1][1]);
}
