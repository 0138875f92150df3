/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/output_set.h"

#include "io/output_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEMPORARY_LENGTH = 48 };

struct output {
	char *name; /* within the set */
	char *final_path;
	char *temporary_path; /* NULL once it has its name */
	const char *last; /* the name's last part, within `name` */
	struct output_folder *folder;
	char temporary[TEMPORARY_LENGTH]; /* within the folder */
	int descriptor; /* holds the lock that keeps sweepers off */
	struct leftover *leftover;
	bool is_text;
};

/* Folders are kept in the order of opening: a parent before those in it. */
struct named_folder {
	char *name; /* within the set; "" for the directory itself */
	struct output_folder *folder;
};

struct output_set {
	char *directory;
	struct named_folder *folders;
	size_t folder_count;
	struct output **outputs;
	size_t output_count;
	struct problem problem;
};

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

static enum status fail(struct output_set *set, const char *name, const char *text)
{
	problem_set(&set->problem, "\"%.100s\": %s", name, text);
	return STATUS_BAD_OUTPUT;
}

static enum status out_of_memory(struct output_set *set)
{
	problem_set(&set->problem, "out of memory");
	return STATUS_NO_MEMORY;
}

static enum status check_name(struct output_set *set, const char *name)
{
	size_t length = strlen(name);
	if (length == 0 || length >= PATH_MAX || name[0] == '/' || name[length - 1] == '/')
		return fail(set, name, "the name of an output must be that of a file below the directory");
	for (const char *part = name; *part;) {
		size_t part_length = strcspn(part, "/");
		if (part_length == 0 || (part_length == 1 && part[0] == '.') ||
		    (part_length == 2 && part[0] == '.' && part[1] == '.'))
			return fail(set, name, "the name of an output must not leave the directory");
		if (part_length > NAME_MAX)
			return fail(set, name, "its name is too long");
		part += part_length + (part[part_length] == '/');
	}
	for (size_t i = 0; i < set->output_count; i++)
		if (strcmp(set->outputs[i]->name, name) == 0)
			return fail(set, name, "two outputs claim this file; rename one");
	return STATUS_OK;
}

static enum status add_folder(struct output_set *set, const char *name, size_t length, struct output_folder *folder)
{
	struct named_folder *grown = realloc(set->folders, (set->folder_count + 1) * sizeof *grown);
	if (grown)
		set->folders = grown;
	char *copy = grown ? strndup(name, length) : NULL;
	if (!copy) {
		output_folder_close(folder);
		return out_of_memory(set);
	}
	set->folders[set->folder_count++] = (struct named_folder){ copy, folder };
	output_folder_sweep(folder);
	return STATUS_OK;
}

static struct output_folder *known_folder(const struct output_set *set, const char *name, size_t length)
{
	for (size_t i = 0; i < set->folder_count; i++)
		if (strlen(set->folders[i].name) == length && memcmp(set->folders[i].name, name, length) == 0)
			return set->folders[i].folder;
	return NULL;
}

/* The folder of the first `length` bytes of the name; `from` of them name its parent. */
static enum status find_folder(struct output_set *set, const char *name, size_t from, size_t length,
			       struct output_folder *parent, struct output_folder **folder)
{
	*folder = known_folder(set, name, length);
	if (*folder)
		return STATUS_OK;
	struct problem problem;
	const char *part = name + from + (from > 0);
	*folder = parent ? output_folder_enter(parent, part, length - (size_t)(part - name), &problem)
			 : output_folder_open(set->directory, &problem);
	if (!*folder)
		return fail(set, parent ? name : set->directory, problem.text);
	return add_folder(set, name, length, *folder);
}

static enum status find_folder_of(struct output_set *set, const char *name, struct output_folder **folder)
{
	enum status status = find_folder(set, name, 0, 0, NULL, folder);
	size_t from = 0;
	for (const char *slash = strchr(name, '/'); slash && status == STATUS_OK; slash = strchr(slash + 1, '/')) {
		size_t length = (size_t)(slash - name);
		status = find_folder(set, name, from, length, *folder, folder);
		from = length;
	}
	return status;
}

