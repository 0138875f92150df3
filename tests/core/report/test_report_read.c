/* Tests that the figures of a report are read as they were written, and that a hostile one does no harm.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "refusing_json.h"
#include "report/report_csv.h"
#include "report/report_json.h"
#include "report/report_read.h"
#include "report/report_summary.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define DIGITS "0123456789abcdef0123456789abcdef"

static struct report_fixture fixture;
static struct text json;

static void write_report(void)
{
	report_fixture_init(&fixture);
	cr_assert_eq(report_json(&fixture.report, &json), STATUS_OK);
}

static void release_report(void)
{
	text_release(&json);
	report_fixture_release(&fixture);
}

TestSuite(report_read, .init = write_report, .fini = release_report, .timeout = 60);

static enum status read_text(const char *bytes, size_t length, struct arena *arena, struct report *report)
{
	struct manifest_file file = { .path = "mix.wav", .hash = DIGITS };
	const struct manifest manifest = { .files = &file, .file_count = 1 };
	const char *problem;
	const enum status status = report_read(bytes, length, &manifest, arena, report, &problem);
	cr_expect_eq(!!problem, status == STATUS_BAD_SOURCE || (status == STATUS_NO_MEMORY && problem), "%d",
		     (int)status);
	return status;
}

/* The JSON rounds levels to two decimals. */
static void expect_level(double read, double written)
{
	cr_expect(isfinite(written) ? fabs(read - written) <= 0.005 + 1e-9 : !isfinite(read), "%g and %g", read,
		  written);
}

Test(report_read, has_the_figures_of_files_and_proofs)
{
	struct arena *arena = arena_new();
	struct report read;
	cr_assert_eq(read_text(json.bytes, json.length, arena, &read), STATUS_OK);
	cr_assert_eq(read.file_count, fixture.report.file_count);
	cr_expect_eq(read.frames, fixture.report.frames);
	for (size_t i = 0; i < read.file_count; i++) {
		const struct report_file *now = &read.files[i], *then = &fixture.report.files[i];
		cr_expect_str_eq(now->path, then->path);
		cr_expect_eq(now->role, then->role);
		cr_expect_eq(now->frames, then->frames);
		cr_expect_eq(now->channels, then->channels);
		cr_expect_eq(now->measured, then->measured);
		cr_expect_eq(now->selective, then->selective);
		expect_level(now->loudness.sample_peak_dbfs, then->loudness.sample_peak_dbfs);
		if (then->measured)
			expect_level(now->loudness.integrated_lufs, then->loudness.integrated_lufs);
	}
	cr_assert_eq(read.proof_count, fixture.report.proof_count);
	expect_level(read.proofs[0].result.residual_peak_dbfs, fixture.proof.result.residual_peak_dbfs);
	cr_expect_eq(read.proofs[0].mix, fixture.proof.mix);
	const struct report_summary now = report_summary_of(&read), then = report_summary_of(&fixture.report);
	cr_expect_float_eq(now.seconds, then.seconds, 1e-12);
	expect_level(now.true_peak_dbtp, then.true_peak_dbtp);
	cr_expect_str_eq(report_main_file(&read)->path, report_main_file(&fixture.report)->path);
	cr_expect_str_eq(now.hash, DIGITS);
	arena_free(arena);
}

/* Reads a report, and writes a table of it. */
static enum status tabulate(const void *bytes, struct text *text)
{
	const struct verdicts none = { 0 };
	struct report report;
	struct arena *arena = arena_new();
	enum status status = read_text(bytes, strlen(bytes), arena, &report);
	report.verdicts = &none;
	if (status == STATUS_OK)
		status = report_csv(&report, text);
	arena_free(arena);
	return status;
}

Test(report_read, is_read_as_it_is_or_out_of_memory)
{
	cr_expect_gt(refusing_json_walk(tabulate, json.bytes, 3), 200);
}

/* Bytes that change at random, and texts that end too early. Whatever can be read can be written. */
Test(report_read, that_is_broken_does_no_harm)
{
	uint32_t seed = 1;
	size_t refused = 0;
	for (int run = 0; run < 2000; run++) {
		char *bytes = strdup(json.bytes);
		struct text text = { 0 };
		for (int k = 0; k < 3; k++) {
			seed = seed * 1664525 + 1013904223;
			bytes[(seed >> 8) % json.length] = "0123456789{}[]\",:-e\x01\xff"[seed % 21];
		}
		if (run % 4 == 0)
			bytes[(seed >> 8) % json.length] = '\0';
		refused += tabulate(bytes, &text) != STATUS_OK;
		text_release(&text);
		free(bytes);
	}
	cr_expect(refused > 500 && refused < 2000, "%zu", refused);
}

/* Each of these stands for a value of another kind, or out of range. */
Test(report_read, of_wrong_kinds_is_refused_or_unknown)
{
	static const struct {
		const char *text;
		enum status status;
	} rows[] = {
		{ "", STATUS_BAD_SOURCE },
		{ "[]", STATUS_BAD_SOURCE },
		{ "{\"schema\":\"stemprint.report.2\"}", STATUS_BAD_SOURCE },
		{ "{\"schema\":\"stemprint.report.1\"}", STATUS_OK },
		{ "{\"schema\":\"stemprint.report.1\",\"files\":{},\"null\":3,\"sums\":\"\"}", STATUS_OK },
		{ "{\"schema\":\"stemprint.report.1\",\"files\":[1]}", STATUS_BAD_SOURCE },
		{ "{\"schema\":\"stemprint.report.1\",\"files\":[{\"path\":\"a\",\"name\":\"a\",\"role\":\"x\"}]}",
		  STATUS_BAD_SOURCE },
		{ "{\"schema\":\"stemprint.report.1\",\"sample_rate\":1e-300,\"frames\":9223372036854775807,"
		  "\"files\":[{\"path\":\"a\",\"name\":\"a\",\"role\":\"mix\",\"frames\":-1,\"rate\":1e308,"
		  "\"channels\":1e9,\"peak_dbfs\":\"loud\",\"loudness\":[],\"range\":{\"region\":1}}]}",
		  STATUS_OK },
		{ "{\"schema\":\"stemprint.report.1\",\"null\":[{\"mix\":\"a\"}]}", STATUS_BAD_SOURCE },
		{ "{\"schema\":\"stemprint.report.1\",\"sums\":[{}]}", STATUS_BAD_SOURCE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text text = { 0 };
		cr_expect_eq(tabulate(rows[i].text, &text), rows[i].status, "%s", rows[i].text);
		text_release(&text);
	}
}
