/* stemprint: finds by how many whole frames a mix holds each stem later.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/lag_search.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "dsp/least_squares.h"
#include "measure/fourier_transform.h"

#include <math.h>
#include <string.h>

/* A window of the mix holds a stretch of the stem in its middle half, and LAG_LIMIT frames on either side. */
enum { STEP = LAG_LIMIT, STRETCH = 2 * LAG_LIMIT, WINDOW = 4 * LAG_LIMIT, SPANS = 12, SEARCHES = 4 };

/* The window moves through a longer history, which is copied only every few steps. */
enum { HISTORY = 2 * WINDOW };

#define REGULARISATION 1e-3 /* of the mean power of the stem over frequency: weaker bins count less */
#define CLEARLY_BETTER 1.2 /* than the present lag */
#define DEPENDENT 1e-9 /* share of the energy of a column that the others must leave */
#define LEAST_HEIGHT 0.15 /* of the height of a perfect match */
#define LEAST_PROMINENCE 8.0 /* over the rms of all lags */

/* How the mix may hold the sides of a stereo stem. Each is a sum of two correlations, of which one may be negative. */
enum orientation { STRAIGHT, RIGHT_INVERTED, SWAPPED, SWAPPED_INVERTED, ORIENTATIONS };

/* The correlations of a stem's sides with those of the mix. A search without sides has the first, for all channels. */
enum pair { LEFT_LEFT, RIGHT_RIGHT, LEFT_RIGHT, RIGHT_LEFT, PAIRS };

struct stem_state {
	uint64_t loudest[SPANS]; /* the step with the most energy */
	double energy[SPANS];
	double *cross_real[PAIRS], *cross_imaginary[PAIRS], *power; /* [bin] */
	double **history; /* [channel][HISTORY], the window from search->start on */
	int64_t change; /* the change of its lag that is proposed; 0: none */
	enum orientation orientation; /* with which it is proposed */
};

struct lag_search {
	const struct proof *proof;
	size_t channels;
	bool sides; /* Sides may be swapped or inverted. */
	uint64_t steps;
	struct stem_state *stems; /* [stem_count + 1]; the last is the sum of those that should be in the mix */
	double **residual; /* [channel][HISTORY] */
	size_t start;
	struct fourier_transform *transform;
	double (*stem_bins)[2], (*mix_bins)[2];
	double *window; /* [STRETCH] */
	struct least_squares squares; /* of the stems with their lags, then of those with a proposed change */
	const double **columns;
	double *target; /* [STEP] */
	double *inverted; /* [stem_count][STEP] proposed columns with the other sign */
	double mix_power, sum_power[2],
		sum_cross[2]; /* [0] of the sum with its lags, [1] of the sum with the proposed change */
	bool chosen; /* the loudest stretches are known */
};

/* The task of a walk through the files, done at every step. */
enum task { CHOOSE, CORRELATE, WEIGH, COMPARE };

static double **history_new(struct arena *arena, size_t channels)
{
	double **columns = ARENA_ARRAY(arena, double *, channels);
	bool done = columns;
	for (size_t channel = 0; done && channel < channels; channel++) {
		columns[channel] = ARENA_ARRAY(arena, double, HISTORY);
		done = columns[channel];
	}
	return done ? columns : NULL;
}

static bool stem_init(struct stem_state *stem, struct arena *arena, size_t channels, bool sides)
{
	const size_t bins = WINDOW / 2 + 1;
	bool done = true;
	for (size_t pair = 0; pair < (sides ? PAIRS : 1); pair++) {
		stem->cross_real[pair] = ARENA_ARRAY(arena, double, bins);
		stem->cross_imaginary[pair] = ARENA_ARRAY(arena, double, bins);
		done = done && stem->cross_real[pair] && stem->cross_imaginary[pair];
	}
	stem->power = ARENA_ARRAY(arena, double, bins);
	stem->history = history_new(arena, channels);
	return done && stem->power && stem->history;
}

