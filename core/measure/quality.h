/* stemprint: the figures by which a file is judged, whatever program made it.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each scan finds its own faults and states what it takes for one (flat_scan.h, gap_scan.h, repeat_scan.h,
   click_scan.h, coder_scan.h ...). The true peak is the larger reading of true_peak.h and continuous_peak.h. The
   thresholds that turn a level or a correlation into a fault are those of quality_limits.h. */
#ifndef STEMPRINT_MEASURE_QUALITY_H
#define STEMPRINT_MEASURE_QUALITY_H

#include "base/status.h"
#include "measure/band_scan.h"
#include "measure/coder_scan.h"
#include "measure/fault_scan.h"
#include "measure/lattice.h"
#include "measure/quality_limits.h"
#include "measure/rate_scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Stands for no frame at all. */
#define QUALITY_NO_FRAME UINT64_MAX

/** The faults of one kind, over all channels. */
struct quality_fault {
	struct fault fault; /**< their count, the first and the worst */
	size_t channel; /**< the channel of the first, from 0 */
};

/** The figures of a whole file. NAN means that there is no figure. */
struct quality {
	double sample_rate; /**< Hz */
	size_t channels;
	uint64_t frames; /**< of the file */
	unsigned bits; /**< of the integers of the format; 0: float, or lossy */
	unsigned depth; /**< bits of these that are used; 0: no integers, or too few samples to tell */
	bool silent; /**< no sample is over QUALITY_SILENCE_DBFS */
	struct quality_fault clipping, dropouts, held, repeats, clicks;
	double flat_dbfs; /**< level of the highest flat top under full scale; NAN: there is none */
	double lattice_dbfs; /**< step of which all samples of a channel are multiples; NAN: there is none */
	double true_peak_dbtp; /**< the larger of two readings; NAN: silent, or not measurable */
	uint64_t over_frame; /**< where it first passes 0 dBTP, within 100 ms; QUALITY_NO_FRAME: nowhere */
	double offset_dbfs; /**< the largest mean of a channel; NAN: all are 0 */
	double offset_rms_db; /**< the same against the rms of that channel, in dB */
	size_t offset_channel; /**< that channel, from 0 */
	uint64_t lead_frames, tail_frames; /**< silence before and after all sound */
	uint64_t pause_frames, pause_frame; /**< the longest silence between, and where it begins */
	double correlation; /**< of two channels, -1 to 1; else NAN */
	double mono_loss_db; /**< level of their sum to mono against that of two equal channels, in dB, 0 or under; else
				NAN */
	uint64_t opposed_frame; /**< the first second under QUALITY_OPPOSED; QUALITY_NO_FRAME: there is none */
	double balance_db; /**< rms of the left over the right, in dB; infinite when one is silent; NAN unless two */
	bool identical, inverted; /**< the right is the left, or minus the left, sample by sample */
	double difference_dbfs; /**< rms of left minus right, when it is as steady and as soft as dither; else NAN */
	struct band_findings band; /**< the band edge, and a copy between the sides */
	struct coder_findings coder; /**< a lossy coder */
	struct rate_findings rate; /**< traces of lower sample rates */
};

struct quality_meter;

/** Makes a meter that has heard nothing. `bits` are those of the file's integers; 0: float. Call it on one thread at a
    time, as true_peak_new(), which also sets the limits: STATUS_LIMIT for what it cannot take. On success the caller
    frees the meter. */
enum status quality_new(size_t channels, double sample_rate, unsigned bits, struct quality_meter **meter) MUST_CHECK;

/** Leaves out the search for lossy coders, which takes half a second a file. Call it before quality_add(). */
void quality_skip_coders(struct quality_meter *meter);

/** Frees the meter. NULL is fine. */
void quality_free(struct quality_meter *meter);

/** Takes the next frames, planar and linear. A sample that is not finite, or beyond +-1e15, ends the measurement: later
   frames do not count. */
enum status quality_add(struct quality_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** Reads the figures of all frames. Call it once, at the end. */
enum status quality_read(struct quality_meter *meter, struct quality *quality) MUST_CHECK;

#endif
