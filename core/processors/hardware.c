/* Lets the signal leave for hardware and come back: hardware.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/hardware.h"

#include <math.h>
#include <stddef.h>

static const char *const encodings[] = { [HARDWARE_FLOAT32] = "float32", [HARDWARE_PCM24] = "pcm24", NULL };
static const char *const drifts[] = { [HARDWARE_DRIFT_TOLD] = "told", [HARDWARE_DRIFT_CORRECTED] = "corrected", NULL };

static const struct parameter parameters[] = {
	[HARDWARE_SEND] = { .name = "send",
			    .help = "the WAV that stemprint prints for the hardware",
			    .type = PARAMETER_SENT_FILE,
			    .required = true },
	[HARDWARE_RETURN] = { .name = "return",
			      .help = "the file that was recorded from the hardware",
			      .type = PARAMETER_PLAYED_FILE,
			      .required = true },
	[HARDWARE_LATENCY] = { .name = "latency",
			       .help = "the round trip: a time, or measured",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_TIME,
			       .minimum = -1.0,
			       .maximum = 5.0,
			       .fallback = (double)NAN,
			       .word = "measured" },
	[HARDWARE_CALIBRATE] = { .name = "calibrate",
				 .help = "the send begins with a burst, which the round trip is measured by",
				 .type = PARAMETER_SWITCH,
				 .fallback = 0.0 },
	[HARDWARE_ENCODING] = { .name = "encoding",
				.help = "how the send holds its samples",
				.type = PARAMETER_CHOICE,
				.choices = encodings,
				.fallback = HARDWARE_FLOAT32 },
	[HARDWARE_MATCH] = { .name = "match",
			     .help = "the return gets the gain and the polarity of the send",
			     .type = PARAMETER_SWITCH,
			     .fallback = 0.0 },
	[HARDWARE_DRIFT] = { .name = "drift",
			     .help = "what becomes of a recorder whose clock differs from the player's",
			     .type = PARAMETER_CHOICE,
			     .choices = drifts,
			     .fallback = HARDWARE_DRIFT_TOLD },
};

const struct processor hardware_processor = {
	.name = "hardware",
	.summary = "an insert outside of stemprint: its input is printed, and what was recorded comes back",
	.description =
		"`stemprint render --sends RECIPE` prints what comes in here into the file `send`, and no mix. Play "
		"that "
		"file through the hardware, and record its output into the file `return`, from the first frame of the "
		"send on, at the same sample rate and with the same channels. Then `stemprint render` reads it in the "
		"place of the insert. A send that has changed since is an error, so a return never belongs to another "
		"mix.\n\n"
		"The round trip is measured by cross-correlation, or stated by `latency`. The return is moved back by "
		"it, by fractions of a frame too: a sinc of 128 taps under a Kaiser window, flat up to 0.4535 of the "
		"rate. With `calibrate: yes` the send begins with three seconds that hold a burst, and the burst alone "
		"decides the round trip and the gain. The report tells round trip, gain, polarity, drift of the "
		"clocks, "
		"and what the loop adds. `match: yes` undoes gain and polarity, and `drift: corrected` undoes the "
		"drift.\n\n"
		"For stems the linear part of the loop is the signal times its gain. `stems: per-lane` is refused, "
		"because only one signal came back.",
	.law = STEM_LAW_OPAQUE,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.loops = true,
};
