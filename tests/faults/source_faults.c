/* Changes a source file while the program reads it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/source_faults.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_flag happened = ATOMIC_FLAG_INIT;

static void overwrite(const char *path, const char *with)
{
	char bytes[4096];
	const int to = open(path, O_WRONLY | O_CLOEXEC), from = open(with, O_RDONLY | O_CLOEXEC);
	for (ssize_t got; (got = read(from, bytes, sizeof bytes)) > 0;)
		if (write(to, bytes, (size_t)got) != got)
			abort();
	close(from);
	close(to);
}

static void change(const char *path, off_t at)
{
	const char *how = getenv("STEMPRINT_FAULT_CHANGE"), *with = getenv("STEMPRINT_FAULT_WITH");
	if (strcmp(how, "overwrite") == 0)
		overwrite(path, with);
	else if (strcmp(how, "cut") == 0 && truncate(path, at) != 0)
		abort();
	else if (strcmp(how, "replace") == 0 && rename(with, path) != 0)
		abort();
	else if (strcmp(how, "delete") == 0 && unlink(path) != 0)
		abort();
}

static bool is_open_as(int descriptor, const char *path)
{
	struct stat open_file, named;
	return fstat(descriptor, &open_file) == 0 && stat(path, &named) == 0 && open_file.st_ino == named.st_ino &&
	       open_file.st_dev == named.st_dev;
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset)
{
	const char *path = getenv("STEMPRINT_FAULT_SOURCE"), *at = getenv("STEMPRINT_FAULT_AT");
	const off_t from = at ? (off_t)strtoll(at, NULL, 10) : 0;
	if (path && at && offset >= from && is_open_as(descriptor, path) && !atomic_flag_test_and_set(&happened))
		change(path, from);
	return syscall(SYS_pread64, descriptor, bytes, count, offset);
}
