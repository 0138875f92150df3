/* Runs items of work on threads that take them one after the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/queue.h"

#include "dsp/denormals.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct progress {
	const struct queue *queue;
	pthread_mutex_t mutex; /* guards all fields below, and the calls of begin and end */
	size_t next; /* the next item to take */
	size_t ended; /* All items before it have ended. */
	bool *done; /* marks the items that have run */
	enum status status;
};

/* The caller holds the mutex. */
static void end_items(struct progress *progress)
{
	const struct queue *queue = progress->queue;
	while (progress->status == STATUS_OK && progress->ended < queue->count && progress->done[progress->ended])
		if (queue->end)
			progress->status = queue->end(queue->context, progress->ended++);
		else
			progress->ended++;
}

/* The caller holds the mutex; it is released while the item runs. */
static void take_item(struct progress *progress)
{
	const struct queue *queue = progress->queue;
	const size_t item = progress->next++;
	enum status status = queue->begin ? queue->begin(queue->context, item) : STATUS_OK;
	if (status == STATUS_OK && queue->run) {
		pthread_mutex_unlock(&progress->mutex);
		status = queue->run(queue->context, item);
		pthread_mutex_lock(&progress->mutex);
	}
	if (progress->status == STATUS_OK)
		progress->status = status;
	progress->done[item] = true;
	end_items(progress);
}

static void take_items(void *context)
{
	struct progress *progress = context;
	const unsigned before = denormals_flush();
	pthread_mutex_lock(&progress->mutex);
	while (progress->next < progress->queue->count && progress->status == STATUS_OK)
		take_item(progress);
	pthread_mutex_unlock(&progress->mutex);
	denormals_restore(before);
}

enum status queue_run(const struct queue *queue, struct workers *workers)
{
	struct progress progress = { .queue = queue,
				     .mutex = PTHREAD_MUTEX_INITIALIZER,
				     .done = calloc(queue->count + 1, sizeof(bool)) };
	if (!progress.done)
		return STATUS_NO_MEMORY;
	workers_run(workers, take_items, &progress);
	free(progress.done);
	return progress.status;
}
