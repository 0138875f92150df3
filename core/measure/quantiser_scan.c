/* stemprint: finds frames by the steps of a quantiser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/quantiser_scan.h"

#include "measure/hybrid_bank.h"
#include "measure/lapped_transform.h"
#include "measure/pulses.h"
#include "measure/quality_limits.h"
#include "measure/quantiser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	EXCERPTS = 16,
	SEARCHED = 2, /* excerpts of which all places of a frame are tried; of MP3 more, which has fewer places, */
	SEARCHED_MP3 = 5,
	KEPT = 8, /* and excerpts of which a frame is tried at one of so many places, the best ones */
	SEARCHED_AGAIN = 8,
	SEARCHED_AGAIN_MP3 = 16,
	SEARCHED_FRAME = 2, /* the first of these frames */
	PROOF_FIRST = 4, /* the first of the other frames, and how many they are, in steps of two */
	PROOF_FRAMES = 5,
	PROOF_STEP = 2,
	PLACES = 5,
	WINDOWS = 3, /* those of AAC, and that of Vorbis, */
	SEARCHED_WINDOWS = 2, /* in which steps are never looked for at first */
	CONTROLS = 3,
	HOP_MAXIMUM = 1024,
	FRAMES_LEAST = 8
};

static const double one_share = 1e-5; /* of the mean score: by so little frames differ that are one */
static const double near_share = 0.6; /* how near another place may come */
static const double wins_weight = 2.0; /* half as many standard errors of wins prove as much */
static const double least_variance = 1.0; /* of a difference between scores */

struct quantiser_scan {
	size_t hop, span, window_count;
	struct quantiser quantiser;
	struct hybrid_bank *bank; /* MP3 */
	struct lapped_transform *transform; /* AAC */
	double *windows[WINDOWS], *window; /* window: the one in use */
	double *coefficients; /* of MP3, and of the left of Opus */
	double *sides[2]; /* Opus: the samples of left and right after its pre-emphasis */
	bool is_pair; /* Opus: right has sound of its own */
	const double *samples; /* a hop and a span of them */
	double scores[HOP_MAXIMUM];
	size_t places[PLACES];
};

static bool make_sides(struct quantiser_scan *scan, struct arena *arena)
{
	for (size_t side = 0; side < 2; side++)
		if (!(scan->sides[side] = ARENA_ARRAY(arena, double, scan->hop + scan->span)))
			return false;
	return true;
}

static bool make_transform(struct quantiser_scan *scan, struct arena *arena)
{
	scan->span = 2 * scan->hop;
	scan->window_count = scan->hop == PULSE_LINES ? 1 : SEARCHED_WINDOWS;
	scan->transform = lapped_transform_new(arena, scan->hop);
	for (size_t w = 0; w < WINDOWS; w++)
		if (!(scan->windows[w] = ARENA_ARRAY(arena, double, scan->span)))
			return false;
	if (!scan->transform)
		return false;
	if (scan->hop == PULSE_LINES) {
		coder_opus_window(scan->windows[0], scan->hop);
		return make_sides(scan, arena);
	}
	coder_kaiser_window(scan->windows[0], scan->hop);
	coder_sine_window(scan->windows[1], scan->hop);
	coder_smooth_window(scan->windows[2], scan->hop);
	return true;
}

struct quantiser_scan *quantiser_scan_new(struct arena *arena, size_t hop, double sample_rate)
{
	struct quantiser_scan *scan = ARENA_NEW(arena, struct quantiser_scan);
	if (!scan || !(scan->coefficients = ARENA_ARRAY(arena, double, hop)))
		return NULL;
	scan->hop = hop;
	quantiser_init(&scan->quantiser, hop, sample_rate);
	if (hop != HYBRID_HOP)
		return make_transform(scan, arena) ? scan : NULL;
	scan->span = HYBRID_SPAN;
	scan->window_count = 1;
	scan->bank = hybrid_bank_new(arena);
	return scan->bank ? scan : NULL;
}

/* Takes left and right, as Opus hears them. */
static void emphasise(struct quantiser_scan *scan, const struct coder_excerpt *excerpt, size_t first)
{
	double last[2] = { 0 };
	scan->is_pair = false;
	for (size_t i = 0; i < scan->hop + scan->span; i++) {
		const double left = excerpt->samples[first + i];
		const double right = excerpt->half_difference ? left - 2.0 * excerpt->half_difference[first + i] : left;
		scan->sides[0][i] = left - CODER_OPUS_EMPHASIS * last[0];
		scan->sides[1][i] = right - CODER_OPUS_EMPHASIS * last[1];
		scan->is_pair |= left != right;
		last[0] = left;
		last[1] = right;
	}
}

