/* stemprint: verdicts on the quality of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_QUALITY_VERDICT_H
#define STEMPRINT_VERIFY_QUALITY_VERDICT_H

#include "measure/quality.h"
#include "measure/quality_limits.h"
#include "verify/verdict.h"

/** What is asked of files. All zero is the default. */
struct quality_request {
	double sample_rate; /**< Hz; 0: any */
	unsigned depth; /**< bits of integers that must be used; 0: any */
	bool printed_here; /**< the same run printed them, and knows about clipping, depth and coders: no such verdicts
			    */
};

/** Adds the verdicts that the kind of the file allows: "clipping NAME", "peak NAME", "offset NAME", "silence NAME",
    "dropouts NAME", "held NAME", "repeats NAME", "clicks NAME", "phase NAME", "balance NAME", "stereo NAME", "depth
   NAME", "band NAME", "coder NAME", "rate NAME". Each has its figures and the position of the first fault. */
void verdicts_add_quality(struct verdicts *verdicts, const char *name, const struct quality *quality,
			  const struct quality_request *request);

/** Adds the verdicts "lengths", "rates", "depths" and "channels": whether the files of a set are alike. It adds none
   for fewer than two files. */
void verdicts_add_set(struct verdicts *verdicts, const struct quality *files, const char *const *names, size_t count);

#endif