struct lag_search *lag_search_new(const struct proof *proof, bool sides, struct arena *arena)
{
	struct lag_search *search = ARENA_NEW(arena, struct lag_search);
	if (!search)
		return NULL;
	*search = (struct lag_search){ .proof = proof, .channels = proof->mix->channels };
	search->sides = sides && search->channels == 2;
	search->steps = (proof_frames(proof) + STEP - 1) / STEP;
	search->stems = ARENA_ARRAY(arena, struct stem_state, proof->stem_count + 1);
	search->residual = history_new(arena, search->channels);
	search->transform = fourier_transform_new(arena, WINDOW);
	search->stem_bins = arena_array(arena, WINDOW / 2 + 1, sizeof *search->stem_bins);
	search->mix_bins = arena_array(arena, WINDOW / 2 + 1, sizeof *search->mix_bins);
	search->window = ARENA_ARRAY(arena, double, STRETCH);
	search->columns = ARENA_ARRAY(arena, const double *, 2 * proof->stem_count);
	search->target = ARENA_ARRAY(arena, double, STEP);
	search->inverted = ARENA_ARRAY(arena, double, search->sides ? proof->stem_count *STEP : 0);
	if (!search->inverted)
		return NULL;
	if (!least_squares_init(&search->squares, arena, 2 * proof->stem_count) || !search->columns || !search->target)
		return NULL;
	if (!search->stems || !search->residual || !search->transform || !search->stem_bins || !search->mix_bins ||
	    !search->window)
		return NULL;
	for (size_t i = 0; i < STRETCH; i++)
		search->window[i] = 0.5 - 0.5 * cos(2.0 * ELEMENTARY_PI * ((double)i + 0.5) / STRETCH);
	for (size_t i = 0; i <= proof->stem_count; i++)
		if (!stem_init(&search->stems[i], arena, search->channels, search->sides))
			return NULL;
	return search;
}

static size_t span_of(const struct lag_search *search, uint64_t step)
{
	return (size_t)(step * SPANS / search->steps);
}

static double energy_of(double *const *columns, size_t channels, size_t start, size_t frames)
{
	double sum = 0.0;
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = start; i < start + frames; i++)
			sum += columns[channel][i] * columns[channel][i];
	return sum;
}

static void advance_column(double *history, size_t start)
{
	if (start == 0)
		memmove(history, history + HISTORY - (WINDOW - STEP), (WINDOW - STEP) * sizeof *history);
	memset(history + start + WINDOW - STEP, 0, STEP * sizeof *history);
}

/* Moves the window on by a step, which is silent at first. */
static void move_window(struct lag_search *search)
{
	search->start = search->start + STEP + WINDOW <= HISTORY ? search->start + STEP : 0;
	for (size_t channel = 0; channel < search->channels; channel++) {
		advance_column(search->residual[channel], search->start);
		for (size_t i = 0; i <= search->proof->stem_count; i++)
			advance_column(search->stems[i].history[channel], search->start);
	}
}

/* Reads the next step of all files; past the last frame it is silence. */
static enum status advance(struct lag_search *search, struct proof_reader *reader)
{
	size_t frames = 1;
	enum status status = STATUS_OK;
	move_window(search);
	for (size_t filled = search->start + WINDOW - STEP; filled < search->start + WINDOW && frames > 0;
	     filled += frames) {
		status = proof_reader_next(reader, &frames);
		if (status != STATUS_OK)
			return status;
		for (size_t channel = 0; channel < search->channels; channel++) {
			memcpy(search->residual[channel] + filled, reader->residual[channel], frames * sizeof(double));
			for (size_t i = 0; i < search->proof->stem_count; i++)
				memcpy(search->stems[i].history[channel] + filled, reader->stems[i][channel],
				       frames * sizeof(double));
			double *sum = search->stems[search->proof->stem_count].history[channel] + filled;
			for (size_t i = 0; i < frames; i++)
				sum[i] = reader->mix[channel][i] - reader->residual[channel][i];
		}
	}
	return status;
}

