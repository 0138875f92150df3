/* stemprint: whether files can be held against each other: their rates, channels and lengths.
   SPDX-License-Identifier: GPL-3.0-or-later

   One rate is needed; a rule stands for what else differs. Mono files count on every channel of the others at 0 dB, as
   a desk's centre without a pan law. Files that end sooner count as silent from there on, which is a failure unless it
   is allowed: most often one was printed over another span. */
#ifndef STEMPRINT_VERIFY_PROOF_SHAPE_H
#define STEMPRINT_VERIFY_PROOF_SHAPE_H

#include "verify/verdict.h"

#include <stdbool.h>

struct proof_shape_file {
	const char *name;
	double sample_rate; /**< as it is */
	size_t channels;
	uint64_t frames; /**< at the proof's rate */
	bool converted; /**< read at the mix's rate in place of its own */
};

/** What all files are read as. */
struct proof_shape {
	size_t channels;
	uint64_t frames;
	bool comparable; /**< else there is no proof, and a verdict has failed */
};

/** Judges files[0], the mix, and its stems: adds "lengths", "rates" and "channels", in this order. */
struct proof_shape proof_shape_judge(const struct proof_shape_file *files, size_t count, bool allow_lengths,
				     struct verdicts *verdicts);

#endif
