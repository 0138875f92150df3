/* Tests that a manifest is read as it was written, and that a hostile one does no harm.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "refusing_json.h"
#include "report/manifest.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

#define SOUND "0123456789abcdef0123456789abcdef"

TestSuite(manifest, .timeout = 60);

static size_t stems[] = { 1, 2 };
static struct manifest_input inputs[] = {
	{ "recipe", "song.yaml", "../song.yaml", DIGITS, NULL },
	{ "source", "audio/k\xC3\xA4se.wav", NULL, DIGITS, SOUND },
};
static struct manifest_file files[] = {
	{ "mix.wav", "mix", DIGITS, UINT64_C(1) << 40, { .encoding = ENCODING_PCM24, .dither = DITHER_TPDF }, 0.0 },
	{ "stems/a.wav", "stem", DIGITS, 44, { .encoding = ENCODING_PCM16, .dither = DITHER_WANNAMAKER_9 }, 3.5 },
	{ "stems/b.wav", "stem", DIGITS, 44, { .encoding = ENCODING_FLOAT64, .sample_rate = 44100.0 }, 0.0 },
	{ "report.json", "report", DIGITS, 5, { 0 }, 0.0 },
};
static struct manifest_proof proofs[] = {
	{ 0,
	  stems,
	  2,
	  { .max_residual_dbfs = -120.25,
	    .engine_residual_peak = 0x1.23456789abcdp-40,
	    .engine_residual_rms = 1e-300,
	    .residual_raise = 1.5,
	    .exact = true } },
};
static const struct manifest_warning warnings[] = {
	{ "silent", "stem \"a\" is silent\n", { .line = 3, .column = 7 }, 5 }
};
static const char *const options[] = { "from=75 s", "no-stems" };
static struct verdict items[] = { { "null mix", VERDICT_PASS, "well" }, { "true_peak", VERDICT_FAIL, "\x1b[31m" } };
static const struct verdicts verdicts = { .items = items, .count = 2, .counts = { 1, 1, 0 } };

static const struct manifest example = {
	.version = "1.2.3",
	.semantics = 7,
	.settings_hash = DIGITS,
	.options = options,
	.option_count = 2,
	.inputs = inputs,
	.input_count = 2,
	.files = files,
	.file_count = 4,
	.proofs = proofs,
	.proof_count = 1,
	.warnings = warnings,
	.warning_count = 1,
	.verdicts = &verdicts,
};

Test(manifest, is_read_as_it_was_written)
{
	struct text one = { 0 }, other = { 0 };
	struct manifest read;
	const char *problem;
	struct arena *arena = arena_new();
	cr_assert_eq(manifest_json(&example, &one), STATUS_OK);
	cr_assert_eq(manifest_read(one.bytes, one.length, arena, &read, &problem), STATUS_OK, "%s", problem);
	cr_expect(read.semantics == 7 && !read.cpu && read.option_count == 2 && read.input_count == 2 &&
		  read.file_count == 4 && read.proof_count == 1 && read.warning_count == 1);
	cr_expect(!read.inputs[0].sound);
	cr_expect_str_eq(read.inputs[1].sound, SOUND);
	cr_expect(!read.inputs[1].path && read.files[0].bytes == UINT64_C(1) << 40);
	cr_expect(read.files[1].format.dither == DITHER_WANNAMAKER_9 && read.files[1].headroom_db == 3.5);
	cr_expect(read.files[2].format.encoding == ENCODING_FLOAT64 && read.files[2].format.sample_rate != 0.0);
	cr_expect_eq(read.proofs[0].limits.engine_residual_peak, 0x1.23456789abcdp-40, "to the last bit");
	cr_expect_eq(read.proofs[0].limits.engine_residual_rms, 1e-300);
	cr_expect(read.verdicts->counts[VERDICT_FAIL] == 1 && read.verdicts->count == 2);
	cr_assert_eq(manifest_json(&read, &other), STATUS_OK);
	cr_expect_str_eq(other.bytes, one.bytes);
	text_release(&one);
	text_release(&other);
	arena_free(arena);
}

static enum status write_manifest(const void *manifest, struct text *text)
{
	return manifest_json(manifest, text);
}

/* A path that could not be made for lack of memory is not one that is no UTF-8. */
Test(manifest, is_whole_or_out_of_memory)
{
	cr_expect_gt(refusing_json_walk(write_manifest, &example, 1), 100);
}

/* Reads a manifest, and writes what was read. */
static enum status copy_manifest(const void *bytes, struct text *text)
{
	struct manifest read;
	const char *problem;
	struct arena *arena = arena_new();
	enum status status = manifest_read(bytes, strlen(bytes), arena, &read, &problem);
	if (status == STATUS_OK)
		status = manifest_json(&read, text);
	arena_free(arena);
	return status;
}

