/* Cleans up after a crash, and tells a lack of memory from a defect.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/crash.h"

#include "cmd/exit_code.h"
#include "cmd/jobserver.h"
#include "io/child_end.h"
#include "io/output_set.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#ifdef STEMPRINT_SANITIZED
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static pid_t owner;

static void say(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

/* A call for memory that failed has left ENOMEM in the thread that crashes: a library went on without a look at it. */
static void on_crash(int number)
{
	const int error = errno;
	signal(number, SIG_DFL);
	if (getpid() == owner) {
		(void)output_set_abandon_from_signal();
		jobserver_give_back();
		say(error == ENOMEM ? "stemprint: out of memory\n"
				    : "stemprint: it crashed, which is a defect; report it with the recipe\n");
	}
	if (error == ENOMEM)
		_exit(getpid() == owner ? EXIT_LIMIT : CHILD_WITHOUT_MEMORY);
}

void crash_install(void)
{
	static unsigned char stack[1 << 16];
	static const int numbers[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
	const stack_t room = { .ss_sp = stack, .ss_size = sizeof stack };
	const struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK };
	if (SANITIZED) /* the sanitizers say more */
		return;
	owner = getpid();
	sigaltstack(&room, NULL);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaction(numbers[i], &action, NULL);
}
