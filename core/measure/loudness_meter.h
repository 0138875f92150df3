/* stemprint: how loud a file is.
   SPDX-License-Identifier: GPL-3.0-or-later

   K-weighting is libebur128's (ITU-R BS.1770-5, EBU Tech 3341); loudness_gate.h gates what it measures, in memory that
   does not grow. Dialogue is not gated: the whole programme is measured.

   A channel counts by the place of its loudspeaker (BS.1770-5 Annex 3): from 60 to 120 degrees at the height of the
   ears (Ls Rs, Lss Rss, Lw Rw) +1.49 dB (a weight of 1.41), the LFE nothing, all others, those behind and above too, 0
   dB. One channel counts once: a mono file reads 3.01 LU under the same sound on two channels, which is what a pair of
   loudspeakers plays of it; `dual_mono` counts it so.

   Steps of 10 ms, since EBU Tech 3341 moves its bursts by 20 ms (cases 13, 14): on a grid of 100 ms a burst of 400 ms
   reads up to 0.6 LU low. */
#ifndef STEMPRINT_MEASURE_LOUDNESS_H
#define STEMPRINT_MEASURE_LOUDNESS_H

#include "base/speaker.h"
#include "base/status.h"
#include "measure/series.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** NAN is "not there": silence, or a file too short for the window. Never infinite. */
struct loudness {
	double integrated_lufs; /**< NAN: shorter than 400 ms, or nothing above the gate of -70 LUFS */
	double range_lu; /**< NAN: shorter than 3 s, or no 3 s above -70 LUFS */
	double momentary_max_lufs; /**< of 400 ms, in steps of 10 ms; NAN: shorter than 400 ms, or silent */
	double short_term_max_lufs; /**< of 3 s, in steps of 10 ms; NAN: shorter than 3 s, or silent */
	double true_peak_dbtp; /**< over all channels; NAN: digital silence */
	double sample_peak_dbfs; /**< over all channels; NAN: digital silence */
	double plr_db; /**< peak to loudness ratio: true peak - integrated (AES TD1008) */
	double psr_min_db; /**< peak to short-term loudness ratio (Shepherd, Grimm, Tapper, Kahsnitz, Kerr: AES e-Brief
			      373, 2017): the true peak within 3 s less the loudness of those 3 s, one a second; the
			      least over those seconds that the range counts too (EBU Tech 3342: within 20 LU, to the
			      LU); NAN as range_lu */
	double psr_mean_db; /**< their mean, in dB */
	uint64_t true_peak_frame; /**< about where the true peak is: at most 256 frames earlier or later; 0 of an album
				   */
};

/** How it moved: LUFS, the largest reading of each step; NAN: silence. */
struct loudness_course {
	struct series momentary; /**< steps of 100 ms; the first value is that of the first 400 ms and those 90 ms that
				    begin after */
	struct series short_term; /**< steps of 1 s; the first is that of the first 3 s and the 990 ms that follow */
};

struct loudness_settings {
	const enum speaker *speakers; /**< one a channel; NULL: speakers_wave_order() */
	bool dual_mono; /**< one channel is played by two loudspeakers: +3.01 LU. Of other counts it changes nothing */
};

/** Nothing measured but the sample peak, linear. */
struct loudness loudness_absent(double sample_peak);

struct loudness_meter;

/** A meter at rest. As true_peak_new(): one thread at a time, and the same limits. On success the caller frees it. */
enum status loudness_new(size_t channels, double sample_rate, struct loudness_meter **meter) MUST_CHECK;

/** The same with channels as they are told. */
enum status loudness_new_with(size_t channels, double sample_rate, const struct loudness_settings *settings,
			      struct loudness_meter **meter) MUST_CHECK;

void loudness_free(struct loudness_meter *meter);

/** The next frames, planar. Cuts make no difference. A file with samples that are not finite or beyond +-1e15 (+300
   dBFS) has a sample peak and nothing else. */
enum status loudness_add(struct loudness_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** The reading of all frames so far. */
enum status loudness_read(struct loudness_meter *meter, struct loudness *loudness) MUST_CHECK;

/** The largest magnitude of all samples so far, linear; of what is not a number nothing is told. */
double loudness_sample_peak(const struct loudness_meter *meter);

/** How it moved so far; what belongs to no whole step is left out. */
void loudness_read_course(const struct loudness_meter *meter, struct loudness_course *course);

/** Several programmes as one: an album, whose blocks are gated together, none of which spans two programmes (AES
   TD1008). */
struct loudness_album;

/** NULL when out of memory. The caller frees it. */
struct loudness_album *loudness_album_new(void);

void loudness_album_free(struct loudness_album *album);

/** Adds what a meter has heard. In the same order the same figures come out, to the bit. */
enum status loudness_album_add(struct loudness_album *album, struct loudness_meter *meter) MUST_CHECK;

struct loudness loudness_album_read(const struct loudness_album *album);

#endif
