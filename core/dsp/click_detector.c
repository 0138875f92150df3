/* Finds clicks by their deviation from an autoregressive model.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/click_detector.h"

#include "base/frames.h"

#include <math.h>
#include <string.h>

/* What is usual is never less than -120 dBFS: a digital silence has no noise to compare with. */
static const double least_usual = 1e-6;

/* A pulse comes again if another one has its sign, and a height within these ratios. */
static const double least_alike = 0.7, most_alike = 1.4;

struct click_window click_window_of(double sample_rate, size_t lead)
{
	const size_t hop = frames_of_seconds(0.02, sample_rate);
	const size_t fresh = lead + frames_of_seconds(0.03, sample_rate);
	return (struct click_window){
		.hop = hop,
		.start = lead,
		.fresh = fresh,
		.span = fresh + hop + frames_of_seconds(0.015, sample_rate),
	};
}

bool click_detector_init(struct click_detector *detector, struct arena *arena, double sample_rate, double threshold,
			 size_t longest, size_t lead)
{
	const struct click_window window = click_window_of(sample_rate, lead);
	*detector = (struct click_detector){
		.window = window,
		.side = frames_of_seconds(0.015, sample_rate),
		.alone = frames_of_seconds(0.0005, sample_rate),
		.guard = longest + frames_of_seconds(0.0005, sample_rate),
		.median = frames_of_seconds(0.01, sample_rate),
		.reach = frames_of_seconds(0.03, sample_rate),
		.threshold = threshold,
		.deviation = ARENA_ARRAY(arena, double, window.span),
		.piece = ARENA_ARRAY(arena, double, window.span),
		.work = ARENA_ARRAY(arena, double, window.span),
		.spare = ARENA_ARRAY(arena, double, window.span),
	};
	if (!detector->deviation || !detector->piece || !detector->work || !detector->spare)
		return false;
	click_detector_reset(detector);
	return true;
}

void click_detector_reset(struct click_detector *detector)
{
	memset(detector->deviation, 0, detector->window.span * sizeof *detector->deviation);
}

static size_t piece_frames(const struct click_detector *detector)
{
	return detector->window.hop + 2 * detector->side;
}

/* Works out the fresh deviations by a model of the piece around them. In silence each sample is a deviation. */
static void deviate(struct click_detector *detector, const double *window)
{
	const size_t fresh = detector->window.fresh, hop = detector->window.hop, frames = piece_frames(detector);
	double *deviation = detector->deviation;
	memmove(deviation, deviation + hop, fresh * sizeof *deviation);
	memcpy(detector->piece, window + fresh - detector->side, frames * sizeof *window);
	(void)!linear_prediction_fit(&detector->prediction, &detector->piece, 1, frames, detector->work,
				     detector->spare);
	linear_prediction_deviation(&detector->prediction, window + fresh, hop, detector->work, deviation + fresh);
}

/* Says whether nothing near is larger; of equals the first one counts. */
static bool is_largest(const struct click_detector *detector, size_t at)
{
	const double *deviation = detector->deviation + at, size = fabs(*deviation);
	for (size_t i = 1; i <= detector->alone; i++)
		if (!(size > *(deviation - i) && size > -*(deviation - i) && size >= deviation[i] &&
		      size >= -deviation[i]))
			return false;
	return true;
}

static bool is_alike(double pulse, double other)
{
	const double ratio = other / pulse;
	return ratio > least_alike && ratio < most_alike;
}

/* Looks for a pulse alike within a small part of the distance. */
static bool comes_at(const struct click_detector *detector, size_t at, ptrdiff_t distance)
{
	const double *deviation = detector->deviation + at;
	const ptrdiff_t length = distance < 0 ? -distance : distance, slack = 2 + length / 32;
	const ptrdiff_t reach = (ptrdiff_t)detector->reach;
	for (ptrdiff_t i = distance - slack; i <= distance + slack; i++)
		if (i >= -reach && i < reach && is_alike(*deviation, deviation[i]))
			return true;
	return false;
}

/* Says whether the pulse comes again at equal distances: on both sides, or twice on one. */
static bool comes_again(const struct click_detector *detector, size_t at)
{
	const double *deviation = detector->deviation + at;
	const ptrdiff_t reach = (ptrdiff_t)detector->reach;
	for (ptrdiff_t i = (ptrdiff_t)detector->guard; i < reach; i++) {
		const bool before = is_alike(*deviation, deviation[-i]), after = is_alike(*deviation, deviation[i]);
		if (before && (comes_at(detector, at, i) || comes_at(detector, at, -2 * i)))
			return true;
		if (after && comes_at(detector, at, 2 * i))
			return true;
	}
	return false;
}

/* Returns the usual deviation around a click, and 0 where there is none. */
static double click_at(struct click_detector *detector, size_t at)
{
	const double *deviation = detector->deviation + at;
	if (*deviation == 0.0 || !is_largest(detector, at))
		return 0.0;
	const size_t guard = detector->guard, frames = detector->median;
	const double *before = deviation - guard - frames, *after = deviation + guard, size = fabs(*deviation);
	/* Few samples need the medians themselves. */
	if (!(size > detector->threshold * least_usual) ||
	    !prediction_usual_is_less(before, frames, detector->threshold, size) ||
	    !prediction_usual_is_less(after, frames, detector->threshold, size) || comes_again(detector, at))
		return 0.0;
	return fmax(least_usual, fmax(prediction_usual(before, frames, detector->work),
				      prediction_usual(after, frames, detector->work)));
}

void click_detector_turn(struct click_detector *detector, const double *window, double *usual)
{
	const struct click_window *at = &detector->window;
	deviate(detector, window);
	for (size_t i = at->start; i < at->start + at->hop; i++)
		usual[i] = click_at(detector, i);
}
