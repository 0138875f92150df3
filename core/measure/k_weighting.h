/* stemprint: weighs programmes as the ear does, and reads their energies.
   SPDX-License-Identifier: GPL-3.0-or-later

   libebur128 does the K-weighting (ITU-R BS.1770-5, EBU Tech 3341). Its filter takes channel after channel, and each
   sample waits for the one before. In calls of few frames the CPU looks ahead to the next channels and filters several
   at a time, so that programmes are weighed faster together than one by one. What is weighed together changes no bit of
   any energy. */
#ifndef STEMPRINT_MEASURE_K_WEIGHTING_H
#define STEMPRINT_MEASURE_K_WEIGHTING_H

#include "base/speaker.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** A programme that is weighed: what its channels are. */
struct weighted_programme {
	size_t channels;
	const enum speaker *speakers; /**< [channels] their loudspeakers; NULL: speakers_wave_order() */
	bool dual_mono; /**< two loudspeakers play the one channel: +3.01 LU; only where it is the one programme, and
			   without effect on more channels */
};

/** libebur128 takes so many channels at once. */
enum { K_WEIGHTING_CHANNELS_MAXIMUM = 64 };

/** Energies are read in steps of this length. */
enum { K_WEIGHTING_STEP_MILLISECONDS = 10 };

/** Returns the frames of a step, 1 and more. `sample_rate` is in Hz. */
size_t k_weighting_step_frames(double sample_rate);

/** Programmes of one sample rate that run in step. */
struct k_weighting;

/** Makes a weighting of 1 and more programmes that have not begun. They have K_WEIGHTING_CHANNELS_MAXIMUM channels at
    most, all together. `sample_rate` is in Hz. Call it on one thread at a time, as libebur128 writes tables that all
    its states share. Returns NO_MEMORY, DEFECT when libebur128 refuses a setting, or OK. On success the caller frees
    the weighting. */
enum status k_weighting_new(double sample_rate, const struct weighted_programme *programmes, size_t count,
			    struct k_weighting **weighting) MUST_CHECK;

/** Frees the weighting. NULL is fine. */
void k_weighting_free(struct k_weighting *weighting);

/** Returns how many frames the present step has left, 1 and more. */
size_t k_weighting_left(const struct k_weighting *weighting);

/** Adds the next `frames`, at most those that are left: columns[programme][channel], linear. Where columns[programme]
    is NULL, the programme is silent. Returns NO_MEMORY, DEFECT when libebur128 refuses a setting, or OK. */
enum status k_weighting_add(struct k_weighting *weighting, const double *const *const *columns,
			    size_t frames) MUST_CHECK;

/** Reads the mean energy of a programme over the step that has just ended: K-weighted and channel-weighted, as
    loudness_gate_energy(). Returns DEFECT when libebur128 refuses, or OK. */
enum status k_weighting_read(struct k_weighting *weighting, size_t programme, double *energy) MUST_CHECK;

#endif