/* Takes frame `frame` of an excerpt: a hop of places, and what a frame at the last one of them spans. */
static void load(struct quantiser_scan *scan, const struct coder_excerpt *excerpt, size_t frame)
{
	scan->samples = excerpt->samples + frame * scan->hop;
	if (scan->bank)
		hybrid_bank_load(scan->bank, scan->samples);
	if (scan->sides[0])
		emphasise(scan, excerpt, frame * scan->hop);
}

static double score_opus(struct quantiser_scan *scan, size_t at)
{
	double *coefficients = scan->transform->coefficients;
	lapped_transform_run(scan->transform, scan->sides[0] + at, scan->window);
	if (!scan->is_pair)
		return pulses_score(coefficients);
	memcpy(scan->coefficients, coefficients, scan->hop * sizeof *coefficients);
	lapped_transform_run(scan->transform, scan->sides[1] + at, scan->window);
	return pulses_score_pair(scan->coefficients, coefficients);
}

/* Returns the score of a frame that begins at loaded sample `at`, under the hop. */
static double score_at(struct quantiser_scan *scan, size_t at)
{
	if (scan->bank) {
		hybrid_bank_run(scan->bank, at, scan->coefficients);
		return quantiser_score(&scan->quantiser, scan->coefficients);
	}
	if (scan->sides[0])
		return score_opus(scan, at);
	lapped_transform_run(scan->transform, scan->samples + at, scan->window);
	return quantiser_score(&scan->quantiser, scan->transform->coefficients);
}

/* Returns the sample of an excerpt at which the first frame of a place begins. */
static size_t first_at(const struct quantiser_scan *scan, const struct coder_excerpt *excerpt, size_t place)
{
	return (place + scan->hop - (size_t)(excerpt->first_frame % scan->hop)) % scan->hop;
}

static double power_of(const struct coder_excerpt *excerpt)
{
	double power = 0.0;
	for (size_t i = 0; i < CODER_SAMPLES; i++)
		power += excerpt->samples[i] * excerpt->samples[i];
	return power;
}

/* Writes the indices of the excerpts, the loudest first: there, the steps are widest. */
static void sort(const struct coder_excerpt *excerpts, size_t count, size_t *order)
{
	double powers[EXCERPTS];
	for (size_t e = 0; e < count; e++) {
		const double power = power_of(&excerpts[e]);
		size_t at = e;
		for (; at > 0 && powers[at - 1] < power; at--) {
			powers[at] = powers[at - 1];
			order[at] = order[at - 1];
		}
		powers[at] = power;
		order[at] = e;
	}
}

static void choose_places(struct quantiser_scan *scan)
{
	double best[PLACES] = { 0.0 };
	for (size_t place = 0; place < scan->hop; place++) {
		size_t at = PLACES;
		while (at > 0 && best[at - 1] < scan->scores[place])
			at--;
		for (size_t i = PLACES - 1; i > at && at < PLACES; i--) {
			best[i] = best[i - 1];
			scan->places[i] = scan->places[i - 1];
		}
		if (at < PLACES) {
			best[at] = scan->scores[place];
			scan->places[at] = place;
		}
	}
}

static int compare(const void *one, const void *other)
{
	const double first = *(const double *)one, second = *(const double *)other;
	return (first > second) - (first < second);
}

/* Adds the score of a frame of an excerpt to every place that is still open. */
static void try_frame(struct quantiser_scan *scan, const struct coder_excerpt *excerpt, size_t frame)
{
	load(scan, excerpt, frame);
	for (size_t place = 0; place < scan->hop; place++)
		if (scan->scores[place] >= 0.0)
			scan->scores[place] += score_at(scan, first_at(scan, excerpt, place));
}

/* Closes the places under the score that one of KEPT places exceeds. */
static void close_places(struct quantiser_scan *scan)
{
	double sorted[HOP_MAXIMUM];
	memcpy(sorted, scan->scores, scan->hop * sizeof *sorted);
	qsort(sorted, scan->hop, sizeof *sorted, compare);
	const double least = sorted[scan->hop - scan->hop / KEPT];
	for (size_t place = 0; place < scan->hop; place++)
		if (scan->scores[place] < least)
			scan->scores[place] = -1.0;
}

/* Tries all places in a few frames, and the best of them in some more. */
static void search(struct quantiser_scan *scan, const struct coder_excerpt *excerpts, const size_t *order, size_t count)
{
	const size_t searched = scan->bank ? SEARCHED_MP3 : SEARCHED,
		     again = scan->bank ? SEARCHED_AGAIN_MP3 : SEARCHED_AGAIN;
	for (size_t place = 0; place < scan->hop; place++)
		scan->scores[place] = 0.0;
	for (size_t e = 0; e < count && e < searched; e++)
		try_frame(scan, &excerpts[order[e]], SEARCHED_FRAME);
	close_places(scan);
	for (size_t e = 0; e < count && e < again; e++)
		try_frame(scan, &excerpts[order[e]], SEARCHED_FRAME + 1);
	choose_places(scan);
}

