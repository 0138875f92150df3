/* stemprint: what is wrong with files, as verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_QUALITY_VERDICT_H
#define STEMPRINT_VERIFY_QUALITY_VERDICT_H

#include "measure/quality.h"
#include "verify/verdict.h"

/** What files must be. */
struct quality_request {
	double sample_rate; /**< Hz; 0: any */
	unsigned depth; /**< bits of integers; 0: any */
	bool printed_here; /**< whoever printed them knows what clipped and how deep they are: no "clipping", no "depth"
			    */
};

/* What a figure may be at most, or must be at least. */
#define QUALITY_TRUE_PEAK_DBTP                                                                                         \
	0.5 /* over that a converter clips, whatever headroom it has for what lies between samples */
#define QUALITY_OFFSET_DBFS (-60.0) /* and 2 % of the rms: a single low note has a mean, too */
#define QUALITY_OFFSET_RMS_DB (-34.0)
#define QUALITY_BALANCE_DB 6.0
#define QUALITY_MONO_LOSS_DB (-6.0) /* a correlation of -0.5 between sides of one level */
#define QUALITY_COPY 0.99 /* correlation of a side with the other, at a lag; and */
#define QUALITY_COPY_OVER 0.05 /* so much more than without one: a bass is like itself for a while */
enum { QUALITY_UNUSED_BITS = 4 }; /* at the end of every sample */

/** "clipping NAME", "peak NAME", "offset NAME", "silence NAME", "dropouts NAME", "clicks NAME", "phase NAME", "balance
   NAME", "stereo NAME", "depth NAME", "band NAME", "rate NAME": those that the file's kind lets be judged. Each with
   its figures, and where the first fault is. */
void verdicts_add_quality(struct verdicts *verdicts, const char *name, const struct quality *quality,
			  const struct quality_request *request);

/** "lengths", "rates", "depths", "channels": whether the files of a set are alike; of two files and more. */
void verdicts_add_set(struct verdicts *verdicts, const struct quality *files, const char *const *names, size_t count);

#endif
