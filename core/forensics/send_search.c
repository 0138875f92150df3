/* stemprint: tries the long responses from all stems to the residual.
   SPDX-License-Identifier: GPL-3.0-or-later

   The first pass takes the middle of each stem and few iterations, the second one both sides of the best stem. */
#include "forensics/send_search.h"

#include "dsp/elementary.h"
#include "dsp/inner_product.h"
#include "forensics/cause.h"

#include <math.h>
#include <string.h>

enum { THINNEST = 6, TAPS_EACH = 16, SCREENING = 8, REFINING = 40 };

#define BAND 0.42 /* of the thinned rate: what lies above is filtered out */
#define BAND_SHARE 0.2 /* share of the energy of the residual that the band must hold */

/* A signal, low-passed and thinned out. */
struct lane {
	double *past; /* [taps - 1 + PROOF_BLOCK] */
	double *window; /* [RESPONSE_WINDOW] */
};

/* A pass through the files. */
struct pass {
	const struct forensics_case *evidence;
	struct proof_reader *reader;
	size_t stem; /* whose sides are the inputs; stem_count: the middles of all signals are */
	size_t thinning, tap_count;
	double *taps;
	struct lane *inputs, residual[RESPONSE_SIDES];
	size_t input_count;
	struct long_response **responses;
	size_t response_count;
	struct fourier_transform *transform;
	response_bins bins[RESPONSE_SIDES], scratch[RESPONSE_SIDES];
	double *block; /* [PROOF_BLOCK] */
	size_t phase, filled, added; /* frames until the next one is kept; frames in the windows; by this block */
	double energy; /* of the residual */
};

static size_t signals_of(const struct forensics_case *evidence)
{
	return evidence->proof->stem_count - evidence->proof->candidate_count + 1;
}

/* Returns how many frames become one, as many as leave a good part of the residual in the band. */
static size_t thinning_for(const struct forensics_case *evidence)
{
	const double *power = evidence->fit->residual_power;
	const size_t bins = evidence->spectra->bin_count;
	size_t thinning = THINNEST;
	for (; thinning > 2; thinning--) {
		double below = 0.0;
		for (size_t k = 0; (double)k < 2.0 * BAND / (double)thinning * (double)bins; k++)
			below += power[k];
		if (below >= BAND_SHARE * evidence->fit->energy)
			break;
	}
	return thinning;
}

static bool lane_init(struct lane *lane, size_t taps, struct arena *arena)
{
	lane->past = ARENA_ARRAY(arena, double, taps - 1 + PROOF_BLOCK);
	lane->window = ARENA_ARRAY(arena, double, RESPONSE_WINDOW);
	return lane->past && lane->window;
}

/* A sinc under a Blackman window. */
static void fill_taps(struct pass *pass)
{
	const double cut = BAND / (double)pass->thinning, half = 0.5 * (double)(pass->tap_count - 1);
	for (size_t i = 0; i < pass->tap_count; i++) {
		const double x = (double)i - half, u = x / (half + 1.0);
		const double window = 0.42 + 0.5 * cos(ELEMENTARY_PI * u) + 0.08 * cos(2.0 * ELEMENTARY_PI * u);
		pass->taps[i] =
			window * (x == 0.0 ? 2.0 * cut : sin(2.0 * ELEMENTARY_PI * cut * x) / (ELEMENTARY_PI * x));
	}
}

