/* stemprint: verdicts on the quality of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_QUALITY_VERDICT_H
#define STEMPRINT_VERIFY_QUALITY_VERDICT_H

#include "measure/quality.h"
#include "verify/verdict.h"

/** What is asked of files. All zero is the default. */
struct quality_request {
	double sample_rate; /**< Hz; 0: any */
	unsigned depth; /**< bits of integers that must be used; 0: any */
	bool printed_here; /**< the same run printed them, and knows about clipping, depth and coders: no such verdicts
			    */
};

/** The largest true peak: over this a converter clips, whatever headroom it has for peaks between samples. */
#define QUALITY_TRUE_PEAK_DBTP 0.5
/** The largest offset: it fails over this level when it is also over 2 % of the rms, since a low note has a mean too.
 */
#define QUALITY_OFFSET_DBFS (-60.0)
#define QUALITY_OFFSET_RMS_DB (-34.0)
/** The largest difference between the levels of left and right, either way. */
#define QUALITY_BALANCE_DB 6.0
/** The least level of the mono sum: that of a correlation of -0.5 between sides of one level. */
#define QUALITY_MONO_LOSS_DB (-6.0)
/** A side is a late copy of the other at this correlation or more, when it is so much more than the one without a lag:
   a bass is like itself for a while. */
#define QUALITY_COPY 0.99
#define QUALITY_COPY_OVER 0.05
/** So many unused bits at the end of every sample fail. */
enum { QUALITY_UNUSED_BITS = 4 };
/** A float sample holds as many bits. Integers of so many bits in a float file are a note and no fault. */
enum { QUALITY_FLOAT_BITS = 24 };
/** The step of 16 bits: a lattice shows its gain against this, in dBFS. */
#define QUALITY_STEP_DBFS (-90.309)

/** Adds the verdicts that the kind of the file allows: "clipping NAME", "peak NAME", "offset NAME", "silence NAME",
    "dropouts NAME", "held NAME", "repeats NAME", "clicks NAME", "phase NAME", "balance NAME", "stereo NAME", "depth
   NAME", "band NAME", "coder NAME", "rate NAME". Each has its figures and the position of the first fault. */
void verdicts_add_quality(struct verdicts *verdicts, const char *name, const struct quality *quality,
			  const struct quality_request *request);

/** Adds the verdicts "lengths", "rates", "depths" and "channels": whether the files of a set are alike. It adds none
   for fewer than two files. */
void verdicts_add_set(struct verdicts *verdicts, const struct quality *files, const char *const *names, size_t count);

#endif
