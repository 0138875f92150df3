/* Opens files below the folders of untrusted recipes, and nothing else that these recipes could mean.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/fence.h"

#include "base/path.h"
#include "io/file_call.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { READING = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

/* A folder with the text that paths into it begin with; the text ends with a slash, or is empty. */
struct fenced_folder {
	struct fenced_folder *next;
	int descriptor;
	size_t length;
	char text[];
};

/* The fence belongs to the process: what it protects from is the process itself. */
static bool raised;
static struct fenced_folder *folders;

static int open_strictly(int folder, const char *path, int flags, unsigned resolve)
{
	enum { ATTEMPTS = 100 };
	const struct open_how how = { .flags = (unsigned)flags,
				      .resolve = resolve | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };
	long opened = -1;
	/* EAGAIN means that a folder was renamed meanwhile, so that the kernel cannot tell where `..` leads. */
	for (int i = 0; i < ATTEMPTS; i++) {
		opened = syscall(SYS_openat2, folder, path, &how, sizeof how);
		if (opened >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return (int)opened;
}

enum status fence_raise(struct problem *problem)
{
	const int here = open_strictly(AT_FDCWD, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, RESOLVE_BENEATH);
	if (here < 0) {
		problem_set_errno(
			problem,
			"untrusted recipes need a kernel that keeps paths in a folder (openat2 of Linux 5.6), and "
			"a container that allows it",
			errno);
		return STATUS_LIMIT;
	}
	close(here);
	raised = true;
	return STATUS_OK;
}

bool fence_is_raised(void)
{
	return raised;
}

static const struct fenced_folder *find_folder(const char *path)
{
	const struct fenced_folder *found = NULL;
	for (const struct fenced_folder *folder = folders; folder; folder = folder->next)
		if (strncmp(path, folder->text, folder->length) == 0 && path[folder->length] != '/' &&
		    (!found || folder->length > found->length))
			found = folder;
	return found;
}

enum status fence_add_folder(const char *file, struct problem *problem)
{
	const size_t length = (size_t)(path_last_part(file) - file);
	const struct fenced_folder *known = find_folder(file);
	if (!raised || (known && known->length == length))
		return STATUS_OK;
	struct fenced_folder *folder = malloc(sizeof *folder + length + 1);
	if (!folder) {
		problem_set(problem, "out of memory");
		return STATUS_NO_MEMORY;
	}
	memcpy(folder->text, file, length);
	folder->text[length] = '\0';
	folder->length = length;
	folder->next = folders;
	folder->descriptor =
		open_strictly(AT_FDCWD, length > 0 ? folder->text : ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
	if (folder->descriptor < 0) {
		const int error = errno;
		free(folder);
		if (error == ELOOP)
			problem_set(problem, "a symbolic link leads to its folder; write the path without links");
		else
			problem_set_errno(problem, "its folder cannot be opened", error);
		return STATUS_BAD_RECIPE;
	}
	folders = folder;
	return STATUS_OK;
}

/* Returns why the open file is refused, or NULL. */
static const char *refuse(int file)
{
	struct stat facts;
	struct statfs system;
	if (fstat(file, &facts) != 0 || fstatfs(file, &system) != 0)
		return "it cannot be looked at";
	if (S_ISFIFO(facts.st_mode))
		return "it is a pipe (FIFO), which is not read for untrusted recipes; copy the sound into a file";
	if (S_ISCHR(facts.st_mode) || S_ISBLK(facts.st_mode))
		return "it is a device, which is not read for untrusted recipes; copy the sound into a file";
	if (system.f_type == PROC_SUPER_MAGIC)
		return "it lies in /proc, which is not read for untrusted recipes; name another file";
	if (S_ISREG(facts.st_mode) && facts.st_nlink > 1)
		return "it has a second name (a hard link), which may be another person's file; copy it with `cp`";
	return NULL;
}

/* Returns the text for an error of openat2() that only the fence makes. */
static const char *refusal_of(int error)
{
	if (error == EXDEV)
		return "its path leads out of the recipe's folder, where an untrusted recipe must stay";
	if (error == ELOOP)
		return "it is a symbolic link, or lies behind one, which is not followed for untrusted recipes; put "
		       "the "
		       "file itself there";
	if (error == ENXIO)
		return "it is a socket, which is not read for untrusted recipes; copy the sound into a file";
	return NULL;
}

int fence_open(const char *path, const char **refusal)
{
	*refusal = NULL;
	if (!raised)
		return file_open_to_read(path);
	const struct fenced_folder *folder = find_folder(path);
	const int file = folder ? open_strictly(folder->descriptor, path + folder->length, READING, RESOLVE_BENEATH)
				: open_strictly(AT_FDCWD, path, READING, 0);
	*refusal = file < 0 ? refusal_of(errno) : refuse(file);
	if (file < 0 || !*refusal)
		return file;
	close(file);
	errno = EPERM;
	return -1;
}

size_t fence_free_length(const char *path)
{
	const struct fenced_folder *folder = find_folder(path);
	return !raised ? SIZE_MAX : folder ? folder->length : strlen(path);
}
