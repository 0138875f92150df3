/* stemprint: finds what a steady filter of a stem or of the mix explains.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/filter_model.h"

#include "dsp/elementary.h"
#include "forensics/filter_parts.h"
#include "forensics/mended_source.h"

#include <math.h>
#include <string.h>

#define HANDICAP_DB 6.0
#define MORE_THAN_OFFSET 4.0 /* energy that offsets and gains leave, over the energy that a filter leaves */
#define PASS_BAND 0.8 /* of half the rate: any delay is one below that */
#define OUTDONE_DB 10.0 /* added to the handicap of offsets that a filter outdoes */
#define EXPLAINED_LEAST 0.05 /* share that a filter may leave when it outdoes offsets */
#define SPLIT_SHARE 0.003 /* share that a filter may leave whose parts are told */

/* Returns the energy that the filter that fits best in every bin would leave. */
static double left_by_filter(const struct forensics_case *evidence, size_t signal)
{
	const struct sum_fit *fit = evidence->fit;
	const size_t bins = evidence->spectra->bin_count;
	double left = 0.0;
	for (size_t k = 0; k < bins; k++) {
		const double power = sum_fit_power(fit, signal, k);
		const double a = fit->real[signal * bins + k], b = fit->imaginary[signal * bins + k];
		const double explained = power > 0.0 ? (a * a + b * b) / power : 0.0;
		left += fmax(0.0, fit->residual_power[k] - explained);
	}
	return left;
}

/* Returns the energy that the best gain and delay of a signal leave below PASS_BAND, over the energy that the best
   filter leaves there. Both may leave what the formats leave. */
static double outdone(const struct forensics_case *evidence, size_t signal, struct gain_delay *gain_delays)
{
	struct sum_fit *fit = evidence->fit;
	const size_t bins = evidence->spectra->bin_count;
	const double expected = signal < evidence->proof->stem_count ? proof_gain(evidence->proof, signal) : 1.0;
	const double floor = evidence->floor / evidence->survey.energy * fit->energy;
	struct gain_delay *found = &gain_delays[signal];
	*found = (struct gain_delay){ expected, 0.0 };
	sum_fit_run(fit, &signal, 1, 0, true, gain_delays);
	double by_offset = floor, by_filter = floor;
	for (size_t k = 0; (double)k < PASS_BAND * (double)bins; k++) {
		const double w = 2.0 * ELEMENTARY_PI * (double)k / (double)evidence->spectra->size;
		const double u = found->gain * cos(w * found->delay) - expected;
		const double v = -found->gain * sin(w * found->delay);
		const double power = sum_fit_power(fit, signal, k), all = fit->residual_power[k];
		const double a = fit->real[signal * bins + k], b = fit->imaginary[signal * bins + k];
		by_offset += fmax(0.0, all + (u * u + v * v) * power - 2.0 * (u * a + v * b));
		by_filter += fmax(0.0, all - (power > 0.0 ? (a * a + b * b) / power : 0.0));
	}
	return by_filter > 0.0 ? by_offset / by_filter : 1.0;
}

/* A filter delays, too. Where a filter leaves much less than any offset does, the offset is only a part of it. */
static void set_back_offsets(struct models *models, const struct forensics_case *evidence,
			     struct gain_delay *gain_delays)
{
	const struct model *best = NULL;
	for (size_t i = 0; i < models->count; i++)
		if (models->items[i].kind == CAUSE_FILTER && (!best || models->items[i].share < best->share))
			best = &models->items[i];
	if (!best || best->share > EXPLAINED_LEAST ||
	    outdone(evidence, forensics_case_signal(evidence, best->stem), gain_delays) < MORE_THAN_OFFSET)
		return;
	const double left = best->share * evidence->survey.energy;
	for (size_t i = 0; i < models->count; i++)
		if (models->items[i].kind <= CAUSE_MISSING &&
		    models->items[i].share * evidence->energy > MORE_THAN_OFFSET * left)
			models->items[i].handicap_db += OUTDONE_DB;
}

