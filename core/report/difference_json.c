/* stemprint: writes what has changed between two versions of files, as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/difference.h"

#include "report/json_text.h"

#include <jansson.h>
#include <math.h>

enum { SIGNIFICANT_DIGITS = 9 };

static json_t *level(double db)
{
	return isfinite(db) ? json_real(rint(db * 1e2) / 1e2) : json_null();
}

/* Powers of bands in dBFS: a full-scale sine has -3.01. */
static json_t *octaves_json(const struct third_octaves *octaves)
{
	json_t *levels = json_array();
	for (size_t band = 0; band < octaves->count; band++)
		json_list_append(&levels, level(octaves->powers[band] > 0.0 ? 10.0 * log10(octaves->powers[band])
									    : -(double)INFINITY));
	return levels;
}

static json_t *sound_json(const struct compared_sound *sound)
{
	return json_pack("{s:f, s:I, s:I, s:o, s:o, s:o, s:o, s:o}", "sample_rate", sound->sample_rate, "channels",
			 (json_int_t)sound->channels, "frames", (json_int_t)sound->frames, "integrated_lufs",
			 level(sound->loudness.integrated_lufs), "true_peak_dbtp",
			 level(sound->loudness.true_peak_dbtp), "sample_peak_dbfs",
			 level(sound->loudness.sample_peak_dbfs), "rms_dbfs", level(sound->rms_dbfs),
			 "third_octaves_dbfs", octaves_json(&sound->octaves));
}

static json_t *subtraction_json(const struct comparison *comparison)
{
	if (!comparison->subtracted || comparison->first == COMPARISON_NOWHERE)
		return json_null();
	return json_pack("{s:I, s:o, s:o}", "first_frame", (json_int_t)comparison->first, "peak_dbfs",
			 level(comparison->peak_dbfs), "rms_dbfs", level(comparison->rms_dbfs));
}

static json_t *file_json(const struct difference_file *file)
{
	const struct comparison *comparison = file->comparison;
	if (!comparison)
		return json_pack("{s:o, s:s, s:n, s:n, s:n}", "file", json_text(file->name), "fate",
				 difference_fate_name(file->fate), "difference", "old", "new");
	return json_pack("{s:o, s:s, s:o, s:o, s:o}", "file", json_text(file->name), "fate",
			 difference_fate_name(file->fate), "difference", subtraction_json(comparison), "old",
			 sound_json(&comparison->sounds[COMPARISON_OLD]), "new",
			 sound_json(&comparison->sounds[COMPARISON_NEW]));
}

static json_t *verdict_json(const struct verdict *verdict)
{
	return json_pack("{s:o, s:s, s:o}", "name", json_text(verdict->name), "status",
			 verdict_status_text(verdict->status), "detail", json_text(verdict->detail));
}

static json_t *counts_json(const struct difference *difference)
{
	json_t *counts = json_object();
	for (size_t fate = 0; fate < DIFFERENCE_FATES; fate++) {
		const size_t count = difference_count(difference, (enum difference_fate)fate);
		if (json_object_set_new(counts, difference_fate_name((enum difference_fate)fate),
					json_integer((json_int_t)count)) != 0) {
			json_decref(counts);
			return NULL;
		}
	}
	return counts;
}

static json_t *changes_json(const struct document_changes *changes)
{
	json_t *list = json_array();
	for (size_t i = 0; changes && i < changes->count; i++) {
		const struct document_change *change = &changes->items[i];
		json_list_append(&list, json_pack("{s:o, s:o, s:o}", "where", json_text(change->where), "old",
						  json_text(change->old_value), "new", json_text(change->new_value)));
	}
	return list;
}

enum status difference_json(const struct difference *difference, struct text *text)
{
	json_t *files = json_array(), *verdicts = json_array();
	for (size_t i = 0; i < difference->count; i++)
		json_list_append(&files, file_json(&difference->files[i]));
	for (size_t i = 0; difference->verdicts && i < difference->verdicts->count; i++)
		json_list_append(&verdicts, verdict_json(&difference->verdicts->items[i]));
	json_t *object = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "schema", DIFFERENCE_SCHEMA, "old",
				   json_text(difference->old_path), "new", json_text(difference->new_path), "counts",
				   counts_json(difference), "max_dbfs", level(difference->max_dbfs), "files", files,
				   "verdicts", verdicts, "changes", changes_json(difference->changes));
	return json_text_append(text, object, SIGNIFICANT_DIGITS);
}
