/* Finds out which file each path leads to, and which paths lead to one file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_identity.h"

#include "base/path.h"
#include "io/fence.h"
#include "io/letter_case.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct file_inode inode_of(const char *path)
{
	struct stat facts;
	if (fence_look(path, &facts) != 0)
		return (struct file_inode){ 0 };
	return (struct file_inode){ true, facts.st_dev, facts.st_ino };
}

/* Finds out about a path whose folder is resolved. Returns whether a link may be at its end; if none is, *inode becomes
   that of the file, if there is one. While the fence is raised, nobody looks around it, so that there may be one. */
static bool may_be_link(const char *path, struct file_inode *inode)
{
	struct stat facts;
	if (fence_is_raised())
		return true;
	if (lstat(path, &facts) != 0) {
		*inode = (struct file_inode){ 0 };
		return errno != ENOENT && errno != ENOTDIR;
	}
	*inode = (struct file_inode){ true, facts.st_dev, facts.st_ino };
	return S_ISLNK(facts.st_mode);
}

static bool is_same(struct file_inode a, struct file_inode b)
{
	return a.known && b.known && a.device == b.device && a.inode == b.inode;
}

static const char *find_here(struct arena *arena)
{
	char here[PATH_MAX];
	const bool found = getcwd(here, sizeof here);
	return found ? arena_text(arena, here, strlen(here)) : "";
}

/* Returns the path from the root, without slashes at the end. */
static const char *make_absolute(const char *path, const struct file_identity *before, struct arena *arena,
				 struct file_identity *identity)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	identity->here = before ? before->here : NULL;
	if (path[0] == '/')
		return arena_text(arena, path, length);
	if (!identity->here)
		identity->here = find_here(arena);
	return identity->here ? arena_format(arena, "%s/%.*s", identity->here, (int)length, path) : NULL;
}

static const char *parent_of(const char *path, struct arena *arena)
{
	const size_t length = (size_t)(path_last_part(path) - path);
	return length > 1 ? arena_text(arena, path, length - 1) : "/";
}

static const char *below(const char *folder, const char *name, struct arena *arena)
{
	return arena_format(arena, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name);
}

/* Joins `name` to a folder whose path is resolved. */
static const char *step(const char *folder, const char *name, struct arena *arena)
{
	if (!folder || strcmp(name, "..") == 0)
		return folder ? parent_of(folder, arena) : NULL;
	return *name == '\0' || strcmp(name, ".") == 0 ? folder : below(folder, name, arena);
}

/* Follows one more part of a path: `..` goes back up, and a link leads to its target. A part that does not exist
   stays as it is written. */
static void walk(char *at, const char *part, size_t length)
{
	const size_t before = strlen(at);
	if (length == 0 || (length == 1 && part[0] == '.'))
		return;
	if (length == 2 && memcmp(part, "..", 2) == 0) {
		if (before > 0)
			*strrchr(at, '/') = '\0';
		return;
	}
	at[before] = '/';
	memcpy(at + before + 1, part, length);
	at[before + 1 + length] = '\0';
	char *real = fence_resolve(at);
	const char *kept = real && strcmp(real, "/") == 0 ? "" : real; /* the root is an empty prefix */
	if (kept)
		memcpy(at, kept, strlen(kept) + 1);
	free(real);
}

/* Resolves a path part by part, where one of the parts does not exist. */
static const char *resolve_parts(const char *path, struct arena *arena)
{
	char *at = arena_array(arena, strlen(path) + PATH_MAX + 2, 1);
	if (!at)
		return NULL;
	for (const char *part = path; *part;) {
		const size_t length = strcspn(part, "/");
		walk(at, part, length);
		part += length + (part[length] == '/');
	}
	return *at ? at : "/";
}

/* Resolves all links. */
static const char *resolve(const char *path, struct arena *arena)
{
	char *real = fence_resolve(path);
	const char *resolved = real ? arena_text(arena, real, strlen(real)) : resolve_parts(path, arena);
	free(real);
	return resolved;
}

/* Shortens `a/./b`, `a//b` and `a/c/../b` to `a/b`, as if there were no links. */
static const char *tidy(const char *path, struct arena *arena)
{
	char *tidied = arena_array(arena, strlen(path) + 2, 1);
	size_t length = 0;
	for (const char *part = path; tidied && *part;) {
		const size_t count = strcspn(part, "/");
		if (count == 2 && memcmp(part, "..", 2) == 0) {
			while (length > 0 && tidied[--length] != '/')
				;
			memset(tidied + length, 0, strlen(tidied + length));
		} else if (count > 0 && !(count == 1 && part[0] == '.')) {
			tidied[length++] = '/';
			memcpy(tidied + length, part, count);
			length += count;
		}
		part += count + (part[count] == '/');
	}
	return tidied;
}

/* Finds the folder that a path names. Files of one folder often follow each other, so it may be that of `before`. */
static bool find_folder(const char *absolute, const struct file_identity *before, struct arena *arena,
			struct named_folder *folder)
{
	const char *written = parent_of(absolute, arena);
	if (before && written && strcmp(before->named.written, written) == 0) {
		*folder = before->named;
		return true;
	}
	*folder = (struct named_folder){ .written = written, .path = written ? resolve(written, arena) : NULL };
	if (folder->path)
		folder->inode = inode_of(folder->path);
	return folder->path;
}

/* Resolves a link at the end of the path, too. */
static void follow_end(struct file_identity *identity, const char *absolute, struct arena *arena)
{
	identity->end = identity->own;
	identity->end_folded = identity->own_folded;
	if (!may_be_link(identity->own, &identity->file))
		return;
	identity->end = resolve(absolute, arena);
	identity->end_folded = identity->end ? letter_case_fold(identity->end, arena) : NULL;
	identity->file = inode_of(identity->own);
}

enum status file_identity_find(const char *path, const struct file_identity *before, struct arena *arena,
			       struct file_identity *identity)
{
	*identity = (struct file_identity){ 0 };
	const char *absolute = make_absolute(path, before, arena, identity);
	identity->written = absolute ? tidy(absolute, arena) : NULL;
	if (!identity->written || !find_folder(absolute, before, arena, &identity->named))
		return STATUS_NO_MEMORY;
	identity->own = step(identity->named.path, path_last_part(absolute), arena);
	identity->own_folded = identity->own ? letter_case_fold(identity->own, arena) : NULL;
	if (!identity->own_folded)
		return STATUS_NO_MEMORY;
	follow_end(identity, absolute, arena);
	const char *holder = parent_of(identity->own, arena);
	if (!identity->end_folded || !holder)
		return STATUS_NO_MEMORY;
	identity->name_folded = path_last_part(identity->own_folded);
	identity->folder = strcmp(holder, identity->named.path) == 0 ? identity->named.inode : inode_of(holder);
	return STATUS_OK;
}

enum file_meeting file_identities_meet(const struct file_identity *a, const struct file_identity *b)
{
	if (strcmp(a->own, b->own) == 0 || strcmp(a->end, b->end) == 0)
		return strcmp(a->written, b->written) == 0 ? FILES_SAME_PATH : FILES_SYMBOLIC_LINK;
	if (is_same(a->file, b->file))
		return FILES_HARD_LINK;
	const bool one_name = is_same(a->folder, b->folder) && strcmp(a->name_folded, b->name_folded) == 0;
	if (one_name || strcmp(a->own_folded, b->own_folded) == 0 || strcmp(a->end_folded, b->end_folded) == 0)
		return FILES_LETTER_CASE;
	return FILES_APART;
}
