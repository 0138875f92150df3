/* Reads /proc/meminfo and the limits of control groups.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/machine_memory.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LINE_BYTES = 512 };

/* A sanitizer takes terabytes beforehand. */
#ifdef STEMPRINT_SANITIZED
enum { LIMITED = 0 };
#else
enum { LIMITED = 1 };
#endif

/* Returns the number in a file that holds nothing else. "max", and what cannot be read, are UINT64_MAX. */
static uint64_t number_in(const char *path)
{
	uint64_t number;
	FILE *file = fopen(path, "re");
	if (!file)
		return UINT64_MAX;
	if (fscanf(file, "%" SCNu64, &number) != 1)
		number = UINT64_MAX;
	fclose(file);
	return number;
}

/* Returns what one control group leaves: its limit less what its processes use. */
static uint64_t left_in(const char *limit, const char *usage)
{
	const uint64_t most = number_in(limit), used = number_in(usage);
	if (most == UINT64_MAX || used == UINT64_MAX)
		return UINT64_MAX;
	return used < most ? most - used : 0;
}

/* Looks at a group of version 2 and at all groups above it. */
static uint64_t left_in_groups(const char *group)
{
	char path[LINE_BYTES + 64], limit[LINE_BYTES + 96], usage[LINE_BYTES + 96];
	uint64_t least = UINT64_MAX;
	snprintf(path, sizeof path, "/sys/fs/cgroup%s", group);
	for (char *slash = path + strlen(path); slash && strlen(path) >= strlen("/sys/fs/cgroup");
	     slash = strrchr(path, '/')) {
		*slash = '\0';
		snprintf(limit, sizeof limit, "%s/memory.max", path);
		snprintf(usage, sizeof usage, "%s/memory.current", path);
		const uint64_t left = left_in(limit, usage);
		least = left < least ? left : least;
	}
	return least;
}

static uint64_t left_in_own_groups(void)
{
	char line[LINE_BYTES];
	uint64_t least =
		left_in("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes");
	FILE *file = fopen("/proc/self/cgroup", "re");
	while (file && fgets(line, sizeof line, file)) {
		if (strncmp(line, "0::", 3) != 0)
			continue;
		line[strcspn(line, "\n")] = '\0';
		const uint64_t left = left_in_groups(line + 3);
		least = left < least ? left : least;
	}
	if (file)
		fclose(file);
	return least;
}

static uint64_t available(void)
{
	char line[LINE_BYTES];
	uint64_t kibibytes, found = UINT64_MAX;
	FILE *file = fopen("/proc/meminfo", "re");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "MemAvailable: %" SCNu64 " kB", &kibibytes) == 1 && kibibytes < UINT64_MAX / 1024)
			found = kibibytes * 1024;
	if (file)
		fclose(file);
	return found;
}

size_t machine_memory_available(void)
{
	const uint64_t machine = available(), groups = left_in_own_groups();
	const uint64_t least = machine < groups ? machine : groups;
	return least == UINT64_MAX || least > SIZE_MAX ? 0 : (size_t)least;
}

/* Returns what the process has reserved of its own so far. */
static uint64_t own_bytes(void)
{
	uint64_t pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (file && fscanf(file, "%*u %*u %*u %*u %*u %" SCNu64, &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The limit belongs to the process. One that a person set is not raised later. */
static bool is_limited;

static void set_limit(uint64_t bytes)
{
	struct rlimit now;
	if (!LIMITED || getrlimit(RLIMIT_DATA, &now) != 0 || bytes >= now.rlim_cur)
		return;
	now.rlim_cur = bytes;
	is_limited = setrlimit(RLIMIT_DATA, &now) == 0;
}

void machine_memory_limit(size_t bytes)
{
	const uint64_t room = UINT64_C(32) << 20, most = UINT64_MAX / 4;
	if (bytes > 0 && bytes < most)
		set_limit(own_bytes() + bytes + bytes / 2 + room);
}

void machine_memory_leave_stacks(size_t threads)
{
	struct rlimit stack, now;
	const uint64_t usual = UINT64_C(8) << 20;
	if (!is_limited || getrlimit(RLIMIT_STACK, &stack) != 0 || getrlimit(RLIMIT_DATA, &now) != 0)
		return;
	now.rlim_cur += threads * (stack.rlim_cur == RLIM_INFINITY ? usual : stack.rlim_cur);
	if (now.rlim_cur <= now.rlim_max)
		setrlimit(RLIMIT_DATA, &now);
}
