/* Names the parameters of the insert that is hardware, for the reader of recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_HARDWARE_H
#define STEMPRINT_PROCESSORS_HARDWARE_H

#include "processors/processor.h"

extern const struct processor hardware_processor;

/** Indices into hardware_processor.parameters. */
enum {
	HARDWARE_SEND, /**< the file that is printed */
	HARDWARE_RETURN, /**< the file that was recorded */
	HARDWARE_LATENCY, /**< s; NAN, the default: it is measured */
	HARDWARE_CALIBRATE, /**< the send begins with a burst */
	HARDWARE_ENCODING, /**< an enum hardware_encoding */
	HARDWARE_MATCH, /**< gain and polarity of the loop are undone */
	HARDWARE_DRIFT, /**< an enum hardware_drift */
};

/** The words of `encoding`. */
enum hardware_encoding { HARDWARE_FLOAT32, HARDWARE_PCM24 };

/** The words of `drift`: it is only told, or undone. */
enum hardware_drift { HARDWARE_DRIFT_TOLD, HARDWARE_DRIFT_CORRECTED };

#endif
