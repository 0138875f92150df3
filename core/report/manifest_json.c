/* Writes a manifest as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/manifest.h"

#include "base/hash_kind.h"
#include "report/json_text.h"
#include "report/printable.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* This precision gives a double back as it was, so that a proof can be held again with the same limits. */
enum { SIGNIFICANT_DIGITS = 17 };

/* A way that is no UTF-8 is null, because nobody could follow it. */
static json_t *way(const char *path)
{
	return path && printable_is_utf8(path) ? json_text(path) : json_null();
}

static json_t *figure(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *input_json(const struct manifest_input *input)
{
	return json_pack("{s:s, s:o, s:o, s:s?, s:s?, s:s?}", "role", input->role, "file", json_text(input->file),
			 "path", way(input->path), "xxh3_128", hash_of_kind(input->hash, HASH_XXH3_128), "sha256",
			 hash_of_kind(input->hash, HASH_SHA256), "sound", input->sound);
}

static json_t *file_json(const struct manifest_file *file)
{
	json_t *object = json_pack("{s:o, s:s, s:s?, s:s?, s:I}", "path", json_text(file->path), "role", file->role,
				   "xxh3_128", hash_of_kind(file->hash, HASH_XXH3_128), "sha256",
				   hash_of_kind(file->hash, HASH_SHA256), "bytes", (json_int_t)file->bytes);
	if (strcmp(file->role, "report") == 0)
		return object;
	json_t *format = json_pack("{s:s, s:s, s:b, s:o}", "encoding", encoding_name(file->format.encoding), "dither",
				   dither_name(file->format.dither), "converted", file->format.sample_rate != 0.0,
				   "headroom_db", figure(file->headroom_db));
	const bool failed = !format || json_object_update(object, format) != 0;
	json_decref(format);
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *limits_json(const struct proof_limits *limits)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:b, s:b}", "max_residual_dbfs", figure(limits->max_residual_dbfs),
			 "engine_residual_peak", figure(limits->engine_residual_peak), "engine_residual_rms",
			 figure(limits->engine_residual_rms), "residual_raise", figure(limits->residual_raise),
			 "incomplete", limits->incomplete, "exact", limits->exact);
}

static json_t *proof_json(const struct manifest *manifest, const struct manifest_proof *proof)
{
	json_t *stems = json_array();
	for (size_t i = 0; i < proof->stem_count; i++)
		json_list_append(&stems, json_text(manifest->files[proof->stems[i]].path));
	return json_pack("{s:o, s:o, s:o}", "mix", json_text(manifest->files[proof->mix].path), "stems", stems,
			 "limits", limits_json(&proof->limits));
}

static json_t *options_json(const struct manifest *manifest)
{
	json_t *list = json_array();
	for (size_t i = 0; i < manifest->option_count; i++)
		json_list_append(&list, json_text(manifest->options[i]));
	return list;
}

static json_t *inputs_json(const struct manifest *manifest)
{
	json_t *list = json_array();
	for (size_t i = 0; i < manifest->input_count; i++)
		json_list_append(&list, input_json(&manifest->inputs[i]));
	return list;
}

static json_t *files_json(const struct manifest *manifest)
{
	json_t *list = json_array();
	for (size_t i = 0; i < manifest->file_count; i++)
		json_list_append(&list, file_json(&manifest->files[i]));
	return list;
}

static json_t *proofs_json(const struct manifest *manifest)
{
	json_t *list = json_array();
	for (size_t i = 0; i < manifest->proof_count; i++)
		json_list_append(&list, proof_json(manifest, &manifest->proofs[i]));
	return list;
}

static json_t *warning_json(const struct manifest_warning *warning)
{
	return json_pack("{s:s, s:o, s:I, s:I, s:I, s:I}", "code", warning->code, "message",
			 json_text(warning->message), "line", (json_int_t)warning->at.line, "column",
			 (json_int_t)warning->at.column, "length", (json_int_t)warning->at.length, "number",
			 (json_int_t)warning->number);
}

static json_t *warnings_json(const struct manifest *manifest)
{
	json_t *list = json_array();
	for (size_t i = 0; i < manifest->warning_count; i++)
		json_list_append(&list, warning_json(&manifest->warnings[i]));
	return list;
}

static json_t *verdicts_json(const struct verdicts *verdicts)
{
	json_t *list = json_array();
	for (size_t i = 0; i < verdicts->count; i++)
		json_list_append(&list, json_pack("{s:o, s:s, s:o}", "name", json_text(verdicts->items[i].name),
						  "status", verdict_status_text(verdicts->items[i].status), "detail",
						  json_text(verdicts->items[i].detail)));
	return list;
}

static json_t *whole(const struct manifest *manifest)
{
	const char *settings = manifest->settings_hash;
	return json_pack("{s:s, s:s, s:i, s:o, s:{s:s?, s:s?, s:o}, s:o, s:o, s:o, s:o, s:o}", "schema",
			 MANIFEST_SCHEMA, "version", manifest->version, "semantics", (int)manifest->semantics, "cpu",
			 json_text(manifest->cpu), "settings", "xxh3_128", hash_of_kind(settings, HASH_XXH3_128),
			 "sha256", hash_of_kind(settings, HASH_SHA256), "options", options_json(manifest), "inputs",
			 inputs_json(manifest), "files", files_json(manifest), "proofs", proofs_json(manifest),
			 "warnings", warnings_json(manifest), "verdicts", verdicts_json(manifest->verdicts));
}

enum status manifest_json(const struct manifest *manifest, struct text *text)
{
	return json_text_append(text, manifest->verdicts->failed ? NULL : whole(manifest), SIGNIFICANT_DIGITS);
}
