/* Compares the files that a manifest lists with those that are there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify/manifest_check.h"

#include "base/path.h"
#include "cmd/interrupt.h"
#include "io/fence.h"
#include "io/file_call.h"
#include "io/inner_path.h"
#include "io/print_record.h"
#include "io/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static enum status fail(struct diagnostics *diagnostics, enum status status, const char *path, const char *problem)
{
	diagnostics_failure(diagnostics, status, "manifest", (struct location){ 0 }, "\"%.200s\": %s", path, problem);
	return status;
}

static enum status refuse(struct diagnostics *diagnostics, const char *path, const char *problem)
{
	return fail(diagnostics, STATUS_BAD_SOURCE, path, problem);
}

/* What is not there is told when it is opened. */
static enum status is_folder(const char *path, bool *folder, struct diagnostics *diagnostics)
{
	struct stat facts;
	struct problem problem;
	const int error = stat(path, &facts) == 0 ? 0 : errno;
	*folder = error == 0 && S_ISDIR(facts.st_mode);
	if (error == 0 || error == ENOENT || error == ENOTDIR)
		return STATUS_OK;
	const enum status status = problem_fail(&problem, "it cannot be looked at", error, STATUS_BAD_SOURCE);
	return fail(diagnostics, status, path, problem.text);
}

static enum status find_paths(struct manifest_check *check, const char *path, struct diagnostics *diagnostics)
{
	struct arena *arena = diagnostics->arena;
	bool folder;
	const enum status status = is_folder(path, &folder, diagnostics);
	if (status != STATUS_OK)
		return status;
	check->path = folder ? arena_format(arena, "%s/" PRINT_RECORD_MANIFEST, path) : path;
	if (!check->path)
		return STATUS_NO_MEMORY;
	const size_t length = (size_t)(path_last_part(check->path) - check->path);
	check->folder = length > 1 ? arena_text(arena, check->path, length - 1) : length == 1 ? "/" : ".";
	return check->folder ? STATUS_OK : STATUS_NO_MEMORY;
}

/* A manifest may come from a stranger. Its prints lie below its folder, and nowhere else. */
static enum status check_names(const struct manifest_check *check, struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < check->manifest.file_count; i++)
		if (inner_path_problem(check->manifest.files[i].path))
			return refuse(diagnostics, check->path,
				      "it names a print outside of its folder; trust nothing in it");
	return STATUS_OK;
}

static enum status open_folder(struct manifest_check *check, struct diagnostics *diagnostics)
{
	check->descriptor = file_open_at(AT_FDCWD, check->folder, O_RDONLY | O_DIRECTORY);
	if (check->descriptor >= 0)
		return STATUS_OK;
	struct problem problem;
	const enum status status = problem_fail(&problem, "it cannot be opened", errno, STATUS_BAD_SOURCE);
	return fail(diagnostics, status, check->folder, problem.text);
}

static enum status raise_fence(const struct manifest_check *check, struct diagnostics *diagnostics)
{
	struct problem problem;
	const enum status status = fence_add_folder(check->path, &problem);
	return status == STATUS_OK || status == STATUS_NO_MEMORY ? status
								 : refuse(diagnostics, check->path, problem.text);
}

enum status manifest_check_read(struct manifest_check *check, const char *path, struct diagnostics *diagnostics)
{
	struct arena *arena = diagnostics->arena;
	const char *bytes, *problem;
	size_t length;
	*check = (struct manifest_check){ .descriptor = -1 };
	enum status status = find_paths(check, path, diagnostics);
	if (status == STATUS_OK)
		status = raise_fence(check, diagnostics);
	if (status != STATUS_OK)
		return status;
	status = text_file_read(check->path, MANIFEST_BYTES_MAXIMUM, arena, &bytes, &length, &problem);
	if (status == STATUS_OK)
		status = manifest_read(bytes, length, arena, &check->manifest, &problem);
	if (status == STATUS_BAD_SOURCE || status == STATUS_BAD_RECIPE)
		return refuse(diagnostics, check->path, problem);
	if (status == STATUS_LIMIT)
		return fail(diagnostics, status, check->path, problem);
	if (status == STATUS_OK)
		status = check_names(check, diagnostics);
	if (status != STATUS_OK)
		return status;
	check->files = ARENA_ARRAY(arena, struct checked_file, check->manifest.file_count);
	check->inputs = ARENA_ARRAY(arena, struct checked_file, check->manifest.input_count);
	return check->files && check->inputs ? STATUS_OK : STATUS_NO_MEMORY;
}

