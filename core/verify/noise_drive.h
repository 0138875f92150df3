/* Drives one instance of a processor with noise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_NOISE_DRIVE_H
#define STEMPRINT_VERIFY_NOISE_DRIVE_H

#include "processors/processor.h"

/** No frame. */
#define NOISE_DRIVE_NEVER SIZE_MAX

/** What an instance hears: white noise, other noise in each channel and in the key. */
struct noise_drive {
	double level; /**< the peak of the noise, linear */
	size_t start; /**< the frame at which the noise begins; NOISE_DRIVE_NEVER: silence */
	size_t pulse; /**< the frame that gets a pulse of the same level on top; NOISE_DRIVE_NEVER: none */
	size_t frames; /**< how long it is */
};

/** Returns sample `frame` of a channel of the drive. The key's channels count on behind those of the signal, and get
    no pulse. */
double noise_drive_sample(const struct noise_drive *drive, size_t channel, bool key, size_t frame);

/** Runs a new batch of one instance from rest. `instance` says what it is; its columns do not count. Writes the output
    to (*out)[channel][frame], from the arena. */
enum status noise_drive_run(const struct noise_drive *drive, const struct processor *processor,
			    const struct processor_instance *instance, const struct kernel *kernel, struct arena *arena,
			    double ***out) MUST_CHECK;

#endif
