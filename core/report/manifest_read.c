/* Reads a manifest from JSON that may be hostile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/manifest.h"

#include "base/hash_kind.h"
#include "base/json_memory.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { TEXT_BYTES_MAXIMUM = 65536 };

/* A reading keeps the first problem; memory that ran out is none. */
struct reading {
	struct arena *arena;
	struct manifest *manifest;
	const char *problem;
	bool failed;
};

static void refuse(struct reading *reading, const char *problem)
{
	if (!reading->problem)
		reading->problem = problem;
}

static bool goes_on(const struct reading *reading)
{
	return !reading->problem && !reading->failed;
}

/* Returns a copy, or NULL for null and after a problem. */
static const char *optional_text(struct reading *reading, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (!value || json_is_null(value) || !goes_on(reading))
		return NULL;
	if (!json_is_string(value) || json_string_length(value) > TEXT_BYTES_MAXIMUM) {
		refuse(reading, "a text in it is no text, or too long");
		return NULL;
	}
	const char *copy = arena_text(reading->arena, json_string_value(value), json_string_length(value));
	reading->failed |= !copy;
	return copy;
}

static const char *text_of(struct reading *reading, const json_t *object, const char *key)
{
	const char *text = optional_text(reading, object, key);
	if (!text)
		refuse(reading, "a text is missing in it");
	return text ? text : "";
}

/* An older manifest has SHA-256 alone. Where somebody has put both kinds, SHA-256 says more. */
static const char *optional_hash(struct reading *reading, const json_t *object)
{
	const char *found = NULL;
	for (int i = 0; i < HASH_KINDS; i++) {
		const enum hash_kind kind = (enum hash_kind)i;
		const char *text = optional_text(reading, object, hash_kind_key(kind));
		if (text && !hash_of_kind(text, kind))
			refuse(reading, "a hash in it has not the digits of its kind");
		found = text ? text : found;
	}
	return found;
}

static const char *hash_of(struct reading *reading, const json_t *object)
{
	const char *hash = optional_hash(reading, object);
	if (!hash)
		refuse(reading, "a hash is missing in it");
	return hash ? hash : "";
}

static const char *optional_sound(struct reading *reading, const json_t *object)
{
	const char *text = optional_text(reading, object, "sound");
	if (text && !hash_of_kind(text, HASH_XXH3_128))
		refuse(reading, "a hash of a sound in it has not 32 hexadecimal digits");
	return text;
}

/* Returns a finite number, or `otherwise` for null. */
static double number_of(struct reading *reading, const json_t *object, const char *key, double otherwise)
{
	const json_t *value = json_object_get(object, key);
	if (!value || json_is_null(value))
		return otherwise;
	const double number = json_number_value(value);
	if (!json_is_number(value) || !isfinite(number))
		refuse(reading, "a number in it is no number");
	return number;
}

static uint64_t whole_number_of(struct reading *reading, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_integer(value) || json_integer_value(value) < 0) {
		refuse(reading, "a number in it is missing, or no whole number");
		return 0;
	}
	return (uint64_t)json_integer_value(value);
}

/* Returns the list and its length; an empty one after a problem. */
static const json_t *list_of(struct reading *reading, const json_t *object, const char *key, size_t most, size_t *count)
{
	const json_t *list = json_object_get(object, key);
	*count = 0;
	if (!json_is_array(list))
		refuse(reading, "a list is missing in it");
	else if (json_array_size(list) > most)
		refuse(reading, "a list in it is too long");
	else if (goes_on(reading))
		*count = json_array_size(list);
	return list;
}

static void *room_for(struct reading *reading, size_t count, size_t size)
{
	void *room = arena_array(reading->arena, count, size);
	reading->failed |= !room;
	return room;
}

static struct manifest_input read_input(struct reading *reading, const json_t *entry)
{
	return (struct manifest_input){
		.role = text_of(reading, entry, "role"),
		.file = text_of(reading, entry, "file"),
		.path = optional_text(reading, entry, "path"),
		.hash = hash_of(reading, entry),
		.sound = optional_sound(reading, entry),
	};
}

static void read_inputs(struct reading *reading, const json_t *root)
{
	struct manifest *manifest = reading->manifest;
	const json_t *list = list_of(reading, root, "inputs", MANIFEST_ITEMS_MAXIMUM, &manifest->input_count);
	manifest->inputs = room_for(reading, manifest->input_count, sizeof *manifest->inputs);
	for (size_t i = 0; i < manifest->input_count && goes_on(reading); i++)
		manifest->inputs[i] = read_input(reading, json_array_get(list, i));
}

