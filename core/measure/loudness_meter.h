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
#ifndef STEMPRINT_MEASURE_LOUDNESS_METER_H
#define STEMPRINT_MEASURE_LOUDNESS_METER_H

#include "base/speaker.h"
#include "base/status.h"
#include "measure/loudness.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loudness_settings {
	const enum speaker *speakers; /**< one a channel; NULL: speakers_wave_order() */
	bool dual_mono; /**< one channel is played by two loudspeakers: +3.01 LU. Of other counts it changes nothing */
};

struct loudness_meter;

/** A meter at rest. As true_peak_new(): one thread at a time, and the same limits. On success the caller frees it. */
enum status loudness_meter_new(size_t channels, double sample_rate, struct loudness_meter **meter) MUST_CHECK;

/** The same with channels as they are told. */
enum status loudness_meter_new_with(size_t channels, double sample_rate, const struct loudness_settings *settings,
				    struct loudness_meter **meter) MUST_CHECK;

void loudness_meter_free(struct loudness_meter *meter);

/** The next frames, planar. Cuts make no difference. A file with samples that are not finite or beyond +-1e15 (+300
   dBFS) has a sample peak and nothing else. */
enum status loudness_meter_add(struct loudness_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** The reading of all frames so far. */
enum status loudness_meter_read(struct loudness_meter *meter, struct loudness *loudness) MUST_CHECK;

/** The largest magnitude of all samples so far, linear; of what is not a number nothing is told. */
double loudness_meter_sample_peak(const struct loudness_meter *meter);

/** How it moved so far; what belongs to no whole step is left out. */
void loudness_meter_read_course(const struct loudness_meter *meter, struct loudness_course *course);

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
