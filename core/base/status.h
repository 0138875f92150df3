/* Says how a call ended.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_STATUS_H
#define STEMPRINT_BASE_STATUS_H

#include <stdbool.h>

/** This marks a function whose status the caller must look at. */
#define MUST_CHECK __attribute__((warn_unused_result))

/** Every function that can fail returns one of these; 0 is success. Diagnostics (diagnostic.h) describe what is
    wrong with the user's text or files. */
enum status {
	STATUS_OK = 0,
	STATUS_NO_MEMORY, /**< an allocation failed */
	STATUS_BAD_RECIPE, /**< the recipe is wrong, or an output would overwrite an input; diagnostics say where */
	STATUS_BAD_SOURCE, /**< a source could not be read, or ended early */
	STATUS_BAD_OUTPUT, /**< an output could not be written */
	STATUS_LIMIT, /**< a limit of time, memory or size was hit */
	STATUS_INTERRUPTED, /**< a signal asked to stop */
	STATUS_NOT_FINITE, /**< a sample became NaN or infinite */
	STATUS_DEFECT, /**< stemprint itself has a defect */
};

/** Returns whether the status comes with a problem that says why a file could not be written: BAD_OUTPUT or LIMIT. */
bool status_is_of_output(enum status status);

/** Returns a short lower-case phrase for the status, and never NULL. */
const char *status_text(enum status status);

#endif
