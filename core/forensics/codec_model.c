/* stemprint: tells whether a residual is what a lossy encoder left out of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/codec_model.h"

#include "forensics/coder_proof.h"
#include "forensics/coder_signs.h"

#include <math.h>

#define UNEXPLAINED_DB 14.0 /* a model that explains more is the better one */
#define PROVEN_DB 20.0 /* the same where frames of a coder are found */
#define PROVEN 0.95 /* the certainty then */
#define LINEAR_DB 6.0 /* a send that explains more is no work of a coder */
#define FOLLOW_LEAST 0.6
#define AHEAD_LEAST                                                                                                    \
	0.15 /* of any other file, as inverse hyperbolic tangents of the correlations (R. A. Fisher, 1915) */
#define SUSPECT_LEAST 0.5 /* correlation from which on frames are sought */
#define SUSPECT_BEHIND 0.5 /* by how much less than the best file a suspect may follow, as in AHEAD_LEAST */
#define LIKENESS_LEAST 0.4 /* of the fine structure, where several files follow alike */
#define LIKENESS_AHEAD 0.1 /* of any other stem */
#define LIKENESS_MOST 0.85 /* the error of a coder is no more like the sound that it hides under: that moves */
#define COURSE_LEAST 0.35
#define LIKENESS_OF_NOISE 0.3
#define LIKENESS_OF_STRANGERS 0.15 /* the residual of a missing stem is no more like the others than this */
/* Noise is masked where it lies some 6 dB (by tones at least 14 dB) under the sound (J. D. Johnston, "Transform coding
   of audio signals using perceptual noise criteria", 1988). Coders keep more distance in low bands, and need not keep
   much more. */
#define LOW_MOST_DB (-12.0)
#define LOW_MOST_OF_NOISE_DB (-8.0)
#define LOW_LEAST_DB (-70.0)
#define HIGH_LEAST_DB (-14.0)
#define RISE_LEAST_DB 8.0 /* from low to high bands */
#define SMALL_GAIN 0.75 /* share that such a gain leaves */
#define GAIN_OF_CODER_DB 0.6 /* by which a coder may turn a file down */
#define PRE_ECHO_OVER_DB 6.0

enum { BANDS_LEAST = 4, SUSPECTS = 3 };

static bool is_coded(const struct coding_figures *figures, double low_most_db)
{
	return figures->bands >= BANDS_LEAST && figures->follow >= FOLLOW_LEAST && figures->low_db <= low_most_db &&
	       figures->low_db >= LOW_LEAST_DB && figures->high_db >= HIGH_LEAST_DB &&
	       figures->high_db - figures->low_db >= RISE_LEAST_DB;
}

/* A residual that goes up and down with a stem within milliseconds, and whose fine structure is none of the stem, is
   noise that hides under it. Modulation leaves more of the fine structure. At low rates such noise lies near the sound.
 */
static double low_most_of(const struct forensics_case *evidence, size_t file)
{
	const bool noise = file > 0 && residual_course_follows(&evidence->course, file - 1) &&
			   residual_track_likeness(evidence->track, file - 1) < LIKENESS_OF_NOISE;
	return noise ? LOW_MOST_OF_NOISE_DB : LOW_MOST_DB;
}

/* What was made of one stem follows the mix, too, where that stem is the loudest, and any other stem that plays with
   it. The error of a coded mix may go in time with a stem of many onsets, so time says nothing of the mix. */
static bool is_made_of_another(const struct forensics_case *evidence, size_t file)
{
	return file > 0 ? forensics_case_is_of_another(evidence, file - 1)
			: residual_track_is_of_another(evidence->track, CAUSE_OF_MIX);
}

/* Returns the best score of the models that a coder cannot imitate. A file that has lost its top looks like one whose
   rate was converted, or that was filtered. */
static double best_rival(const struct models *models, bool proven)
{
	double best = 0.0;
	for (size_t i = 0; i < models->count; i++) {
		const enum cause_kind kind = models->items[i].kind;
		if (!proven || (kind != CAUSE_RATE && kind != CAUSE_FILTER))
			best = fmax(best, model_score(&models->items[i]));
	}
	return best;
}

/* A coder leaves out a part of the sound, so the mix or the file seems softer by a little, and LAME turns it down by
   0.26 dB. Every stem of a coded mix seems so. That is no fault of its own. */
