/* Writes the report for machines.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_json.h"

#include "base/hash_kind.h"
#include "dsp/elementary.h"
#include "forensics/stereo_matrix.h"
#include "report/conversion_text.h"
#include "report/curve_json.h"
#include "report/edit_json.h"
#include "report/hardware_json.h"
#include "report/json_text.h"
#include "report/printable.h"
#include "report/timeline_json.h"
#include "report/variable_json.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* This precision holds two decimals of any level and six of any time. With 16 or 17 digits, 14.2 would
 * become 14.199999999999999. */
enum { SIGNIFICANT_DIGITS = 15 };

/* Adds the value, and owns it from now on. A NULL, which means out of memory, makes the object NULL, up to the root. */
static void put(json_t **object, const char *key, json_t *value)
{
	if (*object && json_object_set_new(*object, key, value) == 0)
		return;
	if (!*object)
		json_decref(value);
	json_decref(*object);
	*object = NULL;
}

static json_t *number(double value, double steps)
{
	if (!isfinite(value))
		return json_null();
	double rounded = rint(value * steps) / steps;
	return json_real(rounded == 0.0 ? 0.0 : rounded);
}

static json_t *level(double db)
{
	return number(db, 1e2);
}

static json_t *seconds(uint64_t frames, double sample_rate)
{
	return number((double)frames / sample_rate, 1e6);
}

