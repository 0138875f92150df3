/* stemprint: finds what a matrix of the two sides of a stem or of the mix explains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/stereo_model.h"

#include "forensics/mended_source.h"

#include <math.h>

#define HANDICAP_DB 1.5
#define LOST_HANDICAP_DB 4.0
#define LOST_LIKENESS 0.2 /* of the fine structures of a stem and of what its file has lost */
#define COMPANY_LEAST 0.5 /* of the levels of a stem and of the side that its file has lost */
#define ROW_MOST 3.0 /* sum of magnitudes that a side is made of: more is a fit to sides that are nearly alike */
#define COMPANY_OF_COPY 0.3 /* the same, of a file with two equal sides, whose fine structure tells as well */
#define ALONG 0.05 /* distance of two directions that count as the same */

static double share_of(const struct forensics_case *evidence, double left)
{
	return fmax(0.0, left - evidence->floor) / evidence->survey.energy;
}

/* Gives the sums of a stem, or those of the sum of all stems: the mix less the residual. */
static struct stereo_sums sums_of(const struct forensics_case *evidence, size_t stem)
{
	const struct residual_survey *survey = &evidence->survey;
	if (stem != CAUSE_OF_MIX)
		return survey->files[stem + 1].stereo;
	struct stereo_sums sums = survey->files[0].stereo;
	for (size_t in = 0; in < SIDES; in++)
		for (size_t out = 0; out < SIDES; out++) {
			const struct stereo_sums *mix = &survey->files[0].stereo;
			sums.cross[in][out] -= survey->stereo[in][out];
			sums.gram[in][out] += survey->stereo[in][out] - mix->cross[in][out] - mix->cross[out][in];
		}
	return sums;
}

/* Does to the files of the stems what the mix did with them. */
static bool undo(const struct forensics_case *evidence, const struct model *model, struct source **files,
		 struct arena *arena)
{
	struct stereo_matrix *matrix = ARENA_NEW(arena, struct stereo_matrix);
	struct mend mend = mend_none();
	if (!matrix)
		return false;
	*matrix = model->matrix;
	mend.matrix = &matrix->gain[0][0];
	bool done = true;
	for (size_t i = 0; i < evidence->proof->stem_count && done; i++) {
		if (model->stem != CAUSE_OF_MIX && model->stem != i)
			continue;
		files[i + 1] = mended_source_new(arena, files[i + 1], &mend);
		done = files[i + 1];
	}
	return done;
}

/* No width, balance or swap makes a side of so much of the others. */
static bool is_usual(const struct stereo_matrix *matrix)
{
	bool usual = true;
	for (size_t out = 0; out < SIDES; out++)
		usual &= fabs(matrix->gain[out][SIDE_LEFT]) + fabs(matrix->gain[out][SIDE_RIGHT]) <= ROW_MOST;
	return usual;
}

static void add_matrix(struct models *models, const struct forensics_case *evidence, size_t stem)
{
	const struct stereo_sums sums = sums_of(evidence, stem);
	const struct stereo_fit fit = stereo_fit_of(&sums, evidence->survey.stereo);
	if (stereo_matrix_kind(&fit.matrix) == STEREO_PLAIN || !is_usual(&fit.matrix))
		return;
	const struct model model = { .kind = CAUSE_STEREO,
				     .stem = stem,
				     .share = share_of(evidence, fit.left[0][0] + fit.left[1][1]),
				     .handicap_db = HANDICAP_DB,
				     .value = stereo_matrix_value(&fit.matrix),
				     .matrix = fit.matrix,
				     .undo = undo };
	models_add(models, &model);
}

/* Gives the direction in which most of the products lie, and the energy beside it. */
static double beside(const double products[SIDES][SIDES], double direction[SIDES])
{
	const double half = 0.5 * (products[0][0] - products[1][1]), middle = 0.5 * (products[0][0] + products[1][1]);
	const double radius = hypot(half, products[0][1]), angle = 0.5 * atan2(products[0][1], half);
	direction[SIDE_LEFT] = cos(angle);
	direction[SIDE_RIGHT] = sin(angle);
	return fmax(0.0, middle - radius);
}

static bool points(const double direction[SIDES], double left, double right)
{
	return fabs(fabs(direction[SIDE_LEFT] * left + direction[SIDE_RIGHT] * right) - hypot(left, right)) <
	       0.5 * ALONG * ALONG;
}

/* What a file may have lost: it holds one signal, in a direction, and the residual lies in another one. */
static const struct {
	enum stereo_kind kind;
	double file[SIDES], lost[SIDES];
	struct stereo_matrix matrix;
} losses[] = {
	{ STEREO_FOLDED, { 1.0, 1.0 }, { 1.0, -1.0 }, { { { 0.5, 0.5 }, { 0.5, 0.5 } } } },
	{ STEREO_COPIED_LEFT, { 1.0, 1.0 }, { 0.0, 1.0 }, { { { 1.0, 0.0 }, { 1.0, 0.0 } } } },
	{ STEREO_COPIED_RIGHT, { 1.0, 1.0 }, { 1.0, 0.0 }, { { { 0.0, 1.0 }, { 0.0, 1.0 } } } },
	{ STEREO_SILENT_RIGHT, { 1.0, 0.0 }, { 0.0, 1.0 }, { { { 1.0, 0.0 }, { 0.0, 0.0 } } } },
	{ STEREO_SILENT_LEFT, { 0.0, 1.0 }, { 1.0, 0.0 }, { { { 0.0, 0.0 }, { 0.0, 1.0 } } } },
};

