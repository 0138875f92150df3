/* Holds the files of one print: their folders, their temporaries, and the files that they may replace.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/output_set.h"

#include "base/path.h"
#include "io/file_call.h"
#include "io/folder_look.h"
#include "io/inner_path.h"
#include "io/output_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct output_set *output_set_new(const char *directory)
{
	struct output_set *set = calloc(1, sizeof *set);
	if (set)
		set->directory = strdup(*directory ? directory : ".");
	if (set && !set->directory) {
		free(set);
		set = NULL;
	}
	return set;
}

void output_set_use(struct output_set *set, const struct output_policy *policy)
{
	set->policy = *policy;
}

static enum status check_name(struct output_set *set, const char *name)
{
	const char *problem = inner_path_problem(name);
	if (set->is_out_of_memory)
		return output_set_out_of_memory(set);
	if (!problem && strcmp(name, PRINT_RECORD_HIDDEN) == 0)
		problem = "stemprint keeps this name for its own record; name another file";
	if (!problem && output_set_has(set, name))
		problem = "two outputs claim this file; rename one";
	return problem ? output_set_fail(set, name, problem) : STATUS_OK;
}

static enum status lock_folder(struct output_set *set, const char *name, struct output_folder *folder)
{
	struct problem problem;
	enum status status = STATUS_OK;
	if (set->policy.look)
		status = folder_look_is_writable(folder->descriptor, &problem);
	else if (!set->policy.shared)
		status = output_folder_lock(folder, &problem);
	if (status_is_of_output(status))
		return output_set_refuse(set, *name ? name : set->directory, &problem);
	return status == STATUS_OK ? status : output_set_out_of_memory(set);
}

static enum status read_record(struct output_set *set, const struct output_folder *folder)
{
	const enum status status = print_record_read(&set->known, folder->descriptor);
	if (status != STATUS_OK || !set->known.error || set->policy.force)
		return status;
	return output_set_fail_errno(set, set->directory, "the record of what was printed there cannot be read",
				     set->known.error);
}

static enum status add_folder(struct output_set *set, const char *name, size_t length, struct output_folder *folder)
{
	struct named_folder *grown = realloc(set->folders, (set->folder_count + 1) * sizeof *grown);
	if (grown)
		set->folders = grown;
	char *copy = grown ? strndup(name, length) : NULL;
	enum status status = copy ? lock_folder(set, copy, folder) : output_set_out_of_memory(set);
	if (status != STATUS_OK) {
		free(copy);
		output_folder_close_up_to(folder, length == 0 ? NULL : folder->parent);
		return status;
	}
	set->folders[set->folder_count++] = (struct named_folder){ copy, folder };
	if (!set->policy.look)
		output_folder_sweep(folder);
	if (length == 0 && !set->policy.reports)
		status = read_record(set, folder);
	return status == STATUS_NO_MEMORY ? output_set_out_of_memory(set) : status;
}

static struct output_folder *known_folder(const struct output_set *set, const char *name, size_t length)
{
	for (size_t i = 0; i < set->folder_count; i++)
		if (strlen(set->folders[i].name) == length && memcmp(set->folders[i].name, name, length) == 0)
			return set->folders[i].folder;
	return NULL;
}

/* Tells a set that looks whether the folder is missing, so that it would be made. */
static enum status look_for_folder(struct output_set *set, const char *name, const char *part, size_t length,
				   const struct output_folder *parent, bool *missing)
{
	struct problem problem;
	const enum status status = parent ? folder_look_in(parent->descriptor, part, length, missing, &problem)
					  : folder_look(set->directory, missing, &problem);
	return status == STATUS_OK ? status : output_set_refuse(set, parent ? name : set->directory, &problem);
}

/* Finds the folder of the first `length` bytes of the name; `from` of them name its parent. A set that looks finds none
   where none is: *folder is NULL then. */
static enum status find_folder(struct output_set *set, const char *name, size_t from, size_t length,
			       struct output_folder *parent, struct output_folder **folder)
{
	*folder = known_folder(set, name, length);
	if (*folder)
		return STATUS_OK;
	struct problem problem;
	const char *part = name + from + (from > 0);
	bool missing = false;
	enum status status = STATUS_OK;
	if (set->policy.look)
		status = look_for_folder(set, name, part, length - (size_t)(part - name), parent, &missing);
	if (status != STATUS_OK || missing)
		return status;
	*folder = parent ? output_folder_enter(parent, part, length - (size_t)(part - name), &problem)
			 : output_folder_open(set->directory, &problem);
	if (!*folder)
		return output_set_refuse(set, parent ? name : set->directory, &problem);
	return add_folder(set, name, length, *folder);
}

