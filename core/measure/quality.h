/* stemprint: what is wrong with a file, whoever made it.
   SPDX-License-Identifier: GPL-3.0-or-later

   Faults of single samples are fault_scan.h's, the band edge and copies band_scan.h's, the true peak true_peak.h's. The
   thresholds that make a figure a fault stand in quality_verdict.h. */
#ifndef STEMPRINT_MEASURE_QUALITY_H
#define STEMPRINT_MEASURE_QUALITY_H

#include "base/status.h"
#include "measure/band_scan.h"
#include "measure/fault_scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Under this nothing is heard, in dBFS of samples. */
#define QUALITY_SILENCE_DBFS (-80.0)

/** What a correlation of a second must be under for that second to be out of phase. */
#define QUALITY_OPPOSED (-0.3)

/** Whether any frame is meant. */
#define QUALITY_NO_FRAME UINT64_MAX

/** A fault over all channels. */
struct quality_fault {
	struct fault fault; /**< all of them; the first; the worst */
	size_t channel; /**< of the first, from 0 */
};

struct quality {
	double sample_rate;
	size_t channels;
	uint64_t frames;
	unsigned bits; /**< of the format's integers; 0: float, or lossy */
	unsigned depth; /**< bits that are used; 0: no integers, or too few samples to tell */
	bool silent; /**< no sample over QUALITY_SILENCE_DBFS */
	struct quality_fault clipping, dropouts, clicks;
	double true_peak_dbtp; /**< NAN: silent, or not measurable */
	uint64_t over_frame; /**< where within 100 ms it first passes 0 dBTP */
	double offset_dbfs; /**< the largest mean of a channel; NAN: none at all */
	double offset_rms_db; /**< the same against that channel's rms */
	size_t offset_channel;
	uint64_t lead_frames, tail_frames; /**< of silence before and after all sound */
	uint64_t pause_frames, pause_frame; /**< the longest silence between, and where it begins */
	double correlation; /**< of two channels, -1 to 1; NAN */
	double mono_loss_db; /**< what their sum to mono lacks against two like channels; NAN */
	uint64_t opposed_frame; /**< the first second under QUALITY_OPPOSED */
	double balance_db; /**< rms of the left over the right; NAN; infinite when one of them is silent */
	bool identical, inverted; /**< right is left, or minus left, sample by sample */
	struct band_findings band;
};

struct quality_meter;

/** A meter at rest. As true_peak_new() and band_scan_new(): on one thread at a time, and LIMIT for what they cannot
   take. `bits` of the file's integers; 0: float. On success the caller frees it. */
enum status quality_new(size_t channels, double sample_rate, unsigned bits, struct quality_meter **meter) MUST_CHECK;

void quality_free(struct quality_meter *meter);

/** The next frames, planar, finite. */
enum status quality_add(struct quality_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** Once, at the end. */
enum status quality_read(struct quality_meter *meter, struct quality *quality) MUST_CHECK;

#endif