static bool pass_init(struct pass *pass, struct forensics_case *evidence, size_t stem, struct arena *scratch,
		      struct arena *arena)
{
	const bool all = stem == evidence->proof->stem_count + 1;
	*pass = (struct pass){ .evidence = evidence,
			       .reader = &evidence->reader,
			       .stem = stem,
			       .thinning = thinning_for(evidence),
			       .input_count = all ? signals_of(evidence) : evidence->reader.channels,
			       .response_count = all ? signals_of(evidence) : 1,
			       .filled = RESPONSE_BEFORE };
	pass->tap_count = TAPS_EACH * pass->thinning + 1;
	pass->taps = ARENA_ARRAY(scratch, double, pass->tap_count);
	pass->inputs = ARENA_ARRAY(scratch, struct lane, pass->input_count);
	pass->responses = ARENA_ARRAY(scratch, struct long_response *, pass->response_count);
	pass->block = ARENA_ARRAY(scratch, double, PROOF_BLOCK);
	pass->transform = fourier_transform_new(scratch, RESPONSE_WINDOW);
	bool done = pass->taps && pass->inputs && pass->responses && pass->block && pass->transform;
	for (size_t side = 0; side < RESPONSE_SIDES && done; side++) {
		pass->bins[side] = arena_array(scratch, RESPONSE_WINDOW / 2 + 1, sizeof **pass->bins);
		pass->scratch[side] = arena_array(scratch, RESPONSE_WINDOW / 2 + 1, sizeof **pass->scratch);
		done = pass->bins[side] && pass->scratch[side] &&
		       lane_init(&pass->residual[side], pass->tap_count, scratch);
	}
	for (size_t i = 0; i < pass->input_count && done; i++)
		done = lane_init(&pass->inputs[i], pass->tap_count, scratch);
	for (size_t i = 0; i < pass->response_count && done; i++) {
		pass->responses[i] = long_response_new(all ? 1 : pass->input_count, arena);
		done = pass->responses[i];
	}
	if (done)
		fill_taps(pass);
	return done;
}

/* Adds a channel of a signal to the block; the sum of the stems is the mix less the residual. */
static void add_channel(struct pass *pass, size_t signal, size_t channel, size_t frames)
{
	const struct proof_reader *reader = pass->reader;
	const bool sum = signal + 1 == signals_of(pass->evidence);
	const double *column = sum ? reader->mix[channel] : reader->stems[signal][channel];
	for (size_t i = 0; i < frames; i++)
		pass->block[i] += column[i] - (sum ? reader->residual[channel][i] : 0.0);
}

static void thin(struct pass *pass, struct lane *lane, const double *block, size_t frames)
{
	const size_t before = pass->tap_count - 1;
	size_t slot = pass->filled;
	memcpy(lane->past + before, block, frames * sizeof(double));
	for (size_t i = pass->phase; i < frames; i += pass->thinning)
		lane->window[slot++] = inner_product(lane->past + i, pass->taps, pass->tap_count);
	pass->added = slot - pass->filled;
	memmove(lane->past, lane->past + frames, before * sizeof(double));
}

static void advance(struct lane *lane)
{
	memmove(lane->window, lane->window + RESPONSE_HOP, (RESPONSE_WINDOW - RESPONSE_HOP) * sizeof(double));
	memset(lane->window + RESPONSE_WINDOW - RESPONSE_HOP, 0, RESPONSE_HOP * sizeof(double));
}

static void add_window(struct pass *pass)
{
	const size_t each = pass->input_count / pass->response_count;
	for (size_t side = 0; side < RESPONSE_SIDES; side++) {
		const double *window = pass->residual[side].window, *middle = window + RESPONSE_BEFORE;
		memcpy(pass->transform->samples, window, RESPONSE_WINDOW * sizeof(double));
		fourier_transform_forward(pass->transform);
		memcpy(pass->bins[side], pass->transform->bins,
		       pass->transform->bin_count * sizeof *pass->transform->bins);
		pass->energy += inner_product(middle, middle, RESPONSE_HOP);
	}
	for (size_t i = 0; i < pass->response_count; i++) {
		const double *windows[RESPONSE_SIDES] = { pass->inputs[i * each].window,
							  pass->inputs[i * each + each - 1].window };
		long_response_add(pass->responses[i], windows, pass->bins, pass->transform, pass->scratch);
	}
	for (size_t i = 0; i < pass->input_count; i++)
		advance(&pass->inputs[i]);
	for (size_t side = 0; side < RESPONSE_SIDES; side++)
		advance(&pass->residual[side]);
	pass->filled = pass->filled > RESPONSE_HOP ? pass->filled - RESPONSE_HOP : 0;
}

