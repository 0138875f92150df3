/* stemprint: a lock on a folder that a process prints into.
   SPDX-License-Identifier: GPL-3.0-or-later

   The lock is a flock() on the folder itself, so it leaves no file behind, and the system removes it whenever the
   process ends. A process takes each folder once and counts its own outputs, which do not lock each other out. One
   thread alone may use these functions. */
#ifndef STEMPRINT_IO_FOLDER_LOCK_H
#define STEMPRINT_IO_FOLDER_LOCK_H

#include "base/status.h"

struct folder_lock;

/** Locks the folder that is open as `descriptor`, which may be closed at any time. On OK the caller releases *lock.
    On a file system without such locks *lock is NULL and the work goes on without one. Returns BAD_OUTPUT when
    another process holds the lock, or NO_MEMORY. */
enum status folder_lock_take(int descriptor, struct folder_lock **lock) MUST_CHECK;

/** Gives the lock back. NULL is fine. */
void folder_lock_release(struct folder_lock *lock);

#endif
