/* Decides whether the file at the final name of an output may be replaced.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_call.h"
#include "io/output_parts.h"
#include "io/report_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static bool is_same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* A rename changes the time of the last change (ctime) and nothing else. */
static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       is_same_time(&a->st_mtim, &b->st_mtim);
}

/* The report of a render and the reports of the options carry a mark that says that stemprint wrote them. */
static bool is_report(const struct output_set *set, const char *name)
{
	return set->policy.reports || strcmp(name, PRINT_RECORD_REPORT) == 0;
}

/* So does the manifest, which only the next render may replace. */
static bool is_manifest(const struct output_set *set, const char *name)
{
	return set->policy.render && strcmp(name, PRINT_RECORD_MANIFEST) == 0;
}

#define REMEDY "; move it away, or replace it with --force"

static enum status refuse(struct problem *problem, const char *why)
{
	problem_set(problem, "%s" REMEDY, why);
	return STATUS_BAD_OUTPUT;
}

static enum status refuse_unread(struct problem *problem, int error)
{
	const enum status status =
		problem_fail(problem, "it cannot be read, so nobody knows whose it is", error, STATUS_BAD_OUTPUT);
	problem_add(problem, REMEDY);
	return status;
}

static enum status check_mark(bool (*mark_in)(int descriptor), int descriptor, struct problem *problem)
{
	if (mark_in(descriptor))
		return STATUS_OK;
	return errno ? refuse_unread(problem, errno) : refuse(problem, "stemprint did not write this file");
}

/* Returns OK when stemprint wrote the open file. */
static enum status check_open(const struct output_set *set, const char *name, int descriptor, struct file_hash *hash,
			      struct problem *problem)
{
	if (set->policy.reports && manifest_mark_in(descriptor)) {
		problem_set(problem, "it is the manifest of a render; name another file, or replace it with --force");
		return STATUS_BAD_OUTPUT;
	}
	if (is_manifest(set, name))
		return check_mark(manifest_mark_in, descriptor, problem);
	if (is_report(set, name))
		return check_mark(report_mark_in, descriptor, problem);
	if (!print_record_has(&set->known, name))
		return refuse(problem, "stemprint did not write this file");
	enum status status = print_record_look(&set->known, name, descriptor, set->policy.hash, hash, problem);
	if (status != STATUS_OK) {
		problem_add(problem, ", so nobody knows whose it is" REMEDY);
		return status == STATUS_BAD_SOURCE ? STATUS_BAD_OUTPUT : status;
	}
	if (!set->policy.render && print_record_is_listed(&set->known, name, hash)) {
		problem_set(problem, "a render made this file, and its manifest.json lists it; name another file, or "
				     "replace it with --force");
		return STATUS_BAD_OUTPUT;
	}
	return print_record_knows(&set->known, name, hash) ? STATUS_OK
							   : refuse(problem, "it has changed since stemprint wrote it");
}

/* Returns OK when the regular file may be replaced. An empty file holds nothing that could be lost; CI makes such
   files by mktemp. */
static enum status check_owner(const struct output_set *set, const struct output_folder *folder, const char *name,
			       const char *last, struct output_target *target, struct problem *problem)
{
	if ((set->policy.force && !set->policy.look) || target->facts.st_size == 0)
		return STATUS_OK;
	const int descriptor = file_open_to_read_at(folder->descriptor, last);
	if (descriptor < 0)
		return refuse_unread(problem, errno);
	const enum status status = check_open(set, name, descriptor, &target->hash, problem);
	file_close(descriptor);
	return status;
}

static const char *why_no_file(const struct stat *facts)
{
	if (S_ISLNK(facts->st_mode))
		return "a symbolic link has this name; remove it";
	if (S_ISDIR(facts->st_mode))
		return "a folder has this name; remove it or rename the output";
	return S_ISREG(facts->st_mode) ? NULL : "something that is no regular file has this name; remove it";
}

enum status output_target_check(struct output_set *set, const struct output_folder *folder, const char *name,
				const char *last, struct output_target *target)
{
	struct output_target now = { .checked = true };
	struct problem problem;
	now.stands = fstatat(folder->descriptor, last, &now.facts, AT_SYMLINK_NOFOLLOW) == 0;
	if (!now.stands && errno != ENOENT)
		return output_set_fail_errno(set, name, "what has this name cannot be looked at", errno);
	const bool known = now.stands && target->checked && target->stands &&
			   is_same_file(&now.facts, &target->facts) &&
			   is_same_time(&now.facts.st_ctim, &target->facts.st_ctim);
	const char *no_file = now.stands ? why_no_file(&now.facts) : NULL;
	if (no_file)
		return output_set_fail(set, name, no_file);
	if (known)
		now.hash = target->hash;
	if (now.stands && !known && check_owner(set, folder, name, last, &now, &problem) != STATUS_OK) {
		now.is_strange = set->policy.force;
		if (!now.is_strange)
			return output_set_refuse(set, name, &problem);
	}
	*target = now;
	return STATUS_OK;
}

bool output_target_is(const struct output_target *target, const struct stat *facts)
{
	return is_same_file(facts, &target->facts);
}
