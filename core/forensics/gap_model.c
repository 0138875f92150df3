/* stemprint: finds what gaps, missing heads and tails that were cut explain.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/gap_model.h"

#include <math.h>

#define HANDICAP_DB 2.0
#define SLACK_DB 0.5 /* for each millisecond between an edge and the residual */
#define SLACK_MOST_DB 8.0
#define LACKED_DB 0.5 /* more: a mix that is silent says more than a stem that it lacks */
#define LOOSE_MOST 0.5 /* share of the energy at no edge; with more the residual must sound like the file */
#define OVERLAP_LEAST 0.45 /* of the spectra of a file and of the residual in its gaps */
#define OVERLAP_AHEAD 0.1 /* by which another stem has more of it */
#define UNLIKE_DB 10.0 /* for no overlap at all */
#define WHOLE_DB 6.0 /* for each stem that is silent throughout: it could be what any residual lacks */

#define OF_ANOTHER_DB 10.0 /* for a residual that is made of another stem, which sounds */

enum { RUNS_TOLD = 3, UNDO_MOST = 8 };

/* Returns how much of the spectra of a stem and of the residual lies in the same bands, each of about a third of an
   octave: 1 all, 0 nothing. */
static double overlap(const struct forensics_case *evidence, size_t stem)
{
	const struct sum_fit *fit = evidence->fit;
	double all = 0.0, residual = 0.0, both = 0.0;
	for (size_t k = 1; k < evidence->spectra->bin_count; k++) {
		all += sum_fit_power(fit, stem, k);
		residual += fit->residual_power[k];
	}
	for (size_t from = 1, to; from < evidence->spectra->bin_count && all > 0.0 && residual > 0.0; from = to) {
		double one = 0.0, other = 0.0;
		to = from + from / 4 + 1;
		for (size_t k = from; k < to && k < evidence->spectra->bin_count; k++) {
			one += sum_fit_power(fit, stem, k) / all;
			other += fit->residual_power[k] / residual;
		}
		both += fmin(one, other);
	}
	return both;
}

/* A residual at no edge of a silence tells of a file by its spectrum alone. Returns whether another stem has more of
   it. */
static bool another_overlaps(const struct forensics_case *evidence, size_t stem, double least)
{
	bool another = false;
	for (size_t i = 0; i + evidence->proof->candidate_count < evidence->proof->stem_count; i++)
		another |= i != stem && overlap(evidence, i) > least + OVERLAP_AHEAD;
	return another;
}

/* Returns the handicap of a stem that rests for long: the less of it sounds, the more often its edges stand by chance
   where a residual begins or ends. One that sounds in a tenth of the time starts 10 dB behind. */
static double rest_db(const struct gap *gap, size_t silent)
{
	if (gap->file == 0 || gap->lacked)
		return 0.0;
	return gap->whole ? WHOLE_DB * (double)silent : -10.0 * log10(fmax(1.0 - gap->span, 1e-3));
}

/* Returns how many stems are silent throughout. A session has many such stems where nothing is wrong with them. */
static size_t count_silent(const struct forensics_case *evidence)
{
	size_t count = 0;
	for (size_t i = 1; i + evidence->proof->candidate_count <= evidence->proof->stem_count; i++)
		count += evidence->gaps[i].whole;
	return count;
}

static const struct gap *gap_of(const struct forensics_case *evidence, const struct model *model)
{
	const size_t file = model->stem == CAUSE_OF_MIX ? 0 : model->stem + 1;
	return model->lacked ? &evidence->lacks[file] : &evidence->gaps[file];
}

static bool undo_gap(const struct forensics_case *evidence, const struct model *model, struct source **files,
		     struct arena *arena)
{
	const struct gap *gap = gap_of(evidence, model);
	bool done = true;
	for (size_t i = 0; i < gap->run_count && i < GAP_RUNS && done; i++)
		done = model_silence(evidence, gap->runs[i].mask_from, gap->runs[i].mask_to, files, arena);
	return done;
}

