/* stemprint: what the values of a reverb mean.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_REVERB_SETTINGS_H
#define STEMPRINT_PROCESSORS_REVERB_SETTINGS_H

#include "dsp/absorption.h"
#include "dsp/feedback_delay_network.h"
#include "processors/processor.h"
#include "processors/reverb_type.h"

/** The fastest motion that keeps its taps in reach, Hz. */
#define REVERB_RATE_MAXIMUM 3.0

/** What the values mean, in seconds and linear gains. */
struct reverb_settings {
	const struct reverb_type *type;
	struct absorption absorption;
	double predelay;
	double size; /**< of the room */
	double stretch; /**< of the tail's delays: a short decay needs few modes, a long one many */
	double diffusion;
	double early; /**< against the tail */
	double depth, rate; /**< of the modulation: seconds, Hz */
	double highpass, lowpass; /**< Hz; 0: none */
	double width, wet, dry;
};

/** At a low sample rate the lowpass and the crossover that a type brings give way. */
struct reverb_settings reverb_settings_of(const struct parameter_value *values, double sample_rate);

/** Of its network; the absorption is that of the settings, which outlive it. */
struct network_settings reverb_network(const struct reverb_settings *settings, const struct processor_context *context);

/** Power of diffuser and network together against a noise that comes in, before any normalisation: the mean over the
   octaves from 125 Hz to 8 kHz, as a pink noise hears it. */
double reverb_mean_power(const struct reverb_settings *settings);

/** Fills tail_seconds and gap_seconds. */
void reverb_measure(const struct reverb_settings *settings, double sample_rate, struct processor_shape *result);

#endif
