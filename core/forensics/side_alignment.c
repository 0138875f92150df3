/* stemprint: finds stems whose two sides lie in the mix at different times.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/side_alignment.h"

#include "forensics/mended_source.h"
#include "forensics/side_source.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 3, DOUBTED_MOST = 4 };

#define APART 0.05 /* frames: sides that are less apart lie together */
#define SETTLED 0.002 /* frames: a round that moves no side by more is the last one */
#define WORTH_DB 1.0 /* what the late sides must lower the residual by */
#define HARDLY_THERE 0.03 /* a gain next to 0 has no offset */
#define NEXT_TO_NOTHING_DB (-90.0) /* of the mix: a residual in which no late side is looked for */
#define CROSSING 0.01 /* of the largest gain of a matrix: less of it leads nothing to the other side */

/* How the stems are read, and what this leaves. */
struct reading {
	double *delays; /* [stem] by how many frames the mix holds the right side later than the left one; 0: as one */
	struct alignment alignment; /* of the stems that are read so */
};

struct search {
	const struct proof *proof;
	struct arena *arena; /* of the results */
	struct reading best;
	size_t failed_file;
	const char *problem;
};

static size_t stems_of(const struct search *search)
{
	return search->proof->stem_count;
}

/* Makes the right side of a stem come later, or the left one where the delay is under 0, as the mix holds it. */
static struct source *late_source(struct source *stem, double delay, struct arena *arena)
{
	bool done = true;
	const size_t side = delay > 0.0 ? SIDE_RIGHT : SIDE_LEFT;
	const struct mend mend = mend_late_side(side, fabs(delay), arena, &done);
	return done ? mended_source_new(arena, stem, &mend) : NULL;
}

/* Makes the proof of stems that are read with these delays. */
static bool late_proof_init(struct proof *late, const struct proof *proof, const double *delays, struct arena *arena)
{
	struct source **stems = ARENA_ARRAY(arena, struct source *, proof->stem_count);
	*late = *proof;
	late->stems = stems;
	bool done = stems;
	for (size_t i = 0; i < proof->stem_count && done; i++) {
		stems[i] = delays[i] == 0.0 ? proof->stems[i] : late_source(proof->stems[i], delays[i], arena);
		done = stems[i];
	}
	return done;
}

static enum status align(struct search *search, const struct proof *proof, struct arena *arena,
			 struct alignment *alignment)
{
	const enum status status = alignment_find(proof, arena, alignment);
	search->failed_file = alignment->failed_file;
	search->problem = alignment->problem;
	return status;
}

/* Aligns the stems as they are read with the delays of `reading`. */
static enum status read_so(struct search *search, struct reading *reading)
{
	struct proof late;
	struct arena *scratch = arena_new();
	enum status status = STATUS_NO_MEMORY;
	if (scratch && late_proof_init(&late, search->proof, reading->delays, scratch))
		status = align(search, &late, search->arena, &reading->alignment);
	arena_free(scratch);
	return status;
}

static bool crosses(const struct stereo_matrix *matrix)
{
	if (!matrix)
		return false;
	const double(*gain)[SIDES] = matrix->gain;
	const double along = fmax(fabs(gain[0][0]), fabs(gain[1][1]));
	const double across = fmax(fabs(gain[0][1]), fabs(gain[1][0]));
	return across > CROSSING * fmax(along, across);
}

/* Makes the proof of one side. A stem of the present reading that leads one side to the other is led so here, too; in
   the first round nothing is known about that. */
static bool side_proof_init(struct proof *part, const struct search *search, size_t side, bool known,
			    struct arena *arena)
{
	const struct reading *best = &search->best;
	struct source **stems = ARENA_ARRAY(arena, struct source *, stems_of(search));
	if (!stems || !late_proof_init(part, search->proof, best->delays, arena))
		return false;
	part->mix = side_source_new(arena, search->proof->mix, side);
	bool done = part->mix;
	for (size_t i = 0; i < stems_of(search) && done; i++) {
		struct source *stem = part->stems[i];
		struct mend mend = mend_none();
		if (known && crosses(best->alignment.stems[i].matrix)) {
			mend.matrix = best->alignment.stems[i].matrix->gain[0];
			stem = mended_source_new(arena, stem, &mend);
		}
		stems[i] = stem ? side_source_new(arena, stem, side) : NULL;
		done = stems[i];
	}
	part->stems = stems;
	return done;
}

static bool is_there(const struct alignment_stem *stem)
{
	return stem->known && fabs(stem->gain) >= HARDLY_THERE;
}