static json_t *count(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *rate(double sample_rate)
{
	return sample_rate == floor(sample_rate) ? count((uint64_t)sample_rate) : number(sample_rate, 1e3);
}

static json_t *tail(const struct report *report)
{
	json_t *object = json_object();
	put(&object, "frames", count(report->tail_frames));
	put(&object, "seconds", seconds(report->tail_frames, report->sample_rate));
	put(&object, "cut_dbfs", level(gain_to_decibel(report->cut_peak)));
	put(&object, "mode", report->sample_rate > 0.0 ? json_text(tail_mode_name(report->tail_mode)) : json_null());
	put(&object, "folded_frames", count(report->folded_frames));
	return object;
}

static json_t *lead_in(const struct report *report)
{
	json_t *object = json_object();
	put(&object, "frames", count(report->lead_in_frames));
	put(&object, "seconds", seconds(report->lead_in_frames, report->sample_rate));
	return object;
}

static json_t *loudness(const struct loudness *loudness)
{
	json_t *object = json_object();
	put(&object, "integrated", level(loudness->integrated_lufs));
	put(&object, "range", level(loudness->range_lu));
	put(&object, "momentary_max", level(loudness->momentary_max_lufs));
	put(&object, "short_term_max", level(loudness->short_term_max_lufs));
	put(&object, "true_peak", level(loudness->true_peak_dbtp));
	put(&object, "true_peak_bs1770", level(loudness->bs1770_peak_dbtp));
	put(&object, "plr", level(loudness->plr_db));
	put(&object, "psr_min", level(loudness->psr_min_db));
	put(&object, "psr_mean", level(loudness->psr_mean_db));
	return object;
}

static json_t *series(const struct series *series, double first_seconds)
{
	json_t *values = json_array();
	for (size_t i = 0; i < series->count; i++)
		json_list_append(&values, level(series->values[i]));
	json_t *object = json_object();
	put(&object, "first_seconds", number(first_seconds, 1e3));
	put(&object, "step_seconds", number(series->step_seconds, 1e3));
	put(&object, "values", values);
	return object;
}

static json_t *course(const struct loudness_course *course)
{
	if (!course)
		return json_null();
	json_t *object = json_object();
	put(&object, "momentary", series(&course->momentary, 0.4));
	put(&object, "short_term", series(&course->short_term, 3.0));
	return object;
}

static json_t *speakers(const struct report_file *file)
{
	if (!file->speakers)
		return json_null();
	json_t *names = json_array();
	for (size_t i = 0; i < file->channels; i++)
		json_list_append(&names, json_text(speaker_name(file->speakers[i])));
	return names;
}

static json_t *fault(const struct quality_fault *fault, double sample_rate, const char *worst)
{
	json_t *object = json_object();
	bool found = fault->fault.count > 0;
	put(&object, "count", count(fault->fault.count));
	put(&object, "seconds", found ? seconds(fault->fault.first_frame, sample_rate) : json_null());
	put(&object, "channel", found ? count(fault->channel + 1) : json_null());
	put(&object, worst, found ? number(fault->fault.worst, 1e6) : json_null());
	return object;
}

static json_t *family(enum coder coder)
{
	static const char *const names[] = { [CODER_NONE] = NULL,
					     [CODER_MP3] = "mp3",
					     [CODER_AAC] = "aac",
					     [CODER_OPUS] = "opus",
					     [CODER_VORBIS] = "vorbis" };
	return names[coder] ? json_text(names[coder]) : json_null();
}

static json_t *quality(const struct quality *quality)
{
	if (!quality)
		return json_null();
	const double sample_rate = quality->sample_rate;
	json_t *object = json_object();
	put(&object, "bits", count(quality->bits));
	put(&object, "depth", quality->depth > 0 ? count(quality->depth) : json_null());
	put(&object, "lattice_dbfs", level(quality->lattice_dbfs));
	put(&object, "clipping", fault(&quality->clipping, sample_rate, "longest_samples"));
	put(&object, "flat_dbfs", level(quality->flat_dbfs));
	put(&object, "dropouts", fault(&quality->dropouts, sample_rate, "longest_frames"));
	put(&object, "held", fault(&quality->held, sample_rate, "longest_frames"));
	put(&object, "repeats", fault(&quality->repeats, sample_rate, "longest_frames"));
	put(&object, "clicks", fault(&quality->clicks, sample_rate, "largest"));
	put(&object, "over_seconds",
	    quality->over_frame == QUALITY_NO_FRAME ? json_null() : seconds(quality->over_frame, sample_rate));
	put(&object, "offset_dbfs", level(quality->offset_dbfs));
	put(&object, "lead_seconds", seconds(quality->lead_frames, sample_rate));
	put(&object, "tail_seconds", seconds(quality->tail_frames, sample_rate));
	put(&object, "pause_seconds", seconds(quality->pause_frames, sample_rate));
	put(&object, "correlation", number(quality->correlation, 1e3));
	put(&object, "mono_loss_db", level(quality->mono_loss_db));
	put(&object, "balance_db", level(quality->balance_db));
	put(&object, "difference_dbfs", level(quality->difference_dbfs));
	put(&object, "copy", number(quality->band.copy, 1e3));
	put(&object, "copy_lag_frames",
	    isnan(quality->band.copy) ? json_null() : json_integer((json_int_t)quality->band.copy_lag));
	put(&object, "band_edge_hertz", number(quality->band.edge_hertz, 1.0));
	put(&object, "coder", family(quality->coder.coder));
	put(&object, "coder_certainty", number(quality->coder.certainty, 10.0));
	put(&object, "band_edge_db", quality->band.windows > 0 ? level(quality->band.edge_db) : json_null());
	return object;
}

static json_t *pair(const char *left, const char *right)
{
	if (!left)
		return json_null();
	json_t *names = json_array();
	json_list_append(&names, json_text(left));
	json_list_append(&names, json_text(right));
	return names;
}

/* A hash stands under the key of its kind; the other key is null. */
static void put_hash(json_t **object, const char *digits)
{
	for (int i = 0; i < HASH_KINDS; i++)
		put(object, hash_kind_key((enum hash_kind)i), json_text(hash_of_kind(digits, (enum hash_kind)i)));
}

static json_t *source(const struct report_source *source)
{
	const bool generated = source->role == REPORT_GENERATED;
	json_t *object = json_object();
	put(&object, "file", json_text(generated ? NULL : source->file));
	put(&object, "role", json_text(report_source_role_name(source->role)));
	put(&object, "pair", pair(source->left, source->right));
	put(&object, "generate", json_text(generated ? source->file : NULL));
	put_hash(&object, source->hash);
	put(&object, "frames", count(source->frames));
	put(&object, "rate", rate(source->sample_rate));
	put(&object, "channels", count(source->channels));
	put(&object, "container", json_text(source->container));
	put(&object, "encoding", json_text(source->encoding));
	return object;
}

static json_t *sources(const struct report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; i < report->source_count; i++)
		json_list_append(&list, source(&report->sources[i]));
	return list;
}

