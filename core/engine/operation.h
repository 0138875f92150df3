/* Prepares the steps of a plan to run on real memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_OPERATION_H
#define STEMPRINT_ENGINE_OPERATION_H

#include "dsp/apportion.h"
#include "dsp/delay_line.h"
#include "engine/engine_options.h"
#include "engine/engine_result.h"

struct operation_mix {
	double *out;
	const double **in;
	double *gains;
	size_t count;
};

/** It is a step, or a part of a batch, or a channel of one, with its columns and the state of what it runs. */
struct operation {
	enum step_kind kind;
	size_t node;
	const size_t *reads, *writes; /* They are slots. */
	size_t read_count, write_count;
	double **in;
	size_t in_count;
	double **out;
	size_t out_count;
	struct source *source;
	struct delay_line *lines; /* ALIGN: each column has one. */
	struct apportion apportion; /* Only APPORTION has it. */
	struct operation_mix *mixes;
	size_t mix_count;
	const struct processor *processor;
	const struct plan_instance *instances;
	struct processor_instance *processor_instances;
	size_t instance_count;
	bool is_part; /* The operation is part of a batch that several workers share. */
	size_t channel; /* It is this channel of a batch whose channels are operations of their own; else 0. */
	size_t channel_count; /* It counts those channels; it is 1 where the operation has all columns. */
	void *batch;
	struct printer *printer;
	struct engine_residue residue; /* RESIDUE: it holds the node, the peak, and squares instead of levels. */
	size_t proof; /* PROOF: it is the index of the proof. */
	double *scratch; /* PROOF: it is one more column, for the sum. */
	struct engine_proof residual; /* PROOF: it holds the peak, and squares instead of a level. */
	uint64_t residual_samples;
	double peak; /* PRINT: it is the peak of what was printed; SUM_LEVEL: of what comes into the strip. */
	double end_peak; /* PRINT: it is the peak of the last interval of the grid before the latest end of the tail. */
	uint64_t loud_end; /* PRINT: it is one past the last printed frame over the threshold. */
	double seconds; /* It is CPU time, where a clock is given. */
	struct engine_fault fault; /* It says where a sample was not finite. */
	enum status status;
};

struct operations {
	struct operation *items;
	size_t count;
	double *memory; /* Slot s begins at memory + s * stride. */
	size_t stride;
	size_t block_frames;
};

/** Allocates slots and state, all from the arena. */
enum status operations_build(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
			     const struct engine_options *options, struct arena *arena,
			     struct operations *operations) MUST_CHECK;

#endif
