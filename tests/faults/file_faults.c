/* Preloaded before the C library: the k-th call that renames, links, removes or syncs a file meets a fault.
   SPDX-License-Identifier: GPL-3.0-or-later

   STEMPRINT_FAULT is "K WHAT". WHAT is the number of an errno, with which the call fails; "dead": that call and all
   after it fail with EIO; "kill" and "killed": SIGKILL before the call, or after it; "term": two SIGTERM before it.
   STEMPRINT_FAULT_MARK names a file that is made when it happens. With STEMPRINT_FAULT_PLAIN renames know no flags, as
   on an old file system. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int renameat2(int old_folder, const char *old, int new_folder, const char *new, unsigned flags);
int renameat(int old_folder, const char *old, int new_folder, const char *new);
int linkat(int old_folder, const char *old, int new_folder, const char *new, int flags);
int unlinkat(int folder, const char *name, int flags);
int fsync(int descriptor);
int fdatasync(int descriptor);

static struct {
	bool read;
	long at;
	int error;
	bool kill_before, kill_after, dead, told_twice;
} plan;
static long calls;

static void read_plan(void)
{
	const char *text = getenv("STEMPRINT_FAULT");
	char word[16] = "";
	plan.read = true;
	if (!text || sscanf(text, "%ld %15s", &plan.at, word) != 2)
		return;
	plan.kill_before = strcmp(word, "kill") == 0;
	plan.kill_after = strcmp(word, "killed") == 0;
	plan.dead = strcmp(word, "dead") == 0;
	plan.told_twice = strcmp(word, "term") == 0;
	plan.error = plan.dead ? EIO : (int)strtol(word, NULL, 10);
}

static void leave_mark(void)
{
	const char *path = getenv("STEMPRINT_FAULT_MARK");
	const int mark = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (mark >= 0)
		close(mark);
}

/* Counts a call. Returns true when it fails, and sets errno. Sets *last when the process must die after the call. */
static bool strike(bool *last)
{
	if (!plan.read)
		read_plan();
	const long call = ++calls;
	*last = false;
	if (plan.at == 0 || call < plan.at || (call > plan.at && !plan.dead))
		return false;
	leave_mark();
	if (plan.kill_before)
		kill(getpid(), SIGKILL);
	for (int i = 0; i < 2 && plan.told_twice; i++)
		kill(getpid(), SIGTERM);
	*last = plan.kill_after;
	errno = plan.error;
	return plan.error != 0;
}

static int done(int result, bool last)
{
	if (last)
		kill(getpid(), SIGKILL);
	return result;
}

#define LIBRARY(name) (*(__typeof__(&name) *)library(#name))

/* Holds a pointer to a function of the library, because C does not convert it. */
static void *library(const char *name)
{
	static void *object;
	object = dlsym(RTLD_NEXT, name);
	return &object;
}

int renameat2(int old_folder, const char *old, int new_folder, const char *new, unsigned flags)
{
	bool last;
	if (flags != 0 && getenv("STEMPRINT_FAULT_PLAIN")) {
		errno = EINVAL;
		return -1;
	}
	return strike(&last) ? -1 : done(LIBRARY(renameat2)(old_folder, old, new_folder, new, flags), last);
}

int renameat(int old_folder, const char *old, int new_folder, const char *new)
{
	bool last;
	return strike(&last) ? -1 : done(LIBRARY(renameat)(old_folder, old, new_folder, new), last);
}

int linkat(int old_folder, const char *old, int new_folder, const char *new, int flags)
{
	bool last;
	return strike(&last) ? -1 : done(LIBRARY(linkat)(old_folder, old, new_folder, new, flags), last);
}

int unlinkat(int folder, const char *name, int flags)
{
	bool last;
	return strike(&last) ? -1 : done(LIBRARY(unlinkat)(folder, name, flags), last);
}

int fsync(int descriptor)
{
	bool last;
	return strike(&last) ? -1 : done(LIBRARY(fsync)(descriptor), last);
}

int fdatasync(int descriptor)
{
	bool last;
	return strike(&last) ? -1 : done(LIBRARY(fdatasync)(descriptor), last);
}
