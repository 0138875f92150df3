/* stemprint: the end of a child process.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CHILD_END_H
#define STEMPRINT_IO_CHILD_END_H

#include <stdbool.h>
#include <sys/types.h>

enum child_end {
	CHILD_END_OTHER, /**< it ended by itself, crashed or was killed */
	CHILD_END_BUSY, /**< the limit of the processor's time ended it */
	CHILD_END_WITHOUT_MEMORY, /**< it crashed for lack of memory */
};

/** A child that crashes for lack of memory ends with this code. The program's handler of crashes sees to it. */
enum { CHILD_WITHOUT_MEMORY = 6 };

/** Waits until the child has ended. With `kill_it` the child is killed at once, else after a second: hostile bytes may
   keep it alive. A child that is stuck in the kernel, on a disk that does not answer, is left after a second more. */
enum child_end child_end(pid_t process, bool kill_it);

#endif