static struct checked_file unopened(int error)
{
	struct checked_file found = { .finding = FILE_UNREADABLE };
	if (error == ENOENT || error == ENOTDIR)
		found.finding = FILE_MISSING;
	const enum status status = problem_fail(&found.problem, "it cannot be opened", error, STATUS_BAD_SOURCE);
	/* A link is refused, and a missing file is known to be missing: neither is a failure of the system. */
	found.status = found.finding == FILE_MISSING || error == ELOOP ? STATUS_OK : status;
	return found;
}

static struct checked_file compare(int file, const uint64_t *bytes, const char *digits)
{
	struct checked_file found = { .finding = FILE_UNREADABLE };
	struct stat facts;
	struct file_hash hash;
	enum hash_kind kind;
	if (fstat(file, &facts) != 0) {
		found.status = problem_fail(&found.problem, "it cannot be looked at", errno, STATUS_BAD_SOURCE);
		return found;
	}
	if (!S_ISREG(facts.st_mode)) {
		problem_set(&found.problem, "it is no regular file");
		return found;
	}
	if (bytes && (uint64_t)facts.st_size != *bytes)
		return (struct checked_file){ .finding = FILE_CUT, .bytes = (uint64_t)facts.st_size };
	if (!hash_kind_of(digits, &kind)) {
		problem_set(&found.problem, "the manifest has no hash of it");
		return found;
	}
	found.status = file_hash_of_descriptor(file, kind, &hash, &found.problem);
	if (found.status == STATUS_OK)
		found.finding = strcmp(hash.text, digits) == 0 ? FILE_AS_WRITTEN : FILE_CHANGED;
	return found;
}

/* No link leads from a print to somewhere else. */
static struct checked_file check_print(const struct manifest_check *check, const struct manifest_file *print)
{
	const char *last;
	const int folder = inner_path_open_folder(check->descriptor, print->path, &last);
	const int file = folder < 0 ? -1 : file_open_to_read_at(folder, last);
	const struct checked_file found = file < 0 ? unopened(errno) : compare(file, &print->bytes, print->hash);
	if (file >= 0)
		file_close(file);
	if (folder >= 0)
		file_close(folder);
	return found;
}

/* While nobody is trusted, a manifest leads to nothing outside of its folder. */
static int open_fenced(const struct manifest_check *check, const struct manifest_input *input, const char **refusal)
{
	char path[PATH_MAX];
	const bool absolute = input->path[0] == '/';
	const int length =
		snprintf(path, sizeof path, "%s%s%s", absolute ? "" : check->folder, absolute ? "" : "/", input->path);
	if (length >= (int)sizeof path || absolute) {
		*refusal = "it is outside of the folder of the manifest";
		return -1;
	}
	return fence_open(path, refusal);
}

