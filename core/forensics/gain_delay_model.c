/* stemprint: finds the stems whose gains and delays explain most of the residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/gain_delay_model.h"

#include "dsp/elementary.h"
#include "forensics/mended_source.h"

#include <math.h>
#include <string.h>

enum { STEMS_MOST = 8 };

#define WORTH_A_STEM 0.5 /* share of the energy left that a further stem must explain */
#define WORTH_A_FIRM_STEM 0.002 /* the same, when chance cannot explain it */
#define WORTH_A_FIRM_MIX 0.97 /* share that a change of the mix may leave: that of one stem changes the sum, too */
#define FIRM 10.0 /* times over what chance makes */
#define LIKE_OTHERS 0.015 /* distance of the gains of stems that have one gain, of that gain */
#define OF_MOST 0.5 /* share of the energy, or of the number, of all stems that have this gain */
#define MIX_GAIN_LEAST 0.001 /* from 1: 0.01 dB */
#define ENOUGH 1e-4 /* share of the energy of the residual under which only firm stems count */
#define NOTHING_LEFT 1e-7 /* the same share, under which the search ends */
#define HARDLY_THERE 0.03
#define TWICE 0.003
#define FURTHER_STEM_DB 0.5
#define OFFSET_MATTERS 3.0 /* energy that a gain alone leaves, over the energy that a gain and an offset leave */
#define OFFSET_PART 0.1 /* of what a signal explains: the part that its offset must explain beside other faults */
#define GAIN_MATTERS 0.02 /* share of the energy of the residual that a gain beside an offset must make */
#define GAIN_SHOWS 100.0 /* times the energy that is left: a softer gain shows as well */
#define GAIN_LEAST 1e-3 /* from 1: 0.01 dB */

/* The set of stems that grows, stem by stem, to the best one. */
struct search {
	const struct forensics_case *evidence;
	struct sum_fit *fit; /* of the files as they are, or of the mix divided by its gain */
	double mix_gain; /* linear; default 1 */
	size_t *free, count; /* the set */
	size_t *others, other_count; /* stems that can be told apart, and are not in the set */
	struct gain_delay *gain_delays, *trial; /* [stem + 1] */
	double left;
};

static bool search_init(struct search *search, const struct forensics_case *evidence)
{
	const size_t stems = evidence->proof->stem_count;
	*search = (struct search){
		.evidence = evidence, .fit = evidence->fit, .mix_gain = 1.0, .left = evidence->fit->energy
	};
	search->free = ARENA_ARRAY(evidence->arena, size_t, stems + 1);
	search->others = ARENA_ARRAY(evidence->arena, size_t, stems);
	search->gain_delays = ARENA_ARRAY(evidence->arena, struct gain_delay, stems + 1);
	search->trial = ARENA_ARRAY(evidence->arena, struct gain_delay, stems + 1);
	if (!search->free || !search->others || !search->gain_delays || !search->trial)
		return false;
	for (size_t i = 0; i < stems; i++)
		search->gain_delays[i].gain = proof_gain(evidence->proof, i);
	search->gain_delays[stems].gain = 1.0;
	search->other_count = sum_fit_distinct(evidence->fit, search->gain_delays, search->others);
	return true;
}

static void take(struct search *search, size_t index)
{
	search->free[search->count++] = search->others[index];
	search->others[index] = search->others[--search->other_count];
}

/* Stems with a lag are in the set from the start. */
static void take_lagging(struct search *search)
{
	for (size_t i = search->other_count; i-- > 0;)
		if (search->evidence->lags[search->others[i]] != 0)
			take(search, i);
	if (search->count > 0)
		search->left = sum_fit_run(search->fit, search->free, search->count, 0, true, search->gain_delays);
}

/* Fits another stem beside the set, which begins at a delay, in search->trial. Returns the energy that is left. */
static double try_stem(struct search *search, size_t other, double delay)
{
	const size_t bytes = (search->evidence->proof->stem_count + 1) * sizeof *search->trial;
	memcpy(search->trial, search->gain_delays, bytes);
	search->free[search->count] = search->others[other];
	search->trial[search->others[other]].delay = delay;
	return sum_fit_run(search->fit, search->free, search->count + 1, search->count, true, search->trial);
}

/* Returns whether the stem that was tried last explains what chance does not. */
static bool is_firm(struct search *search)
{
	return sum_fit_firmness(search->fit, search->free, search->count + 1, search->count, search->trial) >= FIRM;
}

