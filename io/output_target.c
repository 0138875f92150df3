/* Decides whether the file at the final name of an output may be replaced.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/output_parts.h"
#include "io/report_mark.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

/* Returns NULL when stemprint wrote the open file. */
static const char *why_not_open(const struct output_set *set, const char *name, int descriptor)
{
	struct file_hash hash;
	struct problem problem;
	if (set->policy.reports && manifest_mark_in(descriptor))
		return "it is the manifest of a render; name another file, or replace it with --force";
	if (is_manifest(set, name))
		return manifest_mark_in(descriptor) ? NULL : "stemprint did not write this file" REMEDY;
	if (is_report(set, name))
		return report_mark_in(descriptor) ? NULL : "stemprint did not write this file" REMEDY;
	if (!print_record_has(&set->known, name))
		return "stemprint did not write this file" REMEDY;
	if (file_hash_of_descriptor(descriptor, &hash, &problem) != STATUS_OK)
		return "it cannot be read, so nobody knows whose it is" REMEDY;
	if (!set->policy.render && print_record_is_listed(&set->known, name, &hash))
		return "a render made this file, and its manifest.json lists it; name another file, or replace it "
		       "with --force";
	return print_record_knows(&set->known, name, &hash) ? NULL : "it has changed since stemprint wrote it" REMEDY;
}

/* Returns NULL when the regular file may be replaced. An empty file holds nothing that could be lost; CI makes such
   files by mktemp. */
static const char *why_not(const struct output_set *set, const struct output_folder *folder, const char *name,
			   const char *last, const struct stat *facts)
{
	if (set->policy.force || facts->st_size == 0)
		return NULL;
	const int descriptor =
		openat(folder->descriptor, last, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (descriptor < 0)
		return "it cannot be read, so nobody knows whose it is" REMEDY;
	const char *problem = why_not_open(set, name, descriptor);
	close(descriptor);
	return problem;
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
	now.stands = fstatat(folder->descriptor, last, &now.facts, AT_SYMLINK_NOFOLLOW) == 0;
	const bool known = now.stands && target->checked && target->stands &&
			   is_same_file(&now.facts, &target->facts) &&
			   is_same_time(&now.facts.st_ctim, &target->facts.st_ctim);
	const char *problem = now.stands ? why_no_file(&now.facts) : NULL;
	if (now.stands && !problem && !known)
		problem = why_not(set, folder, name, last, &now.facts);
	if (problem)
		return output_set_fail(set, name, problem);
	*target = now;
	return STATUS_OK;
}

bool output_target_is(const struct output_target *target, int folder, const char *name)
{
	struct stat facts;
	return fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && is_same_file(&facts, &target->facts);
}
