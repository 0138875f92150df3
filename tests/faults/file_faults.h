/* stemprint tests: the plan of a fault, and the count of the calls that it waits for.
   SPDX-License-Identifier: GPL-3.0-or-later

   The library is preloaded before the C library. STEMPRINT_FAULT is "K WHAT": the K-th call meets the fault. WHAT is
   the number of an errno, with which the call fails; "dead": that call and all after it fail with EIO; "short": a
   transfer moves half of its bytes; "kill" and "killed": SIGKILL before the call, or after it; "term": two SIGTERM
   before it. A "+" after the number or after "short" means that all later calls meet the fault, too.
   STEMPRINT_FAULT_CALLS names the calls that count, with commas between; without it these are the calls that rename,
   link, remove and sync. STEMPRINT_FAULT_FOLDER names a folder: calls on other files do not count.
   STEMPRINT_FAULT_MARK names a file that is made when the fault happens, STEMPRINT_FAULT_LOG a file that lists the
   calls that count. With STEMPRINT_FAULT_PLAIN renames know no flags, as on an old file system. A child process goes
   on with the count of its parent. */
#ifndef STEMPRINT_TESTS_FAULTS_FILE_FAULTS_H
#define STEMPRINT_TESTS_FAULTS_FILE_FAULTS_H

#include <stdbool.h>

/** What happens to one call. */
struct fate {
	bool fails; /**< it returns the error; errno is set */
	bool is_short; /**< it moves half of the bytes */
	bool is_last; /**< the process dies after it */
};

/** Decides about a call on a path below an open folder, or on an open file if `path` is NULL. */
struct fate fate_of(const char *call, int folder, const char *path);

/** Kills the process if the call was its last, else returns the result. */
long fate_end(struct fate fate, long result);

#endif