/* Tells whether a stem sounds only where delays of the others leave a residual at the ends of the files. */
static bool is_at_an_end(const struct forensics_case *evidence, size_t stem)
{
	const struct survey_file *file = &evidence->survey.files[stem + 1];
	const double edge = PROOF_EDGE_SECONDS * evidence->sample_rate;
	return (double)file->begin + edge >= (double)evidence->reader.frames || (double)file->end <= edge;
}

/* Adds the stem that explains most. Returns false when that is neither enough nor beyond chance. */
static bool extend(struct search *search)
{
	size_t best = search->other_count;
	double least = search->left, delay = 0.0;
	for (size_t i = 0; i < search->other_count; i++) {
		if (search->count > 0 && is_at_an_end(search->evidence, search->others[i]))
			continue;
		const double starts[] = { 0.0, sum_fit_coarse_delay(search->fit, search->others[i]) };
		for (size_t k = 0; k < (starts[1] != 0.0 ? 2 : 1); k++) {
			const double left = try_stem(search, i, starts[k]);
			if (left >= least)
				continue;
			least = left;
			best = i;
			delay = starts[k];
		}
	}
	if (best == search->other_count || least > (1.0 - WORTH_A_FIRM_STEM) * search->left)
		return false;
	(void)try_stem(search, best, delay);
	const bool enough = least <= (1.0 - WORTH_A_STEM) * search->left && search->left > ENOUGH * search->fit->energy;
	if (!enough && !is_firm(search))
		return false;
	search->gain_delays[search->others[best]] = search->trial[search->others[best]];
	take(search, best);
	search->left = sum_fit_run(search->fit, search->free, search->count, 0, true, search->gain_delays);
	return true;
}

static double expected_gain(const struct forensics_case *evidence, size_t signal)
{
	return signal < evidence->proof->stem_count ? proof_gain(evidence->proof, signal) : 1.0;
}

/* Returns the energy that would be left if the signal had no offset beside its lag, and the gain that fits best or the
   one that is expected. */
static double left_without_offset(struct search *search, size_t index, bool best)
{
	const size_t signal = search->free[index];
	memcpy(search->trial, search->gain_delays, (search->evidence->proof->stem_count + 1) * sizeof *search->trial);
	search->trial[signal] = (struct gain_delay){ expected_gain(search->evidence, signal), 0.0 };
	return sum_fit_run(search->fit, search->free, search->count, best ? 0 : search->count, false, search->trial);
}

/* An offset matters when it explains most of what a gain leaves, or, beside other faults, a good part of what this
   signal explains at all. */
static bool offset_matters(struct search *search, size_t index)
{
	const double by_gain = left_without_offset(search, index, true);
	if (by_gain > OFFSET_MATTERS * search->left + ENOUGH * search->evidence->fit->energy)
		return true;
	const double explained = left_without_offset(search, index, false) - search->left;
	return by_gain - search->left > OFFSET_PART * explained && explained > WORTH_A_FIRM_STEM * search->left;
}

static double power_of(const struct forensics_case *evidence, size_t signal)
{
	double power = 0.0;
	for (size_t k = 0; k < evidence->spectra->bin_count; k++)
		power += sum_fit_power(evidence->fit, signal, k);
	return power;
}

static enum cause_kind kind_of(const struct gain_delay *gain_delay, bool moved)
{
	if (fabs(gain_delay->gain) < HARDLY_THERE)
		return CAUSE_ABSENT;
	if (gain_delay->gain < 0.0)
		return CAUSE_POLARITY;
	if (moved)
		return CAUSE_OFFSET;
	return fabs(gain_delay->gain - 2.0) < TWICE ? CAUSE_DOUBLED : CAUSE_GAIN;
}

static double value_of(enum cause_kind kind, const struct gain_delay *gain_delay)
{
	if (kind == CAUSE_OFFSET)
		return gain_delay->delay;
	if (kind == CAUSE_GAIN || kind == CAUSE_POLARITY)
		return gain_to_decibel(fabs(gain_delay->gain));
	return gain_delay->gain;
}

void gain_delay_model_set(struct model *model, const struct gain_delay *gain_delay, bool beside)
{
	model->gain_delay = *gain_delay;
	model->kind = beside ? CAUSE_GAIN : kind_of(gain_delay, gain_delay->delay != 0.0);
	model->value = value_of(model->kind, gain_delay);
}