/* Measures each side for itself, and moves the delays by what the sides are still apart. */
static enum status measure_sides(struct search *search, bool known, double *delays)
{
	struct arena *scratch = arena_new();
	struct alignment sides[SIDES] = { 0 };
	enum status status = scratch ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t side = 0; side < SIDES && status == STATUS_OK; side++) {
		struct proof part;
		status = side_proof_init(&part, search, side, known, scratch)
				 ? align(search, &part, scratch, &sides[side])
				 : STATUS_NO_MEMORY;
	}
	for (size_t i = 0; i < stems_of(search) && status == STATUS_OK; i++) {
		const struct alignment_stem *left = &sides[SIDE_LEFT].stems[i], *right = &sides[SIDE_RIGHT].stems[i];
		const bool led = known && crosses(search->best.alignment.stems[i].matrix);
		delays[i] = search->best.delays[i];
		if (!led && is_there(left) && is_there(right))
			delays[i] += right->offset - left->offset;
		if (fabs(delays[i]) < APART || fabs(delays[i]) > MEND_LATE_MOST)
			delays[i] = 0.0;
	}
	arena_free(scratch);
	return status;
}

static bool reading_init(struct reading *reading, const struct search *search)
{
	*reading = (struct reading){ .delays = ARENA_ARRAY(search->arena, double, stems_of(search)) };
	return reading->delays;
}

/* Returns the stem with the sides that are the least apart beyond `beyond`; the number of stems when there is none. */
static size_t next_apart(const struct search *search, const double *delays, double beyond)
{
	size_t next = stems_of(search);
	for (size_t i = 0; i < stems_of(search); i++)
		if (fabs(delays[i]) > beyond && (next == stems_of(search) || fabs(delays[i]) < fabs(delays[next])))
			next = i;
	return next;
}

static size_t count_apart(const struct search *search, const double *delays)
{
	size_t count = 0;
	for (size_t i = 0; i < stems_of(search); i++)
		count += delays[i] != 0.0;
	return count;
}

/* Puts the sides of a stem together again where this costs nothing. Another fault had moved them apart. */
static enum status doubt_each(struct search *search, struct reading *reading)
{
	const double *found = reading->delays;
	enum status status = STATUS_OK;
	double beyond = 0.0;
	for (int k = 0; k < DOUBTED_MOST && count_apart(search, reading->delays) > 1 && status == STATUS_OK; k++) {
		const size_t stem = next_apart(search, found, beyond);
		struct reading without;
		if (stem == stems_of(search))
			break;
		if (!reading_init(&without, search))
			return STATUS_NO_MEMORY;
		beyond = fabs(found[stem]);
		memcpy(without.delays, reading->delays, stems_of(search) * sizeof *without.delays);
		without.delays[stem] = 0.0;
		status = read_so(search, &without);
		if (status == STATUS_OK &&
		    without.alignment.corrected_dbfs < reading->alignment.corrected_dbfs + WORTH_DB)
			*reading = without;
	}
	return status;
}

/* Returns whether no side is moved further by more than the accuracy that is promised. */
static bool is_settled(const struct search *search, const double *delays)
{
	bool settled = true;
	for (size_t i = 0; i < stems_of(search); i++)
		settled &= fabs(delays[i] - search->best.delays[i]) < SETTLED;
	return settled;
}

/* Makes one round. Sets *more to whether another one may find more. */
static enum status run_round(struct search *search, bool first, bool *more)
{
	struct reading trial;
	*more = false;
	if (!reading_init(&trial, search))
		return STATUS_NO_MEMORY;
	enum status status = measure_sides(search, !first, trial.delays);
	if (status != STATUS_OK || is_settled(search, trial.delays))
		return status;
	status = read_so(search, &trial);
	if (status == STATUS_OK && first)
		status = doubt_each(search, &trial);
	const double worth = first ? WORTH_DB : 0.0;
	*more = status == STATUS_OK && trial.alignment.corrected_dbfs < search->best.alignment.corrected_dbfs - worth;
	if (*more)
		search->best = trial;
	return status;
}

/* Tells the offset of the side that stands nearer to its place as that of the stem. */
static void tell(struct alignment_stem *stem, double delay)
{
	const double left = stem->offset + (delay < 0.0 ? -delay : 0.0), right = stem->offset + fmax(0.0, delay);
	stem->offset = fabs(left) <= fabs(right) ? left : right;
	stem->side_delays[SIDE_LEFT] = left - stem->offset;
	stem->side_delays[SIDE_RIGHT] = right - stem->offset;
}

static bool leaves_something(const struct search *search)
{
	const struct alignment *found = &search->best.alignment;
	return search->proof->mix->channels == SIDES && found->corrected_dbfs > found->mix_dbfs + NEXT_TO_NOTHING_DB;
}

enum status side_alignment_find(const struct proof *proof, struct arena *arena, struct alignment *alignment)
{
	struct search search = { .proof = proof, .arena = arena };
	enum status status = reading_init(&search.best, &search) ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = align(&search, proof, arena, &search.best.alignment);
	const double as_they_are = search.best.alignment.residual_dbfs;
	bool more = status == STATUS_OK && leaves_something(&search);
	for (int round = 0; round < ROUNDS && more && status == STATUS_OK; round++)
		status = run_round(&search, round == 0, &more);
	*alignment = search.best.alignment;
	alignment->residual_dbfs = as_they_are;
	alignment->failed_file = search.failed_file;
	alignment->problem = search.problem;
	for (size_t i = 0; i < proof->stem_count && status == STATUS_OK; i++)
		if (search.best.delays[i] != 0.0)
			tell(&alignment->stems[i], search.best.delays[i]);
	return status;
}
