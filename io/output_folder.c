/* Opens the folders of outputs, locks them, and sweeps old temporaries from them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/output_folder.h"

#include "io/fence.h"
#include "io/file_call.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct output_folder *fail(struct problem *problem, const char *what, int error)
{
	problem_set_errno(problem, what, error);
	return NULL;
}

static struct output_folder *folder_new(struct output_folder *parent, int descriptor, struct problem *problem)
{
	int error = errno;
	if (descriptor < 0)
		return fail(problem, "the folder cannot be opened", error);
	struct output_folder *folder = calloc(1, sizeof *folder);
	if (!folder) {
		file_close(descriptor);
		return fail(problem, "the folder cannot be opened", ENOMEM);
	}
	folder->parent = parent;
	folder->descriptor = descriptor;
	return folder;
}

static struct output_folder *enter(struct output_folder *parent, const char *part, size_t length, int flags,
				   struct problem *problem)
{
	char name[NAME_MAX + 1];
	if (length > NAME_MAX)
		return fail(problem, "the folder cannot be made", ENAMETOOLONG);
	memcpy(name, part, length);
	name[length] = '\0';
	struct leftover *made = NULL;
	if (mkdirat(parent->descriptor, name, 0777) == 0) {
		made = leftover_note(parent->descriptor, name, true);
		if (!made) {
			unlinkat(parent->descriptor, name, AT_REMOVEDIR);
			return fail(problem, "the folder cannot be made", ENOMEM);
		}
	} else if (errno != EEXIST) {
		return fail(problem, "the folder cannot be made", errno);
	}
	int descriptor = file_open_at(parent->descriptor, name, flags | O_DIRECTORY);
	if (descriptor < 0 && errno == ENOTDIR) {
		struct stat facts;
		bool link =
			fstatat(parent->descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(facts.st_mode);
		problem_set(problem, "\"%.100s\" is %s; name a folder", name, link ? "a symbolic link" : "no folder");
		return NULL;
	}
	struct output_folder *folder = folder_new(parent, descriptor, problem);
	if (folder)
		folder->made = made;
	else
		leftover_remove(made);
	return folder;
}

struct output_folder *output_folder_enter(struct output_folder *parent, const char *name, size_t length,
					  struct problem *problem)
{
	return enter(parent, name, length, O_RDONLY | O_NOFOLLOW, problem);
}

void output_folder_close_up_to(struct output_folder *folder, const struct output_folder *end)
{
	while (folder && folder != end) {
		struct output_folder *parent = folder->parent;
		leftover_remove(folder->made);
		folder_lock_release(folder->lock);
		file_close(folder->descriptor);
		free(folder);
		folder = parent;
	}
}

/* A parent stays open while something new hangs below or above it. A parent that existed before is no longer
   needed. */
static struct output_folder *step_down(struct output_folder *folder, const char *part, size_t length, int flags,
				       struct problem *problem)
{
	struct output_folder *below = enter(folder, part, length, flags, problem);
	if (!below) {
		output_folder_close_up_to(folder, NULL);
	} else if (!below->made && !folder->made && !folder->parent) {
		below->parent = NULL;
		output_folder_close_up_to(folder, below);
	}
	return below;
}

struct output_folder *output_folder_open(const char *path, struct problem *problem)
{
	const char *start = path[0] == '/' ? "/" : ".";
	int flags = O_DIRECTORY;
	const char *rest = path + strspn(path, "/");
	const size_t free_length = fence_free_length(path);
	struct output_folder *folder =
		folder_new(NULL, file_open_at(AT_FDCWD, start, flags | (*rest ? O_PATH : O_RDONLY)), problem);
	while (folder && *rest) {
		size_t length = strcspn(rest, "/");
		const char *next = rest + length + strspn(rest + length, "/");
		const bool followed = (size_t)(rest - path) < free_length;
		folder = step_down(folder, rest, length, (*next ? O_PATH : O_RDONLY) | (followed ? 0 : O_NOFOLLOW),
				   problem);
		rest = next;
	}
	return folder;
}

