/* stemprint: the child processes that read hostile bytes, while they live.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CHILD_LIST_H
#define STEMPRINT_IO_CHILD_LIST_H

#include <stdint.h>
#include <sys/types.h>

/** Notes a child; what fork() returns when it fails is none. Any thread may call this at any time. Of more than 256
    children at once the others are not noted. */
void child_list_add(pid_t process);

/** Forgets a child that has ended. */
void child_list_remove(pid_t process);

/** Returns the bytes of memory that the noted children have for themselves; what they share with others does not
    count. */
uint64_t child_list_bytes(void);

#endif
