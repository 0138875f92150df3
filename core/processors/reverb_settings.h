/* Works out what the parameters of a reverb mean at a sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_REVERB_SETTINGS_H
#define STEMPRINT_PROCESSORS_REVERB_SETTINGS_H

#include "dsp/absorption.h"
#include "dsp/feedback_delay_network.h"
#include "processors/processor.h"
#include "processors/reverb_type.h"

/** The fastest modulation, in Hz, at which a delay that moves stays within its line. */
#define REVERB_RATE_MAXIMUM 3.0

/** What the values mean: times in seconds, gains linear. */
struct reverb_settings {
	const struct reverb_type *type;
	struct absorption absorption; /**< how fast each frequency decays */
	double predelay; /**< seconds */
	double size; /**< of the room; 1 is the type's own */
	double stretch; /**< factor of the tail's delays: a short decay needs few modes, a long one many */
	double diffusion; /**< 0 to 1 */
	double early; /**< gain of the early reflections against the tail */
	double depth, rate; /**< of the modulation: seconds, Hz */
	double highpass, lowpass; /**< Hz; 0: none */
	double width, wet, dry; /**< gains of the side signal, of the reverb and of the input */
};

/** Returns the settings of these values at a sample rate in Hz. A low-pass or a crossover of the type that lies too
   high for the sample rate is left out or lowered. */
struct reverb_settings reverb_settings_of(const struct parameter_value *values, double sample_rate);

/** The most sections of reverb_filters(). */
enum { REVERB_FILTERS = 2 * BIQUADS_PER_BAND };

/** Designs the high-pass and the low-pass. Returns the count of sections, 0 for none. */
size_t reverb_filters(const struct reverb_settings *settings, double sample_rate,
		      struct biquad sections[REVERB_FILTERS]);

/** Returns the settings of the network. They point at the absorption of `settings`, which must outlive them. */
struct network_settings reverb_network(const struct reverb_settings *settings, const struct processor_context *context);

/** Returns the power of diffuser and network together for noise of power 1 at the input, before any normalisation: the
    mean over the octaves from 125 Hz to 8 kHz, as for pink noise. */
double reverb_mean_power(const struct reverb_settings *settings);

/** Fills tail_seconds and gap_seconds of a shape. */
void reverb_measure(const struct reverb_settings *settings, double sample_rate, struct processor_shape *result);

#endif