/* Takes the lock that shows sweepers a live owner. Returns EEXIST if a sweeper was faster: the file is gone, or
   about to go. On file systems without locks, sweepers recognize the owner by its process number. */
static int own(int descriptor)
{
	struct stat facts;
	if (file_lock(descriptor) == EWOULDBLOCK)
		return EEXIST;
	if (fstat(descriptor, &facts) != 0)
		return errno;
	return facts.st_nlink > 0 ? 0 : EEXIST;
}

void output_folder_spare_name(char *name, size_t capacity)
{
	static atomic_uint serial;
	snprintf(name, capacity, ".stemprint-%ld-%u", (long)getpid(), atomic_fetch_add(&serial, 1));
}

int output_folder_temporary(struct output_folder *folder, char *name, size_t capacity, struct problem *problem)
{
	enum { TRIES = 100000 };
	int error = EEXIST;
	for (int i = 0; i < TRIES && error == EEXIST; i++) {
		output_folder_spare_name(name, capacity);
		const int descriptor = file_open_at(folder->descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW);
		error = descriptor < 0 ? errno : own(descriptor);
		if (error == 0)
			return descriptor;
		if (descriptor >= 0 && error != EEXIST)
			unlinkat(folder->descriptor, name, 0);
		if (descriptor >= 0)
			file_close(descriptor);
	}
	problem_set_errno(problem, "it cannot be written", error);
	return -1;
}

enum status output_folder_lock(struct output_folder *folder, struct problem *problem)
{
	enum status status = folder_lock_take(folder->descriptor, &folder->lock);
	if (status == STATUS_BAD_OUTPUT)
		problem_set(problem, "another stemprint prints into this folder; wait for it, or name another folder");
	return status;
}

static void remove_abandoned(int folder, const char *name, long process)
{
	struct stat facts;
	if (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode))
		return;
	int descriptor = file_open_to_read_at(folder, name);
	if (descriptor < 0)
		return;
	const int locked = file_lock(descriptor);
	bool abandoned = locked == 0;
	if (locked != 0 && locked != EWOULDBLOCK)
		abandoned = kill((pid_t)process, 0) != 0 && errno == ESRCH;
	if (abandoned)
		unlinkat(folder, name, 0);
	file_close(descriptor);
}

void output_folder_sweep(const struct output_folder *folder)
{
	int again = file_open_at(folder->descriptor, ".", O_RDONLY | O_DIRECTORY);
	DIR *listing = again < 0 ? NULL : fdopendir(again);
	if (!listing) {
		if (again >= 0)
			file_close(again);
		return;
	}
	for (struct dirent *entry; (entry = readdir(listing));) {
		long process;
		unsigned serial;
		int end = 0;
		if (sscanf(entry->d_name, ".stemprint-%9ld-%9u%n", &process, &serial, &end) == 2 &&
		    entry->d_name[end] == '\0' && process > 0)
			remove_abandoned(folder->descriptor, entry->d_name, process);
	}
	closedir(listing);
}

int output_folder_sync(const struct output_folder *folder)
{
	for (; folder; folder = folder->parent) {
		/* The folders above the first are open as paths alone, which cannot be synced. Some file systems sync
		   no folders, and one that may not be read cannot be synced. */
		const int again = file_open_at(folder->descriptor, ".", O_RDONLY | O_DIRECTORY);
		const int failed = again < 0 ? errno : file_sync(again);
		if (again >= 0)
			file_close(again);
		if (failed && failed != EINVAL && failed != ENOTSUP && failed != EACCES)
			return failed;
	}
	return 0;
}

void output_folder_keep(struct output_folder *folder)
{
	for (; folder; folder = folder->parent) {
		leftover_forget(folder->made);
		folder->made = NULL;
	}
}