static void transform_stem(struct lag_search *search, const struct stem_state *stem, size_t channel)
{
	double *samples = search->transform->samples;
	memset(samples, 0, WINDOW * sizeof *samples);
	for (size_t i = 0; i < STRETCH; i++)
		samples[LAG_LIMIT + i] = search->window[i] * stem->history[channel][search->start + LAG_LIMIT + i];
	fourier_transform_forward(search->transform);
	memcpy(search->stem_bins, search->transform->bins, search->transform->bin_count * sizeof *search->stem_bins);
}

/* Transforms the mix less all stems but one. */
static void transform_mix(struct lag_search *search, const struct stem_state *stem, size_t channel, double gain)
{
	for (size_t i = 0; i < WINDOW; i++)
		search->transform->samples[i] =
			search->residual[channel][search->start + i] + gain * stem->history[channel][search->start + i];
	fourier_transform_forward(search->transform);
	memcpy(search->mix_bins, search->transform->bins, search->transform->bin_count * sizeof *search->mix_bins);
}

static void add_cross(const struct lag_search *search, struct stem_state *stem, enum pair pair)
{
	for (size_t k = 0; k < search->transform->bin_count; k++) {
		const double *x = search->stem_bins[k], *y = search->mix_bins[k];
		stem->cross_real[pair][k] += x[0] * y[0] + x[1] * y[1];
		stem->cross_imaginary[pair][k] += x[0] * y[1] - x[1] * y[0];
	}
}

static void add_power(const struct lag_search *search, struct stem_state *stem)
{
	for (size_t k = 0; k < search->transform->bin_count; k++) {
		const double *x = search->stem_bins[k];
		stem->power[k] += x[0] * x[0] + x[1] * x[1];
	}
}

/* Correlates the stem with the mix less the other stems. */
static void correlate(struct lag_search *search, size_t index)
{
	struct stem_state *stem = &search->stems[index];
	const double gain = index < search->proof->stem_count ? proof_gain(search->proof, index) : 1.0;
	const bool sides = search->sides;
	for (size_t out = 0; out < search->channels; out++) {
		transform_mix(search, stem, out, gain);
		transform_stem(search, stem, out);
		add_cross(search, stem, sides && out == 1 ? RIGHT_RIGHT : LEFT_LEFT);
		add_power(search, stem);
		if (!sides)
			continue;
		transform_stem(search, stem, 1 - out);
		add_cross(search, stem, out == 1 ? LEFT_RIGHT : RIGHT_LEFT);
	}
}

/* Returns the channel of a stem that the mix has in a channel, and whether it is inverted. */
static size_t source_of(enum orientation orientation, size_t channel, double *sign)
{
	const bool inverted = orientation == RIGHT_INVERTED || orientation == SWAPPED_INVERTED;
	*sign = inverted && channel == 1 ? -1.0 : 1.0;
	return orientation == SWAPPED || orientation == SWAPPED_INVERTED ? 1 - channel : channel;
}

/* Returns a channel of a stem as it is proposed, from the middle of the window on. */
static const double *proposed(const struct lag_search *search, size_t index, size_t channel)
{
	const struct stem_state *stem = &search->stems[index];
	double sign;
	const size_t source = source_of(stem->orientation, channel, &sign);
	const double *column = stem->history[source] + search->start + LAG_LIMIT - stem->change;
	if (sign == 1.0)
		return column;
	double *inverted = search->inverted + index * STEP;
	for (size_t i = 0; i < STEP; i++)
		inverted[i] = -column[i];
	return inverted;
}

