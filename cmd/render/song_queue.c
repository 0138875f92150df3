/* Runs songs side by side, and tells of them in their order.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/song_queue.h"

#include "cmd/interrupt.h"
#include "cmd/terminal.h"
#include "cmd/terminal_capture.h"

#include <pthread.h>
#include <stdlib.h>

/* This is a song, from the moment when a thread takes it. */
struct place {
	struct terminal_capture capture;
	enum exit_code code;
	bool done, stopped;
	bool lost; /* there was no memory for what it said */
};

struct race {
	const struct song_queue *queue;
	struct place *places; /* [queue->count] */
	size_t next; /* the first song that nobody has taken */
	pthread_mutex_t mutex;
	pthread_cond_t ended;
};

static void run_one(struct race *race, size_t index)
{
	struct place *place = &race->places[index];
	place->code = EXIT_LIMIT;
	if (interrupt_signal) {
		place->stopped = true;
	} else if (terminal_capture_begin(&place->capture)) {
		place->code = race->queue->run(race->queue->context, index, &place->stopped);
		place->lost = !terminal_capture_end(&place->capture);
	} else {
		place->lost = true;
	}
	pthread_mutex_lock(&race->mutex);
	place->done = true;
	pthread_cond_signal(&race->ended);
	pthread_mutex_unlock(&race->mutex);
}

static void *run_songs(void *argument)
{
	struct race *race = argument;
	for (;;) {
		pthread_mutex_lock(&race->mutex);
		const size_t index = race->next++;
		pthread_mutex_unlock(&race->mutex);
		if (index >= race->queue->count)
			return NULL;
		run_one(race, index);
	}
}

static void wait_for(struct race *race, size_t index)
{
	pthread_mutex_lock(&race->mutex);
	while (!race->places[index].done)
		pthread_cond_wait(&race->ended, &race->mutex);
	pthread_mutex_unlock(&race->mutex);
}

/* Writes what a song has said, as soon as all before it have. */
static enum exit_code tell_all(struct race *race, bool *stopped)
{
	enum exit_code code = EXIT_WELL;
	for (size_t i = 0; i < race->queue->count; i++) {
		struct place *place = &race->places[i];
		wait_for(race, i);
		terminal_write_captured(&place->capture);
		terminal_capture_release(&place->capture);
		if (place->lost)
			terminal_complain("out of memory");
		code = exit_code_worst(code, place->lost ? exit_code_worst(place->code, EXIT_LIMIT) : place->code);
		*stopped |= place->stopped;
	}
	return code;
}

static enum exit_code run_race(struct race *race, pthread_t *threads, bool *stopped)
{
	size_t started = 0;
	while (started < race->queue->abreast && pthread_create(&threads[started], NULL, run_songs, race) == 0)
		started++;
	/* Without any thread the songs run here, one after the other. */
	if (started == 0)
		run_songs(race);
	const enum exit_code code = tell_all(race, stopped);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	return code;
}

enum exit_code song_queue_run(const struct song_queue *queue, bool *stopped)
{
	struct race race = { .queue = queue, .places = calloc(queue->count, sizeof *race.places) };
	pthread_t *threads = calloc(queue->abreast, sizeof *threads);
	enum exit_code code = EXIT_LIMIT;
	*stopped = false;
	pthread_mutex_init(&race.mutex, NULL);
	pthread_cond_init(&race.ended, NULL);
	if (race.places && threads)
		code = run_race(&race, threads, stopped);
	else
		terminal_complain("out of memory");
	pthread_cond_destroy(&race.ended);
	pthread_mutex_destroy(&race.mutex);
	free(threads);
	free(race.places);
	return code;
}
