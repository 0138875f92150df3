/* stemprint: tells whether a residual is what a lossy encoder left out of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/codec_model.h"

#include <math.h>

#define UNEXPLAINED_DB 14.0 /* a model that explains more is the better one */
#define FOLLOW_LEAST 0.6
#define AHEAD_LEAST 0.08 /* of any other file */
#define LOW_MOST_DB (-8.0)
#define HIGH_LEAST_DB (-14.0)
#define ALIKE 0.6 /* likeness of fine structure from which on a residual is made of a stem */
#define RISE_LEAST_DB 8.0 /* from low to high bands */

enum { BANDS_LEAST = 4 };

static bool is_coded(const struct coding_figures *figures)
{
	return figures->bands >= BANDS_LEAST && figures->follow >= FOLLOW_LEAST && figures->low_db <= LOW_MOST_DB &&
	       figures->high_db >= HIGH_LEAST_DB && figures->high_db - figures->low_db >= RISE_LEAST_DB;
}

/* What was made of one stem follows the mix, too, where that stem is the loudest. */
static bool is_made_of_a_stem(const struct forensics_case *evidence)
{
	bool made = false;
	for (size_t i = 0; i < evidence->proof->stem_count; i++)
		made |= residual_track_likeness(evidence->track, i) >= ALIKE;
	return made;
}

void models_add_codec(struct models *models, const struct forensics_case *evidence, double best_score)
{
	const struct coding_track *track = &evidence->coding;
	size_t best = track->file_count;
	double most = 0.0, second = 0.0;
	for (size_t i = 0; i < track->file_count; i++) {
		const struct coding_figures figures = coding_track_read(track, i, evidence->sample_rate);
		const double follow = figures.bands < BANDS_LEAST ? 0.0 : figures.follow;
		second = fmax(second, fmin(follow, most));
		if (follow > most) {
			most = follow;
			best = i;
		}
	}
	if (best == track->file_count || best_score >= UNEXPLAINED_DB || most - second < AHEAD_LEAST)
		return;
	const struct coding_figures figures = coding_track_read(track, best, evidence->sample_rate);
	if (!is_coded(&figures) || (best == 0 && is_made_of_a_stem(evidence)))
		return;
	/* It scores as the best model does, and two decibels more, so that it comes first. */
	const double explained = fmax(0.0, best_score) + 2.0;
	const struct model model = { .kind = CAUSE_CODEC,
				     .stem = best == 0 ? CAUSE_OF_MIX : best - 1,
				     .share = pow(10.0, -explained / 10.0),
				     .certainty = figures.follow,
				     .value = (double)NAN };
	models_add(models, &model);
}

char *codec_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena)
{
	const size_t file = model->stem == CAUSE_OF_MIX ? 0 : model->stem + 1;
	const struct coding_figures figures = coding_track_read(&evidence->coding, file, evidence->sample_rate);
	return arena_format(
		arena,
		"lossy coding: the residual follows %s (%.2f of 1), %.0f dB under it in low bands, and %.0f "
		"dB in the highest",
		model->stem == CAUSE_OF_MIX ? "the mix" : subject, figures.follow, -figures.low_db, -figures.high_db);
}
