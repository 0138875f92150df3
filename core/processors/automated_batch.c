/* Runs the processors behind the faders, pans and widths that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/automated_batch.h"

struct batch {
	const struct automated_use *use;
	const struct kernel *kernel;
	struct automated_seat *seats;
	size_t count;
};

void *automated_batch_new(const struct automated_use *use, struct arena *arena, const struct kernel *kernel,
			  const struct processor_instance *instances, size_t count)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct automated_seat *seats = ARENA_ARRAY(arena, struct automated_seat, count);
	if (!batch || !seats)
		return NULL;
	*batch = (struct batch){ .use = use, .kernel = kernel, .seats = seats, .count = count };
	for (size_t i = 0; i < count; i++) {
		seats[i].instance = &instances[i];
		if (!use->init(&seats[i], arena))
			return NULL;
	}
	automated_batch_reset(batch);
	return batch;
}

void automated_batch_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		for (size_t done = 0; done < frames;) {
			const size_t left = frames - done, most = left < MOVING_VALUE_RUN ? left : MOVING_VALUE_RUN;
			const size_t run = batch->use->run(&batch->seats[i], batch->kernel, start + done, most);
			batch->seats[i].frame += (int64_t)run;
			done += run;
		}
}

void automated_batch_reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		batch->seats[i].frame = moving_value_first_frame(&batch->seats[i].instance->context);
}