static void read_format(struct reading *reading, const json_t *entry, struct manifest_file *file)
{
	const char *encoding = text_of(reading, entry, "encoding"), *dither = text_of(reading, entry, "dither");
	bool known_encoding = false, known_dither = false;
	for (int i = 0; i <= (int)ENCODING_FLOAT64 && !known_encoding; i++) {
		file->format.encoding = (enum encoding)i;
		known_encoding = strcmp(encoding_name((enum encoding)i), encoding) == 0;
	}
	for (int i = 0; i <= (int)DITHER_WANNAMAKER_9 && !known_dither; i++) {
		file->format.dither = (enum dither)i;
		known_dither = strcmp(dither_name((enum dither)i), dither) == 0;
	}
	if (!known_encoding || !known_dither)
		refuse(reading, "an encoding or a dither in it is not known");
	file->format.sample_rate = json_is_true(json_object_get(entry, "converted")) ? 1.0 : 0.0;
	file->headroom_db = number_of(reading, entry, "headroom_db", 0.0);
	if (!(fabs(file->headroom_db) <= HEADROOM_MOST_DB))
		refuse(reading, "a headroom in it is out of range");
}

static struct manifest_file read_file(struct reading *reading, const json_t *entry)
{
	struct manifest_file file = {
		.path = text_of(reading, entry, "path"),
		.role = text_of(reading, entry, "role"),
		.hash = hash_of(reading, entry),
		.bytes = whole_number_of(reading, entry, "bytes"),
	};
	if (strcmp(file.role, "report") != 0)
		read_format(reading, entry, &file);
	return file;
}

static void read_files(struct reading *reading, const json_t *root)
{
	struct manifest *manifest = reading->manifest;
	const json_t *list = list_of(reading, root, "files", MANIFEST_FILES_MAXIMUM, &manifest->file_count);
	manifest->files = room_for(reading, manifest->file_count, sizeof *manifest->files);
	for (size_t i = 0; i < manifest->file_count && goes_on(reading); i++)
		manifest->files[i] = read_file(reading, json_array_get(list, i));
}

/* Returns the index of the print of that path. */
static size_t find_print(struct reading *reading, const json_t *path)
{
	const struct manifest *manifest = reading->manifest;
	for (size_t i = 0; i < manifest->file_count && json_is_string(path); i++)
		if (strcmp(manifest->files[i].path, json_string_value(path)) == 0 &&
		    strcmp(manifest->files[i].role, "report") != 0)
			return i;
	refuse(reading, "a proof in it names a file that is not among its prints");
	return 0;
}

static void read_limits(struct reading *reading, const json_t *object, struct proof_limits *limits)
{
	*limits = (struct proof_limits){
		.max_residual_dbfs = number_of(reading, object, "max_residual_dbfs", (double)NAN),
		.engine_residual_peak = number_of(reading, object, "engine_residual_peak", (double)NAN),
		.engine_residual_rms = number_of(reading, object, "engine_residual_rms", (double)NAN),
		.residual_raise = number_of(reading, object, "residual_raise", 0.0),
		.incomplete = json_is_true(json_object_get(object, "incomplete")),
		.exact = json_is_true(json_object_get(object, "exact")),
	};
}

/* The files of all proofs together are bounded, because each is looked up in the list of files. */
static void read_proof(struct reading *reading, const json_t *entry, size_t *left, struct manifest_proof *proof)
{
	const json_t *list = list_of(reading, entry, "stems", *left, &proof->stem_count);
	proof->mix = find_print(reading, json_object_get(entry, "mix"));
	proof->stems = room_for(reading, proof->stem_count, sizeof *proof->stems);
	for (size_t i = 0; i < proof->stem_count && goes_on(reading); i++)
		proof->stems[i] = find_print(reading, json_array_get(list, i));
	if (proof->stem_count == 0)
		refuse(reading, "a proof in it has no stems");
	*left -= proof->stem_count;
	read_limits(reading, json_object_get(entry, "limits"), &proof->limits);
}

static void read_proofs(struct reading *reading, const json_t *root)
{
	struct manifest *manifest = reading->manifest;
	size_t left = MANIFEST_FILES_MAXIMUM;
	const json_t *list = list_of(reading, root, "proofs", MANIFEST_FILES_MAXIMUM, &manifest->proof_count);
	manifest->proofs = room_for(reading, manifest->proof_count, sizeof *manifest->proofs);
	for (size_t i = 0; i < manifest->proof_count && goes_on(reading); i++)
		read_proof(reading, json_array_get(list, i), &left, &manifest->proofs[i]);
}

