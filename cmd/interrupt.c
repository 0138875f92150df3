/* Asks the work to stop after a signal that ends programs, and ends the process by the same signal.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/interrupt.h"

#include "cmd/jobserver.h"
#include "cmd/terminal.h"
#include "io/output_set.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

volatile sig_atomic_t interrupt_signal;

/* The loops of a render look at the signal in every block. Work that does not look ends after this time. */
enum { PATIENCE_NANOSECONDS = 100000000, AGAIN_NANOSECONDS = 20000000 };

#define LATE "the time that --max-time allows is over; allow more, or split the work"

static timer_t patience;
static bool has_patience;
static pid_t owner; /* the outputs are not those of a child process */

static void die_of(int number)
{
	jobserver_give_back();
	signal(number, SIG_DFL);
	kill(getpid(), number);
}

/* After the first signal, the timer sends a further one again and again. A commit is short and ends first. */
static void lose_patience(void)
{
	const struct itimerspec moments = { .it_value = { .tv_nsec = PATIENCE_NANOSECONDS },
					    .it_interval = { .tv_nsec = AGAIN_NANOSECONDS } };
	const int error = errno;
	if (has_patience)
		timer_settime(patience, 0, &moments, NULL);
	errno = error;
}

/* A handler may write and exit, and nothing more. */
static void end_with(const char *words)
{
	jobserver_give_back();
	(void)!write(STDERR_FILENO, words, strlen(words));
	_exit(EXIT_LIMIT);
}

/* The first signal asks the work to stop and clean up. The second one, also that of the timer, does not wait for it. */
static void on_signal(int number)
{
	if (!interrupt_signal) {
		interrupt_signal = number;
		lose_patience();
	} else if (getpid() == owner && output_set_abandon_from_signal()) {
		if (interrupt_is_late())
			end_with("stemprint: " LATE "\n");
		die_of(interrupt_signal);
	}
}

static void take_over(int number)
{
	struct sigaction old;
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	sigfillset(&action.sa_mask);
	if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

void interrupt_install(void)
{
	/* The default of each of them ends a process. */
	static const int numbers[] = { SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGUSR1, SIGUSR2,
				       SIGALRM, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 1 };
	owner = getpid();
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		take_over(numbers[i]);
	take_over(SIGRTMIN + 1);
	has_patience = timer_create(CLOCK_MONOTONIC, &event, &patience) == 0;
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
	if (interrupt_signal && !interrupt_is_late())
		die_of(interrupt_signal);
}

void interrupt_end_at_once(const char *words)
{
	char line[512];
	snprintf(line, sizeof line, "stemprint: %s\n", words);
	if (output_set_abandon_from_signal())
		end_with(line);
}

enum exit_code interrupt_end(void)
{
	interrupt_die();
	timer_settime(patience, 0, &(struct itimerspec){ .it_value = { 0 } }, NULL);
	terminal_complain(LATE);
	return EXIT_LIMIT;
}