/* The differences between a place and the places at which no frame begins, and what their variances would be if a frame
   began at none. */
struct proof {
	double sum, variance;
	double scores, squares; /* of the place, and of their squares */
	size_t count, won; /* won: frames that are better than all others around them */
};

static void prove_frame(struct quantiser_scan *scan, size_t at, struct proof *proof)
{
	double others = 0.0, squares = 0.0, most = 0.0;
	for (size_t i = 1; i <= CONTROLS; i++) {
		const double score = score_at(scan, (at + i * scan->hop / (CONTROLS + 1) + i * i) % scan->hop);
		others += score / CONTROLS;
		squares += score * score;
		most = fmax(most, score);
	}
	const double found = score_at(scan, at);
	if (!(found > 0.0) && !(others > 0.0))
		return;
	const double variance = (squares - CONTROLS * others * others) / (CONTROLS - 1.0);
	proof->sum += found - others;
	proof->variance += (1.0 + 1.0 / CONTROLS) * fmax(variance, least_variance);
	proof->scores += found;
	proof->squares += found * found;
	proof->won += found > most;
	proof->count++;
}

/* Frames of a wave whose period is that of the frames are all one, and prove no more than one does. */
static bool are_one(const struct proof *proof)
{
	const double mean = proof->scores / (double)proof->count;
	return proof->squares / (double)proof->count - mean * mean <= one_share * one_share * mean * mean;
}

static double score_of(const struct proof *proof)
{
	return proof->count < FRAMES_LEAST || are_one(proof) ? 0.0 : proof->sum / sqrt(proof->variance);
}

/* A single loud click can agree with many steps by chance. So the frames that win count, too: one of 1 + CONTROLS is
   chance. */
static double certainty(const struct proof *proof)
{
	const double count = (double)proof->count, chance = 1.0 / (1.0 + CONTROLS);
	if (proof->count < FRAMES_LEAST)
		return 0.0;
	const double wins = ((double)proof->won - chance * count) / sqrt(chance * (1.0 - chance) * count);
	return fmin(score_of(proof), wins_weight * wins);
}

static void prove(struct quantiser_scan *scan, const struct coder_excerpt *excerpts, size_t count, size_t places,
		  struct proof *proofs)
{
	for (size_t e = 0; e < count; e++)
		for (size_t f = 0; f < PROOF_FRAMES; f++) {
			load(scan, &excerpts[e], PROOF_FIRST + PROOF_STEP * f);
			for (size_t p = 0; p < places; p++)
				prove_frame(scan, first_at(scan, &excerpts[e], scan->places[p]), &proofs[p]);
		}
}

static struct quantiser_findings judge(const struct quantiser_scan *scan, const struct proof *proofs)
{
	struct quantiser_findings findings = { 0 };
	double best = 0.0, other = 0.0;
	for (size_t p = 0; p < PLACES; p++) {
		const double found = score_of(&proofs[p]);
		if (found <= best) {
			other = fmax(other, found);
			continue;
		}
		other = best;
		best = found;
		findings = (struct quantiser_findings){ .certainty = certainty(&proofs[p]), .place = scan->places[p] };
	}
	/* A wave whose period is that of the frames has several such places. */
	return other > near_share * best ? (struct quantiser_findings){ 0 } : findings;
}

/* Finds the window under which the steps are clearest at the place. */
static void choose_window(struct quantiser_scan *scan, const struct coder_excerpt *excerpts, size_t count,
			  struct quantiser_findings *findings)
{
	double best = 0.0;
	scan->places[0] = findings->place;
	for (size_t w = 0; w < WINDOWS; w++) {
		struct proof proofs[PLACES] = { 0 };
		scan->window = scan->windows[w];
		prove(scan, excerpts, count, 1, proofs);
		if (score_of(&proofs[0]) <= best)
			continue;
		best = score_of(&proofs[0]);
		findings->window = w;
	}
}

struct quantiser_findings quantiser_scan_run(struct quantiser_scan *scan, const struct coder_excerpt *excerpts,
					     size_t count)
{
	struct quantiser_findings findings = { 0 };
	size_t order[EXCERPTS] = { 0 };
	sort(excerpts, count, order);
	for (size_t w = 0; w < scan->window_count; w++) {
		struct proof proofs[PLACES] = { 0 };
		scan->window = scan->windows[w];
		search(scan, excerpts, order, count);
		prove(scan, excerpts, count, PLACES, proofs);
		const struct quantiser_findings found = judge(scan, proofs);
		if (found.certainty > findings.certainty)
			findings = found;
	}
	if (findings.certainty >= QUANTISER_CERTAINTY && scan->window_count > 1)
		choose_window(scan, excerpts, count, &findings);
	return findings;
}