static json_t *conversion(const struct report *report, size_t first)
{
	json_t *files = json_array();
	for (size_t i = first; i < report->source_count; i++)
		if (conversion_has(report, first, i))
			json_list_append(&files, json_text(report->sources[i].file));
	json_t *object = json_object();
	put(&object, "role", json_text(report_source_role_name(report->sources[first].role)));
	put(&object, "from", rate(report->sources[first].sample_rate));
	put(&object, "to", rate(report->sample_rate));
	put(&object, "by", json_text(report_converter_name(report->sources[first].converter)));
	put(&object, "files", files);
	return object;
}

/* Lists each rate that was converted once. */
static json_t *conversions(const struct report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; i < report->source_count; i++)
		if (conversion_begins(report, i))
			json_list_append(&list, conversion(report, i));
	return list;
}

/* Lists the channels of a device that outputs take. */
static json_t *device_channels(const struct report_file *file)
{
	json_t *list = json_array();
	for (size_t i = 0; i < file->channels; i++) {
		if (!file->device_channels[i].output)
			continue;
		json_t *one = json_object();
		put(&one, "channel", count(i + 1));
		put(&one, "output", json_text(file->device_channels[i].output));
		put(&one, "output_channel", count(file->device_channels[i].channel));
		json_list_append(&list, one);
	}
	return list;
}

/* Lists the limits that judge the loudness of a mix, with the profile's limits. */
static json_t *limits(const struct loudness_request *request)
{
	if (!request)
		return json_null();
	const struct loudness_limits all = loudness_request_all(request);
	json_t *object = json_object();
	put(&object, "from", json_text(request->own ? "mix" : "verify"));
	put(&object, "profile", json_text(request->profile_name));
	put(&object, "integrated", level(all.integrated_lufs));
	put(&object, "tolerance", level(all.tolerance_lu));
	put(&object, "true_peak", level(all.true_peak_dbtp));
	put(&object, "true_peak_loud", level(all.true_peak_loud_dbtp));
	put(&object, "range", level(all.range_lu));
	put(&object, "short_term", level(all.short_term_lufs));
	put(&object, "momentary", level(all.momentary_lufs));
	put(&object, "peak", level(all.peak_dbfs));
	put(&object, "rms_least", level(all.rms_least_dbfs));
	put(&object, "rms_most", level(all.rms_most_dbfs));
	return object;
}

static json_t *ceiling(const struct ceiling *ceiling)
{
	if (!ceiling->processor)
		return json_null();
	json_t *object = json_object();
	put(&object, "level_db", level(ceiling->level_db));
	put(&object, "of", json_text(ceiling->of_samples ? "samples" : "true_peak"));
	put(&object, "processor", json_text(ceiling->processor));
	put(&object, "owner", json_text(ceiling->owner));
	return object;
}

static json_t *range(const struct report_range *range, double sample_rate)
{
	json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o}", "region", json_text(range->region), "from_frame",
				   count(range->from), "frames", count(range->frames), "from_seconds",
				   seconds(range->from, sample_rate), "seconds", seconds(range->frames, sample_rate));
	if (range->edit)
		put(&object, "edit", edit_json(range->edit, level(gain_to_decibel(range->cut_peak))));
	return object;
}

static json_t *regions(const struct report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; i < report->region_count; i++)
		json_list_append(&list, range(&report->regions[i], report->sample_rate));
	return list;
}

