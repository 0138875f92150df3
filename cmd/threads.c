/* Reads the number of threads and starts them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/threads.h"

#include "cmd/command_line.h"
#include "cmd/jobserver.h"
#include "cmd/terminal.h"
#include "io/machine_memory.h"

#include <sched.h>

size_t threads_parse(const char *text, struct argp_state *state)
{
	size_t jobs = command_line_whole_number(text, WORKERS_MAXIMUM);
	if (jobs == 0)
		command_line_refuse(state, "--jobs takes 1 to %d threads, not \"%s\"", WORKERS_MAXIMUM, text);
	return jobs;
}

static size_t count_cores(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int cores = CPU_COUNT(&set);
	return cores < 1 ? 1 : cores > WORKERS_MAXIMUM ? WORKERS_MAXIMUM : (size_t)cores;
}

size_t threads_count(size_t jobs)
{
	return jobs > 0 ? jobs : count_cores();
}

struct workers *threads_start(size_t jobs)
{
	const size_t count = jobs > 0 ? jobs : jobserver_take(count_cores());
	struct workers *workers = workers_new(count);
	machine_memory_leave_stacks(count);
	if (!workers)
		terminal_complain("out of memory");
	return workers;
}
