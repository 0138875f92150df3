/* stemprint: measures how loud a file is.
   SPDX-License-Identifier: GPL-3.0-or-later

   libebur128 does the K-weighting (ITU-R BS.1770-5, EBU Tech 3341); loudness_gate.h gates its blocks, in memory that
   does not grow. The whole programme is measured, not its dialogue alone.

   A channel counts by the direction of its loudspeaker (BS.1770-5 Annex 3): those from 60 to 120 degrees at the height
   of the ears (Ls Rs, Lss Rss, Lw Rw) count +1.49 dB (a weight of 1.41), the LFE counts nothing, and all others, behind
   and above too, count 0 dB. One channel counts once: a mono file reads 3.01 LU less than the same sound on two
   channels. A pair of loudspeakers plays it as two; `dual_mono` counts it so.

   The meter moves in steps of 10 ms, since EBU Tech 3341 moves its bursts by 20 ms (cases 13, 14): on a grid of 100 ms
   a burst of 400 ms reads up to 0.6 LU low. */
#ifndef STEMPRINT_MEASURE_LOUDNESS_METER_H
#define STEMPRINT_MEASURE_LOUDNESS_METER_H

#include "base/speaker.h"
#include "base/status.h"
#include "measure/k_weighting.h"
#include "measure/loudness.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How channels count. All zero is the default. */
struct loudness_settings {
	const enum speaker *speakers; /**< [channels] their loudspeakers; NULL: speakers_wave_order() */
	bool dual_mono; /**< two loudspeakers play the one channel: +3.01 LU; without effect on files of more channels
			 */
	bool in_group; /**< a loudness_group alone adds energies to the meter; its channels count by their default */
};

struct loudness_meter;

/** Makes a meter that has heard nothing, with the default settings. Call it on one thread at a time, as
   true_peak_new(), which sets the limits: STATUS_LIMIT beyond them. `sample_rate` is in Hz. On success the caller frees
   the meter. */
enum status loudness_meter_new(size_t channels, double sample_rate, struct loudness_meter **meter) MUST_CHECK;

/** Makes a meter with other settings, which it does not keep. */
enum status loudness_meter_new_with(size_t channels, double sample_rate, const struct loudness_settings *settings,
				    struct loudness_meter **meter) MUST_CHECK;

/** Frees the meter. NULL is fine. */
void loudness_meter_free(struct loudness_meter *meter);

/** Takes the next frames, planar and linear. Cuts make no difference. A file with a sample that is not finite, or
   beyond
    +-1e15 (+300 dBFS), has a sample peak and no other figure. */
enum status loudness_meter_add(struct loudness_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** The parts of loudness_meter_add(), which different threads may run at the same time: each part takes all frames in
   their order, and a span of frames is heard first, then its peaks are added, and then its energies. A part may be
   ahead of the others by so many seconds. The figures are the same to the bit. */
enum { LOUDNESS_PEAKS_AHEAD_SECONDS = 4 };

/** Hears the samples themselves. Returns whether the other parts take them: after a sample that is not finite, or too
    large, they take no frames any more. */
bool loudness_meter_hear(struct loudness_meter *meter, const double *const *columns, size_t frames) MUST_CHECK;

/** Adds the true peaks. */
enum status loudness_meter_add_peaks(struct loudness_meter *meter, const double *const *columns,
				     size_t frames) MUST_CHECK;

/** Adds the weighted energies: the loudness. */
enum status loudness_meter_add_energies(struct loudness_meter *meter, const double *const *columns,
					size_t frames) MUST_CHECK;

/** Meters whose energies are added together, which is faster. No figure of any of them changes. */
struct loudness_group;

/** A group has so many channels at most, those of all its meters. */
enum { LOUDNESS_GROUP_CHANNELS_MAXIMUM = K_WEIGHTING_CHANNELS_MAXIMUM };

/** Makes a group of 1 and more meters of one sample rate that were made `in_group` and have heard nothing. The meters
    stay the caller's and outlive the group. Call it on one thread at a time. Returns NO_MEMORY, DEFECT or OK. On
    success the caller frees the group. */
enum status loudness_group_new(struct loudness_meter *const *meters, size_t count,
			       struct loudness_group **group) MUST_CHECK;

/** Frees the group. NULL is fine. */
void loudness_group_free(struct loudness_group *group);

/** Adds the weighted energies of the next frames: columns[meter][channel] of frames[meter] frames. A meter that gets
    fewer frames than another one has ended, and takes none any more. */
enum status loudness_group_add_energies(struct loudness_group *group, const double *const *const *columns,
					const size_t *frames) MUST_CHECK;

/** Reads the figures of all frames so far. */
enum status loudness_meter_read(struct loudness_meter *meter, struct loudness *loudness) MUST_CHECK;

/** Returns the largest magnitude of all samples so far, linear; samples that are NAN do not count. */
double loudness_meter_sample_peak(const struct loudness_meter *meter);

/** Reads how loudness moved so far, in whole steps. */
void loudness_meter_read_course(const struct loudness_meter *meter, struct loudness_course *course);

/** Several programmes as one: the blocks of an album are gated together, and none of them spans two programmes (AES
    TD1008). */
struct loudness_album;

/** Makes an empty album. Returns NULL when out of memory. The caller frees it. */
struct loudness_album *loudness_album_new(void);

/** Frees the album. NULL is fine. */
void loudness_album_free(struct loudness_album *album);

/** Adds all that a meter has heard. The same order of meters gives the same figures, to the bit. */
enum status loudness_album_add(struct loudness_album *album, struct loudness_meter *meter) MUST_CHECK;

/** Returns the figures of the album so far. */
struct loudness loudness_album_read(const struct loudness_album *album);

#endif
