/* Tests items that threads take one after the other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/queue.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

enum { ITEMS = 500 };

struct log {
	atomic_int inside; /* calls of begin and end together: one at a time */
	atomic_int runs;
	size_t begun, ended; /* items, as begin and end saw them */
	bool crowded, disordered;
	size_t fails; /* the item that fails; ITEMS: none */
};

static void enter(struct log *log)
{
	log->crowded |= atomic_fetch_add(&log->inside, 1) != 0;
}

static enum status begin(void *context, size_t item)
{
	struct log *log = context;
	enter(log);
	log->disordered |= item != log->begun++;
	atomic_fetch_sub(&log->inside, 1);
	return STATUS_OK;
}

static enum status run(void *context, size_t item)
{
	struct log *log = context;
	atomic_fetch_add(&log->runs, 1);
	/* Late items are short, so they are done before early ones. */
	for (volatile size_t work = 0; work < (ITEMS - item) * 20; work++)
		;
	return item == log->fails ? STATUS_BAD_SOURCE : STATUS_OK;
}

static enum status end(void *context, size_t item)
{
	struct log *log = context;
	enter(log);
	log->disordered |= item != log->ended++;
	atomic_fetch_sub(&log->inside, 1);
	return STATUS_OK;
}

static void queue_up(struct log *log, size_t threads, enum status expected)
{
	struct workers *workers = workers_new(threads);
	const struct queue queue = { .count = ITEMS, .begin = begin, .run = run, .end = end, .context = log };
	cr_assert(workers);
	cr_expect(queue_run(&queue, workers) == expected);
	workers_free(workers);
	cr_expect(!log->crowded && !log->disordered);
}

Test(queue, each_item_once_and_ended_in_order)
{
	static const size_t threads[] = { 1, 2, 8 };
	for (size_t i = 0; i < 3; i++) {
		struct log log = { .fails = ITEMS };
		queue_up(&log, threads[i], STATUS_OK);
		cr_expect(log.runs == ITEMS && log.begun == ITEMS && log.ended == ITEMS, "%zu threads", threads[i]);
	}
}

Test(queue, a_failure_stops_it)
{
	struct log log = { .fails = 100 };
	queue_up(&log, 4, STATUS_BAD_SOURCE);
	cr_expect(log.begun > 100 && log.ended <= 100, "%zu ended", log.ended);
}

Test(queue, without_steps_and_without_items)
{
	const struct queue nothing = { .count = 10 }, empty = { .count = 0, .begin = begin };
	cr_expect(queue_run(&nothing, NULL) == STATUS_OK);
	cr_expect(queue_run(&empty, NULL) == STATUS_OK);
}
