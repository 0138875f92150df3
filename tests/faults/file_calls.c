/* Stands before the calls of the C library that touch files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/file_faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LIBRARY(name) (*(__typeof__(&name) *)library(#name))

/* Holds a pointer to a function of the library, because C does not convert it. */
static void *library(const char *name)
{
	static _Thread_local void *object;
	object = dlsym(RTLD_NEXT, name);
	return &object;
}

/* A call that returns an int: it fails with -1, or happens. */
#define CALL(name, folder, path, arguments)                                                                            \
	const struct fate fate = fate_of(#name, folder, path);                                                         \
	return fate.fails ? -1 : (int)fate_end(fate, LIBRARY(name) arguments)

/* A call that moves bytes: it may move half of them. */
#define TRANSFER(name, ...)                                                                                            \
	const struct fate fate = fate_of(#name, descriptor, NULL);                                                     \
	const size_t moved = fate.is_short ? (count + 1) / 2 : count;                                                  \
	return fate.fails ? -1 : (ssize_t)fate_end(fate, LIBRARY(name)(descriptor, bytes, moved __VA_ARGS__))

static mode_t mode_after(int flags, va_list arguments)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	const mode_t mode = mode_after(flags, arguments);
	va_end(arguments);
	CALL(open, AT_FDCWD, path, (path, flags, mode));
}

int openat(int folder, const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	const mode_t mode = mode_after(flags, arguments);
	va_end(arguments);
	CALL(openat, folder, path, (folder, path, flags, mode));
}

/* The library has no function for openat2, which asks the system by its number. */
long syscall(long number, ...)
{
	enum { ARGUMENTS = 6 };
	long words[ARGUMENTS];
	va_list arguments;
	va_start(arguments, number);
	for (size_t i = 0; i < ARGUMENTS; i++)
		words[i] = va_arg(arguments, long);
	va_end(arguments);
	union {
		long word;
		const char *text;
		const struct open_how *how;
	} path = { words[1] }, how = { words[2] };
	struct fate fate = { 0 };
	/* With O_PATH it only looks where the path leads. */
	if (number == SYS_openat2)
		fate = fate_of(how.how->flags & O_PATH ? "openat2-path" : "openat2", (int)words[0], path.text);
	if (fate.fails)
		return -1;
	return fate_end(fate, LIBRARY(syscall)(number, words[0], words[1], words[2], words[3], words[4], words[5]));
}

int access(const char *path, int mode)
{
	CALL(access, AT_FDCWD, path, (path, mode));
}

int faccessat(int folder, const char *path, int mode, int flags)
{
	CALL(faccessat, folder, path, (folder, path, mode, flags));
}

int statvfs(const char *restrict path, struct statvfs *restrict facts)
{
	CALL(statvfs, AT_FDCWD, path, (path, facts));
}

/* A descriptor is closed even where close() fails. */
int close(int descriptor)
{
	const struct fate fate = fate_of("close", descriptor, NULL);
	const int error = errno;
	const int result = LIBRARY(close)(descriptor);
	if (fate.fails)
		errno = error;
	return fate.fails ? -1 : (int)fate_end(fate, result);
}

ssize_t read(int descriptor, void *bytes, size_t count)
{
	TRANSFER(read, );
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset)
{
	TRANSFER(pread, , offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
	TRANSFER(write, );
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset)
{
	TRANSFER(pwrite, , offset);
}

off_t lseek(int descriptor, off_t offset, int whence)
{
	const struct fate fate = fate_of("lseek", descriptor, NULL);
	return fate.fails ? -1 : (off_t)fate_end(fate, LIBRARY(lseek)(descriptor, offset, whence));
}

int fstat(int descriptor, struct stat *facts)
{
	CALL(fstat, descriptor, NULL, (descriptor, facts));
}

int stat(const char *restrict path, struct stat *restrict facts)
{
	CALL(stat, AT_FDCWD, path, (path, facts));
}

int lstat(const char *restrict path, struct stat *restrict facts)
{
	CALL(lstat, AT_FDCWD, path, (path, facts));
}

int fstatat(int folder, const char *restrict path, struct stat *restrict facts, int flags)
{
	CALL(fstatat, folder, path, (folder, path, facts, flags));
}

int ftruncate(int descriptor, off_t length)
{
	CALL(ftruncate, descriptor, NULL, (descriptor, length));
}

int fsync(int descriptor)
{
	CALL(fsync, descriptor, NULL, (descriptor));
}

int fdatasync(int descriptor)
{
	CALL(fdatasync, descriptor, NULL, (descriptor));
}

int flock(int descriptor, int operation)
{
	CALL(flock, descriptor, NULL, (descriptor, operation));
}

int mkdirat(int folder, const char *path, mode_t mode)
{
	CALL(mkdirat, folder, path, (folder, path, mode));
}

int renameat2(int old_folder, const char *old, int new_folder, const char *new, unsigned flags)
{
	if (flags != 0 && getenv("STEMPRINT_FAULT_PLAIN")) {
		errno = EINVAL;
		return -1;
	}
	CALL(renameat2, new_folder, new, (old_folder, old, new_folder, new, flags));
}

int renameat(int old_folder, const char *old, int new_folder, const char *new)
{
	CALL(renameat, new_folder, new, (old_folder, old, new_folder, new));
}

int linkat(int old_folder, const char *old, int new_folder, const char *new, int flags)
{
	CALL(linkat, new_folder, new, (old_folder, old, new_folder, new, flags));
}

int unlinkat(int folder, const char *path, int flags)
{
	CALL(unlinkat, folder, path, (folder, path, flags));
}

DIR *fdopendir(int descriptor)
{
	const struct fate fate = fate_of("fdopendir", descriptor, NULL);
	return fate.fails ? NULL : LIBRARY(fdopendir)(descriptor);
}

struct dirent *readdir(DIR *listing)
{
	const struct fate fate = fate_of("readdir", dirfd(listing), NULL);
	return fate.fails ? NULL : LIBRARY(readdir)(listing);
}

char *realpath(const char *restrict path, char *restrict resolved)
{
	const struct fate fate = fate_of("realpath", AT_FDCWD, path);
	return fate.fails ? NULL : LIBRARY(realpath)(path, resolved);
}
