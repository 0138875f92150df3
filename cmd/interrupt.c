/* Asks the render to stop after SIGINT, SIGTERM or SIGHUP, and ends the process by the same signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/interrupt.h"

#include "io/output_set.h"

#include <stddef.h>
#include <unistd.h>

volatile sig_atomic_t interrupt_signal;

/* The first signal asks the render to stop and clean up. The second one does not wait for it. */
static void on_signal(int number)
{
	if (interrupt_signal && output_set_abandon_from_signal()) {
		signal(number, SIG_DFL);
		kill(getpid(), number);
	}
	interrupt_signal = number;
}

void interrupt_install(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct sigaction old;
		struct sigaction action = { .sa_handler = on_signal };
		sigemptyset(&action.sa_mask);
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
	/* A reader that goes away makes a write fail; it does not kill the process. */
	signal(SIGPIPE, SIG_IGN);
	/* A file that may not grow makes a write fail, too. */
	signal(SIGXFSZ, SIG_IGN);
}

void interrupt_die(void)
{
	int number = interrupt_signal;
	if (!number)
		return;
	signal(number, SIG_DFL);
	kill(getpid(), number);
}
