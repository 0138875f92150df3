/* Tests the shape of the report for machines.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "refusing_json.h"
#include "report/report_json.h"
#include "report/report_sarif.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <string.h>

static json_t *parse(const struct report *report)
{
	struct text text = { 0 };
	cr_assert(report_json(report, &text) == STATUS_OK);
	json_error_t error;
	json_t *json = json_loads(text.bytes, JSON_REJECT_DUPLICATES, &error);
	cr_assert(json, "%s", error.text);
	text_release(&text);
	return json;
}

static void expect_keys(json_t *object, const char *const *keys)
{
	void *at = json_object_iter(object);
	for (; *keys; keys++) {
		cr_assert(at, "%s is missing", *keys);
		cr_expect(strcmp(json_object_iter_key(at), *keys) == 0, "%s stands where %s belongs",
			  json_object_iter_key(at), *keys);
		at = json_object_iter_next(object, at);
	}
	cr_expect(!at);
}

static json_t *at(json_t *array, size_t index)
{
	json_t *value = json_array_get(array, index);
	cr_assert(value);
	return value;
}

static double number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);
	cr_assert(json_is_number(value), "%s", key);
	return json_number_value(value);
}

static const char *word(json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));
	cr_assert(value, "%s", key);
	return value;
}

static bool absent(json_t *object, const char *key)
{
	return json_is_null(json_object_get(object, key));
}

Test(report_json, keys_stand_in_order)
{
	static const char *const whole[] = { "schema",      "version", "cpu",     "recipe", "title",    "sample_rate",
					     "frames",      "seconds", "lead_in", "tail",   "timeline", "sources",
					     "conversions", "files",   "null",    "trims",  "meters",   "opaque",
					     "hardware",    "sums",    "bleed",   "album",  "verdicts", "notes",
					     "verdict",     NULL };
	static const char *const tail[] = { "frames", "seconds", "cut_dbfs", "mode", "folded_frames", NULL };
	static const char *const file[] = { "path",      "role",        "name",     "set",      "of",
					    "mode",      "frames",      "rate",     "channels", "speakers",
					    "dual_mono", "container",   "encoding", "dither",   "peak_dbfs",
					    "clipped",   "headroom_db", "loudness", NULL };
	static const char *const loudness[] = {
		"integrated",       "range", "momentary_max", "short_term_max", "true_peak",
		"true_peak_bs1770", "plr",   "psr_min",       "psr_mean",       NULL
	};
	static const char *const null[] = { "set",
					    "mix",
					    "rate",
					    "stems",
					    "residual_peak_dbfs",
					    "residual_rms_dbfs",
					    "sum",
					    "exact",
					    "worst",
					    "explained",
					    "truncated",
					    "shaped",
					    "shared_dither",
					    "repeated",
					    "course",
					    "spectrum",
					    "floor_dbfs",
					    "bound_dbfs",
					    "max_residual_dbfs",
					    "engine_residual_dbfs",
					    "engine_residual_rms_dbfs",
					    "headroom_db",
					    "mix_headroom_db",
					    "headroom_found",
					    "mix_peak_dbfs",
					    "stem_peaks_dbfs",
					    "verdict",
					    "alignment",
					    "causes",
					    "coherence",
					    NULL };
	static const char *const trim[] = { "strip", "mix", "processor", "gain_db", "peak_dbfs", "loudness", NULL };
	static const char *const meter[] = { "name",     "strip",       "mix",      "channels",       "peak_dbfs",
					     "rms_dbfs", "correlation", "loudness", "gain_reduction", NULL };
	static const char *const reduction[] = { "most_db", "mean_db", "share", NULL };
	static const char *const verdict[] = { "name", "status", "detail", NULL };
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	json_t *json = parse(&fixture.report);
	expect_keys(json, whole);
	expect_keys(json_object_get(json, "tail"), tail);
	for (size_t i = 0; i < 5; i++)
		expect_keys(at(json_object_get(json, "files"), i), file);
	expect_keys(json_object_get(at(json_object_get(json, "files"), 0), "loudness"), loudness);
	expect_keys(at(json_object_get(json, "null"), 0), null);
	expect_keys(at(json_object_get(json, "verdicts"), 0), verdict);
	static const char *const opaque[] = { "strip",     "processor", "by",          "stems",
					      "peak_dbfs", "rms_dbfs",  "relative_db", NULL };
	expect_keys(at(json_object_get(json, "opaque"), 0), opaque);
	cr_expect_str_eq(word(at(json_object_get(json, "opaque"), 1), "stems"), "per-lane");
	cr_expect(number(at(json_object_get(json, "opaque"), 0), "peak_dbfs") == -31.26);
	cr_expect(absent(at(json_object_get(json, "opaque"), 1), "peak_dbfs"));
	json_t *meters = json_object_get(json, "meters");
	expect_keys(at(json_object_get(json, "trims"), 0), trim);
	expect_keys(at(meters, 0), meter);
	expect_keys(at(meters, 1), meter);
	expect_keys(json_object_get(at(meters, 0), "loudness"), loudness);
	expect_keys(json_object_get(at(meters, 0), "gain_reduction"), reduction);
	json_decref(json);
	report_fixture_release(&fixture);
}

Test(report_json, values)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	json_t *json = parse(&fixture.report);
	cr_expect_str_eq(word(json, "schema"), "stemprint.report.1");
	cr_expect_str_eq(word(json, "recipe"), "big-band.yaml");
	cr_expect(absent(json, "cpu"));
	cr_expect_str_eq(word(json, "verdict"), "fail");
	cr_expect(json_integer_value(json_object_get(json, "sample_rate")) == 48000);
	cr_expect(number(json, "seconds") == 13.3);
	cr_expect(number(json_object_get(json, "tail"), "seconds") == 1.3);
	cr_expect(absent(json_object_get(json, "tail"), "cut_dbfs"));
	json_t *mix = at(json_object_get(json, "files"), 0);
	cr_expect_str_eq(word(mix, "role"), "mix");
	cr_expect_str_eq(word(mix, "encoding"), "pcm24");
	cr_expect(absent(mix, "mode"));
	cr_expect(number(mix, "peak_dbfs") == -1.02);
	cr_expect(number(json_object_get(mix, "loudness"), "integrated") == -14.23);
	cr_expect(number(json_object_get(mix, "loudness"), "true_peak") == -0.87);
	cr_expect_str_eq(word(at(json_object_get(json, "files"), 1), "mode"), "re-rendered");
	json_t *proof = at(json_object_get(json, "null"), 0);
	cr_expect_str_eq(word(proof, "mix"), "mix.wav");
	cr_expect_str_eq(json_string_value(at(json_object_get(proof, "stems"), 1)), "stems/vocals.wav");
	cr_expect(number(proof, "residual_peak_dbfs") == -128.93);
	cr_expect(number(json_object_get(proof, "worst"), "channel") == 2.0);
	cr_expect(number(json_object_get(proof, "worst"), "seconds") == 1.5);
	cr_expect(absent(proof, "max_residual_dbfs"));
	cr_expect(json_is_false(json_object_get(proof, "exact")));
	cr_expect_str_eq(word(proof, "verdict"), "pass");
	cr_expect_str_eq(word(at(json_object_get(json, "verdicts"), 2), "status"), "unknown");
	json_t *trim = at(json_object_get(json, "trims"), 0);
	cr_expect_str_eq(word(trim, "strip"), "lead");
	cr_expect_str_eq(word(trim, "processor"), "normalise");
	cr_expect(number(trim, "gain_db") == 5.38);
	cr_expect(number(trim, "peak_dbfs") == -12.02);
	cr_expect(number(json_object_get(trim, "loudness"), "integrated") == -23.38);
	cr_expect(absent(at(json_object_get(json, "trims"), 1), "peak_dbfs"));
	json_t *meter = at(json_object_get(json, "meters"), 0);
	cr_expect_str_eq(word(meter, "strip"), "lead");
	cr_expect(number(meter, "peak_dbfs") == -16.02);
	cr_expect(number(meter, "rms_dbfs") == -26.51);
	cr_expect(number(meter, "correlation") == 0.005);
	cr_expect(number(json_object_get(meter, "loudness"), "integrated") == -23.95);
	cr_expect(number(json_object_get(meter, "gain_reduction"), "share") == 0.9877);
	meter = at(json_object_get(json, "meters"), 1);
	cr_expect(absent(meter, "gain_reduction") && absent(meter, "rms_dbfs") && absent(meter, "correlation"));
	cr_expect(absent(json_object_get(meter, "loudness"), "integrated"));
	json_decref(json);
	report_fixture_release(&fixture);
}

Test(report_json, silence_is_null)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.proof.result.residual_peak_dbfs = -(double)INFINITY;
	fixture.proof.result.residual_rms_dbfs = -(double)INFINITY;
	fixture.proof.result.engine_residual_peak_dbfs = -(double)INFINITY;
	json_t *json = parse(&fixture.report);
	json_t *silent = at(json_object_get(json, "files"), 3);
	cr_expect(absent(silent, "peak_dbfs"));
	cr_expect(absent(json_object_get(silent, "loudness"), "integrated"));
	json_t *unmeasured = at(json_object_get(json, "files"), 4);
	cr_expect(absent(unmeasured, "loudness"));
	cr_expect(number(unmeasured, "peak_dbfs") == 2.5);
	json_t *proof = at(json_object_get(json, "null"), 0);
	cr_expect(absent(proof, "residual_peak_dbfs") && absent(proof, "residual_rms_dbfs") && absent(proof, "worst"));
	cr_expect(absent(proof, "engine_residual_dbfs"));
	cr_expect(json_is_true(json_object_get(proof, "exact")));
	cr_expect(json_is_null(at(json_object_get(proof, "stem_peaks_dbfs"), 1)));
	json_decref(json);
	report_fixture_release(&fixture);
}

Test(report_json, no_number_is_written_long)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.files[0].loudness.true_peak_dbtp = -0.001;
	struct text text = { 0 };
	cr_assert(report_json(&fixture.report, &text) == STATUS_OK);
	cr_expect(strstr(text.bytes, "\"integrated\": -14.23,"));
	cr_expect(strstr(text.bytes, "\"true_peak\": 0.0,\n"), "no minus before zero");
	cr_expect(strstr(text.bytes, "\"floor_dbfs\": -139.7,"));
	cr_expect(!strstr(text.bytes, "inf"));
	cr_expect(!strstr(text.bytes, "nan"));
	cr_expect(text.bytes[text.length - 1] == '\n');
	text_release(&text);
	report_fixture_release(&fixture);
}

/* A locale with a decimal comma changes no byte, on machines that have one. */
Test(report_json, locale_moves_no_byte)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	struct text plain = { 0 }, local = { 0 };
	cr_assert(report_json(&fixture.report, &plain) == STATUS_OK);
	if (!setlocale(LC_ALL, "de_DE.UTF-8"))
		setlocale(LC_ALL, "");
	cr_assert(report_json(&fixture.report, &local) == STATUS_OK);
	cr_expect_str_eq(plain.bytes, local.bytes);
	text_release(&plain);
	text_release(&local);
	report_fixture_release(&fixture);
}

