/* Counts the calls on files, and decides which of them meets a fault.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/file_faults.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALLS_OF_A_COMMIT "renameat2,renameat,linkat,unlinkat,fsync,fdatasync"

static struct {
	long at;
	int error;
	bool is_short, kill_before, kill_after, lasts, told_twice;
	const char *calls, *folder, *log;
} plan = { .calls = CALLS_OF_A_COMMIT };

/* Parents and children share it. A child may not be allowed to write files, so the log is written at the end. */
static struct {
	atomic_long calls;
	atomic_size_t logged;
	atomic_bool happened;
	char log[1 << 22];
} * shared;

static int open_for_tests(const char *path)
{
	return path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;
}

__attribute__((constructor)) static void read_plan(void)
{
	const char *text = getenv("STEMPRINT_FAULT"), *counted = getenv("STEMPRINT_FAULT_CALLS");
	char word[16] = "";
	void *memory = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		abort();
	shared = memory;
	if (counted)
		plan.calls = counted;
	plan.folder = getenv("STEMPRINT_FAULT_FOLDER");
	plan.log = getenv("STEMPRINT_FAULT_LOG");
	if (!text || sscanf(text, "%ld %15s", &plan.at, word) != 2)
		return;
	plan.kill_before = strcmp(word, "kill") == 0;
	plan.kill_after = strcmp(word, "killed") == 0;
	plan.told_twice = strcmp(word, "term") == 0;
	plan.is_short = strncmp(word, "short", 5) == 0;
	plan.lasts = strcmp(word, "dead") == 0 || strchr(word, '+');
	plan.error = strcmp(word, "dead") == 0 ? EIO : (int)strtol(word, NULL, 10);
}

static bool is_listed(const char *call)
{
	const size_t length = strlen(call);
	for (const char *at = plan.calls; (at = strstr(at, call)); at += length)
		if ((at == plan.calls || at[-1] == ',') && (at[length] == ',' || at[length] == '\0'))
			return true;
	return false;
}

/* Returns the path of an open file; false if it has none. */
static bool find_path(int descriptor, char *path, size_t capacity)
{
	char link[64];
	snprintf(link, sizeof link, descriptor == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", descriptor);
	const long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, capacity - 1);
	path[length > 0 ? length : 0] = '\0';
	return length > 0;
}

static void find_whole_path(int folder, const char *path, char *whole, size_t capacity)
{
	*whole = '\0';
	if (path && path[0] == '/') {
		snprintf(whole, capacity, "%s", path);
		return;
	}
	if (!find_path(folder, whole, capacity) || !path || strcmp(path, ".") == 0)
		return;
	const size_t length = strlen(whole);
	snprintf(whole + length, capacity - length, "/%s", path);
}

static void leave_mark(void)
{
	const int mark = open_for_tests(getenv("STEMPRINT_FAULT_MARK"));
	atomic_store(&shared->happened, true);
	if (mark >= 0)
		syscall(SYS_close, mark);
}

static void note(const char *call, const char *path)
{
	char line[PATH_MAX + 64];
	const size_t length = (size_t)snprintf(line, sizeof line, "%s %s\n", call, path);
	const size_t at = atomic_fetch_add(&shared->logged, length);
	if (at + length > sizeof shared->log)
		abort();
	memcpy(shared->log + at, line, length);
}

static struct fate strike(void)
{
	leave_mark();
	if (plan.kill_before)
		kill(getpid(), SIGKILL);
	for (int i = 0; i < 2 && plan.told_twice; i++)
		kill(getpid(), SIGTERM);
	errno = plan.error ? plan.error : errno;
	return (struct fate){ .fails = plan.error != 0, .is_short = plan.is_short, .is_last = plan.kill_after };
}

struct fate fate_of(const char *call, int folder, const char *path)
{
	const struct fate none = { 0 };
	const int before = errno;
	char whole[PATH_MAX] = "";
	if (!shared || !is_listed(call))
		return none;
	if (plan.folder || plan.log)
		find_whole_path(folder, path, whole, sizeof whole);
	errno = before;
	if (plan.folder && strncmp(whole, plan.folder, strlen(plan.folder)) != 0)
		return none;
	note(call, whole);
	const long now = atomic_fetch_add(&shared->calls, 1) + 1;
	return plan.at == 0 || now < plan.at || (now > plan.at && !plan.lasts) ? none : strike();
}

long fate_end(struct fate fate, long result)
{
	if (fate.is_last)
		kill(getpid(), SIGKILL);
	return result;
}

/* What is still open when the process ends was never closed. */
static void note_what_is_open(void)
{
	enum { DESCRIPTORS = 1024 };
	char path[PATH_MAX];
	for (int i = 0; i < DESCRIPTORS && plan.folder; i++)
		if (find_path(i, path, sizeof path) && strncmp(path, plan.folder, strlen(plan.folder)) == 0)
			note("OPEN", path);
}

__attribute__((destructor)) static void write_log(void)
{
	if (atomic_load(&shared->happened))
		leave_mark();
	const int log = open_for_tests(plan.log);
	if (log < 0)
		return;
	note_what_is_open();
	if (syscall(SYS_write, log, shared->log, atomic_load(&shared->logged)) < 0)
		abort();
	syscall(SYS_close, log);
}
