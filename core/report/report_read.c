/* Reads the figures of a report from JSON that may be hostile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_read.h"

#include "base/json_memory.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* A count over this has no exact number in seconds. */
#define COUNT_MOST ((json_int_t)1 << 53)
#define RATE_MOST 1e7

struct reading {
	struct arena *arena;
	const struct manifest *manifest;
	bool failed; /* memory ran out */
	const char *problem; /* the first one */
};

static const char *text_of(struct reading *reading, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_string(value))
		return NULL;
	const char *copy = arena_text(reading->arena, json_string_value(value), json_string_length(value));
	reading->failed |= !copy;
	return copy;
}

/* Returns a text that must not be missing. */
static const char *name_of(struct reading *reading, const json_t *object, const char *key)
{
	const char *text = text_of(reading, object, key);
	if (!text)
		reading->problem = "a name is missing in it";
	return text ? text : "";
}

static double number_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static uint64_t count_of(const json_t *object, const char *key)
{
	const json_int_t value = json_integer_value(json_object_get(object, key));
	return value > 0 && value <= COUNT_MOST ? (uint64_t)value : 0;
}

static double rate_of(const json_t *object, const char *key)
{
	const double rate = number_of(object, key);
	return rate >= 1.0 && rate <= RATE_MOST ? rate : 0.0;
}

/* Returns room for the items of a list, and how many there are. */
static void *room_for(struct reading *reading, const json_t *list, size_t size, size_t *count)
{
	*count = json_array_size(list);
	if (*count > MANIFEST_FILES_MAXIMUM)
		reading->problem = "a list in it is too long";
	void *room = reading->problem ? NULL : arena_array(reading->arena, *count, size);
	reading->failed |= !room;
	*count = room ? *count : 0;
	return room;
}

static void read_loudness(const json_t *object, struct loudness *loudness)
{
	loudness->integrated_lufs = number_of(object, "integrated");
	loudness->range_lu = number_of(object, "range");
	loudness->momentary_max_lufs = number_of(object, "momentary_max");
	loudness->short_term_max_lufs = number_of(object, "short_term_max");
	loudness->true_peak_dbtp = number_of(object, "true_peak");
	loudness->bs1770_peak_dbtp = number_of(object, "true_peak_bs1770");
	loudness->plr_db = number_of(object, "plr");
	loudness->psr_min_db = number_of(object, "psr_min");
	loudness->psr_mean_db = number_of(object, "psr_mean");
}

/* Files of one part of the session have one range. */
static const struct report_range *range_of(struct reading *reading, const json_t *entry, const struct report *report)
{
	const json_t *object = json_object_get(entry, "range");
	if (!json_is_object(object))
		return NULL;
	struct report_range *range = ARENA_NEW(reading->arena, struct report_range);
	reading->failed |= !range;
	if (!range)
		return NULL;
	*range = (struct report_range){ .region = text_of(reading, object, "region"),
					.from = count_of(object, "from_frame"),
					.frames = count_of(object, "frames") };
	const struct report_range *last = report->file_count > 0 ? report->files[report->file_count - 1].range : NULL;
	const bool same = last && last->from == range->from && last->frames == range->frames &&
			  !last->region == !range->region &&
			  (!last->region || strcmp(last->region, range->region) == 0);
	return same ? last : range;
}

static enum report_role role_of(struct reading *reading, const json_t *entry)
{
	const char *word = name_of(reading, entry, "role");
	for (enum report_role role = REPORT_MIX; role <= REPORT_FILE; role++)
		if (strcmp(word, report_role_name(role)) == 0)
			return role;
	reading->problem = "a role in it is not known";
	return REPORT_FILE;
}

/* A mix that has limits of its own, or was searched for faults, is judged. What they are is not read. */
static const struct recipe_mix *mix_of(struct reading *reading, const json_t *entry)
{
	struct recipe_mix *mix = ARENA_NEW(reading->arena, struct recipe_mix);
	reading->failed |= !mix;
	if (mix)
		mix->quality = json_is_object(json_object_get(entry, "limits")) ||
			       json_is_object(json_object_get(entry, "quality"));
	return mix;
}

/* Both lists usually have the same order. */
static const char *hash_of(const struct manifest *manifest, const char *path, size_t likely)
{
	if (likely < manifest->file_count && strcmp(manifest->files[likely].path, path) == 0)
		return manifest->files[likely].hash;
	for (size_t i = 0; i < manifest->file_count; i++)
		if (strcmp(manifest->files[i].path, path) == 0)
			return manifest->files[i].hash;
	return NULL;
}