Test(report_json, hostile_names_stay_json)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.files[0].path = "a\xff\"\n\x01.wav";
	fixture.report.title = "Gr\xc3\xbc\xc3\x9f";
	fixture.report.recipe = NULL;
	json_t *json = parse(&fixture.report);
	cr_expect_str_eq(word(at(json_object_get(json, "files"), 0), "path"), "a?\"\n\x01.wav");
	cr_expect_str_eq(word(json, "title"), "Gr\xc3\xbc\xc3\x9f");
	cr_expect(absent(json, "recipe"));
	json_decref(json);
	report_fixture_release(&fixture);
}

Test(report_json, verdicts_that_ran_out_of_memory_are_not_reported)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.verdicts.failed = true;
	struct text text = { 0 };
	cr_expect(report_json(&fixture.report, &text) == STATUS_NO_MEMORY);
	report_fixture_release(&fixture);
}

static enum status write_json(const void *report, struct text *text)
{
	return report_json(report, text);
}

static enum status write_sarif(const void *report, struct text *text)
{
	const struct findings findings = { .report = report };
	return report_sarif(&findings, 1, text);
}

Test(report_json, is_whole_or_out_of_memory)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.report.recipe_path = "k\xC3\xA4se.yaml";
	cr_expect_gt(refusing_json_walk(write_json, &fixture.report, 1), 500);
	cr_expect_gt(refusing_json_walk(write_sarif, &fixture.report, 1), 50);
	report_fixture_release(&fixture);
}