/* Returns the loss that the directions of a file and of the residual mean; the number of losses: none. */
static size_t find_loss(const struct forensics_case *evidence, size_t stem, double *left)
{
	const size_t count = sizeof losses / sizeof *losses;
	const struct survey_file *file = &evidence->survey.files[stem + 1];
	const struct stereo_fit fit = stereo_fit_of(&file->stereo, evidence->survey.stereo);
	double direction[SIDES];
	if (!(file->energy > 0.0) || fit.stereo)
		return count;
	*left = beside(fit.left, direction);
	size_t found = 0;
	while (found < count && !(points(fit.direction, losses[found].file[0], losses[found].file[1]) &&
				  points(direction, losses[found].lost[0], losses[found].lost[1])))
		found++;
	return found;
}

/* Returns how closely the level of the residual follows that of a stem from segment to segment, 0 to 1. The sides of a
   file that has lost one cannot be compared in any other way. */
static double company(const struct forensics_case *evidence, size_t stem)
{
	const struct residual_survey *survey = &evidence->survey;
	const double *power = survey->files[stem + 1].power;
	double both = 0.0, ones = 0.0, others = 0.0, one = 0.0, other = 0.0;
	const double count = (double)survey->segment_count;
	for (size_t i = 0; i < survey->segment_count; i++) {
		one += sqrt(power[i]) / count;
		other += sqrt(survey->residual[i]) / count;
	}
	for (size_t i = 0; i < survey->segment_count; i++) {
		const double here = sqrt(power[i]) - one, there = sqrt(survey->residual[i]) - other;
		both += here * there;
		ones += here * here;
		others += there * there;
	}
	return ones > 0.0 && others > 0.0 ? fmax(0.0, both / sqrt(ones * others)) : 0.0;
}

/* A silent side is rarer than a file with two equal sides, so it counts more. */
static double trust_in_loss(const struct forensics_case *evidence, size_t stem, size_t loss)
{
	const bool silent = losses[loss].kind == STEREO_SILENT_LEFT || losses[loss].kind == STEREO_SILENT_RIGHT;
	const double level = company(evidence, stem);
	if (!silent)
		return level > COMPANY_OF_COPY ? residual_track_likeness(evidence->track, stem) : 0.0;
	return level > COMPANY_LEAST ? 1.0 + level : 0.0;
}

static void add_loss(struct models *models, const struct forensics_case *evidence)
{
	const size_t count = sizeof losses / sizeof *losses;
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	double best = LOST_LIKENESS;
	struct model model = { .kind = CAUSE_COUNT };
	for (size_t i = 0; i < said; i++) {
		double left = 0.0;
		const size_t loss = find_loss(evidence, i, &left);
		const double trust = loss < count ? trust_in_loss(evidence, i, loss) : 0.0;
		if (trust < best)
			continue;
		best = trust;
		model = (struct model){ .kind = CAUSE_STEREO,
					.stem = i,
					.share = share_of(evidence, left),
					.handicap_db = LOST_HANDICAP_DB,
					.value = (double)NAN,
					.matrix = losses[loss].matrix,
					.of_file = true };
	}
	if (model.kind != CAUSE_COUNT)
		models_add(models, &model);
}

void models_add_stereo(struct models *models, const struct forensics_case *evidence)
{
	const size_t said = evidence->proof->stem_count - evidence->proof->candidate_count;
	if (evidence->survey.channels != SIDES)
		return;
	for (size_t i = 0; i < said; i++)
		if (evidence->survey.files[i + 1].energy > 0.0)
			add_matrix(models, evidence, i);
	add_matrix(models, evidence, CAUSE_OF_MIX);
	add_loss(models, evidence);
}

static char *late_text(const struct forensics_case *evidence, double frames, size_t side, const char *subject,
		       struct arena *arena)
{
	return arena_format(arena, "the mix holds the %s side of %s %.2f frames (%.3f ms) %s than the other one",
			    side == SIDE_LEFT ? "left" : "right", subject, fabs(frames),
			    1000.0 * fabs(frames) / evidence->sample_rate, frames > 0.0 ? "later" : "earlier");
}

char *stereo_model_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
			struct arena *arena)
{
	for (size_t side = 0; side < SIDES; side++)
		if (model->side_delays[side] != 0.0)
			return late_text(evidence, model->side_delays[side], side, subject, arena);
	const char *what = stereo_matrix_text(&model->matrix, arena);
	if (!what)
		return NULL;
	if (model->of_file)
		return arena_format(arena, "the file holds %s %s; the mix holds both sides", subject, what);
	return arena_format(arena, "the mix holds %s %s", subject, what);
}