/* Adds a step to the equations in which stems, with their lags and with the proposed changes, make up the mix. */
static void compare(struct lag_search *search)
{
	const size_t stems = search->proof->stem_count, count = search->squares.count;
	for (size_t channel = 0; channel < search->channels; channel++) {
		size_t filled = stems;
		memcpy(search->target, search->residual[channel] + search->start + LAG_LIMIT, STEP * sizeof(double));
		for (size_t i = 0; i < stems; i++) {
			const struct stem_state *stem = &search->stems[i];
			search->columns[i] = stem->history[channel] + search->start + LAG_LIMIT;
			if (stem->change != 0)
				search->columns[filled++] = proposed(search, i, channel);
			const double gain = proof_gain(search->proof, i);
			for (size_t n = 0; n < STEP; n++)
				search->target[n] += gain * search->columns[i][n];
		}
		for (size_t p = 0; p < count; p++) {
			if (search->proof->stop && *search->proof->stop)
				return; /* the next block ends the search */
			search->squares.right[p] += inner_product(search->columns[p], search->target, STEP);
			for (size_t q = 0; q <= p; q++)
				search->squares.gram[p * count + q] +=
					inner_product(search->columns[p], search->columns[q], STEP);
		}
	}
}

/* Adds a step to the products of the mix and the sum of its stems. */
static void weigh(struct lag_search *search)
{
	const struct stem_state *sum = &search->stems[search->proof->stem_count];
	for (size_t channel = 0; channel < search->channels; channel++) {
		const double *now = sum->history[channel] + search->start + LAG_LIMIT, *then = now - sum->change;
		const double *residual = search->residual[channel] + search->start + LAG_LIMIT;
		for (size_t i = 0; i < STEP; i++)
			search->target[i] = residual[i] + now[i];
		search->mix_power += inner_product(search->target, search->target, STEP);
		search->sum_power[0] += inner_product(now, now, STEP);
		search->sum_power[1] += inner_product(then, then, STEP);
		search->sum_cross[0] += inner_product(search->target, now, STEP);
		search->sum_cross[1] += inner_product(search->target, then, STEP);
	}
}

static void choose(struct lag_search *search, uint64_t step)
{
	const size_t span = span_of(search, step);
	for (size_t i = 0; i <= search->proof->stem_count; i++) {
		struct stem_state *stem = &search->stems[i];
		const double energy = energy_of(stem->history, search->channels, search->start + LAG_LIMIT, STRETCH);
		if (energy > stem->energy[span]) {
			stem->energy[span] = energy;
			stem->loudest[span] = step;
		}
	}
}

static void visit(struct lag_search *search, enum task task, uint64_t step)
{
	switch (task) {
	case CHOOSE:
		choose(search, step);
		break;
	case CORRELATE:
		for (size_t i = 0; i <= search->proof->stem_count; i++) {
			const struct stem_state *stem = &search->stems[i];
			const size_t span = span_of(search, step);
			if (stem->energy[span] > 0.0 && stem->loudest[span] == step)
				correlate(search, i);
		}
		break;
	case WEIGH:
		weigh(search);
		break;
	case COMPARE:
		compare(search);
		break;
	}
}

static void clear(struct lag_search *search)
{
	for (size_t channel = 0; channel < search->channels; channel++) {
		memset(search->residual[channel], 0, HISTORY * sizeof(double));
		for (size_t i = 0; i <= search->proof->stem_count; i++)
			memset(search->stems[i].history[channel], 0, HISTORY * sizeof(double));
	}
}

/* The window that ends with step s + 2 has steps s and s + 1 in its middle. */
static enum status walk(struct lag_search *search, struct proof_reader *reader, const int64_t *lags, enum task task)
{
	enum status status = proof_reader_start(reader, lags);
	clear(search);
	for (uint64_t next = 0; next < search->steps + 2 && status == STATUS_OK; next++) {
		status = advance(search, reader);
		if (status == STATUS_OK && next >= 2)
			visit(search, task, next - 2);
	}
	return status;
}

/* Divides the spectrum of the stem out of the correlation of an orientation: the samples of the transform become
   heights over lags, 1 for a perfect match. Returns false for a silent stem. */
