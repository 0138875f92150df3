/* Follows the round trip of a loop over the length of the send.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/loop_track.h"

#include "dsp/elementary.h"
#include "forensics/loop_spectra.h"

#include <math.h>
#include <string.h>

enum {
	WINDOW_FRAMES = 14336,
	MARGIN_FRAMES = 1024, /* the round trip is searched so far on both sides */
	SIZE = 32768, /* two windows and both margins, so that nothing wraps */
	WINDOWS_MOST = 256,
	WINDOWS_LEAST = 4, /* a line needs them */
	PASSES = 3, /* each reaches further, by the drift that the one before found */
};

static const double alike_least = 0.5; /* a window counts when so much of it is alike, as a correlation */
static const double tolerance_frames = 4.0;
static const double tolerance_drift = 3e-4; /* no clock of a recorder is worse */

/* What one window says about the model. */
struct reading {
	double frame; /* its middle, in the send */
	double late; /* by how much the answer is later than the model has it */
	double weight; /* 0: it does not count */
};

struct tracker {
	const struct loop_case *loop;
	double *window; /* [WINDOW_FRAMES] */
	double *weights; /* [bins] */
	struct loop_columns send, answer;
	struct fourier_transform *x, *y;
	struct loop_spectra *spectra;
	struct reading *readings;
	size_t count;
};

static bool make_room(struct tracker *tracker, const struct loop_case *loop)
{
	const size_t channels = loop->send->channels;
	*tracker = (struct tracker){
		.loop = loop,
		.window = ARENA_ARRAY(loop->arena, double, WINDOW_FRAMES),
		.weights = ARENA_ARRAY(loop->arena, double, SIZE / 2),
		.send = loop_columns_new(loop->arena, channels, WINDOW_FRAMES),
		.answer = loop_columns_new(loop->arena, channels, WINDOW_FRAMES + 2 * MARGIN_FRAMES),
		.x = fourier_transform_new(loop->arena, SIZE),
		.y = fourier_transform_new(loop->arena, SIZE),
		.spectra = loop_spectra_new(loop->arena, SIZE),
		.readings = ARENA_ARRAY(loop->arena, struct reading, WINDOWS_MOST),
	};
	if (!tracker->window || !tracker->weights || !tracker->send.columns || !tracker->answer.columns ||
	    !tracker->x || !tracker->y || !tracker->spectra || !tracker->readings)
		return false;
	for (size_t i = 0; i < WINDOW_FRAMES; i++)
		tracker->window[i] =
			0.5 - 0.5 * elementary_cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / WINDOW_FRAMES);
	for (size_t k = 0; k < SIZE / 2; k++) {
		const double sine = elementary_sin(ELEMENTARY_PI * (double)k / SIZE);
		tracker->weights[k] = 4.0 * sine * sine;
	}
	return true;
}

static void load(const struct tracker *tracker, const double *samples, struct fourier_transform *transform)
{
	memset(transform->samples, 0, SIZE * sizeof *transform->samples);
	for (size_t i = 0; i < WINDOW_FRAMES; i++)
		transform->samples[i] = tracker->window[i] * samples[i];
	fourier_transform_forward(transform);
}

/* Adds the spectra of the window and of the answer that begins `from` frames after its margin does; without `from` of
   all of the answer with its margins. */
static void add_spectra(struct tracker *tracker, const size_t *from)
{
	loop_spectra_clear(tracker->spectra);
	for (size_t k = 0; k < tracker->send.channels; k++) {
		load(tracker, tracker->send.columns[k], tracker->x);
		if (from) {
			load(tracker, tracker->answer.columns[k] + *from, tracker->y);
		} else {
			memset(tracker->y->samples, 0, SIZE * sizeof *tracker->y->samples);
			memcpy(tracker->y->samples, tracker->answer.columns[k],
			       tracker->answer.frames * sizeof *tracker->y->samples);
			fourier_transform_forward(tracker->y);
		}
		loop_spectra_add(tracker->spectra, tracker->x, tracker->y);
	}
}

