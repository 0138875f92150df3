/* Opens files below the folders of untrusted recipes, and nothing else that these recipes could mean.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/fence.h"

#include "base/path.h"
#include "io/file_call.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
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

/* Returns a folder of that text, which is not open yet; NULL when out of memory. */
static struct fenced_folder *folder_new(const char *text, size_t length)
{
	struct fenced_folder *folder = malloc(sizeof *folder + length + 1);
	if (!folder)
		return NULL;
	memcpy(folder->text, text, length);
	folder->text[length] = '\0';
	folder->length = length;
	return folder;
}

static void join(struct fenced_folder *folder, int descriptor)
{
	folder->descriptor = descriptor;
	folder->next = folders;
	folders = folder;
}

/* Paths into the folder are also written from the root. */
static enum status add_absolute(const struct fenced_folder *folder)
{
	char here[PATH_MAX];
	if (folder->text[0] == '/' || !getcwd(here, sizeof here - 1))
		return STATUS_OK;
	const size_t before = strlen(here) + 1;
	here[before - 1] = '/';
	struct fenced_folder *absolute = folder_new(here, before + folder->length);
	if (!absolute)
		return STATUS_NO_MEMORY;
	memcpy(absolute->text + before, folder->text, folder->length);
	join(absolute, folder->descriptor);
	return STATUS_OK;
}

enum status fence_add_folder(const char *file, struct problem *problem)
{
	const size_t length = (size_t)(path_last_part(file) - file);
	const struct fenced_folder *known = find_folder(file);
	if (!raised || (known && known->length == length))
		return STATUS_OK;
	struct fenced_folder *folder = folder_new(file, length);
	if (!folder) {
		problem_set(problem, "out of memory");
		return STATUS_NO_MEMORY;
	}
	const int descriptor =
		open_strictly(AT_FDCWD, length > 0 ? folder->text : ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
	if (descriptor < 0) {
		const int error = errno;
		free(folder);
		if (error == ELOOP)
			problem_set(problem, "a symbolic link leads to its folder; write the path without links");
		else
			problem_set_errno(problem, "its folder cannot be opened", error);
		return error == ELOOP ? STATUS_BAD_RECIPE : problem_status(problem, STATUS_BAD_RECIPE);
	}
	join(folder, descriptor);
	return add_absolute(folder);
}

/* Returns why the open file is refused, or NULL. *error becomes the errno of the system when it tells nothing. */
static const char *refuse(int file, int *error)
{
	struct stat facts;
	struct statfs system;
	if (fstat(file, &facts) != 0 || fstatfs(file, &system) != 0) {
		*error = errno;
		return NULL;
	}
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
	int error = 0;
	*refusal = file < 0 ? refusal_of(errno) : refuse(file, &error);
	if (file < 0 || (!*refusal && !error))
		return file;
	close(file);
	errno = error ? error : EPERM;
	return -1;
}

int fence_open_folder(const char *path, const char **refusal)
{
	const struct fenced_folder *folder = raised ? find_folder(path) : NULL;
	*refusal = NULL;
	if (!raised)
		return file_open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
	const int opened = folder ? open_strictly(folder->descriptor, path + folder->length, READING | O_DIRECTORY,
						  RESOLVE_BENEATH)
				  : open_strictly(AT_FDCWD, path, READING | O_DIRECTORY, 0);
	if (opened < 0)
		*refusal = refusal_of(errno);
	return opened;
}

/* Opens what lies in a folder, for a look at it alone. Returns false for a path that a person wrote. */
static bool find_inside(const char *path, int *file)
{
	const struct fenced_folder *folder = raised ? find_folder(path) : NULL;
	if (folder)
		*file = open_strictly(folder->descriptor, path + folder->length, O_PATH | O_CLOEXEC, RESOLVE_BENEATH);
	return folder;
}

int fence_look(const char *path, struct stat *facts)
{
	int file;
	if (!find_inside(path, &file))
		return stat(path, facts) == 0 ? 0 : errno;
	if (file < 0)
		return errno;
	const int error = fstat(file, facts) == 0 ? 0 : errno;
	close(file);
	return error;
}

/* The kernel knows where an open file lies. */
static char *path_of(int file)
{
	char link[64], path[PATH_MAX];
	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	const ssize_t length = readlink(link, path, sizeof path);
	return length > 0 && length < (ssize_t)sizeof path && path[0] == '/' ? strndup(path, (size_t)length) : NULL;
}

char *fence_resolve(const char *path)
{
	int file;
	if (!find_inside(path, &file))
		return realpath(path, NULL);
	char *resolved = file < 0 ? NULL : path_of(file);
	if (file >= 0)
		close(file);
	return resolved;
}

size_t fence_free_length(const char *path)
{
	const struct fenced_folder *folder = find_folder(path);
	return !raised ? SIZE_MAX : folder ? folder->length : strlen(path);
}
