/* Evaluates the gains of a node that automation moves, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later

   The fader, the pan and the sends of a strip multiply, so the sums behind them take the gains and read the strip's own
   columns. While all gains of a sum stay, it costs what it costs without automation. */
#ifndef STEMPRINT_ENGINE_MOVING_GAINS_H
#define STEMPRINT_ENGINE_MOVING_GAINS_H

#include "processors/automated_batch.h"

/** The gains of one node. What is looked at while they rest stands together at the front. */
struct moving_gains {
	uint64_t rest; /**< They stay for so many frames more, without a look at the curves; */
	uint64_t rested; /**< so many have passed like this since. */
	double *const *columns; /**< linear gains of the block, where they move */
	double values[AUTOMATED_GAINS_MAXIMUM]; /**< where they stay */
	bool still; /**< They stay all through the block. */
	bool same; /**< They stay since the block before, too. */
	const struct automated_use *use;
	struct automated_seat seat;
};

/** One gain of a node: what a term of a sum is multiplied by. */
struct moving_gain {
	const struct moving_gains *gains;
	size_t index;
};

/** Makes the gains of an instance, which must outlive them. Its `out` takes the gains; it has no `in`. Returns false
   when out of memory. */
bool moving_gains_init(struct moving_gains *gains, struct arena *arena, const struct processor *processor,
		       const struct processor_instance *instance);

/** Evaluates the next block. */
void moving_gains_process(struct moving_gains *gains, const struct kernel *kernel, size_t frames);

#endif