Test(manifest, is_read_as_it_is_or_out_of_memory)
{
	struct text text = { 0 };
	cr_assert_eq(manifest_json(&example, &text), STATUS_OK);
	cr_expect_gt(refusing_json_walk(copy_manifest, text.bytes, 1), 200);
	text_release(&text);
}

/* Puts `to` where `from` first stands in the example, and returns what reading says; BAD_SOURCE sets *problem. */
static enum status status_with(const char *from, const char *to, const char **problem)
{
	struct text text = { 0 }, changed = { 0 };
	struct manifest read;
	struct arena *arena = arena_new();
	cr_assert_eq(manifest_json(&example, &text), STATUS_OK);
	const char *at = strstr(text.bytes, from);
	cr_assert_not_null(at, "%s", from);
	text_append_bytes(&changed, text.bytes, (size_t)(at - text.bytes));
	text_append(&changed, "%s%s", to, at + strlen(from));
	const enum status status = manifest_read(changed.bytes, changed.length, arena, &read, problem);
	text_release(&text);
	text_release(&changed);
	arena_free(arena);
	return status;
}

Test(manifest, what_is_wrong_is_refused)
{
	static const char *const rows[][2] = {
		{ "stemprint.manifest.1", "stemprint.manifest.2" },
		{ "\"version\": \"1.2.3\"", "\"version\": 1" },
		{ "\"version\": \"1.2.3\"", "\"versio\": \"1.2.3\"" },
		{ "\"semantics\": 7", "\"semantics\": -7" },
		{ "\"semantics\": 7", "\"semantics\": 7.5" },
		{ "\"semantics\": 7", "\"semantics\": 7, \"semantics\": 7" },
		{ DIGITS, "ba78" },
		{ SOUND, "0123" },
		{ SOUND, DIGITS },
		{ "\"sound\": \"" SOUND "\"", "\"sound\": 1" },
		{ "\"inputs\": [", "\"inputs\": 3, \"other\": [" },
		{ "\"files\": [", "\"files\": {}, \"other\": [" },
		{ "\"role\": \"mix\"", "\"role\": null" },
		{ "\"bytes\": 1099511627776", "\"bytes\": -1" },
		{ "\"bytes\": 1099511627776", "\"bytes\": 1e99" },
		{ "\"encoding\": \"pcm24\"", "\"encoding\": \"pcm25\"" },
		{ "\"dither\": \"tpdf\"", "\"dither\": \"\"" },
		{ "\"headroom_db\": 3.5", "\"headroom_db\": 1e99" },
		{ "\"headroom_db\": 3.5", "\"headroom_db\": \"3\"" },
		{ "\"mix\": \"mix.wav\"", "\"mix\": \"report.json\"" },
		{ "\"mix\": \"mix.wav\"", "\"mix\": 0" },
		{ "\"mix\": \"mix.wav\"", "\"mix\": \"elsewhere.wav\"" },
		{ "\"code\": \"silent\"", "\"code\": \"\\u001b[2J\"" },
		{ "\"line\": 3", "\"line\": 4294967299" },
		{ "\"line\": 3", "\"line\": -3" },
		{ "\"number\": 5", "\"number\": -1" },
		{ "\"number\": 5", "\"number\": \"5\"" },
		{ "\"status\": \"pass\"", "\"status\": \"maybe\"" },
		{ "\"schema\"", "[\"schema\"" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *problem = NULL;
		cr_expect_eq(status_with(rows[i][0], rows[i][1], &problem), STATUS_BAD_SOURCE, "%s", rows[i][1]);
		cr_expect(problem && strlen(problem) > 10, "%s", rows[i][1]);
	}
	const char *problem;
	cr_expect_eq(status_with("\"semantics\": 7", "\"semantics\": 7, \"new\": [1]", &problem), STATUS_OK,
		     "what is not known is left out");
}

/* Cuts and changes a manifest everywhere. Nothing happens, whatever it then is. */
Test(manifest, that_is_broken_does_no_harm)
{
	static const char changes[] = "\"{}[],:0-e\\n\xff";
	struct text text = { 0 };
	struct manifest read;
	const char *problem;
	cr_assert_eq(manifest_json(&example, &text), STATUS_OK);
	char *copy = malloc(text.length);
	for (size_t i = 0; i < text.length; i++) {
		struct arena *arena = arena_new();
		cr_expect_eq(manifest_read(text.bytes, i, arena, &read, &problem),
			     i + 1 < text.length ? STATUS_BAD_SOURCE : STATUS_OK, "cut at %zu", i);
		memcpy(copy, text.bytes, text.length);
		copy[i] = changes[i % (sizeof changes - 1)];
		const enum status status = manifest_read(copy, text.length, arena, &read, &problem);
		cr_expect(status == STATUS_OK || status == STATUS_BAD_SOURCE);
		arena_free(arena);
	}
	free(copy);
	text_release(&text);
}