/* Returns the whole delay, counted from the start of the margin, with the greatest correlation. */
static size_t coarse_delay(struct tracker *tracker)
{
	const struct loop_spectra *spectra = tracker->spectra;
	size_t best = 0;
	memset(tracker->x->bins, 0, tracker->x->bin_count * sizeof *tracker->x->bins);
	for (size_t k = 0; k < spectra->bin_count; k++)
		for (size_t i = 0; i < 2; i++)
			tracker->x->bins[k][i] = tracker->weights[k] * spectra->cross[k][i];
	fourier_transform_backward(tracker->x);
	for (size_t i = 0; i <= (size_t)2 * MARGIN_FRAMES; i++)
		if (fabs(tracker->x->samples[i]) > fabs(tracker->x->samples[best]))
			best = i;
	return best;
}

static double weighted_sum(const struct tracker *tracker, const double *powers)
{
	double sum = 0.0;
	for (size_t k = 1; k < tracker->spectra->bin_count; k++)
		sum += tracker->weights[k] * powers[k];
	return sum;
}

/* Compares one window that was read. */
static void take_reading(struct tracker *tracker, struct reading *reading)
{
	double extreme = 0.0;
	add_spectra(tracker, NULL);
	const size_t from = coarse_delay(tracker);
	add_spectra(tracker, &from);
	const double delay = loop_spectra_delay(tracker->spectra, tracker->weights, &extreme);
	const double sent = weighted_sum(tracker, tracker->spectra->send);
	const double came = weighted_sum(tracker, tracker->spectra->answer);
	const double alike = sent > 0.0 && came > 0.0 ? fmin(1.0, extreme * extreme / (sent * came)) : 0.0;
	reading->late = (double)from - MARGIN_FRAMES + delay;
	reading->weight = 0.0;
	if (alike >= alike_least * alike_least && fabs(delay) < 2.0)
		reading->weight = sent * alike / (1.0 - alike + 1e-6);
}

/* Reads windows over the whole send, and compares them with the answer that the model expects. */
static enum status read_windows(struct tracker *tracker, struct loop_model model)
{
	const struct loop_case *loop = tracker->loop;
	const uint64_t frames = loop->send->frames, span = WINDOW_FRAMES + 2 * MARGIN_FRAMES;
	const uint64_t hop = frames / WINDOWS_MOST > span ? frames / WINDOWS_MOST : span;
	struct source *answer = loop_answer_open(loop, model, -(double)MARGIN_FRAMES);
	uint64_t sent = 0, came = 0;
	if (!answer)
		return STATUS_NO_MEMORY;
	enum status status = loop->send->rewind(loop->send);
	tracker->count = 0;
	for (uint64_t first = 0; first + WINDOW_FRAMES <= frames && tracker->count < WINDOWS_MOST; first += hop) {
		if (status == STATUS_OK)
			status = loop_columns_read(&tracker->send, loop->send, &sent, first, WINDOW_FRAMES);
		if (status == STATUS_OK)
			status = loop_columns_read(&tracker->answer, answer, &came, first, (size_t)span);
		if (status != STATUS_OK)
			break;
		struct reading *reading = &tracker->readings[tracker->count++];
		reading->frame = (double)first + 0.5 * WINDOW_FRAMES;
		take_reading(tracker, reading);
	}
	answer->free(answer);
	return status;
}

/* Sums of a weighted line. */
struct sums {
	double weight, x, y, xx, xy;
};

static void add(struct sums *sums, const struct reading *reading, double origin)
{
	const double x = reading->frame - origin;
	sums->weight += reading->weight;
	sums->x += reading->weight * x;
	sums->y += reading->weight * reading->late;
	sums->xx += reading->weight * x * x;
	sums->xy += reading->weight * x * reading->late;
}

