/* Declares the interface through which sound goes out.
   SPDX-License-Identifier: GPL-3.0-or-later

   io implements it over audio files, tests over memory. */
#ifndef STEMPRINT_ENGINE_PRINTER_H
#define STEMPRINT_ENGINE_PRINTER_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** A printer takes the frames of one print. One thread at a time uses it. */
struct printer {
	size_t channels; /**< 1 or more */

	/** Takes `frames` frames, planar. Blocks may have any length; it does not change the bytes. */
	enum status (*write)(struct printer *printer, const double *const *columns, size_t frames);

	/** Completes and checks what was printed, once all frames were written. Nothing is written after it. */
	enum status (*finish)(struct printer *printer);

	/** Frees the printer. Output that was not finished (and committed, where the printer has such a step) is
	    removed. */
	void (*free)(struct printer *printer);

	const char *name; /**< for messages */
	const char *problem; /**< set after a failure: lower case, without the name; the printer owns it */
};

#endif