static json_t *file(const struct report *report, const struct report_file *file)
{
	json_t *object = json_object();
	put(&object, "path", json_text(file->path));
	if (file->left)
		put(&object, "pair", pair(file->left, file->right));
	if (file->hash)
		put_hash(&object, file->hash);
	put(&object, "role", json_text(report_role_name(file->role)));
	put(&object, "name", json_text(file->name));
	put(&object, "set", json_text(file->set));
	put(&object, "of", json_text(file->of));
	put(&object, "mode", json_text(file->selective ? report_mode_name(file->mode) : NULL));
	put(&object, "frames", count(file->frames));
	put(&object, "rate", rate(file->sample_rate));
	put(&object, "channels", count(file->channels));
	put(&object, "speakers", speakers(file));
	put(&object, "dual_mono", json_boolean(file->dual_mono));
	put(&object, "container",
	    json_text(file->container ? file->container : container_name(file->format.container)));
	put(&object, "encoding", json_text(file->encoding ? file->encoding : encoding_name(file->format.encoding)));
	put(&object, "dither", json_text(file->encoding ? NULL : dither_name(file->format.dither)));
	put(&object, "peak_dbfs", level(file->loudness.sample_peak_dbfs));
	put(&object, "clipped", file->container ? json_null() : count(file->clipped));
	put(&object, "headroom_db", number(file->headroom_db, 1e6));
	put(&object, "loudness", file->measured ? loudness(&file->loudness) : json_null());
	if (file->range)
		put(&object, "range", range(file->range, report->sample_rate));
	if (file->device_channels)
		put(&object, "places", device_channels(file));
	if (file->mix) {
		put(&object, "limits", limits(file->mix->loudness));
		put(&object, "ceiling", ceiling(&file->ceiling));
	}
	if (file->quality)
		put(&object, "quality", quality(file->quality));
	if (report->with_courses)
		put(&object, "course", course(file->course));
	return object;
}

static json_t *worst(const struct proof_result *result, double sample_rate)
{
	if (!isfinite(result->residual_peak_dbfs))
		return json_null();
	json_t *object = json_object();
	put(&object, "frame", count(result->peak_frame));
	put(&object, "seconds", seconds(result->peak_frame, sample_rate));
	put(&object, "channel", count(result->peak_channel + 1));
	return object;
}

/* Describes the residual over time, where the formats do not explain it. */
static json_t *course_of_residual(const struct proof_result *result, double sample_rate)
{
	const struct level_series *series = result->series;
	if (!result->octaves || !series)
		return json_null();
	json_t *peaks = json_array(), *rms = json_array();
	for (size_t i = 0; i < series->count; i++) {
		json_list_append(&peaks, level(gain_to_decibel(series->peaks[i])));
		json_list_append(&rms,
				 level(gain_to_decibel(level_series_rms(series, i, result->frames, result->channels))));
	}
	json_t *object = json_object();
	put(&object, "step_seconds", seconds(series->window_frames, sample_rate));
	put(&object, "peak_dbfs", peaks);
	put(&object, "rms_dbfs", rms);
	return object;
}

static json_t *bands_of_residual(const struct third_octaves *octaves)
{
	if (!octaves)
		return json_null();
	json_t *bands = json_array();
	for (size_t i = 0; i < octaves->count; i++) {
		json_t *band = json_object();
		put(&band, "band", json_text(third_octave_name(i)));
		put(&band, "centre_hz", number(third_octave_centre(i), 1e2));
		put(&band, "rms_dbfs", level(gain_to_decibel(sqrt(octaves->powers[i]))));
		json_list_append(&bands, band);
	}
	json_t *object = json_object();
	put(&object, "third_octaves", bands);
	put(&object, "below_dbfs", level(gain_to_decibel(sqrt(octaves->below))));
	put(&object, "above_dbfs", level(gain_to_decibel(sqrt(octaves->above))));
	return object;
}

static json_t *stem_of(const struct report *report, const struct report_proof *proof, size_t stem)
{
	return stem < proof->result.stem_count ? json_text(report->files[proof->stems[stem]].path) : json_null();
}

/* The rows are the sides of the mix, and the columns those of the stem. */
static json_t *matrix(const struct stereo_matrix *gains)
{
	if (!gains)
		return json_null();
	json_t *rows = json_array();
	for (size_t out = 0; out < SIDES; out++) {
		json_t *row = json_array();
		for (size_t in = 0; in < SIDES; in++)
			json_list_append(&row, number(gains->gain[out][in], 1e4));
		json_list_append(&rows, row);
	}
	return rows;
}