static enum status find_folder_of(struct output_set *set, const char *name, struct output_folder **folder)
{
	enum status status = find_folder(set, name, 0, 0, NULL, folder);
	size_t from = 0;
	for (const char *slash = strchr(name, '/'); slash && *folder && status == STATUS_OK;
	     slash = strchr(slash + 1, '/')) {
		size_t length = (size_t)(slash - name);
		status = find_folder(set, name, from, length, *folder, folder);
		from = length;
	}
	return status;
}

static char *joined(const char *directory, const char *name, size_t length, const char *last)
{
	size_t size = strlen(directory) + length + strlen(last) + 2;
	char *path = malloc(size);
	if (path)
		snprintf(path, size, "%s/%.*s%s", directory, (int)length, name, last);
	return path;
}

void output_free(struct output *output)
{
	if (!output)
		return;
	leftover_remove(output->leftover);
	if (output->descriptor >= 0)
		file_close(output->descriptor);
	if (output->replaced >= 0)
		file_close(output->replaced);
	free(output->name);
	free(output->final_path);
	free(output->temporary_path);
	free(output);
}

static enum status make_temporary(struct output_set *set, struct output *output)
{
	struct problem problem;
	output->descriptor =
		output_folder_temporary(output->folder, output->temporary, sizeof output->temporary, &problem);
	if (output->descriptor < 0)
		return output_set_refuse(set, output->name, &problem);
	output->leftover = leftover_note(output->folder->descriptor, output->temporary, false);
	if (!output->leftover) {
		unlinkat(output->folder->descriptor, output->temporary, 0);
		return output_set_out_of_memory(set);
	}
	size_t folder_length = (size_t)(output->last - output->name);
	output->temporary_path = joined(set->directory, output->name, folder_length, output->temporary);
	output->final_path = joined(set->directory, output->name, folder_length, output->last);
	return output->temporary_path && output->final_path ? STATUS_OK : output_set_out_of_memory(set);
}

enum status output_make(struct output_set *set, const char *name, struct output **output)
{
	struct output *made = calloc(1, sizeof *made);
	*output = made;
	if (!made)
		return output_set_out_of_memory(set);
	made->descriptor = made->replaced = -1;
	made->name = strdup(name);
	if (!made->name)
		return output_set_out_of_memory(set);
	made->last = path_last_part(made->name);
	enum status status = find_folder_of(set, name, &made->folder);
	return status == STATUS_OK ? make_temporary(set, made) : status;
}

/* The function does not check an announced file again. */
static enum status check_target(struct output_set *set, struct output *output)
{
	for (size_t i = 0; i < set->expected_count; i++)
		if (strcmp(set->expected[i].name, output->name) == 0)
			output->target = set->expected[i].target;
	return output_target_check(set, output->folder, output->name, output->last, &output->target);
}

enum status output_set_expect(struct output_set *set, const char *name)
{
	struct output_folder *folder;
	struct output_target target = { 0 };
	enum status status = check_name(set, name);
	if (status == STATUS_OK)
		status = find_folder_of(set, name, &folder);
	if (status == STATUS_OK && folder)
		status = output_target_check(set, folder, name, path_last_part(name), &target);
	if (status != STATUS_OK)
		return status;
	struct expected_output *grown = realloc(set->expected, (set->expected_count + 1) * sizeof *grown);
	if (grown)
		set->expected = grown;
	char *copy = grown ? strdup(name) : NULL;
	if (!copy)
		return output_set_out_of_memory(set);
	set->expected[set->expected_count++] = (struct expected_output){ copy, target };
	return STATUS_OK;
}

size_t output_set_expected(const struct output_set *set)
{
	return set->expected_count;
}

const char *output_set_expected_name(const struct output_set *set, size_t index)
{
	return set->expected[index].name;
}

enum output_fate output_set_expected_fate(const struct output_set *set, size_t index)
{
	const struct output_target *target = &set->expected[index].target;
	if (!target->stands)
		return OUTPUT_NEW;
	return target->is_strange ? OUTPUT_OVERWRITES : OUTPUT_REPLACES;
}

enum status output_set_hash_there(struct output_set *set, size_t index, enum hash_kind kind, struct file_hash *hash)
{
	const struct expected_output *expected = &set->expected[index];
	const char *last;
	struct problem problem;
	*hash = expected->target.hash;
	if (hash_of_kind(hash->text, kind) || !expected->target.stands)
		return STATUS_OK;
	const int folder = inner_path_open_folder(set->folders[0].folder->descriptor, expected->name, &last);
	const int file = folder < 0 ? -1 : file_open_to_read_at(folder, last);
	const int error = file < 0 ? errno : 0;
	enum status status = file < 0 ? problem_fail(&problem, "it cannot be opened", error, STATUS_BAD_OUTPUT)
				      : file_hash_of_descriptor(file, kind, hash, &problem);
	if (file >= 0)
		file_close(file);
	if (folder >= 0)
		file_close(folder);
	return status == STATUS_OK ? status : output_set_refuse(set, expected->name, &problem);
}

