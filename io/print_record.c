/* Reads and writes the record of what stemprint wrote into a folder.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/print_record.h"

#include "base/json_memory.h"
#include "io/file_call.h"
#include "io/inner_path.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECORD_BYTES_MAXIMUM = 16 << 20, RECORD_FILES_MAXIMUM = 10000 };

/* Returns a name that is no UTF-8 as the report writes it: with a "?" for each byte that is not ASCII. */
static char *recorded_path(const char *path)
{
	json_memory_begin();
	char *copy = strdup(path);
	json_t *value = copy ? json_string(path) : NULL;
	for (char *at = copy; at && !value && *at; at++)
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	json_decref(value);
	if (!json_memory_ran_out())
		return copy;
	free(copy);
	return NULL;
}

enum status print_record_add(struct print_record *record, const char *path, const struct file_hash *hash, bool rendered)
{
	if (inner_path_problem(path) || strcmp(path, PRINT_RECORD_HIDDEN) == 0 || record->count >= RECORD_FILES_MAXIMUM)
		return STATUS_OK;
	struct printed_file *grown = realloc(record->files, (record->count + 1) * sizeof *grown);
	if (grown)
		record->files = grown;
	char *copy = grown ? recorded_path(path) : NULL;
	if (!copy)
		return STATUS_NO_MEMORY;
	record->files[record->count++] = (struct printed_file){ .path = copy, .hash = *hash, .rendered = rendered };
	return STATUS_OK;
}

/* Returns the digits of the strongest hash of an entry, or NULL. */
static const char *digits_of(const json_t *entry)
{
	const char *found = NULL;
	for (int i = 0; i < HASH_KINDS; i++) {
		const enum hash_kind kind = (enum hash_kind)i;
		const char *text = json_string_value(json_object_get(entry, hash_kind_key(kind)));
		found = hash_of_kind(text, kind) ? text : found;
	}
	return found;
}

/* The files that may be records. A render writes all but the first. */
enum kind { KIND_HIDDEN, KIND_MANIFEST, KIND_REPORT };

static const struct {
	const char *name, *schema;
} kinds[] = {
	[KIND_HIDDEN] = { PRINT_RECORD_HIDDEN, "stemprint.record.1" },
	[KIND_MANIFEST] = { PRINT_RECORD_MANIFEST, "stemprint.manifest.1" },
	[KIND_REPORT] = { PRINT_RECORD_REPORT, "stemprint.report.1" },
};

static enum status add_entry(struct print_record *record, const json_t *entry, enum kind kind)
{
	const char *path = json_string_value(json_object_get(entry, "path"));
	const char *digits = digits_of(entry);
	const char *command = json_string_value(json_object_get(entry, "command"));
	if (!path || !digits)
		return STATUS_OK;
	struct file_hash hash;
	memcpy(hash.text, digits, strlen(digits) + 1);
	const size_t count = record->count;
	enum status status = print_record_add(record, path, &hash,
					      kind != KIND_HIDDEN || (command && strcmp(command, "render") == 0));
	if (record->count > count)
		record->files[count].listed = kind != KIND_HIDDEN;
	return status;
}

static enum status add_entries(struct print_record *record, const char *bytes, size_t length, enum kind kind)
{
	json_memory_begin();
	json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL);
	const char *schema = json_string_value(json_object_get(root, "schema"));
	const json_t *files = json_object_get(root, "files");
	enum status status = json_memory_ran_out() ? STATUS_NO_MEMORY : STATUS_OK;
	if (schema && strcmp(schema, kinds[kind].schema) == 0)
		for (size_t i = 0; i < json_array_size(files) && status == STATUS_OK; i++)
			status = add_entry(record, json_array_get(files, i), kind);
	json_decref(root);
	return status;
}

static enum status read_open(struct print_record *record, int descriptor, enum kind kind)
{
	struct stat facts;
	if (fstat(descriptor, &facts) != 0) {
		record->error = errno;
		return STATUS_OK;
	}
	if (!S_ISREG(facts.st_mode) || facts.st_size > RECORD_BYTES_MAXIMUM)
		return STATUS_OK;
	char *bytes = malloc((size_t)facts.st_size + 1);
	if (!bytes)
		return STATUS_NO_MEMORY;
	const ssize_t length = file_read_at(descriptor, bytes, (size_t)facts.st_size, 0);
	if (length < 0)
		record->error = errno;
	enum status status = length > 0 ? add_entries(record, bytes, (size_t)length, kind) : STATUS_OK;
	free(bytes);
	return status;
}

