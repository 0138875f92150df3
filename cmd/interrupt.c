/* Asks the render to stop after SIGINT, SIGTERM or SIGHUP, and ends the process by the same signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/interrupt.h"

#include "cmd/terminal.h"
#include "io/output_set.h"

#include <stddef.h>
#include <time.h>
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

/* The clock sends a signal that nobody else sends. Where there is no timer, there is no limit either. */
void interrupt_after(double seconds)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
	struct itimerspec when = { .it_value = { .tv_sec = (time_t)seconds } };
	when.it_value.tv_nsec = (long)((seconds - (double)when.it_value.tv_sec) * 1e9) + 1;
	timer_t timer;
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGRTMIN, &action, NULL) == 0 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
		timer_settime(timer, 0, &when, NULL);
}

bool interrupt_is_late(void)
{
	return interrupt_signal == SIGRTMIN;
}

void interrupt_die(void)
{
	int number = interrupt_signal;
	if (!number || interrupt_is_late())
		return;
	signal(number, SIG_DFL);
	kill(getpid(), number);
}

enum exit_code interrupt_end(void)
{
	interrupt_die();
	terminal_complain("the time that --max-time allows is over; allow more, or split the work");
	return EXIT_LIMIT;
}
