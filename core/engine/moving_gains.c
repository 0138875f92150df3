/* Evaluates the gains of a node that automation moves, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/moving_gains.h"

#include "dsp/kernel/column.h"

bool moving_gains_set_init(struct moving_gains_set *set, struct arena *arena, size_t count)
{
	*set = (struct moving_gains_set){ .items = ARENA_ARRAY(arena, struct moving_gains, count),
					  .count = count,
					  .rests = ARENA_ARRAY(arena, uint64_t, count),
					  .same = ARENA_ARRAY(arena, bool, count) };
	return set->items && set->rests && set->same;
}

bool moving_gains_init(struct moving_gains *gains, struct arena *arena, const struct processor *processor,
		       const struct processor_instance *instance)
{
	*gains = (struct moving_gains){ .use = processor->automated,
					.seat = { .instance = instance },
					.first = moving_value_first_frame(&instance->context) };
	for (size_t i = 0; i < gains->use->gain_count; i++)
		gains->columns[i] = instance->out[i];
	return gains->use->init(&gains->seat, arena);
}

static void fill(double *column, double value, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		column[i] = value;
}

/* Evaluates a run, and returns its length. */
static size_t evaluate_run(struct moving_gains *gains, const struct kernel *kernel, size_t start, size_t most)
{
	const size_t count = gains->use->gain_count;
	double *to[AUTOMATED_GAINS_MAXIMUM] = { NULL };
	bool still, same = true;
	for (size_t i = 0; i < count; i++)
		to[i] = gains->columns[i] + start;
	const size_t run = gains->use->gains(&gains->seat, kernel, most, to, &still);
	for (size_t i = 0; still && i < count; i++)
		same = same && (start == 0 || to[i][0] == gains->values[i]);
	if (start == 0)
		gains->still = still;
	for (size_t i = 0; i < count; i++) {
		if (gains->still && !(still && same))
			fill(gains->columns[i], gains->values[i], 0, start);
		if (still && start == 0)
			gains->values[i] = to[i][0];
	}
	gains->still = gains->still && still && same;
	for (size_t i = 0; still && !gains->still && i < count; i++)
		fill(to[i], to[i][0], 1, run);
	return run;
}

/* Returns for how many frames behind a block all values of a node stay. */
static uint64_t rest_of(const struct automated_seat *seat)
{
	uint64_t least = UINT64_MAX / 2;
	for (size_t i = 0; i < AUTOMATED_SEAT_VALUES; i++) {
		const uint64_t rest = moving_value_rest(&seat->values[i], seat->frame);
		least = rest < least ? rest : least;
	}
	return least;
}

/* Evaluates a block that begins `passed` frames behind the first one. Returns for how many frames behind it the gains
   stay. */
static uint64_t process(struct moving_gains *gains, const struct kernel *kernel, uint64_t passed, size_t frames)
{
	gains->seat.frame = gains->first + (int64_t)passed;
	for (size_t start = 0; start < frames;) {
		const size_t left = frames - start, most = left < MOVING_VALUE_RUN ? left : MOVING_VALUE_RUN;
		const size_t run = evaluate_run(gains, kernel, start, most);
		gains->seat.frame += (int64_t)run;
		start += run;
	}
	return gains->still ? rest_of(&gains->seat) : 0;
}

/* Calls what a worker reads of the gains of a node. A block leaves little of it in the near caches, and would wait for
   line after line. */
static void fetch(const struct moving_gains *gains)
{
	enum { LINE = 64 };
	for (size_t at = 0; at < sizeof *gains; at += LINE)
		__builtin_prefetch((const char *)gains + at, 1);
}

void moving_gains_set_process(struct moving_gains_set *set, const struct kernel *kernel, size_t frames)
{
	const uint64_t end = set->passed + frames;
	for (size_t i = 0; i < set->count; i++) {
		set->same[i] = end <= set->rests[i];
		if (!set->same[i])
			fetch(&set->items[i]);
	}
	for (size_t i = 0; i < set->count; i++)
		if (!set->same[i])
			set->rests[i] = end + process(&set->items[i], kernel, set->passed, frames);
	set->passed = end;
}
