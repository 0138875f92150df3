/* stemprint: finds what clicks explain of a residual.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/click_model.h"

#include "dsp/elementary.h"

#include <math.h>

#define HANDICAP_DB 1.0
#define AT_CEILING 0.5 /* share of the residual where a file stands at its peak: then it is clipped */

#define GAP 0.5 /* share of the residual that a gap has */
#define GAP_SLACK_SECONDS 0.003 /* from its edges to the residual */

enum { PLACES_TOLD = 4, UNDO_MOST = 8 };

static size_t loudest_of(const struct clicks *clicks)
{
	size_t loudest = 0;
	for (size_t i = 1; i < clicks->count && i < CLICKS_KEPT; i++)
		if (clicks->kept[i].peak > clicks->kept[loudest].peak)
			loudest = i;
	return loudest;
}

/* A short drop-out is no click: the file is silent there. */
static bool is_gap(const struct forensics_case *evidence)
{
	bool gap = false;
	for (size_t i = 0; i < evidence->cells.file_count; i++)
		gap |= evidence->gaps[i].explained > GAP * evidence->cells.energy &&
		       evidence->gaps[i].slack < GAP_SLACK_SECONDS * evidence->sample_rate;
	return gap;
}

static bool is_clipped(const struct forensics_case *evidence)
{
	bool clipped = false;
	for (size_t i = 0; i < evidence->cells.file_count; i++) {
		const struct survey_file *file = &evidence->survey.files[i];
		clipped |= file->ceiling_count > 1 &&
			   file->ceiling_energy + file->ceiling_energy_inward > AT_CEILING * evidence->survey.energy;
	}
	return clipped;
}

static bool undo_clicks(const struct forensics_case *evidence, const struct model *model, struct source **files,
			struct arena *arena)
{
	bool done = true;
	(void)model;
	for (size_t i = 0; i < evidence->clicks.count && i < CLICKS_KEPT && done; i++) {
		const uint64_t frame = evidence->clicks.kept[i].frame;
		done = model_silence(evidence, frame > CLICK_LONGEST ? frame - CLICK_LONGEST : 0, frame + CLICK_LONGEST,
				     files, arena);
	}
	return done;
}

void models_add_clicks(struct models *models, const struct forensics_case *evidence)
{
	const struct clicks *clicks = &evidence->clicks;
	if (!(clicks->explained > 0.0) || is_clipped(evidence) || is_gap(evidence))
		return;
	const double left = evidence->cells.energy - clicks->explained - evidence->floor;
	const struct model model = { .kind = CAUSE_CLICK,
				     .stem = blame_stem(&clicks->blame),
				     .share = fmax(0.0, left) / evidence->cells.energy,
				     .explains_lags = true,
				     .undo = clicks->count <= UNDO_MOST ? undo_clicks : NULL,
				     .handicap_db = HANDICAP_DB,
				     .value = (double)clicks->kept[loudest_of(clicks)].frame };
	models_add(models, &model);
}

char *click_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
		 struct arena *arena)
{
	const struct clicks *clicks = &evidence->clicks;
	const size_t loudest = loudest_of(clicks);
	const char *places = "";
	for (size_t i = 0; i < clicks->count && i < PLACES_TOLD && places; i++)
		places = arena_format(arena, "%s%s%.3f s", places, i == 0 ? "" : ", ",
				      (double)clicks->kept[i].frame / evidence->sample_rate);
	if (!places)
		return NULL;
	return arena_format(arena, "%s holds %zu click%s, at %s%s; the loudest has %.1f dBFS at frame %.0f",
			    blame_holder(&clicks->blame, subject), clicks->count, clicks->count == 1 ? "" : "s", places,
			    clicks->count > PLACES_TOLD ? " and later" : "",
			    gain_to_decibel(clicks->kept[loudest].peak), model->value);
}