/* Gives the stem the response that fits best in every bin: half of it comes before the sound. */
static bool undo(const struct forensics_case *evidence, const struct model *model, struct source **files,
		 struct arena *arena)
{
	const struct sum_fit *fit = evidence->fit;
	struct fourier_transform *transform = fit->transform;
	const size_t size = transform->size, bins = transform->bin_count;
	double *response = ARENA_ARRAY(arena, double, size);
	if (!response)
		return false;
	for (size_t k = 0; k < bins; k++) {
		const size_t slot = model->stem * bins + k;
		const double power = sum_fit_power(fit, model->stem, k);
		const double change = power > 0.0 ? fit->real[slot] / power : 0.0;
		transform->bins[k][0] = proof_gain(evidence->proof, model->stem) + change;
		transform->bins[k][1] = power > 0.0 ? fit->imaginary[slot] / power : 0.0;
	}
	fourier_transform_backward(transform);
	for (size_t i = 0; i < size; i++)
		response[i] = transform->samples[(i + size / 2) % size] / (double)size;
	struct mend mend = mend_none();
	mend.response = response;
	mend.taps = size;
	mend.later = -(int64_t)(size / 2);
	files[model->stem + 1] = mended_source_new(arena, files[model->stem + 1], &mend);
	return files[model->stem + 1];
}

static void add_filter(struct models *models, const struct forensics_case *evidence, size_t stem)
{
	const double left = left_by_filter(evidence, forensics_case_signal(evidence, stem));
	const struct model model = { .kind = CAUSE_FILTER,
				     .stem = stem,
				     .share = forensics_case_share(evidence, left),
				     .handicap_db = HANDICAP_DB,
				     .undo = stem == CAUSE_OF_MIX ? NULL : undo };
	models_add(models, &model);
}

/* Inserts a model of a part behind the one at `index`. */
static void insert_part(struct models *models, size_t index, enum cause_kind kind, double value)
{
	struct model part = models->items[index];
	part.kind = kind;
	part.value = value;
	part.together = true;
	part.undo = model_undone; /* by the model of the filter */
	models_add(models, &part);
	if (index + 2 >= models->count)
		return;
	memmove(models->items + index + 2, models->items + index + 1,
		(models->count - index - 2) * sizeof *models->items);
	models->items[index + 1] = part;
}

/* Tells the gain and the offset of the stem beside the best filter. Returns false when out of memory. */
static bool split_best(struct models *models, const struct forensics_case *evidence)
{
	size_t best = models->count;
	for (size_t i = 0; i < models->count; i++)
		if (models->items[i].kind == CAUSE_FILTER &&
		    (best == models->count || models->items[i].share < models->items[best].share))
			best = i;
	if (best == models->count || models->items[best].stem == CAUSE_OF_MIX ||
	    models->items[best].share > SPLIT_SHARE || models->count + 2 > models->capacity)
		return true;
	struct gain_delay parts;
	if (!filter_parts_of(evidence, models->items[best].stem, &parts))
		return false;
	models->items[best].gain_delay.gain = parts.gain;
	if (parts.gain != 1.0)
		insert_part(models, best, CAUSE_GAIN, gain_to_decibel(parts.gain));
	if (parts.delay != 0.0)
		insert_part(models, best, CAUSE_OFFSET, parts.delay);
	return true;
}

bool models_add_filters(struct models *models, const struct forensics_case *evidence)
{
	struct gain_delay *gain_delays =
		ARENA_ARRAY(evidence->arena, struct gain_delay, evidence->proof->stem_count + 1);
	if (!gain_delays)
		return false;
	for (size_t i = 0; i + evidence->proof->candidate_count < evidence->proof->stem_count; i++)
		add_filter(models, evidence, i);
	add_filter(models, evidence, CAUSE_OF_MIX);
	set_back_offsets(models, evidence, gain_delays);
	return split_best(models, evidence);
}