/* Silences, in all files, the frames that a file has lost which comes later or earlier now. */
static bool silence_edge(const struct forensics_case *evidence, double later, struct source **files,
			 struct arena *arena)
{
	const uint64_t frames = evidence->reader.frames, edge = (uint64_t)ceil(fabs(later));
	if (edge == 0 || fabs(later) > PROOF_EDGE_SECONDS * evidence->sample_rate || edge >= frames)
		return true;
	return later > 0.0 ? model_silence(evidence, 0, edge, files, arena)
			   : model_silence(evidence, frames - edge, frames, files, arena);
}

static bool undo(const struct forensics_case *evidence, const struct model *model, struct source **files,
		 struct arena *arena)
{
	const struct gain_delay *held = &model->gain_delay;
	const size_t file = model->stem == CAUSE_OF_MIX ? 0 : model->stem + 1;
	bool done = true;
	const struct mend mend = file == 0 ? mend_gain_delay(1.0 / held->gain, -held->delay, arena, &done)
					   : mend_gain_delay(held->gain, held->delay, arena, &done);
	files[file] = done ? mended_source_new(arena, files[file], &mend) : NULL;
	const double later = file == 0 ? -held->delay : held->delay;
	return files[file] && silence_edge(evidence, later, files, arena);
}

static bool can_undo(const struct model *model)
{
	return model->kind != CAUSE_MISSING && (model->stem != CAUSE_OF_MIX || model->kind != CAUSE_ABSENT);
}

static double handicap_of(const struct search *search)
{
	return FURTHER_STEM_DB * ((double)search->count - 1.0 + (search->mix_gain != 1.0 ? 1.0 : 0.0));
}

/* Adds the model of a stem of the set; where it has an offset and a gain, one model for each. */
static void add_signal(struct models *models, struct search *search, size_t index, double share)
{
	const struct forensics_case *evidence = search->evidence;
	const size_t stems = evidence->proof->stem_count, signal = search->free[index];
	const size_t stem = signal < stems ? signal : CAUSE_OF_MIX;
	const int64_t lag = evidence->lags[signal < stems ? signal : 0];
	struct gain_delay gain_delay = search->gain_delays[signal];
	const bool there = fabs(gain_delay.gain) >= HARDLY_THERE;
	bool moved = lag != 0;
	if (there && !moved && fabs(gain_delay.delay) >= 0.002)
		moved = offset_matters(search, index);
	gain_delay.delay = there && moved ? gain_delay.delay + (double)lag : 0.0;
	const bool candidate = expected_gain(evidence, signal) == 0.0;
	struct model model = { .kind = candidate ? CAUSE_MISSING : kind_of(&gain_delay, moved),
			       .stem = stem,
			       .share = share,
			       .handicap_db = handicap_of(search),
			       .gain_delay = gain_delay,
			       .together = index > 0 || search->mix_gain != 1.0,
			       .firm = share < (stem == CAUSE_OF_MIX ? WORTH_A_FIRM_MIX : 1.0) &&
				       sum_fit_firmness(search->fit, search->free, search->count, index,
							search->gain_delays) >= FIRM,
			       .explains_lags = true };
	model.value = value_of(model.kind, &gain_delay);
	model.undo = can_undo(&model) ? undo : NULL;
	models_add(models, &model);
	const double off = gain_delay.gain - 1.0;
	const double made = off * off * power_of(evidence, signal) / evidence->fit->energy * evidence->survey.energy;
	const bool shows =
		made > GAIN_SHOWS * fmax(share * evidence->energy, evidence->floor) && fabs(off) > GAIN_LEAST;
	if (model.kind != CAUSE_OFFSET || (made < GAIN_MATTERS * evidence->energy && !shows))
		return;
	model.kind = CAUSE_GAIN;
	model.value = value_of(CAUSE_GAIN, &gain_delay);
	model.together = true;
	model.undo = model_undone; /* by the model of the offset, which stands before that of the gain */
	models_add(models, &model);
}

/* Returns the share that is left of the residual without lags: only these models explain the lags. */
static double share_left(const struct search *search)
{
	const struct forensics_case *evidence = search->evidence;
	const double left = search->left * search->mix_gain * search->mix_gain;
	return forensics_case_share(evidence, left) * evidence->survey.energy / evidence->energy;
}

static bool lags_alike(const struct forensics_case *evidence)
{
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	bool alike = true;
	for (size_t i = 1; i < said && alike; i++)
		alike = evidence->lags[i] == evidence->lags[0] || evidence->survey.files[i + 1].energy == 0.0;
	return alike && said > 1;
}

