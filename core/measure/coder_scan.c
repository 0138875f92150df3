/* stemprint: finds lossy coders by their frames.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/coder_scan.h"

#include "measure/quantiser_scan.h"

#include <math.h>
#include <string.h>

enum {
	EXCERPTS = 16,
	LANES = 2,
	SEARCHED = 6, /* excerpts in which all places are tried */
	SEARCH_FRAMES = 4, /* the first ones of each */
	PROOF_FRAMES = 20, /* the next ones, of all excerpts */
	PLACES = 12,
	CONTROLS = 3,
	HOP_MAXIMUM = 1024,
	FRAMES_LEAST = 16
};

static const double least_power = 1e-7; /* -70 dBFS */
static const double opus_rate = 48000.0;
static const double other_share = 0.6;
/* how near another place may come */
static const size_t around = 4; /* places on either side with which a place is compared */

struct excerpt {
	uint64_t index; /* in units of CODER_SAMPLES */
	double *lanes[LANES]; /* the left, and half of left minus right */
	bool heard[LANES];
};

struct coder_scan {
	struct arena *arena;
	size_t channels, lanes;
	double sample_rate;
	uint64_t frame, stride; /* one of `stride` stretches is kept */
	struct excerpt excerpts[EXCERPTS + 1]; /* the last one is being filled */
	size_t count;
};

struct coder_scan *coder_scan_new(struct arena *arena, size_t channels, double sample_rate)
{
	struct coder_scan *scan = ARENA_NEW(arena, struct coder_scan);
	if (!scan)
		return NULL;
	*scan = (struct coder_scan){ .arena = arena,
				     .channels = channels,
				     .lanes = channels == 2 ? 2 : 1,
				     .sample_rate = sample_rate,
				     .stride = 1 };
	for (size_t i = 0; i <= EXCERPTS; i++)
		for (size_t lane = 0; lane < scan->lanes; lane++)
			if (!(scan->excerpts[i].lanes[lane] = ARENA_ARRAY(arena, double, CODER_SAMPLES)))
				return NULL;
	return scan;
}

static bool is_heard(const double *samples)
{
	double power = 0.0;
	for (size_t i = 0; i < CODER_SAMPLES; i++)
		power += samples[i] * samples[i];
	return power > least_power * CODER_SAMPLES;
}

static void swap(struct excerpt *one, struct excerpt *other)
{
	struct excerpt kept = *one;
	*one = *other;
	*other = kept;
}

/* When the room is full, every second excerpt goes, and from now on half as many come. */
static void thin_out(struct coder_scan *scan)
{
	size_t kept = 0;
	scan->stride *= 2;
	for (size_t i = 0; i < scan->count; i++)
		if (scan->excerpts[i].index % scan->stride == 0)
			swap(&scan->excerpts[kept++], &scan->excerpts[i]);
	scan->count = kept;
}

static void end_excerpt(struct coder_scan *scan, uint64_t index)
{
	struct excerpt *last = &scan->excerpts[EXCERPTS];
	bool heard = false;
	for (size_t lane = 0; lane < scan->lanes; lane++)
		heard |= last->heard[lane] = is_heard(last->lanes[lane]);
	if (!heard)
		return;
	while (scan->count == EXCERPTS)
		thin_out(scan);
	last->index = index;
	if (index % scan->stride == 0)
		swap(&scan->excerpts[scan->count++], last);
}

void coder_scan_add(struct coder_scan *scan, const double *const *columns, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		size_t at = (size_t)(scan->frame % CODER_SAMPLES);
		size_t count = frames - done < CODER_SAMPLES - at ? frames - done : CODER_SAMPLES - at;
		uint64_t index = scan->frame / CODER_SAMPLES;
		if (index % scan->stride == 0) {
			double **lanes = scan->excerpts[EXCERPTS].lanes;
			memcpy(lanes[0] + at, columns[0] + done, count * sizeof **lanes);
			for (size_t i = 0; scan->lanes > 1 && i < count; i++)
				lanes[1][at + i] = 0.5 * (columns[0][done + i] - columns[1][done + i]);
			if (at + count == CODER_SAMPLES)
				end_excerpt(scan, index);
		}
		scan->frame += count;
		done += count;
	}
}

/* One search, for the frames of one length in one lane. */
struct search {
	struct coder_scan *scan;
	struct coder_frame *frame;
	size_t lane;
	double scores[HOP_MAXIMUM]; /* by place: the share of small coefficients */
	struct sparseness sums[HOP_MAXIMUM];
	size_t places[PLACES], place_count;
};

/* Returns the loaded sample at which the first frame of a place begins. */
static size_t first_at(const struct excerpt *excerpt, size_t place, size_t hop)
{
	size_t phase = (size_t)(excerpt->index * CODER_SAMPLES % hop);
	return (place + hop - phase) % hop;
}