static struct checked_file check_input(const struct manifest_check *check, const struct manifest_input *input)
{
	struct checked_file found = { .finding = FILE_UNREADABLE };
	problem_set(&found.problem, "the manifest does not say where it is");
	if (!input->path)
		return found;
	const char *refusal = NULL;
	const int file = fence_is_raised()
				 ? open_fenced(check, input, &refusal)
				 : file_open_at(check->descriptor, input->path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (file < 0 && refusal) {
		problem_set(&found.problem, "%s", refusal);
		return found;
	}
	if (file < 0)
		return unopened(errno);
	found = compare(file, NULL, input->hash);
	file_close(file);
	return found;
}

struct hashing {
	struct manifest_check *check;
	atomic_size_t next;
};

static void hash_some(void *context)
{
	struct hashing *hashing = context;
	struct manifest_check *check = hashing->check;
	const struct manifest *manifest = &check->manifest;
	while (!interrupt_signal) {
		const size_t index = atomic_fetch_add(&hashing->next, 1);
		if (index >= manifest->file_count + manifest->input_count)
			return;
		if (index < manifest->file_count)
			check->files[index] = check_print(check, &manifest->files[index]);
		else
			check->inputs[index - manifest->file_count] =
				check_input(check, &manifest->inputs[index - manifest->file_count]);
	}
}

enum status manifest_check_run(struct manifest_check *check, struct workers *workers, struct diagnostics *diagnostics)
{
	struct hashing hashing = { .check = check };
	const enum status status = open_folder(check, diagnostics);
	if (status != STATUS_OK)
		return status;
	workers_run(workers, hash_some, &hashing);
	return interrupt_signal ? STATUS_INTERRUPTED : STATUS_OK;
}

const char *manifest_check_path(const struct manifest_check *check, size_t file, struct arena *arena)
{
	const char *path = check->manifest.files[file].path;
	return strcmp(check->folder, ".") == 0 ? path : arena_format(arena, "%s/%s", check->folder, path);
}

static const char *detail_of(const struct manifest_file *print, const struct checked_file *found, struct arena *arena)
{
	switch (found->finding) {
	case FILE_AS_WRITTEN:
		return arena_format(arena, "%" PRIu64 " bytes, as written", print->bytes);
	case FILE_CUT:
		return arena_format(arena, "it has %" PRIu64 " bytes instead of %" PRIu64 "; render again",
				    found->bytes, print->bytes);
	case FILE_CHANGED:
	case FILE_SAME_SOUND:
		return "its bytes have changed since; render again, or restore it";
	case FILE_MISSING:
		return "it is missing; render again, or restore it";
	case FILE_UNREADABLE:
		return arena_format(arena, "%s", found->problem.text);
	}
	return "";
}

/* Returns NULL for an input that has not changed. */
static const char *words_of(const struct checked_file *input, struct arena *arena)
{
	switch (input->finding) {
	case FILE_AS_WRITTEN:
		return NULL;
	case FILE_CUT:
	case FILE_CHANGED:
		return "it has changed since the render, so the prints are older; render again";
	case FILE_SAME_SOUND:
		return "it has other bytes than in the render, and the same sound";
	case FILE_MISSING:
		return "it is not there any more, so nobody knows whether it has changed";
	case FILE_UNREADABLE:
		break;
	}
	const char *words = arena_format(arena, "%s, so nobody knows whether it has changed", input->problem.text);
	return words ? words : "it cannot be read";
}

static void warn_of_input(const struct manifest_check *check, size_t index, struct diagnostics *diagnostics)
{
	const struct manifest_input *input = &check->manifest.inputs[index];
	const char *words = words_of(&check->inputs[index], diagnostics->arena);
	if (words && check->inputs[index].status == STATUS_OK)
		diagnostics_warning(diagnostics, "input-changed", (struct location){ 0 }, "%s: %.64s \"%.200s\": %s",
				    check->path, input->role, input->file, words);
}

static void add_file(const struct manifest_check *check, size_t index, struct verdicts *verdicts)
{
	const char *path = manifest_check_path(check, index, verdicts->arena);
	const struct checked_file *found = &check->files[index];
	verdicts_add(verdicts, path ? arena_format(verdicts->arena, "file %s", path) : NULL,
		     found->finding == FILE_AS_WRITTEN ? VERDICT_PASS : VERDICT_FAIL,
		     detail_of(&check->manifest.files[index], found, verdicts->arena));
}

/* What the system could not read says nothing of the file: that is a failure, and no verdict. */
static enum status report_unread(const struct manifest_check *check, const struct checked_file *files, size_t count,
				 bool prints, struct diagnostics *diagnostics)
{
	const struct manifest *manifest = &check->manifest;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count; i++) {
		const char *name = prints ? manifest->files[i].path : manifest->inputs[i].file;
		if (files[i].status == STATUS_OK)
			continue;
		diagnostics_failure(diagnostics, files[i].status, "source", (struct location){ 0 },
				    "%s: \"%.200s\": %s", check->path, name, files[i].problem.text);
		status = status == STATUS_OK ? files[i].status : status;
	}
	return status;
}

enum status manifest_check_judge(const struct manifest_check *check, struct verdicts *verdicts,
				 struct diagnostics *diagnostics)
{
	const struct verdicts *recorded = check->manifest.verdicts;
	for (size_t i = 0; i < check->manifest.file_count; i++)
		add_file(check, i, verdicts);
	for (size_t i = 0; i < recorded->count; i++)
		if (recorded->items[i].status == VERDICT_FAIL)
			verdicts_add(verdicts, recorded->items[i].name, VERDICT_FAIL,
				     arena_format(verdicts->arena, "it failed in the render: %s",
						  recorded->items[i].detail));
	for (size_t i = 0; i < check->manifest.input_count; i++)
		warn_of_input(check, i, diagnostics);
	if (verdicts->failed || diagnostics->failed)
		return STATUS_NO_MEMORY;
	const enum status prints = report_unread(check, check->files, check->manifest.file_count, true, diagnostics);
	const enum status inputs = report_unread(check, check->inputs, check->manifest.input_count, false, diagnostics);
	return prints == STATUS_OK ? inputs : prints;
}

void manifest_check_release(struct manifest_check *check)
{
	if (check->descriptor >= 0)
		file_close(check->descriptor);
	check->descriptor = -1;
}