/* Adds the model of the mix as a whole. Returns the share that it leaves. */
static double add_mix(struct models *models, struct search *search)
{
	const size_t sum = search->evidence->proof->stem_count;
	search->free[0] = sum;
	search->count = 1;
	search->left = sum_fit_run(search->fit, search->free, 1, 0, true, search->gain_delays);
	const double share = share_left(search);
	add_signal(models, search, 0, share);
	search->count = 0;
	search->left = search->fit->energy;
	return share;
}

/* Finds the set of stems. Returns the share that it leaves. */
static double find_set(struct search *search)
{
	take_lagging(search);
	while (search->count < STEMS_MOST && search->other_count > 0 &&
	       search->left > NOTHING_LEFT * search->fit->energy)
		if (!extend(search))
			break;
	return share_left(search);
}

/* Returns the mean gain of the stems whose gain is like `gain`, and their share of all stems: of their energy or of
   their number, which is larger. */
static double mean_near(const struct search *search, double gain, double *share)
{
	double all = 0.0, near = 0.0, sum = 0.0, count = 0.0;
	for (size_t p = 0; p < search->count; p++) {
		const double power = power_of(search->evidence, search->free[p]);
		const double here = search->trial[search->free[p]].gain;
		all += power;
		if (fabs(here - gain) > LIKE_OTHERS * gain)
			continue;
		near += power;
		sum += power * here;
		count += 1.0;
	}
	*share = fmax(all > 0.0 ? near / all : 0.0, count / (double)search->count);
	return near > 0.0 ? sum / near : 1.0;
}

/* Returns the gain that most stems have when all are fitted together: a gain of the mix changes all but those with a
   fault of their own. 1: they have none. */
static double gain_of_most(struct search *search)
{
	const size_t stems = search->evidence->proof->stem_count;
	double most = OF_MOST, found = 1.0;
	search->count = sum_fit_distinct(search->fit, search->gain_delays, search->free);
	memcpy(search->trial, search->gain_delays, (stems + 1) * sizeof *search->trial);
	(void)sum_fit_run(search->fit, search->free, search->count, 0, true, search->trial);
	for (size_t p = 0; p < search->count && search->count > 2; p++) {
		double share = 0.0;
		const double gain = search->trial[search->free[p]].gain;
		const double mean = gain > HARDLY_THERE ? mean_near(search, gain, &share) : 1.0;
		if (gain <= HARDLY_THERE || share <= most)
			continue;
		most = share;
		found = mean;
	}
	search->count = 0;
	return fabs(found - 1.0) > MIX_GAIN_LEAST ? found : 1.0;
}

static void add_mix_gain(struct models *models, const struct search *search, double share)
{
	const struct model model = { .kind = CAUSE_GAIN,
				     .stem = CAUSE_OF_MIX,
				     .share = share,
				     .handicap_db = handicap_of(search),
				     .value = gain_to_decibel(search->mix_gain),
				     .gain_delay = { search->mix_gain, 0.0 },
				     .firm = true,
				     .explains_lags = true,
				     .undo = undo };
	models_add(models, &model);
}

/* Adds a gain of the mix beside faults of some stems, when it leaves clearly less than those alone. Returns false when
   out of memory. */
static bool add_set_of_louder_mix(struct models *models, struct search *plain, double share_of_plain, bool *added)
{
	struct search search;
	*added = false;
	if (plain->evidence->proof->candidate_count > 0 || !search_init(&search, plain->evidence))
		return plain->evidence->proof->candidate_count > 0;
	search.mix_gain = gain_of_most(&search);
	if (search.mix_gain == 1.0)
		return true;
	search.fit = sum_fit_of_louder_mix(plain->evidence->fit, search.mix_gain, plain->evidence->arena);
	if (!search.fit)
		return false;
	search.left = search.fit->energy;
	const double share = find_set(&search);
	const bool fewer = search.count + 1 < plain->count && share <= 2.0 * share_of_plain + NOTHING_LEFT;
	*added = search.count > 0 && (fewer || share < WORTH_A_STEM * share_of_plain);
	if (!*added)
		return true;
	add_mix_gain(models, &search, share);
	for (size_t i = 0; i < search.count; i++)
		add_signal(models, &search, i, share);
	return true;
}

bool models_add_gain_delays(struct models *models, const struct forensics_case *evidence)
{
	struct search search;
	bool louder;
	if (!search_init(&search, evidence))
		return false;
	if (lags_alike(evidence) && add_mix(models, &search) < ENOUGH)
		return true;
	const double share = find_set(&search);
	if (!add_set_of_louder_mix(models, &search, share, &louder))
		return false;
	for (size_t i = 0; i < search.count && !louder; i++)
		add_signal(models, &search, i, share);
	return true;
}
