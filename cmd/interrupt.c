/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/interrupt.h"

#include "io/output_set.h"

#include <stddef.h>
#include <unistd.h>

volatile sig_atomic_t interrupt_signal;

/* The first asks the render to stop and clean up; the second does not wait for it. */
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
	/* A reader that goes away is a failed write, not a death. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not grow. */
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