static void add_block(struct pass *pass, size_t frames)
{
	const size_t channels = pass->reader->channels;
	const bool all = pass->stem == pass->evidence->proof->stem_count + 1;
	for (size_t i = 0; i < pass->input_count; i++) {
		memset(pass->block, 0, frames * sizeof(double));
		for (size_t channel = 0; channel < channels; channel++)
			if (all || channel == i)
				add_channel(pass, all ? i : pass->stem, channel, frames);
		thin(pass, &pass->inputs[i], pass->block, frames);
	}
	for (size_t side = 0; side < RESPONSE_SIDES; side++)
		thin(pass, &pass->residual[side], pass->reader->residual[side < channels ? side : 0], frames);
	pass->phase = pass->phase + pass->added * pass->thinning - frames;
	pass->filled += pass->added;
}

/* A window is full when not even the longest block fits behind it. */
static enum status walk(struct pass *pass)
{
	struct proof_reader *reader = pass->reader;
	enum status status = proof_reader_start(reader, pass->evidence->lags);
	size_t frames = 1;
	while (status == STATUS_OK && frames > 0) {
		status = proof_reader_next(reader, &frames);
		if (status == STATUS_OK)
			add_block(pass, frames);
		if (status == STATUS_OK && pass->filled + PROOF_BLOCK / 2 + 1 > RESPONSE_WINDOW)
			add_window(pass);
	}
	while (status == STATUS_OK && pass->filled > RESPONSE_BEFORE)
		add_window(pass);
	return status;
}

/* Finds the signal whose middle explains most of the residual. */
static enum status screen(struct forensics_case *evidence, size_t *best)
{
	struct arena *scratch = arena_new();
	struct pass pass;
	enum status status = STATUS_NO_MEMORY;
	if (scratch && pass_init(&pass, evidence, evidence->proof->stem_count + 1, scratch, scratch))
		status = walk(&pass);
	double most = 0.0;
	*best = signals_of(evidence);
	for (size_t i = 0; i < signals_of(evidence) && status == STATUS_OK; i++) {
		struct arena *solving = arena_new();
		double explained;
		if (!solving || !long_response_solve(pass.responses[i], SCREENING, pass.transform, solving, &explained))
			status = STATUS_NO_MEMORY;
		else if (explained > most) {
			most = explained;
			*best = i;
		}
		arena_free(solving);
	}
	arena_free(scratch);
	return status;
}

static enum status refine(struct send_search *search, struct forensics_case *evidence, size_t best, struct arena *arena)
{
	struct arena *scratch = arena_new();
	struct pass pass;
	double explained = 0.0;
	enum status status = STATUS_NO_MEMORY;
	if (scratch && pass_init(&pass, evidence, best, scratch, arena))
		status = walk(&pass);
	if (status == STATUS_OK && !long_response_solve(pass.responses[0], REFINING, pass.transform, arena, &explained))
		status = STATUS_NO_MEMORY;
	if (status == STATUS_OK && pass.energy > 0.0 && pass.responses[0]->power > 0.0) {
		search->response = pass.responses[0];
		search->share = fmax(0.0, 1.0 - explained / pass.energy);
		search->level = pass.energy / pass.responses[0]->power;
		search->rate = evidence->sample_rate / (double)pass.thinning;
	}
	arena_free(scratch);
	return status;
}

enum status send_search_run(struct send_search *search, struct forensics_case *evidence, struct arena *arena)
{
	size_t best;
	*search = (struct send_search){ .stem = CAUSE_OF_MIX, .share = 1.0 };
	enum status status = screen(evidence, &best);
	if (status != STATUS_OK || best == signals_of(evidence))
		return status;
	search->stem = best + 1 < signals_of(evidence) ? best : CAUSE_OF_MIX;
	return refine(search, evidence, best, arena);
}