static void add_sparseness(struct sparseness *sum, struct sparseness one)
{
	sum->count += one.count;
	sum->small += one.small;
}

static double share(struct sparseness sparseness)
{
	return sparseness.count > 0 ? (double)sparseness.small / (double)sparseness.count : 0.0;
}

/* Tries every place in some excerpts, evenly from all of them. */
static void try_all(struct search *search)
{
	const struct coder_scan *scan = search->scan;
	struct coder_frame *frame = search->frame;
	const size_t hop = frame->hop, step = scan->count > SEARCHED ? scan->count / SEARCHED : 1;
	const size_t needed = (SEARCH_FRAMES + 1) * hop + frame->span;
	for (size_t e = 0, searched = 0; e < scan->count && searched < SEARCHED; e += step) {
		const struct excerpt *excerpt = &scan->excerpts[e];
		if (!excerpt->heard[search->lane])
			continue;
		searched++;
		coder_frame_load(frame, excerpt->lanes[search->lane], needed);
		for (size_t place = 0; place < hop; place++)
			for (size_t f = 0; f < SEARCH_FRAMES; f++)
				add_sparseness(&search->sums[place],
					       coder_frame_look(frame, 0, first_at(excerpt, place, hop) + f * hop));
	}
	for (size_t place = 0; place < hop; place++)
		search->scores[place] = share(search->sums[place]);
}

/* A coder's frame stands out among its neighbours; the places of a slow tone do not. */
static double over_neighbours(const struct search *search, size_t place)
{
	const size_t hop = search->frame->hop;
	double sum = 0.0;
	for (size_t distance = 1; distance <= around; distance++)
		sum += search->scores[(place + distance) % hop] + search->scores[(place + hop - distance) % hop];
	return search->scores[place] - sum / (2.0 * (double)around);
}

static void choose_places(struct search *search)
{
	double best[PLACES] = { 0.0 };
	search->place_count = 0;
	for (size_t place = 0; place < search->frame->hop; place++) {
		double score = over_neighbours(search, place);
		size_t at = search->place_count;
		while (at > 0 && best[at - 1] < score)
			at--;
		if (at == PLACES || score <= 0.0)
			continue;
		if (search->place_count < PLACES)
			search->place_count++;
		for (size_t i = search->place_count - 1; i > at; i--) {
			best[i] = best[i - 1];
			search->places[i] = search->places[i - 1];
		}
		best[at] = score;
		search->places[at] = place;
	}
}

/* The differences between a place and the places at which no frame begins. */
struct proof {
	double sum, squares;
	size_t count;
};

static double certainty(const struct proof *proof)
{
	double count = (double)proof->count, mean = proof->sum / count;
	double variance = (proof->squares - proof->sum * mean) / (count - 1.0);
	/* Frames of a wave whose period is that of the frames do not vary, and prove no more than one does. */
	return proof->count < FRAMES_LEAST || !(variance > 1e-6) ? 0.0 : mean / sqrt(variance / count);
}

static void prove_frame(struct search *search, size_t window, size_t at, struct proof *proof)
{
	struct sparseness found = coder_frame_look(search->frame, window, at), others = { 0 };
	const size_t hop = search->frame->hop;
	for (size_t i = 1; i <= CONTROLS; i++)
		add_sparseness(&others, coder_frame_look(search->frame, window, at + i * hop / (CONTROLS + 1) + i * i));
	if (found.count < hop / 16 || others.count < hop / 16)
		return;
	double difference = share(found) - share(others);
	proof->sum += difference;
	proof->squares += difference * difference;
	proof->count++;
}

/* Proves every place in all frames of all excerpts that the search did not take. */
static void prove(struct search *search, size_t window, size_t places, struct proof *proofs)
{
	const struct coder_scan *scan = search->scan;
	const size_t hop = search->frame->hop, span = search->frame->span;
	for (size_t e = 0; e < scan->count; e++) {
		if (!scan->excerpts[e].heard[search->lane])
			continue;
		coder_frame_load(search->frame, scan->excerpts[e].lanes[search->lane], CODER_SAMPLES);
		for (size_t p = 0; p < places; p++) {
			size_t at = first_at(&scan->excerpts[e], search->places[p], hop) + SEARCH_FRAMES * hop;
			for (size_t f = 0; f < PROOF_FRAMES && at + 2 * hop + span <= CODER_SAMPLES; f++, at += hop)
				prove_frame(search, window, at, &proofs[p]);
		}
	}
}

