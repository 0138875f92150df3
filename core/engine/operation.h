/* stemprint: the steps of a plan, ready to run on real memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_OPERATION_H
#define STEMPRINT_ENGINE_OPERATION_H

#include "dsp/apportion.h"
#include "dsp/delay_line.h"
#include "engine/engine.h"

struct operation_mix {
	double *out;
	const double **in;
	double *gains;
	size_t count;
};

/** A step, or a part of a batch, or a channel of one, with its columns and the state of what it runs. */
struct operation {
	enum step_kind kind;
	size_t node;
	const size_t *reads, *writes; /* slots */
	size_t read_count, write_count;
	double **in;
	size_t in_count;
	double **out;
	size_t out_count;
	struct source *source;
	struct delay_line *lines; /* ALIGN: one a column */
	struct apportion apportion; /* APPORTION */
	struct operation_mix *mixes;
	size_t mix_count;
	const struct processor *processor;
	const struct plan_instance *instances;
	struct processor_instance *processor_instances;
	size_t instance_count;
	bool is_part; /* of a batch that several workers share */
	size_t channel; /* of a batch whose channels are operations of their own: this one; else 0 */
	size_t channel_count; /* how many those are; 1 where the operation has all columns */
	void *batch;
	struct printer *printer;
	struct engine_residue residue; /* RESIDUE: the node, the peak, and squares in place of levels */
	size_t proof; /* PROOF: its index */
	double *scratch; /* PROOF: one more column, for the sum */
	struct engine_proof residual; /* PROOF: the peak, and squares in place of a level */
	uint64_t residual_samples;
	double peak; /* PRINT: of what was printed; SUM_LEVEL: of what comes into the strip */
	double end_peak; /* PRINT: of the last interval of the grid before the tail may go no further */
	uint64_t loud_end; /* PRINT: one past the last printed frame over the threshold */
	double seconds; /* of CPU time, where a clock is given */
	struct engine_fault fault; /* what was not finite */
	enum status status;
};

struct operations {
	struct operation *items;
	size_t count;
	double *memory; /* slot s begins at memory + s * stride */
	size_t stride;
	size_t block_frames;
};

/** Allocates slots and state, all from the arena. */
enum status operations_build(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
			     const struct engine_options *options, struct arena *arena,
			     struct operations *operations) MUST_CHECK;

#endif