static void take_small_gains(struct models *models, size_t stem)
{
	for (size_t i = 0; i < models->count; i++) {
		struct model *model = &models->items[i];
		const bool coded = stem == CAUSE_OF_MIX || model->stem == stem;
		const bool by_coder = coded && model->kind == CAUSE_GAIN && fabs(model->value) < GAIN_OF_CODER_DB;
		if (model->explains_lags && (by_coder || model->share > SMALL_GAIN))
			model->firm = false;
	}
}

/* The file that is known to be coded, or the one that looks most like it. */
struct suspicion {
	size_t file; /* file_count: none */
	double certainty;
	enum coder coder;
};

static double fisher(double correlation)
{
	return atanh(fmin(correlation, 0.999));
}

/* A file can hold frames from before the mix was made, which a loud residual hides in what the others say of it. So the
   residual must follow this file about as well as the one that it follows best. */
static bool is_suspect(const double *follows, size_t count, size_t file)
{
	bool suspect = follows[file] >= SUSPECT_LEAST;
	for (size_t i = 0; i < count; i++)
		suspect &= fisher(follows[file]) >= fisher(follows[i]) - SUSPECT_BEHIND;
	return suspect;
}

/* Returns whether an echo or a reverb of a stem explains a good part of the residual: what a coder leaves out is no
   linear answer to any stem. */
static bool is_linear(const struct models *models)
{
	bool linear = false;
	for (size_t i = 0; i < models->count; i++)
		linear |= models->items[i].kind == CAUSE_SEND && model_score(&models->items[i]) > LINEAR_DB;
	return linear;
}

static enum status prove(struct forensics_case *evidence, const double *follows, struct suspicion *suspicion)
{
	const size_t count = evidence->coding.file_count;
	bool *tried = ARENA_ARRAY(evidence->arena, bool, count);
	enum status status = tried ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < SUSPECTS && status == STATUS_OK && suspicion->file == count; i++) {
		struct coder_findings findings = { .coder = CODER_NONE };
		size_t next = count;
		for (size_t k = 0; k < count; k++)
			if (!tried[k] && is_suspect(follows, count, k) && !is_made_of_another(evidence, k) &&
			    (next == count || follows[k] > follows[next]))
				next = k;
		if (next == count)
			break;
		tried[next] = true;
		status = coder_proof_run(evidence, next, &findings);
		if (findings.coder != CODER_NONE)
			*suspicion = (struct suspicion){ next, PROVEN, findings.coder };
	}
	return status;
}

/* Tells whether the fine structure of the residual is more like that of this stem than like that of any other. */
static bool is_most_alike(const struct forensics_case *evidence, size_t stem)
{
	const double likeness = residual_track_likeness(evidence->track, stem);
	bool most = likeness >= LIKENESS_LEAST;
	for (size_t i = 0; i < evidence->proof->stem_count; i++)
		most &= i == stem || residual_track_likeness(evidence->track, i) < likeness - LIKENESS_AHEAD;
	return most;
}

/* The error of a coder goes with its stem more than with any other one. A small gain of a stem beside a loud fault of
   another one looks like such an error in bands, but not in time. With lags, time tells nothing. */
static bool goes_with_another(const struct forensics_case *evidence, size_t file)
{
	const struct residual_course *course = &evidence->course;
	return file > 0 && !forensics_case_any_lag(evidence) &&
	       (course->stem != file - 1 || course->likeness < COURSE_LEAST);
}

/* Finds the one file whose error is like that of a coder. Another one that might be it, too, must follow less, or be
   less alike. */
static void guess(const struct forensics_case *evidence, struct suspicion *suspicion)
{
	const size_t count = evidence->coding.file_count;
	size_t alike = count;
	double second = 0.0, follow_of_alike = 0.0;
	for (size_t i = 0; i < count; i++) {
		const struct coding_figures figures = coding_track_read(&evidence->coding, i, evidence->sample_rate);
		if (!is_coded(&figures, low_most_of(evidence, i)) || is_made_of_another(evidence, i) ||
		    goes_with_another(evidence, i))
			continue;
		const double likeness = i > 0 ? residual_track_likeness(evidence->track, i - 1) : LIKENESS_MOST;
		const bool stranger = i == 0 || !residual_course_goes_with(&evidence->course, i - 1);
		if ((likeness < LIKENESS_OF_STRANGERS && stranger) || likeness > LIKENESS_MOST)
			continue;
		if (i > 0 && is_most_alike(evidence, i - 1)) {
			alike = i;
			follow_of_alike = figures.follow;
		}
		second = fmax(second, fmin(figures.follow, suspicion->certainty));
		if (figures.follow > suspicion->certainty)
			*suspicion = (struct suspicion){ i, figures.follow, CODER_NONE };
	}
	if (fisher(suspicion->certainty) - fisher(second) < AHEAD_LEAST)
		*suspicion = (struct suspicion){ alike, follow_of_alike, CODER_NONE };
}

