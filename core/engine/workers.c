/* Starts threads that wait for work, and runs work on all of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/workers.h"

#include "dsp/denormals.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct workers {
	pthread_mutex_t mutex;
	pthread_cond_t begin, end;
	pthread_t threads[WORKERS_MAXIMUM];
	size_t wanted; /* number of threads, without the caller */
	size_t count; /* number of those that were started */
	size_t round; /* the round of work; a new number wakes all */
	size_t busy;
	bool leave;
	void (*work)(void *context);
	void *context;
};

static void *serve(void *argument)
{
	struct workers *workers = argument;
	denormals_flush();
	size_t round = 0;
	pthread_mutex_lock(&workers->mutex);
	for (;;) {
		while (!workers->leave && workers->round == round)
			pthread_cond_wait(&workers->begin, &workers->mutex);
		if (workers->leave)
			break;
		round = workers->round;
		pthread_mutex_unlock(&workers->mutex);
		workers->work(workers->context);
		pthread_mutex_lock(&workers->mutex);
		if (--workers->busy == 0)
			pthread_cond_signal(&workers->end);
	}
	pthread_mutex_unlock(&workers->mutex);
	return NULL;
}

struct workers *workers_new(size_t count)
{
	struct workers *workers = calloc(1, sizeof *workers);
	if (!workers || count < 1 || count > WORKERS_MAXIMUM) {
		free(workers);
		return NULL;
	}
	pthread_mutex_init(&workers->mutex, NULL);
	pthread_cond_init(&workers->begin, NULL);
	pthread_cond_init(&workers->end, NULL);
	workers->wanted = count - 1;
	return workers;
}

/* With fewer threads than wanted the work takes longer, and gives the same result. */
static void start(struct workers *workers)
{
	while (workers->count < workers->wanted &&
	       pthread_create(&workers->threads[workers->count], NULL, serve, workers) == 0)
		workers->count++;
	workers->wanted = workers->count;
}

void workers_free(struct workers *workers)
{
	if (!workers)
		return;
	pthread_mutex_lock(&workers->mutex);
	workers->leave = true;
	pthread_cond_broadcast(&workers->begin);
	pthread_mutex_unlock(&workers->mutex);
	for (size_t i = 0; i < workers->count; i++)
		pthread_join(workers->threads[i], NULL);
	pthread_cond_destroy(&workers->end);
	pthread_cond_destroy(&workers->begin);
	pthread_mutex_destroy(&workers->mutex);
	free(workers);
}

size_t workers_count(const struct workers *workers)
{
	return workers ? workers->wanted + 1 : 1;
}

void workers_run(struct workers *workers, void (*work)(void *context), void *context)
{
	if (workers)
		start(workers);
	if (!workers || workers->count == 0) {
		work(context);
		return;
	}
	pthread_mutex_lock(&workers->mutex);
	workers->work = work;
	workers->context = context;
	workers->busy = workers->count;
	workers->round++;
	pthread_cond_broadcast(&workers->begin);
	pthread_mutex_unlock(&workers->mutex);
	work(context);
	pthread_mutex_lock(&workers->mutex);
	while (workers->busy > 0)
		pthread_cond_wait(&workers->end, &workers->mutex);
	pthread_mutex_unlock(&workers->mutex);
}
