/* Tests what the reports say about a residual, for people and for machines.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "report/report_json.h"
#include "report/report_text.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

static struct level_series series;
static struct third_octaves octaves;

/* The residual lasts 6.5 s at 48 kHz. It is over the bound of -125.4 dBFS in the seconds 2, 4 and 5. */
static void fill(struct report_fixture *fixture)
{
	static const double peaks[] = { 1e-7, 0.0, 0.1, 1e-7, 0.25, 0.01, 1e-7 };
	report_fixture_init(fixture);
	level_series_init(&series, 48000.0);
	for (size_t i = 0; i < sizeof peaks / sizeof *peaks; i++)
		level_series_add(&series, 48000 * i, peaks[i], peaks[i] * peaks[i] / 100.0 * 48000.0 * 2.0);
	octaves = (struct third_octaves){ .count = 30, .below = 1e-4, .above = 1e-12 };
	octaves.powers[16] = 1e-2;
	octaves.powers[17] = 1e-6;
	struct proof_result *result = &fixture->proof.result;
	result->status = VERDICT_FAIL;
	result->residual_peak_dbfs = -12.04;
	result->residual_rms_dbfs = -40.5;
	result->frames = 312000;
	result->peak_frame = 192000 + 24000;
	result->series = &series;
	result->octaves = &octaves;
}

static void expect_text(const struct report_fixture *fixture, const char *words)
{
	struct text text = { .width = 100 };
	report_text(&fixture->report, false, &text);
	cr_expect_not_null(strstr(text.bytes, words), "\"%s\" is missing in:\n%s", words, text.bytes);
	text_release(&text);
}

Test(residual, reads_like_this)
{
	struct report_fixture fixture;
	fill(&fixture);
	expect_text(
		&fixture,
		"   FAIL\n"
		"          residual -12.0 dBFS peak, -40.5 rms   floor -139.7   engine -286.1\n"
		"          worst at 0:04.500 (frame 216000) of channel 2; over what is allowed in 3 of 7 s, from 0:02\n"
		"          on\n"
		"          loudest seconds from 0:04 -32.0, 0:02 -40.0, 0:05 -60.0 dBFS rms\n"
		"          loudest bands 1 kHz -20.0, under 22 Hz -40.0, 1.25 kHz -60.0 dBFS rms\n");
	report_fixture_release(&fixture);
}

/* A second counts when it is over the user's limit, and not when it is over that of the formats. */
Test(residual, excess_goes_by_the_limit)
{
	struct report_fixture fixture;
	fill(&fixture);
	fixture.proof.result.max_residual_dbfs = -20.1;
	expect_text(&fixture, "; over what is allowed in 2 of 7 s, from 0:02\n");
	fixture.proof.result.max_residual_dbfs = -3.0;
	expect_text(&fixture, "channel 2\n");
	report_fixture_release(&fixture);
}

Test(residual, long_files_have_hours_and_longer_stretches)
{
	struct report_fixture fixture;
	fill(&fixture);
	memset(&series, 0, sizeof series);
	level_series_init(&series, 48000.0);
	level_series_add(&series, UINT64_C(48000) * 3723, 0.5, 1.0);
	level_series_add(&series, UINT64_C(48000) * 9000, 0.25, 0.5);
	fixture.proof.result.frames = UINT64_C(48000) * 9001;
	fixture.proof.result.peak_frame = UINT64_C(48000) * 3723 + 6;
	expect_text(&fixture, "worst at 1:02:03.000 (frame 178704006)");
	expect_text(&fixture, "loudest stretches of 4 s from 1:02:00 -55.8, 2:30:00");
	report_fixture_release(&fixture);
}

Test(residual, nothing_is_told_of_a_null)
{
	struct report_fixture fixture;
	fill(&fixture);
	fixture.proof.result.octaves = NULL;
	struct text text = { 0 };
	report_text(&fixture.report, false, &text);
	cr_expect_null(strstr(text.bytes, "worst"));
	cr_expect_null(strstr(text.bytes, "loudest"));
	text_release(&text);
	report_fixture_release(&fixture);
}

static double element(json_t *array, size_t index)
{
	return json_number_value(json_array_get(array, index));
}

Test(residual, as_json)
{
	struct report_fixture fixture;
	fill(&fixture);
	struct text text = { 0 };
	cr_assert(report_json(&fixture.report, &text) == STATUS_OK);
	json_t *json = json_loads(text.bytes, 0, NULL);
	json_t *null = json_array_get(json_object_get(json, "null"), 0), *course = json_object_get(null, "course");
	cr_expect(json_is_false(json_object_get(null, "explained")));
	cr_expect_eq(json_number_value(json_object_get(course, "step_seconds")), 1.0);
	json_t *peaks = json_object_get(course, "peak_dbfs"), *rms = json_object_get(course, "rms_dbfs");
	cr_assert_eq(json_array_size(peaks), 7);
	cr_assert_eq(json_array_size(rms), 7);
	cr_expect_eq(element(peaks, 2), -20.0);
	cr_expect_eq(element(rms, 2), -40.0);
	cr_expect(json_is_null(json_array_get(peaks, 1)), "digital zero");
	cr_expect_eq(element(rms, 6), -156.99, "half a second");
	json_t *spectrum = json_object_get(null, "spectrum"), *bands = json_object_get(spectrum, "third_octaves");
	cr_assert_eq(json_array_size(bands), 30);
	json_t *band = json_array_get(bands, 17);
	cr_expect_str_eq(json_string_value(json_object_get(band, "band")), "1.25 kHz");
	cr_expect_eq(json_number_value(json_object_get(band, "centre_hz")), 1258.93);
	cr_expect_eq(json_number_value(json_object_get(band, "rms_dbfs")), -60.0);
	cr_expect_eq(json_number_value(json_object_get(spectrum, "below_dbfs")), -40.0);
	cr_expect_eq(json_number_value(json_object_get(spectrum, "above_dbfs")), -120.0);
	json_decref(json);
	text_release(&text);
	report_fixture_release(&fixture);
}
