/* Fits and applies an autoregressive model.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/linear_prediction.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/rank.h"

#include <math.h>

/* The share of white noise that is added to every piece. */
static const double white_floor = 1e-9;

/* Samples that deviate by more than this many times the usual are kept away from the second fit. */
static const double outlier = 6.0;

/* The ratio of the standard deviation to the median of the magnitudes, of a normal distribution. */
static const double median_to_usual = 1.0 / 0.6745;

/* The cosine turns by a recursion: a table for each length would take more memory than time. */
static void window_piece(double *out, const double *samples, size_t frames)
{
	const double turn = 2.0 * ELEMENTARY_PI / (double)frames;
	const double step = 2.0 * elementary_cos(turn);
	double now = elementary_cos(0.5 * turn), before = now;
	for (size_t i = 0; i < frames; i++) {
		out[i] = samples[i] * (0.5 - 0.5 * now);
		const double next = step * now - before;
		before = now;
		now = next;
	}
}

/* Levinson's recursion: the filter of order k + 1 is that of order k plus a share of itself backwards. */
static bool solve(double *filter, const double *correlation)
{
	double error = correlation[0];
	filter[0] = 1.0;
	for (size_t order = 1; order <= PREDICTION_ORDER; order++) {
		double sum = correlation[order];
		for (size_t i = 1; i < order; i++)
			sum += filter[i] * correlation[order - i];
		const double share = -sum / error;
		filter[order] = 0.0;
		for (size_t i = 0; i <= order / 2; i++) {
			const double low = filter[i], high = filter[order - i];
			filter[i] = low + share * high;
			filter[order - i] = high + share * low;
		}
		error *= 1.0 - share * share;
		if (!(error > 0.0))
			return false;
	}
	return true;
}

/* Adds the correlation of a piece with itself, through its own window. */
static void correlate(double *correlation, const double *samples, size_t frames, double *work)
{
	window_piece(work, samples, frames);
	for (size_t lag = 0; lag <= PREDICTION_ORDER; lag++)
		correlation[lag] += inner_product(work, work + lag, frames - lag);
}

static bool fit_correlation(struct linear_prediction *prediction, double *correlation)
{
	struct linear_prediction fitted;
	correlation[0] *= 1.0 + white_floor;
	if (!(correlation[0] > 0.0) || !isfinite(correlation[0]) || !solve(fitted.filter, correlation))
		return false;
	fitted.power = inner_product(fitted.filter, fitted.filter, PREDICTION_ORDER + 1);
	*prediction = fitted;
	return true;
}

void linear_prediction_deviation(const struct linear_prediction *prediction, const double *samples, size_t frames,
				 double *error, double *deviation)
{
	double backward[PREDICTION_ORDER + 1];
	for (size_t i = 0; i <= PREDICTION_ORDER; i++)
		backward[i] = prediction->filter[PREDICTION_ORDER - i];
	for (size_t i = 0; i < frames + PREDICTION_ORDER; i++)
		error[i] = inner_product(backward, samples + i - PREDICTION_ORDER, PREDICTION_ORDER + 1);
	for (size_t i = 0; i < frames; i++)
		deviation[i] = inner_product(prediction->filter, error + i, PREDICTION_ORDER + 1) / prediction->power;
}

double prediction_usual(const double *deviation, size_t frames, double *work)
{
	for (size_t i = 0; i < frames; i++)
		work[i] = fabs(deviation[i]);
	return median_to_usual * rank_value(work, frames, frames / 2);
}

/* Returns how many deviations are so small that the usual one would be, if it were theirs. */
static size_t count_small(const double *deviation, size_t frames, double ratio, double size)
{
	size_t count = 0;
	for (size_t i = 0; i < frames; i++)
		count += ratio * (median_to_usual * fabs(deviation[i])) < size;
	return count;
}

/* Products by positive numbers keep the order of the magnitudes, and so does their rounding. */
bool prediction_usual_is_less(const double *deviation, size_t frames, double ratio, double size)
{
	enum { TURN = 64 };
	size_t done = 0, small = 0;
	for (; done + TURN <= frames; done += TURN) {
		if (frames - done + small <= frames / 2)
			return false; /* the rest is not enough */
		small += count_small(deviation + done, TURN, ratio, size);
	}
	return small + count_small(deviation + done, frames - done, ratio, size) > frames / 2;
}

static bool fit(struct linear_prediction *prediction, double *const *pieces, size_t count, size_t frames, double *work)
{
	double correlation[PREDICTION_ORDER + 1] = { 0.0 };
	for (size_t i = 0; i < count; i++)
		correlate(correlation, pieces[i], frames, work);
	return fit_correlation(prediction, correlation);
}

/* Takes out of a piece what stands out of it. */
static void calm(const struct linear_prediction *prediction, double *piece, size_t frames, double *work, double *spare)
{
	const size_t inner = frames - 2 * PREDICTION_ORDER;
	double *samples = piece + PREDICTION_ORDER;
	linear_prediction_deviation(prediction, samples, inner, work, spare);
	const double limit = outlier * prediction_usual(spare, inner, work);
	for (size_t i = 0; i < inner; i++)
		if (fabs(spare[i]) > limit)
			samples[i] -= spare[i];
}

bool linear_prediction_fit(struct linear_prediction *prediction, double *const *pieces, size_t count, size_t frames,
			   double *work, double *spare)
{
	*prediction = (struct linear_prediction){ .filter = { 1.0 }, .power = 1.0 };
	if (!fit(prediction, pieces, count, frames, work))
		return false;
	for (size_t i = 0; i < count; i++)
		calm(prediction, pieces[i], frames, work, spare);
	if (fit(prediction, pieces, count, frames, work))
		return true;
	*prediction = (struct linear_prediction){ .filter = { 1.0 }, .power = 1.0 };
	return false;
}
