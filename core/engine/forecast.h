/* Forecasts how long a pipeline takes on a machine with other processors than this one has.
   SPDX-License-Identifier: GPL-3.0-or-later

   The forecast lets workers take tasks by the rules of pipeline.c, with a time for each task in place of its work. */
#ifndef STEMPRINT_ENGINE_FORECAST_H
#define STEMPRINT_ENGINE_FORECAST_H

#include "engine/pipeline.h"

/** The work that is to be forecast. The caller owns all of it. */
struct forecast_work {
	const struct pipeline_task *tasks; /**< [count] as pipeline_new() takes them; their `run` is not called */
	const double *seconds; /**< [count] of one block of each task on one worker */
	size_t count;
	uint64_t blocks; /**< 1 or more */
};

struct forecast {
	double seconds; /**< from the first block to the end of the last one, with so many workers */
	double busy_seconds; /**< of all tasks and blocks together */
	double path_seconds; /**< the longest way through tasks that need each other: no number of workers is faster */
	/** [count] seconds of each task on that way. They add up to path_seconds. */
	double *on_path;
	/** [count] seconds in which workers found no task while this one ran. Where several ran, they share that time.
	 */
	double *awaited;
};

/** Forecasts a run on 1 to WORKERS_MAXIMUM workers. The arena owns the arrays. Returns NO_MEMORY when out of memory. */
enum status forecast_make(const struct forecast_work *work, size_t workers, struct arena *arena,
			  struct forecast *forecast) MUST_CHECK;

#endif
