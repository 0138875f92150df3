/* stemprint tests: hardware that answers a send, made of a formula.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_HARDWARE_LOOP_H
#define STEMPRINT_TESTS_HARDWARE_LOOP_H

#include <stddef.h>

/** What the hardware does: frame p of its answer is gain * send((p - late) / (1 + ppm / 1e6)) + noise. */
struct loop {
	double late; /**< frames */
	double gain; /**< linear; under 0: inverted */
	double ppm; /**< how much longer the answer is */
	double noise; /**< the rms of white noise */
	double hum; /**< the peak of a sine of 50 Hz */
	double constant; /**< direct current */
};

/** Reads the send, and writes what the hardware makes of it as float32. Between frames the send is read by 200 taps of
   a sinc under a window of Blackman and Harris. Both paths are names in the scratch folder. */
void loop_answer(const struct loop *loop, const char *send, const char *answer);

/** Writes a recipe with one hardware insert on a bus that a track of a mono file, `dry.wav`, feeds, and returns its
   path. The insert has `send: send.wav`, `return: return.wav` and these parameters: "calibrate: yes". */
const char *loop_recipe(const char *parameters);

/** Writes `dry.wav`: six seconds of noise under 15 kHz at 48 kHz, which rises and falls. */
void loop_write_dry(void);

#endif
