/* stemprint: whether the files of a proof can be compared: their rates, channels and lengths.
   SPDX-License-Identifier: GPL-3.0-or-later

   All files need one rate; rules settle the other differences. A mono file counts on every channel of the others at 0
   dB, as the centre of a desk without a pan law. A file that ends sooner counts as silent after its end. That is a
   failure unless it is allowed, since most often such a file was printed over another span. */
#ifndef STEMPRINT_VERIFY_PROOF_SHAPE_H
#define STEMPRINT_VERIFY_PROOF_SHAPE_H

#include "verify/verdict.h"

#include <stdbool.h>

/** What is known of a file before it is read. */
struct proof_shape_file {
	const char *name; /**< for the verdicts */
	double sample_rate; /**< of the file itself, in Hz */
	size_t channels; /**< 1 and more */
	uint64_t frames; /**< at the rate of the proof */
	bool converted; /**< read at the rate of the mix instead of its own */
};

/** The shape in which all files are read. */
struct proof_shape {
	size_t channels; /**< those of the mix; those of the widest stem when the mix is mono */
	uint64_t frames; /**< those of the longest file */
	bool comparable; /**< false: there is no proof, and a verdict has failed */
};

/** Judges files[0], the mix, and its stems, the others of `count`. It adds the verdicts "lengths", "rates" and
    "channels", in this order. `allow_lengths` lets files end sooner. */
struct proof_shape proof_shape_judge(const struct proof_shape_file *files, size_t count, bool allow_lengths,
				     struct verdicts *verdicts);

#endif