static void solve(const struct sums *sums, double *offset, double *slope)
{
	const double determinant = sums->weight * sums->xx - sums->x * sums->x;
	*slope = determinant > 0.0 ? (sums->weight * sums->xy - sums->x * sums->y) / determinant : 0.0;
	*offset = sums->weight > 0.0 ? (sums->y - *slope * sums->x) / sums->weight : 0.0;
}

/* Goes through the readings outwards from a frame. */
struct walk {
	size_t left, right; /* those from left to under right were visited */
};

/* Returns the nearest reading that was not visited; NULL: there is none. */
static struct reading *next_reading(const struct tracker *tracker, double origin, struct walk *walk)
{
	const bool right = walk->right < tracker->count;
	if (walk->left == 0 && !right)
		return NULL;
	const double before = walk->left > 0 ? origin - tracker->readings[walk->left - 1].frame : (double)INFINITY;
	if (right && tracker->readings[walk->right].frame - origin <= before)
		return &tracker->readings[walk->right++];
	return &tracker->readings[--walk->left];
}

/* Goes outwards from the sure place. A window counts when it agrees with the line of those before it. Returns how many
   count. */
static size_t follow(struct tracker *tracker, double origin, struct sums *sums)
{
	struct walk walk = { 0, 0 };
	double reached = 0.0;
	size_t counted = 0;
	while (walk.right < tracker->count && tracker->readings[walk.right].frame < origin)
		walk.right++;
	walk.left = walk.right;
	*sums = (struct sums){ 0.0, 0.0, 0.0, 0.0, 0.0 };
	for (struct reading *reading; (reading = next_reading(tracker, origin, &walk));) {
		double offset, slope;
		if (reading->weight == 0.0)
			continue;
		solve(sums, &offset, &slope);
		if (counted < WINDOWS_LEAST)
			slope = 0.0;
		const double distance = fabs(reading->frame - origin);
		const double miss = reading->late - offset - slope * (reading->frame - origin);
		if (fabs(miss) > tolerance_frames + tolerance_drift * (distance - reached)) {
			reading->weight = 0.0;
			continue;
		}
		add(sums, reading, origin);
		if (++counted >= WINDOWS_LEAST)
			reached = distance;
	}
	return counted;
}

/* Returns the standard error of the slope of a line. */
static double slope_error(const struct tracker *tracker, double origin, const struct sums *sums, size_t counted)
{
	double offset, slope, misses = 0.0;
	solve(sums, &offset, &slope);
	for (size_t i = 0; i < tracker->count; i++) {
		const struct reading *reading = &tracker->readings[i];
		const double miss = reading->late - offset - slope * (reading->frame - origin);
		misses += reading->weight * miss * miss;
	}
	const double spread = sums->xx - sums->x * sums->x / sums->weight;
	return spread > 0.0 ? sqrt(misses / (double)(counted - 2) / spread) : (double)NAN;
}

/* Moves the model by what the windows say about it. */
static void fit(struct tracker *tracker, double origin, struct loop_line *line)
{
	struct sums sums;
	double offset, slope;
	line->windows = follow(tracker, origin, &sums);
	line->drift_error = (double)NAN;
	if (line->windows == 0)
		return;
	solve(&sums, &offset, &slope);
	if (line->windows < WINDOWS_LEAST) {
		line->model.lag += sums.y / sums.weight;
		return;
	}
	line->model.lag += offset - slope * origin;
	line->model.drift += slope;
	line->drift_error = slope_error(tracker, origin, &sums, line->windows);
}

enum status loop_track(const struct loop_case *loop, const struct loop_place *place, struct loop_line *line)
{
	struct tracker tracker;
	*line = (struct loop_line){ .model = { place->lag, 0.0 }, .drift_error = (double)NAN };
	if (!make_room(&tracker, loop))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < PASSES; i++) {
		const enum status status = read_windows(&tracker, line->model);
		if (status != STATUS_OK)
			return status;
		fit(&tracker, (double)place->frame, line);
	}
	return STATUS_OK;
}