static json_t *side_delays(const double delays[SIDES])
{
	if (delays[SIDE_LEFT] == 0.0 && delays[SIDE_RIGHT] == 0.0)
		return json_null();
	json_t *sides = json_array();
	for (size_t side = 0; side < SIDES; side++)
		json_list_append(&sides, number(delays[side], 1e3));
	return sides;
}

static json_t *alignment(const struct report *report, const struct report_proof *proof)
{
	const struct alignment *found = proof->alignment;
	if (!found)
		return json_null();
	json_t *stems = json_array();
	for (size_t i = 0; i < proof->result.stem_count; i++) {
		const struct alignment_stem *stem = &found->stems[i];
		json_t *object = json_object();
		put(&object, "stem", stem_of(report, proof, i));
		put(&object, "offset_frames", stem->known ? number(stem->offset, 1e3) : json_null());
		put(&object, "gain_db", stem->known ? number(stem->gain_db, 1e4) : json_null());
		put(&object, "inverted", json_boolean(stem->known && stem->inverted));
		put(&object, "side_delays_frames", side_delays(stem->side_delays));
		put(&object, "matrix", matrix(stem->matrix));
		json_list_append(&stems, object);
	}
	json_t *object = json_object();
	put(&object, "stems", stems);
	put(&object, "residual_rms_dbfs", level(found->residual_dbfs));
	put(&object, "corrected_rms_dbfs", level(found->corrected_dbfs));
	return object;
}

static json_t *curve(const struct cause *cause)
{
	if (!cause->curve)
		return json_null();
	json_t *points = json_array();
	for (size_t i = 0; i < cause->curve_count; i++) {
		json_t *point = json_array();
		json_list_append(&point, number(cause->curve[i].at, 1e3));
		json_list_append(&point, level(cause->curve[i].gain_db));
		json_list_append(&points, point);
	}
	return points;
}

static json_t *coding(const struct coding *coding)
{
	if (!coding)
		return json_null();
	json_t *object = json_object(), *rates = json_null();
	if (coding->kilobits_least > 0.0) {
		rates = json_array();
		json_list_append(&rates, number(coding->kilobits_least, 1.0));
		json_list_append(&rates, number(coding->kilobits_most, 1.0));
	}
	put(&object, "family", family(coding->coder));
	put(&object, "kilobits_per_second", rates);
	put(&object, "band_edge_hertz", number(coding->band_edge_hertz, 1.0));
	put(&object, "residual_db", level(coding->residual_db));
	put(&object, "pre_echo_db", number(coding->pre_echo_db, 1e2));
	return object;
}

static json_t *cause(const struct report *report, const struct report_proof *proof, const struct cause *cause)
{
	json_t *object = json_object();
	put(&object, "kind", json_text(cause_kind_name(cause->kind)));
	put(&object, "stem", stem_of(report, proof, cause->stem));
	put(&object, "fault", count(cause->fault));
	put(&object, "value", number(cause->value, 1e3));
	put(&object, "drift_ppm", number(cause->drift_ppm, 1e2));
	put(&object, "confidence", number(cause->confidence, 1e2));
	put(&object, "left_db", level(cause->left_db));
	put(&object, "evidence", json_text(cause->evidence));
	put(&object, "matrix", matrix(cause->matrix));
	put(&object, "curve", curve(cause));
	put(&object, "coding", coding(cause->coding));
	return object;
}

static json_t *causes(const struct report *report, const struct report_proof *proof)
{
	json_t *list = json_array();
	for (size_t i = 0; i < proof->cause_count; i++)
		json_list_append(&list, cause(report, proof, &proof->causes[i]));
	return list;
}