static bool divide(struct lag_search *search, const struct stem_state *stem, enum orientation orientation)
{
	const bool swapped = orientation == SWAPPED || orientation == SWAPPED_INVERTED;
	const enum pair one = swapped ? LEFT_RIGHT : LEFT_LEFT, other = swapped ? RIGHT_LEFT : RIGHT_RIGHT;
	const double sign = orientation == STRAIGHT || orientation == SWAPPED ? 1.0 : -1.0;
	struct fourier_transform *transform = search->transform;
	double mean = 0.0, perfect = 0.0;
	for (size_t k = 0; k < transform->bin_count; k++)
		mean += stem->power[k] / (double)transform->bin_count;
	if (!(mean > 0.0))
		return false;
	for (size_t k = 0; k < transform->bin_count; k++) {
		const double divisor = stem->power[k] + REGULARISATION * mean;
		const double doubled = k == 0 || k + 1 == transform->bin_count ? 1.0 : 2.0;
		transform->bins[k][0] = stem->cross_real[one][k] / divisor;
		transform->bins[k][1] = stem->cross_imaginary[one][k] / divisor;
		if (search->sides) {
			transform->bins[k][0] += sign * stem->cross_real[other][k] / divisor;
			transform->bins[k][1] += sign * stem->cross_imaginary[other][k] / divisor;
		}
		perfect += doubled * stem->power[k] / divisor;
	}
	fourier_transform_backward(transform);
	for (size_t i = 0; i < WINDOW; i++)
		transform->samples[i] /= perfect;
	return true;
}

/* A larger lag counts less: more of the window there lies outside the stretch. */
static double height_at(const struct lag_search *search, int64_t lag)
{
	const double height = fabs(search->transform->samples[lag < 0 ? lag + WINDOW : lag]);
	return height * (1.0 - 0.5 * fabs((double)lag) / LAG_LIMIT);
}

/* A match of one orientation. */
struct match {
	int64_t lag;
	double height, present; /* of the lag, and where the stem is now */
	bool prominent; /* It stands out from the other lags. */
};

static struct match best_match(const struct lag_search *search)
{
	struct match match = { .height = height_at(search, 0), .present = height_at(search, 0) };
	double squares = 0.0;
	for (int64_t lag = -LAG_LIMIT; lag <= LAG_LIMIT; lag++) {
		const double height = height_at(search, lag);
		squares += height * height;
		if (height > match.height) {
			match.height = height;
			match.lag = lag;
		}
	}
	const double typical = sqrt(squares / (2 * LAG_LIMIT + 1));
	match.prominent = match.height > LEAST_HEIGHT && match.height > LEAST_PROMINENCE * typical;
	return match;
}

/* Proposes the correction of a stem's lag, 0 where none is clear. Sides that are not straight must be clearly better,
   too: those of a stem next to mono match each way. */
static void propose_change(struct lag_search *search, struct stem_state *stem)
{
	const int count = search->sides ? ORIENTATIONS : 1;
	struct match best = { 0 };
	double present = 0.0;
	stem->change = 0;
	for (int i = 0; i < count; i++) {
		if (!divide(search, stem, (enum orientation)i))
			return;
		const struct match match = best_match(search);
		present = match.present > present ? match.present : present;
		if (i == STRAIGHT || match.height > CLEARLY_BETTER * best.height) {
			best = match;
			stem->orientation = (enum orientation)i;
		}
	}
	if (best.prominent && best.height > CLEARLY_BETTER * present)
		stem->change = best.lag;
}