/* What stands at the final name may be replaced if it is a plain file. */
static enum status check_target(struct output_set *set, const struct output *output)
{
	struct stat facts;
	if (fstatat(output->folder->descriptor, output->last, &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
	    S_ISREG(facts.st_mode))
		return STATUS_OK;
	if (S_ISLNK(facts.st_mode))
		return fail(set, output->name, "a symbolic link stands in its place; remove it");
	if (S_ISDIR(facts.st_mode))
		return fail(set, output->name, "a folder stands in its place; remove it or rename the output");
	return fail(set, output->name, "something that is no regular file stands in its place; remove it");
}

static char *joined(const char *directory, const char *name, size_t length, const char *last)
{
	size_t size = strlen(directory) + length + strlen(last) + 2;
	char *path = malloc(size);
	if (path)
		snprintf(path, size, "%s/%.*s%s", directory, (int)length, name, last);
	return path;
}

static void output_free(struct output *output)
{
	if (!output)
		return;
	leftover_remove(output->leftover);
	if (output->descriptor >= 0)
		close(output->descriptor);
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
		return fail(set, output->name, problem.text);
	output->leftover = leftover_note(output->folder->descriptor, output->temporary, false);
	if (!output->leftover) {
		unlinkat(output->folder->descriptor, output->temporary, 0);
		return out_of_memory(set);
	}
	size_t folder_length = (size_t)(output->last - output->name);
	output->temporary_path = joined(set->directory, output->name, folder_length, output->temporary);
	output->final_path = joined(set->directory, output->name, folder_length, output->last);
	return output->temporary_path && output->final_path ? STATUS_OK : out_of_memory(set);
}

static enum status output_make(struct output_set *set, struct output *output, const char *name)
{
	output->descriptor = -1;
	output->name = strdup(name);
	if (!output->name)
		return out_of_memory(set);
	const char *slash = strrchr(output->name, '/');
	output->last = slash ? slash + 1 : output->name;
	enum status status = find_folder_of(set, name, &output->folder);
	if (status == STATUS_OK)
		status = check_target(set, output);
	if (status == STATUS_OK)
		status = make_temporary(set, output);
	return status;
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
	struct output *made = grown ? calloc(1, sizeof *made) : NULL;
	if (!made)
		return out_of_memory(set);
	status = output_make(set, made, name);
	if (status != STATUS_OK) {
		output_free(made);
		return status;
	}
	set->outputs[set->output_count++] = made;
	*output = made;
	return STATUS_OK;
}

int output_set_scratch(struct output_set *set)
{
	struct output_folder *folder;
	if (find_folder(set, "", 0, 0, NULL, &folder) != STATUS_OK)
		return -1;
	char name[TEMPORARY_LENGTH];
	struct problem problem;
	const int descriptor = output_folder_temporary(folder, name, sizeof name, &problem);
	if (descriptor >= 0 && unlinkat(folder->descriptor, name, 0) == 0)
		return descriptor;
	if (descriptor >= 0) {
		problem_set_errno(&problem, "a temporary file cannot be made in it", errno);
		close(descriptor);
	}
	(void)fail(set, set->directory, problem.text);
	return -1;
}

static int write_whole(int descriptor, const char *bytes, size_t length)
{
	for (size_t done = 0; done < length;) {
		ssize_t wrote = write(descriptor, bytes + done, length - done);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return wrote < 0 ? errno : EIO;
		done += (size_t)wrote;
	}
	return fdatasync(descriptor) == 0 ? 0 : errno;
}

enum status output_set_write_text(struct output_set *set, const char *name, const char *bytes, size_t length)
{
	struct output *output;
	enum status status = output_set_add(set, name, &output);
	if (status != STATUS_OK)
		return status;
	output->is_text = true;
	int error = write_whole(output->descriptor, bytes, length);
	if (!error)
		return STATUS_OK;
	struct problem problem;
	problem_set_errno(&problem, "it cannot be written", error);
	return fail(set, name, problem.text);
}

static enum status place(struct output_set *set, struct output *output)
{
	int folder = output->folder->descriptor;
	if (renameat(folder, output->temporary, folder, output->last) != 0) {
		struct problem problem;
		problem_set_errno(&problem, "it cannot be given its name", errno);
		return fail(set, output->name, problem.text);
	}
	leftover_forget(output->leftover);
	output->leftover = NULL;
	free(output->temporary_path);
	output->temporary_path = NULL;
	output_folder_keep(output->folder);
	return STATUS_OK;
}

static enum status sync_folders(struct output_set *set)
{
	for (size_t i = 0; i < set->folder_count; i++) {
		int error = output_folder_sync(set->folders[i].folder);
		if (error) {
			struct problem problem;
			problem_set_errno(&problem, "the folder cannot be synced", error);
			return fail(set, set->folders[i].name, problem.text);
		}
	}
	return STATUS_OK;
}

enum status output_set_commit(struct output_set *set)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < set->output_count && status == STATUS_OK; i++)
		status = check_target(set, set->outputs[i]);
	for (int texts = 0; texts <= 1; texts++)
		for (size_t i = 0; i < set->output_count && status == STATUS_OK; i++)
			if (set->outputs[i]->is_text == (texts == 1))
				status = place(set, set->outputs[i]);
	return status == STATUS_OK ? sync_folders(set) : status;
}

void output_set_free(struct output_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->output_count; i++)
		output_free(set->outputs[i]);
	for (size_t i = set->folder_count; i-- > 0;) {
		struct output_folder *folder = set->folders[i].folder;
		struct output_folder *above = i == 0 ? folder->parent : NULL;
		output_folder_close(folder);
		while (above) {
			struct output_folder *parent = above->parent;
			output_folder_close(above);
			above = parent;
		}
		free(set->folders[i].name);
	}
	free(set->folders);
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

void output_set_abandon_from_signal(void)
{
	leftover_remove_all();
}
