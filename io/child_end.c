/* Waits for the end of a child process, but not for ever.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/child_end.h"

#include "io/child_list.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>

enum { PATIENCE_NANOSECONDS = 1000000000, PAUSE_NANOSECONDS = 20000, PAUSE_MOST_NANOSECONDS = 1000000 };

/* Returns whether there is nothing left to wait for. */
static bool wait_a_second(pid_t process, int *how)
{
	int64_t pause = PAUSE_NANOSECONDS;
	for (int64_t waited = 0; waited < PATIENCE_NANOSECONDS; waited += pause) {
		const pid_t ended = waitpid(process, how, WNOHANG);
		if (ended == process || (ended < 0 && errno != EINTR))
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = pause }, NULL);
		pause = 2 * pause < PAUSE_MOST_NANOSECONDS ? 2 * pause : PAUSE_MOST_NANOSECONDS;
	}
	return false;
}

enum child_end child_end(pid_t process, bool kill_it)
{
	int how = 0;
	if (kill_it || !wait_a_second(process, &how)) {
		kill(process, SIGKILL);
		(void)wait_a_second(process, &how);
	}
	child_list_remove(process);
	if (WIFEXITED(how) && WEXITSTATUS(how) == CHILD_WITHOUT_MEMORY)
		return CHILD_END_WITHOUT_MEMORY;
	return WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU ? CHILD_END_BUSY : CHILD_END_OTHER;
}
