/* Writes an output set into the record of its directory, and finds recorded files that the set no longer makes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_call.h"
#include "io/inner_path.h"
#include "io/output_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int directory_of(const struct output_set *set)
{
	return set->folders[0].folder->descriptor;
}

/* A render writes its own record, which is the manifest. */
static bool is_render(const struct output_set *set)
{
	return set->is_kept || output_set_has(set, PRINT_RECORD_MANIFEST);
}

static enum status add_known(const struct output_set *set, struct print_record *record,
			     bool (*keeps)(const struct output_set *set, const struct printed_file *file))
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < set->known.count && status == STATUS_OK; i++) {
		const struct printed_file *file = &set->known.files[i];
		if (!print_record_knows(record, file->path, &file->hash) && (!keeps || keeps(set, file)))
			status = print_record_add(record, file->path, &file->hash, file->rendered);
	}
	return status;
}

static enum status add_new(const struct output_set *set, struct print_record *record)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < set->output_count && status == STATUS_OK; i++)
		if (!set->outputs[i]->is_text)
			status =
				print_record_add(record, set->outputs[i]->name, &set->outputs[i]->hash, is_render(set));
	return status;
}

char *output_record_during(const struct output_set *set)
{
	struct print_record record = { 0 };
	enum status status = add_new(set, &record);
	if (status == STATUS_OK)
		status = add_known(set, &record, NULL);
	char *text = status == STATUS_OK ? print_record_text(&record) : NULL;
	print_record_release(&record);
	return text;
}

/* Returns whether the file belongs to the set, which makes it or keeps it. */
static bool belongs(const struct output_set *set, const char *path)
{
	for (size_t i = 0; set->is_kept && i < set->expected_count; i++)
		if (strcmp(set->expected[i].name, path) == 0)
			return true;
	return output_set_has(set, path);
}

/* A file that cannot be looked at now counts as one that is there: the record must not forget it. */
static bool stands(const struct output_set *set, const char *path)
{
	struct stat facts = { .st_mode = S_IFREG };
	const char *last;
	const int folder = inner_path_open_folder(directory_of(set), path, &last);
	const bool looked = folder >= 0 && fstatat(folder, last, &facts, AT_SYMLINK_NOFOLLOW) == 0;
	const int error = looked ? 0 : errno;
	if (folder >= 0)
		file_close(folder);
	return error != ENOENT && error != ENOTDIR && error != ELOOP && S_ISREG(facts.st_mode);
}

/* The hidden record keeps files that are still there and that no manifest lists. */
static bool stays_hidden(const struct output_set *set, const struct printed_file *file)
{
	return !belongs(set, file->path) && (is_render(set) || !file->listed) && stands(set, file->path);
}

static bool is_listed(const struct output_set *set, const char *path)
{
	for (size_t i = 0; i < set->left_over_count; i++)
		if (strcmp(set->left_over[i].path, path) == 0)
			return true;
	return false;
}

/* Removes the file unless it has changed. Returns whether it is gone, or would be in a set that looks. */
static bool prune(const struct output_set *set, const char *path)
{
	struct file_hash hash;
	struct problem problem;
	const char *last;
	const int folder = inner_path_open_folder(directory_of(set), path, &last);
	const int file = folder < 0 ? -1 : file_open_to_read_at(folder, last);
	bool gone = file >= 0 &&
		    print_record_look(&set->known, path, file, set->policy.hash, &hash, &problem) == STATUS_OK &&
		    print_record_knows(&set->known, path, &hash) &&
		    (set->policy.look || unlinkat(folder, last, 0) == 0);
	if (file >= 0)
		file_close(file);
	if (folder >= 0)
		file_close(folder);
	return gone;
}

static void list_left_over(struct output_set *set)
{
	if (!set->left_over)
		set->left_over = calloc(set->known.count + 1, sizeof *set->left_over);
	for (size_t i = 0; set->left_over && i < set->known.count; i++) {
		const struct printed_file *file = &set->known.files[i];
		if (!file->rendered || belongs(set, file->path) || is_listed(set, file->path) ||
		    !stands(set, file->path))
			continue;
		if (set->policy.spares && set->policy.spares(set->policy.context, file->path))
			continue;
		const bool removed = set->policy.prune && prune(set, file->path);
		set->left_over[set->left_over_count++] = (struct output_left_over){ file->path, removed };
	}
}

void output_record_look(struct output_set *set)
{
	set->is_kept = true;
	list_left_over(set);
}

/* Writes the record over the record of the commit. */
static void write_record(const struct output_set *set, const char *text)
{
	char name[OUTPUT_TEMPORARY_LENGTH];
	struct problem problem;
	struct output_folder *folder = set->folders[0].folder;
	const int descriptor = output_folder_temporary(folder, name, sizeof name, &problem);
	if (descriptor < 0)
		return;
	if (output_write_whole(descriptor, text, strlen(text)) != 0 ||
	    renameat(folder->descriptor, name, folder->descriptor, PRINT_RECORD_HIDDEN) != 0)
		unlinkat(folder->descriptor, name, 0);
	file_close(descriptor);
}

/* The new manifest lists the files that are in both. */
static enum status carry_over(struct output_set *set, const struct print_record *brought)
{
	struct print_record record = { 0 };
	bool lost = false;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < set->known.count && status == STATUS_OK; i++) {
		const struct printed_file *file = &set->known.files[i];
		if (file->listed && print_record_knows(brought, file->path, &file->hash))
			continue;
		lost |= file->listed;
		status = print_record_add(&record, file->path, &file->hash, file->rendered);
	}
	char *text = status == STATUS_OK && lost ? print_record_text(&record) : NULL;
	if (text)
		write_record(set, text);
	else if (status == STATUS_OK && lost)
		status = STATUS_NO_MEMORY;
	free(text);
	print_record_release(&record);
	return status;
}

enum status output_record_carry(struct output_set *set)
{
	struct print_record brought = { 0 };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < set->output_count && status == STATUS_OK; i++) {
		const struct output *output = set->outputs[i];
		if (strcmp(output->name, PRINT_RECORD_MANIFEST) != 0 || !output->target.stands)
			continue;
		status = print_record_read_manifest(&brought, output->descriptor);
		if (status == STATUS_OK)
			status = print_record_read(&set->known, directory_of(set));
		if (status == STATUS_OK)
			status = carry_over(set, &brought);
	}
	print_record_release(&brought);
	return status;
}

void output_record_settle(struct output_set *set)
{
	struct print_record record = { 0 };
	if (is_render(set))
		list_left_over(set);
	enum status status = is_render(set) ? STATUS_OK : add_new(set, &record);
	if (status == STATUS_OK)
		status = add_known(set, &record, stays_hidden);
	char *text = status == STATUS_OK && record.count > 0 ? print_record_text(&record) : NULL;
	if (text)
		write_record(set, text);
	else if (status == STATUS_OK && record.count == 0)
		unlinkat(directory_of(set), PRINT_RECORD_HIDDEN, 0);
	free(text);
	print_record_release(&record);
}
