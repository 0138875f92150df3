/* Runs items of work on threads that take them one after the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_QUEUE_H
#define STEMPRINT_ENGINE_QUEUE_H

#include "base/status.h"
#include "engine/workers.h"

#include <stddef.h>

/** The work: each item is begun, run and ended, by index. A function that is NULL has nothing to do. A status other
 * than OK stops the queue: no further item is taken, begun or ended. */
struct queue {
	size_t count;
	enum status (*begin)(void *context, size_t item); /**< runs for one item at a time */
	enum status (*run)(void *context, size_t item); /**< runs for several items side by side */
	/** Runs for one item at a time, in the order of the items. */
	enum status (*end)(void *context, size_t item);
	void *context;
};

/** Runs the items until all have ended. Returns the first status that is not OK, or NO_MEMORY. */
enum status queue_run(const struct queue *queue, struct workers *workers) MUST_CHECK;

#endif
