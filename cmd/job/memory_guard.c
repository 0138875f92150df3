/* Looks at the memory of the process from a thread of its own.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/memory_guard.h"

#include "base/byte_size.h"
#include "cmd/interrupt.h"
#include "io/child_list.h"
#include "io/resident_memory.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

/* The shadow of a sanitizer counts as memory, too. */
#ifdef STEMPRINT_SANITIZED
enum { GUARDED = 0 };
#else
enum { GUARDED = 1 };
#endif

/* Memory grows by 16 bytes in a nanosecond at most: that is more than four cores fill with zeros. */
enum { PAUSE_LEAST = 1000000, PAUSE_MOST = 50000000, BYTES_PER_NANOSECOND = 16, STACK_BYTES = 1 << 17 };

static struct {
	int statm; /* the open file of the kernel */
	uint64_t most;
} guarded = { .statm = -1 };

static uint64_t bytes_now(void)
{
	struct resident_memory own = { 0 };
	return resident_memory_read(guarded.statm, &own) ? own.bytes + child_list_bytes() : 0;
}

static void end(uint64_t bytes)
{
	char text[256], taken[BYTE_SIZE_LENGTH], allowed[BYTE_SIZE_LENGTH];
	snprintf(text, sizeof text,
		 "the process holds %s of memory, and %s are allowed; split the work, or allow more with "
		 "--max-memory",
		 byte_size_format(bytes, taken), byte_size_format(guarded.most, allowed));
	interrupt_end_at_once(text);
}

/* Ends the process if it has too much, and returns what it has. */
static uint64_t look(void)
{
	const uint64_t bytes = bytes_now();
	if (bytes > guarded.most)
		end(bytes);
	return bytes;
}

static void *guard(void *nothing)
{
	(void)nothing;
	for (;;) {
		const uint64_t bytes = look();
		const uint64_t room = bytes < guarded.most ? guarded.most - bytes : 0;
		const uint64_t pause = room / BYTES_PER_NANOSECOND;
		nanosleep(&(struct timespec){ .tv_nsec = pause < PAUSE_LEAST  ? PAUSE_LEAST
							 : pause > PAUSE_MOST ? PAUSE_MOST
									      : (long)pause },
			  NULL);
	}
	return NULL;
}

/* Signals go to the threads that work. */
static void start_thread(void)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	pthread_t thread;
	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	(void)pthread_create(&thread, &attributes, guard, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
}

void memory_guard_begin(size_t most)
{
	if (!GUARDED || most == 0 || guarded.statm >= 0)
		return;
	guarded.most = most;
	guarded.statm = resident_memory_open("/proc/self/statm");
	if (guarded.statm < 0)
		return;
	(void)look(); /* a short command may be done before the thread looks for the first time */
	start_thread();
}
