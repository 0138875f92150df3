/* stemprint: names the faults of a proof one after the other, each in what the ones before leave.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics.h"

#include "forensics/confidence.h"
#include "forensics/forensics_round.h"
#include "forensics/forensics_text.h"
#include "forensics/group_refit.h"

#include <math.h>
#include <string.h>

enum { CAUSES_MOST = 12, ROUNDS_MOST = 3 };

#define CONFIDENCE_LEAST 0.1
#define CHANGES 0.9 /* a cause that leaves a larger share changes nothing */
#define WORTH_A_ROUND 1e-5 /* share of the energy of the residual that another fault may have made */
#define WORTH_A_NAME 3e-3 /* the same, of a fault that no model explains, or after one that is undone roughly */
#define APPROXIMATION 0.01 /* the same, that a blamed stem still makes up */
#define FURTHER_FAULT 0.5 /* the confidence of a fault beside the first */
#define ALONE_DB 15.0 /* a model with this score needs no other fault beside it */
#define TOGETHER 0.25 /* share that two faults may leave of what one fault alone leaves */
#define FIRM_CONFIDENCE 0.85
#define GAIN_LEAST_DB 0.0005 /* the text tells three decimals */
#define PART_OF_A_FRAME 1e-4 /* frames: mended_source.h interpolates offsets that are less whole */

/* The causes that were found, each with its model. */
struct cause_list {
	struct cause *causes; /* [CAUSES_MOST] */
	struct model *models; /* [CAUSES_MOST] */
	size_t count;
	size_t faults; /* how many different ones */
};

struct search {
	const struct proof *proof;
	double floor_dbfs;
	double energy; /* of the residual of the files as they are */
	struct arena *arena; /* of the causes */
	struct arena *scratch; /* of the mended sources */
	struct source **files; /* [1 + stem_count] without the faults that were found */
	struct proof mended; /* of these files */
	int64_t *lags; /* [stem] that are not undone in the files */
	struct cause_list found, single; /* single: what the first round alone would say */
};

static bool list_init(struct cause_list *list, struct arena *arena)
{
	*list = (struct cause_list){ 0 };
	list->causes = ARENA_ARRAY(arena, struct cause, CAUSES_MOST);
	list->models = ARENA_ARRAY(arena, struct model, CAUSES_MOST);
	return list->causes && list->models;
}

static bool search_init(struct search *search)
{
	const struct proof *proof = search->proof;
	search->files = ARENA_ARRAY(search->scratch, struct source *, proof->stem_count + 1);
	search->lags = ARENA_ARRAY(search->scratch, int64_t, proof->stem_count);
	if (!search->files || !search->lags || !list_init(&search->found, search->arena) ||
	    !list_init(&search->single, search->arena))
		return false;
	search->files[0] = proof->mix;
	memcpy(search->files + 1, proof->stems, proof->stem_count * sizeof *search->files);
	search->mended = *proof;
	search->mended.stems = search->files + 1;
	return true;
}

/* Returns the share of the residual of the files as they are that the model leaves. */
static double left_of_all(const struct search *search, const struct forensics_round *round, const struct model *model)
{
	const struct forensics_case *evidence = &round->evidence;
	return model->share * (model->explains_lags ? evidence->energy : evidence->survey.energy) / search->energy;
}

/* Copies the matrix of a stem's sides. A late side has none. Returns false when out of memory. */
static bool add_matrix(struct cause *cause, const struct model *model, struct arena *arena)
{
	if (model->kind != CAUSE_STEREO || model->side_delays[SIDE_LEFT] != 0.0 ||
	    model->side_delays[SIDE_RIGHT] != 0.0)
		return true;
	struct stereo_matrix *matrix = ARENA_NEW(arena, struct stereo_matrix);
	if (!matrix)
		return false;
	*matrix = model->matrix;
	cause->matrix = matrix;
	return true;
}

static bool add_cause(struct search *search, struct cause_list *list, const struct forensics_round *round, size_t index,
		      size_t fault)
{
	const struct model *model = &round->models.items[index];
	if (list->count == CAUSES_MOST)
		return true;
	struct cause *cause = &list->causes[list->count];
	*cause = (struct cause){ .kind = model->kind,
				 .stem = model->stem,
				 .fault = fault,
				 .value = model->value,
				 .drift_ppm = model->drift_ppm,
				 .confidence = confidence_of(&round->models, index),
				 .left_db = 10.0 * log10(fmax(left_of_all(search, round, model), 1e-12)) };
	list->models[list->count++] = *model;
	return add_matrix(cause, model, search->arena) &&
	       forensics_explain(&round->evidence, model, cause, search->arena);
}