/* A link or a device with the name of a record is none. */
static bool is_missing(int error)
{
	return error == ENOENT || error == ELOOP || error == ENXIO;
}

static enum status read_file(struct print_record *record, int folder, enum kind kind)
{
	const int descriptor = file_open_to_read_at(folder, kinds[kind].name);
	if (descriptor < 0) {
		record->error = is_missing(errno) ? record->error : errno;
		return STATUS_OK;
	}
	enum status status = read_open(record, descriptor, kind);
	file_close(descriptor);
	return status;
}

enum status print_record_read_manifest(struct print_record *record, int descriptor)
{
	return read_open(record, descriptor, KIND_MANIFEST);
}

enum status print_record_read(struct print_record *record, int folder)
{
	const bool manifest = faccessat(folder, PRINT_RECORD_MANIFEST, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	enum status status = read_file(record, folder, manifest ? KIND_MANIFEST : KIND_REPORT);
	return status == STATUS_OK ? read_file(record, folder, KIND_HIDDEN) : status;
}

/* Compares a path with that of a record, which may have a "?" for each byte that is not ASCII. */
static bool is_same_path(const char *recorded, const char *path)
{
	while (*recorded && (*recorded == *path || (*recorded == '?' && (unsigned char)*path >= 0x80))) {
		recorded++;
		path++;
	}
	return *recorded == '\0' && *path == '\0';
}

static bool is_there(const struct print_record *record, const char *path, const struct file_hash *hash)
{
	bool found = false;
	for (size_t i = 0; i < record->count && !found; i++)
		found = is_same_path(record->files[i].path, path) &&
			(!hash || strcmp(record->files[i].hash.text, hash->text) == 0);
	return found;
}

bool print_record_has(const struct print_record *record, const char *path)
{
	return is_there(record, path, NULL);
}

bool print_record_knows(const struct print_record *record, const char *path, const struct file_hash *hash)
{
	return is_there(record, path, hash);
}

static bool has_kind(const struct print_record *record, const char *path, enum hash_kind kind)
{
	bool found = false;
	for (size_t i = 0; i < record->count && !found; i++)
		found = is_same_path(record->files[i].path, path) && hash_of_kind(record->files[i].hash.text, kind);
	return found;
}

enum status print_record_look(const struct print_record *record, const char *path, int descriptor, enum hash_kind first,
			      struct file_hash *hash, struct problem *problem)
{
	enum status status = STATUS_OK;
	hash->text[0] = '\0';
	for (int i = 0; i < HASH_KINDS && status == STATUS_OK; i++) {
		const enum hash_kind kind = (enum hash_kind)(((int)first + i) % HASH_KINDS);
		if (has_kind(record, path, kind) && !print_record_knows(record, path, hash))
			status = file_hash_of_descriptor(descriptor, kind, hash, problem);
	}
	return status;
}

bool print_record_is_listed(const struct print_record *record, const char *path, const struct file_hash *hash)
{
	bool listed = false, otherwise = false;
	for (size_t i = 0; i < record->count; i++)
		if (is_same_path(record->files[i].path, path) && strcmp(record->files[i].hash.text, hash->text) == 0) {
			listed |= record->files[i].listed;
			otherwise |= !record->files[i].listed;
		}
	return listed && !otherwise;
}

static json_t *entry_of(const struct printed_file *file)
{
	enum hash_kind kind;
	if (!hash_kind_of(file->hash.text, &kind))
		return NULL;
	json_t *entry = json_pack("{s:s,s:s}", "path", file->path, hash_kind_key(kind), file->hash.text);
	if (entry && file->rendered && json_object_set_new(entry, "command", json_string("render")) != 0) {
		json_decref(entry);
		return NULL;
	}
	return entry;
}

char *print_record_text(const struct print_record *record)
{
	json_t *files = json_array();
	bool whole = files;
	for (size_t i = 0; i < record->count && whole; i++)
		whole = json_array_append_new(files, entry_of(&record->files[i])) == 0;
	json_t *root = whole ? json_pack("{s:s,s:O}", "schema", kinds[KIND_HIDDEN].schema, "files", files) : NULL;
	json_decref(files);
	json_memory_begin();
	char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
	json_decref(root);
	if (!json_memory_ran_out())
		return text;
	free(text);
	return NULL;
}

void print_record_release(struct print_record *record)
{
	for (size_t i = 0; i < record->count; i++)
		free(record->files[i].path);
	free(record->files);
	*record = (struct print_record){ 0 };
}
