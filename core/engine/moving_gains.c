/* Evaluates the gains of a node that automation moves, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/moving_gains.h"

#include "dsp/kernel/column.h"

bool moving_gains_init(struct moving_gains *gains, struct arena *arena, const struct processor *processor,
		       const struct processor_instance *instance)
{
	*gains = (struct moving_gains){ .use = processor->automated,
					.seat = { .instance = instance },
					.columns = instance->out };
	if (!gains->use->init(&gains->seat, arena))
		return false;
	gains->seat.frame = moving_value_first_frame(&instance->context);
	return true;
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
	uint64_t least = UINT64_MAX;
	for (size_t i = 0; i < AUTOMATED_SEAT_VALUES; i++) {
		const uint64_t rest = moving_value_rest(&seat->values[i], seat->frame);
		least = rest < least ? rest : least;
	}
	return least;
}

void moving_gains_process(struct moving_gains *gains, const struct kernel *kernel, size_t frames)
{
	gains->same = frames <= gains->rest;
	if (gains->same) {
		gains->rest -= frames;
		gains->rested += frames;
		return;
	}
	gains->seat.frame += (int64_t)gains->rested;
	gains->rested = 0;
	for (size_t start = 0; start < frames;) {
		const size_t left = frames - start, most = left < MOVING_VALUE_RUN ? left : MOVING_VALUE_RUN;
		const size_t run = evaluate_run(gains, kernel, start, most);
		gains->seat.frame += (int64_t)run;
		start += run;
	}
	gains->rest = gains->still ? rest_of(&gains->seat) : 0;
}