/* Adds the models that belong together from `first` on. They happened, so each is a fault of its own. */
static bool add_group(struct search *search, struct cause_list *list, const struct forensics_round *round, size_t first)
{
	const size_t end = first + forensics_round_group(round, first);
	bool done = true;
	for (size_t i = first; i < end && done; i++)
		done = add_cause(search, list, round, i, ++list->faults);
	return done;
}

/* Adds the best models, and then those that exclude them. */
static bool add_all(struct search *search, struct cause_list *list, const struct forensics_round *round)
{
	const size_t fault = list->faults + 1;
	bool done = add_group(search, list, round, 0);
	for (size_t i = forensics_round_group(round, 0); i < round->models.count && done; i++)
		if (round->models.items[i].share < CHANGES && confidence_of(&round->models, i) >= CONFIDENCE_LEAST)
			done = add_cause(search, list, round, i, fault);
	return done;
}

/* Tells whether a cause is surer than another one, in the percents that are told. What was found first stays first. */
static bool is_surer(const struct cause *one, const struct cause *other)
{
	return nearbyint(100.0 * one->confidence) > nearbyint(100.0 * other->confidence);
}

/* Sorts the surest causes first. */
static void sort(struct cause *causes, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const struct cause cause = causes[i];
		size_t slot = i;
		for (; slot > 0 && is_surer(&cause, &causes[slot - 1]); slot--)
			causes[slot] = causes[slot - 1];
		causes[slot] = cause;
	}
}

/* Returns whether a cause is a gain that shows no digit other than 0: the fit took back what the search had seen. */
static bool changes_nothing(const struct cause *cause)
{
	return cause->kind == CAUSE_GAIN && fabs(cause->value) < GAIN_LEAST_DB;
}

/* Removes the causes that change nothing, and numbers the other faults anew. */
static void remove_nothing(struct cause_list *list)
{
	size_t kept = 0, gone = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct cause cause = list->causes[i];
		const bool alone = (i == 0 || list->causes[i - 1].fault != cause.fault) &&
				   (i + 1 == list->count || list->causes[i + 1].fault != cause.fault);
		if (changes_nothing(&cause)) {
			gone += alone;
			continue;
		}
		cause.fault -= gone;
		list->causes[kept++] = cause;
	}
	list->count = kept;
}

static bool is_unexplained(const struct model *model)
{
	return model->certainty > 0.0;
}

/* Returns whether the whole group from `index` on can be undone, and stands beside any other fault. */
static bool is_firm(const struct forensics_round *round, size_t index)
{
	const size_t end = index + forensics_round_group(round, index);
	bool firm = !round->models.items[index].together;
	for (size_t i = index; i < end; i++)
		firm &= round->models.items[i].firm && round->models.items[i].undo;
	return firm;
}

/* Returns the first of the models to begin with: the best ones, or, when these explain little, the best ones that stand
   beside any other fault. */
static size_t choose(const struct forensics_round *round)
{
	const struct models *models = &round->models;
	if (!is_unexplained(&models->items[0]) && model_score(&models->items[0]) >= ALONE_DB)
		return 0;
	size_t best = models->count;
	/* A constant lies in the lowest bins of every spectrum, so it goes first. */
	for (size_t i = 0; i < models->count; i++)
		if (models->items[i].kind == CAUSE_CONSTANT && is_firm(round, i))
			return i;
	for (size_t i = 0; i < models->count; i++)
		if (is_firm(round, i) &&
		    (best == models->count || model_score(&models->items[i]) > model_score(&models->items[best])))
			best = i;
	return best < models->count ? best : 0;
}

/* Takes away, in the files, what the models of a group explain. Returns NO_MEMORY, or sets *undone. */
static enum status undo(struct search *search, const struct forensics_round *round, size_t first, bool *undone)
{
	const size_t end = first + forensics_round_group(round, first);
	memcpy(search->lags, round->evidence.lags, search->proof->stem_count * sizeof *search->lags);
	*undone = true;
	for (size_t i = first; i < end; i++)
		*undone = *undone && round->models.items[i].undo;
	if (*undone && !forensics_round_undo(round, first, search->files, search->lags, search->scratch))
		return STATUS_NO_MEMORY;
	return STATUS_OK;
}

