/* Measures the signal between two inserts: the meter.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/processor.h"

enum { NAME };

static const struct parameter parameters[] = {
	[NAME] = { .name = "name",
		   .help = "what the report calls it; left out: the strip's name",
		   .type = PARAMETER_NAME },
};

const struct processor meter_processor = {
	.name = "meter",
	.summary = "measures what passes here, for the report",
	.description =
		"Every bit passes. Over the whole render it reads the sample peak and true peak, the rms (a "
		"full-scale sine has 0 dBFS, AES17), the loudness (EBU R 128: integrated, range, largest short-term "
		"and momentary), and the correlation of left and right. If compressors, gates, limiters or saturators "
		"stand right before it, it also tells what they (back to the next meter) take away together: the "
		"most, the mean and the share of the time over 0.1 dB, from the power before and after them in "
		"windows of 1 ms, while more than -70 dBFS goes in; makeup counts. The readings stand in the report.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_LEVEL,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = NAME,
	.listens = true,
};
