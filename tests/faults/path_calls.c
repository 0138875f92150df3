/* Tells each call that looks at a path through a link without the fence.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is loaded before the C library. A call that would follow a path through or to "linked" is told on standard error,
   and then goes on as usual. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The header of this function brings an inline one along. */
char *realpath(const char *path, char *resolved);

static bool ends_at_link(const char *path)
{
	static const char link[] = "/linked";
	const size_t length = strlen(path);
	return length >= sizeof link - 1 && strcmp(path + length - (sizeof link - 1), link) == 0;
}

/* Returns the function of the C library, after the call was told. */
static void *real(const char *name, const char *path)
{
	if (strstr(path, "linked/") || (ends_at_link(path) && strcmp(name, "lstat") != 0)) {
		static const char end[] = " follows a link\n";
		(void)!write(STDERR_FILENO, name, strlen(name));
		(void)!write(STDERR_FILENO, end, sizeof end - 1);
	}
	return dlsym(RTLD_NEXT, name);
}

int stat(const char *path, struct stat *facts)
{
	union {
		void *object;
		int (*function)(const char *, struct stat *);
	} call = { real("stat", path) };
	return call.function(path, facts);
}

int lstat(const char *path, struct stat *facts)
{
	union {
		void *object;
		int (*function)(const char *, struct stat *);
	} call = { real("lstat", path) };
	return call.function(path, facts);
}

int access(const char *path, int mode)
{
	union {
		void *object;
		int (*function)(const char *, int);
	} call = { real("access", path) };
	return call.function(path, mode);
}

char *realpath(const char *path, char *resolved)
{
	union {
		void *object;
		char *(*function)(const char *, char *);
	} call = { real("realpath", path) };
	return call.function(path, resolved);
}

int open(const char *path, int flags, ...)
{
	union {
		void *object;
		int (*function)(const char *, int, ...);
	} call = { real("open", path) };
	va_list arguments;
	va_start(arguments, flags);
	const int mode = flags & O_CREAT ? va_arg(arguments, int) : 0;
	va_end(arguments);
	return call.function(path, flags, mode);
}
