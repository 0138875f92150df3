/* Finds clicks: samples that neither the samples before nor those after them explain.
   SPDX-License-Identifier: GPL-3.0-or-later

   The measure is the deviation of each sample from what an autoregressive model says (linear_prediction.h). A click is
   a sample whose deviation

   - is the largest within half a millisecond on both sides,
   - exceeds the usual deviation of the 10 ms before and of the 10 ms after it, the larger of the two, by the threshold:
     after the stroke of a drum the usual deviation is high, so a stroke is no click,
   - and does not come again at equal distances: the edges of a saw wave and the pulses of a voice do.

   The usual deviation is the median of the magnitudes, divided by 0.6745: that of a normal distribution is its standard
   deviation. It counts as at least -120 dBFS, so a click in digital silence is found. */
#ifndef STEMPRINT_DSP_CLICK_DETECTOR_H
#define STEMPRINT_DSP_CLICK_DETECTOR_H

#include "base/arena.h"
#include "dsp/linear_prediction.h"

#include <stdbool.h>
#include <stddef.h>

/** The frames of the window that a detector looks at, which moves on by `hop`. All are counted from its oldest. */
struct click_window {
	size_t hop; /**< 20 ms */
	size_t start; /**< clicks from here on for a hop are found */
	size_t fresh; /**< deviations from here on for a hop are worked out */
	size_t span; /**< of the whole window */
};

struct click_detector {
	struct click_window window;
	size_t side; /**< 15 ms: what the model sees before and after the fresh frames */
	size_t alone; /**< half a millisecond: there is one click within that time */
	size_t guard; /**< what the medians leave out beside a click */
	size_t median; /**< 10 ms: what the medians are of */
	size_t reach; /**< 30 ms: how far pulses that come again are looked for */
	double threshold; /**< linear ratio */
	struct linear_prediction prediction;
	double *deviation; /**< [span] */
	double *piece, *work, *spare; /**< [span] each: scratch */
};

/** Makes a detector at rest, from the arena. longest: frames of the longest click; lead: frames from the oldest one to
    the first click that is found, at least 30 ms. Returns false when out of memory. */
bool click_detector_init(struct click_detector *detector, struct arena *arena, double sample_rate, double threshold,
			 size_t longest, size_t lead);

/** Returns the frames of the window for such a detector. */
struct click_window click_window_of(double sample_rate, size_t lead);

/** Looks at the window after it moved on by a hop. Writes usual[window.start ... + hop]: 0, or for the centre of a
   click the usual deviation around it. */
void click_detector_turn(struct click_detector *detector, const double *window, double *usual);

/** Brings the detector to rest. */
void click_detector_reset(struct click_detector *detector);

#endif