static enum status propose(struct lag_search *search, struct proof_reader *reader, const int64_t *lags,
			   size_t *proposals)
{
	for (size_t i = 0; i <= search->proof->stem_count; i++) {
		struct stem_state *stem = &search->stems[i];
		for (size_t pair = 0; pair < (search->sides ? PAIRS : 1); pair++) {
			memset(stem->cross_real[pair], 0, search->transform->bin_count * sizeof(double));
			memset(stem->cross_imaginary[pair], 0, search->transform->bin_count * sizeof(double));
		}
		memset(stem->power, 0, search->transform->bin_count * sizeof(double));
	}
	enum status status = search->chosen ? STATUS_OK : walk(search, reader, lags, CHOOSE);
	search->chosen = true;
	if (status == STATUS_OK)
		status = walk(search, reader, lags, CORRELATE);
	*proposals = 0;
	for (size_t i = 0; i <= search->proof->stem_count && status == STATUS_OK; i++) {
		struct stem_state *stem = &search->stems[i];
		propose_change(search, stem);
		*proposals += i < search->proof->stem_count && stem->change != 0;
	}
	return status;
}

/* Sound that two stems share moves with the stem that is off, and seems to move the other one too. So all stems explain
   the mix together, with both lags of each, and the lag with the larger part is kept. */
static enum status decide(struct lag_search *search, struct proof_reader *reader, int64_t *lags, size_t proposals,
			  bool *changed)
{
	const size_t stems = search->proof->stem_count, count = stems + proposals;
	search->squares.count = count;
	memset(search->squares.gram, 0, count * count * sizeof(double));
	memset(search->squares.right, 0, count * sizeof(double));
	enum status status = walk(search, reader, lags, COMPARE);
	if (status != STATUS_OK)
		return status;
	for (size_t p = 0; p < count; p++)
		for (size_t q = 0; q < p; q++)
			search->squares.gram[q * count + p] = search->squares.gram[p * count + q];
	least_squares_solve(&search->squares, DEPENDENT);
	size_t slot = stems;
	for (size_t i = 0; i < stems; i++) {
		if (search->stems[i].change == 0)
			continue;
		if (fabs(search->squares.right[slot++]) <= fabs(search->squares.right[i]))
			continue;
		lags[i] += search->stems[i].change;
		*changed = true;
	}
	return STATUS_OK;
}

/* Returns the energy of the mix that the sum with a gain leaves: with its lags (0), or with the change (1). */
static double left_by_gain(const struct lag_search *search, int moved)
{
	const double power = search->sum_power[moved], cross = search->sum_cross[moved];
	return search->mix_power - (power > 0.0 ? cross * cross / power : 0.0);
}

/* When the whole mix is off, each stem is hidden by the others, which are off too. All move at once if that leaves less
   than half of the energy. */
static enum status move_all(struct lag_search *search, struct proof_reader *reader, int64_t *lags, bool *changed)
{
	const int64_t change = search->stems[search->proof->stem_count].change;
	search->mix_power = search->sum_power[0] = search->sum_power[1] = 0.0;
	search->sum_cross[0] = search->sum_cross[1] = 0.0;
	if (change == 0)
		return STATUS_OK;
	enum status status = walk(search, reader, lags, WEIGH);
	*changed = status == STATUS_OK && left_by_gain(search, 1) < 0.5 * left_by_gain(search, 0);
	for (size_t i = 0; *changed && i + search->proof->candidate_count < search->proof->stem_count; i++)
		lags[i] += change;
	return status;
}

/* Stems that are off hide each other less when the loud ones are right, so the search is repeated. */
static enum status search_once(struct lag_search *search, struct proof_reader *reader, int64_t *lags, bool *changed)
{
	size_t proposals = 0;
	*changed = false;
	enum status status = propose(search, reader, lags, &proposals);
	if (status == STATUS_OK)
		status = move_all(search, reader, lags, changed);
	if (status == STATUS_OK && !*changed && proposals > 0)
		status = decide(search, reader, lags, proposals, changed);
	return status;
}

enum status lag_search_run(struct lag_search *search, struct proof_reader *reader, int64_t *lags)
{
	enum status status = STATUS_OK;
	bool changed = true;
	for (int i = 0; i < SEARCHES && changed && status == STATUS_OK; i++)
		status = search_once(search, reader, lags, &changed);
	return status;
}