/* Lists each pair of stems once. */
static json_t *coherence(const struct report *report, const struct report_proof *proof)
{
	const struct coherence *coherence = proof->coherence;
	if (!coherence)
		return json_null();
	const size_t stems = coherence->stem_count;
	json_t *pairs = json_array();
	for (size_t i = 0; i < stems * stems; i++) {
		const size_t one = i / stems, other = i % stems;
		if (one >= other)
			continue;
		json_t *pair = json_object();
		put(&pair, "one", json_text(report->files[proof->stems[one]].path));
		put(&pair, "other", json_text(report->files[proof->stems[other]].path));
		put(&pair, "one_share_db", level(coherence->shares_db[i]));
		put(&pair, "other_share_db", level(coherence->shares_db[other * stems + one]));
		put(&pair, "largest", number(coherence->largest[i], 1e4));
		put(&pair, "largest_hz", number(coherence->frequencies[i], 1e1));
		json_list_append(&pairs, pair);
	}
	json_t *object = json_object();
	put(&object, "floor_db", level(coherence->floor_db));
	put(&object, "pairs", pairs);
	return object;
}

static json_t *proof(const struct report *report, const struct report_proof *proof)
{
	const struct proof_result *result = &proof->result;
	json_t *stems = json_array();
	json_t *peaks = json_array();
	for (size_t i = 0; i < result->stem_count; i++) {
		json_list_append(&stems, json_text(report->files[proof->stems[i]].path));
		json_list_append(&peaks, level(result->stem_peaks_dbfs[i]));
	}
	json_t *object = json_object();
	put(&object, "set", json_text(proof->set));
	put(&object, "mix", json_text(report->files[proof->mix].path));
	put(&object, "rate", rate(report->files[proof->mix].sample_rate));
	put(&object, "stems", stems);
	put(&object, "residual_peak_dbfs", level(result->residual_peak_dbfs));
	put(&object, "residual_rms_dbfs", level(result->residual_rms_dbfs));
	put(&object, "sum", json_text(result->exact_wanted ? "exact" : "rounded"));
	put(&object, "exact", json_boolean(result->residual_peak_dbfs == -HUGE_VAL));
	put(&object, "worst", worst(result, report->files[proof->mix].sample_rate));
	put(&object, "explained", json_boolean(result->explained));
	put(&object, "truncated", json_boolean(result->truncated));
	put(&object, "shaped", json_boolean(result->shaped));
	put(&object, "shared_dither", json_boolean(result->shared_dither));
	put(&object, "repeated", json_boolean(result->repeated));
	put(&object, "course", course_of_residual(result, report->files[proof->mix].sample_rate));
	put(&object, "spectrum", bands_of_residual(result->octaves));
	put(&object, "floor_dbfs", level(result->floor_dbfs));
	put(&object, "bound_dbfs", level(result->bound_dbfs));
	put(&object, "max_residual_dbfs", level(result->max_residual_dbfs));
	put(&object, "engine_residual_dbfs", level(result->engine_residual_peak_dbfs));
	put(&object, "engine_residual_rms_dbfs", level(result->engine_residual_rms_dbfs));
	put(&object, "headroom_db", number(result->stem_headroom_db, 1e6));
	put(&object, "mix_headroom_db", number(result->mix_headroom_db, 1e6));
	put(&object, "headroom_found", json_boolean(proof->headroom_found));
	put(&object, "mix_peak_dbfs", level(result->mix_peak_dbfs));
	put(&object, "stem_peaks_dbfs", peaks);
	put(&object, "verdict", json_text(verdict_status_text(result->status)));
	put(&object, "alignment", alignment(report, proof));
	put(&object, "causes", causes(report, proof));
	put(&object, "coherence", coherence(report, proof));
	return object;
}

static json_t *trim(const struct report_trim *trim)
{
	json_t *object = json_object();
	put(&object, "strip", json_text(trim->strip));
	put(&object, "mix", json_text(trim->mix));
	put(&object, "processor", json_text(trim->processor));
	put(&object, "gain_db", level(trim->gain_db));
	put(&object, "peak_dbfs", level(trim->loudness.sample_peak_dbfs));
	put(&object, "loudness", loudness(&trim->loudness));
	return object;
}

