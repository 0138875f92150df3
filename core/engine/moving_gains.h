/* Evaluates the gains of a node that automation moves, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later

   The fader, the pan and the sends of a strip multiply, so the sums behind them take the gains and read the strip's own
   columns. While all gains of a sum stay, it costs what it costs without automation. */
#ifndef STEMPRINT_ENGINE_MOVING_GAINS_H
#define STEMPRINT_ENGINE_MOVING_GAINS_H

#include "processors/automated_batch.h"

/** The gains of one node. */
struct moving_gains {
	const struct automated_use *use;
	struct automated_seat seat;
	int64_t first; /**< the frame of the session at which the first block begins */
	double *columns[AUTOMATED_GAINS_MAXIMUM]; /**< linear gains of the block, where they move */
	double values[AUTOMATED_GAINS_MAXIMUM]; /**< where they stay */
	bool still; /**< They stay all through the block. */
};

/** The gains of some nodes. While those of one rest, nothing but its entries in `rests` and `same` is looked at. */
struct moving_gains_set {
	struct moving_gains *items;
	size_t count;
	uint64_t passed; /**< frames of all blocks so far */
	uint64_t *rests; /**< Up to this number of frames the gains of each stay, without a look at the curves. */
	bool *same; /**< The gains of each stay since the block before. */
};

/** One gain of a node: what a term of a sum is multiplied by. */
struct moving_gain {
	const struct moving_gains *gains;
	const bool *same; /**< that of all gains of the node */
	size_t index;
};

/** Makes a set of `count` gains, whose items the caller makes. Returns false when out of memory. */
bool moving_gains_set_init(struct moving_gains_set *set, struct arena *arena, size_t count);

/** Makes the gains of an instance, which must outlive them. Its `out` takes the gains; it has no `in`. Returns false
   when out of memory. */
bool moving_gains_init(struct moving_gains *gains, struct arena *arena, const struct processor *processor,
		       const struct processor_instance *instance);

/** Evaluates the next block. */
void moving_gains_set_process(struct moving_gains_set *set, const struct kernel *kernel, size_t frames);

#endif