static bool is_of_another(const struct forensics_case *evidence, const struct gap *gap)
{
	return gap->file > 0 && !gap->lacked && forensics_case_is_of_another(evidence, gap->file - 1);
}

static void add_gap(struct models *models, const struct forensics_case *evidence, const struct gap *gap, size_t silent)
{
	const size_t stem = gap->file == 0 ? CAUSE_OF_MIX : gap->file - 1;
	const double energy = evidence->cells.energy;
	if (!(gap->explained > 0.0))
		return;
	const bool loose = gap->loose > LOOSE_MOST && gap->file > 0 && !gap->whole;
	const double alike = loose ? overlap(evidence, stem) : 1.0;
	if (alike < OVERLAP_LEAST || (loose && another_overlaps(evidence, stem, alike)))
		return;
	const double slack = 1000.0 * gap->slack / evidence->sample_rate;
	const struct model model = { .kind = gap->kind,
				     .stem = stem,
				     .lacked = gap->lacked,
				     .share = fmax(0.0, energy - gap->explained - evidence->floor) / energy,
				     .explains_lags = true,
				     .undo = gap->run_count <= UNDO_MOST && !gap->whole ? undo_gap : NULL,
				     .handicap_db = HANDICAP_DB + rest_db(gap, silent) +
						    fmin(SLACK_DB * slack, SLACK_MOST_DB) + UNLIKE_DB * (1.0 - alike) +
						    (gap->lacked ? LACKED_DB : 0.0) +
						    (is_of_another(evidence, gap) ? OF_ANOTHER_DB : 0.0),
				     .value = (double)(gap->kind == CAUSE_HEAD ? gap->runs[0].to : gap->runs[0].from) };
	models_add(models, &model);
}

void models_add_gaps(struct models *models, const struct forensics_case *evidence)
{
	const size_t silent = count_silent(evidence);
	for (size_t i = 0; i + evidence->proof->candidate_count <= evidence->proof->stem_count; i++) {
		add_gap(models, evidence, &evidence->gaps[i], silent);
		if (i > 0)
			add_gap(models, evidence, &evidence->lacks[i], silent);
	}
}

/* Lists the first stretches in seconds. */
static const char *runs_text(const struct forensics_case *evidence, const struct gap *gap, struct arena *arena)
{
	const char *text = "";
	for (size_t i = 0; i < gap->run_count && i < RUNS_TOLD && text; i++)
		text = arena_format(arena, "%s%sfrom %.3f s to %.3f s", text, i == 0 ? "" : ", ",
				    (double)gap->runs[i].from / evidence->sample_rate,
				    (double)gap->runs[i].to / evidence->sample_rate);
	if (text && gap->run_count > RUNS_TOLD)
		text = arena_format(arena, "%s, and %zu times more", text, gap->run_count - RUNS_TOLD);
	return text;
}

char *gap_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
	       struct arena *arena)
{
	const struct gap *gap = gap_of(evidence, model);
	const char *file = model->stem == CAUSE_OF_MIX ? "the mix" : subject;
	const double seconds = model->value / evidence->sample_rate;
	if (gap->whole)
		return arena_format(arena, "%s is silent from beginning to end, and the residual is not", file);
	if (model->kind == CAUSE_HEAD)
		return arena_format(arena, "%s is silent up to frame %.0f (%.3f s), where the residual ends", file,
				    model->value, seconds);
	if (model->kind == CAUSE_CUT)
		return arena_format(arena, "%s is silent from frame %.0f (%.3f s) on, where the residual begins", file,
				    model->value, seconds);
	const char *runs = runs_text(evidence, gap, arena);
	if (!runs)
		return NULL;
	if (gap->lacked)
		return arena_format(arena, "the mix lacks %s %s, and holds it elsewhere", subject, runs);
	return arena_format(arena, "%s is silent %s, where %s", file, runs,
			    model->stem == CAUSE_OF_MIX ? "its stems sound" : "the mix holds more than the stems");
}
