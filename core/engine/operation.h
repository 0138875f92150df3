/* Prepares the steps of a plan to run on real memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_OPERATION_H
#define STEMPRINT_ENGINE_OPERATION_H

#include "dsp/apportion.h"
#include "dsp/delay_line.h"
#include "engine/engine_options.h"
#include "engine/engine_result.h"
#include "engine/moving_batch.h"
#include "engine/moving_mix.h"

/** The most copies of a column. Where there are two, blocks take turns: a step writes one of them while another step
    still reads the other. */
enum { COLUMN_COPIES_MAXIMUM = 2 };

/** One column of a STEP_MIX on real memory. */
struct operation_mix {
	double *out;
	const double **in; /**< in the order of summation */
	double *gains; /**< linear, one for each of `in` */
	size_t count;
};

/** The column of each instance of a batch that an operation has, where columns are operations of their own. */
struct column_share {
	size_t group, channel;
	size_t channels; /**< of each group; 0: the operation has all columns */
};

/** An operation is a step, or a part of a batch, or one column of a batch, with its columns and the state of what it
    runs. The kinds that have a member stand beside it. */
struct operation {
	enum step_kind kind;
	size_t node; /**< that of the step */
	const size_t *reads, *writes; /**< slots */
	size_t read_count, write_count;
	double **in[COLUMN_COPIES_MAXIMUM]; /**< each copy of the columns that it reads, as the step lists them */
	size_t in_count;
	double **out[COLUMN_COPIES_MAXIMUM]; /**< each copy of the columns that it writes, as the step lists them */
	size_t out_count;
	struct source *source; /**< SOURCE; the caller's */
	struct delay_line *lines; /**< ALIGN, RETURN: one for each column; FEED: those of its RETURN */
	struct apportion apportion; /**< APPORTION */
	struct moving_gains_set moving_gains; /**< GAINS: one for each instance */
	struct operation_mix *mixes[COLUMN_COPIES_MAXIMUM]; /**< MIX: those of its part of the step, for each copy */
	size_t first_mix, mix_count; /**< MIX: the columns of the step that it sums */
	struct moving_mix *moving_mix; /**< MIX: all of it, where automation moves gains; else NULL */
	const struct processor *processor; /**< PROCESS */
	const struct plan_instance *instances; /**< PROCESS, GAINS: those of the plan */
	struct processor_instance *processor_instances; /**< PROCESS, GAINS: the same with the first copy of theirs */
	size_t instance_count;
	bool is_part; /**< PROCESS: some instances of a batch that several workers share */
	struct column_share share; /**< PROCESS: what it has of the columns */
	void *batch; /**< PROCESS: what batch_new() returned; NULL where automation moves the instances */
	struct moving_batch *moving; /**< PROCESS: the batch, where automation moves the instances; else NULL */
	struct printer *printer; /**< PRINT; the caller's */
	struct engine_residue residue; /**< RESIDUE: until the end, sums of squares instead of levels */
	size_t proof; /**< PROOF: an index into graph.proofs */
	double *scratch; /**< PROOF: one more column, for the sum */
	struct engine_proof residual; /**< PROOF: until the end, a sum of squares instead of the level */
	uint64_t residual_samples; /**< PROOF: samples in that sum */
	double peak; /**< PRINT: of what was printed; SUM_LEVEL: of what comes into the strip */
	double end_peak; /**< PRINT: of the last interval of the grid before the latest end of the tail */
	uint64_t loud_end; /**< PRINT: one past the last printed frame over the threshold */
	double seconds; /**< CPU time, if there is a clock */
	struct engine_fault fault; /**< where a sample was not finite */
	enum status status; /**< of the last block */
};

/** How long blocks are, and how far apart their columns lie. */
struct block_shape {
	size_t frames; /**< the longest block; no loop is shorter */
	size_t copies; /**< of each column, 1 or 2; block b has copy b % copies */
	size_t copy_stride; /**< doubles from copy to copy: a block and some padding */
	size_t stride; /**< doubles from slot to slot: all copies */
};

/** All operations of a plan, in its order. */
struct operations {
	struct operation *items;
	size_t count;
	double *memory; /**< slot s begins at memory + s * shape.stride */
	struct block_shape shape;
	uint64_t loop; /**< the session begins anew after so many frames; 0: it plays once */
	struct moving_gain *gains; /**< for each slot of a STEP_GAINS its gain */
};

/** Returns the shape of the blocks of a plan. `asked` is 0 where the engine chooses the length. More than two workers
   get two copies of the columns, if there is room. */
struct block_shape block_shape_of(const struct plan *plan, size_t asked, size_t workers);

/** Describes an instance of the plan to its processor. The columns stay the caller's. */
struct processor_instance operation_instance(const struct plan *plan, const struct plan_instance *from,
					     double *const *in, double *const *out, double *const *key);

/** Returns how many columns of an instance an operation processes. */
size_t operation_columns(const struct operation *operation, size_t instance);

/** Allocates slots and state, all from the arena. `loop` is that of struct operations. Returns LIMIT when the slots
   take more than 4 GiB, and NO_MEMORY when the arena is out of memory. */
enum status operations_build(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
			     const struct engine_options *options, uint64_t loop, struct arena *arena,
			     struct operations *operations) MUST_CHECK;

#endif
