/* stemprint tests: songs that run side by side are told in their order, and nothing that they say gets lost unseen.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/song_queue.h"

#include "cmd/interrupt.h"
#include "cmd/terminal.h"
#include "cmd/terminal_capture.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

volatile sig_atomic_t interrupt_signal;

enum { SONGS = 12 };

/* This is what the queue has written to the terminal. */
static char told[4096];
static size_t complaints;

/* It is the number of the stream that cannot be made, from 1; 0: all can be made. */
static int refused_stream;
static atomic_int streams;

/* The stream of a song is a file of so many bytes; what does not fit is refused, like memory that has run out. */
static size_t room;

static void tell(const char *words)
{
	const size_t length = strlen(told);
	snprintf(told + length, sizeof told - length, "%s", words);
}

void terminal_write_captured(const struct terminal_capture *capture)
{
	tell(capture->out_bytes ? capture->out_bytes : "");
}

void terminal_complain(const char *format, ...)
{
	complaints++;
	tell(format);
}

/* This function replaces that of the C library. */
FILE *open_memstream(char **bytes, size_t *length)
{
	if (atomic_fetch_add(&streams, 1) + 1 == refused_stream)
		return NULL;
	*length = room;
	*bytes = calloc(1, room + 1);
	FILE *stream = fmemopen(*bytes, room, "w");
	if (stream)
		setvbuf(stream, NULL, _IONBF, 0);
	return stream;
}

static atomic_int running, most;

/* The first songs take longest, so that the later ones are done before. */
static enum exit_code run(void *context, size_t index, bool *stopped)
{
	const struct timespec moment = { .tv_nsec = (long)(SONGS - index) * 1000000 };
	const int now = atomic_fetch_add(&running, 1) + 1;
	if (now > atomic_load(&most))
		atomic_store(&most, now);
	nanosleep(&moment, NULL);
	fprintf(terminal_capture_now()->out, "song %zu\n", index);
	atomic_fetch_sub(&running, 1);
	*stopped = false;
	return context && index == *(const size_t *)context ? EXIT_VERDICT : EXIT_WELL;
}

static enum exit_code run_all(size_t *failing, bool *stopped)
{
	const struct song_queue queue = { .count = SONGS, .abreast = 3, .run = run, .context = failing };
	return song_queue_run(&queue, stopped);
}

static void make_room(void)
{
	room = 256;
}

TestSuite(song_queue, .init = make_room);

Test(song_queue, tells_in_order_and_returns_the_gravest_code)
{
	size_t failing = 4;
	bool stopped;
	char all[1024] = "";
	for (int i = 0; i < SONGS; i++)
		snprintf(all + strlen(all), sizeof all - strlen(all), "song %d\n", i);
	cr_expect_eq(run_all(&failing, &stopped), EXIT_VERDICT);
	cr_expect(!stopped);
	cr_expect_str_eq(told, all);
	cr_expect_eq(complaints, 0);
	cr_expect_leq(atomic_load(&most), 3);
}

/* Where there is no stream for a song, it does not run, and the user hears why. */
Test(song_queue, says_that_a_song_has_no_memory)
{
	bool stopped;
	refused_stream = 6;
	cr_expect_eq(run_all(NULL, &stopped), EXIT_LIMIT);
	cr_expect_eq(complaints, 1);
	cr_expect(strstr(told, "out of memory"), "%s", told);
	cr_expect(strstr(told, "song 11\n"), "%s", told);
}

/* What a song has said does not end in the middle while all seems well. */
Test(song_queue, says_that_words_are_lost)
{
	bool stopped;
	room = 3;
	cr_expect_eq(run_all(NULL, &stopped), EXIT_LIMIT);
	cr_expect_eq(complaints, SONGS);
}

Test(song_queue, begins_no_song_after_a_signal)
{
	bool stopped;
	interrupt_signal = SIGTERM;
	run_all(NULL, &stopped);
	cr_expect(stopped);
	cr_expect_eq(complaints, 0);
	cr_expect_str_empty(told);
	cr_expect_eq(atomic_load(&most), 0);
}