static json_t *reduction(const struct report_meter *meter)
{
	if (!meter->reduces)
		return json_null();
	json_t *object = json_object();
	put(&object, "most_db", level(meter->reduction.most_db));
	put(&object, "mean_db", level(meter->reduction.mean_db));
	put(&object, "share", number(meter->reduction.share, 1e4));
	return object;
}

static json_t *opaque(const struct report_opaque *opaque)
{
	json_t *object = json_object();
	put(&object, "strip", json_text(opaque->strip));
	put(&object, "processor", json_text(opaque->processor));
	put(&object, "by", json_text(opaque->by_track ? "track" : "label"));
	put(&object, "stems", json_text(stem_policy_name(opaque->policy)));
	put(&object, "peak_dbfs", level(opaque->peak_dbfs));
	put(&object, "rms_dbfs", level(opaque->rms_dbfs));
	put(&object, "relative_db", level(opaque->relative_db));
	return object;
}

static json_t *meter(const struct report_meter *meter)
{
	json_t *object = json_object();
	put(&object, "name", json_text(meter->name));
	put(&object, "strip", json_text(meter->strip));
	put(&object, "mix", json_text(meter->mix));
	put(&object, "channels", count(meter->channels));
	put(&object, "peak_dbfs", level(meter->loudness.sample_peak_dbfs));
	put(&object, "rms_dbfs", level(meter->level.rms_dbfs));
	put(&object, "correlation", number(meter->level.correlation, 1e3));
	put(&object, "loudness", loudness(&meter->loudness));
	put(&object, "gain_reduction", reduction(meter));
	return object;
}

static json_t *ways(const struct reach *reach, const struct reach_cell *cell)
{
	json_t *list = json_array();
	for (size_t i = 0; i < cell->listed; i++) {
		json_t *strips = json_array();
		for (size_t k = 0; k < cell->ways[i].count; k++)
			json_list_append(&strips, json_text(reach->recipe->strips[cell->ways[i].strips[k]].name));
		json_list_append(&list, strips);
	}
	return list;
}

static json_t *bleed_cell(const struct bleed *bleed, size_t track, size_t stem)
{
	const struct reach *reach = bleed->reach;
	const struct reach_cell *cell = reach_cell(reach, track, stem);
	const struct bleed_level *measured = &bleed->levels[track * reach->stem_count + stem];
	json_t *object = json_object();
	put(&object, "track", json_text(reach->recipe->strips[reach->tracks[track]].name));
	put(&object, "stem", json_text(reach->recipe->stems[reach->stems[stem]]));
	put(&object, "kind", json_text(reach_kind_name(cell->kind)));
	put(&object, "level_dbfs", level(measured->level_dbfs));
	put(&object, "relative_db", level(measured->relative_db));
	put(&object, "ways", ways(reach, cell));
	put(&object, "way_count", count(cell->way_count));
	return object;
}

/* Lists what each track brings to each stem. It leaves out a pair without a way and without sound. */
static json_t *bleed(const struct bleed *bleed)
{
	if (!bleed)
		return json_null();
	const struct reach *reach = bleed->reach;
	json_t *tracks = json_array(), *stems = json_array(), *cells = json_array();
	for (size_t i = 0; i < reach->track_count; i++)
		json_list_append(&tracks, json_text(reach->recipe->strips[reach->tracks[i]].name));
	for (size_t i = 0; i < reach->stem_count; i++)
		json_list_append(&stems, json_text(reach->recipe->stems[reach->stems[i]]));
	for (size_t i = 0; i < reach->track_count * reach->stem_count; i++)
		if (reach->cells[i].kind != REACH_NOT || !isnan(bleed->levels[i].level_dbfs))
			json_list_append(&cells, bleed_cell(bleed, i / reach->stem_count, i % reach->stem_count));
	json_t *object = json_object();
	put(&object, "max_db", level(bleed->max_db));
	put(&object, "tracks", tracks);
	put(&object, "stems", stems);
	put(&object, "cells", cells);
	return object;
}