/* Keeps the best window of the best place. Returns true when it proves a coder. */
static bool judge(struct search *search, struct coder_findings *findings)
{
	struct proof proofs[PLACES] = { 0 };
	double best = 0.0, other = 0.0;
	size_t place = 0;
	prove(search, 0, search->place_count, proofs);
	for (size_t p = 0; p < search->place_count; p++) {
		double found = certainty(&proofs[p]);
		if (found > best) {
			other = best;
			best = found;
			place = search->places[p];
		} else {
			other = fmax(other, found);
		}
	}
	if (best < CODER_CERTAINTY / 2.0 || other > other_share * best)
		return false;
	search->places[0] = place;
	*findings = (struct coder_findings){
		.coder = search->frame->coders[0], .certainty = best, .first_frame = place, .hop = search->frame->hop
	};
	for (size_t window = 1; window < search->frame->window_count; window++) {
		struct proof proof = { 0 };
		prove(search, window, 1, &proof);
		const double found = certainty(&proof);
		if (found <= findings->certainty)
			continue;
		findings->certainty = found;
		findings->coder = search->frame->coders[window];
	}
	return findings->certainty >= CODER_CERTAINTY;
}

static bool search_lane(struct coder_scan *scan, struct coder_frame *frame, size_t lane, struct search *search,
			struct coder_findings *findings)
{
	*search = (struct search){ .scan = scan, .frame = frame, .lane = lane };
	try_all(search);
	choose_places(search);
	return judge(search, findings);
}

/* Lists the excerpts of a lane, and returns their count. */
static size_t list_excerpts(const struct coder_scan *scan, size_t lane, struct coder_excerpt *excerpts)
{
	size_t count = 0;
	for (size_t e = 0; e < scan->count; e++) {
		const struct excerpt *excerpt = &scan->excerpts[e];
		if (excerpt->heard[lane])
			excerpts[count++] = (struct coder_excerpt){
				.samples = excerpt->lanes[lane],
				.half_difference = lane == 0 && scan->lanes == 2 ? excerpt->lanes[1] : NULL,
				.first_frame = excerpt->index * CODER_SAMPLES,
			};
	}
	return count;
}

/* Looks for the steps of a quantiser. Opus is looked for in both lanes at once. */
static enum status find_steps(struct coder_scan *scan, enum coder coder, size_t hop, struct coder_findings *findings)
{
	struct quantiser_scan *quantisers = quantiser_scan_new(scan->arena, hop, scan->sample_rate);
	const size_t lanes = coder == CODER_OPUS ? 1 : scan->lanes;
	if (!quantisers)
		return STATUS_NO_MEMORY;
	for (size_t lane = 0; lane < lanes && findings->coder == CODER_NONE; lane++) {
		struct coder_excerpt excerpts[EXCERPTS];
		const size_t count = list_excerpts(scan, lane, excerpts);
		const struct quantiser_findings found = quantiser_scan_run(quantisers, excerpts, count);
		if (found.certainty >= QUANTISER_CERTAINTY)
			*findings = (struct coder_findings){ found.window == 2 ? CODER_VORBIS : coder, found.certainty,
							     found.place, hop };
	}
	return STATUS_OK;
}

static enum status find_all_steps(struct coder_scan *scan, struct coder_findings *findings)
{
	static const struct {
		enum coder coder;
		size_t hop;
	} coders[] = { { CODER_MP3, 576 }, { CODER_AAC, 1024 }, { CODER_OPUS, 960 } };
	enum status status = STATUS_OK;
	for (size_t c = 0; c < sizeof coders / sizeof *coders && status == STATUS_OK; c++)
		if (findings->coder == CODER_NONE && (coders[c].coder != CODER_OPUS || scan->sample_rate == opus_rate))
			status = find_steps(scan, coders[c].coder, coders[c].hop, findings);
	return status;
}

enum status coder_scan_read(struct coder_scan *scan, struct coder_findings *findings)
{
	static const size_t hops[] = { 576, 1024, 960 };
	struct search *search = ARENA_NEW(scan->arena, struct search);
	bool found = false;
	*findings = (struct coder_findings){ .coder = CODER_NONE };
	if (!search)
		return STATUS_NO_MEMORY;
	const enum status status = scan->count > 0 ? find_all_steps(scan, findings) : STATUS_OK;
	if (status != STATUS_OK || findings->coder != CODER_NONE)
		return status;
	for (size_t h = 0; h < sizeof hops / sizeof *hops && scan->count > 0 && !found; h++) {
		if (hops[h] == 960 && scan->sample_rate != opus_rate)
			continue;
		struct coder_frame *frame = coder_frame_new(scan->arena, hops[h]);
		if (!frame)
			return STATUS_NO_MEMORY;
		for (size_t lane = 0; lane < scan->lanes && !found; lane++)
			found = search_lane(scan, frame, lane, search, findings);
	}
	if (!found)
		*findings = (struct coder_findings){ .coder = CODER_NONE, .certainty = findings->certainty };
	return STATUS_OK;
}