/* Takes the faults of a group away, and ranks what is left. Sets *more when something is. */
static enum status look_further(struct search *search, struct forensics_round *round, size_t first, bool *more)
{
	enum status status = undo(search, round, first, more);
	forensics_round_close(round);
	if (status != STATUS_OK || !*more)
		return status;
	search->mended.mix = search->files[0];
	status = forensics_round_open(round, &search->mended, search->floor_dbfs);
	*more = status == STATUS_OK && !forensics_round_is_clean(round) &&
		round->evidence.energy > WORTH_A_ROUND * search->energy;
	return *more ? forensics_round_rank(round, search->lags) : status;
}

/* Returns whether a cause was taken away, and is not one that the cause taken away excludes. */
static bool leads(const struct cause_list *list, size_t index)
{
	bool first = true;
	for (size_t i = 0; i < index; i++)
		first &= list->causes[i].fault != list->causes[index].fault;
	return first;
}

static bool is_blamed(const struct search *search, size_t stem)
{
	bool blamed = false;
	for (size_t i = 0; i < search->found.count; i++)
		blamed |= leads(&search->found, i) && search->found.causes[i].stem == stem;
	return blamed;
}

/* Returns whether a stem is blamed for a fault that, as the spectra tell, leaves a good part of the residual. What is
   left when another one is undone is the fault of the way it is undone. */
static bool is_blamed_roughly(const struct search *search, size_t stem)
{
	bool roughly = false;
	for (size_t i = 0; i < search->found.count; i++)
		roughly |= leads(&search->found, i) && search->found.causes[i].stem == stem &&
			   search->found.causes[i].left_db > 10.0 * log10(APPROXIMATION);
	return roughly;
}

/* A filter is undone only as far as spectra tell, and an offset by a part of a frame neither at the ends of the files
   nor next to half of the rate. */
static bool is_undone_roughly(const struct model *model)
{
	const double delay = model->gain_delay.delay;
	const bool between = model->kind <= CAUSE_POLARITY && fabs(delay - nearbyint(delay)) > PART_OF_A_FRAME;
	return between || model->kind == CAUSE_FILTER || model->kind == CAUSE_STEREO;
}

/* What was undone roughly leaves a rest that must not be named. */
static bool is_rough(const struct search *search)
{
	bool rough = false;
	for (size_t i = 0; i < search->found.count; i++)
		rough |= leads(&search->found, i) && is_undone_roughly(&search->found.models[i]);
	return rough;
}

/* A fault that chance does not explain, and that stands beside another one, is sure however little it explains. */
static void make_sure(struct cause_list *list, size_t from)
{
	for (size_t i = from; i < list->count; i++)
		if (leads(list, i))
			list->causes[i].confidence = fmax(list->causes[i].confidence, FIRM_CONFIDENCE);
}

/* When a blamed stem still makes up a good part of what is left, and nothing explains it, then the fault that was
   undone was an approximation of something that moves. */
static bool is_approximation(const struct search *search, const struct forensics_round *round)
{
	const struct model *model = &round->models.items[0];
	return is_unexplained(model) && model->kind == CAUSE_RANDOM && is_blamed_roughly(search, model->stem) &&
	       round->evidence.energy > APPROXIMATION * search->energy;
}

/* A delay by a part of a frame is a part of what a filter does, and any delay one of a clock that drifts. When either
   of them, in the same stem, explains what the offset has left, there is no offset. */
static bool is_part_of_more(const struct search *search, const struct forensics_round *round)
{
	const struct cause *cause = &search->found.causes[0];
	const struct model *model = &round->models.items[0];
	const bool filter = model->kind == CAUSE_FILTER && fabs(cause->value) < 1.0;
	const bool drift = model->kind == CAUSE_RATE && model->drift_ppm != 0.0;
	return search->found.faults == 1 && cause->kind == CAUSE_OFFSET && (filter || drift) &&
	       model->stem == cause->stem;
}