static json_t *verdict(const struct verdict *verdict)
{
	json_t *object = json_object();
	put(&object, "name", json_text(verdict->name));
	put(&object, "status", json_text(verdict_status_text(verdict->status)));
	put(&object, "detail", json_text(verdict->detail));
	return object;
}

static json_t *album(const struct report_album *album)
{
	if (!album)
		return json_null();
	json_t *object = json_object();
	put(&object, "files", count(album->file_count));
	put(&object, "peak_dbfs", level(album->loudness.sample_peak_dbfs));
	put(&object, "loudness", loudness(&album->loudness));
	return object;
}

static json_t *sum(const struct report_sum *sum)
{
	json_t *object = json_object();
	put(&object, "strip", json_text(sum->strip));
	put(&object, "kind", json_text(strip_kind_name(sum->kind)));
	put(&object, "inputs", count(sum->inputs));
	put(&object, "peak_dbfs", level(sum->peak_dbfs));
	return object;
}

static json_t *whole(const struct report *report)
{
	json_t *files = json_array();
	for (size_t i = 0; i < report->file_count; i++)
		json_list_append(&files, file(report, &report->files[i]));
	json_t *proofs = json_array();
	for (size_t i = 0; i < report->proof_count; i++)
		json_list_append(&proofs, proof(report, &report->proofs[i]));
	json_t *trims = json_array();
	for (size_t i = 0; i < report->trim_count; i++)
		json_list_append(&trims, trim(&report->trims[i]));
	json_t *meters = json_array();
	for (size_t i = 0; i < report->meter_count; i++)
		json_list_append(&meters, meter(&report->meters[i]));
	json_t *opaques = json_array();
	for (size_t i = 0; i < report->opaque_count; i++)
		json_list_append(&opaques, opaque(&report->opaques[i]));
	json_t *sums = json_array();
	for (size_t i = 0; i < report->sum_count; i++)
		json_list_append(&sums, sum(&report->sums[i]));
	json_t *verdicts = json_array();
	for (size_t i = 0; i < report->verdicts->count; i++)
		json_list_append(&verdicts, verdict(&report->verdicts->items[i]));
	json_t *notes = json_array();
	for (size_t i = 0; report->notes && i < report->notes->count; i++)
		json_list_append(&notes, verdict(&report->notes->items[i]));
	json_t *object = json_object();
	put(&object, "schema", json_text(REPORT_SCHEMA));
	put(&object, "version", json_text(STEMPRINT_VERSION));
	put(&object, "cpu", json_null()); /* no byte depends on the CPU */
	put(&object, "recipe", json_text(report->recipe));
	put(&object, "title", json_text(report->title));
	if (report->variables)
		put(&object, "variables", variable_json(report->variables));
	put(&object, "sample_rate", report->sample_rate > 0.0 ? rate(report->sample_rate) : json_null());
	put(&object, "frames", report->sample_rate > 0.0 ? count(report->frames) : json_null());
	put(&object, "seconds", seconds(report->frames, report->sample_rate));
	put(&object, "lead_in", lead_in(report));
	put(&object, "tail", tail(report));
	put(&object, "timeline", timeline_json(report->timeline));
	if (report->region_count > 0)
		put(&object, "regions", regions(report));
	if (report->curves.count > 0)
		put(&object, "automation", curve_json(&report->curves, report->timeline));
	put(&object, "sources", sources(report));
	put(&object, "conversions", conversions(report));
	put(&object, "files", files);
	put(&object, "null", proofs);
	put(&object, "trims", trims);
	put(&object, "meters", meters);
	put(&object, "opaque", opaques);
	put(&object, "hardware", hardware_json(report));
	put(&object, "sums", sums);
	put(&object, "bleed", bleed(report->bleed));
	put(&object, "album", album(report->album));
	put(&object, "verdicts", verdicts);
	put(&object, "notes", notes);
	put(&object, "verdict", json_text(verdict_status_text(report_verdict(report))));
	return object;
}

enum status report_json(const struct report *report, struct text *text)
{
	if (report->verdicts->failed)
		return STATUS_NO_MEMORY;
	return json_text_append(text, whole(report), SIGNIFICANT_DIGITS);
}