static struct report_file read_file(struct reading *reading, const json_t *entry, const struct report *report)
{
	const json_t *loudness = json_object_get(entry, "loudness");
	struct report_file file = { .path = name_of(reading, entry, "path"),
				    .role = role_of(reading, entry),
				    .name = name_of(reading, entry, "name"),
				    .set = text_of(reading, entry, "set"),
				    .selective = json_is_string(json_object_get(entry, "mode")),
				    .frames = count_of(entry, "frames"),
				    .sample_rate = rate_of(entry, "rate"),
				    .channels = count_of(entry, "channels"),
				    .clipped = count_of(entry, "clipped"),
				    .headroom_db = number_of(entry, "headroom_db"),
				    .measured = json_is_object(loudness),
				    .range = range_of(reading, entry, report) };
	read_loudness(loudness, &file.loudness);
	file.hash = hash_of(reading->manifest, file.path, report->file_count);
	file.loudness.sample_peak_dbfs = number_of(entry, "peak_dbfs");
	if (file.role == REPORT_MIX)
		file.mix = mix_of(reading, entry);
	return file;
}

static bool goes_on(const struct reading *reading)
{
	return !reading->problem && !reading->failed;
}

static void read_files(struct reading *reading, const json_t *root, struct report *report)
{
	const json_t *list = json_object_get(root, "files");
	size_t count;
	struct report_file *files = room_for(reading, list, sizeof *files, &count);
	report->files = files;
	for (size_t i = 0; i < count && goes_on(reading); i++) {
		files[i] = read_file(reading, json_array_get(list, i), report);
		report->file_count = i + 1;
	}
}

/* Returns the file of that path. */
static size_t find_file(struct reading *reading, const struct report *report, const json_t *entry)
{
	const char *path = json_string_value(json_object_get(entry, "mix"));
	for (size_t i = 0; path && i < report->file_count; i++)
		if (strcmp(report->files[i].path, path) == 0)
			return i;
	reading->problem = "a proof in it names a file that is not among its files";
	return 0;
}

static struct report_proof read_proof(struct reading *reading, const json_t *entry, const struct report *report)
{
	const bool exact = json_is_true(json_object_get(entry, "exact"));
	const double silence = -HUGE_VAL;
	return (struct report_proof){
		.set = text_of(reading, entry, "set"),
		.mix = find_file(reading, report, entry),
		.result = { .residual_peak_dbfs = exact ? silence : number_of(entry, "residual_peak_dbfs"),
			    .residual_rms_dbfs = exact ? silence : number_of(entry, "residual_rms_dbfs"),
			    .floor_dbfs = number_of(entry, "floor_dbfs"),
			    .bound_dbfs = number_of(entry, "bound_dbfs"),
			    .engine_residual_peak_dbfs = number_of(entry, "engine_residual_dbfs"),
			    .engine_residual_rms_dbfs = number_of(entry, "engine_residual_rms_dbfs") },
	};
}

static void read_proofs(struct reading *reading, const json_t *root, struct report *report)
{
	const json_t *list = json_object_get(root, "null");
	size_t count;
	struct report_proof *proofs = room_for(reading, list, sizeof *proofs, &count);
	report->proofs = proofs;
	for (size_t i = 0; i < count && goes_on(reading); i++) {
		proofs[i] = read_proof(reading, json_array_get(list, i), report);
		report->proof_count = i + 1;
	}
}

static void read_sums(struct reading *reading, const json_t *root, struct report *report)
{
	const json_t *list = json_object_get(root, "sums");
	size_t count;
	struct report_sum *sums = room_for(reading, list, sizeof *sums, &count);
	report->sums = sums;
	for (size_t i = 0; i < count && goes_on(reading); i++) {
		const json_t *entry = json_array_get(list, i);
		sums[i] = (struct report_sum){ .strip = name_of(reading, entry, "strip"),
					       .peak_dbfs = number_of(entry, "peak_dbfs") };
		report->sum_count = i + 1;
	}
}

static void read_whole(struct reading *reading, const json_t *root, struct report *report)
{
	const char *schema = json_string_value(json_object_get(root, "schema"));
	if (!schema || strcmp(schema, REPORT_SCHEMA) != 0) {
		reading->problem = "it is no report of stemprint, or one of another version";
		return;
	}
	report->recipe = text_of(reading, root, "recipe");
	report->title = text_of(reading, root, "title");
	report->sample_rate = rate_of(root, "sample_rate");
	report->frames = count_of(root, "frames");
	read_files(reading, root, report);
	if (goes_on(reading))
		read_proofs(reading, root, report);
	if (goes_on(reading))
		read_sums(reading, root, report);
}

enum status report_read(const char *bytes, size_t length, const struct manifest *manifest, struct arena *arena,
			struct report *report, const char **problem)
{
	struct reading reading = { .arena = arena, .manifest = manifest };
	*report = (struct report){ 0 };
	json_memory_begin();
	json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
	reading.failed = json_memory_ran_out();
	read_whole(&reading, root, report);
	json_decref(root);
	*problem = reading.problem;
	if (reading.failed)
		return STATUS_NO_MEMORY;
	return reading.problem ? STATUS_BAD_SOURCE : STATUS_OK;
}