static bool is_code(const char *text)
{
	const size_t length = strlen(text);
	return length > 0 && length <= 64 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static uint32_t count_of(struct reading *reading, const json_t *entry, const char *key)
{
	const uint64_t count = whole_number_of(reading, entry, key);
	if (count > INT32_MAX)
		refuse(reading, "a location in it is out of range");
	return (uint32_t)(count & INT32_MAX);
}

static struct location location_of(struct reading *reading, const json_t *entry)
{
	return (struct location){ .line = count_of(reading, entry, "line"),
				  .column = count_of(reading, entry, "column"),
				  .length = count_of(reading, entry, "length") };
}

static void read_warnings(struct reading *reading, const json_t *root)
{
	struct manifest *manifest = reading->manifest;
	const json_t *list = list_of(reading, root, "warnings", MANIFEST_FILES_MAXIMUM, &manifest->warning_count);
	struct manifest_warning *warnings = room_for(reading, manifest->warning_count, sizeof *warnings);
	for (size_t i = 0; i < manifest->warning_count && goes_on(reading); i++) {
		const json_t *entry = json_array_get(list, i);
		warnings[i] = (struct manifest_warning){ .code = text_of(reading, entry, "code"),
							 .message = text_of(reading, entry, "message"),
							 .at = location_of(reading, entry) };
		/* Older manifests have no number. */
		if (json_object_get(entry, "number"))
			warnings[i].number = count_of(reading, entry, "number");
		if (!is_code(warnings[i].code))
			refuse(reading, "a code in it is none");
	}
	manifest->warnings = warnings;
}

static void read_verdict(struct reading *reading, const json_t *entry, struct verdicts *verdicts)
{
	static const enum verdict_status all[] = { VERDICT_PASS, VERDICT_FAIL, VERDICT_UNKNOWN };
	const char *status = text_of(reading, entry, "status");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(status, verdict_status_text(all[i])) == 0) {
			verdicts_add(verdicts, text_of(reading, entry, "name"), all[i],
				     text_of(reading, entry, "detail"));
			return;
		}
	refuse(reading, "a verdict in it is neither pass nor fail nor unknown");
}

static void read_verdicts(struct reading *reading, const json_t *root)
{
	size_t count;
	const json_t *list = list_of(reading, root, "verdicts", MANIFEST_ITEMS_MAXIMUM, &count);
	struct verdicts *verdicts = room_for(reading, 1, sizeof *verdicts);
	if (!verdicts)
		return;
	verdicts->arena = reading->arena;
	for (size_t i = 0; i < count && goes_on(reading); i++)
		read_verdict(reading, json_array_get(list, i), verdicts);
	reading->failed |= verdicts->failed;
	reading->manifest->verdicts = verdicts;
}

static void read_options(struct reading *reading, const json_t *settings)
{
	struct manifest *manifest = reading->manifest;
	const json_t *list = list_of(reading, settings, "options", MANIFEST_FILES_MAXIMUM, &manifest->option_count);
	const char **options = room_for(reading, manifest->option_count, sizeof *options);
	for (size_t i = 0; i < manifest->option_count && goes_on(reading); i++) {
		options[i] = arena_format(
			reading->arena, "%s",
			json_is_string(json_array_get(list, i)) ? json_string_value(json_array_get(list, i)) : "");
		reading->failed |= !options[i];
	}
	manifest->options = options;
}

static void read_whole(struct reading *reading, const json_t *root)
{
	struct manifest *manifest = reading->manifest;
	const json_t *settings = json_object_get(root, "settings");
	manifest->version = text_of(reading, root, "version");
	manifest->semantics = (unsigned)(whole_number_of(reading, root, "semantics") & 0x7fffffff);
	manifest->cpu = optional_text(reading, root, "cpu");
	manifest->settings_hash = optional_hash(reading, settings);
	read_options(reading, settings);
	read_inputs(reading, root);
	read_files(reading, root);
	read_proofs(reading, root);
	read_warnings(reading, root);
	read_verdicts(reading, root);
}

enum status manifest_read(const char *bytes, size_t length, struct arena *arena, struct manifest *manifest,
			  const char **problem)
{
	struct reading reading = { .arena = arena, .manifest = manifest };
	*manifest = (struct manifest){ 0 };
	json_memory_begin();
	json_t *root =
		length <= MANIFEST_BYTES_MAXIMUM ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
	reading.failed = json_memory_ran_out();
	const char *schema = json_string_value(json_object_get(root, "schema"));
	if (!schema || strcmp(schema, MANIFEST_SCHEMA) != 0)
		refuse(&reading, "it is no manifest of stemprint, or one of another version");
	else
		read_whole(&reading, root);
	json_decref(root);
	*problem = reading.problem;
	if (reading.failed)
		return STATUS_NO_MEMORY;
	return reading.problem ? STATUS_BAD_SOURCE : STATUS_OK;
}