/* Puts a stem that moves, a filter or a drift before all that was found, which now exclude it. */
static bool replace(struct search *search, const struct forensics_round *round)
{
	struct cause_list list = search->found;
	if (!list_init(&search->found, search->arena) || !add_group(search, &search->found, round, 0))
		return false;
	for (size_t i = 0; i < list.count && search->found.count < CAUSES_MOST; i++) {
		struct cause *cause = &search->found.causes[search->found.count];
		search->found.models[search->found.count++] = list.models[i];
		*cause = list.causes[i];
		cause->fault = 1;
		cause->confidence = fmin(cause->confidence, 1.0 - search->found.causes[0].confidence);
	}
	return true;
}

/* The mean of a residual holds a little of other faults, so a constant that was taken away leaves a little constant. */
static bool is_rest_of_constant(const struct search *search, const struct model *model)
{
	bool found = false;
	for (size_t i = 0; i < search->found.count && model->kind == CAUSE_CONSTANT; i++)
		found |= leads(&search->found, i) && search->found.models[i].kind == CAUSE_CONSTANT;
	return found;
}

/* Returns whether what is left tells of a fault beside those that were found, and not of these again. */
static bool is_further(const struct search *search, const struct forensics_round *round)
{
	const struct model *model = &round->models.items[0];
	const bool blamed = is_blamed(search, model->stem) &&
			    (is_rough(search) || (is_unexplained(model) && model->kind == CAUSE_RANDOM));
	const bool again = blamed || is_rest_of_constant(search, model);
	const bool little =
		(is_unexplained(model) || is_rough(search)) && round->evidence.energy < WORTH_A_NAME * search->energy;
	return !again && !little && confidence_of(&round->models, 0) >= FURTHER_FAULT;
}

/* Returns whether the faults that stand beside others, and the one that the round found, say more than the best single
   model. */
static bool is_better_together(const struct search *search, const struct forensics_round *round)
{
	const struct cause *alone = &search->single.causes[0];
	if (is_unexplained(&search->single.models[0]))
		return true;
	const double left = left_of_all(search, round, &round->models.items[0]);
	return left <= TOGETHER * pow(10.0, alone->left_db / 10.0);
}

static enum status find_faults(struct search *search, struct forensics_round *round)
{
	enum status status = forensics_round_rank(round, NULL);
	if (status != STATUS_OK)
		return status;
	size_t first = choose(round);
	status = group_refit(round, first, search->files);
	if (status != STATUS_OK)
		return status;
	if (!(first == 0 ? add_all(search, &search->found, round)
			 : add_all(search, &search->single, round) && add_group(search, &search->found, round, first)))
		return STATUS_NO_MEMORY;
	bool more = true, firm = is_firm(round, first);
	size_t last = 0; /* the first cause of the round before */
	for (int i = 1; status == STATUS_OK && more && i < ROUNDS_MOST; i++) {
		status = look_further(search, round, first, &more);
		if (status != STATUS_OK || !more)
			break;
		if (is_approximation(search, round) || is_part_of_more(search, round))
			return replace(search, round) ? STATUS_OK : STATUS_NO_MEMORY;
		more = is_further(search, round) && (first == 0 || is_better_together(search, round));
		if (first > 0 && !more)
			search->found = search->single;
		if (!more)
			break;
		if (firm)
			make_sure(&search->found, last);
		last = search->found.count;
		firm = is_firm(round, 0);
		status = group_refit(round, 0, search->files);
		if (status == STATUS_OK && !add_all(search, &search->found, round))
			status = STATUS_NO_MEMORY;
		first = 0;
	}
	return status;
}

enum status forensics_run(const struct proof *proof, double floor_dbfs, struct arena *arena,
			  struct forensics *forensics)
{
	*forensics = (struct forensics){ 0 };
	struct search search = { .proof = proof, .floor_dbfs = floor_dbfs, .arena = arena, .scratch = arena_new() };
	struct forensics_round round = { 0 };
	if (!search.scratch)
		return STATUS_NO_MEMORY;
	enum status status = search_init(&search) ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = forensics_round_open(&round, proof, floor_dbfs);
	search.energy = round.evidence.energy;
	if (status == STATUS_OK && !forensics_round_is_clean(&round))
		status = find_faults(&search, &round);
	remove_nothing(&search.found);
	sort(search.found.causes, search.found.count);
	forensics->causes = search.found.causes;
	forensics->cause_count = search.found.count;
	forensics->failed_file = round.evidence.reader.failed_file;
	forensics->problem = round.evidence.reader.problem;
	forensics_round_close(&round);
	arena_free(search.scratch);
	return status;
}