enum status models_add_codec(struct models *models, struct forensics_case *evidence)
{
	const struct coding_track *track = &evidence->coding;
	double *follows = ARENA_ARRAY(evidence->arena, double, track->file_count);
	struct suspicion suspicion = { .file = track->file_count };
	if (!follows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < track->file_count; i++) {
		const struct coding_figures figures = coding_track_read(track, i, evidence->sample_rate);
		follows[i] = figures.bands < BANDS_LEAST ? 0.0 : figures.follow;
	}
	enum status status = STATUS_OK;
	if (best_rival(models, true) < PROVEN_DB && !is_linear(models))
		status = prove(evidence, follows, &suspicion);
	if (status != STATUS_OK)
		return status;
	const bool proven = suspicion.file < track->file_count;
	if (!proven && best_rival(models, false) < UNEXPLAINED_DB)
		guess(evidence, &suspicion);
	if (suspicion.file == track->file_count)
		return STATUS_OK;
	const size_t stem = suspicion.file == 0 ? CAUSE_OF_MIX : suspicion.file - 1;
	take_small_gains(models, stem);
	struct coding *coding = ARENA_NEW(evidence->arena, struct coding);
	if (!coding)
		return STATUS_NO_MEMORY;
	*coding = coder_signs(evidence, suspicion.file, suspicion.coder);
	const bool one_rate = coding->kilobits_least > 0.0 && coding->kilobits_least == coding->kilobits_most;
	/* It scores as the best model does, and two decibels more, so that it comes first. */
	const double explained = best_rival(models, false) + 2.0;
	const struct model model = { .kind = CAUSE_CODEC,
				     .stem = stem,
				     .coding = coding,
				     .share = pow(10.0, -explained / 10.0),
				     .certainty = fmin(suspicion.certainty, PROVEN),
				     .value = one_rate ? coding->kilobits_least : (double)NAN };
	models_add(models, &model);
	return STATUS_OK;
}

/* Returns what is known of the rate, " of about 128 kb/s", or "". */
static const char *rate_text(const struct coding *coding, struct arena *arena)
{
	if (!(coding->kilobits_least > 0.0))
		return "";
	if (coding->kilobits_least == coding->kilobits_most)
		return arena_format(arena, " of about %.0f kb/s, by its low pass", coding->kilobits_least);
	return arena_format(arena, " of about %.0f to %.0f kb/s, by its low pass", coding->kilobits_least,
			    coding->kilobits_most);
}

static const char *edge_text(const struct coding *coding, struct arena *arena)
{
	if (isnan(coding->band_edge_hertz))
		return "";
	return arena_format(arena, ", it has lost its sound above %.1f kHz", coding->band_edge_hertz / 1000.0);
}

static const char *pre_echo_text(const struct coding *coding, struct arena *arena)
{
	if (isnan(coding->pre_echo_db) || coding->pre_echo_db < coding->residual_db + PRE_ECHO_OVER_DB)
		return "";
	return arena_format(arena, ", and before attacks it has a pre-echo: the residual is %.0f dB louder there",
			    coding->pre_echo_db - coding->residual_db);
}

char *codec_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena)
{
	const struct coding *coding = model->coding;
	const bool mix = model->stem == CAUSE_OF_MIX;
	const size_t file = mix ? 0 : model->stem + 1;
	const struct coding_figures figures = coding_track_read(&evidence->coding, file, evidence->sample_rate);
	const char *holder = mix ? "the mix" : subject, *edge = edge_text(coding, arena);
	const char *rate = rate_text(coding, arena), *echo = pre_echo_text(coding, arena);
	if (!edge || !rate || !echo)
		return NULL;
	if (coding->coder != CODER_NONE)
		return arena_format(
			arena,
			"%s went through %s%s: its spectrum has holes in the frames of this coder, where the "
			"other files have none%s%s",
			holder, coder_name(coding->coder), rate, edge, echo);
	return arena_format(
		arena,
		"%s went through a lossy coder of unknown family: the residual follows it (%.2f of 1), %.0f "
		"dB under it in low bands, and %.0f dB in the highest%s%s",
		holder, figures.follow, -figures.low_db, fabs(figures.high_db), edge, echo);
}
