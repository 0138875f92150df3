/* Sums columns by gains of which some move.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_MOVING_MIX_H
#define STEMPRINT_ENGINE_MOVING_MIX_H

#include "engine/moving_gains.h"
#include "plan/plan.h"

/** A column times its gains. Several sums may take it: that of the whole and that of a lane. */
struct moving_product {
	const struct mix_term *term; /**< what it is of */
	const double *in; /**< the column */
	struct moving_gain *gains; /**< term->moving_count, in the order of multiplication */
	const double *
		*columns; /**< of the gains that multiply in this block, one after the other; NULL: one that stays */
	double *factors; /**< what stays beside the first column, then the gains that stay */
	size_t count; /**< of both */
	uint64_t settled; /**< the block for which they hold, and those behind it while no gain changes */
	size_t *terms; /**< the terms of the step that take it */
	size_t term_count;
};

/** The gains of a node, and the products that take them. */
struct moving_input {
	const bool *same; /**< The gains stay since the block before. */
	size_t *products;
	size_t count;
};

/** The sums of one step. */
struct moving_mix {
	const struct step *step;
	struct moving_input *inputs;
	size_t input_count;
	struct moving_product *products;
	size_t product_count;
	size_t *moving; /**< the products of which a gain moves in this block */
	size_t moving_count;
	double *scratch; /**< [MOVING_MIX_FRAMES] for each product with a gain that may move */
	uint64_t block; /**< counts blocks, from 1 on */
	size_t term_count; /**< of all sums */
	const double **columns; /**< for each term, the column that it is made of, */
	const double **here; /**< where its frames are now, */
	double *factors; /**< and the factor where all its gains stay, else 1 */
	double **out; /**< for each sum */
};

/** So many frames are multiplied at a time. */
enum { MOVING_MIX_FRAMES = 128 };

/** Says whether any gain of a step moves. */
bool moving_mix_is_needed(const struct step *step);

/** Makes the sums of a step. columns[slot] are those of the plan's slots, gains[slot] what a STEP_GAINS puts there.
   Returns NULL when out of memory. */
struct moving_mix *moving_mix_new(struct arena *arena, const struct step *step, double *const *columns,
				  const struct moving_gain *gains);

/** Sums the frames that begin at index `start` of the columns, while gains begin at index 0, as struct column_kernel's
   mix() does, each term times its gain and then its moving gains in their order. The bits of a frame do not depend on
   which gains move elsewhere in the block. */
void moving_mix_process(struct moving_mix *mix, const struct kernel *kernel, size_t start, size_t frames);

#endif