enum status output_set_add(struct output_set *set, const char *name, struct output **output)
{
	*output = NULL;
	enum status status = check_name(set, name);
	if (status != STATUS_OK)
		return status;
	struct output **grown = realloc(set->outputs, (set->output_count + 1) * sizeof(struct output *));
	if (grown)
		set->outputs = grown;
	struct output *made = NULL;
	status = grown ? output_make(set, name, &made) : output_set_out_of_memory(set);
	if (status == STATUS_OK)
		status = check_target(set, made);
	if (status != STATUS_OK) {
		output_free(made);
		return status;
	}
	set->outputs[set->output_count++] = made;
	*output = made;
	return STATUS_OK;
}

enum status output_set_scratch(struct output_set *set, int *descriptor)
{
	struct output_folder *folder;
	enum status status = find_folder(set, "", 0, 0, NULL, &folder);
	if (status != STATUS_OK)
		return status;
	char name[OUTPUT_TEMPORARY_LENGTH];
	struct problem problem;
	*descriptor = output_folder_temporary(folder, name, sizeof name, &problem);
	if (*descriptor < 0)
		return output_set_refuse(set, set->directory, &problem);
	if (unlinkat(folder->descriptor, name, 0) == 0)
		return STATUS_OK;
	status = output_set_fail_errno(set, set->directory, "a temporary file cannot be made in it", errno);
	file_close(*descriptor);
	return status;
}

int output_write_whole(int descriptor, const char *bytes, size_t length)
{
	const int error = file_write(descriptor, bytes, length);
	return error ? error : file_sync_data(descriptor);
}

enum status output_set_write_text(struct output_set *set, const char *name, const char *bytes, size_t length)
{
	struct output *output;
	enum status status = output_set_add(set, name, &output);
	if (status != STATUS_OK)
		return status;
	output->is_text = true;
	int error = output_write_whole(output->descriptor, bytes, length);
	return error ? output_set_fail_errno(set, name, "it cannot be written", error) : STATUS_OK;
}

enum status output_hash(const struct output_set *set, struct output *output, struct problem *problem)
{
	struct stat facts;
	if (fstat(output->descriptor, &facts) != 0)
		return problem_fail(problem, "it cannot be looked at", errno, STATUS_BAD_OUTPUT);
	output->bytes = (uint64_t)facts.st_size;
	if (output->hash.text[0] != '\0')
		return STATUS_OK;
	const enum status status =
		file_hash_of_descriptor(output->descriptor, set->policy.hash, &output->hash, problem);
	return status == STATUS_BAD_SOURCE ? STATUS_BAD_OUTPUT : status;
}

void output_take_hash(struct output *output, const struct file_hash *hash)
{
	output->hash = *hash;
}

const char *output_digits(const struct output *output)
{
	return output->hash.text;
}

uint64_t output_bytes(const struct output *output)
{
	return output->bytes;
}

const struct output_left_over *output_set_left_over(const struct output_set *set, size_t *count)
{
	*count = set->left_over_count;
	return set->left_over;
}

static void free_folders(struct output_set *set)
{
	for (size_t i = set->folder_count; i-- > 0;) {
		struct output_folder *folder = set->folders[i].folder;
		output_folder_close_up_to(folder, i == 0 ? NULL : folder->parent);
		free(set->folders[i].name);
	}
	free(set->folders);
}

void output_set_free(struct output_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->output_count; i++)
		output_free(set->outputs[i]);
	free_folders(set);
	for (size_t i = 0; i < set->expected_count; i++)
		free(set->expected[i].name);
	free(set->expected);
	free(set->left_over);
	print_record_release(&set->known);
	free(set->outputs);
	free(set->directory);
	free(set);
}

const char *output_set_problem(const struct output_set *set)
{
	return set->problem.text;
}

const char *output_name(const struct output *output)
{
	return output->name;
}

const char *output_path(const struct output *output)
{
	return output->temporary_path ? output->temporary_path : output->final_path;
}

int output_descriptor(const struct output *output)
{
	return fcntl(output->descriptor, F_DUPFD_CLOEXEC, 0);
}

bool output_set_abandon_from_signal(void)
{
	return leftover_remove_all();
}
